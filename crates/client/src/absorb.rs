//! What a verdict does to the device's storage. Pure: the writes of one transaction.

use model::civil::Timestamp;

use crate::mine::{Held, Place};
use crate::outbox::{Entry, LastTry, Parked, What};
use crate::plan::next_try;
use crate::ports::{Batch, Durability, Table, Write};
use crate::record::{MyBooking, MyDelivery, MyVolunteer, Record, Step};
use crate::state::{LocalState, take_booking, take_volunteer};
use crate::wire::{Receipt, Verdict};

/// The transaction that settles a try. The entry leaves in the very transaction that stores its
/// receipt; a refusal parks it with its reason; anything else puts off the next try. All only if
/// neither row has changed since it was read. A record that is not there or cannot be read is made
/// anew from the receipt, so that the reference is never lost. `None`: a row could not be encoded.
pub fn absorb(
    entry: &Held<Entry>,
    record: Place<'_>,
    verdict: Verdict<Receipt>,
    chance: u8,
    now: Timestamp,
) -> Option<Batch> {
    let mut batch = Batch::default().unless_changed(Table::Outbox, &entry.row);
    let mut changed = None;
    match verdict {
        Verdict::Granted(receipt) => {
            batch
                .writes
                .push(Write::Delete(Table::Outbox, entry.row.key.clone()));
            let known = match record {
                Place::Held(held) => Some(held.value.clone()),
                _ => rebuilt(&entry.value, &receipt),
            };
            changed = known.map(|known| granted(known, entry, receipt, now));
        }
        Verdict::Refused(error) => {
            let parked = Some(Parked { error, at: now });
            let next = Entry {
                parked,
                last: None,
                ..entry.value.clone()
            };
            batch
                .writes
                .push(Write::Put(Table::Outbox, next.key(), next.encode()?));
            if entry.value.what.is_create() {
                changed = match record {
                    Place::Held(held) => Some(failed(&held.value, now)),
                    _ => None,
                };
            }
        }
        Verdict::Later { problem, wait } => {
            let next = put_off(&entry.value, LastTry { at: now, problem }, wait, chance);
            batch
                .writes
                .push(Write::Put(Table::Outbox, next.key(), next.encode()?));
            // Losing the count of tries in vain loses nothing.
            batch.durability = Durability::Relaxed;
        }
    }
    if let Some(change) = changed {
        let key = entry.value.what.entity().key();
        batch.checks.extend(record.check(&key));
        batch.writes.push(match change {
            Some(next) => Write::Put(Table::Record, key, next.encode()?),
            None => Write::Delete(Table::Record, key),
        });
    }
    Some(batch)
}

/// The record after a receipt; `None` if it goes.
fn granted(
    mut next: Record,
    entry: &Held<Entry>,
    receipt: Receipt,
    now: Timestamp,
) -> Option<Record> {
    if matches!(entry.value.what, What::EraseBooking(_)) {
        return None;
    }
    match (&mut next, receipt) {
        (Record::Booking(mine), Receipt::Booking(view)) => {
            if let (Some(asked), What::ChangeBooking(_, wish)) =
                (&mut mine.asked, &entry.value.what)
            {
                asked.choices.clone_from(&wish.choices);
                asked.window = wish.window;
            }
            take_booking(mine, view, now);
        }
        (Record::Volunteer(mine), Receipt::Volunteer(view)) => take_volunteer(mine, view, now),
        (Record::Delivery(mine), Receipt::Delivery(delivery)) => mine.take(delivery, now),
        // `judge` gives a receipt only about the entity asked for, so this is `Receipt::Gone`.
        (next, _) => next.set_missing(true),
    }
    Some(next)
}

/// The record of an action whose own is lost. Nothing is made anew for an erasure, whose author has
/// deleted the record.
fn rebuilt(entry: &Entry, receipt: &Receipt) -> Option<Record> {
    let (secret, kept_at) = (entry.secret, entry.created_at);
    let state = LocalState::Kept;
    let kept = entry
        .what
        .is_create()
        .then_some(Step { state, at: kept_at });
    let history = kept.into_iter().collect();
    match (&entry.what, receipt) {
        (What::EraseBooking(_) | What::WithdrawVolunteer(_), _) => None,
        (what, Receipt::Booking(view)) => {
            let asked = match what {
                What::CreateBooking(_, asked) => Some(asked.clone()),
                _ => None,
            };
            Some(Record::Booking(MyBooking {
                asked,
                history,
                ..MyBooking::found(view.booking, secret, kept_at)
            }))
        }
        (_, Receipt::Volunteer(view)) => Some(Record::Volunteer(MyVolunteer {
            id: view.volunteer,
            secret,
            kept_at,
            asked: view.form.clone(),
            view: None,
            as_of: None,
            form: 0,
            missing: false,
            followed: 0,
            told_by: None,
            history,
        })),
        (what, Receipt::Delivery(_)) => MyDelivery::of(what, secret, kept_at).map(Record::Delivery),
        (_, Receipt::Gone) => None,
    }
}

fn failed(record: &Record, now: Timestamp) -> Option<Record> {
    let mut next = record.clone();
    next.note(LocalState::Failed, now);
    Some(next)
}

fn put_off(entry: &Entry, last: LastTry, wait: Option<u32>, chance: u8) -> Entry {
    let attempts = entry.attempts.saturating_add(1);
    Entry {
        attempts,
        next_try_at: next_try(attempts, wait, chance, last.at),
        asked_to_wait: wait.is_some(),
        last: Some(last),
        ..entry.clone()
    }
}
