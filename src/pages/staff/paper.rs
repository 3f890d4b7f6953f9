//! A day kept on paper, keyed in line after line: Enter takes a line and begins the next.

use leptos::prelude::*;
use model::civil::Date;
use model::slot::SlotStart;
use model::workbench::{BookingRow, Channel, Doing, Outcome};

use super::add::{self, Entry, TIME};
use super::bench::{Bench, today};
use super::form::focus_soon;
use super::{frame, list, service};
use crate::components::Section;
use crate::live::live;
use crate::text::dates;
use crate::text::staff::enter as text;

const DAY: &str = "paper-day";
const BECAME: &str = "became";

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let done: RwSignal<Vec<BookingRow>> = RwSignal::new(Vec::new());
    let then = Callback::new(move |row| {
        done.update(|done| done.insert(0, row));
        focus_soon(add::NAME);
    });
    let entry = Entry::new(bench, Channel::Paper, then);
    entry.became.set(Some(Doing::Served {
        outcome: Outcome::Done,
    }));
    let day = RwSignal::new(bench.day.get_untracked().min(today()));
    entry.slot.set(Some(SlotStart {
        date: day.get_untracked(),
        minute: 540,
    }));
    let station = live(move || bench.station_name(bench.station.get()).into_any());
    let rows = live(move || lines(&done.read()));
    let body = view! {
        <p class="lead"><b>{station}</b>"　"{text::PAPER_LEAD}</p>
        <form class="card st-form" on:submit=move |_| entry.submit(false)>
            <div class="st-pair">{day_field(entry, day)}{time_field(entry, day)}{became_field(entry)}</div>
            {service::field(bench, entry.form, entry.service, add::NAME)}
            {add::person(entry)}
            {add::foot(entry)}
        </form>
        <Section title=text::PAPER_DONE>{rows}</Section>
    };
    frame::heading(text::title(Channel::Paper), body.into_any())
}

fn day_field(entry: Entry, day: RwSignal<Date>) -> AnyView {
    let pick = move |event| {
        let Some(date) = Date::parse(&event_target_value(&event)) else {
            return;
        };
        day.set(date);
        entry.slot.update(|slot| {
            if let Some(slot) = slot {
                slot.date = date;
            }
        });
    };
    let input = view! {
        <input id=DAY type="date" max=today().to_iso() prop:value=move || day.get().to_iso() on:change=pick />
    };
    entry.form.field(DAY, text::DAY, "", input.into_any())
}

fn time_field(entry: Entry, day: RwSignal<Date>) -> AnyView {
    let shown = move || {
        let slot = entry.slot.get();
        slot.map(|slot| slot.to_iso()[11..].to_owned())
            .unwrap_or_default()
    };
    let pick = move |event| {
        let text = [
            &day.get_untracked().to_iso(),
            "T",
            &event_target_value(&event),
        ]
        .concat();
        entry.slot.set(SlotStart::parse(&text));
    };
    let input = view! { <input id=TIME type="time" prop:value=shown on:change=pick /> };
    entry
        .form
        .field(TIME, text::PAPER_TIME, "", input.into_any())
}

fn became_field(entry: Entry) -> AnyView {
    let choices: Vec<(String, Option<Doing>)> = Outcome::ALL
        .into_iter()
        .map(|outcome| (outcome.title().to_owned(), Some(Doing::Served { outcome })))
        .chain([
            (text::BECAME_MISSED.to_owned(), Some(Doing::NoShow)),
            (text::BECAME_OPEN.to_owned(), None),
        ])
        .collect();
    let options = choices.iter().enumerate().map(|(number, (name, _))| {
        view! { <option value=number.to_string()>{name.clone()}</option> }
    });
    let options = options.collect_view();
    let pick = move |event| {
        let number: Option<usize> = event_target_value(&event).parse().ok();
        if let Some((_, became)) = number.and_then(|number| choices.get(number)) {
            entry.became.set(became.clone());
        }
    };
    let input = view! { <select id=BECAME on:change=pick>{options}</select> };
    entry.form.field(BECAME, text::BECAME, "", input.into_any())
}

fn lines(rows: &[BookingRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{text::PAPER_NONE}</p> }.into_any();
    }
    let line = |row: &BookingRow| {
        view! {
            <li class="st-row">
                <span class="st-open">
                    <b class="st-time num">{dates::clock(row.slot.minute)}</b>
                    <span class="st-who-t"><b>{list::name(row)}</b><small class="num">{row.reference.grouped()}</small></span>
                    {list::badge(row)}
                </span>
            </li>
        }
    };
    view! { <ol class="st-list">{rows.iter().map(line).collect_view()}</ol> }.into_any()
}
