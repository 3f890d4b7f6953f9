//! The server's own router, built once for a thread: building it compresses documents for a tenth
//! of a second, which a thousand seeds cannot each afford. What the server remembers is in the store.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http;
use client::ports::{Answer, Method, Request};
use model::api::SECRET_SCHEME;
use server::app::{App, Parts, router};
use server::http::assets::Assets;
use server::http::forwarded::TrustedProxies;
use server::http::limits::{Rate, Rates};
use server::key::ServerKey;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::clock::TrueTime;
use crate::places;
use crate::switch::Switch;

/// What outlives the seeds of a thread.
pub struct Front {
    /// Runs the server, and nothing else.
    pub runtime: Runtime,
    /// The store that is open.
    pub switch: Arc<Switch>,
    /// True time.
    pub time: Arc<TrueTime>,
    router: Router,
}

thread_local! {
    // Never dropped: a runtime does not like to go while its thread does.
    static FRONT: &'static Front = Box::leak(Box::new(Front::new()));
}

impl Front {
    /// The one of this thread.
    pub fn of_thread() -> &'static Self {
        FRONT.with(|front| *front)
    }

    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let switch = Arc::new(Switch::default());
        let time = Arc::new(TrueTime::default());
        let unlimited = Rate {
            burst: u32::MAX,
            millis_each: 0,
        };
        let app = App::new(Parts {
            store: switch.clone(),
            dataset: Arc::new(places::dataset(0)),
            assets: Assets::none(),
            clock: time.clone(),
            key: ServerKey::new([5; 32]),
            rates: Rates {
                create: unlimited,
                change: unlimited,
                sync: unlimited,
                look_up: unlimited,
                reference: unlimited,
            },
            proxies: TrustedProxies::default(),
            behind_tls: false,
        });
        Self {
            runtime,
            switch,
            time,
            router: router(app),
        }
    }

    /// Hands a request to the router.
    pub fn answer(&self, request: &Request) -> Answer {
        let asked = wire(request);
        self.runtime.block_on(async {
            let Ok(response) = self.router.clone().oneshot(asked).await;
            let (head, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let retry_after = head.headers.get(http::header::RETRY_AFTER);
            Answer {
                status: head.status.as_u16(),
                etag: None,
                retry_after: retry_after.and_then(|value| value.to_str().ok()?.parse().ok()),
                body: body.to_vec(),
            }
        })
    }
}

fn wire(request: &Request) -> http::Request<Body> {
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    let peer = ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 40_000)));
    let mut wire = http::Request::builder()
        .method(method)
        .uri(&request.path)
        .extension(peer);
    if let Some(secret) = &request.secret {
        let text = format!("{SECRET_SCHEME}{}", secret.to_hex());
        wire = wire.header(http::header::AUTHORIZATION, text);
    }
    if request.body.is_some() {
        wire = wire.header(http::header::CONTENT_TYPE, "application/json");
    }
    let body = request.body.clone().map_or_else(Body::empty, Body::from);
    wire.body(body).unwrap()
}
