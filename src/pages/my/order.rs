//! Which booking comes first. Pure.

use client::mine::BookingItem;
use client::state::LocalState;
use model::civil::Timestamp;
use model::slot::SlotStart;

use crate::text::dates;

/// Places in the list of bookings, by what they ask of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Came back: needs the person.
    pub troubled: Vec<usize>,
    /// The next appointment.
    pub next: Option<usize>,
    /// Later ones, the soonest first.
    pub later: Vec<usize>,
    /// Over, the newest first.
    pub past: Vec<usize>,
}

/// Sorts the bookings.
pub(super) fn order(items: &[BookingItem], now: Timestamp) -> Order {
    let mut order = Order::default();
    for (index, item) in items.iter().enumerate() {
        let list = if is_troubled(item) && !is_bygone(item, now) {
            &mut order.troubled
        } else if is_over(item, now) {
            &mut order.past
        } else {
            &mut order.later
        };
        list.push(index);
    }
    let begins = |index: &usize| slot(&items[*index]).map_or(i64::MAX, |slot| slot.timestamp().0);
    order.later.sort_by_key(begins);
    order
        .past
        .sort_by_key(|index| core::cmp::Reverse(begins(index)));
    let wanted = |index: &usize| !is_given_up(&items[*index]);
    let next = order.later.iter().position(wanted);
    order.next = next.map(|place| order.later.remove(place));
    order
}

/// Whether something about it came back.
pub(super) fn is_troubled(item: &BookingItem) -> bool {
    item.state == LocalState::Failed || !item.pending.parked.is_empty()
}

/// Whether it was not taken and its time is past: there is nothing left to do about it.
fn is_bygone(item: &BookingItem, now: Timestamp) -> bool {
    let view = item.record.view.as_ref();
    item.pending.parked.is_empty() && view.is_some_and(|view| view.slot.timestamp().0 < now.0)
}

/// Whether it was cancelled before the server had heard of it: there never was an appointment.
pub(super) fn is_given_up(item: &BookingItem) -> bool {
    item.state == LocalState::Kept && item.record.view.is_none() && item.pending.is_ending()
}

/// Whether nothing more is to come: ended, or its time is past by the device's clock.
pub(super) fn is_over(item: &BookingItem, now: Timestamp) -> bool {
    match &item.record.view {
        Some(view) => {
            let end = view.slot.timestamp().0 + i64::from(view.duration) * 60_000;
            !view.state.is_open() || end < now.0
        }
        None => false,
    }
}

/// The slot held; before the server has said so, the best one wished for.
pub(super) fn slot(item: &BookingItem) -> Option<SlotStart> {
    match &item.record.view {
        Some(view) => Some(view.slot),
        None => item.record.asked.as_ref()?.choices.first().copied(),
    }
}

/// The time in words; never more certain than it is.
pub(super) fn time(item: &BookingItem) -> String {
    if let Some(slot) = slot(item) {
        let words = dates::slot(slot);
        return if item.record.view.is_some() {
            words
        } else {
            [crate::text::my::WISHED, &words[..]].concat()
        };
    }
    let window = item.record.asked.as_ref().and_then(|asked| asked.window);
    window
        .map(|window| crate::text::my::window(&window))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::steps::tests::{at, given_up, kept, settled};
    use super::*;
    use model::booking::BookingState;

    fn with_slot(mut item: BookingItem, text: &str) -> BookingItem {
        if let Some(view) = &mut item.record.view {
            view.slot = SlotStart::parse(text).unwrap();
        }
        item
    }

    #[test]
    fn what_needs_the_person_stands_apart_and_the_next_comes_first() {
        let confirmed = || settled(BookingState::Confirmed, 1);
        let mut failed = kept();
        failed.state = LocalState::Failed;
        let items = [
            with_slot(confirmed(), "2026-11-27T09:00"),
            failed,
            with_slot(confirmed(), "2026-11-20T09:00"),
            kept(),
            settled(BookingState::Cancelled, 1),
            with_slot(confirmed(), "2026-11-24T09:00"),
        ];
        let order = order(&items, at("2026-11-24T09:15"));
        assert_eq!(order.troubled, [1]);
        assert_eq!(
            order.next,
            Some(5),
            "it is going on: half an hour is not over"
        );
        assert_eq!(order.later, [3, 0]);
        assert_eq!(order.past, [4, 2]);
    }

    #[test]
    fn what_was_cancelled_before_it_was_sent_is_not_next() {
        let now = at("2026-11-24T09:15");
        let order = |items: &[BookingItem]| super::order(items, now);
        let alone = order(&[given_up()]);
        assert_eq!((alone.next, alone.later), (None, vec![0]));
        let later = with_slot(settled(BookingState::Confirmed, 1), "2026-12-27T09:00");
        let both = order(&[given_up(), later]);
        assert_eq!((both.next, both.later), (Some(1), vec![0]));
    }

    #[test]
    fn what_was_not_taken_needs_the_person_until_its_time_is_past() {
        let mut declined = settled(BookingState::Cancelled, 1);
        declined.state = LocalState::Failed;
        let order = |now| super::order(std::slice::from_ref(&declined), at(now));
        assert_eq!(order("2026-11-24T09:15").troubled, [0]);
        assert_eq!(order("2026-11-25T09:31").past, [0]);
    }

    #[test]
    fn a_wish_is_called_a_wish() {
        assert_eq!(time(&kept()), "希望 11月25日（周三）上午9:30");
        assert_eq!(
            time(&settled(BookingState::Confirmed, 1)),
            "11月25日（周三）上午9:30"
        );
    }

    #[test]
    fn nothing_at_all() {
        assert_eq!(order(&[], at("2026-11-24T09:15")), Order::default());
    }
}
