//! The real server as a child process: built in release, on a free port, stopped when dropped.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::paths;
use crate::sh::{self, say};

/// The server's program name.
pub const PROGRAM: &str = "veterans-station";
/// First start loads all the data into an empty database.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Compiles the server and returns its program.
pub fn build() -> Result<PathBuf> {
    say("compiling the server, 3 to 6 minutes the first time on 2 cores, seconds later");
    sh::run(&mut sh::cargo([
        "build",
        "--release",
        "--package",
        "server",
        "--bin",
        PROGRAM,
    ]))?;
    Ok(program())
}

/// Where cargo puts the server's release build.
pub fn program() -> PathBuf {
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    paths::target().join("release").join(name)
}

/// Rates that no test reaches. Those that test the limits start a server of their own.
const LIFTED: [(&str, &str); 5] = [
    ("VS_CREATE_PER_MINUTE", "60000"),
    ("VS_CREATE_BURST", "60000"),
    ("VS_LOOKUP_PER_MINUTE", "60000"),
    ("VS_REFERENCE_PER_HOUR", "60000"),
    ("VS_LOG", "warn"),
];

/// A running server.
pub struct Server {
    child: Child,
    /// `address:port`.
    pub address: String,
}

impl Server {
    /// Starts `program` on a free port for tests: all of them come from one address, so the usual rates are lifted.
    pub fn start_for_tests(program: &Path, data: &Path) -> Result<Self> {
        Self::start_with(program, &free_address()?, data, &LIFTED)
    }

    /// Starts `program` on `address` with its data in `data`, serving the app from `dist/`, and waits until it answers.
    pub fn start(program: &Path, address: &str, data: &Path) -> Result<Self> {
        Self::start_with(program, address, data, &[])
    }

    fn start_with(
        program: &Path,
        address: &str,
        data: &Path,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        std::fs::create_dir_all(data)?;
        let mut command = sh::cmd(program, ["--listen", address, "--data"]);
        command.arg(data).arg("--spa").arg(paths::dist());
        command.current_dir(paths::root());
        command.envs(environment.iter().copied());
        let child = command
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut server = Self {
            child,
            address: address.to_owned(),
        };
        server.wait_until_it_answers()?;
        Ok(server)
    }

    /// Waits until the server ends by itself.
    pub fn wait(mut self) -> Result<()> {
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the server ended: {status}");
        }
        Ok(())
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let socket: SocketAddr = self.address.parse().with_context(|| self.address.clone())?;
        let end = Instant::now() + START_LIMIT;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at its start: {status}");
            }
            if TcpStream::connect_timeout(&socket, Duration::from_millis(200)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!(
            "the server did not answer on {} in {START_LIMIT:?}",
            self.address
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing to be done about a server that is already gone.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// `127.0.0.1` with a port that is free right now.
fn free_address() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("finding a free port")?;
    Ok(listener.local_addr()?.to_string())
}
