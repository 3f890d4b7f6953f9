//! Chores of the project, as `cargo xtask <chore>`: everything a person or CI does with the
//! workspace goes through here, and each chore installs what it lacks.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool talks to the terminal"
)]

mod bench;
mod budget;
mod ci;
mod dist;
mod http;
mod numbers;
mod paths;
mod platform;
mod postgres;
mod serve;
mod server_process;
mod sh;
mod sim;
mod spa;
mod test;
mod tools;
mod wasm_target;

use std::process::ExitCode;

use anyhow::Result;

const HELP: &str = "cargo xtask <chore>

  serve   install what is missing, build everything, start the server, print its address
          --port N (default 8080), --host ADDRESS (default 127.0.0.1)
  build   the release app into dist/, with no server
  test    every test: native, browser units, byte budgets, journeys, the one-file server
          --only native|browser|budgets|e2e|dist to run one part
  ci      formatting, clippy, then `test`
  bench   the budgets with their targets, as a table and as JSON
          --bytes for the byte budgets alone, --sizes for what the WASM is made of
  sim     simulated phones, network and deaths against the real server, a life for each seed
          --seeds N (default 1000), --from SEED (default 0), --log to see a life line by line
  dist    one self-contained server binary with the app inside
  setup   only install what serve and test need

Wanted on the machine: Rust 1.95 or newer (rustup) with a C compiler, Node 20 or newer with npm. On Debian the
rest is installed by this command; elsewhere it says what to install.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let (chore, rest) = match args.split_first() {
        Some((chore, rest)) => (chore.as_str(), rest),
        None => ("help", args),
    };
    let _held = match chore {
        "build" | "test" | "ci" | "bench" | "sim" | "dist" => Some(paths::hold_target()?),
        _ => None,
    };
    match chore {
        "serve" => serve::run(rest),
        "build" => spa::build().map(drop),
        "test" => test::run(rest),
        "ci" => ci::run(),
        "bench" => bench::run(rest),
        "sim" => sim::run(rest),
        "dist" => dist::run(),
        "setup" => test::install_everything(),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => anyhow::bail!("no chore named {other:?}\n\n{HELP}"),
    }
}
