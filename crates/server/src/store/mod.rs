//! What the server remembers, as domain operations behind one trait. Every implementation runs
//! the same contract tests (`tests/api/contract.rs`).
//!
//! Each writing operation is one transaction that also records its action, so that a repeat of the
//! same action is answered the same and an action never half happens.

pub mod database;
pub mod desk;
pub mod desk_sql;
pub mod publishing;
pub mod sql;
pub mod staff;
pub mod staff_sql;

use std::sync::LazyLock;

use futures_util::future::BoxFuture;
use model::booking::{BookingView, ServiceSlug, ValidBooking, Wish};
use model::civil::{Date, Timestamp};
use model::conflict::Bar;
use model::division::DivisionCode;
use model::error::PassedOver;
use model::holiday::HolidayCalendar;
use model::id::{ActionId, BookingId, VolunteerId};
use model::person::Mobile;
use model::reference::Reference;
use model::slot::{Offer, SlotStart, Timetable, Way, WeeklyHours};
use model::sync::{Cursor, EntityId, NoticeChange, PlacesChange, StationChange, Watch};
use model::volunteer::{ValidVolunteer, VolunteerView};
use model::workbench::BookingRow;
use serde::{Deserialize, Serialize};

pub use desk::{StationAct, StationAction};

/// Why an operation was not done. Nothing of it is stored then, but that there was no place for it.
#[derive(Debug)]
pub enum StoreError {
    /// No such thing, or not one that this device may see.
    NotFound,
    /// The action id, or the id of the new entity, was used with another content.
    ActionReused,
    /// No wish could be had; says why for each. Remembered: the same action is refused again, even
    /// when there is a place by then.
    NoPlace(Vec<PassedOver>),
    /// It is cancelled, withdrawn, done or past.
    NotChangeable,
    /// The same of a booking, with why; and the station's own reason, if it gave one.
    Barred(Bar, Option<String>),
    /// The booking has changed since staff looked at it; how it stands now, as in a list.
    Stale(Box<BookingRow>),
    /// The queue is full or the store is closing: try again.
    Unavailable,
    /// The database failed.
    Database(sqlx::Error),
    /// A stored value cannot be read; names the column.
    Corrupt(&'static str),
}

impl StoreError {
    /// Whether it is worth trying again: the database is away for a while, or was busy with others.
    pub fn is_passing(&self) -> bool {
        use sqlx::Error;
        match self {
            Self::Unavailable => true,
            Self::Database(Error::Database(error)) => {
                // PostgreSQL: no connection, no memory or too many connections, shut down by its
                // operator, a lock not gained, two that could not be put in one order.
                let passing = ["08", "53", "57P", "55P03", "40001", "40P01"];
                let code = error.code().unwrap_or_default();
                // SQLite's own are numbers of other lengths.
                code.len() == 5 && passing.iter().any(|class| code.starts_with(class))
            }
            Self::Database(error) => matches!(
                error,
                Error::PoolTimedOut | Error::PoolClosed | Error::Io(_) | Error::WorkerCrashed
            ),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::ActionReused => f.write_str("action id used with another content"),
            Self::NoPlace(_) => f.write_str("no place"),
            Self::NotChangeable => f.write_str("not changeable"),
            Self::Barred(bar, _) => write!(f, "not changeable: {bar:?}"),
            Self::Stale(_) => f.write_str("changed since it was looked at"),
            Self::Unavailable => f.write_str("the store is busy or closing"),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Corrupt(column) => write!(f, "unreadable value in {column}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// SHA-256 of a device secret; the secret itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SecretHash(pub [u8; 32]);

/// The key with which a device signs what others hand over for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyingKey(pub [u8; 32]);

/// An action as it is remembered.
#[derive(Clone, Copy)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Keyed digest of what was asked, of whom it was asked, and of the device's secret.
    pub body_mac: [u8; 32],
    /// The device that asks.
    pub secret: SecretHash,
    /// The key that it signs with, as far as whoever sent this tells.
    pub key: Option<VerifyingKey>,
    /// When it was received.
    pub at: Timestamp,
}

/// An answer, and whether the action was done before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered<T> {
    /// Done just now.
    First(T),
    /// Done before; this is how things stand now.
    Again(T),
}

impl<T> Answered<T> {
    /// The answer alone.
    pub fn into_inner(self) -> T {
        match self {
            Self::First(answer) | Self::Again(answer) => answer,
        }
    }
}

/// What holds where a station has published nothing of its own.
pub trait Terms: Send + Sync + 'static {
    /// The default offer; `None` if the station does not offer the service in that way.
    fn offer(&self, station: DivisionCode, service: &ServiceSlug, way: Way) -> Option<Offer>;
    /// Public holidays.
    fn holidays(&self) -> &HolidayCalendar;
}

/// What a station has published of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Weekly hours; `None`: the usual ones are assumed.
    pub hours: Option<WeeklyHours>,
    /// Days on which it is shut.
    pub closures: Vec<Date>,
    /// Offers by lane.
    pub offers: Vec<LaneOffer>,
}

/// An offer that a station has published for one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneOffer {
    /// A service's slug, `home_visit` or `call_back`.
    pub lane: String,
    /// Duration and capacity.
    pub offer: Offer,
}

