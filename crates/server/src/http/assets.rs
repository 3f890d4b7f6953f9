//! The built app: its files in memory, with what `manifest.json` says of each.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::Path;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ALLOW, CONTENT_SECURITY_POLICY, LINK};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use model::error::ErrorCode;
use serde::Deserialize;

use super::errors::Failure;
use super::headers::content_policy;
use super::packs::Pack;
use crate::app::App;

/// The page itself, answered for every path of the app.
const INDEX: &str = "/index.html";
/// The service worker.
const WORKER: &str = "/sw.js";
/// What takes the service worker's place to remove it.
const WORKER_OFF: &str = "/sw-off.js";
/// Where files with hashed names are; whatever is missing there is no page.
pub(super) const HASHED: &str = "/assets/";

/// Why a built app cannot be served.
#[derive(Debug)]
pub enum AssetError {
    /// A file that the manifest lists, or the manifest, cannot be read.
    Unreadable(String, io::Error),
    /// The manifest is not as expected.
    Manifest(serde_json::Error),
    /// It lists no page, no service worker, or none to remove it.
    Missing(&'static str),
    /// A media type or digest that no header can carry.
    Header(String),
}

impl fmt::Display for AssetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{path}: {error}"),
            Self::Manifest(error) => write!(f, "manifest.json: {error}"),
            Self::Missing(path) => write!(f, "manifest.json lists no {path}"),
            Self::Header(text) => write!(f, "{text:?} cannot be sent in a header"),
        }
    }
}

impl std::error::Error for AssetError {}

#[derive(Deserialize)]
struct Manifest {
    csp_style: Vec<String>,
    /// What the page wants first, as values of its `Link` header.
    #[serde(default)]
    link: Vec<String>,
    assets: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    #[serde(rename = "type")]
    media: String,
    #[serde(default)]
    brotli: Option<u64>,
    immutable: bool,
}

/// The built app in memory.
#[derive(Default)]
pub struct Assets {
    files: HashMap<String, Pack>,
    policy: Option<HeaderValue>,
    link: Option<HeaderValue>,
}

/// Whether browsers are to run the service worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceWorker {
    /// As built.
    #[default]
    On,
    /// Browsers that have one get another in its place that removes it.
    Off,
}

impl Assets {
    /// No app: only the API is served.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads a folder made by the build.
    pub fn from_folder(folder: &Path, worker: ServiceWorker) -> Result<Self, AssetError> {
        Self::read(worker, |path| {
            let file = folder.join(path.trim_start_matches('/'));
            std::fs::read(&file)
                .map(Bytes::from)
                .map_err(|error| AssetError::Unreadable(file.display().to_string(), error))
        })
    }

    /// The app inside this program.
    #[cfg(feature = "embed-spa")]
    pub fn embedded(worker: ServiceWorker) -> Result<Self, AssetError> {
        Self::read(worker, |path| {
            let found = EMBEDDED.iter().find(|(known, _)| *known == path);
            found
                .map(|(_, body)| Bytes::from_static(body))
                .ok_or_else(|| {
                    AssetError::Unreadable(path.to_owned(), io::ErrorKind::NotFound.into())
                })
        })
    }

    fn read(
        worker: ServiceWorker,
        open: impl Fn(&str) -> Result<Bytes, AssetError>,
    ) -> Result<Self, AssetError> {
        let manifest: Manifest =
            serde_json::from_slice(&open("/manifest.json")?).map_err(AssetError::Manifest)?;
        let mut files = HashMap::new();
        for listed in manifest.assets {
            let body = open(&listed.path)?;
            let brotli = listed
                .brotli
                .map(|_| open(&[&listed.path, ".br"].concat()))
                .transpose()?;
            let media = header(listed.media)?;
            let caching = HeaderValue::from_static(if listed.immutable {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            });
            files.insert(listed.path, Pack::new(body, brotli, media, caching));
        }
        for needed in [INDEX, WORKER, WORKER_OFF] {
            if !files.contains_key(needed) {
                return Err(AssetError::Missing(needed));
            }
        }
        if worker == ServiceWorker::Off
            && let Some(off) = files.get(WORKER_OFF).cloned()
        {
            files.insert(WORKER.to_owned(), off);
        }
        let policy = Some(header(content_policy(&manifest.csp_style))?);
        let link = manifest.link.join(", ");
        let link = (!link.is_empty()).then(|| header(link)).transpose()?;
        Ok(Self {
            files,
            policy,
            link,
        })
    }

    /// The file for a path: itself, or the page if the path can only be one of the app's.
    fn find(&self, path: &str, asked: &HeaderMap) -> Option<&Pack> {
        let exact = if path == "/" { INDEX } else { path };
        self.files.get(exact).or_else(|| {
            let last = path.rsplit('/').next().unwrap_or("");
            let page = !last.contains('.') && !path.starts_with(HASHED) && accepts_html(asked);
            page.then(|| self.files.get(INDEX))?
        })
    }
}

fn header(text: String) -> Result<HeaderValue, AssetError> {
    HeaderValue::try_from(&text).map_err(|_| AssetError::Header(text))
}

fn accepts_html(asked: &HeaderMap) -> bool {
    let mut listed = asked
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let takes = |line: &str| line.contains("text/html") || line.contains("*/*");
    !asked.contains_key(ACCEPT) || listed.any(takes)
}

/// Answers whatever is not the API's.
pub async fn serve(State(app): State<App>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let refusal = Failure::new(ErrorCode::MethodNotAllowed);
        return ([(ALLOW, "GET, HEAD")], refusal).into_response();
    }
    let Assets {
        files,
        policy,
        link,
    } = &app.assets;
    let path = request.uri().path();
    let Some(file) = app.assets.find(path, request.headers()) else {
        return Failure::new(ErrorCode::NotFound).into_response();
    };
    let mut response = file.answer(request.headers());
    let headers = response.headers_mut();
    if let (Some(policy), false) = (policy, path.starts_with(HASHED)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    let is_page = files
        .get(INDEX)
        .is_some_and(|page| std::ptr::eq(page, file));
    if let (Some(link), true) = (link, is_page) {
        headers.insert(LINK, link.clone());
    }
    response
}

#[cfg(feature = "embed-spa")]
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/spa.rs"));
