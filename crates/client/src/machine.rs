//! Sending what waits and asking what has changed, as a state machine: what happened comes in, what is
//! to be done goes out. Pure; [`crate::sync::sync_once`] performs it.
//!
//! ```text
//!            Wake              Looked: something to do     Answer
//!  Resting ───────► Choosing ───────────────────────► Asking ──────► Settling ◄──────┐
//!     ▲               ▲ │ Looked: nothing                         Rows │   ▲ Conflict, │
//!     └───────────────┼─┘                                              ▼   │ or another│
//!                     │                                             Storing ─────────┘
//!                     │ Committed                      Looked          │ all receipts stored
//!                     ├──────────────── TurningPage ◄────────── Turning ◄┘
//!                     │                     └── Conflict ───────►  ▲
//!                     └─ nothing but receipts ─────────────────────┘
//! ```
//!
//! One request carries all actions that may go and are not held up, and asks what has changed. Each
//! answer to an action is stored in a transaction of its own, in which the action leaves the outbox;
//! then the page is stored together with the cursor. A death in between loses nothing: what is not
//! stored is still in the outbox, or is told again from the old cursor.

mod steps;

use std::collections::VecDeque;

use model::civil::Timestamp;
use model::id::ActionId;
use model::sync::{PackTags, SyncAnswer};

use crate::ask::Asking;
use crate::follow::{Question, Standing};
use crate::mine::Rows;
use crate::outbox::TryProblem;
use crate::plan::{Haste, Reach};
use crate::ports::{Answer, Batch, NetError, Request, StoreError};
use crate::wire::{Receipt, Verdict};
use steps::{answered, choose, chosen, failed, page_stored, settled, stored, turned};

/// What a round of sending and asking came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Actions whose receipts are now stored.
    pub delivered: Vec<ActionId>,
    /// Actions refused for good in this round.
    pub parked: Vec<ActionId>,
    /// Whether the server answered; `None` if nothing was asked.
    pub reached: Option<bool>,
    /// Whether it said what has changed, and that is stored.
    pub level: bool,
    /// The newest packs' tags, if the device holds others.
    pub packs: Option<PackTags>,
    /// This server takes actions one by one only, and does not say what has changed.
    pub one_by_one: bool,
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
    /// Everything that a round trip rests on has been read, or could not be.
    Looked(Result<Box<Standing>, StoreError>),
    /// What came of the request, with a random number: for the wait after a try in vain, and for a
    /// device that starts over.
    Answer(Result<Answer, NetError>, u32),
    /// What came of the transaction.
    Committed(Result<(), StoreError>),
}

/// What is to be done; each but the last leads to one [`Event`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read records and outbox in one transaction.
    Read,
    /// Read everything that a round trip rests on.
    Look,
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
    reach: Reach,
    /// What has changed is still to be asked for.
    curious: bool,
    overtaken: u32,
    report: SyncReport,
}

/// An answer to an action that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstored {
    action: ActionId,
    verdict: Verdict<Receipt>,
}

/// What an answer says besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// What has changed.
    Page(Question, Box<SyncAnswer>),
    /// That nothing has changed.
    None(Question),
}

/// An answer that is not stored yet, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heap {
    actions: VecDeque<Unstored>,
    news: Option<News>,
    chance: u32,
}

/// Where a round stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing is being done.
    #[default]
    Resting,
    /// Everything is being read, to choose what goes next.
    Choosing(Round),
    /// A request is on its way.
    Asking(Round, Asking),
    /// The rows are being read, to store the answer to an action.
    Settling(Round, Heap),
    /// The answer to the first action of the heap is being stored.
    Storing(Round, Heap),
    /// Everything is being read, to store what has changed.
    Turning(Round, News, u32),
    /// What has changed is being stored.
    TurningPage(Round, News, u32),
}

/// The next state, and what is to be done. An event that does not belong to the state changes
/// nothing, and nothing is to be done.
pub fn step(state: State, event: Event, now: Timestamp) -> (State, Option<Effect>) {
    match (state, event) {
        (State::Resting, Event::Wake(haste)) => choose(Round {
            haste,
            curious: haste == Haste::Look,
            ..Round::default()
        }),
        (State::Choosing(round), Event::Looked(Ok(standing))) => chosen(round, &standing, now),
        (State::Asking(round, asking), Event::Answer(outcome, chance)) => {
            answered(round, asking, outcome, chance)
        }
        (State::Settling(round, heap), Event::Rows(Ok(rows))) => settled(round, heap, &rows, now),
        (State::Storing(round, heap), Event::Committed(done)) => stored(round, heap, done),
        (State::Turning(round, news, chance), Event::Looked(Ok(standing))) => {
            turned(round, news, chance, &standing, now)
        }
        (State::TurningPage(round, news, chance), Event::Committed(done)) => {
            page_stored(round, news, chance, done)
        }
        (State::Choosing(_) | State::Turning(..), Event::Looked(Err(error)))
        | (State::Settling(..), Event::Rows(Err(error))) => failed(error),
        (state, _) => (state, None),
    }
}
