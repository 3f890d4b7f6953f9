//! `cargo xtask serve`: from a fresh clone to an address in the browser.

use anyhow::{Result, bail};

use crate::paths;
use crate::server_process::{self, Server};
use crate::sh::say;
use crate::spa;

/// Builds everything and runs the server until it is stopped.
pub fn run(arguments: &[String]) -> Result<()> {
    let (mut host, mut port) = ("127.0.0.1", "8080");
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = rest.next().map(String::as_str);
        match (argument.as_str(), value) {
            ("--host", Some(value)) => host = value,
            ("--port", Some(value)) => port = value,
            _ => bail!("serve knows --host ADDRESS and --port N, not {argument:?}"),
        }
    }
    let held = paths::hold_target()?;
    spa::build()?;
    let program = server_process::build()?;
    drop(held);
    let server = Server::start_to_show(
        &program,
        &format!("{host}:{port}"),
        &paths::root().join("var"),
    )?;
    say(format!(
        "老兵驿站 is at http://{} (Ctrl-C stops it; its data is in ./var)",
        server.address
    ));
    server.wait()
}
