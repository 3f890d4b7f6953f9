//! `cargo xtask ci`: what has to hold before a change is taken in.

use anyhow::Result;

use crate::sh::{self, say};
use crate::test;

/// Formatting, lints, all tests.
pub fn run() -> Result<()> {
    say("checking the formatting");
    sh::run(&mut sh::cargo(["fmt", "--all", "--check"]))?;
    say("clippy over the workspace, 3 to 6 minutes the first time on 2 cores");
    sh::run(&mut sh::cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))?;
    test::run(&[])
}
