//! Bookings (预约): what is asked for, what is granted, and what may become of it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::error::{Field, PassedOver};
use crate::history::{BookingEvent, By};
use crate::id::{ActionId, BookingId};
use crate::person::{Mobile, Note, OnBehalf, PersonName};
use crate::reference::Reference;
use crate::slot::{HORIZON_DAYS, SlotStart, Way};
use crate::words::Problem;
use crate::workbench::Outcome;

/// The most ranked choices a booking carries.
pub const MAX_CHOICES: usize = 3;
/// The version of the privacy notice that a consent names. From version 2 on it stands for two
/// consents, each ticked by itself: to what the notice says, and to sensitive data in particular.
pub const NOTICE_VERSION: u16 = 2;

/// The catalogue's short name of a service (服务事项): 1 to 40 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceSlug(String);

impl ServiceSlug {
    /// Checks the form only; whether such a service exists is the catalogue's to say.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        ((1..=40).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for ServiceSlug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ServiceSlug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a service slug"))
    }
}

/// A part of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DayPart {
    /// The whole day.
    #[default]
    Any,
    /// Before 12:00.
    Morning,
    /// From 12:00.
    Afternoon,
}

impl DayPart {
    /// Whether a slot starting `minute` minutes after midnight lies in it.
    pub fn contains(self, minute: u16) -> bool {
        match self {
            Self::Any => true,
            Self::Morning => minute < 720,
            Self::Afternoon => minute >= 720,
        }
    }
}

/// "Any time in these days will do": the wish behind all ranked choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Window {
    /// First day.
    pub from: Date,
    /// Last day, not before `from`, at most [`HORIZON_DAYS`] days later.
    pub to: Date,
    /// Part of the day.
    #[serde(default)]
    pub part: DayPart,
}

/// The times wished for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Up to [`MAX_CHOICES`] different slots, best first.
    pub choices: Vec<SlotStart>,
    /// What to take when none of them can be had.
    pub window: Option<Window>,
}

impl Wish {
    /// Checks the form. Errors: the field at fault and what is wrong with it.
    pub fn check(&self) -> Result<(), (Field, Problem)> {
        if self.choices.is_empty() && self.window.is_none() {
            return Err((Field::Choices, Problem::NoChoice));
        }
        if self.choices.len() > MAX_CHOICES {
            return Err((Field::Choices, Problem::TooManyChoices));
        }
        let repeated = |(index, slot)| self.choices[..index].contains(slot);
        if self.choices.iter().enumerate().any(repeated) {
            return Err((Field::Choices, Problem::SameChoiceTwice));
        }
        match self.window {
            Some(Window { from, to, .. })
                if to < from || to.days() - from.days() > HORIZON_DAYS =>
            {
                Err((Field::Window, Problem::WindowBackwards))
            }
            _ => Ok(()),
        }
    }
}

/// `POST /api/v1/bookings`: the device secret travels in the `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateBooking {
    /// Names this action; the same again is answered the same.
    pub action: ActionId,
    /// Names the booking.
    pub booking: BookingId,
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// Ranked choices, best first.
    #[serde(default)]
    pub choices: Vec<SlotStart>,
    /// What to take when none of them can be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// For whom.
    #[serde(default)]
    pub on_behalf: OnBehalf,
    /// Name of the person to be served, as typed.
    pub name: String,
    /// Mobile number, as typed.
    pub mobile: String,
    /// Note, as typed; may be empty.
    #[serde(default)]
    pub note: String,
    /// Version of the privacy notice agreed to.
    pub consent: u16,
}

/// A [`CreateBooking`] whose every part keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidBooking {
    /// Names this action.
    pub action: ActionId,
    /// Names the booking.
    pub booking: BookingId,
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// When.
    pub wish: Wish,
    /// For whom.
    pub on_behalf: OnBehalf,
    /// Name of the person to be served.
    pub name: PersonName,
    /// Mobile number.
    pub mobile: Mobile,
    /// Note to the station.
    pub note: Note,
    /// Version of the privacy notice agreed to.
    pub consent: u16,
}

impl TryFrom<CreateBooking> for ValidBooking {
    /// The first field at fault and what is wrong with it.
    type Error = (Field, Problem);

