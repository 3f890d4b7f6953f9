//! The first page: search, my station, what is next; the rest is the static HTML.

use std::cell::RefCell;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::browser::{dom, frame::StaticHome, history};
use crate::components::{Icon, IconName, StationName};
use crate::live::{follow, live};
use crate::pages::arrived;
use crate::routes::{Route, paths, percent_encode};
use crate::state::App;
use crate::text;

mod found;

thread_local! {
    static STATIC: RefCell<Option<StaticHome>> = const { RefCell::new(None) };
}

/// Takes the static parts out of the page before the app clears it.
pub fn keep_static(main: &Element) {
    STATIC.set(Some(StaticHome::take(main)));
}

/// The first page.
pub fn area() -> AnyView {
    let app = App::get();
    let typed = RwSignal::new(typed_in(&app.route.read_untracked()));
    let hero = NodeRef::<Div>::new();
    let rest = NodeRef::<Div>::new();
    follow(move || {
        if let Some(place) = hero.get() {
            STATIC.with_borrow(|kept| kept.iter().for_each(|home| home.put_hero(&place)));
            listen(typed);
        }
    });
    follow(move || {
        if let Some(place) = rest.get() {
            STATIC.with_borrow(|kept| kept.iter().for_each(|home| home.put_sections(&place)));
        }
    });
    arrived(text::home::TITLE);
    view! {
        <div node_ref=hero></div>
        {live(move || {
            if typed.read().trim().is_empty() {
                view! {
                    <div class="wrap home">
                        <div class="card mine">{my_station(app)}</div>
                        <div node_ref=rest></div>
                    </div>
                }
                .into_any()
            } else {
                found::list(app, typed)
            }
        })}
    }
    .into_any()
}

fn typed_in(route: &Route) -> String {
    match route {
        Route::Home(typed) => typed.clone(),
        _ => String::new(),
    }
}

/// Follows the static search field. Its address is kept once typing rests, so that a way back
/// leads to the same answers.
fn listen(typed: RwSignal<String>) {
    let Some(field) = dom::element("q").and_then(|q| q.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    field.set_value(&typed.read_untracked());
    dom::on_typing(&field, move |value, rests| {
        if rests {
            let query = if value.is_empty() {
                String::new()
            } else {
                ["?q=", &percent_encode(&value)].concat()
            };
            history::replace(&[paths::HOME, &query].concat());
        }
        typed.try_set(value);
    });
}

fn my_station(app: App) -> AnyView {
    let mine = move || {
        let code = app.my_station.get()?;
        let stations = app.stations.read();
        let index = stations.ready()?;
        Some((code, index.display_name(index.find(code)?)))
    };
    live(move || match mine() {
        Some((code, name)) => {
            let row = card_row(paths::station(code), name, text::home::MY_STATION);
            view! {
                {row}
                <div class="mine-foot">
                    <a class="btn go wide" href=paths::book_station(code)>{text::home::BOOK}</a>
                </div>
            }
            .into_any()
        }
        None => card_row(
            paths::STATIONS.to_owned(),
            text::home::CHOOSE_STATION.to_owned(),
            text::home::CHOOSE_STATION_HINT,
        ),
    })
}

fn card_row(href: String, title: String, sub: &'static str) -> AnyView {
    view! {
        <a class="row" href=href>
            <span class="dot"><Icon name=IconName::STATION /></span>
            <span class="row-t"><b><StationName name=title /></b><small>{sub}</small></span>
            <svg class="i go-i" aria-hidden="true"><use href="#i-next"></use></svg>
        </a>
    }
    .into_any()
}
