//! Finding a station, by name or by drilling down, and the page of one.

use leptos::prelude::*;
use model::division::DivisionCode;
use model::station::StationIndex;

use crate::background;
use crate::components::{Rows, StationRow};
use crate::live::live;
use crate::pages::call;
use crate::routes::paths;
use crate::state::{App, Stations};
use crate::text::{common, stations as text};

mod hours;
mod one;
mod search;

pub use one::station_area;
pub use search::{follow_field, search_area, search_field};

/// Draws with the list of stations once it is there; before that, calmly, what is going on.
pub fn with_stations(
    app: App,
    draw: impl Fn(&StationIndex) -> AnyView + Send + 'static,
) -> AnyView {
    live(move || {
        match &*app.stations.read() {
        Stations::Ready(index) if index.is_whole() => draw(index),
        Stations::Ready(index) => {
            background::complete_stations(app);
            view! { <p class="muted" role="status">{text::PARTIAL}</p> {draw(index)} }.into_any()
        }
        Stations::Loading => {
            view! { <p class="loading" role="status">{text::LOADING}</p> }.into_any()
        }
        Stations::Unavailable => view! {
            <div class="empty">
                <h2>{text::UNAVAILABLE}</h2>
                <p>{text::UNAVAILABLE_HINT}</p>
                <button type="button" class="btn go" on:click=move |_| background::fetch_stations(app)>
                    {common::AGAIN}
                </button>
                {call()}
            </div>
        }
        .into_any(),
    }
    })
}

/// A list of stations, each with where it lies.
pub fn rows(
    index: &StationIndex,
    stations: impl Iterator<Item = usize>,
    href: fn(DivisionCode) -> String,
) -> AnyView {
    let rows: Vec<AnyView> = stations
        .map(|at| {
            let place = whereabouts(index, at);
            view! { <StationRow href=href(index.code(at)) name=index.short_name(at) place /> }
                .into_any()
        })
        .collect();
    view! { <Rows>{rows}</Rows> }.into_any()
}

/// The divisions above, the biggest first: 渝北区 › 双凤桥街道. The city goes without saying.
pub fn whereabouts(index: &StationIndex, at: usize) -> String {
    let mut words = String::new();
    for above in index.ancestors(at).iter().rev().skip(1) {
        if !words.is_empty() {
            words.push_str(" › ");
        }
        words.push_str(&index.short_name(*above));
    }
    if words.is_empty() {
        words.push_str(text::tier(index.tier(at)));
    }
    words
}

/// The children of a station as a list to drill down.
fn children(index: &StationIndex, at: usize) -> Option<AnyView> {
    let children = index.children(at);
    (!children.is_empty()).then(|| {
        view! {
            <section class="sec">
                <h2>{text::below(index.tier(at), children.len())}</h2>
                {rows(index, children.into_iter(), paths::station)}
            </section>
        }
        .into_any()
    })
}
