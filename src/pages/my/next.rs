//! The next appointment on the first page. Drawn by the lazy engine into a place of the static
//! HTML, so that the first screen carries nothing of it.

use std::cell::RefCell;

use client::mine::{BookingItem, Mine};
use client::state::LocalState;
use leptos::mount::mount_to;
use leptos::prelude::*;
use model::civil::Timestamp;

use super::order::{is_over, slot};
use super::{marks, names};
use crate::browser::notes;
use crate::components::{StationName, TimeWords};
use crate::live::live;
use crate::pages::home;
use crate::routes::paths;
use crate::state::App;
use crate::text::home as text;

thread_local! {
    static NEXT: RefCell<Option<BookingItem>> = const { RefCell::new(None) };
}

/// Notes what is next; for the next visit too where records are kept on this device (`lasting`). It
/// is drawn when the records are said to have changed.
pub fn note(mine: &Mine, lasting: bool) {
    let next = pick(&mine.bookings, super::now()).cloned();
    if lasting {
        notes::note_next(next.is_some());
    }
    notes::keep_place(next.is_some());
    NEXT.set(next);
}

/// The records could not be read: a place that would stay empty is given up for this visit.
pub fn unread() {
    notes::keep_place(NEXT.with_borrow(Option::is_some));
}

/// Draws into the first page, now and whenever records change. Call it once.
pub fn draw(app: App) {
    let Some(place) = home::place_of_next() else {
        return;
    };
    let view = move || {
        live(move || {
            app.records.track();
            NEXT.with_borrow(|next| next.as_ref().map(|item| card(app, item)))
                .into_any()
        })
    };
    mount_to(place, view).forget();
}

/// What is granted goes before what is only wished for, then the soonest.
fn pick(items: &[BookingItem], now: Timestamp) -> Option<&BookingItem> {
    let to_come = |item: &&BookingItem| {
        item.state != LocalState::Failed && !item.pending.is_ending() && !is_over(item, now)
    };
    items.iter().filter(to_come).min_by_key(|item| {
        let begins = slot(item).map_or(i64::MAX, |slot| slot.timestamp().0);
        (item.record.view.is_none(), begins)
    })
}

fn card(app: App, item: &BookingItem) -> AnyView {
    let mine = &item.record;
    let (leaf, clock) = (marks::leaf(item), marks::clock(item));
    let station = names::station_code(mine).map(|code| names::station(app, code));
    let station = station.map(|name| view! { <StationName name /> });
    let service = names::service_of(app, mine);
    let marks = marks::booking(app, item);
    view! {
        <section class="sec">
            <h2>{text::NEXT}</h2>
            <a class="card plain" href=paths::booking(mine.id)>
                <div class="next-in">
                    {leaf}
                    <div>
                        <p class="when"><TimeWords words=clock /></p>
                        <p>{service}</p>
                        <p class="muted small">{station}</p>
                        <p class="tags">{marks}</p>
                        <p class="muted small">{text::NEXT_HINT}</p>
                    </div>
                </div>
            </a>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use model::booking::BookingState;
    use model::slot::SlotStart;

    use super::super::steps::tests::{at, given_up, kept, settled};
    use super::*;

    fn at_slot(text: &str) -> BookingItem {
        let mut item = settled(BookingState::Confirmed, 1);
        if let Some(view) = &mut item.record.view {
            view.slot = SlotStart::parse(text).unwrap();
        }
        item
    }

    fn picked(items: &[BookingItem]) -> Option<usize> {
        let next = pick(items, at("2026-11-24T09:15"))?;
        items.iter().position(|item| item == next)
    }

    #[test]
    fn what_is_granted_goes_before_what_is_wished_for() {
        let later = at_slot("2026-12-27T09:00");
        assert_eq!(picked(&[kept(), later.clone()]), Some(1));
        assert_eq!(picked(&[later, at_slot("2026-11-26T09:00")]), Some(1));
        assert_eq!(picked(&[kept()]), Some(0));
    }

    #[test]
    fn what_is_over_or_came_to_nothing_is_not_next() {
        let mut failed = kept();
        failed.state = LocalState::Failed;
        let over = at_slot("2026-11-20T09:00");
        let cancelled = settled(BookingState::Cancelled, 1);
        assert_eq!(picked(&[failed, over, cancelled, given_up()]), None);
    }
}
