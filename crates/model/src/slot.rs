//! Opening hours and the slots that follow from them. Slots are computed, never stored: a row
//! exists on the server only once somebody holds a place in one.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::civil::{Date, Timestamp, Weekday, digits, push_padded};
use crate::holiday::{DayRule, HolidayCalendar};

/// How many days ahead a slot can be booked, today included.
pub const HORIZON_DAYS: i32 = 30;
/// How many minutes before its start a slot can last be booked.
pub const LEAD_MINUTES: i64 = 30;
/// One place in this many is kept for people who walk in or telephone.
pub const WALK_IN_ONE_IN: u32 = 4;

/// The start of a slot: a date and minutes after midnight in Chongqing. On the wire
/// `2026-11-25T09:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotStart {
    /// The day.
    pub date: Date,
    /// Minutes after midnight, below 1440.
    pub minute: u16,
}

impl SlotStart {
    /// `YYYY-MM-DDTHH:MM`.
    pub fn to_iso(self) -> String {
        let mut text = self.date.to_iso();
        text.push('T');
        push_clock(&mut text, self.minute);
        text
    }

    /// Reads `YYYY-MM-DDTHH:MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, clock) = text.split_once('T')?;
        let clock = clock.as_bytes();
        if clock.len() != 5 || clock[2] != b':' {
            return None;
        }
        let (hour, minute) = (digits(&clock[..2])?, digits(&clock[3..])?);
        (hour < 24 && minute < 60).then_some(Self {
            date: Date::parse(date)?,
            minute: hour * 60 + minute,
        })
    }

    /// The moment it begins.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::at_chongqing(self.date, self.minute)
    }
}

/// Appends `HH:MM`.
pub fn push_clock(text: &mut String, minute: u16) {
    push_padded(text, minute / 60, 2);
    text.push(':');
    push_padded(text, minute % 60, 2);
}

impl Serialize for SlotStart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_iso())
    }
}

impl<'de> Deserialize<'de> for SlotStart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a slot as YYYY-MM-DDTHH:MM"))
    }
}

/// A stretch of one day during which a station is open, in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First minute open.
    pub from: u16,
    /// First minute shut, greater than `from`.
    pub to: u16,
}

/// Weekly opening hours: the spans of Monday to Sunday, each in order and apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyHours {
    /// Seven lists, Monday first.
    pub days: [Vec<Span>; 7],
}

impl WeeklyHours {
    /// Monday to Friday 9:00–12:00 and 14:00–17:30: the usual hours, taken where a station has
    /// not published its own. Pages must then say so.
    pub fn usual() -> Self {
        let workday = || {
            vec![
                Span { from: 540, to: 720 },
                Span {
                    from: 840,
                    to: 1050,
                },
            ]
        };
        Self {
            days: [
                workday(),
                workday(),
                workday(),
                workday(),
                workday(),
                vec![],
                vec![],
            ],
        }
    }

    /// Whether the spans of each day are in order, apart, and within the day.
    pub fn is_sound(&self) -> bool {
        let day_is = |spans: &Vec<Span>| {
            let within = spans
                .iter()
                .all(|span| span.from < span.to && span.to <= 1_440);
            within && spans.windows(2).all(|pair| pair[0].to <= pair[1].from)
        };
        self.days.iter().all(day_is)
    }

    /// The spans open on `date`.
    pub fn spans(&self, date: Date, rule: DayRule) -> &[Span] {
        let weekday = match rule {
            DayRule::Holiday => return &[],
            DayRule::Weekly => date.weekday(),
            DayRule::MakeUpWorkday => Weekday::Monday,
        };
        &self.days[weekday as usize]
    }
}

/// Whether a station is open at a moment, and until or from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenNow {
    /// Open, until that many minutes after midnight.
    Until(u16),
    /// Shut; opens today at that many minutes after midnight.
    From(u16),
    /// Shut for the rest of the day.
    NoMore,
}

/// Whether somebody with these spans today is open `minute` minutes after midnight.
pub fn open_now(spans: &[Span], minute: u16) -> OpenNow {
    for span in spans {
        if minute < span.from {
            return OpenNow::From(span.from);
        }
        if minute < span.to {
            return OpenNow::Until(span.to);
        }
    }
    OpenNow::NoMore
}

/// How a person is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Way {
    /// At the station's counter (到站办理).
    AtStation,
    /// Staff come to the home of the frail (上门办理).
    HomeVisit,
    /// Staff telephone (电话回访).
    CallBack,
}

impl Way {
    /// The name stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtStation => "at_station",
            Self::HomeVisit => "home_visit",
            Self::CallBack => "call_back",
        }
    }

    /// Reads [`Way::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::AtStation, Self::HomeVisit, Self::CallBack]
            .into_iter()
            .find(|way| way.as_str() == text)
    }
}

