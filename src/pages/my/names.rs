//! Names of services and stations; where the lists are not here yet, words that promise nothing.

use client::record::MyBooking;
use leptos::prelude::*;
use model::booking::ServiceSlug;
use model::division::DivisionCode;

use crate::state::App;
use crate::text::my as text;

/// What the booking is for.
pub(in crate::pages) fn slug(mine: &MyBooking) -> Option<&ServiceSlug> {
    let asked = mine.asked.as_ref().map(|asked| &asked.service);
    mine.view.as_ref().map(|view| &view.service).or(asked)
}

/// Where it is.
pub(in crate::pages) fn station_code(mine: &MyBooking) -> Option<DivisionCode> {
    let asked = mine.asked.as_ref().map(|asked| asked.station);
    mine.view.as_ref().map(|view| view.station).or(asked)
}

/// A service's title.
pub(in crate::pages) fn service(app: App, slug: &ServiceSlug) -> String {
    let services = app.services.read();
    let line = services
        .ready()
        .and_then(|known| known.outline.service(slug.as_str()));
    line.map_or_else(|| text::A_SERVICE.to_owned(), |line| line.title.clone())
}

/// The title of a booking's service.
pub(in crate::pages) fn service_of(app: App, mine: &MyBooking) -> String {
    slug(mine).map_or_else(|| text::A_SERVICE.to_owned(), |slug| service(app, slug))
}

/// A station's full name.
pub(in crate::pages) fn station(app: App, code: DivisionCode) -> String {
    let stations = app.stations.read();
    let name = stations
        .ready()
        .and_then(|index| Some(index.display_name(index.find(code)?)));
    name.unwrap_or_else(|| text::A_STATION.to_owned())
}

/// A station's short name: 凤鸣路社区; empty while the list is not here.
pub(super) fn short(app: App, code: DivisionCode) -> String {
    let stations = app.stations.read();
    let name = stations
        .ready()
        .and_then(|index| Some(index.short_name(index.find(code)?)));
    name.unwrap_or_default()
}
