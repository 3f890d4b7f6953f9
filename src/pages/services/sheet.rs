//! 一次性告知单: everything about one service on a sheet of paper.

use leptos::prelude::*;
use model::catalogue::Service;

use super::one::{note, split_step};
use super::with_catalogue;
use crate::browser::{clock, files};
use crate::components::{Button, Emblem, IconName, Look};
use crate::pages::{arrived, call};
use crate::state::App;
use crate::text::{dates, services as text};

/// `/services/{slug}/print`.
pub(super) fn page(slug: String) -> AnyView {
    let app = App::get();
    let body = with_catalogue(app, move |_, catalogue| match catalogue.service(&slug) {
        Some(service) => sheet(app, service),
        None => super::unknown_inside(text::UNKNOWN),
    });
    view! { <div class="wrap">{super::back(app)}{body}</div> }.into_any()
}

fn sheet(app: App, service: &Service) -> AnyView {
    arrived(&[&service.title, text::SHEET_OF].concat());
    let today = dates::full(clock::now().in_chongqing().0);
    let materials = service.materials.iter().map(|material| {
        let mut words = material.name.clone();
        let note = note(material);
        if !note.is_empty() {
            words = [&words, "（", &note, "）"].concat();
        }
        view! { <li><span>{words}</span></li> }
    });
    let materials = if service.materials.is_empty() {
        view! { <p>{text::NO_MATERIALS}</p> }.into_any()
    } else {
        view! { <ul class="boxes">{materials.collect_view()}</ul> }.into_any()
    };
    let steps = service.steps.iter().map(|step| {
        let (name, more) = split_step(step);
        let more = (!more.is_empty()).then(|| view! { <p>{more}</p> });
        view! { <li><b>{name}</b>{more}</li> }
    });
    let steps = (!service.steps.is_empty()).then(|| {
        view! { <h2>{text::STEPS}</h2><ol class="steps">{steps.collect_view()}</ol> }
    });
    let mark = if service.evidence.needs_mark() {
        text::UNVERIFIED
    } else {
        text::VERIFIED
    };
    view! {
        <article class="sheet">
            <div class="sheet-h">
                <Emblem />
                <div><b>{text::SHEET}</b><small>{text::SHEET_BY}</small></div>
                <small class="r num">{today}</small>
            </div>
            <h1 id="title" tabindex="-1">{service.title.clone()}</h1>
            <p>{service.answer.clone()}</p>
            {part(text::WHO, &service.who)}
            <h2>{text::MATERIALS}</h2>
            {materials}
            {steps}
            {part(text::HOW_LONG, &limits(service))}
            {service.fee.clone().map(|fee| part(text::FEE, &[fee]))}
            <h2>{text::WHERE}</h2>
            {lines(&places(service))}
            {station(app)}
            <p>{text::SHEET_ASK}</p>
            {part(text::LAW, &laws(service))}
            <div class="sheet-f">
                <span>{mark}</span>
                <span class="num">{text::checked(&dates::full(service.checked))}</span>
            </div>
        </article>
        <div class="no-print sec stack">
            <Button label=text::PRINT_SHEET look=Look::Go icon=IconName::PRINT on_press=|()| files::print() />
            <p class="small muted">{text::PRINT_HINT}</p>
            {call()}
        </div>
    }
    .into_any()
}

fn part(heading: &'static str, words: &[String]) -> Option<AnyView> {
    (!words.is_empty()).then(|| view! { <h2>{heading}</h2>{lines(words)} }.into_any())
}

fn lines(words: &[String]) -> AnyView {
    words
        .iter()
        .map(|line| view! { <p>{line.clone()}</p> })
        .collect_view()
        .into_any()
}

fn limits(service: &Service) -> Vec<String> {
    if service.limits.is_empty() {
        vec![text::NO_LIMIT.to_owned()]
    } else {
        service.limits.clone()
    }
}

fn places(service: &Service) -> Vec<String> {
    service
        .tiers
        .iter()
        .map(|tier| text::place(*tier).to_owned())
        .collect()
}

fn laws(service: &Service) -> Vec<String> {
    let law = |law: &model::catalogue::Law| ["《", &law.name, "》", &law.articles].concat();
    service.laws.iter().map(law).collect()
}

/// The person's own station, if chosen.
fn station(app: App) -> AnyView {
    let view = move || {
        let code = app.my_station.get()?;
        let stations = app.stations.read();
        let index = stations.ready()?;
        let name = index.display_name(index.find(code)?);
        Some(view! { <p>{text::SHEET_STATION}"："{name}</p> })
    };
    view.into_any()
}
