//! What a life comes to.

use std::fmt;

use crate::sabotage::Sabotage;

/// What must hold at any time, or at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// What a person was told is kept has reached the medium.
    KeptMeansKept,
    /// An action is in the outbox, or done by the server, or was taken back by its author.
    NothingLost,
    /// The server does only what somebody asked for.
    NothingUnasked,
    /// What its author has taken back is not done.
    TakenBackIsUndone,
    /// What was refused is not done.
    RefusedIsUndone,
    /// An action has its effect once: versions grow by the actions done.
    DoneOnce,
    /// The effect is the one that the last action asked for.
    DoneAsAsked,
    /// What became of a booking explains its time and its state, and each step is somebody's doing.
    HistoryTells,
    /// What was told of a booking's life is not told otherwise later.
    HistoryStands,
    /// Staff have seen whatever they write over.
    NothingOverwritten,
    /// A person's other time or cancellation is refused only because it is over or there is no place.
    NeverOverruled,
    /// An outbox row has its entity.
    NoOrphan,
    /// Every row can be read.
    Readable,
    /// What a phone shows as the server's word is the server's word.
    NothingMadeUp,
    /// What a phone shows as refused the server has refused, for that reason.
    RefusalsAreReal,
    /// No phone goes back to an older version, but by losing power.
    NeverBackwards,
    /// What a phone has a right to is not called missing.
    NothingMissing,
    /// No slot holds more than its places.
    NoOverbooking,
    /// Each open booking holds one place in one slot, and nothing else does.
    PlacesAddUp,
    /// When the network is well, nothing waits but for a person.
    Settles,
    /// When all have asked, all agree with the server.
    InStep,
    /// Of what a phone says that it has seen, it has the last state.
    CursorNotAhead,
    /// When all have asked, what a phone keeps of its own station is what the server says.
    NewsInStep,
}

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub invariant: Invariant,
    /// In what way.
    pub detail: String,
}

/// Whether something holds.
pub type Checked = Result<(), Broken>;

/// That `invariant` holds if `holds`; `detail` is asked for only if not.
pub fn must(invariant: Invariant, holds: bool, detail: impl FnOnce() -> String) -> Checked {
    if holds {
        return Ok(());
    }
    Err(Broken {
        invariant,
        detail: detail(),
    })
}

/// A life that ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What decided it.
    pub seed: u64,
    /// Everything that happened, a line each.
    pub log: Vec<String>,
    /// Hash of the log.
    pub hash: u64,
    /// Requests that reached the server.
    pub requests: u64,
    /// Actions that reached a phone's medium.
    pub asked: usize,
    /// Actions that the server has done.
    pub done: usize,
    /// Actions that it refused for good, at least for a while.
    pub refused: usize,
    /// Deaths of phones and of the server.
    pub deaths: u64,
}

/// A life in which something did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What decided it.
    pub seed: u64,
    /// The fault put in on purpose, if one was.
    pub sabotage: Option<Sabotage>,
    /// After which step; steps are numbered from 1.
    pub step: usize,
    /// What did not hold.
    pub invariant: Invariant,
    /// In what way.
    pub detail: String,
    /// Everything that happened up to then, a line each.
    pub log: Vec<String>,
}

/// How many of the last events a failure shows.
const SHOWN: usize = 40;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            step,
            invariant,
            detail,
            ..
        } = self;
        write!(f, "seed {seed}")?;
        if let Some(sabotage) = self.sabotage {
            write!(f, " with {sabotage:?}")?;
        }
        writeln!(f, ", step {step}: {invariant:?} does not hold: {detail}")?;
        let first = self.log.len().saturating_sub(SHOWN);
        for line in &self.log[first..] {
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
