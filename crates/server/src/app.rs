//! The application: what all handlers share, and the router.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;

use crate::clock::Clock;
use crate::http::assets::{self, Assets};
use crate::http::forwarded::TrustedProxies;
use crate::http::health::Readiness;
use crate::http::limits::{Limits, Rates};
use crate::http::packs::Packs;
use crate::http::sync::Actions;
use crate::http::{api_doc, errors, headers, observe};
use crate::key::ServerKey;
use crate::public::Dataset;
use crate::staff::Desk;
use crate::store::Store;

/// What the application is made of.
pub struct Parts {
    /// What is remembered.
    pub store: Arc<dyn Store>,
    /// The public data.
    pub dataset: Arc<Dataset>,
    /// The built app.
    pub assets: Assets,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The server's key.
    pub key: ServerKey,
    /// How often somebody may try.
    pub rates: Rates,
    /// Proxies whose word is taken.
    pub proxies: TrustedProxies,
    /// Whether browsers reach the server over TLS.
    pub behind_tls: bool,
}

/// What all handlers share; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// The parts, ready for use.
pub struct Shared {
    /// What is remembered.
    pub store: Arc<dyn Store>,
    /// The public data.
    pub dataset: Arc<Dataset>,
    /// The packs, compressed.
    pub packs: Packs,
    /// The built app.
    pub assets: Assets,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The server's key.
    pub key: ServerKey,
    /// How often somebody may try.
    pub limits: Limits,
    /// What the station's side shares.
    pub desk: Desk,
    /// Whether it could do its work a moment ago.
    pub readiness: Readiness,
    /// Proxies whose word is taken.
    pub proxies: TrustedProxies,
    /// Whether browsers reach the server over TLS.
    pub behind_tls: bool,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Puts the parts together; compresses the packs, which takes a moment.
    pub fn new(parts: Parts) -> Self {
        let packs = Packs::new(&parts.dataset);
        Self(Arc::new(Shared {
            store: parts.store,
            dataset: parts.dataset,
            packs,
            assets: parts.assets,
            clock: parts.clock,
            key: parts.key,
            limits: Limits::new(parts.rates),
            desk: Desk::default(),
            readiness: Readiness::default(),
            proxies: parts.proxies,
            behind_tls: parts.behind_tls,
        }))
    }
}

/// The router: the API, and the app for every other path.
pub fn router(app: App) -> Router {
    let sync = api_doc::sync().layer(Extension(Actions::new(app.clone())));
    let (api, document) = api_doc::api().merge(sync).split_for_parts();
    let document = Arc::new(api_doc::pack(&document));
    api.route(
        api_doc::PATH,
        get(move |asked: HeaderMap| async move { document.answer(&asked) }),
    )
    .route("/api", any(errors::unknown_path))
    .route("/api/", any(errors::unknown_path))
    .route("/api/{*rest}", any(errors::unknown_path))
    .method_not_allowed_fallback(errors::wrong_method)
    .fallback(assets::serve)
    .layer(CatchPanicLayer::custom(errors::panicked))
    .layer(from_fn_with_state(app.clone(), headers::secure))
    .layer(from_fn(observe::request))
    .with_state(app)
}
