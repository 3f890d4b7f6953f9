//! How states look: a word, a symbol and a colour for each.

use client::mine::BookingItem;
use client::state::LocalState;
use leptos::prelude::*;

use super::order::{is_troubled, slot, time};
use crate::components::{DayLeaf, IconName, StateBadge, Tone};
use crate::state::App;
use crate::text::{dates, my as text};

/// Colour and symbol of a state.
fn look(state: LocalState) -> (Tone, IconName) {
    match state {
        LocalState::Kept => (Tone::Wait, IconName::TRAY),
        LocalState::Received => (Tone::Info, IconName::SEND),
        LocalState::Confirmed | LocalState::Adjusted | LocalState::Registered => {
            (Tone::Ok, IconName::OK)
        }
        LocalState::Failed => (Tone::Fail, IconName::FAIL),
        LocalState::Served => (Tone::Quiet, IconName::CHECK),
        LocalState::Cancelled | LocalState::Withdrawn | LocalState::NoShow => {
            (Tone::Quiet, IconName::CLOSE)
        }
    }
}

/// The state of a record.
fn state(app: App, state: LocalState) -> AnyView {
    let (tone, icon) = look(state);
    let label = text::state_word(state, app.keeping.get());
    view! { <StateBadge tone label icon /> }.into_any()
}

/// The state of a booking, and what is on its way or came back about it.
pub(super) fn booking(app: App, item: &BookingItem) -> AnyView {
    let pending = &item.pending;
    let ending = pending.is_ending();
    let extra = if is_troubled(item) && item.state != LocalState::Failed {
        Some((Tone::Fail, text::NEEDS_YOU, IconName::WARN))
    } else if ending {
        Some((Tone::Wait, text::CANCEL_ON_ITS_WAY, IconName::TRAY))
    } else if pending.is_changing() {
        Some((Tone::Wait, text::CHANGE_ON_ITS_WAY, IconName::TRAY))
    } else {
        None
    };
    let extra = extra.map(|(tone, label, icon)| view! { " "<StateBadge tone label icon /> });
    view! { {state(app, item.state)}{extra} }.into_any()
}

/// The leaf of the calendar for a booking, if it has a time.
pub(super) fn leaf(item: &BookingItem) -> Option<AnyView> {
    let slot = slot(item)?;
    let (_, month, day) = slot.date.ymd();
    let month = [&month.to_string(), "月"].concat();
    let weekday = dates::weekday(slot.date.weekday());
    Some(view! { <DayLeaf month day=day.to_string() weekday /> }.into_any())
}

/// The words beside that leaf: the time of day once it is granted, what is asked for before.
pub(super) fn clock(item: &BookingItem) -> String {
    match (slot(item), item.record.view.is_some()) {
        (Some(slot), true) => dates::time(slot.minute),
        _ => time(item),
    }
}
