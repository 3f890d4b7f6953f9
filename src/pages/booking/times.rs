//! What can be tapped on the time page: pure, from the server's answer, from an older one kept on
//! the device, or, where there is neither, from the usual hours.

use model::availability::Availability;
use model::booking::{DayPart, Window, Wish};
use model::civil::{Date, Timestamp};
use model::slot::{HORIZON_DAYS, Refusal, SlotStart, Timetable, within_reach};

/// How much is known about the places left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The server's answer of that moment, just fetched.
    Fresh(Timestamp),
    /// An older answer; places may have gone since.
    Kept(Timestamp),
    /// Nothing: slots follow from the usual hours, places are unknown.
    Guessed,
}

/// A slot that can be tapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Minutes after midnight.
    pub minute: u16,
    /// Places left; `None`: unknown.
    pub left: Option<u16>,
}

/// A day chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// The holiday's name, if the station is shut for one.
    pub holiday: Option<String>,
    /// Slots not yet past, in order.
    pub slots: Vec<Slot>,
}

impl Day {
    /// Whether somebody can still be taken.
    pub fn has_room(&self) -> bool {
        self.slots.iter().any(|slot| slot.left != Some(0))
    }

    /// The slots of one half of the day.
    pub fn part(&self, part: DayPart) -> impl Iterator<Item = Slot> + '_ {
        self.slots
            .iter()
            .copied()
            .filter(move |slot| part.contains(slot.minute))
    }
}

/// Days and slots of one station, service and way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    /// How much is known.
    pub known: Known,
    /// Minutes a slot lasts.
    pub duration: u16,
    /// Whether the station has published its hours.
    pub hours_published: bool,
    /// The first year whose public holidays are not published, if days of it are shown.
    pub year_unpublished: Option<u16>,
    /// Today and the days after it, in order.
    pub days: Vec<Day>,
}

impl Times {
    /// From an answer of the server: `fresh`, or kept since then. Slots gone by are left out.
    pub fn from_answer(answer: &Availability, fresh: bool, now: Timestamp) -> Self {
        let (today, _) = now.in_chongqing();
        let days = answer
            .days
            .iter()
            .filter(|day| day.date >= today)
            .map(|day| Day {
                date: day.date,
                holiday: day.holiday.clone(),
                slots: day
                    .slots
                    .iter()
                    .filter(|(minute, _)| in_reach(day.date, *minute, now))
                    .map(|(minute, left)| Slot {
                        minute: *minute,
                        left: Some(*left),
                    })
                    .collect(),
            });
        let unpublished = answer.days.iter().find(|day| !day.holidays_published);
        Self {
            known: if fresh {
                Known::Fresh(answer.as_of)
            } else {
                Known::Kept(answer.as_of)
            },
            duration: answer.duration,
            hours_published: answer.hours_published,
            year_unpublished: unpublished.map(|day| day.date.ymd().0),
            days: days.collect(),
        }
    }

    /// From hours and holidays alone; slots kept wholly for walk-ins are left out.
    pub fn guess(table: &Timetable<'_>, hours_published: bool, now: Timestamp) -> Self {
        let (today, _) = now.in_chongqing();
        let dates = (0..HORIZON_DAYS).map(|ahead| today.plus_days(ahead));
        let unpublished = dates
            .clone()
            .find(|date| !table.holidays.is_published(*date));
        let days = dates.map(|date| {
            let slots = table
                .day(date)
                .into_iter()
                .filter(|slot| slot.places > 0 && in_reach(date, slot.minute, now))
                .map(|slot| Slot {
                    minute: slot.minute,
                    left: None,
                });
            Day {
                date,
                holiday: table.holidays.name(date).map(str::to_owned),
                slots: slots.collect(),
            }
        });
        Self {
            known: Known::Guessed,
            duration: table.offer.duration,
            hours_published,
            year_unpublished: unpublished.map(|date| date.ymd().0),
            days: days.collect(),
        }
    }

