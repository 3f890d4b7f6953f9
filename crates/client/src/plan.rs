//! Which actions go next. Pure.

use model::civil::Timestamp;
use model::id::ActionId;
use model::sync::MAX_ACTIONS;

use crate::outbox::Entry;

/// The longest wait between two tries, milliseconds. A wait that looks longer comes from a clock
/// that was set back, and does not count.
pub const MAX_WAIT: i64 = 60 * 60_000;
/// The longest wait that is the app's own choice, milliseconds.
const MAX_BACKOFF: i64 = 15 * 60_000;
/// The wait after the first try in vain, milliseconds.
const FIRST_BACKOFF: i64 = 5_000;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Send the entries at these places of the list, in this order.
    Send(Vec<usize>),
    /// Nothing is due before then.
    Wait(Timestamp),
    /// Nothing waits but for a person.
    Idle,
}

/// How eagerly to try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Haste {
    /// Whatever is due.
    #[default]
    Due,
    /// Everything but what the server asked to wait for: a person asks, or the network seems back.
    Now,
    /// The same, and what has changed is asked for even if nothing waits: the app is opened or
    /// looked at again.
    Look,
}

/// How many actions one request may carry, as far as this round has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// No more than that: halved when the server found a request too large.
    pub most: usize,
    /// How often the server has answered: each time twice as many go together again.
    pub answers: u32,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            most: MAX_ACTIONS,
            answers: 0,
        }
    }
}

impl Reach {
    /// With how many an action may go that was tried `attempts` times in vain. Each time the request
    /// was half as large, so that after a few an action on which the network breaks every time goes
    /// alone and holds nobody up. Since it is told by the entry, it holds after a restart too.
    fn of(self, attempts: u32) -> usize {
        let halved = (MAX_ACTIONS >> attempts.min(MAX_ACTIONS.ilog2())).max(1);
        let grown = halved << self.answers.min(MAX_ACTIONS.ilog2());
        grown.min(self.most).max(1)
    }
}

/// The actions to send in one request: of those that may go, the least often tried, then the oldest;
/// never one of `tried`, and never two about the same entity.
///
/// An action waits while the one before it about the same entity is on its way, and while the
/// creation of its entity is parked: the server would go on with the rest of a request after a
/// refusal. Nothing else holds it up.
pub fn plan_next(
    entries: &[Entry],
    tried: &[ActionId],
    haste: Haste,
    reach: Reach,
    now: Timestamp,
) -> Plan {
    let mut ready: Vec<usize> = Vec::new();
    let mut soonest: Option<Timestamp> = None;
    for (index, entry) in entries.iter().enumerate() {
        if entry.parked.is_some() || is_blocked(entry, entries) {
            continue;
        }
        let hurried = haste != Haste::Due && !entry.asked_to_wait;
        if !tried.contains(&entry.action) && (hurried || is_due(entry, now)) {
            ready.push(index);
        }
        let at = if is_due(entry, now) {
            now
        } else {
            entry.next_try_at
        };
        soonest = Some(soonest.map_or(at, |known| known.min(at)));
    }
    ready.sort_by_key(|index| entries[*index].attempts);
    let together = together(entries, &ready, reach);
    match soonest {
        _ if !together.is_empty() => Plan::Send(together),
        Some(at) => Plan::Wait(at),
        None => Plan::Idle,
    }
}

/// The first of `ready`, as many as may go together.
fn together(entries: &[Entry], ready: &[usize], reach: Reach) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    for index in ready {
        let entry = &entries[*index];
        if chosen.len() >= reach.of(entry.attempts) {
            break;
        }
        let entity = entry.what.entity();
        if !chosen
            .iter()
            .any(|other| entries[*other].what.entity() == entity)
        {
            chosen.push(*index);
        }
    }
    chosen
}

/// Whether the entry must wait for another one.
pub fn is_blocked(entry: &Entry, entries: &[Entry]) -> bool {
    let before = entry
        .after
        .and_then(|id| entries.iter().find(|other| other.action == id));
    before.is_some_and(|before| before.parked.is_none() || before.what.is_foundation())
}

fn is_due(entry: &Entry, now: Timestamp) -> bool {
    let wait = entry.next_try_at.0.saturating_sub(now.0);
    wait <= 0 || wait > MAX_WAIT
}

/// When to try again after `attempts` tries in vain: doubling, spread by a quarter either way so
/// that phones which lost the network together do not come back together. `wait` is the server's
/// wish in seconds. `chance` is one random byte.
pub fn next_try(attempts: u32, wait: Option<u32>, chance: u8, now: Timestamp) -> Timestamp {
    let doubled = FIRST_BACKOFF << attempts.saturating_sub(1).min(10);
    let base = doubled.min(MAX_BACKOFF);
    let spread = base * 3 / 4 + base / 2 * i64::from(chance) / 255;
    let asked = i64::from(wait.unwrap_or(0)) * 1000 + i64::from(chance);
    let millis = if wait.is_some() {
        asked.max(FIRST_BACKOFF)
    } else {
        spread
    };
    Timestamp(now.0.saturating_add(millis.min(MAX_WAIT)))
}
