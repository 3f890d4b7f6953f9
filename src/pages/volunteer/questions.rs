//! The questions of the form, a page each.

use leptos::prelude::*;
use model::error::Field;
use model::person::NOTE_MAX;
use model::tier::Tier;
use model::volunteer::{CommunityRole, FreeTime, Skill};
use model::words::Problem;

use super::draft::{Draft, bits, toggle};
use super::flow::Step;
use super::form::Form;
use crate::components::{CheckCards, Choice, Continue, Keys, TextArea, TextField};
use crate::pages::booking::chooser::Chooser;
use crate::pages::booking::person::{Consent, consents};
use crate::pages::booking::problems::{Problems, field_id};
use crate::pages::wizard::ticked::Ticked;
use crate::pages::wizard::{form as as_form, heading};
use crate::text::{booking as words, volunteer as text};

/// Where.
pub fn division(form: Form) -> AnyView {
    let chooser = Chooser::new(
        form.app,
        vec![Tier::District, Tier::Township, Tier::Village],
        false,
        Signal::derive(move || form.draft.read().division),
        None,
        Callback::new(move |code| {
            form.forgive();
            form.answer(|draft| draft.division = Some(code));
        }),
    );
    let submit = move || {
        let missing = form.draft.read_untracked().division.is_none();
        let problem = || Problems::one(Field::Division, text::DIVISION_MISSING.to_owned());
        if form.accept(if missing {
            problem()
        } else {
            Problems::default()
        }) {
            form.go_on(Step::Division);
        }
    };
    let go_on = move || {
        let button = view! { <Continue label=form.go_on_word() saved=form.saved() /> };
        as_form(submit, button.into_any())
    };
    let body = view! {
        {heading(text::DIVISION, text::DIVISION_HINT)}
        <div id=field_id(Field::Division) tabindex="-1">{chooser.view(go_on)}</div>
    };
    form.page(Step::Division, text::DIVISION, body.into_any())
}

/// A question with several answers.
struct Ticks {
    step: Step,
    field: Field,
    title: &'static str,
    hint: &'static str,
    choices: Vec<Choice>,
    chosen: fn(&Draft) -> u32,
    toggle: fn(&mut Draft, usize),
    /// What is wrong when nothing is chosen; `None`: nothing is.
    missing: Option<Problem>,
    /// Whether each answer takes the whole width.
    wide: bool,
}

fn ticks(form: Form, question: Ticks) -> AnyView {
    let Ticks {
        step,
        field,
        title,
        hint,
        choices,
        chosen,
        toggle,
        missing,
        wide,
    } = question;
    let submit = move || {
        let none = chosen(&form.draft.read_untracked()) == 0;
        let mut problems = Problems::default();
        if let (true, Some(problem)) = (none, missing) {
            problems.add(field, problem);
        }
        if form.accept(problems) {
            form.go_on(step);
        }
    };
    let tap = move |number: usize| {
        form.forgive();
        form.answer(|draft| toggle(draft, number));
    };
    let body = view! {
        <CheckCards
            id=field_id(field)
            legend=title
            title=true
            hint
            wide
            choices
            chosen=Signal::derive(move || chosen(&form.draft.read()))
            on_toggle=tap
            error=form.error(field)
        />
        <Continue label=form.go_on_word() saved=form.saved() />
    };
    form.page(step, title, as_form(submit, body.into_any()))
}

fn choice(label: &str, hint: &str) -> Choice {
    Choice {
        label: label.to_owned(),
        hint: hint.to_owned(),
        icon: None,
    }
}

