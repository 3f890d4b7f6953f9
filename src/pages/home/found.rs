//! What the first page's search finds: services and stations in one list.

use leptos::prelude::*;

use crate::components::{Row, Rows};
use crate::pages::call;
use crate::pages::stations::{rows, with_stations};
use crate::routes::{paths, percent_encode};
use crate::state::App;
use crate::text::home as text;

/// The most services and stations shown.
const SERVICES: usize = 6;
const STATIONS: usize = 10;

/// The answer to what was typed.
pub fn list(app: App, typed: RwSignal<String>) -> AnyView {
    let body = with_stations(app, move |index| {
        let typed = typed.read();
        let near = app.my_station.get();
        let services = services(app, &typed);
        let stations = index.search(&typed, near, STATIONS + 1);
        if services.is_none() && stations.is_empty() {
            return none();
        }
        let stations = (!stations.is_empty()).then(|| {
            let shown = stations.iter().take(STATIONS).map(|hit| hit.index);
            let list = rows(index, shown, paths::station);
            let more = (stations.len() > STATIONS).then(|| {
                let href = [paths::STATIONS, "?q=", &percent_encode(&typed)].concat();
                view! { <a class="btn wide" href=href>{text::MORE_STATIONS}</a> }
            });
            view! { <h2>{text::FOUND_STATIONS}</h2> {list} {more} }
        });
        view! { {services} {stations} {call()} }.into_any()
    });
    view! { <div class="wrap stack" aria-live="polite">{body}</div> }.into_any()
}

fn services(app: App, typed: &str) -> Option<AnyView> {
    let known = app.services.read().ready()?.clone();
    let hits = known.outline.search(typed, SERVICES);
    if hits.is_empty() {
        return None;
    }
    let rows: Vec<AnyView> = hits
        .iter()
        .map(|hit| {
            let line = &known.outline.services[hit.index];
            let href = paths::service(line.slug.as_str());
            view! { <Row href title=line.title.clone() sub=line.category.title() /> }.into_any()
        })
        .collect();
    Some(view! { <h2>{text::FOUND_SERVICES}</h2> <Rows>{rows}</Rows> }.into_any())
}

fn none() -> AnyView {
    view! {
        <div class="empty" role="status">
            <h2>{text::NONE}</h2>
            <p>{text::NONE_HINT}</p>
            {call()}
        </div>
    }
    .into_any()
}
