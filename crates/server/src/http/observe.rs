//! One line of log a request, without personal data: never the address, the query, a body or a
//! header; of the path only the route's template.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use model::error::ErrorCode;
use model::hex;

use super::errors::Failure;

/// Names a request in the log and in the answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// After this long a request is given up: the server is not able to answer it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Logs the request, names it, and ends it in time.
pub async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id();
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::new(ErrorCode::Unavailable).into_response(),
    };
    let status = response.status().as_u16();
    let route = route.as_ref().map_or("(file)", MatchedPath::as_str);
    let ms = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX) as f64 / 1_000.0;
    if status >= 500 {
        tracing::warn!(request_id = id, method, route, status, ms, "request");
    } else {
        tracing::info!(request_id = id, method, route, status, ms, "request");
    }
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn request_id() -> String {
    let mut random = [0; 8];
    // Without randomness requests are still served; their names are all zeros then.
    let _ = getrandom::fill(&mut random);
    hex::encode(&random)
}

/// A method of one's own making could carry anything.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}
