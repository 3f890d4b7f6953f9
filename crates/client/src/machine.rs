//! Sending what waits, as a state machine: what happened comes in, what is to be done goes out. Pure;
//! [`crate::sync::sync_once`] performs it.
//!
//! ```text
//!            Wake              Rows: something may go        Answer
//!  Resting ───────► Choosing ───────────────────────► Asking ──────► Settling ◄─────┐
//!     ▲                │ ▲                                             │ Rows       │ Conflict
//!     │ Rows: nothing  │ │              Committed                      ▼            │
//!     └────────────────┘ └───────────────────────────────────────── Storing ────────┘
//! ```

use model::civil::Timestamp;
use model::id::ActionId;

use crate::absorb::absorb;
use crate::mine::Rows;
use crate::outbox::{TryProblem, What};
use crate::plan::{Haste, Plan, plan_next};
use crate::ports::{Answer, Batch, NetError, Request, StoreError};
use crate::wire::{Receipt, Verdict, judge};

/// What a round of sending came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Actions whose receipts are now stored.
    pub delivered: Vec<ActionId>,
    /// Actions refused for good in this round.
    pub parked: Vec<ActionId>,
    /// Whether the server answered; `None` if nothing was asked.
    pub reached: Option<bool>,
    /// The last try in vain.
    pub problem: Option<TryProblem>,
    /// When there is something to try again; `None` if nothing waits but for a person.
    pub next_try_at: Option<Timestamp>,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// Somebody wants what waits to be sent.
    Wake(Haste),
    /// Records and outbox have been read, or could not be.
    Rows(Result<Rows, StoreError>),
    /// What came of the request, with a random byte for the wait after a try in vain.
    Answer(Result<Answer, NetError>, u8),
    /// What came of the transaction.
    Committed(Result<(), StoreError>),
}

/// What is to be done; each but the last leads to one [`Event`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read records and outbox in one transaction.
    Read,
    /// Send a request.
    Send(Request),
    /// Write a transaction.
    Commit(Batch),
    /// Nothing more: the round is over. Errors: storage failed; what was sent is sent again next
    /// time, under the same id.
    Rest(Result<SyncReport, StoreError>),
}

/// One round: each action is tried at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    haste: Haste,
    tried: Vec<ActionId>,
    report: SyncReport,
}

/// An answer that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstored {
    action: ActionId,
    verdict: Verdict<Receipt>,
    chance: u8,
}

/// Where the sending stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing is being done.
    #[default]
    Resting,
    /// The rows are being read, to choose what goes next.
    Choosing(Round),
    /// A request is on its way.
    Asking(Round, ActionId, What),
    /// The rows are being read, to store an answer.
    Settling(Round, Unstored),
    /// An answer is being stored.
    Storing(Round, Unstored),
}

/// The next state, and what is to be done. An event that does not belong to the state changes
/// nothing, and nothing is to be done.
pub fn step(state: State, event: Event, now: Timestamp) -> (State, Option<Effect>) {
    match (state, event) {
        (State::Resting, Event::Wake(haste)) => choose(Round {
            haste,
            ..Round::default()
        }),
        (State::Choosing(round), Event::Rows(Ok(rows))) => chosen(round, &rows, now),
        (State::Asking(round, action, what), Event::Answer(outcome, chance)) => {
            answered(round, (action, &what), outcome, chance)
        }
        (State::Settling(round, unstored), Event::Rows(Ok(rows))) => {
            settled(round, unstored, &rows, now)
        }
        (State::Storing(round, unstored), Event::Committed(done)) => {
            committed(round, unstored, done)
        }
        (State::Choosing(_) | State::Settling(..), Event::Rows(Err(error))) => failed(error),
        (state, _) => (state, None),
    }
}

type Stepped = (State, Option<Effect>);

fn choose(round: Round) -> Stepped {
    (State::Choosing(round), Some(Effect::Read))
}

fn failed(error: StoreError) -> Stepped {
    (State::Resting, Some(Effect::Rest(Err(error))))
}

fn ended(mut report: SyncReport, next_try_at: Option<Timestamp>) -> Stepped {
    report.next_try_at = next_try_at;
    (State::Resting, Some(Effect::Rest(Ok(report))))
}

fn chosen(mut round: Round, rows: &Rows, now: Timestamp) -> Stepped {
    if round.report.reached == Some(false) {
        // If the network is gone it is gone for all: they wait as long as the one that found out.
        let last = round.tried.last().and_then(|action| rows.action(*action));
        return ended(round.report, last.map(|held| held.value.next_try_at));
    }
    match plan_next(&rows.entries(), &round.tried, round.haste, now) {
        Plan::Send(index) => {
            let entry = &rows.outbox[index].value;
            round.tried.push(entry.action);
            let asking = State::Asking(round, entry.action, entry.what.clone());
            (asking, Some(Effect::Send(entry.request())))
        }
        Plan::Wait(at) => ended(round.report, Some(at)),
        Plan::Idle => ended(round.report, None),
    }
}

fn answered(
    mut round: Round,
    (action, what): (ActionId, &What),
    outcome: Result<Answer, NetError>,
    chance: u8,
) -> Stepped {
    round.report.reached = Some(outcome.is_ok());
    let verdict = judge(what, outcome);
    match &verdict {
        Verdict::Granted(_) => round.report.delivered.push(action),
        Verdict::Refused(_) => round.report.parked.push(action),
        Verdict::Later { problem, .. } => round.report.problem = Some(*problem),
    }
    let unstored = Unstored {
        action,
        verdict,
        chance,
    };
    (State::Settling(round, unstored), Some(Effect::Read))
}

/// What the answer does to the rows as they are now. If the action is gone (settled by another tab,
/// or wiped by its author) the answer is dropped.
fn settled(round: Round, unstored: Unstored, rows: &Rows, now: Timestamp) -> Stepped {
    let held = rows.action(unstored.action);
    let Some(entry) = held.filter(|held| held.value.parked.is_none()) else {
        return choose(round);
    };
    let record = rows.place(entry.value.what.entity());
    match absorb(
        entry,
        record,
        unstored.verdict.clone(),
        unstored.chance,
        now,
    ) {
        Some(batch) => (State::Storing(round, unstored), Some(Effect::Commit(batch))),
        None => failed(StoreError::Failed),
    }
}

/// If another tab changed the rows meanwhile, it is thought through again on the new ones.
fn committed(round: Round, unstored: Unstored, done: Result<(), StoreError>) -> Stepped {
    match done {
        Ok(()) => choose(round),
        Err(StoreError::Conflict) => (State::Settling(round, unstored), Some(Effect::Read)),
        Err(error) => failed(error),
    }
}
