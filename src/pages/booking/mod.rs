//! The booking wizard: one question a page, each with its address; then the confirmation.
//!
//! Pure: `draft` (what is answered so far), `flow` (the order of the questions), `times` (what can
//! be tapped), `place` (which station does it), `problems`, `ics`. `desk` is the way to the engine,
//! `facts` the way to the catalogue, `wizard` the frame. The other modules are a page
//! each. `time::TimePicker` is also used where the time of a booking is changed.

use leptos::prelude::*;

mod check;
pub mod chooser;
pub mod desk;
mod done;
pub mod draft;
pub mod facts;
pub mod flow;
pub mod ics;
pub mod person;
mod picker;
pub mod place;
pub mod problems;
mod service;
mod start;
mod station;
pub mod take_away;
pub mod time;
pub mod times;
mod way;
mod who;
pub mod wizard;

use crate::pages;
use crate::routes::{BookPage, Route};
use crate::state::App;
use flow::Step;
use wizard::Wizard;

/// The area's view, following the route.
pub fn area() -> AnyView {
    let app = App::get();
    let wizard = Wizard::open(app);
    let page = Memo::new(move |_| match &*app.route.read() {
        Route::Book(page) => Some(page.clone()),
        _ => None,
    });
    wizard.tidy(Memo::new(move |_| {
        matches!(*page.read(), Some(BookPage::Done(_)))
    }));
    let view = move || match page.get() {
        Some(BookPage::Done(id)) => done::page(wizard, id),
        Some(page) if wizard.loaded.get() => {
            facts::with_facts(app, move || question(wizard, page.clone()))
        }
        _ => pages::loading(),
    };
    view.into_any()
}

fn question(wizard: Wizard, page: BookPage) -> AnyView {
    let Some(step) = Step::of(&page) else {
        return match page {
            BookPage::Start { service, station } => start::page(wizard, service, station),
            _ => pages::not_found(),
        };
    };
    if let Some(going) = wizard.detour(step) {
        return going;
    }
    match step {
        Step::Service => service::page(wizard),
        Step::Way => way::page(wizard),
        Step::Station => station::page(wizard),
        Step::Time => time::page(wizard),
        Step::Who => who::page(wizard),
        Step::Person => person::page(wizard),
        Step::Check => check::page(wizard),
    }
}
