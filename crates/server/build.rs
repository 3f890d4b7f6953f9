//! Checks the public data, so that no program is built that then refuses to start; with the feature
//! `embed-spa` also lists the built app's files, so that the program carries them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use dataset::Dataset;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=../../data");
    if let Err(error) = check_data() {
        // Cargo prints this as the build's own error, and stops.
        println!("cargo::error={error}");
        return Ok(());
    }
    embed_spa()
}

/// Reads and packs the data as the program does when it starts. Errors name the file and the fault.
fn check_data() -> Result<(), Box<dyn Error>> {
    let data = Dataset::embedded()?;
    data.catalogue_pack()
        .map_err(|error| format!("data: packing the catalogue: {error}"))?;
    data.stations
        .whole_pack()
        .map_err(|error| format!("data: packing the stations: {error}"))?;
    Ok(())
}

fn embed_spa() -> io::Result<()> {
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
