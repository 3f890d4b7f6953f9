//! Another station of the scope: the own one and those right below it, or by name.

use leptos::prelude::*;
use model::division::DivisionCode;
use model::permissions::Scope;
use model::station::StationIndex;

use super::bench::Bench;
use super::frame;
use super::routes::paths;
use crate::components::{Icon, IconName};
use crate::live::live;
use crate::text::staff as text;

/// Stations shown at once.
const SHOWN: usize = 40;

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let pick = Callback::new(move |code| {
        bench.station.set(code);
        bench.app().go(paths::TODAY);
    });
    frame::heading(
        text::STATION_TITLE,
        view! { <div class="card list">{picker(bench, "station", text::STATION_FIND, pick)}</div> }
            .into_any(),
    )
}

/// A field and the stations of the scope that match.
pub(super) fn picker(
    bench: Bench,
    id: &'static str,
    label: &'static str,
    pick: Callback<DivisionCode>,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let scope = bench.me().account.scope;
    let list = live(move || {
        let stations = bench.app().stations.read();
        match stations.ready() {
            None => view! { <p class="muted">{text::STATION_WAIT}</p> }.into_any(),
            Some(index) => list(index, scope, &typed.read(), pick),
        }
    });
    view! {
        <div class="st-picker">
            <div class="search">
                <Icon name=IconName::SEARCH />
                <label class="vh" for=id>{label}</label>
                <input
                    id=id
                    type="search"
                    autocomplete="off"
                    placeholder=label
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </div>
            {list}
        </div>
    }
    .into_any()
}

/// The places in the index that are shown.
fn places(index: &StationIndex, scope: Scope, typed: &str) -> Vec<usize> {
    if model::search::Query::parse(typed).is_none() {
        let own = index.find(scope.0);
        return own
            .into_iter()
            .flat_map(|own| std::iter::once(own).chain(index.children(own)))
            .collect();
    }
    let hits = index.search(typed, Some(scope.0), SHOWN * 4);
    let inside = hits
        .into_iter()
        .map(|hit| hit.index)
        .filter(|at| scope.contains(index.code(*at)));
    inside.take(SHOWN).collect()
}

fn list(index: &StationIndex, scope: Scope, typed: &str, pick: Callback<DivisionCode>) -> AnyView {
    let rows = places(index, scope, typed);
    if rows.is_empty() {
        return view! { <p class="muted">{text::STATION_NONE}</p> }.into_any();
    }
    let row = |at: usize| {
        let code = index.code(at);
        let above = index.parent(at).map(|at| index.short_name(at));
        view! {
            <li>
                <button type="button" class="row" on:click=move |_| pick.run(code)>
                    <span class="row-t"><b>{index.short_name(at)}</b><small>{above}</small></span>
                    <svg class="i go-i" aria-hidden="true"><use href="#i-next" /></svg>
                </button>
            </li>
        }
    };
    view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
