//! The moving parts of the static frame: status chip, my station's name, tabs, elder mode.

use leptos::prelude::*;

use crate::browser::{dom, frame as browser};
use crate::live::follow;
use crate::routes::{Area, Route, paths};
use crate::state::{App, Keeping, Link};
use crate::text;

/// Keeps the frame in step with the shared state for as long as the app runs.
pub fn keep(app: App) {
    follow(move || {
        if app.keeping.get() == Keeping::NeedsReload {
            return browser::set_chip(text::frame::OUTDATED, "fail", paths::MY_SETTINGS);
        }
        let (words, state) = chip(app.link.get(), app.waiting.get(), app.parked.get());
        browser::set_chip(&words, state, paths::MY_OUTBOX);
    });
    follow(move || {
        let line = my_station(app);
        browser::set_brand_line(line.as_deref().unwrap_or(text::frame::CITY));
    });
    follow(move || browser::mark_tab(tab(&app.route.read())));
    follow(move || {
        dom::set_root_attribute("data-wizard", app.route.read().is_wizard().then_some(""));
    });
    // Read where the app has stopped: what to say of what was typed.
    follow(move || {
        let kept = app.keeping.get() == Keeping::OnDevice;
        dom::set_root_attribute("data-kept", kept.then_some(""));
    });
    browser::on_elder_click(move |on| app.elder.set(on));
}

/// My station's short name, once it is chosen and the list is there.
fn my_station(app: App) -> Option<String> {
    let code = app.my_station.get()?;
    let stations = app.stations.read();
    let index = stations.ready()?;
    Some(index.short_name(index.find(code)?))
}

/// What the one status chip says, and its colour: what needs the person first.
fn chip(link: Link, waiting: usize, parked: usize) -> (String, &'static str) {
    if parked > 0 {
        return (text::frame::parked(parked), "fail");
    }
    match link {
        Link::Sending => (text::frame::SENDING.to_owned(), "info"),
        _ if waiting > 0 => (text::frame::waiting(waiting), "wait"),
        Link::Offline => (text::frame::OFFLINE.to_owned(), "wait"),
        Link::Weak => (text::frame::WEAK.to_owned(), "wait"),
        Link::Online => (text::frame::ONLINE.to_owned(), "ok"),
        Link::Unknown => (String::new(), ""),
    }
}

/// The tab under which a page lies.
fn tab(route: &Route) -> &'static str {
    match route.area() {
        Area::Home => paths::HOME,
        Area::Services | Area::Book => paths::SERVICES,
        Area::Stations | Area::Station => paths::STATIONS,
        Area::My => paths::MY,
        Area::Volunteer | Area::More | Area::NotFound => "",
    }
}
