//! The question "how": at the station, at home, by telephone.

use leptos::prelude::*;
use model::error::Field;
use model::slot::Way;

use super::flow::Step;
use super::problems::{Problems, field_id};
use super::wizard::Wizard;
use crate::components::{Choice, Continue, IconName, RadioCards};
use crate::pages::wizard::form;
use crate::text::booking as text;

/// The page.
pub fn page(wizard: Wizard) -> AnyView {
    let ways = wizard.ways();
    let choices = ways.iter().map(|way| choice(*way)).collect();
    let ways = StoredValue::new(ways);
    let chosen = Signal::derive(move || {
        let way = wizard.draft.read().way?;
        ways.with_value(|ways| ways.iter().position(|other| *other == way))
    });
    let choose = move |number: usize| {
        wizard.forgive();
        if let Some(way) = ways.with_value(|ways| ways.get(number).copied()) {
            wizard.answer(|draft| draft.choose_way(way));
        }
    };
    let submit = move || {
        let missing = || Problems::one(Field::Way, text::WAY_MISSING.to_owned());
        let answered = wizard.draft.read_untracked().way.is_some();
        if wizard.accept(if answered {
            Problems::default()
        } else {
            missing()
        }) {
            wizard.go_on(Step::Way);
        }
    };
    let body = view! {
        <RadioCards
            id=field_id(Field::Way)
            legend=text::WAY
            title=true
            choices
            chosen
            on_choose=choose
            error=wizard.error(Field::Way)
        />
        <Continue label=wizard.go_on_word() saved=wizard.saved() />
    };
    wizard.page(Step::Way, text::WAY, form(submit, body.into_any()))
}

fn choice(way: Way) -> Choice {
    let icon = match way {
        Way::AtStation => IconName::STATION,
        Way::HomeVisit => IconName::VISIT,
        Way::CallBack => IconName::PHONE,
    };
    Choice {
        label: text::way(way).to_owned(),
        hint: text::way_hint(way).to_owned(),
        icon: Some(icon),
    }
}
