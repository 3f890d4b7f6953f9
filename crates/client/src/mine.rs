//! Reading the person's own things: one consistent look at records and outbox.

use model::civil::Timestamp;
use model::id::{ActionId, BookingId, DeliveryId, VolunteerId};

use crate::follow::Heard;
use crate::outbox::Entry;
use crate::plan::is_blocked;
use crate::ports::{Check, Listing, LocalStore, Row, StoreError, Table};
use crate::record::{EntityId, MyBooking, MyDelivery, MyVolunteer, Record};
use crate::state::{LocalState, Pending, local_state};

/// A value with the row that it was read from.
#[derive(Clone, Debug)]
pub struct Held<T> {
    /// The value.
    pub value: T,
    /// The row.
    pub row: Row,
}

/// What is kept where a record belongs.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The record.
    Held(&'a Held<Record>),
    /// Nothing.
    Missing,
    /// A row that cannot be read: damaged, or its key is lost.
    Unreadable,
}

impl Place<'_> {
    /// The condition that it is still as read. Of an unreadable row nothing is known that could be
    /// compared, and nothing is lost by writing over it.
    pub fn check(self, key: &str) -> Option<Check> {
        let expect = match self {
            Self::Held(held) => Some(held.row.rev),
            Self::Missing => None,
            Self::Unreadable => return None,
        };
        Some(Check {
            table: Table::Record,
            key: key.to_owned(),
            expect,
        })
    }
}

/// Records and outbox at one moment.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Records by key.
    pub records: Vec<Held<Record>>,
    /// Entries in the order of their making.
    pub outbox: Vec<Held<Entry>>,
    /// Keys of rows that cannot be read.
    pub unreadable: Vec<String>,
}

/// A booking with how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingItem {
    /// What is kept.
    pub record: MyBooking,
    /// Its state on screen.
    pub state: LocalState,
    /// What is still to be sent, and what came back.
    pub pending: Pending,
}

/// A registration with how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolunteerItem {
    /// What is kept.
    pub record: MyVolunteer,
    /// Its state on screen.
    pub state: LocalState,
    /// What is still to be sent, and what came back.
    pub pending: Pending,
}

impl VolunteerItem {
    /// Whether nothing can follow: it is ended, its ending is on its way, or it never came to be.
    pub fn is_over(&self) -> bool {
        self.pending.is_ending() || matches!(self.state, LocalState::Failed | LocalState::Withdrawn)
    }
}

/// What was submitted for somebody else, with how it stands: 已存本机, 已送达 or 未成功.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryItem {
    /// What is kept.
    pub record: MyDelivery,
    /// Its state on screen.
    pub state: LocalState,
    /// What is still to be sent, and what came back.
    pub pending: Pending,
}

/// An action in the outbox, for its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// The action: what, since when, tries, next try, refusal.
    pub entry: Entry,
    /// It waits for another action about the same thing.
    pub blocked: bool,
}

/// Everything of the person on this device, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mine {
    /// Bookings, the newest first.
    pub bookings: Vec<BookingItem>,
    /// Registrations, the newest first.
    pub volunteers: Vec<VolunteerItem>,
    /// What was submitted for others, the newest first.
    pub deliveries: Vec<DeliveryItem>,
    /// The outbox, the oldest first.
    pub outbox: Vec<OutboxItem>,
    /// How many rows cannot be read (their key is lost, or a newer version wrote them).
    pub unreadable: usize,
}

impl Mine {
    /// Reads everything in one transaction; only when the server was last heard comes from another one.
    /// Errors: [`StoreError`].
    pub async fn load<S: LocalStore>(store: &S) -> Result<Self, StoreError> {
        let heard = Heard::load(store).await?;
        let mut mine = Self::from_rows(Rows::load(store).await?);
        let known = |epoch, as_of: &mut Option<Timestamp>| {
            *as_of = as_of.map(|since| Heard::known(heard, epoch, since));
        };
        for item in &mut mine.bookings {
            known(item.record.followed, &mut item.record.as_of);
        }
        for item in &mut mine.volunteers {
            known(item.record.followed, &mut item.record.as_of);
        }
        Ok(mine)
    }

    /// One booking.
    pub fn booking(&self, id: BookingId) -> Option<&BookingItem> {
        self.bookings.iter().find(|item| item.record.id == id)
    }

    /// One registration.
    pub fn volunteer(&self, id: VolunteerId) -> Option<&VolunteerItem> {
        self.volunteers.iter().find(|item| item.record.id == id)
    }

    /// One thing submitted for somebody else.
    pub fn delivery(&self, id: DeliveryId) -> Option<&DeliveryItem> {
        self.deliveries.iter().find(|item| item.record.id == id)
    }

