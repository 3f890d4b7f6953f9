//! The workbench: a station's day as its staff see it, as it travels. Everything typed travels as typed
//! and is parsed by the rules of [`crate::person`] and [`crate::booking`] on both sides.

pub mod entry;
pub mod sought;

use serde::{Deserialize, Serialize};

use crate::booking::{BookingState, BookingView, ServiceSlug};
use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::error::ApiError;
use crate::id::{ActionId, BookingId};
use crate::person::OnBehalf;
use crate::reference::Reference;
use crate::slot::{SlotStart, Way};

/// How a booking came to the station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    /// By the person's own device, or handed over from it.
    #[default]
    App,
    /// 现场: the person stood at the counter.
    WalkIn,
    /// 电话: by telephone, entered by staff.
    Telephone,
    /// 纸质补录: keyed in from a paper list after the fact.
    Paper,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 4] = [Self::App, Self::WalkIn, Self::Telephone, Self::Paper];

    /// The name stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::WalkIn => "walk_in",
            Self::Telephone => "telephone",
            Self::Paper => "paper",
        }
    }

    /// Reads [`Channel::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text)
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::App => "网上预约",
            Self::WalkIn => "现场",
            Self::Telephone => "电话",
            Self::Paper => "纸质补录",
        }
    }

    /// Whether it holds a place of its slot. Who stands at the counter, or did so on a paper day, is served
    /// out of what is held back for such people, not at an appointed time.
    pub fn holds_place(self) -> bool {
        matches!(self, Self::App | Self::Telephone)
    }
}

/// What a service led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// 已办结.
    Done,
    /// 已受理，待上级办理.
    PassedUp,
    /// 材料不齐，需补交.
    PapersMissing,
    /// 已答复咨询.
    Answered,
    /// One that only a newer server knows of. Never stored.
    #[serde(other)]
    Unknown,
}

impl Outcome {
    /// All that are stored.
    pub const ALL: [Self; 4] = [
        Self::Done,
        Self::PassedUp,
        Self::PapersMissing,
        Self::Answered,
    ];

    /// The name stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::PassedUp => "passed_up",
            Self::PapersMissing => "papers_missing",
            Self::Answered => "answered",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Outcome::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Done => "已办结",
            Self::PassedUp => "已受理，转上级办理",
            Self::PapersMissing => "材料不齐，需补交",
            Self::Answered => "已答复",
            Self::Unknown => "已办理",
        }
    }
}

/// A row of a list: enough to find the person in the waiting room, and no more. The number is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRow {
    /// Names the booking.
    pub booking: BookingId,
    /// The nine digits.
    pub reference: Reference,
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// When.
    pub slot: SlotStart,
    /// Minutes it lasts.
    pub duration: u16,
    /// What has become of it.
    pub state: BookingState,
    /// Whether the station did not take it (未成功).
    #[serde(default)]
    pub declined: bool,
    /// For whom.
    #[serde(default)]
    pub on_behalf: OnBehalf,
    /// Name; empty once erased.
    pub name: String,
    /// Masked number; empty if there is none.
    pub mobile: String,
    /// How it came.
    #[serde(default)]
    pub channel: Channel,
    /// Whether there is a note, which is read by opening the record.
    #[serde(default)]
    pub has_note: bool,
    /// When staff first opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// When the person came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_at: Option<Timestamp>,
    /// What serving led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Its version, which an act must name.
    pub version: u32,
}

/// A page of a station's day, by time, way and id; cancelled ones too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayList {
    /// Which station.
    pub station: DivisionCode,
    /// Which day.
    pub day: Date,
    /// The rows.
    pub rows: Vec<BookingRow>,
    /// When the server read them.
    pub as_of: Timestamp,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Find bookings in one's scope. It is a `POST`, for what is typed is nobody's business in a log of addresses.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindBookings {
    /// A reference (nine digits), a mobile number (eleven) or the beginning of a name (from two characters), as typed.
    pub text: String,
    /// Only in that division, which lies in the scope; none: in all of the scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<DivisionCode>,
}

