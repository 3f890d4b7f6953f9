//! Embeds the files under `data/`, so that a release binary needs none beside it.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// The folder, from this crate's own; a build script runs there.
const ROOT: &str = "../../data";

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    list(Path::new(ROOT), &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for name in files {
        // No absolute path: two checkouts that share a target folder share this list, and each
        // must carry its own files.
        writeln!(
            code,
            "({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{ROOT}/{name}\"))),"
        )
        .map_err(io::Error::other)?;
    }
    code.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("files.rs"), code)
}

/// Lists the data files below `folder` by their paths under [`ROOT`], with forward slashes. Cargo
/// runs this again when a folder changes, and `include_str!` follows the files.
fn list(folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let wanted = ["csv", "md", "toml", "txt"].map(Some);
        if path.is_dir() {
            list(&path, files)?;
        } else if wanted.contains(&path.extension().and_then(|e| e.to_str())) {
            let name = path.strip_prefix(ROOT).map_err(io::Error::other)?;
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
