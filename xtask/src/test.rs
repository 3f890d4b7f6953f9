//! `cargo xtask test`: installs what tests need, runs them all, and adds up what ran.

use std::ops::AddAssign;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::budget;
use crate::dist;
use crate::paths::{self, APP};
use crate::platform::{self, Browser};
use crate::postgres::{self, Postgres};
use crate::server_process::{self, Server};
use crate::sh::{self, say};
use crate::spa::{self, hash};
use crate::tools;
use crate::wasm_target;

const PARTS: [&str; 5] = ["native", "browser", "budgets", "e2e", "dist"];

/// How many tests ran, and how they ended.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// Runs every part, or the one named by `--only`. A part that fails does not keep the others from running.
pub fn run(arguments: &[String]) -> Result<()> {
    let only = match arguments {
        [] => None,
        [flag, part] if flag == "--only" && PARTS.contains(&part.as_str()) => Some(part.as_str()),
        other => bail!("test knows --only {}, not {other:?}", PARTS.join("|")),
    };
    let mut all = Tally::default();
    let mut lines = Vec::new();
    for part in PARTS
        .into_iter()
        .filter(|part| only.is_none_or(|only| only == *part))
    {
        let tally = run_part(part).unwrap_or_else(|error| {
            say(format!("{part}: {error:#}"));
            Tally {
                failed: 1,
                ..Tally::default()
            }
        });
        lines.push(format!(
            "{part}: {} passed, {} failed, {} skipped",
            tally.passed, tally.failed, tally.skipped
        ));
        all += tally;
    }
    println!("\n{}", lines.join("\n"));
    println!("{} passed, {} failed", all.passed, all.failed);
    if all.failed > 0 {
        bail!("some tests failed");
    }
    Ok(())
}

fn run_part(part: &str) -> Result<Tally> {
    match part {
        "native" => native(),
        "browser" => browser_units(),
        "budgets" => budgets(),
        "e2e" => journeys(),
        _ => one_file(),
    }
}

/// `cargo xtask setup`: everything that `serve` and `test` would install.
pub fn install_everything() -> Result<()> {
    tools::for_build()?;
    wasm_target::for_release()?;
    wasm_target::for_tests()?;
    platform::browser()?;
    postgres::programs()?;
    journeys_packages()?;
    say("everything is installed");
    Ok(())
}

fn native() -> Result<Tally> {
    let postgres = Postgres::start()?;
    say("native tests, 5 to 10 minutes the first time on 2 cores (most of it compiling)");
    let mut command = sh::cargo(["test", "--workspace", "--no-fail-fast", "--color", "never"]);
    let mut tally = counted(command.env(ON_POSTGRES.0, postgres.url()))?;
    say("what the server does, once more on PostgreSQL");
    let mut command = sh::cargo(["test", "--package", "server", "--test", "api"]);
    command.args(["--no-fail-fast", "--color", "never", "--"]);
    command.args(ON_POSTGRES.1).env("VS_TEST_ON", "postgres");
    tally += counted(command.env(ON_POSTGRES.0, postgres.url()))?;
    Ok(tally)
}

/// Where the tests find a PostgreSQL, and those of the server that a database of their own is drawn for.
const ON_POSTGRES: (&str, [&str; 10]) = (
    "VS_TEST_POSTGRES",
    [
        "staff",
        "bookings",
        "changes",
        "crossing",
        "crowds",
        "handovers",
        "interleavings",
        "sync",
        "volunteers",
        "one_fault",
    ],
);

fn browser_units() -> Result<Tally> {
    let Browser { chromium, driver } = platform::browser()?;
    let tools = tools::for_build()?;
    let way = wasm_target::for_tests()?;
    say("unit tests inside headless Chromium, 2 to 4 minutes the first time on 2 cores");
    let mut command = sh::cargo([
        "test",
        "--target",
        wasm_target::TRIPLE,
        "--package",
        APP,
        "--no-fail-fast",
    ]);
    command.args(["--tests", "--no-default-features", "--color", "never"]);
    command
        .env("PATH", tools.path()?)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("CHROMEDRIVER", driver)
        .env("CHROME", chromium)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    way.apply(&mut command);
    counted(&mut command)
}

/// The byte budgets of the build and of the packs, each one test.
fn budgets() -> Result<Tally> {
    let manifest = spa::build()?;
    let mut budgets = budget::of_build(&manifest);
    let data = fresh_data("budgets")?;
    let server = Server::start_for_tests(&server_process::build()?, &data)?;
    budgets.extend(budget::of_packs(&server.address)?);
    println!("\n{}", budget::table(&budgets));
    let met = budgets.iter().filter(|budget| budget.met()).count() as u64;
    Ok(Tally {
        passed: met,
        failed: budgets.len() as u64 - met,
        skipped: 0,
    })
}

