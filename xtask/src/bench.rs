//! `cargo xtask bench`: the budgets, measured, with their targets.
//!
//! Byte budgets are measured here. Timings come from scripts that print one JSON array of
//! `{what, unit, measured, target, at_least?}` as their last line: every `tests/e2e/bench/*.mjs` (a browser against
//! the release build) and the server's own `bench` subcommand.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::budget::{self, Budget};
use crate::paths;
use crate::platform;
use crate::server_process::{self, Server};
use crate::sh::{self, say};
use crate::spa;
use crate::test;
use crate::tools;

/// Prints the table, writes `bench.json`, and fails when a budget is broken.
pub fn run(arguments: &[String]) -> Result<()> {
    let bytes_only = arguments.iter().any(|argument| argument == "--bytes");
    let sizes = arguments.iter().any(|argument| argument == "--sizes");
    if let Some(other) = arguments
        .iter()
        .find(|a| !["--bytes", "--sizes"].contains(&a.as_str()))
    {
        bail!("bench knows --bytes and --sizes, not {other:?}");
    }
    let manifest = spa::build()?;
    let mut budgets = budget::of_build(&manifest);
    if !bytes_only {
        budgets.extend(with_server()?);
    }
    if sizes {
        spa::sizes::print()?;
    }
    report(&budgets)
}

fn with_server() -> Result<Vec<Budget>> {
    let program = server_process::build()?;
    let data = paths::target().join("bench-data");
    paths::fresh_dir(&data)?;
    let server = Server::start_for_tests(&program, &data.join("site"))?;
    let mut budgets = budget::of_packs(&server.address)?;
    let lighthouse = tools::npm_ci(&paths::root().join("xtask/lighthouse"), "Lighthouse")?;
    for script in scripts()? {
        say(format!(
            "measuring with {}, usually 1 to 3 minutes",
            script.display()
        ));
        let mut command = browser_script(&script, &server.address)?;
        budgets.extend(measure(command.env("VS_LIGHTHOUSE", &lighthouse))?);
    }
    drop(server);
    say("measuring durable bookings, usually under a minute");
    let mut load = sh::cmd(&program, ["bench", "--data"]);
    budgets.extend(measure(load.arg(data.join("load")))?);
    Ok(budgets)
}

fn scripts() -> Result<Vec<PathBuf>> {
    let folder = paths::root().join("tests/e2e/bench");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let files = paths::files_below(&folder)?;
    let scripts = files.into_iter().filter(|file| {
        // What begins with an underscore is shared by the scripts.
        let name = file.to_string_lossy();
        name.ends_with(".mjs") && !name.starts_with('_')
    });
    Ok(scripts.map(|file| folder.join(file)).collect())
}

fn browser_script(script: &Path, address: &str) -> Result<Command> {
    let folder = test::journeys_packages()?;
    let mut command = sh::cmd("node", [script]);
    command
        .current_dir(folder)
        .env("VS_BASE_URL", format!("http://{address}"))
        .env("CHROMIUM", platform::browser()?.chromium);
    Ok(command)
}

fn measure(command: &mut Command) -> Result<Vec<Budget>> {
    let out = sh::output(command)?;
    let line = out
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let value: Value =
        serde_json::from_str(line).with_context(|| format!("not a JSON array: {line}"))?;
    let listed = value.as_array().context("not a JSON array")?;
    listed.iter().map(Budget::from_json).collect()
}

fn report(budgets: &[Budget]) -> Result<()> {
    let table = budget::table(budgets);
    let value = json!({ "budgets": budgets.iter().map(Budget::json).collect::<Vec<_>>() });
    let text = serde_json::to_string_pretty(&value)?;
    let file = paths::target().join("bench.json");
    paths::write(&file, &text)?;
    println!("\n{text}\n\n{table}\n(also in {})", file.display());
    let broken = budgets.iter().filter(|budget| !budget.met()).count();
    if broken > 0 {
        bail!("{broken} of {} budgets broken", budgets.len());
    }
    Ok(())
}
