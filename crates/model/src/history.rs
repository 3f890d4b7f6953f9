//! What has become of a booking, step by step: who did what to it, when, and from what to what.
//!
//! The server writes an event in the transaction of each effect and never changes one afterwards, so
//! the events explain every change of time and state. None holds anything about the person.

use serde::{Deserialize, Serialize};

use crate::booking::BookingState;
use crate::civil::Timestamp;
use crate::division::DivisionCode;
use crate::person::{Note, NoteError};
use crate::slot::SlotStart;

/// The most events that a [`crate::booking::BookingView`] carries: the last ones.
pub const MAX_EVENTS: usize = 8;

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum By {
    /// Whoever holds a right to the booking. Which time was won the free places decided.
    Person,
    /// Staff of a station.
    Station,
    /// Somebody that only a newer server knows of. Never stored.
    #[serde(other)]
    Unknown,
}

impl By {
    /// The name stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Station => "station",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`By::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Person, Self::Station]
            .into_iter()
            .find(|by| by.as_str() == text)
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EventKind {
    /// Booked.
    Made,
    /// Another time, by the person or by the station.
    Changed,
    /// Staff looked at it for the first time.
    Opened,
    /// Staff left a message.
    Message,
    /// The person has come.
    Arrived,
    /// 已完成.
    Served,
    /// 未到.
    NoShow,
    /// The station does not take it, and says why.
    Declined,
    /// 已取消.
    Cancelled,
    /// Name, number and note were wiped; an open booking was cancelled with it.
    Erased,
    /// Something that only a newer server knows of. Never stored.
    #[serde(other)]
    Unknown,
}

impl EventKind {
    /// All that are stored.
    const ALL: [Self; 10] = [
        Self::Made,
        Self::Changed,
        Self::Opened,
        Self::Message,
        Self::Arrived,
        Self::Served,
        Self::NoShow,
        Self::Declined,
        Self::Cancelled,
        Self::Erased,
    ];

    /// The name stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Opened => "opened",
            Self::Message => "message",
            Self::Arrived => "arrived",
            Self::Served => "served",
            Self::NoShow => "no_show",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Erased => "erased",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`EventKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One step in the life of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingEvent {
    /// The version that the booking has had since.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// Whose staff, if it was a station's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<DivisionCode>,
    /// What.
    pub kind: EventKind,
    /// The state that it has had since.
    pub state: BookingState,
    /// The time before, where another was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SlotStart>,
    /// The time given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<SlotStart>,
    /// Which of the person's wishes that was: 1 to 3 for a choice, 0 for the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u8>,
    /// The person did not know yet that the station had given another time ([`crate::conflict`]).
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub crossed: bool,
}

/// Adds an event to those that a view carries; the oldest go when there are more than
/// [`MAX_EVENTS`].
pub fn push(history: &mut Vec<BookingEvent>, event: BookingEvent) {
    history.push(event);
    let more = history.len().saturating_sub(MAX_EVENTS);
    history.drain(..more);
}

/// What staff say to a person: a message, or why a booking is not taken. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffWords(Note);

impl StaffWords {
    /// Errors: what is wrong with it; `None` if nothing is said.
    pub fn parse(text: &str) -> Result<Self, Option<NoteError>> {
        let note = Note::parse(text).map_err(Some)?;
        if note.as_str().is_empty() {
            return Err(None);
        }
        Ok(Self(note))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(version: u32) -> BookingEvent {
        BookingEvent {
            version,
            at: Timestamp(0),
            by: By::Person,
            station: None,
            kind: EventKind::Changed,
            state: BookingState::Confirmed,
            from: None,
            to: None,
            rank: None,
            crossed: false,
        }
    }

    #[test]
    fn names_round_trip() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json.trim_matches('"'), kind.as_str(), "stored as sent");
        }
        for by in [By::Person, By::Station] {
            assert_eq!(By::parse(by.as_str()), Some(by));
        }
        assert_eq!(EventKind::parse("unknown"), None);
        assert_eq!(By::parse("unknown"), None);
    }

    #[test]
    fn an_older_app_reads_newer_events() {
        let newer =
            r#"{"version":3,"at":5,"by":"robot","kind":"teleported","state":"beamed","x":1}"#;
        let read: BookingEvent = serde_json::from_str(newer).unwrap();
        assert_eq!((read.by, read.kind), (By::Unknown, EventKind::Unknown));
        assert_eq!(read.state, BookingState::Unknown);
    }

    #[test]
    fn the_last_are_carried() {
        let mut history = Vec::new();
        for version in 1..=10 {
            push(&mut history, event(version));
        }
        let versions: Vec<u32> = history.iter().map(|event| event.version).collect();
        assert_eq!(versions, [3, 4, 5, 6, 7, 8, 9, 10]);
    }

    #[test]
    fn staff_say_something() {
        assert_eq!(StaffWords::parse(" \n"), Err(None));
        assert_eq!(
            StaffWords::parse(" 请带原件 ").unwrap().as_str(),
            "请带原件"
        );
        assert!(matches!(
            StaffWords::parse(&"长".repeat(2_000)),
            Err(Some(_))
        ));
    }
}
