//! A round trip taken apart: the actions that it carries, as each would go by itself.

use client::ports::{Answer, Method, Request};
use model::api;
use model::sync::{Outcome, Posted, SyncAnswer, SyncRequest};

/// What a request carries, if it is a round trip.
pub fn read(request: &Request) -> Option<SyncRequest> {
    if request.path != api::SYNC {
        return None;
    }
    serde_json::from_str(request.body.as_deref()?).ok()
}

/// The page that an answer is, if it is one.
pub fn page(answer: &Answer) -> Option<SyncAnswer> {
    if answer.status != 200 {
        return None;
    }
    serde_json::from_slice(&answer.body).ok()
}

/// The request that carries `trip`.
pub fn request(trip: &SyncRequest) -> Request {
    Request {
        method: Method::Post,
        body: serde_json::to_string(trip).ok(),
        ..Request::get(api::SYNC)
    }
}

/// The answer that a page is.
pub fn answer(page: &SyncAnswer) -> Answer {
    Answer {
        status: 200,
        body: serde_json::to_vec(page).unwrap(),
        ..Answer::default()
    }
}

/// An action as it would go by itself.
pub fn alone(posted: &Posted) -> Request {
    Request {
        method: Method::Post,
        secret: Some(posted.secret),
        body: Some(posted.body.clone()),
        ..Request::get(posted.path.clone())
    }
}

/// An action as a round trip carries it; `None` if it is none.
pub fn posted(request: Request) -> Option<Posted> {
    Some(Posted {
        path: request.path,
        secret: request.secret?,
        body: request.body?,
    })
}

/// The outcome that an answer is.
pub fn outcome(answer: Answer) -> Outcome {
    Outcome {
        status: answer.status,
        retry_after: answer.retry_after,
        body: String::from_utf8(answer.body).unwrap_or_default(),
    }
}

/// The actions in a request, be it one by itself or a round trip.
pub fn actions(request: &Request) -> Vec<Request> {
    match read(request) {
        Some(trip) => trip.actions.iter().map(alone).collect(),
        None => vec![request.clone()],
    }
}
