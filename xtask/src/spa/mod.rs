//! The browser app: Trunk compiles and gathers, this module splits, hashes, compresses and lists.
//!
//! Trunk writes into a half-way folder; `dist/` is written here, whole or not at all as far as the manifest goes
//! (it comes last).

mod bundle;
mod exports;
pub mod hash;
pub mod manifest;
mod page;
mod parts;
pub mod sizes;
mod slots;
mod wasm;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::paths::{self, APP};
use crate::sh::{self, say};
use crate::tools::{self, Tools};
use crate::wasm_target::{self, Way};
use manifest::{Asset, Kind, Manifest, PageHead};

/// Cargo's profile of the release app.
const PROFILE: &str = "wasm-release";
/// The style sheet's name in Trunk's folder.
const CSS: &str = "app.css";
/// Files of `public/` that are built into others or need care.
const SPECIAL: [&str; 7] = [
    "index.html",
    CSS,
    "boot.js",
    "start.js",
    "sw.js",
    "sw-off.js",
    "manifest.json",
];

/// Builds `dist/`, or leaves it as it is when nothing changed.
pub fn build() -> Result<Manifest> {
    let tools = tools::for_build()?;
    let way = wasm_target::for_release()?;
    let trunk = compile(&tools, &way)?;
    let module = unbound_module();
    // Beside what it describes: several target folders may take turns in building one `dist/`.
    let mark = paths::dist().join(".built-from");
    let fingerprint = fingerprint(&trunk, &module)?;
    let known = std::fs::read_to_string(&mark).unwrap_or_default();
    if known == fingerprint
        && let Ok(done) = manifest::read(&paths::dist())
    {
        say("the app has not changed");
        return Ok(done);
    }
    let done = assemble(&tools, &trunk, &module)?;
    paths::write(&mark, fingerprint)?;
    Ok(done)
}

/// The module as cargo left it, with names and relocations.
pub fn unbound_module() -> PathBuf {
    paths::target()
        .join(wasm_target::TRIPLE)
        .join(PROFILE)
        .join(format!("{APP}.wasm"))
}

fn compile(tools: &Tools, way: &Way) -> Result<PathBuf> {
    say(
        "compiling the app for the browser with Trunk, 3 to 6 minutes the first time on 2 cores, seconds later",
    );
    let out = paths::target().join("spa").join("trunk");
    std::fs::create_dir_all(&out)?;
    let mut command = tools.cmd(
        "trunk",
        &["build", "--release", "--skip-version-check", "--dist"],
    )?;
    command.arg(&out).current_dir(paths::root());
    way.apply_release(&mut command);
    sh::run(&mut command)?;
    Ok(out)
}

/// Everything that decides what `dist/` holds.
fn fingerprint(trunk: &Path, module: &Path) -> Result<String> {
    let mut parts = vec![paths::read_bytes(module)?];
    for file in paths::files_below(trunk)? {
        let bound_by_trunk = file.to_string_lossy().starts_with(APP);
        if !bound_by_trunk {
            parts.push(file.to_string_lossy().into_owned().into_bytes());
            parts.push(paths::read_bytes(&trunk.join(&file))?);
        }
    }
    parts.push(paths::read_bytes(&std::env::current_exe()?)?);
    Ok(hash::hex_of_parts(parts.iter().map(Vec::as_slice)))
}

/// The bundle with hashed names, and the modules under those names.
struct App {
    script: (String, Vec<u8>),
    wasm: (String, Vec<u8>),
    chunks: Vec<(String, Vec<u8>, Kind)>,
}