    fn try_from(wire: CreateBooking) -> Result<Self, Self::Error> {
        let wish = Wish {
            choices: wire.choices,
            window: wire.window,
        };
        wish.check()?;
        Ok(Self {
            action: wire.action,
            booking: wire.booking,
            station: wire.station,
            service: wire.service,
            way: wire.way,
            wish,
            on_behalf: wire.on_behalf,
            name: PersonName::parse(&wire.name).map_err(|e| (Field::Name, e.into()))?,
            mobile: Mobile::parse(&wire.mobile).map_err(|e| (Field::Mobile, e.into()))?,
            note: check_note(wire.way, &wire.note).map_err(|problem| (Field::Note, problem))?,
            consent: check_consent(wire.consent)?,
        })
    }
}

/// The note to a booking. For a home visit it holds the address, so it cannot be empty. Errors:
/// what is wrong with it.
pub fn check_note(way: Way, text: &str) -> Result<Note, Problem> {
    let note = Note::parse(text)?;
    if way == Way::HomeVisit && note.as_str().is_empty() {
        return Err(Problem::NoAddress);
    }
    Ok(note)
}

/// A consent names a notice that has been published. Errors: it names none.
pub fn check_consent(version: u16) -> Result<u16, (Field, Problem)> {
    if (1..=NOTICE_VERSION).contains(&version) {
        Ok(version)
    } else {
        Err((Field::Consent, Problem::NoConsent))
    }
}

/// `POST /api/v1/bookings/{id}/change`: other times for the same booking; the reference stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeBooking {
    /// Names this action.
    pub action: ActionId,
    /// Ranked choices, best first.
    #[serde(default)]
    pub choices: Vec<SlotStart>,
    /// What to take when none of them can be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The version of the booking that its author looked at ([`crate::conflict`]). Older apps do not
    /// say; nothing but what is told of it depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<u32>,
}

/// `POST /api/v1/bookings/{id}/cancel`: frees the place at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelBooking {
    /// Names this action.
    pub action: ActionId,
    /// The version of the booking that its author looked at; as in [`ChangeBooking`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<u32>,
}

/// `POST /api/v1/bookings/lookup`: see a booking on another device. The secret in the
/// `Authorization` header is made by that device and gains the right to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookUpBooking {
    /// The nine digits, as typed.
    pub reference: String,
    /// The mobile number given when booking, as typed.
    pub mobile: String,
}

/// What the server has granted. What only the device knows (kept, sent) is the client's to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookingState {
    /// 已确认: the first wish was won.
    Confirmed,
    /// 已调整: another wish was won.
    Adjusted,
    /// 已取消.
    Cancelled,
    /// 已完成.
    Served,
    /// 未到.
    NoShow,
    /// A state of a newer server, which this app has no word for. Never stored by the server.
    #[serde(other)]
    Unknown,
}