    /// The day to open first: of the first choice, else the first with room.
    pub fn first_day(&self, wish: &Wish) -> Option<Date> {
        let chosen = wish.choices.first().map(|slot| slot.date);
        let shown = |date: &Date| self.days.iter().any(|day| day.date == *date);
        let with_room = || {
            self.days
                .iter()
                .find(|day| day.has_room())
                .map(|day| day.date)
        };
        chosen.filter(shown).or_else(with_room)
    }

    /// The day with that date.
    pub fn day(&self, date: Date) -> Option<&Day> {
        self.days.iter().find(|day| day.date == date)
    }

    /// Why a slot chosen before cannot be had any more, as far as this knows.
    pub fn refusal(&self, slot: SlotStart, now: Timestamp) -> Option<Refusal> {
        if let Err(refusal) = within_reach(slot, now) {
            return Some(refusal);
        }
        let Some(day) = self.day(slot.date) else {
            return Some(Refusal::TooFar);
        };
        if day.slots.is_empty() {
            return Some(Refusal::Closed);
        }
        match day.slots.iter().find(|known| known.minute == slot.minute) {
            None => Some(Refusal::NotASlot),
            Some(Slot { left: Some(0), .. }) if matches!(self.known, Known::Fresh(_)) => {
                Some(Refusal::Full)
            }
            Some(_) => None,
        }
    }
}

fn in_reach(date: Date, minute: u16, now: Timestamp) -> bool {
    within_reach(SlotStart { date, minute }, now).is_ok()
}

/// How many days "these days" may mean, counted from today.
pub const WINDOWS: [i32; 3] = [7, 14, 30];

/// Any time within `days` days from today, today included.
pub fn window(today: Date, days: i32, part: DayPart) -> Window {
    Window {
        from: today,
        to: today.plus_days(days - 1),
        part,
    }
}

/// Which of [`WINDOWS`] a window is nearest to.
pub fn window_days(window: Window) -> i32 {
    let days = window.to.days() - window.from.days() + 1;
    WINDOWS
        .into_iter()
        .find(|most| days <= *most)
        .unwrap_or(WINDOWS[2])
}

