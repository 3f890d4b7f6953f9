//! What staff enter for somebody who stands at the counter, telephones, or was on a paper list: the
//! rules of the form, and the words where it does not keep one.

use super::{AddBooking, Channel, Doing, Outcome};
use crate::booking::{ServiceSlug, check_note};
use crate::civil::Timestamp;
use crate::error::Field;
use crate::id::{ActionId, BookingId};
use crate::person::{Mobile, Note, OnBehalf, PersonName};
use crate::slot::{SlotStart, Way};
use crate::words::Problem;

/// The version of the privacy notice where somebody told a member of staff in person, at the counter or
/// on the telephone: no notice was ticked. Published notices begin with 1.
pub const CONSENT_IN_PERSON: u16 = 0;
/// How many days back a paper list may be keyed in.
pub const PAPER_DAYS: i32 = 62;
/// How far a clerk's clock may be ahead of the server's, in milliseconds, before a time of coming is held
/// to be wrong; it then counts as now.
pub const CLOCK_SLACK: i64 = 5 * 60_000;
/// Staff are to say something and say nothing.
pub const NOTHING_SAID: &str = "请写上要告诉本人的话。";

/// What is wrong with what staff enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// Staff enter what came by another way than the app.
    Channel,
    /// Somebody who has come came in the future.
    LaterThanNow,
    /// Somebody who stands at the counter came on another day.
    NotToday,
    /// A paper list is older than [`PAPER_DAYS`].
    TooLongAgo,
    /// What became of it is said of something else than a paper line, or is no end.
    Became,
}

impl EntryError {
    /// What staff read.
    pub fn message(self) -> String {
        let text = match self {
            Self::Channel => "请选登记方式：现场、电话或纸质补录。",
            Self::LaterThanNow => "时间不能晚于现在，请核对。",
            Self::NotToday => "现场登记只登今天的；以前的请用纸质补录。",
            Self::TooLongAgo => {
                return [
                    "只能补录最近 ",
                    &PAPER_DAYS.to_string(),
                    " 天的，请核对日期。",
                ]
                .concat();
            }
            Self::Became => "只有纸质补录能同时登记结果，结果是“办完”或“未到”。",
        };
        text.to_owned()
    }
}

/// The field at fault and the words for it.
pub type Fault = (Field, String);

/// What became of a paper line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// The person was served.
    Served(Outcome),
    /// The person did not come.
    NoShow,
}

/// An [`AddBooking`] whose every part keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidEntry {
    /// Names the act.
    pub action: ActionId,
    /// Names the booking.
    pub booking: BookingId,
    /// Never [`Channel::App`].
    pub channel: Channel,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// When; of who has come, never later than now.
    pub slot: SlotStart,
    /// For whom.
    pub on_behalf: OnBehalf,
    /// Name of the person to be served.
    pub name: PersonName,
    /// Mobile number; there is one if the person telephoned.
    pub mobile: Option<Mobile>,
    /// Note.
    pub note: Note,
    /// What became of it already.
    pub became: Option<Became>,
    /// It is meant although it looks like one that is there.
    pub although_double: bool,
}

impl ValidEntry {
    /// Checks it. Errors: the first field at fault and the words for it.
    pub fn check(wire: AddBooking, now: Timestamp) -> Result<Self, Fault> {
        let said = |field, problem: Problem| (field, problem.message());
        Ok(Self {
            slot: check_time(wire.channel, wire.slot, now)
                .map_err(|error| (Field::Choices, error.message()))?,
            became: check_became(wire.channel, wire.became)
                .map_err(|error| (Field::Way, error.message()))?,
            name: PersonName::parse(&wire.name).map_err(|e| said(Field::Name, e.into()))?,
            mobile: check_mobile(wire.channel, &wire.mobile)
                .map_err(|problem| said(Field::Mobile, problem))?,
            note: check_note(wire.way, &wire.note).map_err(|problem| said(Field::Note, problem))?,
            action: wire.action,
            booking: wire.booking,
            channel: wire.channel,
            service: wire.service,
            way: wire.way,
            on_behalf: wire.on_behalf,
            although_double: wire.although_double,
        })
    }
}

