//! Requests: many actions and a question in one, or one action by itself. Pure.

use model::api;
use model::id::ActionId;
use model::sync::{MAX_SYNC_BODY, Posted};

use crate::follow::Question;
use crate::outbox::{Entry, What};
use crate::ports::{Method, Request};

/// What a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Actions, in their order.
    pub actions: Vec<(ActionId, What)>,
    /// What has changed; `None`: not asked for.
    pub question: Option<Question>,
}

/// The request for one action by itself.
pub fn alone(entry: &Entry) -> (Asking, Request) {
    let asking = Asking {
        actions: vec![(entry.action, entry.what.clone())],
        question: None,
    };
    (asking, entry.request())
}

/// The request that carries a question and as many of the `entries` as there is room for, the first
/// one in any case. `None`: it could not be encoded.
pub fn together<'a>(
    question: Question,
    entries: impl Iterator<Item = &'a Entry>,
) -> Option<(Asking, Request)> {
    let mut request = question.request();
    let mut bytes = serde_json::to_string(&request).ok()?.len();
    let mut actions = Vec::new();
    for entry in entries {
        let Request {
            path, secret, body, ..
        } = entry.request();
        let posted = Posted {
            path,
            secret: secret?,
            body: body?,
        };
        bytes += serde_json::to_string(&posted).ok()?.len() + OVERHEAD;
        if bytes > MAX_SYNC_BODY && !actions.is_empty() {
            break;
        }
        request.actions.push(posted);
        actions.push((entry.action, entry.what.clone()));
    }
    let asking = Asking {
        actions,
        question: Some(question),
    };
    let request = Request {
        method: Method::Post,
        body: Some(serde_json::to_string(&request).ok()?),
        ..Request::get(api::SYNC)
    };
    Some((asking, request))
}

/// The most bytes that an action costs besides its own: a comma, or the list's name and brackets.
const OVERHEAD: usize = 16;