/// What a station offers for one service in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Minutes a visit takes; slots start that far apart. At least 5.
    pub duration: u16,
    /// People served at the same time (parallel counters).
    pub capacity: u16,
}

/// One slot of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedSlot {
    /// Minutes after midnight.
    pub minute: u16,
    /// Places that may be booked in the app: the capacity less what is kept for walk-ins.
    pub places: u16,
}

/// The slots of one day, in order. Slots kept wholly for walk-ins are listed with no place.
///
/// The reserve of one place in [`WALK_IN_ONE_IN`] is spread over the whole day: with one counter
/// every fourth slot is kept, with four counters one place of each slot. It does not begin anew
/// after the break: then long visits, three before and three after it, would keep nothing.
pub fn plan_day(hours: &WeeklyHours, date: Date, rule: DayRule, offer: Offer) -> Vec<PlannedSlot> {
    let duration = offer.duration.max(5);
    let mut slots = Vec::new();
    for span in hours.spans(date, rule) {
        let count = span.to.saturating_sub(span.from) / duration;
        for index in 0..count {
            slots.push(PlannedSlot {
                minute: span.from + index * duration,
                places: offer.capacity - reserve(slots.len() as u32, offer.capacity),
            });
        }
    }
    slots
}

/// How many places of the day's slot number `index` are kept.
fn reserve(index: u32, capacity: u16) -> u16 {
    let upto = |slots: u32| slots * u32::from(capacity) / WALK_IN_ONE_IN;
    (upto(index + 1) - upto(index)) as u16
}

/// Why a slot cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Refusal {
    /// It lies in the past or begins within [`LEAD_MINUTES`].
    Past,
    /// It lies beyond [`HORIZON_DAYS`].
    TooFar,
    /// The station is shut then.
    Closed,
    /// No slot begins then, or it is kept for walk-ins.
    NotASlot,
    /// Every place is taken.
    Full,
    /// A reason of a newer server, which this app has no words for.
    #[serde(other)]
    Unknown,
}

/// Everything that decides about the slots of one station, service and way.
#[derive(Clone, Copy, Debug)]
pub struct Timetable<'a> {
    /// The station's weekly hours.
    pub hours: &'a WeeklyHours,
    /// Public holidays.
    pub holidays: &'a HolidayCalendar,
    /// Days on which this station is shut.
    pub closures: &'a [Date],
    /// Duration and capacity.
    pub offer: Offer,
}

impl Timetable<'_> {
    /// The slots of `date`, in order, whether or not they can still be booked.
    pub fn day(&self, date: Date) -> Vec<PlannedSlot> {
        if self.closures.contains(&date) {
            return Vec::new();
        }
        plan_day(self.hours, date, self.holidays.rule(date), self.offer)
    }

    /// How many places app users may hold in the slot. Errors: any [`Refusal`] but `Full`, which
    /// only the server's store can know.
    pub fn places(&self, slot: SlotStart, now: Timestamp) -> Result<u16, Refusal> {
        within_reach(slot, now)?;
        let day = self.day(slot.date);
        if day.is_empty() {
            return Err(Refusal::Closed);
        }
        match day.iter().find(|planned| planned.minute == slot.minute) {
            Some(planned) if planned.places > 0 => Ok(planned.places),
            _ => Err(Refusal::NotASlot),
        }
    }
}

impl Timetable<'_> {
    /// How many places the slot has in all, with those kept for people who walk in or telephone: staff
    /// give them out until it begins. Errors: as of [`Self::places`].
    pub fn all_places(&self, slot: SlotStart, now: Timestamp) -> Result<u16, Refusal> {
        if slot.timestamp() <= now {
            return Err(Refusal::Past);
        }
        within_horizon(slot, now)?;
        let day = self.day(slot.date);
        if day.is_empty() {
            return Err(Refusal::Closed);
        }
        let planned = day.iter().any(|planned| planned.minute == slot.minute);
        planned
            .then_some(self.offer.capacity)
            .ok_or(Refusal::NotASlot)
    }
}

/// Checks that a slot is neither too near nor too far. Errors: [`Refusal::Past`], [`Refusal::TooFar`].
pub fn within_reach(slot: SlotStart, now: Timestamp) -> Result<(), Refusal> {
    if slot.timestamp().0 < now.0.saturating_add(LEAD_MINUTES * 60_000) {
        return Err(Refusal::Past);
    }
    within_horizon(slot, now)
}