impl BookingState {
    /// The name stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Adjusted => "adjusted",
            Self::Cancelled => "cancelled",
            Self::Served => "served",
            Self::NoShow => "no_show",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`BookingState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Confirmed,
            Self::Adjusted,
            Self::Cancelled,
            Self::Served,
            Self::NoShow,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }

    /// Whether it holds a place, and so can be changed or cancelled.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Confirmed | Self::Adjusted)
    }
}

/// A booking as its owner sees it. What staff have done to it came later: older apps leave it out, and
/// older answers do not have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingView {
    /// Names the booking.
    pub booking: BookingId,
    /// The nine digits to say over the telephone.
    pub reference: Reference,
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// The slot held, or last held if it is no longer open.
    pub slot: SlotStart,
    /// Minutes the slot lasts.
    pub duration: u16,
    /// 1 to 3: which choice was won; 0: the window.
    pub rank: u8,
    /// Better wishes that could not be had, and why.
    pub passed_over: Vec<PassedOver>,
    /// What has become of it.
    pub state: BookingState,
    /// For whom.
    pub on_behalf: OnBehalf,
    /// Name of the person to be served.
    pub name: String,
    /// Mobile number, eleven digits.
    pub mobile: String,
    /// Note to the station.
    pub note: String,
    /// Grows by one with every change.
    pub version: u32,
    /// When the server first received it.
    pub received_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When staff first opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// What staff say to the person; empty: nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Who ended it, if it has ended. A booking that is cancelled by the station was not taken
    /// (未成功); older apps show it as cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<By>,
    /// Why the station did not take it; empty if it did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When staff last did something about it besides looking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_at: Option<Timestamp>,
    /// Which station's staff that were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<DivisionCode>,
    /// What serving led to, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// What became of it, the last [`MAX_EVENTS`](crate::history::MAX_EVENTS) steps in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<BookingEvent>,
}

impl BookingView {
    /// Whether the station did not take it (未成功).
    pub fn is_declined(&self) -> bool {
        self.state == BookingState::Cancelled && self.ended_by == Some(By::Station)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn slot(text: &str) -> SlotStart {
        SlotStart::parse(text).unwrap()
    }

    fn window(from: &str, to: &str) -> Option<Window> {
        let (from, to) = (Date::parse(from).unwrap(), Date::parse(to).unwrap());
        Some(Window {
            from,
            to,
            part: DayPart::Any,
        })
    }

    #[rstest]
    #[case(&[], None, Err((Field::Choices, Problem::NoChoice)))]
    #[case(&[], window("2026-11-25", "2026-11-27"), Ok(()))]
    #[case(&[], window("2026-11-27", "2026-11-25"), Err((Field::Window, Problem::WindowBackwards)))]
    #[case(&["2026-11-25T09:00"], None, Ok(()))]
    #[case(
        &["2026-11-25T09:00", "2026-11-25T09:00"], None,
        Err((Field::Choices, Problem::SameChoiceTwice))
    )]
    fn wishes(
        #[case] choices: &[&str],
        #[case] window: Option<Window>,
        #[case] expected: Result<(), (Field, Problem)>,
    ) {
        let choices = choices.iter().map(|text| slot(text)).collect();
        assert_eq!(Wish { choices, window }.check(), expected);
    }

    #[test]
    fn nobody_comes_home_without_an_address() {
        let checked = |way, text| check_note(way, text).map(|note| note.as_str().to_owned());
        assert_eq!(checked(Way::HomeVisit, " \n"), Err(Problem::NoAddress));
        let address = "凤鸣路 8 号 2 单元 3 楼";
        assert_eq!(checked(Way::HomeVisit, address), Ok(address.to_owned()));
        for way in [Way::AtStation, Way::CallBack] {
            assert_eq!(checked(way, ""), Ok(String::new()));
        }
    }

    #[test]
    fn a_consent_names_a_notice_that_was_published() {
        for version in 1..=NOTICE_VERSION {
            assert_eq!(
                check_consent(version),
                Ok(version),
                "an action may wait long"
            );
        }
        for version in [0, NOTICE_VERSION + 1] {
            let refused = Err((Field::Consent, Problem::NoConsent));
            assert_eq!(check_consent(version), refused);
        }
    }

    #[test]
    fn slugs() {
        assert!(ServiceSlug::parse("youdai-card").is_some());
        for text in ["", "Card", "优待证", "a/b", &"a".repeat(41)] {
            assert!(ServiceSlug::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_older_app_reads_a_newer_state() {
        let state: BookingState = serde_json::from_str("\"moved\"").unwrap();
        assert_eq!(state, BookingState::Unknown);
        assert!(!state.is_open(), "whether it holds a place is not known");
        assert_eq!(BookingState::parse("unknown"), None, "never stored");
    }

    #[test]
    fn a_request_of_an_older_app_is_the_same_byte_for_byte() {
        let action = ActionId::new(1, &[1; 10]);
        let cancel = CancelBooking { action, base: None };
        let json = serde_json::to_string(&cancel).unwrap();
        assert_eq!(json, format!("{{\"action\":\"{action}\"}}"));
        let read: CancelBooking = serde_json::from_str(&json).unwrap();
        assert_eq!(read, cancel);
    }

    #[test]
    fn states_round_trip() {
        for text in ["confirmed", "adjusted", "cancelled", "served", "no_show"] {
            assert_eq!(BookingState::parse(text).unwrap().as_str(), text);
        }
    }
}
