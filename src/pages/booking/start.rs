//! `/book`: takes what was chosen on another page, or asks whether to go on with a draft.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::booking::ServiceSlug;
use model::division::DivisionCode;

use super::facts::{Facts, station_name};
use super::flow;
use super::place::settle_place;
use super::wizard::Wizard;
use crate::components::{Button, Look};
use crate::pages;
use crate::text::booking as text;

/// The page. It asks something only if a draft was left half-way and nothing was chosen elsewhere.
pub fn page(wizard: Wizard, service: Option<String>, station: Option<DivisionCode>) -> AnyView {
    if let Some(slug) = &service {
        let slug = ServiceSlug::parse(slug);
        let facts = Facts::of(wizard.app);
        let bookable = slug.as_ref().and_then(|slug| facts.service(slug));
        if bookable.is_none() {
            return super::service::page_after(wizard, why_not(&facts, slug.as_ref()));
        }
    }
    if service.is_none() && station.is_none() && wizard.draft.read_untracked().service.is_some() {
        return resume(wizard);
    }
    take(wizard, service, station);
    go_on(wizard);
    pages::loading()
}

/// Why the service that a link names is not taken; nothing while the catalogue is not here.
fn why_not(facts: &Facts, slug: Option<&ServiceSlug>) -> Option<&'static str> {
    let known = facts.is_known(slug)?;
    Some(if known {
        text::NOT_BOOKABLE
    } else {
        text::NOT_A_SERVICE
    })
}

/// Takes over what was chosen on another page. Names and numbers typed before stay; a station
/// chosen before is only proposed.
fn take(wizard: Wizard, service: Option<String>, station: Option<DivisionCode>) {
    let slug = service.as_deref().and_then(ServiceSlug::parse);
    wizard.answer(|draft| {
        draft.mending = None;
        draft.checking = false;
        draft.station_given = false;
        draft.proposed = draft.station;
        if let Some(slug) = slug {
            draft.choose_service(slug);
        }
    });
    let known = wizard.service();
    let ways = wizard.ways();
    let tiers = known.map(|service| service.tiers).unwrap_or_default();
    wizard.answer(|draft| {
        flow::settle_way(draft, &ways);
        if let Some(code) = station {
            draft.choose_station(code);
            draft.station_given = true;
        }
        settle_place(draft, &tiers);
    });
}

/// To the first question that is open, in the place of this page.
fn go_on(wizard: Wizard) {
    let step = flow::first_open(&wizard.draft.read_untracked(), &wizard.ways());
    let app = wizard.app;
    spawn_local(async move { app.replace(step.path()) });
}

fn resume(wizard: Wizard) -> AnyView {
    // Where another draft was put aside for the one dropped, it is asked about next.
    let again = move |()| {
        wizard.forget();
        if wizard.draft.read_untracked().service.is_none() {
            go_on(wizard);
        }
    };
    let words = move || {
        wizard.draft.track();
        summary(wizard)
    };
    let body = view! {
        <p>{text::RESUME_HINT}</p>
        <p role="status"><b>{words}</b></p>
        <Button label=text::RESUME_GO look=Look::Go on_press=move |()| go_on(wizard) />
        <Button label=text::RESUME_NEW wide=true on_press=again />
    };
    pages::page(text::RESUME.to_owned(), true, body)
}

/// Service and station of the draft.
fn summary(wizard: Wizard) -> String {
    let title = wizard
        .service()
        .map(|service| service.title)
        .unwrap_or_default();
    match station_name(wizard.app, wizard.draft.read_untracked().station) {
        Some(name) => [&title, " · ", &name[..]].concat(),
        None => title,
    }
}