fn assemble(tools: &Tools, trunk: &Path, module: &Path) -> Result<Manifest> {
    let work = paths::target().join("spa").join("work");
    let modules = wasm::make(tools, module, &work)?;
    let entry = modules.folder.join("start.js");
    std::fs::copy(trunk.join("start.js"), &entry).context("public/start.js")?;
    let script = bundle::javascript(tools, &entry)?;
    let app = named_by_content(&modules, script)?;

    let source = paths::read(&trunk.join("index.html"))?;
    let style = page::inline_style(&source)?;
    let small = bundle::css(tools, &style)?;
    let css = hashed(
        "app",
        "css",
        bundle::css(tools, &paths::read(&trunk.join(CSS))?)?.into_bytes(),
    );
    let boot = paths::read(&trunk.join("boot.js"))?;
    let boot = hashed(
        "boot",
        "js",
        bundle::classic_script(tools, &boot)?.into_bytes(),
    );
    let parts = page::Parts {
        boot: &boot.0,
        app: &app.script.0,
        wasm: &app.wasm.0,
        css: &css.0,
    };
    let html = page::with_parts(
        &page::with_style(&source, &style, &small),
        &format!("/{CSS}"),
        &parts,
    )?;
    page::check(&html)?;
    let head = PageHead {
        styles: if small.is_empty() {
            Vec::new()
        } else {
            vec![hash::csp(small.as_bytes())]
        },
        link: page::link(&parts),
    };

    say("compressing");
    let mut files: Vec<(String, Vec<u8>, Kind)> = Vec::new();
    for (path, data) in [boot, css, app.script, app.wasm] {
        files.push((path, data, Kind::Shell));
    }
    files.extend(app.chunks);
    files.extend(other_files(trunk)?);
    finish(tools, trunk, html, files, &head)
}

fn finish(
    tools: &Tools,
    trunk: &Path,
    html: String,
    mut files: Vec<(String, Vec<u8>, Kind)>,
    head: &PageHead,
) -> Result<Manifest> {
    let worker = paths::read(&trunk.join("sw.js"))?;
    let shown = files
        .iter()
        .flat_map(|(path, data, _)| [path.as_bytes(), data.as_slice()]);
    let build =
        hash::hex_of_parts(shown.chain([html.as_bytes(), worker.as_bytes()]))[..16].to_owned();
    let worker = fill_worker(&worker, &build, &files)?;
    let off = paths::read(&trunk.join("sw-off.js"))?;
    let html = html.replace(page::BUILD_MARK, &build);
    files.push(("/index.html".to_owned(), html.into_bytes(), Kind::Html));
    files.push((
        "/sw.js".to_owned(),
        bundle::worker(tools, &worker)?.into_bytes(),
        Kind::Worker,
    ));
    files.push((
        "/sw-off.js".to_owned(),
        bundle::worker(tools, &off)?.into_bytes(),
        Kind::Worker,
    ));

    let dist = paths::dist();
    paths::fresh_dir(&dist)?;
    let mut assets = files
        .iter()
        .map(|(path, data, kind)| manifest::add(&dist, path, data, *kind))
        .collect::<Result<Vec<Asset>>>()?;
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    let done = Manifest { build, assets };
    manifest::write(&dist, &done, head)?;
    Ok(done)
}

/// Main script, main module and chunks belong together (a chunk of another build would call the wrong functions),
/// so one hash over all of them names them all.
fn named_by_content(modules: &wasm::Modules, script: String) -> Result<App> {
    let mut data: BTreeMap<String, (Vec<u8>, Kind)> = BTreeMap::new();
    let chunks = modules.chunks.iter().map(|chunk| {
        let kind = if chunk.rare { Kind::Rare } else { Kind::Chunk };
        (chunk.file.as_str(), kind)
    });
    for (name, kind) in chunks.chain([(wasm::MAIN, Kind::Shell)]) {
        let bytes = paths::read_bytes(&modules.folder.join(name))?;
        data.insert(name.to_owned(), (bytes, kind));
    }
    let parts = data
        .iter()
        .flat_map(|(name, (data, _))| [name.as_bytes(), data.as_slice()]);
    let mark = &hash::hex_of_parts(parts.chain([script.as_bytes()]))[..10];
    let mut script = script;
    let mut chunks = Vec::new();
    let mut main = None;
    for (name, (data, kind)) in data {
        let stem = name.trim_end_matches(".wasm").trim_start_matches("split_");
        let is_main = name == wasm::MAIN;
        let hashed = format!("{}-{mark}.wasm", if is_main { "app" } else { stem });
        script = rename(&script, &name, &hashed)?;
        let path = format!("{}{hashed}", manifest::IMMUTABLE);
        if is_main {
            main = Some((path, data));
        } else {
            chunks.push((path, data, kind));
        }
    }
    Ok(App {
        script: (
            format!("{}app-{mark}.js", manifest::IMMUTABLE),
            script.into_bytes(),
        ),
        wasm: main.context("no main module")?,
        chunks,
    })
}

