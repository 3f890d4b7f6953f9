//! `cargo xtask sim`: many phones against the real server over a network that does what it likes, from seeds.

use anyhow::Result;

use crate::sh::{self, say};

/// Builds the simulator and hands it its arguments.
pub fn run(arguments: &[String]) -> Result<()> {
    say("building the simulator, 1 to 3 minutes the first time on 2 cores");
    sh::run(&mut sh::cargo([
        "build",
        "--quiet",
        "--release",
        "--package",
        "sim",
    ]))?;
    let mut command = sh::cargo(["run", "--quiet", "--release", "--package", "sim", "--"]);
    sh::run(command.args(arguments))
}
