//! The question "for whom", with the other's agreement where one acts for another.

use leptos::prelude::*;
use model::error::Field;
use model::person::OnBehalf;

use super::draft::Draft;
use super::flow::Step;
use super::problems::{Problems, field_id};
use super::wizard::Wizard;
use crate::components::{CheckCard, Choice, Continue, RadioCards};
use crate::pages::wizard::form;
use crate::text::booking as text;

const ANSWERS: [OnBehalf; 2] = [OnBehalf::Myself, OnBehalf::OtherWithConsent];

/// The id of the tick, which is a part of the same question.
const AGREED: &str = "f-agreed";

/// The page.
pub fn page(wizard: Wizard) -> AnyView {
    let choice = |label: &str, hint: &str| Choice {
        label: label.to_owned(),
        hint: hint.to_owned(),
        icon: None,
    };
    let choices = vec![
        choice(text::WHO_ME, ""),
        choice(text::WHO_OTHER, text::WHO_OTHER_HINT),
    ];
    let chosen = Signal::derive(move || {
        let who = wizard.draft.read().who?;
        ANSWERS.iter().position(|other| *other == who)
    });
    let choose = move |number: usize| {
        wizard.forgive();
        wizard.answer(|draft| draft.who = ANSWERS.get(number).copied());
    };
    let submit = move || {
        if wizard.accept(problems(&wizard.draft.read_untracked())) {
            wizard.go_on(Step::Who);
        }
    };
    let body = view! {
        <RadioCards
            id=field_id(Field::OnBehalf)
            legend=text::WHO
            title=true
            choices
            chosen
            on_choose=choose
            error=wizard.error(Field::OnBehalf)
        />
        {agreed(wizard)}
        <Continue label=wizard.go_on_word() saved=wizard.saved() />
    };
    wizard.page(Step::Who, text::WHO, form(submit, body.into_any()))
}

fn agreed(wizard: Wizard) -> AnyView {
    let for_other = move || wizard.draft.read().who == Some(OnBehalf::OtherWithConsent);
    let tick = move |on: bool| {
        wizard.forgive();
        wizard.answer(|draft| draft.person_agreed = on);
    };
    let view = move || {
        for_other().then(|| {
            let on = Signal::derive(move || wizard.draft.read().person_agreed);
            view! {
                <div class="field">
                    <CheckCard id=AGREED label=text::WHO_AGREED on on_toggle=tick />
                </div>
            }
        })
    };
    view.into_any()
}

fn problems(draft: &Draft) -> Problems {
    if draft.who_is_answered() {
        return Problems::default();
    }
    let words = if draft.who.is_none() {
        text::WHO_MISSING
    } else {
        text::WHO_AGREED_MISSING
    };
    Problems::one(Field::OnBehalf, words.to_owned())
}
