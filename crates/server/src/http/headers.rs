//! Headers that answers carry for safety.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

use super::assets::HASHED;
use crate::app::App;

/// For whatever is not part of the app.
const NOTHING_ALLOWED: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// What only a page, or something that may be opened as one, needs. The parts of a page heed them as
/// little as a script heeds its own content policy; on a slow line the half kilobyte for each of them
/// is seen.
const FOR_PAGES: [(HeaderName, HeaderValue); 3] = [
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Marks an answer that only a script of ours reads and that is asked for again and again: it goes
/// without the headers that tell a browser what to do with a page. At 2G's speed they would cost more
/// than what is said.
#[derive(Clone, Copy)]
pub struct Lean;

/// Adds the security headers; a content policy already set (the app's) stays.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_part = request.uri().path().starts_with(HASHED);
    let mut response = next.run(request).await;
    let lean = response.extensions().get::<Lean>().is_some();
    let is_part = is_part && response.status().is_success();
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !lean {
        headers.insert(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        );
    }
    if !lean && !is_part {
        for (name, value) in FOR_PAGES {
            headers.insert(name, value);
        }
        headers
            .entry(CONTENT_SECURITY_POLICY)
            .or_insert(NOTHING_ALLOWED);
    }
    if app.behind_tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// The content policy of the app: everything from this server, nothing inline but the styles named
/// by their digests (`sha256-...`), WASM allowed.
pub fn content_policy(styles: &[String]) -> String {
    let mut policy =
        String::from("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    for digest in styles {
        policy.push_str(" '");
        policy.push_str(digest);
        policy.push('\'');
    }
    policy.push_str(
        "; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    );
    policy
}