    /// One action in the outbox.
    pub fn action(&self, id: ActionId) -> Option<&OutboxItem> {
        self.outbox.iter().find(|item| item.entry.action == id)
    }

    /// Whether that action came back and has not been mended or deleted since.
    pub fn is_parked(&self, id: ActionId) -> bool {
        self.action(id)
            .is_some_and(|item| item.entry.parked.is_some())
    }

    /// How many actions are on their way.
    pub fn waiting(&self) -> usize {
        self.outbox.len() - self.parked()
    }

    /// How many actions came back and need the person.
    pub fn parked(&self) -> usize {
        self.outbox
            .iter()
            .filter(|item| item.entry.parked.is_some())
            .count()
    }

    fn from_rows(rows: Rows) -> Self {
        let entries: Vec<Entry> = rows.outbox.into_iter().map(|held| held.value).collect();
        let mut mine = Self {
            unreadable: rows.unreadable.len(),
            ..Self::default()
        };
        for held in rows.records {
            let state = local_state(&held.value, &entries);
            let pending = Pending::of(&held.value, &entries);
            match held.value {
                Record::Booking(record) => {
                    mine.bookings.push(BookingItem {
                        record,
                        state,
                        pending,
                    });
                }
                Record::Volunteer(record) => {
                    mine.volunteers.push(VolunteerItem {
                        record,
                        state,
                        pending,
                    });
                }
                Record::Delivery(record) => {
                    mine.deliveries.push(DeliveryItem {
                        record,
                        state,
                        pending,
                    });
                }
            }
        }
        mine.bookings
            .sort_by_key(|item| newest(item.record.kept_at));
        mine.volunteers
            .sort_by_key(|item| newest(item.record.kept_at));
        mine.deliveries
            .sort_by_key(|item| newest(item.record.kept_at));
        mine.outbox = entries
            .iter()
            .map(|entry| OutboxItem {
                entry: entry.clone(),
                blocked: is_blocked(entry, &entries),
            })
            .collect();
        mine
    }
}

fn newest(at: Timestamp) -> core::cmp::Reverse<i64> {
    core::cmp::Reverse(at.0)
}

impl Rows {
    /// Reads records and outbox in one transaction.
    pub async fn load<S: LocalStore>(store: &S) -> Result<Self, StoreError> {
        let mut listings = store
            .list(&[Table::Outbox, Table::Record])
            .await?
            .into_iter();
        let (outbox, records) = (
            listings.next().unwrap_or_default(),
            listings.next().unwrap_or_default(),
        );
        let mut all = Self::default();
        for (entry, row) in decode(outbox, &mut all.unreadable, |row| Entry::decode(&row.value)) {
            all.outbox.push(Held { value: entry, row });
        }
        let records = decode(records, &mut all.unreadable, |row| {
            Record::decode(&row.key, &row.value)
        });
        all.records = records
            .into_iter()
            .map(|(value, row)| Held { value, row })
            .collect();
        Ok(all)
    }

    /// The entries alone, as the planner wants them.
    pub fn entries(&self) -> Vec<Entry> {
        self.outbox.iter().map(|held| held.value.clone()).collect()
    }

    /// The record of an entity.
    pub fn record(&self, entity: EntityId) -> Option<&Held<Record>> {
        self.records
            .iter()
            .find(|held| held.value.entity() == entity)
    }

    /// What is kept where the record of an entity belongs.
    pub fn place(&self, entity: EntityId) -> Place<'_> {
        match self.record(entity) {
            Some(held) => Place::Held(held),
            None if self.unreadable.contains(&entity.key()) => Place::Unreadable,
            None => Place::Missing,
        }
    }

    /// An action in the outbox.
    pub fn action(&self, id: ActionId) -> Option<&Held<Entry>> {
        self.outbox.iter().find(|held| held.value.action == id)
    }

    /// The last action about an entity that is in the outbox.
    pub fn last_about(&self, entity: EntityId) -> Option<ActionId> {
        let mut about: Vec<&Entry> = self
            .outbox
            .iter()
            .map(|held| &held.value)
            .filter(|entry| entry.what.entity() == entity)
            .collect();
        // By who follows whom, not by time: a clock may have been set back in between.
        about.retain(|entry| {
            !self
                .outbox
                .iter()
                .any(|other| other.value.after == Some(entry.action))
        });
        about.last().map(|entry| entry.action)
    }
}

fn decode<T>(
    listing: Listing,
    unreadable: &mut Vec<String>,
    read: impl Fn(&Row) -> Option<T>,
) -> Vec<(T, Row)> {
    unreadable.extend(listing.unreadable);
    let mut values = Vec::with_capacity(listing.rows.len());
    for row in listing.rows {
        match read(&row) {
            Some(value) => values.push((value, row)),
            None => unreadable.push(row.key),
        }
    }
    values
}