/// Brings a wish that was kept for some days up to date: a window whose days have gone is dropped,
/// one that has begun begins today.
pub fn refresh(wish: &mut Wish, today: Date) {
    if let Some(window) = &mut wish.window {
        window.from = window.from.max(today);
        if window.to < window.from {
            wish.window = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::availability::AvailableDay;
    use model::booking::ServiceSlug;
    use model::division::DivisionCode;
    use model::holiday::HolidayCalendar;
    use model::slot::{Offer, Way, WeeklyHours};

    fn slot(text: &str) -> SlotStart {
        SlotStart::parse(text).unwrap()
    }

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn answer() -> Availability {
        let day = |text: &str, holidays_published, slots: &[(u16, u16)]| AvailableDay {
            date: date(text),
            holiday: None,
            holidays_published,
            slots: slots.to_vec(),
        };
        Availability {
            station: DivisionCode::CHONGQING,
            service: ServiceSlug::parse("a").unwrap(),
            way: Way::AtStation,
            duration: 30,
            as_of: slot("2026-12-30T09:58").timestamp(),
            hours_published: false,
            days: vec![
                day(
                    "2026-12-30",
                    true,
                    &[(540, 1), (570, 1), (600, 2), (840, 0)],
                ),
                day("2026-12-31", true, &[]),
                day("2027-01-04", false, &[(540, 1)]),
            ],
        }
    }

    #[test]
    fn what_has_gone_by_is_not_offered() {
        let now = slot("2026-12-30T09:10").timestamp();
        let times = Times::from_answer(&answer(), true, now);
        let minutes: Vec<u16> = times.days[0].slots.iter().map(|slot| slot.minute).collect();
        assert_eq!(minutes, [600, 840], "half an hour ahead at least");
        assert_eq!(times.days[0].part(DayPart::Morning).count(), 1);
        assert_eq!(times.year_unpublished, Some(2027));
        assert_eq!(times.first_day(&Wish::default()), Some(date("2026-12-30")));

        let next_day = slot("2026-12-31T09:10").timestamp();
        let times = Times::from_answer(&answer(), false, next_day);
        assert_eq!(
            times.days[0].date,
            date("2026-12-31"),
            "days gone by are left out"
        );
        assert_eq!(times.first_day(&Wish::default()), Some(date("2027-01-04")));
    }

    #[test]
    fn choices_that_cannot_be_had_say_why() {
        let now = slot("2026-12-30T09:10").timestamp();
        let fresh = Times::from_answer(&answer(), true, now);
        let kept = Times::from_answer(&answer(), false, now);
        let ask = |times: &Times, text| times.refusal(slot(text), now);
        assert_eq!(ask(&fresh, "2026-12-30T10:00"), None);
        assert_eq!(ask(&fresh, "2026-12-30T09:00"), Some(Refusal::Past));
        assert_eq!(ask(&fresh, "2026-12-30T14:00"), Some(Refusal::Full));
        assert_eq!(
            ask(&kept, "2026-12-30T14:00"),
            None,
            "an old answer proves nothing"
        );
        assert_eq!(ask(&fresh, "2026-12-30T10:07"), Some(Refusal::NotASlot));
        assert_eq!(ask(&fresh, "2026-12-31T10:00"), Some(Refusal::Closed));
        assert_eq!(ask(&fresh, "2027-03-31T10:00"), Some(Refusal::TooFar));
    }

    #[test]
    fn without_an_answer_the_usual_hours_count() {
        let now = slot("2026-11-23T09:10").timestamp();
        let (hours, holidays) = (WeeklyHours::usual(), HolidayCalendar::default());
        let offer = Offer {
            duration: 30,
            capacity: 1,
        };
        let table = Timetable {
            hours: &hours,
            holidays: &holidays,
            closures: &[],
            offer,
        };
        let times = Times::guess(&table, false, now);
        assert_eq!(times.known, Known::Guessed);
        assert_eq!(times.days.len(), 30);
        let monday: Vec<u16> = times.days[0].slots.iter().map(|slot| slot.minute).collect();
        assert_eq!(
            monday,
            [600, 660, 690, 840, 900, 930, 960, 1020],
            "10:30, 14:30 and 16:30 are for walk-ins"
        );
        assert!(times.days[5].slots.is_empty(), "Saturday");
        assert!(times.days[0].slots.iter().all(|slot| slot.left.is_none()));
        assert_eq!(times.year_unpublished, Some(2026));
    }

    #[test]
    fn a_chosen_day_opens_first() {
        let now = slot("2026-12-30T09:10").timestamp();
        let times = Times::from_answer(&answer(), true, now);
        let wish = |text| Wish {
            choices: vec![slot(text)],
            window: None,
        };
        assert_eq!(
            times.first_day(&wish("2027-01-04T09:00")),
            Some(date("2027-01-04"))
        );
        assert_eq!(
            times.first_day(&wish("2026-12-01T09:00")),
            Some(date("2026-12-30"))
        );
    }

    #[test]
    fn windows_keep_up_with_the_days() {
        let today = date("2026-11-23");
        let week = window(today, 7, DayPart::Morning);
        assert_eq!((week.to, window_days(week)), (date("2026-11-29"), 7));
        let wish = Wish {
            choices: vec![],
            window: Some(week),
        };
        assert_eq!(wish.check(), Ok(()));
        let month = Wish {
            choices: vec![],
            window: Some(window(today, 30, DayPart::Any)),
        };
        assert_eq!(month.check(), Ok(()));

        let mut later = wish.clone();
        refresh(&mut later, date("2026-11-27"));
        assert_eq!(later.window.unwrap().from, date("2026-11-27"));
        assert_eq!(window_days(later.window.unwrap()), 7);
        refresh(&mut later, date("2026-11-30"));
        assert_eq!(later.window, None);
    }
}
