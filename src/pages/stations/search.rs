//! Search as you type over all stations, and the way down from the districts.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::division::DivisionCode;
use model::station::StationIndex;
use web_sys::HtmlInputElement;

use super::{children, rows, with_stations};
use crate::browser::{dom, history, measure};
use crate::live::{follow, live};
use crate::pages::{arrived, call, typed_in};
use crate::routes::{Route, paths, percent_encode};
use crate::state::App;
use crate::text::stations as text;

/// How many stations are shown for one search: a screen or two, drawn anew at each keystroke.
const FIRST: usize = 10;
/// How many when more are asked for.
const SHOWN: usize = 30;

/// The id of those shown when more are asked for.
const REST: &str = "more-stations";

/// The page `/stations`.
pub fn search_area() -> AnyView {
    let app = App::get();
    let typed = typed_in(app, |route| match route {
        Route::Stations(query) => Some(query),
        _ => None,
    });
    arrived(text::TITLE);
    view! {
        <div class="wrap">
            <h1 id="title" tabindex="-1">{text::TITLE}</h1>
            <div class="stack">
                {search_field(typed, Some(paths::STATIONS))}
                {with_stations(app, move |index| {
                    let list = typed.with(|typed| hits(app, index, typed))
                        .unwrap_or_else(|| from_the_top(index));
                    view! { {list} {call()} }.into_any()
                })}
            </div>
        </div>
    }
    .into_any()
}

/// A field to search stations by name or pinyin. With `page`, what was typed is kept in that
/// page's address once typing rests.
pub fn search_field(typed: RwSignal<String>, page: Option<&'static str>) -> AnyView {
    let field = NodeRef::<Input>::new();
    follow(move || {
        if let Some(field) = field.get() {
            follow_field(field, typed, page);
        }
    });
    view! {
        <div class="field">
            <div class="search" role="search">
                <svg class="i" aria-hidden="true"><use href="#i-search" /></svg>
                <label class="vh" for="station-q">{text::SEARCH_LABEL}</label>
                <input
                    id="station-q"
                    node_ref=field
                    type="search"
                    placeholder=text::SEARCH_LABEL
                    autocomplete="off"
                    enterkeyhint="search"
                    aria-describedby="station-q-hint"
                />
            </div>
            <p class="hint" id="station-q-hint">{text::SEARCH_HINT}</p>
        </div>
    }
    .into_any()
}

/// Keeps a search field and what is typed alike. With `page`, what was typed is kept in that page's
/// address once typing rests, so that a way back leads to the same answers.
pub fn follow_field(field: HtmlInputElement, typed: RwSignal<String>, page: Option<&'static str>) {
    dom::on_typing(&field, move |value, rests| {
        if let (true, Some(page)) = (rests, page) {
            let query = percent_encode(&value);
            let mark = if query.is_empty() { "" } else { "?q=" };
            history::replace(&[page, mark, &query].concat());
        }
        typed.try_set(value);
    });
    follow(move || dom::set_value(&field, &typed.read()));
}

/// The stations that match, or what to do if none does; `None` if nothing searchable was typed.
fn hits(app: App, index: &StationIndex, typed: &str) -> Option<AnyView> {
    model::search::Query::parse(typed)?;
    let near = app.my_station.get();
    let start = measure::now();
    let hits = index.search(typed, near, SHOWN + 1);
    measure::since("vs:search", start);
    if hits.is_empty() {
        return Some(none());
    }
    let more = hits.len() > SHOWN;
    let count = hits.len().min(SHOWN);
    let found = || hits.iter().take(SHOWN).map(|hit| hit.index);
    let list = rows(index, found().take(FIRST), paths::station);
    let rest: Vec<usize> = found().skip(FIRST).collect();
    let rest = (!rest.is_empty()).then(|| on_demand(app, rest));
    let said = if more {
        text::MORE.to_owned()
    } else {
        text::found(count)
    };
    Some(view! { <p class="muted" role="status">{said}</p> {list} {rest} }.into_any())
}

/// Further stations, drawn when they are asked for. The focus goes where they begin.
fn on_demand(app: App, rest: Vec<usize>) -> AnyView {
    let asked = RwSignal::new(false);
    let show = move |_| {
        asked.set(true);
        spawn_local(async {
            tick().await;
            dom::focus(REST);
        });
    };
    live(move || match app.stations.read().ready() {
        Some(index) if asked.get() => {
            let list = rows(index, rest.iter().copied(), paths::station);
            view! { <div id=REST tabindex="-1">{list}</div> }.into_any()
        }
        _ => {
            let label = text::more(rest.len());
            view! { <button type="button" class="btn wide" on:click=show>{label}</button> }
                .into_any()
        }
    })
}

fn none() -> AnyView {
    view! {
        <div class="empty" role="status">
            <h2>{text::NONE}</h2>
            <p>{text::NONE_HINT}</p>
        </div>
    }
    .into_any()
}

fn from_the_top(index: &StationIndex) -> AnyView {
    index
        .find(DivisionCode::CHONGQING)
        .and_then(|city| children(index, city))
        .unwrap_or_else(|| ().into_any())
}
