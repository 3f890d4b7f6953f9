//! One round trip that brings a device and the server level: what waits goes up, what has changed
//! comes down.
//!
//! Everything that changes at the server gets a number from one rising sequence. A [`Cursor`] says up
//! to where a device has seen it; the answer brings what came later about the things that the device
//! names, and the next cursor. Page and cursor are stored in one transaction, so an answer that breaks
//! off changes nothing and is asked for again. The server keeps the last state of each thing, not its
//! history: a cursor of last year is as good as one of last minute. Only a cursor of another store (the
//! server was restored from a backup), or one so old that notices taken back since are forgotten, is
//! not understood; the device then starts over ([`SyncAnswer::reset`]).
//!
//! # Pages
//!
//! An answer brings about 16 KB of changes, in the order of their numbers, and changes of one number
//! never in two answers. If something is left over, `more` is set and `cursor` is the last number that
//! was brought. **This cursor may be lower than the one sent**: what is followed anew (`all`, or
//! everything after a `reset`) begins at the very first number, and the cut counts for all alike. So
//! there is one rule for the device, whatever it asked: store the page and the cursor as it is, and
//! **send the flag `all` no more** with the next request; what comes a second time is the same or newer.
//! After any page the device knows, of all that it named, the last state of everything numbered up to
//! the cursor.
//!
//! # Followed anew
//!
//! What a device followed anew it forgets when it stores the first page: the notices, stations' data
//! and places for [`Watch::all`] and for `reset`. Of what is not any more (a notice taken back or past, an
//! empty slot) nothing is said then. A record is only replaced; one that is not there, or not for this
//! device to see, is named in `unknown`, and only when it was followed anew. A device without a cursor
//! follows everything anew.
//!
//! # Time alone changes nothing
//!
//! A day that is over, a closure that is past, a notice whose last day has gone: these the device sees by
//! itself, and nothing is sent. 204 says that all that is followed stands as it stood at the cursor, as of
//! the answer's `Date`.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::booking::BookingView;
use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::id::{BookingId, DeliveryId, DeviceSecret, VolunteerId};
use crate::slot::WeeklyHours;
use crate::volunteer::VolunteerView;

/// The most actions in one request; beyond it the server answers 413 `too_large`.
pub const MAX_ACTIONS: usize = 16;
/// The most records followed in one request; beyond it the server answers 413 `too_large`.
pub const MAX_FOLLOWED: usize = 64;
/// The most bytes of a request.
pub const MAX_SYNC_BODY: usize = 64 * 1024;

/// How far a device has seen: which store, and the number of the last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Drawn anew for each store and each restored backup.
    pub store: u32,
    /// The last change seen.
    pub seq: u64,
    /// Up to where the device holds nothing that the store has forgotten, where that is further than
    /// `seq`: it began when this much was forgotten already, and has not come so far yet. 0 otherwise.
    pub floor: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { store, seq, floor } = *self;
        write!(f, "{store:08x}.{seq}")?;
        if floor > seq {
            write!(f, ".{floor}")?;
        }
        Ok(())
    }
}

impl Cursor {
    /// At `seq`, of a device that holds nothing of what was forgotten up to `floor`.
    pub fn new(store: u32, seq: u64, floor: u64) -> Self {
        let floor = if floor > seq { floor } else { 0 };
        Self { store, seq, floor }
    }

    /// Up to where the device holds nothing that the store has forgotten: all that came before is known.
    pub fn clear_to(self) -> u64 {
        self.seq.max(self.floor)
    }

    /// Reads the displayed form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let cursor = Self {
            store: u32::from_str_radix(parts.next()?, 16).ok()?,
            seq: parts.next()?.parse().ok()?,
            floor: parts.next().map_or(Some(0), |floor| floor.parse().ok())?,
        };
        (cursor.to_string() == text).then_some(cursor)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a cursor"))
    }
}

/// What a record or an action is about; written `b/<id>`, `v/<id>` or `d/<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityId {
    /// A booking.
    Booking(BookingId),
    /// A volunteer's registration.
    Volunteer(VolunteerId),
    /// What a device submits for the owner of another. Only that device's own business: never
    /// followed.
    Delivery(DeliveryId),
}

impl EntityId {
    /// As written.
    pub fn key(self) -> String {
        match self {
            Self::Booking(id) => ["b/", &id.to_string()].concat(),
            Self::Volunteer(id) => ["v/", &id.to_string()].concat(),
            Self::Delivery(id) => ["d/", &id.to_string()].concat(),
        }
    }

    /// Reads [`EntityId::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        match key.split_once('/')? {
            ("b", id) => BookingId::parse(id).ok().map(Self::Booking),
            ("v", id) => VolunteerId::parse(id).ok().map(Self::Volunteer),
            ("d", id) => DeliveryId::parse(id).ok().map(Self::Delivery),
            _ => None,
        }
    }
}

