//! From the module cargo compiled to the ones a browser loads: split, bound to JavaScript, made small.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use super::{exports, parts, slots};
use crate::paths;
use crate::sh::{self, say};
use crate::tools::Tools;

/// The features rustc uses, one by one. Never `--all-features`: wasm-opt then writes a format of imports that
/// browsers refuse.
pub const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Measured on this app, after brotli: 3 % below plain `-Oz` (neighbours by name are alike, which brotli likes). Nothing of Rust's lies in the lowest kilobyte of memory,
/// which is the far end of the stack.
const OPTIMISE: [&str; 4] = [
    "-Os",
    "--converge",
    "--low-memory-unused",
    "--reorder-functions-by-name",
];

/// What no browser needs.
const STRIP: [&str; 3] = [
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The main module, as wasm-bindgen names it.
pub const MAIN: &str = "app_bg.wasm";

/// The name of the loader that the splitter writes and the main module imports.
const LOADER: &str = "__wasm_split.js";

/// The optimised modules and the JavaScript around them, in one folder.
pub struct Modules {
    /// The folder: `app.js`, [`MAIN`], the chunk loader and the chunks.
    pub folder: PathBuf,
    /// The lazy chunks, sorted.
    pub chunks: Vec<parts::Chunk>,
}

/// Splits `input` and makes everything ready for the bundler in `folder`.
pub fn make(tools: &Tools, input: &Path, folder: &Path) -> Result<Modules> {
    let raw = folder.join("raw");
    paths::fresh_dir(&raw)?;
    let joined = folder.join("joined");
    paths::fresh_dir(&joined)?;
    let needs = split(input, &raw)?;
    let chunks = parts::join(tools, &raw, LOADER, &needs, &joined)?;
    say(format!(
        "{} lazy areas in {} chunks; optimising for size, usually 20 to 60 seconds",
        needs.len(),
        chunks.len()
    ));
    let main = raw.join("main.wasm");
    let bound = folder.join("bound");
    let small = folder.join("small");
    paths::fresh_dir(&bound)?;
    paths::fresh_dir(&small)?;
    bind(tools, &main, &bound)?;
    std::fs::copy(bound.join("app.js"), small.join("app.js"))?;
    std::fs::copy(joined.join(LOADER), small.join(LOADER))?;
    optimise(tools, &bound.join(MAIN), &small.join(MAIN), &STRIP)?;
    let module = paths::read_bytes(&small.join(MAIN))?;
    paths::write(&small.join(MAIN), slots::without_empty_slots(&module)?)?;
    for chunk in &chunks {
        let file = &chunk.file;
        optimise(tools, &joined.join(file), &small.join(file), &STRIP)?;
    }
    Ok(Modules {
        folder: small,
        chunks,
    })
}

/// Writes the main module, the chunks and their loader; returns which chunks each lazy area needs.
fn split(input: &Path, raw: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let wasm = exports::without_unused_classes(&paths::read_bytes(input)?)?;
    let main = raw.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    options.output_dir = raw;
    options.main_out_path = &main;
    options.main_module = "./app.js";
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("splitting {}: {error:?}", input.display()))?;
    Ok(split.prefetch_map.into_iter().collect())
}

fn bind(tools: &Tools, main: &Path, bound: &Path) -> Result<()> {
    let mut command = tools.cmd(
        "wasm-bindgen",
        &[
            "--target",
            "web",
            "--keep-lld-exports",
            "--no-demangle",
            "--no-typescript",
            "--out-name",
            "app",
        ],
    )?;
    sh::run(command.arg(main).arg("--out-dir").arg(bound))
}

/// The main module and the chunks as they are served but with the names of their functions kept, for the size profile.
pub fn with_names(tools: &Tools, folder: &Path) -> Result<PathBuf> {
    let named = folder.join("named");
    paths::fresh_dir(&named)?;
    for file in paths::files_below(&folder.join("small"))? {
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            let from = if file == Path::new(MAIN) {
                "bound"
            } else {
                "joined"
            };
            optimise(
                tools,
                &folder.join(from).join(&file),
                &named.join(&file),
                &["-g"],
            )?;
        }
    }
    Ok(named)
}

fn optimise(tools: &Tools, from: &Path, to: &Path, options: &[&str]) -> Result<()> {
    let mut command = sh::cmd(tools.npm("wasm-opt"), OPTIMISE);
    command
        .args(FEATURES)
        .args(options)
        .arg(from)
        .arg("-o")
        .arg(to);
    // Its warnings are about names that the splitter keeps and nobody reads.
    sh::output(&mut command).map(drop)
}
