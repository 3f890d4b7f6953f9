//! Check your answers, and submit.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::error::Field;
use model::slot::{Way, within_reach};

use super::desk::{self, Trouble};
use super::draft::Draft;
use super::facts::station_name;
use super::flow::{Step, steps};
use super::problems::Problems;
use super::time::window_words;
use super::times::refresh;
use super::wizard::Wizard;
use crate::components::{Button, Continue, LinkButton, Notice, SummaryList, SummaryRow, Tone};
use crate::live::live;
use crate::pages::wizard::{form, heading, keeping, not_kept, submit_hint};
use crate::routes::paths;
use crate::text::booking as text;

/// The page.
pub fn page(wizard: Wizard) -> AnyView {
    let app = wizard.app;
    if !wizard.draft.read_untracked().checking {
        wizard.answer(|draft| draft.checking = true);
    }
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None);
    let submit = move || {
        let mut wish = wizard.draft.read_untracked().wish();
        refresh(&mut wish, desk::today());
        wizard.answer(|draft| draft.window = wish.window);
        let gone_by = times_gone_by(&wizard.draft.read_untracked());
        if !gone_by.is_empty() {
            wizard.go_mend(Step::Time, gone_by);
        } else if !busy.get_untracked() {
            busy.set(true);
            trouble.set(None);
            send(wizard, busy, trouble);
        }
    };
    let one_more = Callback::new(move |()| {
        wizard.answer(|draft| draft.id = None);
        submit();
    });
    let rows = Signal::derive(move || rows(wizard));
    let label = Signal::derive(move || {
        String::from(if busy.get() {
            text::SUBMITTING
        } else {
            text::SUBMIT
        })
    });
    let wrong = live(move || match trouble.get() {
        None => ().into_any(),
        Some(Wrong::Words(words)) => view! { <Notice tone=Tone::Fail>{words}</Notice> }.into_any(),
        Some(Wrong::Elsewhere) => view! {
            <Notice tone=Tone::Fail>
                {text::MENDED_ELSEWHERE}
                <div><LinkButton href=paths::MY label=text::TO_MY /></div>
            </Notice>
        }
        .into_any(),
        Some(Wrong::Taken) => view! {
            <Notice tone=Tone::Wait>
                {text::TAKEN}
                <div class="stack">
                    <LinkButton href=paths::MY label=text::TO_MY />
                    <Button label=text::ONE_MORE on_press=one_more />
                </div>
            </Notice>
        }
        .into_any(),
    });
    let fields = view! {
        <div class="stack">
            <SummaryList rows />
            {keeping(app)}
            {wrong}
            {submit_hint(app)}
        </div>
        <Continue label saved=wizard.saved() off=busy />
    };
    let body = view! { {heading(text::CHECK, text::CHECK_HINT)} {form(submit, fields.into_any())} };
    wizard.page(Step::Check, text::CHECK, body.into_any())
}

/// Why it was not submitted.
#[derive(Clone, Copy)]
enum Wrong {
    /// In words.
    Words(&'static str),
    /// What was to be put right is settled: the draft goes when its page is left.
    Elsewhere,
    /// The form has been submitted with other answers: the person decides.
    Taken,
}

/// Choices that lie in the past by now: a draft may have lain for weeks.
fn times_gone_by(draft: &Draft) -> Problems {
    let mut problems = Problems::default();
    for (index, slot) in draft.choices.iter().enumerate() {
        if let Err(reason) = within_reach(*slot, desk::now()) {
            problems.say(Field::Choices, text::choice_refused(index + 1, reason));
        }
    }
    problems
}

fn send(wizard: Wizard, busy: RwSignal<bool>, trouble: RwSignal<Option<Wrong>>) {
    let app = wizard.app;
    let draft = wizard.draft.get_untracked();
    spawn_local(async move {
        let outcome = desk::submit(app, &draft).await;
        match outcome {
            Ok(id) => {
                if wizard.forget_sent(&draft).await {
                    app.replace(&paths::booked(id));
                }
            }
            Err(_) if !wizard.is_shown() => {}
            Err(Trouble::Field(field, words)) => {
                wizard.go_mend(step_of(field), Problems::one(field, words));
            }
            Err(Trouble::Storage { full }) => {
                trouble.try_set(Some(Wrong::Words(if full {
                    text::STORAGE_FULL
                } else {
                    not_kept(app, text::NOT_KEPT)
                })));
            }
            Err(Trouble::Elsewhere) => {
                trouble.try_set(Some(Wrong::Elsewhere));
            }
            Err(Trouble::Taken) => {
                trouble.try_set(Some(Wrong::Taken));
            }
        }
        busy.try_set(false);
    });
}

/// The question that a field belongs to.
pub fn step_of(field: Field) -> Step {
    match field {
        Field::Service => Step::Service,
        Field::Way => Step::Way,
        Field::Station => Step::Station,
        Field::Choices | Field::Window => Step::Time,
        Field::OnBehalf => Step::Who,
        _ => Step::Person,
    }
}

fn rows(wizard: Wizard) -> Vec<SummaryRow> {
    let draft = wizard.draft.read();
    let ways = wizard.ways();
    let mut rows = Vec::new();
    for step in steps(&ways) {
        let Some((label, lines)) = answer(wizard, &draft, step) else {
            continue;
        };
        let change = Some(step.path().to_owned());
        rows.push(SummaryRow {
            label: label.to_owned(),
            lines,
            note: String::new(),
            change,
        });
        if step == Step::Person {
            let note = draft.note.trim();
            let words = if note.is_empty() { text::NO_NOTE } else { note };
            rows.push(SummaryRow {
                label: text::note(draft.way == Some(Way::HomeVisit)).to_owned(),
                lines: words.lines().map(str::to_owned).collect(),
                note: String::new(),
                change: Some(step.path().to_owned()),
            });
        }
    }
    rows
}

/// A question in short and its answer, a line each.
fn answer(wizard: Wizard, draft: &Draft, step: Step) -> Option<(&'static str, Vec<String>)> {
    Some(match step {
        Step::Service => (text::ROW_SERVICE, vec![wizard.service()?.title]),
        Step::Way => (text::ROW_WAY, vec![text::way(draft.way?).to_owned()]),
        Step::Station => (
            text::ROW_STATION,
            vec![station_name(wizard.app, draft.station)?],
        ),
        Step::Time => (text::ROW_TIME, times(draft)),
        Step::Who => (text::ROW_WHO, vec![text::who(draft.who?).to_owned()]),
        Step::Person => {
            let mobile = model::person::Mobile::parse(&draft.mobile);
            let mobile = mobile.map_or_else(|_| draft.mobile.clone(), |mobile| mobile.digits());
            let mobile = text::grouped_mobile(&mobile);
            (text::ROW_PERSON, vec![draft.name.trim().to_owned(), mobile])
        }
        Step::Check => return None,
    })
}

fn times(draft: &Draft) -> Vec<String> {
    let choices = draft.choices.iter().enumerate();
    let mut lines: Vec<String> = choices
        .map(|(index, slot)| text::ranked(index + 1, *slot))
        .collect();
    lines.extend(draft.window.map(window_words));
    lines
}
