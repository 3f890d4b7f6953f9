//! Which action goes next. Pure.

use model::civil::Timestamp;
use model::id::ActionId;

use crate::outbox::Entry;

/// The longest wait between two tries, milliseconds. A wait that looks longer comes from a clock
/// that was set back, and does not count.
pub const MAX_WAIT: i64 = 60 * 60_000;
/// The longest wait that is the app's own choice, milliseconds.
const MAX_BACKOFF: i64 = 15 * 60_000;
/// The wait after the first try in vain, milliseconds.
const FIRST_BACKOFF: i64 = 5_000;

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Send the entry at this place of the list.
    Send(usize),
    /// Nothing is due before then.
    Wait(Timestamp),
    /// Nothing waits but for a person.
    Idle,
}

/// How eagerly to try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Haste {
    /// Whatever is due.
    #[default]
    Due,
    /// Everything but what the server asked to wait for: a person asks, or the network seems back.
    Now,
}

/// The next action to send: of those that may go, the least often tried, then the oldest; never one
/// of `tried`.
///
/// An action waits while the one before it about the same entity is on its way, and while the
/// creation of its entity is parked. Nothing else holds it up: a poison action never blocks
/// the rest, not even one on which the network breaks every time.
pub fn plan_next(entries: &[Entry], tried: &[ActionId], haste: Haste, now: Timestamp) -> Plan {
    let mut next: Option<(u32, usize)> = None;
    let mut soonest: Option<Timestamp> = None;
    for (index, entry) in entries.iter().enumerate() {
        if entry.parked.is_some() || is_blocked(entry, entries) {
            continue;
        }
        let hurried = haste == Haste::Now && !entry.asked_to_wait;
        if !tried.contains(&entry.action) && (hurried || is_due(entry, now)) {
            let candidate = (entry.attempts, index);
            next = Some(next.map_or(candidate, |known| known.min(candidate)));
        }
        let at = if is_due(entry, now) {
            now
        } else {
            entry.next_try_at
        };
        soonest = Some(soonest.map_or(at, |known| known.min(at)));
    }
    match (next, soonest) {
        (Some((_, index)), _) => Plan::Send(index),
        (None, Some(at)) => Plan::Wait(at),
        (None, None) => Plan::Idle,
    }
}

/// Whether the entry must wait for another one.
pub fn is_blocked(entry: &Entry, entries: &[Entry]) -> bool {
    let before = entry
        .after
        .and_then(|id| entries.iter().find(|other| other.action == id));
    before.is_some_and(|before| before.parked.is_none() || before.what.is_create())
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
