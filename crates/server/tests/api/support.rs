//! A server in the test's own process, with a small data set and a clock that the test sets.

mod data;
mod ids;
mod place;
mod publishing;
mod staff;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use model::booking::{BookingView, CreateBooking};
use model::civil::Timestamp;
use model::error::{ApiError, ErrorCode};
use model::id::DeviceSecret;
use model::slot::Way;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::app::{App, Parts, router};
use server::clock::Clock;
use server::http::assets::Assets;
use server::http::forwarded::TrustedProxies;
use server::http::limits::{Rate, Rates};
use server::key::ServerKey;
use server::public::Dataset;
use server::store::Store as _;
use server::store::database::{SqlStore, StoreOptions};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

pub use data::*;
pub use ids::*;
pub use place::*;
pub use publishing::*;
pub use staff::*;

/// A clock that stands still until it is set.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn set(&self, text: &str) {
        self.0.store(slot(text).timestamp().0, Ordering::SeqCst);
    }

    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// What is started.
pub struct Setup {
    pub assets: Assets,
    pub rates: Rates,
    pub proxies: &'static str,
    pub queue: usize,
    pub behind_tls: bool,
    pub dataset: Dataset,
    /// The database to go on with; `None`: an empty one.
    pub place: Option<Place>,
}

impl Default for Setup {
    fn default() -> Self {
        let unlimited = Rate {
            burst: u32::MAX,
            millis_each: 0,
        };
        Self {
            assets: Assets::none(),
            rates: Rates {
                create: unlimited,
                change: unlimited,
                sync: unlimited,
                look_up: unlimited,
                reference: unlimited,
            },
            proxies: "",
            queue: StoreOptions::default().queue,
            behind_tls: false,
            dataset: dataset(),
            place: None,
        }
    }
}

/// A running server.
pub struct TestApp {
    pub router: Router,
    pub store: Arc<SqlStore>,
    pub clock: Arc<TestClock>,
    pub place: Place,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The envelope, which must fit the status.
    #[track_caller]
    pub fn error(&self) -> ApiError {
        let error: ApiError = self.json();
        assert_eq!(error.code.status(), self.status.as_u16(), "{error:?}");
        assert!(!error.message.is_empty());
        error
    }

    #[track_caller]
    pub fn refused(&self, code: ErrorCode) {
        assert_eq!(self.error().code, code, "{}", self.text());
    }

    #[track_caller]
    pub fn booking(&self, status: u16) -> BookingView {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self.json()
    }
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let place = match setup.place {
            Some(place) => place,
            None => Place::usual().await,
        };
        let dataset = Arc::new(setup.dataset);
        let options = StoreOptions {
            queue: setup.queue,
            readers: 2,
        };
        let store = SqlStore::open(&place.database, dataset.clone(), options)
            .await
            .unwrap();
        let store = Arc::new(store);
        store.import(dataset.import()).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(slot(NOW).timestamp().0)));
        let app = App::new(Parts {
            store: store.clone(),
            dataset,
            assets: setup.assets,
            clock: clock.clone(),
            key: key(),
            rates: setup.rates,
            proxies: TrustedProxies::parse(setup.proxies).unwrap(),
            behind_tls: setup.behind_tls,
        });
        Self {
            router: router(app),
            store,
            clock,
            place,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        send(self.router.clone(), request).await
    }

    pub async fn get(&self, path: &str, secret: Option<&DeviceSecret>) -> Answer {
        self.send(request("GET", path, secret).body(Body::empty()).unwrap())
            .await
    }

    pub async fn post(
        &self,
        path: &str,
        secret: Option<&DeviceSecret>,
        body: &impl Serialize,
    ) -> Answer {
        self.send(post(path, secret, body)).await
    }

    /// One number out of the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(self.store.reader())
            .await
            .unwrap()
    }

    /// What must hold at any time.
    pub async fn check_invariants(&self) {
        assert_eq!(
            self.count(MISCOUNTED).await,
            0,
            "a slot's count is not that of its bookings"
        );
        let (taken, open) = (self.count(TAKEN).await, self.count(OPEN).await);
        assert_eq!(taken, open, "places taken, open bookings");
    }
}

/// Slots whose count is not that of the open bookings in them.
pub const MISCOUNTED: &str = "SELECT count(*) FROM slot WHERE taken <> \
    (SELECT count(*) FROM booking WHERE booking.station = slot.station AND \
     booking.lane = slot.lane AND booking.day = slot.day AND booking.minute = slot.minute AND \
     state IN ('confirmed', 'adjusted') AND channel IN ('app', 'telephone'))";
/// Places taken.
pub const TAKEN: &str = "SELECT CAST(coalesce(sum(taken), 0) AS BIGINT) FROM slot";
/// Open bookings that hold a place.
pub const OPEN: &str = "SELECT count(*) FROM booking WHERE state IN ('confirmed', 'adjusted') \
    AND channel IN ('app', 'telephone')";

/// How many of a crowd won a place, and how many were told that there is none; nothing else may happen.
pub async fn won_and_lost(mut crowd: JoinSet<Answer>) -> (i64, i64) {
    let (mut won, mut lost) = (0, 0);
    while let Some(answer) = crowd.join_next().await {
        let answer = answer.unwrap();
        match answer.status.as_u16() {
            201 => won += 1,
            409 => {
                answer.refused(ErrorCode::NoPlace);
                lost += 1;
            }
            other => panic!("{other}: {}", answer.text()),
        }
    }
    (won, lost)
}

pub async fn send(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}

pub fn request(
    method: &str,
    path: &str,
    secret: Option<&DeviceSecret>,
) -> axum::http::request::Builder {
    let peer = ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 40_000)));
    let builder = Request::builder().method(method).uri(path).extension(peer);
    match secret {
        Some(secret) => builder.header("authorization", format!("Device {}", secret.to_hex())),
        None => builder,
    }
}

pub fn post(path: &str, secret: Option<&DeviceSecret>, body: &impl Serialize) -> Request<Body> {
    let body = serde_json::to_vec(body).unwrap();
    request("POST", path, secret)
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

/// The server's key.
pub fn key() -> ServerKey {
    ServerKey::new([5; 32])
}

/// A booking of the card at the village's counter.
pub fn booking(choices: &[&str]) -> CreateBooking {
    CreateBooking {
        action: action_id(),
        booking: booking_id(),
        station: code(VILLAGE),
        service: slug(CARD),
        way: Way::AtStation,
        choices: choices.iter().map(|text| slot(text)).collect(),
        window: None,
        on_behalf: Default::default(),
        name: "王建国".to_owned(),
        mobile: "13812345678".to_owned(),
        note: "带了证件".to_owned(),
        consent: 1,
    }
}

/// The same as JSON, to be spoilt.
pub fn booking_json() -> Value {
    serde_json::to_value(booking(&["2026-11-25T09:00"])).unwrap()
}