fn within_horizon(slot: SlotStart, now: Timestamp) -> Result<(), Refusal> {
    let (today, _) = now.in_chongqing();
    if slot.date >= today.plus_days(HORIZON_DAYS) {
        return Err(Refusal::TooFar);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slot(text: &str) -> SlotStart {
        SlotStart::parse(text).unwrap()
    }

    #[test]
    fn one_counter_keeps_every_fourth_slot() {
        let monday = Date::parse("2026-11-23").unwrap();
        let offer = Offer {
            duration: 30,
            capacity: 1,
        };
        let day = plan_day(&WeeklyHours::usual(), monday, DayRule::Weekly, offer);
        let places: Vec<u16> = day.iter().map(|slot| slot.places).collect();
        assert_eq!(places, [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1]);
        assert_eq!(day[0].minute, 540);
        assert_eq!(day[12].minute, 1020);
    }

    #[test]
    fn home_visits_keep_one_hour_of_the_day() {
        let monday = Date::parse("2026-11-23").unwrap();
        let offer = Offer {
            duration: 60,
            capacity: 1,
        };
        let day = plan_day(&WeeklyHours::usual(), monday, DayRule::Weekly, offer);
        let slots: Vec<(u16, u16)> = day.iter().map(|slot| (slot.minute, slot.places)).collect();
        assert_eq!(
            slots,
            [(540, 1), (600, 1), (660, 1), (840, 0), (900, 1), (960, 1)]
        );
    }

    #[test]
    fn open_or_shut() {
        let hours = WeeklyHours::usual();
        let table = [
            (539, OpenNow::From(540)),
            (540, OpenNow::Until(720)),
            (720, OpenNow::From(840)),
            (1049, OpenNow::Until(1050)),
            (1050, OpenNow::NoMore),
        ];
        for (minute, expected) in table {
            assert_eq!(open_now(&hours.days[0], minute), expected, "{minute}");
        }
        assert_eq!(open_now(&hours.days[6], 600), OpenNow::NoMore);
    }

    #[test]
    fn weekends_and_holidays() {
        let hours = WeeklyHours::usual();
        let saturday = Date::parse("2026-11-28").unwrap();
        assert!(hours.spans(saturday, DayRule::Weekly).is_empty());
        assert_eq!(hours.spans(saturday, DayRule::MakeUpWorkday).len(), 2);
        assert!(
            hours
                .spans(saturday.plus_days(2), DayRule::Holiday)
                .is_empty()
        );
    }

    #[test]
    fn reasons() {
        let (hours, holidays) = (WeeklyHours::usual(), HolidayCalendar::default());
        let closed = [Date::parse("2026-11-26").unwrap()];
        let offer = Offer {
            duration: 30,
            capacity: 1,
        };
        let table = Timetable {
            hours: &hours,
            holidays: &holidays,
            closures: &closed,
            offer,
        };
        let now = slot("2026-11-25T09:00").timestamp();
        let ask = |text| table.places(slot(text), now);
        assert_eq!(ask("2026-11-25T09:00"), Err(Refusal::Past));
        assert_eq!(ask("2026-11-25T09:30"), Ok(1));
        assert_eq!(ask("2026-11-25T10:30"), Err(Refusal::NotASlot));
        assert_eq!(ask("2026-11-25T09:31"), Err(Refusal::NotASlot));
        assert_eq!(ask("2026-11-26T09:30"), Err(Refusal::Closed));
        assert_eq!(ask("2026-11-28T09:30"), Err(Refusal::Closed));
        assert_eq!(ask("2026-12-25T09:30"), Err(Refusal::TooFar));
        assert_eq!(ask("2026-12-24T09:30"), Ok(1));
    }

    proptest! {
        #[test]
        fn the_reserve_is_a_quarter(capacity in 1u16..40, duration in 5u16..121) {
            let monday = Date::parse("2026-11-23").unwrap();
            let hours = WeeklyHours::usual();
            let day = plan_day(&hours, monday, DayRule::Weekly, Offer { duration, capacity });
            for span in &hours.days[0] {
                let inside = day.iter().filter(|s| s.minute >= span.from && s.minute < span.to);
                prop_assert_eq!(inside.count(), usize::from((span.to - span.from) / duration));
            }
            // At every hour a quarter of what has gone by was kept: none is put off to the evening.
            let (mut all, mut places) = (0, 0);
            for slot in &day {
                all += u32::from(capacity);
                places += u32::from(slot.places);
                prop_assert_eq!(all - places, all / WALK_IN_ONE_IN);
            }
        }

        #[test]
        fn texts_round_trip(days in 0i32..40_000, minute in 0u16..1440) {
            let slot = SlotStart { date: Date::from_days(days).unwrap(), minute };
            prop_assert_eq!(SlotStart::parse(&slot.to_iso()), Some(slot));
        }

        #[test]
        fn nonsense_never_panics(text in "\\PC{0,20}") {
            let _ = SlotStart::parse(&text);
        }
    }
}
