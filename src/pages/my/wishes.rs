//! Which times were asked for, and which was won. Pure.

use client::mine::BookingItem;
use client::outbox::What;
use model::booking::{BookingView, Wish};

use crate::text::{booking, dates, my as text};

/// The times of a booking, a row each with its label: what was asked for last, and what was won.
pub(super) fn rows(item: &BookingItem) -> Vec<(&'static str, Vec<String>)> {
    let view = item.record.view.as_ref();
    let asked = item.record.asked.as_ref().map(|asked| asked.wish());
    let (label, wish) = match (change(item), asked) {
        (Some(wish), _) => (text::WISHES_TO_BE, Some(wish.clone())),
        (None, Some(wish)) if view.is_some_and(|view| !answers(view, &wish)) => {
            (text::WISHES_THEN, Some(wish))
        }
        (None, asked) => (text::WISHES, asked),
    };
    let mut rows = Vec::new();
    let lines = wish.map(|wish| lines(&wish)).unwrap_or_default();
    if !lines.is_empty() {
        rows.push((label, lines));
    }
    if let Some(view) = view.filter(|view| view.state.is_open()) {
        rows.push((text::TIME_WON, vec![dates::slot(view.slot)]));
    }
    rows
}

/// The times asked for by a change that has not been granted yet, the last one made.
fn change(item: &BookingItem) -> Option<&Wish> {
    let about = item.pending.parked.iter().chain(&item.pending.waiting);
    about.rev().find_map(|entry| match &entry.what {
        What::ChangeBooking(_, wish) => Some(wish),
        _ => None,
    })
}

/// Whether the slot won is one of those wished for. If not, other times were asked for on another
/// device.
fn answers(view: &BookingView, wish: &Wish) -> bool {
    match usize::from(view.rank).checked_sub(1) {
        Some(index) => wish.choices.get(index) == Some(&view.slot),
        None => wish.window.is_some_and(|window| {
            (window.from..=window.to).contains(&view.slot.date)
                && window.part.contains(view.slot.minute)
        }),
    }
}

/// The times wished for, a line each.
pub(in crate::pages) fn lines(wish: &Wish) -> Vec<String> {
    let ranked = (1..).zip(&wish.choices);
    let mut lines: Vec<String> = ranked
        .map(|(rank, slot)| booking::ranked(rank, *slot))
        .collect();
    lines.extend(wish.window.as_ref().map(text::window));
    lines
}

#[cfg(test)]
mod tests {
    use client::outbox::Entry;
    use model::booking::BookingState;
    use model::id::ActionId;
    use model::slot::SlotStart;

    use super::super::steps::tests::{at, kept, settled};
    use super::*;

    fn wish(slot: &str) -> Wish {
        Wish {
            choices: vec![SlotStart::parse(slot).unwrap()],
            window: None,
        }
    }

    fn labels(item: &BookingItem) -> Vec<&'static str> {
        rows(item).into_iter().map(|(label, _)| label).collect()
    }

    #[test]
    fn before_an_answer_only_the_wishes_are_known() {
        assert_eq!(labels(&kept()), [text::WISHES]);
    }

    #[test]
    fn what_was_won_stands_below_what_was_asked_for() {
        let item = settled(BookingState::Confirmed, 1);
        assert_eq!(labels(&item), [text::WISHES, text::TIME_WON]);
        assert_eq!(rows(&item)[1].1, ["11月25日（周三）上午9:30"]);
        assert_eq!(labels(&settled(BookingState::Cancelled, 1)), [text::WISHES]);
    }

    #[test]
    fn a_change_on_its_way_is_what_was_asked_for_last() {
        let mut item = settled(BookingState::Confirmed, 1);
        for (number, slot) in [(2, "2026-11-26T10:00"), (3, "2026-11-27T10:00")] {
            item.pending.waiting.push(Entry::new(
                ActionId::new(number, &[3; 10]),
                item.record.secret,
                What::ChangeBooking(item.record.id, wish(slot)),
                at("2026-11-23T12:00"),
            ));
        }
        let rows = rows(&item);
        assert_eq!(rows[0].0, text::WISHES_TO_BE);
        assert!(rows[0].1[0].contains("27日"), "{:?}", rows[0].1);
        assert_eq!(rows[1].0, text::TIME_WON);
    }

    #[test]
    fn times_asked_for_before_another_device_changed_them_are_called_old() {
        let mut item = settled(BookingState::Confirmed, 1);
        if let Some(view) = &mut item.record.view {
            view.slot = SlotStart::parse("2026-11-28T10:00").unwrap();
        }
        assert_eq!(labels(&item), [text::WISHES_THEN, text::TIME_WON]);
    }
}