impl Published {
    /// The offer that counts in `lane`: the published one, `default` otherwise.
    pub fn offer(&self, lane: &str, default: Offer) -> Offer {
        self.offers
            .iter()
            .find(|known| known.lane == lane)
            .map_or(default, |known| known.offer)
    }

    /// The hours that count: the published ones, the usual ones otherwise.
    pub fn hours(&self) -> &WeeklyHours {
        static USUAL: LazyLock<WeeklyHours> = LazyLock::new(WeeklyHours::usual);
        self.hours.as_ref().unwrap_or(&USUAL)
    }

    /// The slots of `offer`, in the hours that count.
    pub fn timetable<'a>(&'a self, holidays: &'a HolidayCalendar, offer: Offer) -> Timetable<'a> {
        Timetable {
            hours: self.hours(),
            holidays,
            closures: &self.closures,
            offer,
        }
    }
}

/// A station of the data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedStation {
    /// Its code.
    pub code: DivisionCode,
    /// What is known of its hours and offers.
    pub published: Published,
}

/// The data set's stations, named by a hash of their content.
#[derive(Clone, Debug)]
pub struct Import {
    /// Hash of the content; an import of the same hash does nothing.
    pub hash: String,
    /// All stations.
    pub stations: Vec<ImportedStation>,
}

/// How many places are held at a station, and what it has published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the station has published.
    pub published: Published,
    /// Slots with places held, by time.
    pub slots: Vec<(SlotStart, u16)>,
}

/// A reference typed on another device.
#[derive(Clone, Copy)]
pub struct LookUp {
    /// The reference.
    pub reference: Reference,
    /// The mobile number given when booking.
    pub mobile: Mobile,
    /// The device that gains the right.
    pub secret: SecretHash,
    /// The key that it signs with.
    pub key: VerifyingKey,
    /// Now.
    pub at: Timestamp,
}

/// A record that a device follows.
#[derive(Clone, Copy)]
pub struct FollowedRecord {
    /// Which.
    pub id: EntityId,
    /// The device's right.
    pub secret: SecretHash,
    /// The cursor does not count for it.
    pub all: bool,
}

/// What a device wants to be told ([`model::sync`]).
#[derive(Clone)]
pub struct ChangesAsked {
    /// How far it has seen.
    pub cursor: Option<Cursor>,
    /// The station that it follows.
    pub watch: Option<Watch>,
    /// The records that it follows.
    pub records: Vec<FollowedRecord>,
    /// Now: days past are left out.
    pub now: Timestamp,
}

/// One page of what has changed ([`model::sync::SyncAnswer`]).
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are those of the answer on the wire")]
pub struct Changes {
    pub cursor: Cursor,
    pub reset: bool,
    pub more: bool,
    pub bookings: Vec<BookingView>,
    pub volunteers: Vec<VolunteerView>,
    pub unknown: Vec<EntityId>,
    pub notices: Vec<NoticeChange>,
    pub stations: Vec<StationChange>,
    pub places: Option<PlacesChange>,
}

