//! Hand-over racing the phone's own upload: three devices, each the author of bookings and the receiver
//! of the others', and the real server. Codes are scanned and digits typed at any time, by several, more
//! than once, with and without a network, after the phone was wiped; everything is also sent by the
//! phone itself. However it comes, one action has one effect, and all who ask hear of the same.

mod device;
mod race;
mod steps;

use std::rc::Rc;

use client::outbox::Entry;
use client::plan::Haste;
use client::state::LocalState;
use client::sync::{Which, refresh, sync_once};
use model::booking::BookingState;
use model::error::ErrorCode;
use model::handover::Delivered;

use crate::clock::MINUTE;
use crate::front::Front;
use crate::tab::block_on;
use race::{Race, device, mine};
use steps::{late, step};

pub use race::Misdeed;

/// How often all devices try, twenty minutes apart, before they count as stuck.
const ROUNDS: usize = 40;

/// What a race came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Bookings in the end.
    pub bookings: usize,
    /// Deliveries with a receipt that says that they came second.
    pub again: usize,
    /// Deliveries with a receipt that says that they came first.
    pub first: usize,
}

/// Runs the race of a seed, with a mistake put in or without. Errors: what did not hold, with what
/// happened before.
pub fn run(seed: u64, misdeed: Option<Misdeed>) -> Result<Outcome, String> {
    let race = Rc::new(Race::new(seed, misdeed));
    let ran = live(&race);
    ran.map_err(|broken| {
        let log = race.log.borrow().join("\n  ");
        format!("seed {seed}, {misdeed:?}: {broken}\n  {log}")
    })
}

fn live(race: &Rc<Race>) -> Result<Outcome, String> {
    for _ in 0..30 + race.dice.below(30) {
        step(race);
        check(race)?;
    }
    race.healed.set(true);
    for own in &race.devices {
        own.memory.fuse.set(None);
    }
    for _ in 0..ROUNDS {
        while late(race).is_some() {}
        let mut waits = false;
        for number in 0..race.devices.len() {
            let report = block_on(sync_once(&device(race, number), Haste::Due));
            waits |= report
                .map_err(|error| format!("{error:?}"))?
                .next_try_at
                .is_some();
        }
        check(race)?;
        if !waits {
            break;
        }
        Front::of_thread().time.pass(20 * MINUTE);
    }
    for number in 0..race.devices.len() {
        let asked = block_on(refresh(&device(race, number), Which::Open));
        asked.map_err(|error| format!("{error:?}"))?;
    }
    check(race)?;
    in_the_end(race)
}

fn must(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// The bookings that the server has: id, reference, state, version, time.
type Booked = (Vec<u8>, String, String, i64, String, i64);

fn booked(race: &Race) -> Vec<Booked> {
    let store = race.server.borrow().store();
    let sql = "SELECT id, reference, state, version, day, minute FROM booking";
    let rows = sqlx::query_as(sql).fetch_all(store.reader());
    Front::of_thread().runtime.block_on(rows).unwrap()
}

fn count(race: &Race, sql: &'static str) -> i64 {
    let store = race.server.borrow().store();
    let counted = sqlx::query_scalar(sql).fetch_one(store.reader());
    Front::of_thread().runtime.block_on(counted).unwrap()
}

/// Slots whose count is not that of the open bookings in them.
const MISCOUNTED: &str = "SELECT count(*) FROM slot WHERE taken <> (SELECT count(*) FROM booking \
    WHERE booking.station = slot.station AND booking.lane = slot.lane AND booking.day = slot.day \
    AND booking.minute = slot.minute AND state IN ('confirmed', 'adjusted'))";

/// What must hold at any time.
fn check(race: &Rc<Race>) -> Result<(), String> {
    let there = booked(race);
    for (action, names) in race.asked.borrow().iter() {
        let made = there.iter().filter(|(id, ..)| {
            let mut known = names.iter().map(|name| name.as_bytes().as_slice());
            known.any(|name| name == id.as_slice())
        });
        let made = made.count();
        must(made <= 1, || format!("{action} has made {made} bookings"))?;
    }
    must(count(race, MISCOUNTED) == 0, || {
        "places do not add up".to_owned()
    })?;
    let orphans = count(race, "SELECT count(*) FROM pragma_foreign_key_check");
    must(orphans == 0, || format!("{orphans} rows hang on nothing"))?;
    for number in 0..race.devices.len() {
        let mine = mine(&device(race, number));
        must(mine.unreadable == 0, || format!("d{number} cannot read"))?;
        for item in &mine.outbox {
            let code = item.entry.parked.as_ref().map(|parked| parked.error.code);
            let strange = matches!(code, Some(ErrorCode::ActionReused | ErrorCode::BadRequest));
            must(!strange, || {
                format!("d{number}: {} is {code:?}", item.entry.action)
            })?;
        }
        let taken = race.taken.borrow();
        for id in taken.get(&number).into_iter().flatten() {
            let kept = mine.delivery(*id);
            // Delivered, on its way, or come back: never gone without a word.
            let safe = kept.is_some_and(|item| {
                item.record.receipt.is_some()
                    || !item.pending.waiting.is_empty()
                    || !item.pending.parked.is_empty()
            });
            must(safe, || format!("d{number} has lost the delivery {id}"))?;
        }
    }
    Ok(())
}

/// What must hold besides when the network is well and all have sent.
fn in_the_end(race: &Rc<Race>) -> Result<Outcome, String> {
    let there = booked(race);
    let mut outcome = Outcome {
        bookings: there.len(),
        ..Outcome::default()
    };
    for number in 0..race.devices.len() {
        let mine = mine(&device(race, number));
        for item in &mine.outbox {
            let settled = item.entry.parked.is_some() || item.blocked;
            must(settled, || {
                format!("d{number}: {} still waits", item.entry.action)
            })?;
        }
        for item in &mine.bookings {
            let id = item.record.id;
            let row = there.iter().find(|row| row.0 == id.as_bytes().as_slice());
            let here = item.record.view.as_ref().map(|view| {
                let slot = (view.slot.date.to_iso(), i64::from(view.slot.minute));
                (view.state.as_str(), i64::from(view.version), slot)
            });
            let known = row.map(|row| (row.2.as_str(), row.3, (row.4.clone(), row.5)));
            must(here == known, || {
                format!("d{number}: {id} is {here:?} here, {known:?} there")
            })?;
        }
        for item in &mine.deliveries {
            let Some(receipt) = &item.record.receipt else {
                // What its author asked for before it was refused, and so it waits for a person.
                let mut about = item.pending.waiting.iter();
                let blocked = |entry: &Entry| mine.action(entry.action).is_some_and(|e| e.blocked);
                let settled = item.state == LocalState::Failed || about.all(blocked);
                must(settled, || {
                    format!("d{number}: {} is {:?}", item.record.id, item.state)
                })?;
                continue;
            };
            let reference = receipt.reference.digits();
            let row = there.iter().find(|row| row.1 == reference);
            must(row.is_some(), || {
                format!("d{number}: nobody has {reference}")
            })?;
            let Delivered::Booking { state, .. } = &receipt.result else {
                return Err(format!("d{number}: {reference} is no booking"));
            };
            must(*state != BookingState::Unknown, || reference.clone())?;
            if receipt.again {
                outcome.again += 1;
            } else {
                outcome.first += 1;
            }
        }
    }
    Ok(outcome)
}
