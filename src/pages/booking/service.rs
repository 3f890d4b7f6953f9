//! The question "what for": all services that can be booked, by category.

use leptos::prelude::*;
use model::booking::ServiceSlug;

use super::facts::{Facts, Service};
use super::flow::{self, Step};
use super::place::settle_place;
use super::wizard::Wizard;
use crate::components::Notice;
use crate::pages::wizard::heading;
use crate::text::booking as text;

/// The page.
pub fn page(wizard: Wizard) -> AnyView {
    page_after(wizard, None)
}

/// The page, with why the service that the person came with was not taken.
pub fn page_after(wizard: Wizard, why: Option<&'static str>) -> AnyView {
    let notice = why.map(|why| view! { <Notice>{why}</Notice> });
    let body = view! {
        {heading(text::SERVICE, text::SERVICE_HINT)}
        <div id="f-service" tabindex="-1" class="stack">
            {notice}
            {list(wizard)}
        </div>
    };
    wizard.page(Step::Service, text::SERVICE, body.into_any())
}

fn list(wizard: Wizard) -> AnyView {
    let chosen = wizard.draft.read_untracked().service.clone();
    let services = Facts::of(wizard.app).bookable();
    let mut parts: Vec<AnyView> = Vec::new();
    let mut rest = services.as_slice();
    while let Some(first) = rest.first() {
        let count = rest
            .iter()
            .take_while(|other| other.category == first.category)
            .count();
        let rows: Vec<AnyView> = rest[..count]
            .iter()
            .map(|service| row(wizard, service, chosen.as_ref()))
            .collect();
        parts.push(
            view! {
                <section>
                    <h2 class="half">{first.category}</h2>
                    <ul class="card list">{rows}</ul>
                </section>
            }
            .into_any(),
        );
        rest = &rest[count..];
    }
    parts.into_any()
}

fn row(wizard: Wizard, service: &Service, chosen: Option<&ServiceSlug>) -> AnyView {
    let on = chosen == Some(&service.slug);
    let mark = on.then(|| view! { <small>{text::CHOSEN}</small> });
    let known = service.clone();
    let choose = move |_| {
        wizard.answer(|draft| {
            draft.choose_service(known.slug.clone());
            flow::settle_way(draft, &known.ways);
            settle_place(draft, &known.tiers);
        });
        wizard.go_on(Step::Service);
    };
    view! {
        <li>
            <button type="button" class="row" aria-current=on.then_some("true") on:click=choose>
                <span class="row-t"><b>{service.title.clone()}</b>{mark}</span>
                <svg class="i go-i" aria-hidden="true"><use href="#i-next"></use></svg>
            </button>
        </li>
    }
    .into_any()
}
