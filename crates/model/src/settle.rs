//! How a wish becomes a place: the candidates in their order, and the record of those passed over.
//!
//! Pure: the caller tries to take each place offered (the server in its store, a test in a map)
//! and reports back.

use crate::booking::{BookingState, Wish};
use crate::civil::Timestamp;
use crate::error::PassedOver;
use crate::slot::{Refusal, SlotStart, Timetable, within_reach};

/// A slot to try, with how many app places it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// 1 to 3 for a choice, 0 for the window.
    pub rank: u8,
    /// The slot.
    pub slot: SlotStart,
    /// Places that app users may hold in it.
    pub places: u16,
}

/// A wish that won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The slot won.
    pub slot: SlotStart,
    /// 1 to 3 for a choice, 0 for the window.
    pub rank: u8,
    /// Better wishes that could not be had.
    pub passed_over: Vec<PassedOver>,
}

impl Settlement {
    /// Confirmed if nothing better was wished for, adjusted otherwise.
    pub fn state(&self) -> BookingState {
        if self.passed_over.is_empty() {
            BookingState::Confirmed
        } else {
            BookingState::Adjusted
        }
    }
}

/// The settling of one wish, step by step: take [`Settling::next`], try it, and either
/// [`Settling::won`] or [`Settling::full`] before the next.
#[derive(Debug)]
pub struct Settling {
    steps: std::vec::IntoIter<Step>,
    passed_over: Vec<PassedOver>,
}

#[derive(Debug)]
enum Step {
    Try(Candidate),
    Refused(PassedOver),
}

impl Settling {
    /// Lines up the choices, best first, then the slots of the window by time.
    pub fn new(wish: &Wish, table: &Timetable<'_>, now: Timestamp) -> Self {
        let mut steps: Vec<Step> = (1u8..)
            .zip(&wish.choices)
            .map(|(rank, slot)| match table.places(*slot, now) {
                Ok(places) => Step::Try(Candidate {
                    rank,
                    slot: *slot,
                    places,
                }),
                Err(reason) => Step::Refused(PassedOver { rank, reason }),
            })
            .collect();
        push_window(&mut steps, wish, table, now);
        Self {
            steps: steps.into_iter(),
            passed_over: Vec::new(),
        }
    }

    /// The next slot to try; `None` when the wish is lost.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator has no say in what came of it"
    )]
    pub fn next(&mut self) -> Option<Candidate> {
        loop {
            match self.steps.next()? {
                Step::Try(candidate) => return Some(candidate),
                Step::Refused(reason) => self.pass_over(reason),
            }
        }
    }

    /// The slot last offered had no free place.
    pub fn full(&mut self, candidate: Candidate) {
        self.pass_over(PassedOver {
            rank: candidate.rank,
            reason: Refusal::Full,
        });
    }

    /// A place in the slot last offered was taken.
    pub fn won(self, candidate: Candidate) -> Settlement {
        let passed_over = self
            .passed_over
            .into_iter()
            .filter(|p| p.rank != 0)
            .collect();
        Settlement {
            slot: candidate.slot,
            rank: candidate.rank,
            passed_over,
        }
    }

    /// Every wish was passed over; says why for each.
    pub fn lost(self) -> Vec<PassedOver> {
        self.passed_over
    }

    /// The window counts as one wish: its first slots' fate is kept only if nothing says `Full`.
    fn pass_over(&mut self, news: PassedOver) {
        match self
            .passed_over
            .iter_mut()
            .find(|known| known.rank == news.rank)
        {
            Some(known) if news.reason == Refusal::Full => *known = news,
            Some(_) => {}
            None => self.passed_over.push(news),
        }
    }
}

