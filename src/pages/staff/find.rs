//! Finding bookings by reference, number or name. What is typed stays out of the address.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::workbench::{BookingRow, FindBookings, FoundBookings};

use super::bench::Bench;
use super::form::{Form, Line, focus_soon};
use super::routes::paths;
use super::{api, frame, list};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::today as text;

const FIELD: &str = "find";

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let form = Form::new();
    let typed = RwSignal::new(String::new());
    let found: RwSignal<Option<FoundBookings>> = RwSignal::new(None);
    let submit = move |_| {
        if !form.begin() {
            return;
        }
        form.busy.set(true);
        let wire = FindBookings {
            text: typed.get_untracked(),
            within: None,
        };
        spawn_local(async move {
            let answer = api::post::<FoundBookings>(server::FIND_BOOKINGS, &wire).await;
            if let Some(rows) = form.settle(bench.desk, answer, &[]) {
                found.try_set(Some(rows));
            }
        });
    };
    let line = Line {
        id: FIELD,
        label: text::FIND,
        hint: text::FIND_HINT,
        ..Line::default()
    };
    focus_soon(FIELD);
    let results = live(move || match &*found.read() {
        None => ().into_any(),
        Some(found) => results(bench, found),
    });
    let body = view! {
        <form class="st-find" on:submit=submit>{form.line(line, typed)}{form.send(text::FIND_GO)}</form>
        {form.notice()}
        <div aria-live="polite">{results}</div>
    };
    frame::heading(text::FIND_TITLE, body.into_any())
}

fn results(bench: Bench, found: &FoundBookings) -> AnyView {
    if found.rows.is_empty() {
        return view! { <p class="st-none muted">{text::FIND_NONE}</p> }.into_any();
    }
    let more = found
        .more
        .then(|| view! { <p class="muted">{text::FIND_MORE}</p> });
    let rows = found.rows.iter().map(|row| result(bench, row));
    view! { <ol class="st-list">{rows.collect_view()}</ol>{more} }.into_any()
}

fn result(bench: Bench, row: &BookingRow) -> AnyView {
    let (slug, code) = (row.service.clone(), row.station);
    let about = live(move || {
        [&bench.service(&slug), " · ", &bench.station_name(code)]
            .concat()
            .into_any()
    });
    let (id, station, day) = (row.booking, row.station, row.slot.date);
    let go = move |_| {
        // The day around it, so that what follows is beside it.
        bench.station.set(station);
        bench.day.set(day);
        bench.app().go(&paths::record(id));
    };
    view! {
        <li class="st-row st-found">
            <button type="button" class="st-open" on:click=go>
                <b class="st-time num st-date">{dates::month_day(day)}" "{dates::clock(row.slot.minute)}</b>
                <span class="st-who-t"><b>{list::name(row)}" "<span class="num muted">{row.mobile.clone()}</span></b><small>{about}</small></span>
                {list::badge(row)}
            </button>
        </li>
    }
    .into_any()
}
