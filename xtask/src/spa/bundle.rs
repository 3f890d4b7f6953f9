//! One JavaScript file from our start code, wasm-bindgen's glue and the chunk loader; small CSS; all through
//! esbuild, which knows the languages and so breaks nothing that a search-and-replace would.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use crate::sh;
use crate::tools::Tools;

/// The oldest browsers that run the app (they are the first with WebAssembly reference types), so that CSS and
/// JavaScript need not be older than that.
const BROWSERS: &str = "--target=chrome96,firefox95,safari15";

/// Bundles `entry` and all it imports.
pub fn javascript(tools: &Tools, entry: &Path) -> Result<String> {
    let mut command = sh::cmd(
        tools.npm("esbuild"),
        ["--bundle", "--minify", "--format=esm", BROWSERS],
    );
    command
        .args(["--charset=utf8", "--log-level=error"])
        .arg(entry);
    sh::output(&mut command)
}

/// Makes a script smaller that must run in any browser, so that it can tell the old ones.
pub fn classic_script(tools: &Tools, source: &str) -> Result<String> {
    minify(tools, source, &["--loader=js", "--target=es5"])
}

/// Makes the service worker smaller.
pub fn worker(tools: &Tools, source: &str) -> Result<String> {
    minify(tools, source, &["--loader=js", BROWSERS])
}

/// Makes a style sheet smaller.
pub fn css(tools: &Tools, source: &str) -> Result<String> {
    minify(tools, source, &["--loader=css", BROWSERS])
}

fn minify(tools: &Tools, source: &str, options: &[&str]) -> Result<String> {
    let mut command = sh::cmd(tools.npm("esbuild"), options);
    command.args(["--minify", "--charset=utf8", "--log-level=error"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().context("starting esbuild")?;
    child
        .stdin
        .take()
        .context("esbuild has no input")?
        .write_all(source.as_bytes())?;
    let out = child.wait_with_output()?;
    if !out.status.success() {
        bail!("esbuild: {}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(String::from_utf8(out.stdout)?.trim_end().to_owned())
}
