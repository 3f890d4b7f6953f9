//! The rising sequence: which number the changes of a transaction carry, and what has changed lately.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use model::division::DivisionCode;
use model::id::{BookingId, VolunteerId};
use model::sync::EntityId;
use sqlx::{AnyConnection, Row as _};

use super::engine::{Database, within};
use crate::store::{ChangesAsked, StoreError, sql};

/// The name under which the last number given out is kept.
pub(super) const HEAD: &str = "head";
/// The name under which is kept up to where notices may have been forgotten.
pub(super) const NOTICE_FLOOR: &str = "notice_floor";
/// The name under which the store's own is kept.
pub(super) const STORE_ID: &str = "store_id";

/// How long undoing may take before the connection counts as lost.
const ABANDON: Duration = Duration::from_secs(2);

/// Of how many things it is known when they changed last: about 16 MB.
const MOST_KNOWN: usize = 200_000;

/// Something that devices follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Followable {
    /// A booking.
    Booking(BookingId),
    /// A registration.
    Volunteer(VolunteerId),
    /// The places held at a station.
    Places(DivisionCode),
    /// What a station has published, and the notices of this very scope.
    Division(DivisionCode),
}

impl Followable {
    /// A record; `None` if it is of a kind that is never here.
    fn record(id: EntityId) -> Option<Self> {
        match id {
            EntityId::Booking(id) => Some(Self::Booking(id)),
            EntityId::Volunteer(id) => Some(Self::Volunteer(id)),
            EntityId::Delivery(_) => None,
        }
    }
}

/// A division and those above it: of all of them somebody below hears.
pub(super) fn with_those_above(code: DivisionCode) -> impl Iterator<Item = DivisionCode> {
    std::iter::successors(Some(code), |code| code.parent())
}

/// A number kept in `meta`; 0 if it is not there.
pub(super) async fn number(db: &mut AnyConnection, name: &'static str) -> Result<u64, StoreError> {
    let row = sqlx::query(sql::META).bind(name).fetch_optional(db).await?;
    let Some(row) = row else { return Ok(0) };
    let text: &str = row.try_get(0)?;
    text.parse().map_err(|_| StoreError::Corrupt(name))
}

/// Keeps a number in `meta`.
pub(super) async fn set_number(
    db: &mut AnyConnection,
    name: &'static str,
    number: u64,
) -> Result<(), sqlx::Error> {
    let set = sqlx::query(sql::META_SET).bind(name);
    set.bind(number.to_string()).execute(db).await?;
    Ok(())
}

/// The connection that writes, in the current transaction, and what has changed in it.
pub(super) struct Writing {
    db: AnyConnection,
    database: Database,
    /// The connection is of no use any more.
    lost: bool,
    /// The last number given out before this transaction.
    head: u64,
    touched: Vec<Followable>,
    everything: bool,
}

/// What a transaction has changed once it is committed.
pub(super) struct Committed {
    seq: u64,
    touched: Vec<Followable>,
    everything: bool,
}

impl Deref for Writing {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.db
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.db
    }
}

impl Writing {
    pub(super) fn new(db: AnyConnection, database: Database) -> Self {
        Self {
            db,
            database,
            lost: false,
            head: 0,
            touched: Vec::new(),
            everything: false,
        }
    }

    /// Which database it is.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// The connection itself, to be closed.
    pub(super) fn into_inner(self) -> AnyConnection {
        self.db
    }

    /// Says that this has changed, so that whoever follows it is told; answers the number that the
    /// changed rows carry. The only way to that number, so that no change is left untold.
    pub(super) fn touch(&mut self, what: Followable) -> i64 {
        self.touched.push(what);
        self.seq()
    }

    /// The same where so much changes that it is not worth naming.
    pub(super) fn touch_everything(&mut self) -> i64 {
        self.everything = true;
        self.seq()
    }

    /// The last that was touched has not changed after all.
    pub(super) fn untouch(&mut self) {
        self.touched.pop();
    }