/// When somebody came or will come. Errors: it does not fit how the booking came.
pub fn check_time(
    channel: Channel,
    slot: SlotStart,
    now: Timestamp,
) -> Result<SlotStart, EntryError> {
    let (date, minute) = now.in_chongqing();
    let come = |slot: SlotStart| match slot.timestamp().0.saturating_sub(now.0) {
        ..=0 => Ok(slot),
        1..=CLOCK_SLACK => Ok(SlotStart { date, minute }),
        _ => Err(EntryError::LaterThanNow),
    };
    match channel {
        Channel::App => Err(EntryError::Channel),
        // Which times there are is the timetable's to say.
        Channel::Telephone => Ok(slot),
        Channel::WalkIn if come(slot)?.date != date => Err(EntryError::NotToday),
        Channel::Paper if slot.date < date.plus_days(-PAPER_DAYS) => Err(EntryError::TooLongAgo),
        Channel::WalkIn | Channel::Paper => come(slot),
    }
}

fn check_became(channel: Channel, became: Option<Doing>) -> Result<Option<Became>, EntryError> {
    match (channel, became) {
        (_, None) => Ok(None),
        (Channel::Paper, Some(Doing::NoShow)) => Ok(Some(Became::NoShow)),
        (Channel::Paper, Some(Doing::Served { outcome })) if outcome != Outcome::Unknown => {
            Ok(Some(Became::Served(outcome)))
        }
        _ => Err(EntryError::Became),
    }
}

/// The mobile number: who telephones has one, who stands there may have none. Errors: what is wrong.
pub fn check_mobile(channel: Channel, text: &str) -> Result<Option<Mobile>, Problem> {
    if text.trim().is_empty() && channel != Channel::Telephone {
        return Ok(None);
    }
    Ok(Some(Mobile::parse(text)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn slot(text: &str) -> SlotStart {
        SlotStart::parse(text).unwrap()
    }

    #[rstest]
    #[case(Channel::App, "2026-11-24T08:00", Err(EntryError::Channel))]
    #[case(Channel::WalkIn, "2026-11-24T08:00", Ok("2026-11-24T08:00"))]
    #[case(Channel::WalkIn, "2026-11-24T07:11", Ok("2026-11-24T07:11"))]
    #[case(Channel::WalkIn, "2026-11-24T08:04", Ok("2026-11-24T08:00"))]
    #[case(Channel::WalkIn, "2026-11-24T08:06", Err(EntryError::LaterThanNow))]
    #[case(Channel::WalkIn, "2026-11-23T16:00", Err(EntryError::NotToday))]
    #[case(Channel::Paper, "2026-11-23T16:00", Ok("2026-11-23T16:00"))]
    #[case(Channel::Paper, "2025-11-23T16:00", Err(EntryError::TooLongAgo))]
    #[case(Channel::Paper, "2026-11-24T09:00", Err(EntryError::LaterThanNow))]
    #[case(Channel::Telephone, "2026-12-24T09:00", Ok("2026-12-24T09:00"))]
    fn times(
        #[case] channel: Channel,
        #[case] typed: &str,
        #[case] expected: Result<&str, EntryError>,
    ) {
        let now = slot("2026-11-24T08:00").timestamp();
        assert_eq!(check_time(channel, slot(typed), now), expected.map(slot));
    }

    #[test]
    fn only_paper_says_what_became_of_it() {
        let served = |outcome| Some(Doing::Served { outcome });
        let done = Ok(Some(Became::Served(Outcome::Done)));
        assert_eq!(check_became(Channel::Paper, served(Outcome::Done)), done);
        let missed = check_became(Channel::Paper, Some(Doing::NoShow));
        assert_eq!(missed, Ok(Some(Became::NoShow)));
        for (channel, became) in [
            (Channel::Paper, served(Outcome::Unknown)),
            (Channel::Paper, Some(Doing::Arrived)),
            (Channel::WalkIn, served(Outcome::Done)),
            (Channel::Telephone, Some(Doing::NoShow)),
        ] {
            assert_eq!(check_became(channel, became), Err(EntryError::Became));
        }
    }

    #[test]
    fn who_telephones_has_a_number() {
        assert_eq!(check_mobile(Channel::WalkIn, " "), Ok(None));
        assert!(check_mobile(Channel::Telephone, "").is_err());
        assert!(check_mobile(Channel::WalkIn, "138").is_err());
        assert!(
            check_mobile(Channel::Paper, "13812345678")
                .unwrap()
                .is_some()
        );
    }
}
