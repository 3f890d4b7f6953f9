//! What can be booked, as the server knew it at one moment.

use serde::{Deserialize, Serialize};

use crate::booking::ServiceSlug;
use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::slot::{SlotStart, Timetable, Way, within_reach};

/// `GET /api/v1/stations/{code}/availability?service=&way=&from=&days=`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// Minutes a slot lasts.
    pub duration: u16,
    /// When this was true.
    pub as_of: Timestamp,
    /// Whether the station has published its own hours; otherwise the usual ones are assumed.
    pub hours_published: bool,
    /// The days asked for, in order.
    pub days: Vec<AvailableDay>,
}

/// One day of an [`Availability`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailableDay {
    /// The day.
    pub date: Date,
    /// The holiday's name, if the station is shut for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday: Option<String>,
    /// Whether the public holidays of that year are known.
    pub holidays_published: bool,
    /// Slots that app users may book, in order: minutes after midnight, places left.
    pub slots: Vec<(u16, u16)>,
}

/// The days from `from` to `to`, both included, with the places left in each slot: those planned less
/// those `held`, which are in the order of their times. A slot that is past, too far ahead, shut or kept
/// for walk-ins is not listed; one whose places are all held is listed with 0.
pub fn days(
    table: &Timetable<'_>,
    held: &[(SlotStart, u16)],
    (from, to): (Date, Date),
    now: Timestamp,
) -> Vec<AvailableDay> {
    let dates = (from.days()..=to.days()).filter_map(Date::from_days);
    dates
        .map(|date| AvailableDay {
            date,
            holiday: table.holidays.name(date).map(str::to_owned),
            holidays_published: table.holidays.is_published(date),
            slots: free_slots(table, held, date, now),
        })
        .collect()
}

fn free_slots(
    table: &Timetable<'_>,
    held: &[(SlotStart, u16)],
    date: Date,
    now: Timestamp,
) -> Vec<(u16, u16)> {
    let planned = table.day(date).into_iter();
    planned
        .filter_map(|planned| {
            let minute = planned.minute;
            let slot = SlotStart { date, minute };
            within_reach(slot, now).ok()?;
            let known = held.binary_search_by_key(&slot, |(slot, _)| *slot);
            let held = known.map_or(0, |index| held[index].1);
            (planned.places > 0).then(|| (minute, planned.places.saturating_sub(held)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holiday::HolidayCalendar;
    use crate::slot::{Offer, WeeklyHours};

    #[test]
    fn what_is_held_is_not_free() {
        let (hours, holidays) = (WeeklyHours::usual(), HolidayCalendar::default());
        let slot = |text| SlotStart::parse(text).unwrap();
        let table = Timetable {
            hours: &hours,
            holidays: &holidays,
            closures: &[slot("2026-11-25T00:00").date],
            offer: Offer {
                duration: 60,
                capacity: 2,
            },
        };
        let held = [
            (slot("2026-11-24T10:00"), 1),
            (slot("2026-11-24T11:00"), 9),
            (slot("2026-11-26T09:00"), 1),
        ];
        let (from, to) = (held[0].0.date, held[2].0.date);
        let now = slot("2026-11-24T09:31").timestamp();
        let days = days(&table, &held, (from, to), now);
        let slots: Vec<_> = days.iter().map(|day| day.slots.as_slice()).collect();
        let today: &[_] = &[(660, 0), (840, 1), (900, 2), (960, 1)];
        let third: &[_] = &[(540, 1), (600, 1), (660, 2), (840, 1), (900, 2), (960, 1)];
        assert_eq!(slots, [today, &[], third]);
        assert!(days.iter().all(|day| !day.holidays_published));
    }
}
