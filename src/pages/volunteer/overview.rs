//! What volunteering is, and how my registration stands.

use client::mine::VolunteerItem;
use client::state::LocalState;
use leptos::prelude::*;
use model::volunteer::CommunityRole;

use super::draft::Purpose;
use super::flow::first_open;
use super::form::Form;
use super::mine::tone;
use crate::components::{IconName, LinkButton, Look, Row, Rows, StateBadge, Steps};
use crate::pages::booking::desk;
use crate::routes::paths;
use crate::text::{my, volunteer as text};

/// The page.
pub fn page(form: Form) -> AnyView {
    let body = view! {
        <p class="lead">{text::LEAD}</p>
        {registration(form)}
        <section class="sec">
            <h2>{text::HOW}</h2>
            <Steps steps=steps() />
        </section>
        <section class="sec">
            <h2>{text::ROLES}</h2>
            {roles()}
            <p class="hint">{text::ROLES_NOTE}</p>
        </section>
        <section class="sec">
            <h2>{text::FACTS}</h2>
            {facts()}
            <p class="hint">{text::FACTS_SOURCE}</p>
        </section>
    };
    crate::pages::page(text::TITLE.to_owned(), true, body)
}

/// My registrations, and the way to a new one if none stands.
fn registration(form: Form) -> AnyView {
    let app = form.app;
    let mine = RwSignal::new(Vec::<VolunteerItem>::new());
    Effect::new(move |_| {
        app.records.track();
        leptos::task::spawn_local(async move {
            if let Some(all) = desk::mine().await {
                mine.try_set(all.volunteers);
            }
        });
    });
    let view = move || {
        let open = |item: &VolunteerItem| item.state != LocalState::Withdrawn;
        let items: Vec<VolunteerItem> = mine.get().into_iter().filter(open).collect();
        if items.is_empty() {
            return join(form);
        }
        let rows: Vec<AnyView> = items.into_iter().map(|item| row(form, item)).collect();
        view! { <section><h2>{text::MINE}</h2><Rows>{rows}</Rows></section> }.into_any()
    };
    view.into_any()
}

fn row(form: Form, item: VolunteerItem) -> AnyView {
    let (href, state) = (paths::volunteer(item.record.id), item.state);
    let label = my::state_word(state, form.app.keeping.get());
    let told = item
        .record
        .view
        .map(|view| view.form)
        .unwrap_or(item.record.asked);
    let sub = text::roles(&told.roles);
    view! {
        <Row href title=text::SEE_MINE sub icon=IconName::HEART>
            <StateBadge tone=tone(state) label />
        </Row>
    }
    .into_any()
}

fn join(form: Form) -> AnyView {
    let begun = form.loaded.get() && {
        let draft = form.draft.read();
        draft.division.is_some() && draft.purpose == Purpose::Join
    };
    let (label, step) = if begun {
        (text::JOIN_GO_ON, first_open(&form.draft.read()).number())
    } else {
        (text::JOIN, 1)
    };
    let href = paths::volunteer_join(step);
    view! { <LinkButton href label look=Look::Go icon=IconName::HEART /> }.into_any()
}

fn steps() -> Vec<(String, String)> {
    let step = |(name, more): (&str, &str)| (name.to_owned(), more.to_owned());
    text::HOW_STEPS.into_iter().map(step).collect()
}

fn roles() -> AnyView {
    let row = |role: &CommunityRole| {
        view! {
            <li class="row">
                <span class="row-t"><b>{role.label()}</b><small>{text::role_hint(*role)}</small></span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = CommunityRole::ALL.iter().map(row).collect();
    view! { <ul class="card list">{rows}</ul> }.into_any()
}

fn facts() -> AnyView {
    let row = |(number, what): (&'static str, &'static str)| {
        view! { <li class="row"><span class="row-t"><b>{number}</b><small>{what}</small></span></li> }.into_any()
    };
    let rows: Vec<AnyView> = text::FACT_LIST.into_iter().map(row).collect();
    view! { <ul class="card list">{rows}</ul> }.into_any()
}