/// Playwright against the release build and the real server.
fn journeys() -> Result<Tally> {
    let Browser { chromium, .. } = platform::browser()?;
    spa::build()?;
    let program = server_process::build()?;
    let folder = journeys_packages()?;
    let server = Server::start_for_tests(&program, &fresh_data("e2e")?)?;
    say("journeys in headless Chromium, usually 8 to 15 minutes");
    let report = paths::target().join("e2e.json");
    let mut command = sh::cmd(
        folder.join("node_modules/.bin/playwright"),
        ["test", "--reporter=list,json"],
    );
    command
        .current_dir(&folder)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("VS_BASE_URL", format!("http://{}", server.address))
        // Journeys that stop and start a server of their own need these three.
        .env("VS_SERVER", &program)
        .env("VS_SPA_DIR", paths::dist())
        .env("VS_WORK_DIR", fresh_data("e2e-own")?)
        .env("CHROMIUM", chromium);
    let ended_well = sh::run_seeing(&mut command, |_| {})?;
    let tally = playwright_tally(&paths::read(&report)?)?;
    consistent(tally, ended_well)
}

/// What `cargo xtask dist` makes, each file that it serves one test.
fn one_file() -> Result<Tally> {
    let passed = dist::check(&fresh_data("dist")?)?;
    Ok(Tally {
        passed,
        ..Tally::default()
    })
}

/// The journeys' npm packages, installed beside them, where Node looks for them.
pub fn journeys_packages() -> Result<PathBuf> {
    tools::need_node()?;
    let folder = paths::root().join("tests/e2e");
    let lock = hash::hex(&paths::read_bytes(&folder.join("package-lock.json"))?);
    let mark = folder.join("node_modules/.installed-from");
    if std::fs::read_to_string(&mark).unwrap_or_default() != lock {
        say("installing Playwright and axe with npm, usually under a minute");
        sh::run(tools::npm_ci_command().current_dir(&folder))?;
        paths::write(&mark, lock)?;
    }
    Ok(folder)
}

fn playwright_tally(report: &str) -> Result<Tally> {
    let report: Value = serde_json::from_str(report).context("Playwright's report")?;
    let count = |key: &str| {
        report["stats"][key]
            .as_u64()
            .with_context(|| format!("Playwright's report: {key}"))
    };
    Ok(Tally {
        // Flaky ones passed at the second try; they are shown as such in the list above.
        passed: count("expected")? + count("flaky")?,
        failed: count("unexpected")?,
        skipped: count("skipped")?,
    })
}

/// Runs a cargo test command and adds up its closing lines.
fn counted(command: &mut std::process::Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let ended_well = sh::run_seeing(command, |line| {
        tally += cargo_line(line).unwrap_or_default()
    })?;
    consistent(tally, ended_well)
}

/// A run that failed without a failed test (it did not compile, say) still counts as one failure; a run of no
/// test at all is an error.
fn consistent(mut tally: Tally, ended_well: bool) -> Result<Tally> {
    if !ended_well && tally.failed == 0 {
        tally.failed = 1;
    }
    if tally == Tally::default() {
        bail!("no test ran");
    }
    Ok(tally)
}

/// Reads `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
fn cargo_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for part in counts.split(';') {
        let mut words = part.split_whitespace();
        let Some(Ok(number)) = words.next().map(str::parse) else {
            continue;
        };
        match words.next() {
            Some("passed") => tally.passed = number,
            Some("failed") => tally.failed = number,
            Some("ignored") => tally.skipped = number,
            _ => {}
        }
    }
    Some(tally)
}

fn fresh_data(name: &str) -> Result<PathBuf> {
    let folder: &Path = &paths::target().join("test-data");
    let folder = folder.join(name);
    paths::fresh_dir(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_cargos_closing_line() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.1s";
        let expected = Tally {
            passed: 12,
            failed: 2,
            skipped: 1,
        };
        assert_eq!(cargo_line(line), Some(expected));
        assert_eq!(cargo_line("test a::b ... ok"), None);
    }

    #[test]
    fn counts_are_read_from_playwrights_report() {
        let report = r#"{"stats":{"expected":7,"unexpected":1,"flaky":1,"skipped":2}}"#;
        let expected = Tally {
            passed: 8,
            failed: 1,
            skipped: 2,
        };
        assert_eq!(playwright_tally(report).unwrap(), expected);
    }

    #[test]
    fn a_run_that_breaks_or_runs_nothing_is_not_a_success() {
        let five = Tally {
            passed: 5,
            ..Tally::default()
        };
        assert_eq!(consistent(five, false).unwrap().failed, 1);
        assert_eq!(consistent(five, true).unwrap().failed, 0);
        assert!(consistent(Tally::default(), true).is_err());
    }
}