    fn seq(&self) -> i64 {
        let next = self.head.saturating_add(1);
        i64::try_from(next).unwrap_or(i64::MAX)
    }

    /// How much has been touched so far, for [`Self::undo_to`].
    pub(super) fn mark(&self) -> (usize, bool) {
        (self.touched.len(), self.everything)
    }

    /// What was touched since then was undone.
    pub(super) fn undo_to(&mut self, (touched, everything): (usize, bool)) {
        self.touched.truncate(touched);
        self.everything = everything;
    }

    /// Begins a transaction, over a new connection if the old one is lost. The last number is read each
    /// time: others may have written, and a commit that failed may yet have been done.
    pub(super) async fn begin(&mut self) -> Result<(), StoreError> {
        self.undo_to((0, false));
        if self.lost {
            self.db = self.database.connect().await?;
            self.lost = false;
            tracing::info!("the database can be written again");
        }
        self.head = self.database.begin_writing(&mut self.db).await?;
        Ok(())
    }

    /// Makes it durable; answers what has changed, if anything has.
    pub(super) async fn commit(&mut self) -> Result<Option<Committed>, StoreError> {
        let changed = self.everything || !self.touched.is_empty();
        let next = self.head.saturating_add(1);
        if changed {
            set_number(&mut self.db, HEAD, next).await?;
        }
        sqlx::query("COMMIT").execute(&mut self.db).await?;
        if !changed {
            return Ok(None);
        }
        Ok(Some(Committed {
            seq: next,
            touched: std::mem::take(&mut self.touched),
            everything: std::mem::take(&mut self.everything),
        }))
    }

    /// Undoes it. There may be no transaction left to roll back, and no connection either.
    pub(super) async fn abandon(&mut self) {
        let rollback = sqlx::query("ROLLBACK").execute(&mut self.db);
        let undone = within(ABANDON, rollback).await;
        self.lost |= self.database.is_shared() && undone.is_err();
    }
}

/// When what changed last, as far as that is known without asking the database. Written after each
/// commit and before anybody is answered; so whoever knows of a change finds it here.
pub(super) struct Recent {
    store: u32,
    most: usize,
    /// Others write into the same database: nothing is certain without asking it.
    shared: bool,
    known: RwLock<Known>,
}

struct Known {
    head: u64,
    /// What is not in `last` has not changed since.
    floor: u64,
    last: HashMap<Followable, u64>,
}

impl Recent {
    /// Knows nothing of what was before `head`.
    pub(super) fn new(store: u32, head: u64) -> Self {
        Self {
            store,
            most: MOST_KNOWN,
            shared: false,
            known: RwLock::new(Known {
                head,
                floor: head,
                last: HashMap::new(),
            }),
        }
    }

    /// Of a database that others write into too: it is asked each time.
    pub(super) fn shared(store: u32) -> Self {
        Self {
            shared: true,
            ..Self::new(store, 0)
        }
    }

    /// The store's own name.
    pub(super) fn store(&self) -> u32 {
        self.store
    }

    /// The number up to which it knows nothing.
    pub(super) fn floor(&self) -> u64 {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.floor
    }

    /// Takes over what was committed.
    pub(super) fn publish(&self, committed: Committed) {
        if self.shared {
            return;
        }
        let Committed {
            seq,
            touched,
            everything,
        } = committed;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.head = seq;
        let forgotten = if everything || known.last.len() + touched.len() > self.most {
            known.floor = seq;
            std::mem::take(&mut known.last)
        } else {
            known
                .last
                .extend(touched.into_iter().map(|what| (what, seq)));
            HashMap::new()
        };
        // Freeing so much takes a while; nobody should wait for it.
        drop(known);
        drop(forgotten);
    }

