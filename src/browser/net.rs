//! The server over `fetch`, with an end to waiting.

use std::cell::Cell;

use client::ports::{Answer, Method, NetError, RemoteApi, Request};
use gloo_net::http::{self, RequestBuilder};
use model::api::SECRET_SCHEME;
use web_sys::{AbortController, AbortSignal, RequestCache};

use super::{clock, time};

/// Milliseconds without a whole answer after which a request counts as lost. A pack on 2G takes
/// its time; an action that was lost is sent again.
const PATIENCE: i32 = 30_000;

thread_local! {
    static ANSWERED: Cell<bool> = const { Cell::new(false) };
}

/// Whether anything answered the last request that has ended, be it of any use or not.
pub fn answered() -> bool {
    ANSWERED.get()
}

/// The app's own server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Net;

impl RemoteApi for Net {
    async fn send(&self, request: Request) -> Result<Answer, NetError> {
        let abort = AbortController::new().map_err(|_| NetError::Unreachable)?;
        let signal = abort.signal();
        let timer = give_up_after(PATIENCE, abort);
        let answer = fetch(&request, &signal).await;
        if let Some(timer) = timer {
            time::cancel(timer);
        }
        ANSWERED.set(answer.is_ok());
        answer.map_err(|_| match signal.aborted() {
            true => NetError::TimedOut,
            false => NetError::Unreachable,
        })
    }
}

/// Breaks the request off after that many milliseconds; gives what [`time::cancel`] takes.
pub(super) fn give_up_after(millis: i32, abort: AbortController) -> Option<i32> {
    time::after(millis, move || abort.abort())
}

async fn fetch(request: &Request, signal: &AbortSignal) -> Result<Answer, gloo_net::Error> {
    let mut asking = RequestBuilder::new(&request.path)
        .method(match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        })
        .abort_signal(Some(signal));
    if let Some(secret) = &request.secret {
        // What only its owner may see is in no cache of the browser.
        asking = asking
            .header("Authorization", &[SECRET_SCHEME, &secret.to_hex()].concat())
            .cache(RequestCache::NoStore);
    }
    if let Some(etag) = &request.etag {
        asking = asking.header("If-None-Match", etag);
    }
    exchange(asking, request.body.as_deref()).await
}

/// Sends it, with a body if there is one, and reads the whole answer.
pub(super) async fn exchange(
    asking: RequestBuilder,
    body: Option<&str>,
) -> Result<Answer, gloo_net::Error> {
    let asking = match body {
        Some(body) => asking
            .header("Content-Type", "application/json")
            .body(body)?,
        None => asking.build()?,
    };
    let answer = asking.send().await?;
    let headers = answer.headers();
    if let Some(date) = headers.get("Date") {
        clock::learn(&date);
    }
    Ok(Answer {
        status: answer.status(),
        etag: headers.get("ETag"),
        retry_after: headers
            .get("Retry-After")
            .and_then(|text| text.parse().ok()),
        body: answer.binary().await?,
    })
}