/// What one is good at.
pub fn skills(form: Form) -> AnyView {
    if !form.draft.read_untracked().skills_seen {
        form.answer(|draft| draft.skills_seen = true);
    }
    let choices = Skill::ALL
        .iter()
        .map(|skill| choice(skill.label(), text::skill_hint(*skill)));
    let question = Ticks {
        step: Step::Skills,
        field: Field::Skills,
        title: text::SKILLS,
        hint: text::SKILLS_HINT,
        choices: choices.collect(),
        chosen: |draft| bits(Skill::ALL, &draft.skills),
        toggle: |draft, number| {
            if let Some(skill) = Skill::ALL.get(number) {
                toggle(&mut draft.skills, *skill);
            }
        },
        missing: None,
        wide: false,
    };
    ticks(form, question)
}

/// What one wants to do.
pub fn roles(form: Form) -> AnyView {
    let choices = CommunityRole::ALL
        .iter()
        .map(|role| choice(role.label(), text::role_hint(*role)));
    let question = Ticks {
        step: Step::Roles,
        field: Field::Roles,
        title: text::ROLE,
        hint: text::ROLE_HINT,
        choices: choices.collect(),
        chosen: |draft| bits(CommunityRole::ALL, &draft.roles),
        toggle: |draft, number| {
            if let Some(role) = CommunityRole::ALL.get(number) {
                toggle(&mut draft.roles, *role);
            }
        },
        missing: Some(Problem::NoRole),
        wide: true,
    };
    ticks(form, question)
}

/// When there is time.
pub fn free_times(form: Form) -> AnyView {
    let choices = FreeTime::ALL.iter().map(|time| choice(time.label(), ""));
    let question = Ticks {
        step: Step::FreeTimes,
        field: Field::Availability,
        title: text::FREE,
        hint: text::FREE_HINT,
        choices: choices.collect(),
        chosen: |draft| bits(FreeTime::ALL, &draft.free_times),
        toggle: |draft, number| {
            if let Some(time) = FreeTime::ALL.get(number) {
                toggle(&mut draft.free_times, *time);
            }
        },
        missing: Some(Problem::NoAvailability),
        wide: true,
    };
    ticks(form, question)
}

/// Name, mobile number, note, consents.
pub fn person(form: Form) -> AnyView {
    let submit = move || {
        if form.accept(form.draft.read_untracked().person_problems()) {
            form.go_on(Step::Person);
        }
    };
    let typed =
        move |part: fn(&Draft) -> &String| Signal::derive(move || part(&form.draft.read()).clone());
    let fields = view! {
        <TextField
            id=field_id(Field::Name)
            label=words::NAME_ME
            keys=Keys::Name
            value=typed(|draft| &draft.name)
            on_input=move |words| form.answer(|draft| draft.name = words)
            error=form.error(Field::Name)
        />
        <TextField
            id=field_id(Field::Mobile)
            label=words::MOBILE
            keys=Keys::Mobile
            value=typed(|draft| &draft.mobile)
            on_input=move |words| form.answer(|draft| draft.mobile = words)
            error=form.error(Field::Mobile)
        />
        <TextArea
            id=field_id(Field::Note)
            label=words::NOTE
            hint=text::NOTE_HINT
            may_be_empty=true
            max=NOTE_MAX
            value=typed(|draft| &draft.note)
            on_input=move |words| form.answer(|draft| draft.note = words)
            error=form.error(Field::Note)
        />
        {consents(
            Consent {
                hint: "",
                on: Signal::derive(move || form.draft.read().consent.is_on()),
                toggle: Callback::new(move |on| {
                    form.answer(|draft| draft.consent = Ticked::now(on));
                }),
                error: form.error(Field::Consent),
            },
            Consent {
                hint: text::SENSITIVE_HINT,
                on: Signal::derive(move || form.draft.read().sensitive.is_on()),
                toggle: Callback::new(move |on| {
                    form.answer(|draft| draft.sensitive = Ticked::now(on));
                }),
                error: form.error(Field::SensitiveConsent),
            },
        )}
        <Continue label=form.go_on_word() saved=form.saved() />
    };
    let body = view! {
        {heading(text::PERSON, text::PERSON_HINT)}
        {as_form(submit, fields.into_any())}
    };
    form.page(Step::Person, text::PERSON, body.into_any())
}
