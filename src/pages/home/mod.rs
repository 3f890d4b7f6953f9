//! The first page: search, my station, what is next; the rest is the static HTML.

use std::cell::RefCell;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::browser::{dom, frame::StaticHome};
use crate::components::{Icon, IconName, StationName};
use crate::live::{follow, live};
use crate::pages::stations::follow_field;
use crate::pages::{arrived, typed_in};
use crate::routes::{Route, paths};
use crate::state::App;
use crate::text;

mod found;

thread_local! {
    static STATIC: RefCell<Option<StaticHome>> = const { RefCell::new(None) };
}

/// Takes the static parts out of the page before the app clears it. What has been typed into the
/// search meanwhile becomes part of the route.
pub fn keep_static(main: &Element, route: &mut Route) {
    let home = StaticHome::take(main);
    if let Route::Home(query) = route {
        let typed = home.typed();
        if !typed.is_empty() {
            *query = typed;
        }
    }
    STATIC.set(Some(home));
}

/// The place of the next appointment on the first page, wherever that page is now.
pub fn place_of_next() -> Option<HtmlElement> {
    STATIC.with_borrow(|home| home.as_ref()?.place_of_next())
}

/// The first page.
pub fn area() -> AnyView {
    let app = App::get();
    let typed = typed_in(app, |route| match route {
        Route::Home(query) => Some(query),
        _ => None,
    });
    let hero = NodeRef::<Div>::new();
    let rest = NodeRef::<Div>::new();
    follow(move || {
        if let Some(place) = hero.get() {
            STATIC.with_borrow(|kept| kept.iter().for_each(|home| home.put_hero(&place)));
            if let Some(field) = dom::element("q").and_then(|q| q.dyn_into().ok()) {
                follow_field(field, typed, Some(paths::HOME));
            }
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
