//! `dist/manifest.json`: the contract between this build and the server that serves it (see `xtask/README.md`).

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::hash;
use crate::paths;

/// What a file is for; the server and the budgets go by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The page itself.
    Html,
    /// What the first screen needs.
    Shell,
    /// A lazy page's module.
    Chunk,
    /// A lazy module that few phones need: fetched where it is called for, never in the background.
    Rare,
    /// The service worker or its kill switch.
    Worker,
    /// Icons, the web app manifest.
    Other,
}

impl Kind {
    /// The word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Shell => "shell",
            Self::Chunk => "chunk",
            Self::Rare => "rare",
            Self::Worker => "worker",
            Self::Other => "other",
        }
    }
}

/// One file of `dist/`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// URL path, beginning with a slash.
    pub path: String,
    /// Size as it is.
    pub bytes: u64,
    /// Size of the `.br` file beside it, where there is one.
    pub brotli: Option<u64>,
    /// What it is for.
    pub kind: Kind,
}

impl Asset {
    /// What goes over the wire to a browser that knows brotli.
    pub fn wire(&self) -> u64 {
        self.brotli.unwrap_or(self.bytes)
    }
}

/// A built app.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Names this build.
    pub build: String,
    /// Every file, by path.
    pub assets: Vec<Asset>,
}

/// Hashed names live in one folder, and whatever is there never changes.
pub const IMMUTABLE: &str = "/assets/";

/// Adds one file: writes it, and its brotli form where that is smaller.
pub fn add(dist: &Path, path: &str, data: &[u8], kind: Kind) -> Result<Asset> {
    let file = dist.join(path.trim_start_matches('/'));
    paths::write(&file, data)?;
    let packed = if compressible(path) {
        brotli(data)?
    } else {
        Vec::new()
    };
    let smaller = !packed.is_empty() && packed.len() < data.len();
    if smaller {
        let mut name = file.into_os_string();
        name.push(".br");
        paths::write(Path::new(&name), &packed)?;
    }
    Ok(Asset {
        path: path.to_owned(),
        bytes: data.len() as u64,
        brotli: smaller.then_some(packed.len() as u64),
        kind,
    })
}

/// Brotli at its best.
pub fn brotli(data: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: data.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &data[..], &mut packed, &params)?;
    Ok(packed)
}

/// What the server says of the page in its answer's head.
#[derive(Clone, Debug)]
pub struct PageHead {
    /// Hashes of the inline styles.
    pub styles: Vec<String>,
    /// What the page wants first.
    pub link: Vec<String>,
}

/// Writes `manifest.json`.
pub fn write(dist: &Path, manifest: &Manifest, page: &PageHead) -> Result<()> {
    let assets: Vec<Value> = manifest
        .assets
        .iter()
        .map(|asset| asset_json(dist, asset))
        .collect::<Result<_>>()?;
    let value = json!({
        "build": manifest.build, "csp_style": page.styles, "link": page.link, "assets": assets
    });
    paths::write(
        &dist.join("manifest.json"),
        serde_json::to_string_pretty(&value)? + "\n",
    )
}

fn asset_json(dist: &Path, asset: &Asset) -> Result<Value> {
    let data = paths::read_bytes(&dist.join(asset.path.trim_start_matches('/')))?;
    Ok(json!({
        "path": asset.path,
        "type": media_type(&asset.path),
        "bytes": asset.bytes,
        "brotli": asset.brotli,
        "immutable": asset.path.starts_with(IMMUTABLE),
        "kind": asset.kind.word(),
        "sha256": hash::hex(&data),
    }))
}

/// Reads back what [`write`] wrote.
pub fn read(dist: &Path) -> Result<Manifest> {
    let value: Value = serde_json::from_str(&paths::read(&dist.join("manifest.json"))?)?;
    let build = value["build"]
        .as_str()
        .context("manifest.json: build")?
        .to_owned();
    let listed = value["assets"]
        .as_array()
        .context("manifest.json: assets")?;
    let assets = listed.iter().map(read_asset).collect::<Result<_>>()?;
    Ok(Manifest { build, assets })
}

fn read_asset(value: &Value) -> Result<Asset> {
    let kinds = [
        Kind::Html,
        Kind::Shell,
        Kind::Chunk,
        Kind::Rare,
        Kind::Worker,
        Kind::Other,
    ];
    let kind = kinds.into_iter().find(|kind| value["kind"] == kind.word());
    Ok(Asset {
        path: value["path"]
            .as_str()
            .context("manifest.json: path")?
            .to_owned(),
        bytes: value["bytes"].as_u64().context("manifest.json: bytes")?,
        brotli: value["brotli"].as_u64(),
        kind: kind.context("manifest.json: kind")?,
    })
}

fn compressible(path: &str) -> bool {
    !matches!(extension(path), "png" | "webp" | "jpg" | "woff2" | "ico")
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn media_type(path: &str) -> &'static str {
    match extension(path) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
