//! What the answer of a round trip does to the device's storage, apart from the receipts: the writes of
//! one transaction, in which the cursor moves together with the page. Pure.

use model::civil::Timestamp;
use model::sync::SyncAnswer;

use crate::follow::{Heard, Question, Seen, Standing};
use crate::mine::Held;
use crate::near::Near;
use crate::ports::{Batch, Durability, Table, Write};
use crate::record::Record;
use crate::state::{take_booking, take_volunteer};

/// What is to be done with a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Write this transaction.
    Store(Batch),
    /// Nothing: another tab has moved the cursor meanwhile, and this page does not fit on it.
    Overtaken,
    /// A row could not be encoded.
    Failed,
}

/// The transaction that stores a page. `fresh` is a number drawn by lot, for a device that starts over.
pub fn turn(
    asked: &Question,
    page: &SyncAnswer,
    standing: &Standing,
    fresh: u32,
    now: Timestamp,
) -> Turn {
    if standing.seen != asked.seen {
        return Turn::Overtaken;
    }
    let kept = asked.seen.filter(|_| !page.reset);
    let turning = Turning {
        asked,
        page,
        standing,
        starts_over: kept.is_none(),
        epoch: kept.map_or(fresh.max(1), |seen| seen.epoch),
        now,
    };
    turning.batch().map_or(Turn::Failed, Turn::Store)
}

/// The transaction after the answer that nothing has changed: when that was true.
pub fn nothing_new(asked: &Question, standing: &Standing, now: Timestamp) -> Batch {
    let known = asked.seen.filter(|seen| standing.seen == Some(*seen));
    let epoch = known.map(|seen| seen.epoch);
    let mut writes: Vec<Write> = epoch
        .map(|epoch| Heard { at: now, epoch }.put())
        .into_iter()
        .collect();
    writes.extend(standing.packs.still_newest(&asked.packs, now));
    Batch::relaxed(writes)
}

struct Turning<'a> {
    asked: &'a Question,
    page: &'a SyncAnswer,
    standing: &'a Standing,
    starts_over: bool,
    epoch: u32,
    now: Timestamp,
}

impl Turning<'_> {
    fn batch(&self) -> Option<Batch> {
        let seen = Seen {
            cursor: self.page.cursor,
            epoch: self.epoch,
        };
        let heard = Heard {
            at: self.now,
            epoch: self.epoch,
        };
        let mut batch = Batch {
            checks: self.standing.check.iter().cloned().collect(),
            writes: vec![seen.put()?],
            // Lost as a whole or not at all: then it is asked for again.
            durability: Durability::Relaxed,
        };
        // What is known as of now is known with the last page only.
        if !self.page.more {
            batch.writes.push(heard.put());
        }
        if self.page.packs.is_none() {
            let packs = &self.standing.packs;
            batch
                .writes
                .extend(packs.still_newest(&self.asked.packs, self.now));
        }
        let near = self.near();
        if near != self.standing.near {
            batch.writes.push(match near {
                Some(near) => near.put()?,
                None => Near::removal(),
            });
        }
        for held in &self.standing.rows.records {
            let next = self.record(held);
            if next != held.value {
                let key = held.row.key.clone();
                batch
                    .writes
                    .push(Write::Put(Table::Record, key, next.encode()?));
                batch = batch.unless_changed(Table::Record, &held.row);
            }
        }
        Some(batch)
    }

    /// What is then kept of the station; nothing if it is the person's own no more.
    fn near(&self) -> Option<Near> {
        let watch = self.asked.watch?;
        if self.standing.station != Some(watch.station) {
            return None;
        }
        let mut near = if watch.all || self.starts_over {
            Near::new(self.epoch, watch.station)
        } else {
            // If it was cleared away meanwhile, it is followed anew the next time.
            let kept = self.standing.near.clone();
            kept.filter(|near| (near.epoch, near.station) == (self.epoch, watch.station))?
        };
        near.take(self.page);
        Some(near)
    }

    /// The record with what the page says about it, and with the mark whether the cursor counts for it.
    fn record(&self, held: &Held<Record>) -> Record {
        let mut next = held.value.clone();
        let id = next.entity();
        let asked = self.asked.mine.iter().find(|followed| followed.id == id);
        let counts = match asked {
            Some(followed) => {
                let came = self.take(&mut next);
                came || !followed.all && !self.starts_over
            }
            None => false,
        };
        if !counts || !next.is_open() {
            // Of another epoch it may stay: it counts for nothing.
            if next.followed() == self.epoch {
                next.set_followed(0);
            }
        } else {
            next.set_followed(self.epoch);
        }
        next
    }

    /// If another store tells it than the one that did so before, such as this one restored from a
    /// backup, what it says counts, whatever the other had come to.
    fn told_anew<V: PartialEq>(&self, told_by: &mut Option<u32>, known: &mut Option<V>, view: &V) {
        let store = self.page.cursor.store;
        let seen = self.asked.seen.map(|seen| seen.cursor.store);
        let before = told_by.replace(store).or(seen);
        if before.is_some_and(|before| before != store) {
            *known = known.take().filter(|known| known == view);
        }
    }

    /// Whether the page says anything about the record.
    fn take(&self, record: &mut Record) -> bool {
        let id = record.entity();
        match record {
            Record::Booking(mine) => {
                let mut views = self.page.bookings.iter();
                if let Some(view) = views.find(|view| view.booking == mine.id) {
                    self.told_anew(&mut mine.told_by, &mut mine.view, view);
                    take_booking(mine, view.clone(), self.now);
                    return true;
                }
            }
            Record::Delivery(_) => return false,
            Record::Volunteer(mine) => {
                let mut views = self.page.volunteers.iter();
                if let Some(view) = views.find(|view| view.volunteer == mine.id) {
                    self.told_anew(&mut mine.told_by, &mut mine.view, view);
                    take_volunteer(mine, view.clone(), self.now);
                    return true;
                }
            }
        }
        let unknown = self.page.unknown.contains(&id);
        if unknown {
            record.set_missing(true);
        }
        unknown
    }
}
