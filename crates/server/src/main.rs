//! `veterans-station`: serves the API and the app.

use std::io::{self, Write as _};
use std::process::ExitCode;

use server::backup;
use server::config::{Command, Config, HELP};
use server::run::{Server, stop_signal};
use server::telemetry;

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "veterans-station: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.next_if(|argument| argument == "admin").is_some() {
        let environment = |name: &str| std::env::var_os(name);
        return Ok(server::admin::run(arguments, environment, &mut io::stdout()).await?);
    }
    let config = Config::read(arguments, |name| std::env::var_os(name))?;
    match &config.command {
        Command::Help => io::stdout().write_all(HELP.as_bytes())?,
        Command::Serve => serve(&config).await?,
        Command::Migrate => {
            let versions = backup::migrate(&config).await?;
            writeln!(
                io::stdout(),
                "the tables are up to date ({versions} versions new)"
            )?;
        }
        Command::Backup(file) => backup::backup(&config, file).await?,
        Command::Restore(file) => backup::restore(&config, file, config.force).await?,
        Command::Restored => backup::rename_store(&config.database()).await?,
        Command::Bench => server::bench::run(&config).await?,
    }
    Ok(())
}

async fn serve(config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    telemetry::start(&std::env::var("VS_LOG").unwrap_or_else(|_| "info".to_owned()));
    let server = Server::start(config).await?;
    writeln!(io::stdout(), "老兵驿站 http://{}", server.address)?;
    io::stdout().flush()?;
    server.run(stop_signal()).await?;
    Ok(())
}
