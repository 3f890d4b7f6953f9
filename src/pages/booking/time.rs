//! The question "when": days, times, up to three ranked choices, or any time in a window.

use leptos::prelude::*;
use model::booking::Wish;
use model::division::DivisionCode;
use model::error::{Field, PassedOver};

use super::desk;
use super::facts::station_name;
use super::flow::Step;
use super::problems::Problems;
use super::times::{self, Times};
use super::wizard::Wizard;
use crate::components::{Continue, StationName};
use crate::live::live;
use crate::pages::wizard::{form, heading};
use crate::routes::paths;
use crate::state::App;
use crate::text::{booking as text, my};

pub use super::picker::{TimePicker, window_words};

/// The page of the wizard.
pub fn page(wizard: Wizard) -> AnyView {
    let draft = wizard.draft.read_untracked().clone();
    let (Some(service), Some(way), Some(station)) = (wizard.service(), draft.way, draft.station)
    else {
        return crate::pages::loading();
    };
    let mut start = draft.wish();
    times::refresh(&mut start, desk::today());
    let wish = RwSignal::new(start);
    let known = RwSignal::new(None);
    let hint = text::takes(
        way,
        model::offer::offer(station.tier(), service.duration, way).duration,
    );
    let submit = move || {
        let chosen = wish.get_untracked();
        let problems = problems(&chosen, known.read_untracked().as_ref());
        if wizard.accept(problems) {
            wizard.answer(|draft| {
                draft.choose_times(chosen);
                draft.refused.clear();
            });
            wizard.go_on(Step::Time);
        }
    };
    // Each tap is kept, whatever becomes of the page.
    Effect::new(move |before: Option<Wish>| {
        let chosen = wish.get();
        if before.is_some_and(|before| before != chosen) {
            let kept = chosen.clone();
            wizard.forgive();
            wizard.answer(|draft| {
                draft.choices = kept.choices;
                draft.window = kept.window;
            });
        }
        chosen
    });
    let fields = view! {
        <TimePicker station service=service.slug way wish known error=wizard.error(Field::Choices) />
        <Continue label=wizard.go_on_word() saved=wizard.saved() />
    };
    let hint = [&hint, text::TIME_HINT].concat();
    let body = view! {
        {heading(text::TIME, hint)}
        {place(wizard.app, station)}
        {form(submit, fields.into_any())}
    };
    wizard.page(Step::Time, text::TIME, body.into_any())
}

/// Where: said on this page whatever was asked before it, with the way to another station.
fn place(app: App, station: DivisionCode) -> AnyView {
    live(move || {
        let name = station_name(app, Some(station));
        let name = name.unwrap_or_else(|| my::A_STATION.to_owned());
        view! {
            <p>
                {text::AT_STATION}
                <b><StationName name /></b>
                " "
                <a class="txt" href=paths::BOOK_STATION>{text::OTHER_STATION}</a>
            </p>
        }
        .into_any()
    })
}

/// Why the choices sent before were all refused.
pub fn refusals(refused: &[PassedOver]) -> Problems {
    let mut problems = Problems::default();
    for passed_over in refused {
        problems.say(Field::Choices, text::refused(passed_over));
    }
    problems
}

/// What is wrong with the times, as far as this device knows.
pub fn problems(wish: &Wish, known: Option<&Times>) -> Problems {
    let mut problems = Problems::default();
    if let Err((field, problem)) = wish.check() {
        problems.add(field, problem);
    }
    if let Some(known) = known {
        for (index, slot) in wish.choices.iter().enumerate() {
            if let Some(reason) = known.refusal(*slot, desk::now()) {
                problems.say(Field::Choices, text::choice_refused(index + 1, reason));
            }
        }
    }
    problems
}
