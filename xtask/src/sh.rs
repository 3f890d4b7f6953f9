//! Running other programs: never a terminal, never standard input, errors that name the command.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Announces a step in plain words.
pub fn say(text: impl AsRef<str>) {
    println!("==> {}", text.as_ref());
}

/// A command that reads nothing from the terminal.
pub fn cmd<I, S>(program: impl AsRef<OsStr>, args: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null());
    command
}

/// `cargo`, the one that runs this xtask, without the variables cargo set for xtask itself.
pub fn cargo<I, S>(args: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = cmd(program, args);
    command.current_dir(crate::paths::root());
    clean_cargo_env(&mut command);
    command
}

/// Takes away what `cargo run` puts into the environment (build scripts and Trunk would take it for theirs) and
/// flags for all compilers (they would replace those of the browser part), and says where the output goes,
/// whatever a developer's own settings are.
pub fn clean_cargo_env(command: &mut Command) {
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", crate::paths::target());
    for (name, _) in std::env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

/// Runs to the end, showing its output; a failure is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("starting {}", shown(command)))?;
    check(command, status)
}

/// Runs to the end and hands back standard output; a failure is an error that holds standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command
        .output()
        .with_context(|| format!("starting {}", shown(command)))?;
    if !out.status.success() {
        let stderr = String::from_utf8_lossy(&out.stderr);
        bail!(
            "{} failed ({}): {}",
            shown(command),
            out.status,
            stderr.trim()
        );
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Runs to the end, showing each line of standard output and handing it to `seen`; true when it ended well.
pub fn run_seeing(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<bool> {
    use std::io::BufRead as _;
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", shown(command)))?;
    let stdout = child.stdout.take().context("no standard output")?;
    for line in std::io::BufReader::new(stdout).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        seen(&line);
    }
    Ok(child.wait()?.success())
}

/// Runs quietly; true when it ended well in time.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    match wait_within(&mut child, limit) {
        Some(status) => status.success(),
        None => {
            // It is ours and it hangs; what it does after the kill does not matter.
            let _killed = child.kill();
            let _reaped = child.wait();
            false
        }
    }
}

/// Waits at most `limit`; `None` when it still runs then.
pub fn wait_within(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
            _ => return None,
        }
    }
}

/// The first line a program prints for `--version`, if it runs at all.
pub fn version(program: impl AsRef<OsStr>) -> Option<String> {
    let out = cmd(program, ["--version"]).output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    out.status
        .success()
        .then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

/// The first of `names` found on `PATH`.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders
            .iter()
            .map(|dir| dir.join(&file))
            .find(|p| p.is_file())
    })
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("{} failed ({status})", shown(command))
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
