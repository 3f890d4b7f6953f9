//! `cargo xtask dist`: one file that serves everything.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::http;
use crate::numbers;
use crate::paths;
use crate::server_process::{self, PROGRAM, Server};
use crate::sh::{self, say};
use crate::spa::{self, manifest::Manifest};

/// Builds the server with the app inside and says where it is.
pub fn run() -> Result<()> {
    let (program, _) = build()?;
    say(format!(
        "done: {} ({}). Copy it anywhere and start it; its data goes into ./var there.",
        program.display(),
        numbers::bytes(std::fs::metadata(&program)?.len())
    ));
    Ok(())
}

/// Builds the server with the app inside and puts it into `target/dist/`.
fn build() -> Result<(PathBuf, Manifest)> {
    let manifest = spa::build()?;
    say("compiling the server with the app inside, 3 to 6 minutes the first time on 2 cores");
    let mut command = sh::cargo([
        "build",
        "--release",
        "--package",
        "server",
        "--bin",
        PROGRAM,
    ]);
    command
        .args(["--features", "embed-spa"])
        .env("VS_SPA_DIR", paths::dist());
    sh::run(&mut command)?;
    // Copied, since the next ordinary build puts a program without the app in its place.
    let built = server_process::program();
    let folder = paths::target().join("dist");
    paths::fresh_dir(&folder)?;
    let done = folder.join(built.file_name().context("the program has no name")?);
    std::fs::copy(&built, &done)?;
    Ok((done, manifest))
}

/// Starts the one file alone in the folder `alone`, and fetches the page and all that the build lists. Answers how many
/// files were served as built.
pub fn check(alone: &Path) -> Result<u64> {
    let (program, manifest) = build()?;
    let mut command = sh::cmd(&program, ["--listen", "127.0.0.1:0"]);
    let server = Server::run(command.current_dir(alone))?;
    let page = http::get(&server.address, "/my/bookings")?;
    let start = http::get(&server.address, "/")?;
    if page.body != start.body {
        bail!("a deep link is not answered with the app");
    }
    for asset in &manifest.assets {
        let sent = http::get(&server.address, &asset.path)?.body.len() as u64;
        if sent != asset.wire() {
            bail!(
                "{}: {sent} bytes came instead of {}",
                asset.path,
                asset.wire()
            );
        }
    }
    Ok(manifest.assets.len() as u64)
}