/// What was found, the latest days first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundBookings {
    /// At most [`MAX_FOUND`] rows.
    pub rows: Vec<BookingRow>,
    /// Whether there are more: type more.
    pub more: bool,
}

/// The most rows of one search.
pub const MAX_FOUND: u16 = 50;

/// Open a record. It is written into the audit, and the person is shown that it was opened.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenRecord {
    /// Why, as typed; may be empty where it is opened for serving the person.
    #[serde(default)]
    pub why: String,
}

/// A booking as staff see it who opened it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRecord {
    /// The booking; its number is masked.
    pub booking: BookingView,
    /// How it came.
    pub channel: Channel,
    /// When the person came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_at: Option<Timestamp>,
    /// What serving led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// A whole mobile number, shown after it was asked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WholeNumber {
    /// Eleven digits; empty if there is none.
    pub mobile: String,
}

/// What staff do about a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Doing {
    /// 到了.
    Arrived,
    /// 办理完毕.
    Served {
        /// What it led to.
        outcome: Outcome,
    },
    /// 未到.
    NoShow,
    /// 改时间.
    Move {
        /// To when.
        slot: SlotStart,
    },
    /// 不能办理.
    Decline {
        /// Why, as typed; the person reads it.
        reason: String,
    },
    /// 留言.
    Message {
        /// As typed; the person reads it.
        text: String,
    },
}

/// `POST /api/v1/staff/bookings/{id}/act`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActOnBooking {
    /// Names the act; the same again is answered the same.
    pub action: ActionId,
    /// The version that was looked at.
    pub base: u32,
    /// What is done.
    pub act: Doing,
}

/// The answer where something has happened to the booking that staff had not seen: nothing was done, and
/// this is how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleBooking {
    /// `stale`, with its words.
    #[serde(flatten)]
    pub error: ApiError,
    /// How it stands, as in a list.
    pub stands: BookingRow,
}

/// `POST /api/v1/staff/stations/{code}/bookings`: a walk-in, a telephone booking, or a line of a paper day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddBooking {
    /// Names the act.
    pub action: ActionId,
    /// Names the booking.
    pub booking: BookingId,
    /// [`Channel::WalkIn`], [`Channel::Telephone`] or [`Channel::Paper`].
    pub channel: Channel,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// When; a walk-in's is the time of coming, a paper line's the time on the paper, neither later than now.
    pub slot: SlotStart,
    /// For whom.
    #[serde(default)]
    pub on_behalf: OnBehalf,
    /// Name, as typed.
    pub name: String,
    /// Mobile number, as typed; may be empty but for a telephone booking.
    #[serde(default)]
    pub mobile: String,
    /// Note, as typed; for a home visit it holds the address.
    #[serde(default)]
    pub note: String,
    /// What became of it already: only for a paper line, for which `Served` or `NoShow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<Doing>,
    /// The same name (and number) is on that day's list for that service already, and this is meant all the same.
    #[serde(default)]
    pub although_double: bool,
}

/// What became of [`AddBooking`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Added {
    /// It is there; made before, if the same was asked for again.
    Booking {
        /// The row.
        row: BookingRow,
    },
    /// Nothing was made: these look like the same person's on that day.
    Double {
        /// The rows.
        rows: Vec<BookingRow>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.as_str()), Some(channel));
            let json = serde_json::to_string(&channel).unwrap();
            assert_eq!(json, format!("\"{}\"", channel.as_str()));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(json, format!("\"{}\"", outcome.as_str()));
        }
        assert_eq!(Outcome::parse("unknown"), None, "never stored");
    }

    #[test]
    fn an_act_names_its_kind() {
        let json = serde_json::to_string(&Doing::Served {
            outcome: Outcome::Done,
        });
        assert_eq!(json.unwrap(), r#"{"kind":"served","outcome":"done"}"#);
        let read: Doing = serde_json::from_str(r#"{"kind":"arrived"}"#).unwrap();
        assert_eq!(read, Doing::Arrived);
        assert!(serde_json::from_str::<Doing>(r#"{"kind":"dance"}"#).is_err());
    }
}
