//! Embeds the files under `data/`, so that a release binary needs none beside it.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?)
        .join("../../data")
        .canonicalize()?;
    let mut files = Vec::new();
    list(&root, &root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for name in files {
        let path = root.join(&name);
        writeln!(code, "({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    code.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("files.rs"), code)
}

/// Lists the data files below `folder` by their paths under `root`, with forward slashes. Cargo
/// runs this again when a folder changes, and `include_str!` follows the files.
fn list(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let wanted = ["csv", "md", "toml", "txt"].map(Some);
        if path.is_dir() {
            list(root, &path, files)?;
        } else if wanted.contains(&path.extension().and_then(|e| e.to_str())) {
            let name = path.strip_prefix(root).map_err(io::Error::other)?;
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
