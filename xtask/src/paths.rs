//! Where things are: the workspace, the target folder, the cache shared by all clones.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::sh::say;

/// The SPA's package and binary name.
pub const APP: &str = "veterans-station-app";

/// The workspace's root. Read at run time, because a shared target folder may hold an xtask that was
/// compiled in another clone.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest
        .parent()
        .map_or(manifest.clone(), Path::to_path_buf)
}

/// Cargo's target folder: `CARGO_TARGET_DIR` where set, `target/` otherwise.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Keeps other chores out of the target folder for as long as the answer lives: what they build and the data of
/// their tests have fixed places in it, and clones may share it.
pub fn hold_target() -> Result<File> {
    let path = target().join("xtask.lock");
    std::fs::create_dir_all(target()).with_context(|| format!("making {}", target().display()))?;
    let file = File::create(&path).with_context(|| format!("opening {}", path.display()))?;
    if file.try_lock().is_err() {
        say("another chore is using the target folder; waiting until it ends");
        file.lock()
            .with_context(|| format!("locking {}", path.display()))?;
    }
    Ok(file)
}

/// The built app, ready to be served.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Tools that outlive a clone: `$XDG_CACHE_HOME/veterans-station` or `~/.cache/veterans-station`.
pub fn cache() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()) {
        return Ok(PathBuf::from(dir).join("veterans-station"));
    }
    let home = std::env::home_dir().context("no home folder: set XDG_CACHE_HOME or HOME")?;
    Ok(home.join(".cache").join("veterans-station"))
}

/// Empties a folder, or makes it.
pub fn fresh_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        std::fs::remove_dir_all(dir).with_context(|| format!("emptying {}", dir.display()))?;
    }
    std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))
}

/// Every file below `dir`, sorted, as paths relative to it.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(dir) {
                found.push(relative.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a text file, with the path in the error.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// Reads a file, with the path in the error.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// Writes a file and the folders above it, with the path in the error.
pub fn write(path: &Path, data: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
    }
    std::fs::write(path, data).with_context(|| format!("writing {}", path.display()))
}