/// A future of a store's answer.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Everything the server remembers.
pub trait Store: staff::StaffStore + desk::DeskStore + publishing::PublishingStore {
    /// Settles the wish and takes the place.
    /// Errors: `NoPlace`, `ActionReused`, `NotFound` (no such offer), `Barred` (erased before it came).
    fn create_booking(
        &self,
        action: Action,
        new: ValidBooking,
    ) -> Answer<'_, Answered<BookingView>>;
    /// Errors: `NotFound` if there is none or the device has no right to it.
    fn booking(&self, id: BookingId, secret: SecretHash) -> Answer<'_, BookingView>;
    /// Settles another wish; the old place is freed only when a new one is won. `base`: the version
    /// that its author looked at, if they said so ([`model::conflict`]).
    /// Errors: `NotFound`, `Barred`, `NoPlace`, `ActionReused`.
    fn change_booking(
        &self,
        action: Action,
        id: BookingId,
        base: Option<u32>,
        wish: Wish,
    ) -> Answer<'_, Answered<BookingView>>;
    /// Frees the place at once. Cancelling again is answered the same. `base` as for a change.
    /// Errors: `NotFound`, `Barred`, `ActionReused`.
    fn cancel_booking(
        &self,
        action: Action,
        id: BookingId,
        base: Option<u32>,
    ) -> Answer<'_, Answered<BookingView>>;
    /// Wipes name, number, note and what staff said; a booking still to come is cancelled with it.
    /// `base` as for a change. Where there is none yet it is refused when this author's comes at last, in
    /// somebody else's hands. Errors: `NotFound`, `ActionReused`.
    fn erase_booking(
        &self,
        action: Action,
        id: BookingId,
        base: Option<u32>,
    ) -> Answer<'_, Answered<BookingView>>;
    /// Makes a booking that was read out over the telephone, unless the caller's own phone, or somebody
    /// else whom it was read out to, was faster: then nothing is made. `fingerprint` is what was read
    /// out of the id of the caller's own action. When that comes later, to
    /// [`Store::create_booking`], the booking goes by the caller's id, and by the receiver's too.
    /// Errors: as for creating one.
    fn hear_booking(
        &self,
        action: Action,
        fingerprint: u16,
        new: ValidBooking,
    ) -> Answer<'_, Answered<BookingView>>;
    /// The key of a device that has the right to a booking or registration; `None` if it has not been
    /// learnt yet. Errors: `NotFound` if it has no right.
    fn key_of(&self, entity: EntityId, secret: SecretHash) -> Answer<'_, Option<VerifyingKey>>;
    /// Keeps the key of a device that shows its secret, where another or none is known.
    fn learn_key(&self, entity: EntityId, secret: SecretHash, key: VerifyingKey) -> Answer<'_, ()>;
    /// Gives the device the right to the booking. Errors: `NotFound` if reference and mobile
    /// number do not belong together.
    fn look_up_booking(&self, asked: LookUp) -> Answer<'_, BookingView>;

    /// Stores a registration. Errors: `ActionReused`, `Barred` (withdrawn before it came).
    fn register_volunteer(
        &self,
        action: Action,
        id: VolunteerId,
        form: ValidVolunteer,
    ) -> Answer<'_, Answered<VolunteerView>>;
    /// Errors: `NotFound` if there is none or the device has no right to it.
    fn volunteer(&self, id: VolunteerId, secret: SecretHash) -> Answer<'_, VolunteerView>;
    /// Replaces what was told. Errors: `NotFound`, `NotChangeable`, `ActionReused`.
    fn change_volunteer(
        &self,
        action: Action,
        id: VolunteerId,
        form: ValidVolunteer,
    ) -> Answer<'_, Answered<VolunteerView>>;
    /// Ends the registration and wipes name, number and note. Again is answered the same. Where there is
    /// none yet it is refused when it comes, as for [`Store::erase_booking`].
    /// Errors: `NotFound`, `ActionReused`.
    fn withdraw_volunteer(
        &self,
        action: Action,
        id: VolunteerId,
    ) -> Answer<'_, Answered<VolunteerView>>;

    /// Places held in one lane from `from` to `to`, both included, and what the station has
    /// published. Errors: `NotFound` for a station that was never imported.
    fn taken(&self, station: DivisionCode, lane: String, from: Date, to: Date)
    -> Answer<'_, Taken>;
    /// What a station has published. Errors: `NotFound`.
    fn published(&self, station: DivisionCode) -> Answer<'_, Published>;
    /// Takes over the data set's stations, leaving alone what stations changed themselves.
    /// Answers whether anything was done.
    fn import(&self, import: Import) -> Answer<'_, bool>;
    /// What has changed of what a device follows, one page; `None` if nothing has and its cursor is
    /// still good. A record that the device has no right to is as one that is not there.
    fn changes(&self, asked: ChangesAsked) -> Answer<'_, Option<Changes>>;
    /// Forgets what is kept only to tell that it is no more: empty slots of days before `today`, and
    /// notices taken back or over before `before`; answers how many. Devices whose cursor is older
    /// than such a notice start over.
    fn prune_changes(&self, today: Date, before: Timestamp) -> Answer<'_, u64>;
    /// Whether this action was done before. Errors: `NoPlace` if it was refused so before,
    /// `ActionReused` if it was either with another content.
    fn was_done(&self, action: Action) -> Answer<'_, bool>;
    /// Forgets actions received before `before`; answers how many.
    fn prune_actions(&self, before: Timestamp) -> Answer<'_, u64>;
    /// Whether it can read and write.
    fn ready(&self) -> Answer<'_, ()>;
    /// Comes when nothing can be written any more: after closing, or because of a fault that only
    /// a new start of the program mends.
    fn ended(&self) -> BoxFuture<'_, ()>;
    /// Finishes what is under way and closes; later operations are `Unavailable`.
    fn close(&self) -> BoxFuture<'_, ()>;
}
