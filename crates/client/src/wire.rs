//! What an answer means. Pure: the same bytes always mean the same.

use model::booking::BookingView;
use model::error::{ApiError, ErrorCode};
use model::handover::Delivery;
use model::id::ActionId;
use model::sync::{Outcome, SyncAnswer};
use model::volunteer::VolunteerView;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::delivery;
use crate::outbox::{TryProblem, What};
use crate::ports::{Answer, NetError};
use crate::record::EntityId;

/// What the server gave for an action: the receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// The booking as it now stands.
    Booking(BookingView),
    /// The registration as it now stands.
    Volunteer(VolunteerView),
    /// What became of what was submitted for somebody else.
    Delivery(Delivery),
    /// Nothing about it is left on the server.
    Gone,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Done; here is the receipt.
    Granted(T),
    /// Refused for good.
    Refused(ApiError),
    /// Not settled; to be tried again.
    Later {
        /// Why.
        problem: TryProblem,
        /// Seconds that the server asked to wait.
        wait: Option<u32>,
    },
}

impl<T> Verdict<T> {
    fn map<U>(self, with: impl FnOnce(T) -> U) -> Verdict<U> {
        match self {
            Self::Granted(value) => Verdict::Granted(with(value)),
            Self::Refused(error) => Verdict::Refused(error),
            Self::Later { problem, wait } => Verdict::Later { problem, wait },
        }
    }
}

/// Reads the answer to an action. A receipt about something else than was asked for is none.
pub fn judge(action: ActionId, what: &What, outcome: Result<Answer, NetError>) -> Verdict<Receipt> {
    let verdict = match what.entity() {
        EntityId::Booking(id) => {
            read::<BookingView>(outcome, |view| view.booking == id).map(Receipt::Booking)
        }
        EntityId::Volunteer(id) => {
            read::<VolunteerView>(outcome, |view| view.volunteer == id).map(Receipt::Volunteer)
        }
        EntityId::Delivery(id) => read::<Delivery>(outcome, |delivery| {
            delivery::is_receipt((action, what), id, delivery)
        })
        .map(Receipt::Delivery),
    };
    match verdict {
        // Erasing what the server does not have is done.
        Verdict::Refused(ApiError {
            code: ErrorCode::NotFound,
            ..
        }) if matches!(what, What::EraseBooking(_) | What::WithdrawVolunteer(_)) => {
            Verdict::Granted(Receipt::Gone)
        }
        verdict => verdict,
    }
}

/// What the answer to a round trip means as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// What became of each action, and what has changed.
    Page(Box<SyncAnswer>),
    /// Nothing has changed.
    Unchanged,
    /// The request was too large.
    TooLarge,
    /// This server does not do it in this way: another version of it. Each action can still go by
    /// itself.
    NotSpoken,
    /// Not settled; to be tried again.
    Later {
        /// Why.
        problem: TryProblem,
        /// Seconds that the server asked to wait.
        wait: Option<u32>,
    },
}

/// Reads the answer to a round trip that carried so many `actions`.
pub fn judge_sync(outcome: Result<Answer, NetError>, actions: usize) -> Reply {
    if let Ok(answer) = &outcome {
        match answer.status {
            204 if actions == 0 => return Reply::Unchanged,
            413 => return Reply::TooLarge,
            404 | 405 => return Reply::NotSpoken,
            200 if is_strange(&answer.body, actions) => return Reply::NotSpoken,
            _ => {}
        }
    }
    match read::<SyncAnswer>(outcome, |_| true) {
        Verdict::Granted(page) => Reply::Page(Box::new(page)),
        // The request as a whole can say nothing about the actions in it.
        Verdict::Refused(_) => Reply::NotSpoken,
        Verdict::Later { problem, wait } => Reply::Later { problem, wait },
    }
}

/// Whether it is whole, but not what was asked for: in the words of a server yet to come, say. An answer
/// that was cut is no JSON.
fn is_strange(body: &[u8], actions: usize) -> bool {
    match serde_json::from_slice::<SyncAnswer>(body) {
        Ok(page) => page.outcomes.len() != actions,
        Err(_) => serde_json::from_slice::<Map<String, Value>>(body).is_ok(),
    }
}

/// The answer that an action would have got by itself.
pub fn answer_of(outcome: Outcome) -> Answer {
    Answer {
        status: outcome.status,
        etag: None,
        retry_after: outcome.retry_after,
        body: outcome.body.into_bytes(),
    }
}

/// Reads a JSON answer of type `T` that `fits` what was asked for.
pub fn read<T: DeserializeOwned>(
    outcome: Result<Answer, NetError>,
    fits: impl FnOnce(&T) -> bool,
) -> Verdict<T> {
    let answer = match outcome {
        Ok(answer) => answer,
        Err(error) => {
            return Verdict::Later {
                problem: error.into(),
                wait: None,
            };
        }
    };
    if (200..300).contains(&answer.status) {
        return match serde_json::from_slice::<T>(&answer.body) {
            Ok(value) if fits(&value) => Verdict::Granted(value),
            _ => unreadable(&answer),
        };
    }
    match envelope(&answer) {
        Some(error) if error.code.is_permanent() => Verdict::Refused(error),
        Some(error) => Verdict::Later {
            problem: TryProblem::Busy(error.code),
            wait: error.retry_after.or(answer.retry_after),
        },
        None => unreadable(&answer),
    }
}

fn unreadable<T>(answer: &Answer) -> Verdict<T> {
    let problem = TryProblem::Unreadable(answer.status);
    Verdict::Later {
        problem,
        wait: answer.retry_after,
    }
}

/// The server's envelope, if the answer is one: a code that this app knows, under the very status
/// that goes with it. Gateways, firewalls and sign-in pages answer in JSON too, and so may a server
/// of another version; none of them can refuse for good.
fn envelope(answer: &Answer) -> Option<ApiError> {
    let error: ApiError = serde_json::from_slice(&answer.body).ok()?;
    (error.code.status() == answer.status).then_some(error)
}
