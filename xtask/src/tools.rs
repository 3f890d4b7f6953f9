//! The programs the build needs beside cargo: found where they already are in the right version, else
//! installed once into the cache folder that all clones share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::paths;
use crate::sh::{self, say};

/// The last Trunk that compiles with Rust 1.95.
const TRUNK: &str = "0.21.14";
/// Node before this lacks what Playwright wants.
const NODE_AT_LEAST: u32 = 20;

/// Where the build tools are.
pub struct Tools {
    /// Folders to put before `PATH`, so that Trunk finds the wasm-bindgen of the right version.
    path_first: Vec<PathBuf>,
    /// The folder with the npm programs (`wasm-opt`, `esbuild`).
    npm_bin: PathBuf,
}

impl Tools {
    /// A command that finds all these tools.
    pub fn cmd(&self, program: &str, arguments: &[&str]) -> Result<Command> {
        let mut command = sh::cmd(program, arguments);
        command.env("PATH", self.path()?);
        sh::clean_cargo_env(&mut command);
        // Trunk takes NO_COLOR for its own option and refuses the value 1.
        command.env_remove("NO_COLOR");
        Ok(command)
    }

    /// A program from the npm packages.
    pub fn npm(&self, program: &str) -> PathBuf {
        self.npm_bin.join(program)
    }

    /// `PATH` with the tools in front.
    pub fn path(&self) -> Result<OsString> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let folders = self
            .path_first
            .iter()
            .cloned()
            .chain(std::env::split_paths(&old));
        Ok(std::env::join_paths(folders)?)
    }
}

/// Finds or installs everything the SPA's build needs.
pub fn for_build() -> Result<Tools> {
    need_node()?;
    let bin = paths::cache()?.join("tools").join("bin");
    let wanted = wasm_bindgen_version()?;
    let mut path_first = vec![bin.clone()];
    for (krate, program, version, minutes) in [
        ("trunk", "trunk", TRUNK, 5),
        ("wasm-bindgen-cli", "wasm-bindgen", wanted.as_str(), 3),
    ] {
        if has(&bin.join(program), version) {
            continue;
        }
        match sh::which(&[program]).filter(|found| has(found, version)) {
            Some(found) => path_first.extend(found.parent().map(Path::to_path_buf)),
            None => cargo_install(krate, version, minutes)?,
        }
    }
    let npm = npm_ci(&paths::root().join("xtask/tools"), "wasm-opt and esbuild")?;
    Ok(Tools {
        path_first,
        npm_bin: npm.join("node_modules").join(".bin"),
    })
}

/// Installs the packages of a folder's lockfile into the cache and returns the folder there, which is named
/// by the lockfile's content: a changed lockfile never meets old packages.
pub fn npm_ci(source: &Path, what: &str) -> Result<PathBuf> {
    let lock = paths::read_bytes(&source.join("package-lock.json"))?;
    let name = &crate::spa::hash::hex(&lock)[..16];
    let folder = paths::cache()?.join("npm").join(name);
    let done = folder.join("complete");
    if !done.exists() {
        say(format!(
            "installing {what} with npm, usually under a minute"
        ));
        paths::fresh_dir(&folder)?;
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(source.join(file), folder.join(file))?;
        }
        sh::run(npm_ci_command().current_dir(&folder))?;
        paths::write(&done, "")?;
    }
    Ok(folder)
}

/// `npm ci` with no questions, no advertising, and no browser downloads.
pub fn npm_ci_command() -> Command {
    let mut command = sh::cmd("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// Node and npm: the only thing beside Rust that has to be there beforehand, because what Debian has may be
/// too old.
pub fn need_node() -> Result<()> {
    let (Some(version), Some(_npm)) = (sh::version("node"), sh::version("npm")) else {
        bail!("please install Node {NODE_AT_LEAST} or newer with npm");
    };
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    if major.parse().unwrap_or(0) < NODE_AT_LEAST {
        bail!("Node {NODE_AT_LEAST} or newer is needed, this is {version}");
    }
    Ok(())
}

/// The wasm-bindgen of Cargo.lock: the command line's version has to be the same.
fn wasm_bindgen_version() -> Result<String> {
    let lock = paths::read(&paths::root().join("Cargo.lock"))?;
    locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

fn has(program: &Path, version: &str) -> bool {
    sh::version(program).is_some_and(|line| line.split_whitespace().any(|word| word == version))
}

fn cargo_install(krate: &str, version: &str, minutes: u32) -> Result<()> {
    say(format!(
        "installing {krate} {version} from source, usually {minutes} to {} minutes on 2 cores; only once",
        minutes * 2
    ));
    let root = paths::cache()?.join("tools");
    let build = paths::cache()?.join("tools-build");
    let install = |locked: bool| {
        let mut command = sh::cargo(["install", krate, "--version", version, "--quiet", "--root"]);
        command.arg(&root).env("CARGO_TARGET_DIR", &build);
        // A tool that runs for seconds is not worth minutes of link-time optimisation.
        command
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        if locked {
            command.arg("--locked");
        }
        sh::run(&mut command)
    };
    // A mirror of the registry may lag behind the tool's own lockfile; newer patch releases do as well.
    install(true).or_else(|_| {
        say("the tool's own lockfile could not be followed; taking the newest compatible packages");
        install(false)
    })?;
    if build.exists() {
        std::fs::remove_dir_all(&build)?;
    }
    Ok(())
}

/// True when the program answers within the time; used for things that reach out over the network.
pub fn reaches(program: &str, arguments: &[&str], limit: Duration) -> bool {
    let mut command = sh::cmd(program, arguments);
    command.current_dir(paths::root());
    sh::succeeds_within(&mut command, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_the_one_of_that_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "absent"), None);
    }
}
