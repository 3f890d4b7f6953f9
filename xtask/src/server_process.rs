//! The real server as a child process: built in release, on a free port, stopped when dropped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc;
use std::time::Duration;

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
        Self::start_with(program, "127.0.0.1:0", data, &LIFTED)
    }

    /// Starts `program` on `address` to be looked at, with its data in `data`, serving the app from `dist/`, and waits until
    /// it listens. There are accounts for each role, which it prints.
    pub fn start_to_show(program: &Path, address: &str, data: &Path) -> Result<Self> {
        std::fs::create_dir_all(data)?;
        sh::run(sh::cmd(program, ["admin", "demo", "--data"]).arg(data))?;
        Self::start_with(program, address, data, &[("VS_DEMO", "on")])
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
        Self::run(&mut command)
    }

    /// Runs a server's command and waits until it says where it listens: any other program may answer on an address
    /// that this one did not get.
    pub fn run(command: &mut std::process::Command) -> Result<Self> {
        let child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {:?}", command.get_program()))?;
        let mut server = Self {
            child,
            address: String::new(),
        };
        let stdout = server.child.stdout.take().context("no standard output")?;
        server.address = match listened(stdout).recv_timeout(START_LIMIT) {
            Ok(address) => address,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("the server did not listen within {START_LIMIT:?}")
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let status = server.child.wait()?;
                bail!("the server ended at its start: {status}")
            }
        };
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
}

/// Reads what the server prints, to its end, and passes on the address of its line `老兵驿站 http://ADDRESS`.
fn listened(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            match line.split_once("http://") {
                // Nobody may be waiting any more; the rest is read all the same, so that the pipe never fills.
                Some((_, address)) => drop(tell.send(address.trim().to_owned())),
                None => println!("{line}"),
            }
        }
    });
    told
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing to be done about a server that is already gone.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}
