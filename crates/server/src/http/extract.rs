//! What a request carries, parsed; whatever cannot be parsed is answered with a typed code.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use http_body_util::LengthLimitError;
use model::api::{MAX_BODY, SECRET_SCHEME};
use model::division::DivisionCode;
use model::error::ErrorCode;
use model::id::{BookingId, DeviceSecret, VolunteerId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::errors::Failure;
use super::forwarded::FORWARDED;
use crate::app::App;
use crate::store::{SecretHash, VerifyingKey};

/// How long a body may take to arrive: at the 2 KB a second of a bad line the longest takes half of
/// it. Less than a request has as a whole, so that it is said who was slow.
const BODY_PATIENCE: Duration = Duration::from_secs(15);

/// A JSON body of at most `MAX` bytes.
pub struct Wire<T, const MAX: usize = MAX_BODY>(pub T);

impl<T: DeserializeOwned, const MAX: usize> FromRequest<App> for Wire<T, MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        parse(&json_body(request, MAX).await?).map(Self)
    }
}

/// The JSON body of an action, and what is told in it in one form only (see `canonical`).
pub struct Told<T>(pub T, pub Vec<u8>);

impl<T: DeserializeOwned> FromRequest<App> for Told<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let body = json_body(request, MAX_BODY).await?;
        let told = parse(&body)?;
        Ok(Self(told, canonical(parse(&body)?)))
    }
}

async fn json_body(request: Request, max: usize) -> Result<Bytes, Failure> {
    if !is_json(request.headers()) {
        return Err(Failure::new(ErrorCode::UnsupportedMediaType));
    }
    if announced_length(request.headers()).is_some_and(|length| length > max as u64) {
        return Err(Failure::new(ErrorCode::TooLarge));
    }
    let arriving = axum::body::to_bytes(request.into_body(), max);
    match tokio::time::timeout(BODY_PATIENCE, arriving).await {
        Ok(body) => body.map_err(|error| Failure::new(body_error(&error))),
        Err(_) => Err(Failure::new(ErrorCode::RequestTimeout)),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    // Neither the body nor the parser's words are passed on: they may hold personal data.
    serde_json::from_slice(body).map_err(|_| Failure::new(ErrorCode::BadRequest))
}

/// What is told in an action that came in other than as JSON: the same as if its own device had sent
/// it. Errors: none that can happen to the types of ours.
pub fn told(action: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let body = serde_json::to_value(action).map_err(|_| Failure::new(ErrorCode::Internal))?;
    Ok(canonical(body))
}

/// The same bytes for the same content: without spacing, fields in alphabetical order, and none
/// that says nothing (null, empty). Made of what arrived and not of a type of ours, so that a
/// later version, whose types have more fields, still knows what was sent to this one.
fn canonical(mut body: Value) -> Vec<u8> {
    drop_empty(&mut body);
    body.to_string().into_bytes()
}

fn drop_empty(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            // Sorted here, for another crate's wish can make the map keep the order of arrival.
            let mut sorted: Vec<_> = std::mem::take(fields).into_iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (name, mut value) in sorted {
                drop_empty(&mut value);
                if !says_nothing(&value) {
                    fields.insert(name, value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(drop_empty),
        _ => {}
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let essence = text.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn body_error(error: &axum::Error) -> ErrorCode {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return ErrorCode::TooLarge;
        }
        cause = error.source();
    }
    ErrorCode::BadRequest
}

/// The digest of the device secret in the `Authorization` header, and what else follows from it.
pub struct Device(pub SecretHash, pub Signer);

/// Whoever has shown a device secret. Its key is worked out only where it is wanted.
pub struct Signer(DeviceSecret);

impl Signer {
    /// The key with which it signs what others hand over for it.
    pub fn key(&self) -> VerifyingKey {
        VerifyingKey(handover::verifying_key(&self.0))
    }
}

impl FromRequestParts<App> for Device {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let secret = parts.headers.get(AUTHORIZATION).and_then(|value| {
            DeviceSecret::parse(value.to_str().ok()?.strip_prefix(SECRET_SCHEME)?)
        });
        let secret = secret.ok_or_else(|| Failure::new(ErrorCode::SecretMissing))?;
        let hash = SecretHash(Sha256::digest(secret.as_bytes()).into());
        Ok(Self(hash, Signer(secret)))
    }
}

/// Something named in the path.
pub trait Named: Sized {
    /// Reads it; `None` for any other text.
    fn read(text: &str) -> Option<Self>;
}

impl Named for BookingId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl Named for VolunteerId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl Named for DivisionCode {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// The one thing named in the path.
pub struct At<T>(pub T);

impl<T: Named> FromRequestParts<App> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, app).await.ok();
        let named = path.and_then(|Path(text)| T::read(&text));
        named
            .map(Self)
            .ok_or_else(|| Failure::new(ErrorCode::BadRequest))
    }
}

/// The query of the address.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        query
            .map(|Query(asked)| Self(asked))
            .map_err(|_| Failure::new(ErrorCode::BadRequest))
    }
}

/// Who asks, as far as the network tells.
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self(app.proxies.client(peer, &parts.headers)))
    }
}

/// Who asks, to be told to whoever does a part of it.
pub struct Asker {
    peer: Option<ConnectInfo<SocketAddr>>,
    forwarded: Vec<HeaderValue>,
}

impl Asker {
    /// Whoever sent this.
    pub fn of(parts: &Parts) -> Self {
        let lines = parts.headers.get_all(FORWARDED).iter().cloned();
        Self {
            peer: parts.extensions.get().copied(),
            forwarded: lines.collect(),
        }
    }

    /// Makes a request theirs.
    pub fn sign(&self, request: &mut Request) {
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
        }
        for line in &self.forwarded {
            request.headers_mut().append(FORWARDED, line.clone());
        }
    }
}

impl FromRequestParts<App> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let canonical = |text: &str| canonical(serde_json::from_str(text).unwrap());
        canonical(a) == canonical(b)
    }

    #[test]
    fn spacing_order_and_empty_fields_do_not_count() {
        let told = r#"{"b":{"d":[2,1],"c":"x"},"a":1}"#;
        assert!(same(told, r#"{ "a": 1, "b": { "c": "x", "d": [2, 1] } }"#));
        assert!(same(
            told,
            r#"{"b":{"d":[2,1],"c":"x","n":""},"a":1,"m":[],"o":null}"#
        ));
    }

    #[test]
    fn everything_else_counts() {
        let told = r#"{"a":1,"b":["x",""]}"#;
        for other in [
            r#"{"a":1}"#,
            r#"{"a":2,"b":["x",""]}"#,
            r#"{"a":1,"b":["","x"]}"#,
            r#"{"a":1,"b":["x"]}"#,
            r#"{"a":1,"b":["x",""],"c":false}"#,
        ] {
            assert!(!same(told, other), "{other}");
        }
    }
}
