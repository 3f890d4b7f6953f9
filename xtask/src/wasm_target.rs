//! Which standard library the WASM is built with.
//!
//! A library compiled along with the app for size, without panic messages, saves about 10 KB of what a visitor
//! downloads, so it comes first wherever the library's sources are to be had; the ready-made library of
//! rustup is next, Debian's compiler (with its sources) the way out where rustup's server is out of reach.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::sh::{self, say};
use crate::{platform, tools};

/// The target's name.
pub const TRIPLE: &str = "wasm32-unknown-unknown";

/// Answer of a server, or none: rustup retries for long when the network is cut.
const NETWORK_LIMIT: Duration = Duration::from_secs(120);

/// Keeps relocations, which the splitter needs.
const RELOCS: &str = "-Clink-args=--emit-relocs";
/// What a browser's visitor never sees: places and texts of panics, `Debug` output.
const SMALL: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// A way to a standard library for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// This toolchain's compiler, the library built from its sources.
    Sources,
    /// The ready-made library of this toolchain.
    ReadyMade,
    /// Debian's compiler and sources, with the linker of this toolchain.
    Debian {
        /// `rust-lld` of the rustup toolchain, or the system's `wasm-ld`.
        linker: PathBuf,
    },
}

impl Way {
    /// Sets what a release build of the SPA needs.
    pub fn apply_release(&self, command: &mut Command) {
        let mut flags = RELOCS.to_owned();
        if *self != Self::ReadyMade {
            flags = format!("{flags} {SMALL}");
            command.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
        }
        // For experiments with flags, measured by `cargo xtask bench --bytes`.
        if let Ok(more) = std::env::var("VS_WASM_RUSTFLAGS") {
            flags = format!("{flags} {more}");
        }
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
        self.apply(command);
    }

    /// Sets what any build for the browser needs.
    pub fn apply(&self, command: &mut Command) {
        if *self == Self::ReadyMade {
            return;
        }
        command
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        if let Self::Debian { linker } = self {
            command
                .env("RUSTC", DEBIAN_RUSTC)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
    }
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// The way for the release build. `VS_WASM_STD` = `sources`, `ready-made` or `debian` forces one.
pub fn for_release() -> Result<Way> {
    if let Ok(forced) = std::env::var("VS_WASM_STD") {
        return match forced.as_str() {
            "sources" => Ok(Way::Sources),
            "ready-made" => Ok(Way::ReadyMade),
            "debian" => debian(),
            other => bail!("VS_WASM_STD={other}: sources, ready-made or debian"),
        };
    }
    if has_sources()? {
        return Ok(Way::Sources);
    }
    if debian_is_there() {
        return debian();
    }
    say("fetching the standard library's sources with rustup, usually seconds (2 minutes at most)");
    if tools::reaches("rustup", &["component", "add", "rust-src"], NETWORK_LIMIT) && has_sources()?
    {
        return Ok(Way::Sources);
    }
    if platform::can_apt() {
        say("rustup cannot fetch them; taking Debian's compiler for the browser part");
        match debian() {
            Ok(way) => return Ok(way),
            Err(error) => say(format!("{error:#}")),
        }
    }
    ready_made()
}

/// The way for browser unit tests: the ready-made library where it is there, since its panics can be read.
pub fn for_tests() -> Result<Way> {
    if std::env::var_os("VS_WASM_STD").is_none() && has_ready_made()? {
        return Ok(Way::ReadyMade);
    }
    for_release()
}

fn ready_made() -> Result<Way> {
    if has_ready_made()? {
        return Ok(Way::ReadyMade);
    }
    say(format!(
        "fetching {TRIPLE} with rustup, usually seconds (2 minutes at most)"
    ));
    if tools::reaches("rustup", &["target", "add", TRIPLE], NETWORK_LIMIT) && has_ready_made()? {
        return Ok(Way::ReadyMade);
    }
    bail!(
        "no standard library for {TRIPLE}: `rustup target add {TRIPLE}` did not work, and Debian's rustc-web and \
         rust-web-src were not to be had. Please install the target for your Rust."
    )
}

fn debian() -> Result<Way> {
    if !debian_is_there() {
        // They may be there and be too old.
        platform::apt_newest(
            &["rustc-web", "rust-web-src"],
            "Debian's Rust with its library's sources",
        )?;
    }
    if !debian_is_there() {
        bail!("Debian's compiler is too old or came without the library's sources");
    }
    Ok(Way::Debian { linker: linker()? })
}

const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";

/// Debian's older `rustc` package has the same paths but cannot compile this workspace.
fn debian_is_there() -> bool {
    let new_enough = || {
        let line = sh::version(DEBIAN_RUSTC)?;
        Some(minor_version(&line)? >= OLDEST_MINOR)
    };
    Path::new(DEBIAN_SOURCES).exists() && new_enough().unwrap_or(false)
}

/// Rust 1.95 is the oldest that compiles this workspace.
const OLDEST_MINOR: u32 = 95;

/// Reads `rustc 1.96.0 (…)`.
fn minor_version(line: &str) -> Option<u32> {
    let version = line.split_whitespace().nth(1)?;
    version.strip_prefix("1.")?.split('.').next()?.parse().ok()
}

/// A linker for WASM: the one inside rustup's toolchain, else the system's.
fn linker() -> Result<PathBuf> {
    let rustlib = sysroot()?.join("lib/rustlib");
    let hosts =
        std::fs::read_dir(&rustlib).with_context(|| format!("listing {}", rustlib.display()))?;
    for host in hosts {
        let lld = host?.path().join("bin/rust-lld");
        if lld.is_file() {
            return Ok(lld);
        }
    }
    sh::which(&["rust-lld", "wasm-ld"]).context("no WASM linker (rust-lld or wasm-ld; Debian: lld)")
}

fn has_sources() -> Result<bool> {
    Ok(sysroot()?
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .exists())
}

fn has_ready_made() -> Result<bool> {
    let lib = sysroot()?.join("lib/rustlib").join(TRIPLE).join("lib");
    let Ok(mut entries) = std::fs::read_dir(lib) else {
        return Ok(false);
    };
    Ok(entries.any(|entry| {
        entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    }))
}

fn sysroot() -> Result<PathBuf> {
    let out = sh::output(&mut sh::cmd("rustc", ["--print", "sysroot"]))?;
    Ok(PathBuf::from(out.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compilers_version_is_read() {
        assert_eq!(
            minor_version("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"),
            Some(96)
        );
        assert_eq!(minor_version("rustc 1.63.0"), Some(63));
        assert_eq!(minor_version(""), None);
    }
}
