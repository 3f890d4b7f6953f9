//! The list of the day: time, name, service, state, and what can be done in one tap.

use leptos::prelude::*;
use model::booking::BookingState;
use model::id::BookingId;
use model::permissions::Deed;
use model::slot::Way;
use model::workbench::{BookingRow, Channel, Doing};

use super::acts::Ask;
use super::bench::{Bench, Stand};
use super::form::focus_soon;
use crate::components::{EmptyState, ErrorState, IconName, LoadingState, StateBadge, Tone};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::today as text;

/// Before the booking in the id of a row's element.
const ROW: &str = "row-";

/// The id of a row's element.
fn element(id: BookingId) -> String {
    [ROW, &id.to_string()].concat()
}

/// The booking of the row with that element.
pub(super) fn of_element(id: &str) -> Option<BookingId> {
    BookingId::parse(id.strip_prefix(ROW)?).ok()
}

/// How a row stands, in a word and a colour.
pub(super) fn badge(row: &BookingRow) -> AnyView {
    let label = match row.outcome {
        Some(outcome) if row.state == BookingState::Served => outcome.title(),
        _ => text::state(row.state, row.declined, row.arrived_at.is_some()),
    };
    let (tone, icon) = match row.state {
        BookingState::Served => (Tone::Ok, IconName::OK),
        BookingState::NoShow => (Tone::Quiet, IconName::CLOSE),
        BookingState::Cancelled if row.declined => (Tone::Fail, IconName::FAIL),
        BookingState::Cancelled | BookingState::Unknown => (Tone::Quiet, IconName::CLOSE),
        _ if row.arrived_at.is_some() => (Tone::Info, IconName::ME),
        _ => (Tone::Wait, IconName::WAIT),
    };
    view! { <StateBadge tone label icon /> }.into_any()
}

/// A name, or that it is wiped.
pub(super) fn name(row: &BookingRow) -> String {
    match row.name.is_empty() {
        true => text::NO_NAME.to_owned(),
        false => row.name.clone(),
    }
}

/// The list.
pub(super) fn view(bench: Bench) -> AnyView {
    let any = Memo::new(move |_| !bench.rows.read().is_empty());
    let stand = Memo::new(move |_| match &*bench.stand.read() {
        Stand::Failed(words) => Some(Some(words.clone())),
        Stand::Loading => Some(None),
        Stand::Fresh(_) | Stand::Kept(_) => None,
    });
    live(move || match (stand.get(), any.get()) {
        (_, true) => rows(bench),
        (Some(None), _) => view! { <LoadingState /> }.into_any(),
        (Some(Some(words)), _) => {
            let again = move |()| bench.load();
            view! { <ErrorState title=text::NOT_HERE text=words on_retry=again /> }.into_any()
        }
        (None, false) => view! {
            <EmptyState icon=IconName::CALENDAR title=text::EMPTY text=text::EMPTY_HINT />
        }
        .into_any(),
    })
}

fn rows(bench: Bench) -> AnyView {
    let none = live(move || {
        let none = bench.shown().is_empty();
        none.then(|| view! { <p class="st-none muted">{text::NONE_SUCH}</p> })
            .into_any()
    });
    view! {
        <ol class="st-list" aria-label=text::LIST>
            <For each=move || bench.shown() key=key let:row>
                {view_row(bench, row)}
            </For>
        </ol>
        {none}
    }
    .into_any()
}

/// What a row's element depends on: another of it is another element.
fn key(row: &BookingRow) -> (BookingId, u32, bool, bool, u16, i32) {
    (
        row.booking,
        row.version,
        row.opened_at.is_some(),
        row.arrived_at.is_some(),
        row.slot.minute,
        row.slot.date.days(),
    )
}

fn view_row(bench: Bench, row: BookingRow) -> AnyView {
    let id = row.booking;
    let over = !row.state.is_open();
    let at = move || (bench.at.get() == Some(id)).then_some("true");
    let class = if over { "st-row over" } else { "st-row" };
    let title = {
        let slug = row.service.clone();
        live(move || bench.service(&slug).into_any())
    };
    let marks = marks(&row);
    let waits = live(move || {
        let waits = bench.waits(id);
        waits
            .then(|| view! { <span class="st-mark wait">{text::TO_SEND}</span> })
            .into_any()
    });
    let badge = badge(&row);
    let (minute, who) = (row.slot.minute, name(&row));
    let quick = quick(bench, row);
    view! {
        <li class=class data-at=at>
            <button
                type="button"
                class="st-open"
                id=element(id)
                on:click=move |_| bench.go_to(id)
            >
                <b class="st-time num">{dates::clock(minute)}</b>
                <span class="st-who-t">
                    <b>{who}</b>
                    <small>{title}</small>
                    {marks}
                    {waits}
                </span>
                {badge}
            </button>
            {quick}
        </li>
    }
    .into_any()
}

/// Small marks: a visit, a call, somebody else's errand, how it came, a note.
fn marks(row: &BookingRow) -> AnyView {
    let mut words: Vec<&'static str> = Vec::new();
    if row.way != Way::AtStation {
        words.push(text::way(row.way));
    }
    if row.channel != Channel::App {
        words.push(row.channel.title());
    }
    if row.on_behalf != model::person::OnBehalf::Myself {
        words.push(text::OTHERS);
    }
    if row.has_note {
        words.push(text::HAS_NOTE);
    }
    let marks = words
        .into_iter()
        .map(|word| view! { <span class="st-mark">{word}</span> });
    view! { <span class="st-marks">{marks.collect_view()}</span> }.into_any()
}

/// What is likely next, in one tap.
fn quick(bench: Bench, row: BookingRow) -> AnyView {
    live(move || quick_now(bench, &row))
}

fn quick_now(bench: Bench, row: &BookingRow) -> AnyView {
    let stands = bench.stands(row);
    if !stands.open || !bench.may(Deed::SettleBooking) {
        return ().into_any();
    }
    let (id, who) = (row.booking, name(row));
    let button = move |word: &'static str, press: Callback<()>| {
        let label = text::act_on(word, &who);
        view! { <button type="button" class="st-quick" aria-label=label on:click=move |_| press.run(())>{word}</button> }
    };
    let arrived = stands.awaited().then(|| {
        button(
            text::ACT_ARRIVED,
            Callback::new(move |()| bench.act(id, Doing::Arrived)),
        )
    });
    let missed = stands.missed().then(|| {
        button(
            text::ACT_NO_SHOW,
            Callback::new(move |()| bench.act(id, Doing::NoShow)),
        )
    });
    let served = stands.here.then(|| {
        button(
            text::ACT_SERVED,
            Callback::new(move |()| bench.ask(id, Ask::Outcome)),
        )
    });
    view! { <span class="st-quicks">{served}{arrived}{missed}</span> }.into_any()
}

impl Bench {
    /// Moves in the list by so many rows, and the focus with it.
    pub(super) fn move_by(self, by: isize) {
        let rows = untrack(|| self.shown());
        let last = rows.len().checked_sub(1);
        let Some(last) = last else { return };
        let at = self.at.get_untracked();
        let now = rows.iter().position(|row| Some(row.booking) == at);
        let to = match now {
            Some(now) => now.saturating_add_signed(by).min(last),
            None if by < 0 => last,
            None => 0,
        };
        self.focus_row(rows[to].booking);
    }

    /// Puts the focus on a row once it is drawn.
    pub(super) fn focus_row(self, id: BookingId) {
        self.at.set(Some(id));
        focus_soon(element(id));
    }
}