fn rename(script: &str, old: &str, new: &str) -> Result<String> {
    let quoted = [format!("\"./{old}\""), format!("\"{old}\"")];
    if !quoted.iter().any(|old| script.contains(old)) {
        bail!(
            "the bundle does not mention {old}; has the splitter or wasm-bindgen changed its output?"
        );
    }
    let new = format!("\"./{new}\"");
    Ok(quoted
        .iter()
        .fold(script.to_owned(), |script, old| script.replace(old, &new)))
}

fn hashed(stem: &str, extension: &str, data: Vec<u8>) -> (String, Vec<u8>) {
    let mark = &hash::hex(&data)[..10];
    (
        format!("{}{stem}-{mark}.{extension}", manifest::IMMUTABLE),
        data,
    )
}

/// Icons and the like: everything in Trunk's folder that is neither its own product nor handled above.
fn other_files(trunk: &Path) -> Result<Vec<(String, Vec<u8>, Kind)>> {
    let mut found = Vec::new();
    for file in paths::files_below(trunk)? {
        let name = file.to_string_lossy().replace('\\', "/");
        if SPECIAL.contains(&name.as_str())
            || name.starts_with(APP)
            || name.starts_with("snippets/")
        {
            continue;
        }
        found.push((
            format!("/{name}"),
            paths::read_bytes(&trunk.join(&file))?,
            Kind::Other,
        ));
    }
    Ok(found)
}

/// Fills in the service worker's constants.
fn fill_worker(source: &str, build: &str, files: &[(String, Vec<u8>, Kind)]) -> Result<String> {
    let listed = |kinds: &[Kind], more: &[&str]| -> Result<String> {
        let mut paths: Vec<&str> = more.to_vec();
        // Icons are the browser's to fetch when it installs the app; the page itself shows none of them.
        let chosen = files.iter().filter(|(_, _, kind)| kinds.contains(kind));
        paths.extend(chosen.map(|(path, _, _)| path.as_str()));
        Ok(serde_json::to_string(&paths)?)
    };
    let shell = listed(&[Kind::Shell], &["/index.html", "/manifest.webmanifest"])?;
    let chunks = listed(&[Kind::Chunk], &[])?;
    let rare = listed(&[Kind::Rare], &[])?;
    let marks = [
        ("'__BUILD__'", format!("\"{build}\"")),
        ("['__SHELL__']", shell),
        ("['__CHUNKS__']", chunks),
        ("['__RARE__']", rare),
    ];
    marks
        .iter()
        .try_fold(source.to_owned(), |text, (mark, value)| {
            if text.matches(mark).count() != 1 {
                bail!("public/sw.js must hold {mark} exactly once");
            }
            Ok(text.replace(mark, value))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_gets_its_lists() {
        let source = "const BUILD = '__BUILD__'; const SHELL = ['__SHELL__']; const CHUNKS = ['__CHUNKS__']; \
                      const RARE = ['__RARE__'];";
        let files = [
            ("/assets/a-1.js".to_owned(), Vec::new(), Kind::Shell),
            ("/assets/c-1.wasm".to_owned(), Vec::new(), Kind::Chunk),
            ("/assets/r-1.wasm".to_owned(), Vec::new(), Kind::Rare),
            ("/icons/x.png".to_owned(), Vec::new(), Kind::Other),
        ];
        let filled = fill_worker(source, "b1", &files).unwrap();
        assert_eq!(
            filled,
            "const BUILD = \"b1\"; const SHELL = [\"/index.html\",\"/manifest.webmanifest\",\"/assets/a-1.js\"]; \
             const CHUNKS = [\"/assets/c-1.wasm\"]; const RARE = [\"/assets/r-1.wasm\"];"
        );
        assert!(fill_worker("nothing to fill", "b1", &files).is_err());
    }

    #[test]
    fn names_are_replaced_in_both_spellings() {
        let script = r#"new URL("./a.wasm",u);new URL("a.wasm",u)"#;
        let renamed = rename(script, "a.wasm", "a-1.wasm").unwrap();
        assert_eq!(
            renamed,
            r#"new URL("./a-1.wasm",u);new URL("./a-1.wasm",u)"#
        );
        assert!(rename(script, "b.wasm", "b-1.wasm").is_err());
    }
}
