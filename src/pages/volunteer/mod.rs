//! Volunteering: what it is, the registration one question a page, and what becomes of it.

use leptos::prelude::*;

mod check;
mod draft;
mod flow;
mod form;
mod mine;
mod overview;
mod questions;

use crate::pages;
use crate::routes::{Route, VolunteerPage};
use crate::state::App;
use flow::Step;
use form::Form;

/// The area's view, following the route.
pub fn area() -> AnyView {
    let app = App::get();
    let form = Form::open(app);
    let page = Memo::new(move |_| match &*app.route.read() {
        Route::Volunteer(page) => Some(page.clone()),
        _ => None,
    });
    form.tidy(Memo::new(move |_| {
        !matches!(*page.read(), Some(VolunteerPage::Join(_)))
    }));
    let view = move || match page.get() {
        Some(VolunteerPage::Overview) => overview::page(form),
        Some(VolunteerPage::Done(id)) => mine::page(form, id, true),
        Some(VolunteerPage::Mine(id)) => mine::page(form, id, false),
        Some(VolunteerPage::Join(number)) if form.loaded.get() => {
            untrack(|| Step::of(number).map_or_else(pages::not_found, |step| question(form, step)))
        }
        Some(VolunteerPage::Join(_)) | None => pages::loading(),
    };
    view.into_any()
}

fn question(form: Form, step: Step) -> AnyView {
    if let Some(going) = form.detour(step) {
        return going;
    }
    match step {
        Step::Division => questions::division(form),
        Step::Skills => questions::skills(form),
        Step::Roles => questions::roles(form),
        Step::FreeTimes => questions::free_times(form),
        Step::Person => questions::person(form),
        Step::Check => check::page(form),
    }
}