    /// Whether it is certain that nothing of what is asked has changed. Whether a device may see a
    /// record does not matter for that.
    pub(super) fn is_unchanged(&self, asked: &ChangesAsked) -> bool {
        let Some(cursor) = asked.cursor.filter(|_| !self.shared) else {
            return false;
        };
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if cursor.store != self.store || !(known.floor..=known.head).contains(&cursor.seq) {
            return false;
        }
        let unchanged = |what: Followable| known.last.get(&what).is_none_or(|at| *at <= cursor.seq);
        let mut records = asked.records.iter();
        let watch = asked.watch;
        records.all(|record| !record.all && Followable::record(record.id).is_none_or(unchanged))
            && watch.is_none_or(|watch| {
                !watch.all
                    && unchanged(Followable::Places(watch.station))
                    && with_those_above(watch.station)
                        .all(|code| unchanged(Followable::Division(code)))
            })
    }
}

#[cfg(test)]
mod tests {
    use model::sync::{Cursor, Watch};

    use super::*;
    use crate::store::{FollowedRecord, SecretHash};

    const STORE: u32 = 7;

    fn booking(number: u8) -> BookingId {
        BookingId::new(1_000, &[number; 10])
    }

    fn committed(seq: u64, touched: &[Followable]) -> Committed {
        Committed {
            seq,
            touched: touched.to_vec(),
            everything: false,
        }
    }

    fn asked(seq: u64, number: u8) -> ChangesAsked {
        ChangesAsked {
            cursor: Some(Cursor {
                store: STORE,
                seq,
                floor: 0,
            }),
            watch: None,
            records: vec![FollowedRecord {
                id: EntityId::Booking(booking(number)),
                secret: SecretHash([1; 32]),
                all: false,
            }],
            now: model::civil::Timestamp(0),
        }
    }

    #[test]
    fn only_what_is_certain_is_unchanged() {
        let recent = Recent::new(STORE, 10);
        recent.publish(committed(11, &[Followable::Booking(booking(1))]));
        recent.publish(committed(12, &[Followable::Booking(booking(2))]));
        let is = |seq, number| recent.is_unchanged(&asked(seq, number));
        assert_eq!([is(10, 1), is(11, 1), is(12, 1)], [false, true, true]);
        assert_eq!([is(10, 2), is(11, 2), is(12, 2)], [false, false, true]);
        assert_eq!([is(9, 3), is(10, 3), is(13, 3)], [false, true, false]);
        let mut other = asked(12, 1);
        other.cursor = Some(Cursor {
            store: 8,
            seq: 12,
            floor: 0,
        });
        assert!(!recent.is_unchanged(&other));
        other.cursor = None;
        assert!(!recent.is_unchanged(&other));
        let mut anew = asked(12, 1);
        anew.records[0].all = true;
        assert!(!recent.is_unchanged(&anew));
    }

    #[test]
    fn a_station_hears_of_itself_and_of_those_above() {
        let code = |text| DivisionCode::parse(text).unwrap();
        let recent = Recent::new(STORE, 0);
        let watch = |station, all| ChangesAsked {
            watch: Some(Watch {
                station: code(station),
                all,
            }),
            records: Vec::new(),
            ..asked(0, 0)
        };
        assert!(recent.is_unchanged(&watch("500112017005", false)));
        assert!(!recent.is_unchanged(&watch("500112017005", true)));
        recent.publish(committed(1, &[Followable::Places(code("500112017"))]));
        assert!(recent.is_unchanged(&watch("500112017005", false)));
        assert!(!recent.is_unchanged(&watch("500112017", false)));
        recent.publish(committed(2, &[Followable::Division(code("500112"))]));
        assert!(!recent.is_unchanged(&watch("500112017005", false)));
        assert!(recent.is_unchanged(&watch("500113017005", false)));
    }

    #[test]
    fn what_is_forgotten_is_not_certain() {
        let mut recent = Recent::new(STORE, 0);
        recent.most = 2;
        for number in 1..=3 {
            let seq = number.into();
            recent.publish(committed(seq, &[Followable::Booking(booking(number))]));
        }
        assert_eq!(recent.floor(), 3);
        let is = |seq| recent.is_unchanged(&asked(seq, 1));
        assert_eq!([is(2), is(3)], [false, true]);
        recent.publish(Committed {
            everything: true,
            ..committed(4, &[])
        });
        assert_eq!([is(3), is(4)], [false, true]);
    }
}