impl Serialize for EntityId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.key())
    }
}

impl<'de> Deserialize<'de> for EntityId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_key(&text).ok_or_else(|| D::Error::custom("not an entity"))
    }
}

/// `POST /api/v1/sync`. Answered by 200 and a [`SyncAnswer`], or by 204 without a body if nothing was
/// to be done and nothing has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncRequest {
    /// How far this device has seen; none if it has seen nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// The tags of the packs that it holds.
    #[serde(default)]
    pub packs: PackTags,
    /// The person's own station: its notices, its own data and its places are followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// The records that it follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mine: Vec<Followed>,
    /// What waits on the device, to be done in this order before the answer is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Posted>,
}

/// `ETag`s of the public packs as they were received, with or without quotes; empty: not there, and then
/// nothing is said of it. Of one content there are several tags, for each coding one; any of them will
/// do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackTags {
    /// All stations.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stations: String,
    /// The service catalogue.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub catalogue: String,
}

/// A station that is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Watch {
    /// Which.
    pub station: DivisionCode,
    /// The cursor does not count for it: it is followed anew. For the first page only.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub all: bool,
}

/// A record that is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Followed {
    /// Which.
    pub id: EntityId,
    /// The right to see it.
    pub secret: DeviceSecret,
    /// The cursor does not count for it: it is followed anew. For the first page only.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub all: bool,
}

/// An action, as it could also be sent by itself: `POST` to this path, with this right and body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Posted {
    /// One of the paths that take actions.
    pub path: String,
    /// The author's right.
    pub secret: DeviceSecret,
    /// The body, byte for byte as it would be sent by itself.
    pub body: String,
}

/// What became of a [`Posted`] action: the answer it would have got by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// HTTP status.
    pub status: u16,
    /// Seconds to wait before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The body of the answer.
    pub body: String,
}

/// What came of it, and what has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncAnswer {
    /// How far the device will have seen once it has stored this. Lower than the cursor sent, if what
    /// is followed anew did not fit.
    pub cursor: Cursor,
    /// The cursor sent was not understood: this is everything from the beginning, and what else the
    /// device keeps of notices, stations and places is to be forgotten.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub reset: bool,
    /// There is more: ask again from the new cursor, without `all`.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
    /// As many as there were actions, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    /// The newest packs' tags, if the device holds another than one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packs: Option<PackTags>,
    /// Bookings that have changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bookings: Vec<BookingView>,
    /// Registrations that have changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volunteers: Vec<VolunteerView>,
    /// Records followed anew that are not there, or not for this device to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<EntityId>,
    /// Notices of the watched station and of those above it that have come, changed or been taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeChange>,
    /// What the watched station, and those above it, have changed about themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stations: Vec<StationChange>,
    /// Places held at the watched station that have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<PlacesChange>,
}

/// A notice (公告) to those of a division and everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// Names it.
    pub id: String,
    /// Whom it concerns.
    pub scope: DivisionCode,
    /// Shown from this day on.
    pub from: Date,
    /// Shown up to and on this day.
    pub to: Date,
    /// One line.
    pub title: String,
    /// The text; may be empty.
    #[serde(default)]
    pub text: String,
}

/// A notice that has come or changed, or been taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoticeChange {
    /// It is so now.
    Put(Notice),
    /// It is no more: taken back, or its last day is past.
    Gone(String),
}

/// What a station has published about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StationChange {
    /// Which.
    pub station: DivisionCode,
    /// Its hours; none: the usual ones are assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub hours: Option<WeeklyHours>,
    /// Days to come on which it is shut.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Date>,
}

/// Places held at a station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlacesChange {
    /// Which.
    pub station: DivisionCode,
    /// When this was true.
    pub as_of: Timestamp,
    /// Whether this is all that is held (and begins a new count, if there are more pages); otherwise
    /// only what has changed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub whole: bool,
    /// By lane: a service's slug, `home_visit` or `call_back`.
    pub lanes: Vec<LanePlaces>,
}

/// Places held in one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LanePlaces {
    /// A service's slug, `home_visit` or `call_back`.
    pub lane: String,
    /// Day, minutes after midnight, places held; 0: none any more. Days past are left out.
    pub held: Vec<(Date, u16, u16)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cursors_round_trip(store: u32, seq: u64, further: Option<u64>) {
            let floor = further.map_or(0, |further| seq.saturating_add(further));
            let cursor = Cursor::new(store, seq, floor);
            prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }

        #[test]
        fn nonsense_is_no_cursor(text in "[0-9a-fA-F.+]{0,16}") {
            if let Some(cursor) = Cursor::parse(&text) {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }

    #[test]
    fn an_empty_request_is_small() {
        let json = serde_json::to_string(&SyncRequest::default()).unwrap();
        assert_eq!(json, r#"{"packs":{}}"#);
    }
}
