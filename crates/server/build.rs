//! With the feature `embed-spa`: lists the built app's files, so that the program carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    if env::var_os("CARGO_FEATURE_EMBED_SPA").is_none() {
        return Ok(());
    }
    println!("cargo::rerun-if-env-changed=VS_SPA_DIR");
    let spa = match env::var_os("VS_SPA_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => {
            Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../dist")
        }
    };
    let spa = spa.canonicalize().map_err(|error| {
        io::Error::other(format!("{}: {error}; build the app first", spa.display()))
    })?;
    println!("cargo::rerun-if-changed={}", spa.display());
    let mut files = Vec::new();
    list(&spa, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let relative = file.strip_prefix(&spa).map_err(io::Error::other)?;
        let path = format!("/{}", relative.to_string_lossy().replace('\\', "/"));
        writeln!(code, "({path:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
    }
    code.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("spa.rs"), code)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