fn push_window(steps: &mut Vec<Step>, wish: &Wish, table: &Timetable<'_>, now: Timestamp) {
    let Some(window) = wish.window else { return };
    let before = steps.len();
    let mut reason = Refusal::Closed;
    for days in 0..=window.to.days().saturating_sub(window.from.days()) {
        let date = window.from.plus_days(days);
        for planned in table.day(date) {
            let slot = SlotStart {
                date,
                minute: planned.minute,
            };
            if planned.places == 0 || !window.part.contains(planned.minute) {
                continue;
            }
            match within_reach(slot, now) {
                // Nobody asks for the window before this choice was tried and found full.
                Ok(()) if wish.choices.contains(&slot) => reason = Refusal::Full,
                Ok(()) => {
                    let places = planned.places;
                    steps.push(Step::Try(Candidate {
                        rank: 0,
                        slot,
                        places,
                    }));
                }
                Err(other) if reason != Refusal::Full => reason = other,
                Err(_) => {}
            }
        }
    }
    if steps.len() == before {
        steps.push(Step::Refused(PassedOver { rank: 0, reason }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::{DayPart, Window};
    use crate::civil::Date;
    use crate::holiday::HolidayCalendar;
    use crate::slot::{Offer, WeeklyHours};
    use std::collections::BTreeMap;

    fn slot(text: &str) -> SlotStart {
        SlotStart::parse(text).unwrap()
    }

    fn run(wish: &Wish, taken: &[(&str, u16)]) -> Result<Settlement, Vec<PassedOver>> {
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
        let taken: BTreeMap<SlotStart, u16> = taken.iter().map(|(s, n)| (slot(s), *n)).collect();
        let mut settling = Settling::new(wish, &table, slot("2026-11-23T12:00").timestamp());
        while let Some(candidate) = settling.next() {
            if taken.get(&candidate.slot).copied().unwrap_or(0) < candidate.places {
                return Ok(settling.won(candidate));
            }
            settling.full(candidate);
        }
        Err(settling.lost())
    }

    fn wish(choices: &[&str], window: Option<(&str, &str, DayPart)>) -> Wish {
        Wish {
            choices: choices.iter().map(|text| slot(text)).collect(),
            window: window.map(|(from, to, part)| Window {
                from: Date::parse(from).unwrap(),
                to: Date::parse(to).unwrap(),
                part,
            }),
        }
    }

    fn over(rank: u8, reason: Refusal) -> PassedOver {
        PassedOver { rank, reason }
    }

    #[test]
    fn the_first_choice_is_confirmed() {
        let won = run(&wish(&["2026-11-24T09:00"], None), &[]).unwrap();
        assert_eq!((won.rank, won.state()), (1, BookingState::Confirmed));
    }

    #[test]
    fn a_later_choice_says_why_not_the_better_ones() {
        let asked = wish(
            &["2026-11-23T09:00", "2026-11-24T09:00", "2026-11-24T09:30"],
            None,
        );
        let won = run(&asked, &[("2026-11-24T09:00", 1)]).unwrap();
        assert_eq!((won.rank, won.slot), (3, slot("2026-11-24T09:30")));
        assert_eq!(
            won.passed_over,
            [over(1, Refusal::Past), over(2, Refusal::Full)]
        );
        assert_eq!(won.state(), BookingState::Adjusted);
    }

    #[test]
    fn the_window_is_tried_last_and_in_order() {
        let asked = wish(
            &["2026-11-24T09:00"],
            Some(("2026-11-24", "2026-11-25", DayPart::Afternoon)),
        );
        let taken = [("2026-11-24T09:00", 1), ("2026-11-24T14:00", 1)];
        let won = run(&asked, &taken).unwrap();
        assert_eq!((won.rank, won.slot), (0, slot("2026-11-24T15:00")));
        assert_eq!(won.passed_over, [over(1, Refusal::Full)]);
    }

    #[test]
    fn a_window_alone_is_the_first_wish() {
        let won = run(
            &wish(&[], Some(("2026-11-23", "2026-11-24", DayPart::Any))),
            &[],
        )
        .unwrap();
        assert_eq!(won.slot, slot("2026-11-23T14:00"));
        assert_eq!(won.state(), BookingState::Confirmed);
    }

    #[test]
    fn a_window_of_nothing_but_full_choices_is_full() {
        let all = [
            "2026-11-24T09:00",
            "2026-11-24T09:30",
            "2026-11-24T10:00",
            "2026-11-24T11:00",
            "2026-11-24T11:30",
        ];
        let asked = wish(&all, Some(("2026-11-24", "2026-11-24", DayPart::Morning)));
        let lost = run(&asked, &all.map(|text| (text, 1))).unwrap_err();
        let expected = [1, 2, 3, 4, 5, 0].map(|rank| over(rank, Refusal::Full));
        assert_eq!(lost, expected);
    }

    #[test]
    fn lost_says_why_for_each() {
        let asked = wish(
            &["2026-11-28T09:00"],
            Some(("2026-11-28", "2026-11-29", DayPart::Any)),
        );
        let lost = run(&asked, &[]).unwrap_err();
        assert_eq!(lost, [over(1, Refusal::Closed), over(0, Refusal::Closed)]);
    }
}
