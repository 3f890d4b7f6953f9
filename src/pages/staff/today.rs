//! The day: its list, what is open beside it, and what became of the last act.

use leptos::prelude::*;
use model::permissions::Deed;

use super::bench::{Bench, Only, Stand};
use super::routes::{Page, paths};
use super::{add, keys, list, outbox, record};
use crate::browser::clock;
use crate::components::{Icon, IconName, Notice};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::today as text;

/// The day's page.
pub(super) fn page(bench: Bench) -> AnyView {
    keys::listen(bench);
    let aside = Memo::new(move |_| match bench.desk.page.get() {
        page @ (Page::New(_) | Page::Record(_)) => page,
        _ => Page::Today,
    });
    let class = move || match aside.get() {
        Page::Today => "st-day",
        _ => "st-day st-beside",
    };
    let beside = move || match aside.get() {
        Page::New(channel) => add::panel(bench, channel),
        _ => record::panel(bench),
    };
    // One record after the other is the same panel.
    let form = Memo::new(move |_| match aside.get() {
        page @ Page::New(_) => Some(page),
        _ => None,
    });
    view! {
        <div class=class>
            {head(bench)}
            {said(bench)}
            <div class="st-two">
                <div class="st-left">{list::view(bench)}</div>
                <section class="st-right">{live(move || { form.get(); untrack(beside) })}</section>
            </div>
        </div>
    }
    .into_any()
}

fn head(bench: Bench) -> AnyView {
    let title = move || {
        let day = bench.day.get();
        let words = dates::day(day);
        if day == super::bench::today() {
            [text::TODAY, " ", &words].concat()
        } else {
            words
        }
    };
    let step = move |days: i32| bench.day.update(|day| *day = day.plus_days(days));
    let pick = move |event| {
        if let Some(day) = model::civil::Date::parse(&event_target_value(&event)) {
            bench.day.set(day);
        }
    };
    let back = move || {
        (bench.day.get() != super::bench::today()).then(|| {
            view! {
                <button type="button" class="btn" on:click=move |_| bench.day.set(super::bench::today())>
                    {text::TO_TODAY}
                </button>
            }
        })
    };
    let station = live(move || bench.station_name(bench.station.get()).into_any());
    view! {
        <header class="st-head no-print">
            <div class="st-title">
                <h1 id="title" tabindex="-1">{title}</h1>
                <p class="muted">{station}" "<a class="link" href=paths::STATION>{text::OTHER_STATION}</a></p>
            </div>
            <div class="st-days" role="group" aria-label=text::DAY>
                <button type="button" class="btn st-step" aria-label=text::BEFORE on:click=move |_| step(-1)><Icon name=IconName::BACK /></button>
                <input type="date" aria-label=text::DAY prop:value=move || bench.day.get().to_iso() on:change=pick />
                <button type="button" class="btn st-step" aria-label=text::AFTER on:click=move |_| step(1)><Icon name=IconName::NEXT /></button>
                {back}
            </div>
            {tools(bench)}
            {counts(bench)}
        </header>
    }
    .into_any()
}

fn tools(bench: Bench) -> AnyView {
    let add = bench.may(Deed::AddBooking).then(|| {
        view! {
            <a class="btn go" href=paths::WALK_IN><Icon name=IconName::PLUS />{text::NEW}<kbd>"N"</kbd></a>
            <a class="btn" href=paths::TELEPHONE><Icon name=IconName::PHONE />{text::TELEPHONE}<kbd>"T"</kbd></a>
        }
    });
    let print = bench.may(Deed::PrintDay).then(|| {
        view! { <a class="btn st-wide" href=paths::SHEET><Icon name=IconName::PRINT />{text::PRINT}<kbd>"P"</kbd></a> }
    });
    view! { <div class="st-tools">{add}{print}</div> }.into_any()
}

fn counts(bench: Bench) -> AnyView {
    let kinds = [
        (Only::All, text::ALL),
        (Only::Waiting, text::WAITING),
        (Only::Arrived, text::ARRIVED),
        (Only::Served, text::SERVED),
        (Only::Missed, text::MISSED),
    ];
    let button = move |(only, name): (Only, &'static str)| {
        let count = move || {
            let rows = bench.rows.read();
            rows.iter()
                .filter(|row| only.takes(row))
                .count()
                .to_string()
        };
        let pressed = move || {
            if bench.only.get() == only {
                "true"
            } else {
                "false"
            }
        };
        view! {
            <button type="button" class="st-count" aria-pressed=pressed on:click=move |_| bench.only.set(only)>
                {name}" "<b>{count}</b>
            </button>
        }
    };
    let age = live(move || age(bench));
    view! {
        <div class="st-counts">
            <div role="group" aria-label=text::COUNTS>{kinds.into_iter().map(button).collect_view()}</div>
            {age}
        </div>
    }
    .into_any()
}

/// How old the list is, and a way to a newer one.
fn age(bench: Bench) -> AnyView {
    let at = match bench.stand.get() {
        Stand::Fresh(at) => text::as_of(&dates::moment(at, clock::now())),
        _ => String::new(),
    };
    view! {
        <span class="st-age">
            <small class="muted num">{at}</small>
            <button type="button" class="txt" on:click=move |_| bench.load()><Icon name=IconName::AGAIN />{text::REFRESH}</button>
        </span>
    }
    .into_any()
}

/// What became of the last act, and whether the list is old.
fn said(bench: Bench) -> AnyView {
    let old = live(move || match bench.stand.get() {
        Stand::Kept(at) => {
            let at = dates::moment(at, clock::now());
            view! { <Notice tone=crate::components::Tone::Wait>{text::kept(&at)}</Notice> }
                .into_any()
        }
        _ => ().into_any(),
    });
    let last = live(move || {
        let said = bench.said.get();
        said.map(|(tone, words)| view! { <Notice tone>{words}</Notice> })
            .into_any()
    });
    view! { <div class="st-said no-print">{old}{outbox::view(bench)}{last}</div> }.into_any()
}
