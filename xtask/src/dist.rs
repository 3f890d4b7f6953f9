//! `cargo xtask dist`: one file that serves everything.

use anyhow::{Context as _, Result};

use crate::numbers;
use crate::paths;
use crate::server_process::{self, PROGRAM};
use crate::sh::{self, say};
use crate::spa;

/// Builds the server with the app inside and puts it into `target/dist/`.
pub fn run() -> Result<()> {
    spa::build()?;
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
    say(format!(
        "done: {} ({}). Copy it anywhere and start it; its data goes into ./var there.",
        done.display(),
        numbers::bytes(std::fs::metadata(&done)?.len())
    ));
    Ok(())
}
