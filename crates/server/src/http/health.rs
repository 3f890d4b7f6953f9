//! For whoever watches over the server.

use axum::extract::State;
use axum::http::StatusCode;
use model::civil::Timestamp;
use model::error::ErrorCode;
use tokio::sync::Mutex;

use super::errors::Failure;
use crate::app::App;

/// How long an answer to `/readyz` holds, in milliseconds. Each costs a durable write, and anybody
/// may ask.
const HOLDS: i64 = 1_000;

/// When it was last tried whether the server can do its work, and whether it could.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Timestamp, bool)>>);

/// The program runs.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = str)))]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The program can do its work: the database reads and writes.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses((status = 200, body = str)))]
pub async fn readyz(State(app): State<App>) -> Result<(StatusCode, &'static str), Failure> {
    // Whoever asks meanwhile waits for the same answer.
    let mut last = app.readiness.0.lock().await;
    let now = app.clock.now();
    let ready = match *last {
        Some((at, ready)) if (0..HOLDS).contains(&(now.0 - at.0)) => ready,
        _ => {
            let tried = app.store.ready().await;
            if let Err(error) = &tried {
                tracing::error!(%error, "not ready");
            }
            *last = Some((now, tried.is_ok()));
            tried.is_ok()
        }
    };
    if ready {
        Ok((StatusCode::OK, "ready\n"))
    } else {
        Err(Failure::new(ErrorCode::Unavailable))
    }
}
