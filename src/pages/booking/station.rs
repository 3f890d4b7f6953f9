//! The question "where": my station first, then by name over all, or level by level.

use leptos::prelude::*;
use model::error::Field;
use model::slot::Way;

use super::chooser::Chooser;
use super::flow::Step;
use super::problems::{Problems, field_id};
use super::wizard::Wizard;
use crate::components::Continue;
use crate::pages::wizard::{form, heading};
use crate::text::booking as text;

/// The page.
pub fn page(wizard: Wizard) -> AnyView {
    let tiers = wizard
        .service()
        .map(|service| service.tiers)
        .unwrap_or_default();
    let visit = wizard.draft.read_untracked().way != Some(Way::AtStation);
    let title = if visit {
        text::STATION_FOR_VISIT
    } else {
        text::STATION
    };
    let hint = if tiers.is_empty() {
        String::new()
    } else {
        text::done_at(&tiers)
    };
    let chooser = Chooser::new(
        wizard.app,
        tiers,
        true,
        Signal::derive(move || wizard.draft.read().station),
        wizard.draft.read_untracked().proposed,
        Callback::new(move |code| {
            wizard.forgive();
            wizard.answer(|draft| draft.choose_station(code));
        }),
    );
    let submit = move || {
        let chosen = wizard.draft.read_untracked().station.is_some();
        let missing = || Problems::one(Field::Station, text::STATION_MISSING.to_owned());
        if wizard.accept(if chosen {
            Problems::default()
        } else {
            missing()
        }) {
            wizard.answer(|draft| draft.proposed = None);
            wizard.go_on(Step::Station);
        }
    };
    let go_on = move || {
        let button = view! { <Continue label=wizard.go_on_word() saved=wizard.saved() /> };
        form(submit, button.into_any())
    };
    let body = view! {
        {heading(title, hint)}
        <div id=field_id(Field::Station) tabindex="-1">{chooser.view(go_on)}</div>
    };
    wizard.page(Step::Station, title, body.into_any())
}
