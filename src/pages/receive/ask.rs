//! What the digits could not carry: name, number, note, other times, and the consents, read out.

use handover::Spoken;
use leptos::prelude::*;
use model::booking::{DayPart, Window};
use model::error::Field;
use model::person::NOTE_MAX;
use model::slot::Way;

use super::{Desk, Offer, Stage, subject};
use crate::components::{
    Button, CheckCard, Choice, ErrorSummary, Keys, Look, RadioCards, SummaryList, TextArea,
    TextField,
};
use crate::pages::booking::desk::today;
use crate::pages::booking::draft::Draft;
use crate::pages::booking::problems::{Problems, field_id};
use crate::pages::wizard::ticked::Ticked;
use crate::pages::wizard::{form, summary};
use crate::text::handover as text;

/// Days that "any time" reaches.
const SPAN: i32 = 14;
/// The answers to "and otherwise": nothing else, or any time in some part of the day.
const PARTS: [Option<DayPart>; 4] = [
    None,
    Some(DayPart::Any),
    Some(DayPart::Morning),
    Some(DayPart::Afternoon),
];

pub(super) fn page(desk: Desk, spoken: Spoken) -> AnyView {
    let wrong = RwSignal::new(Problems::default());
    let go_on = move || {
        let problems = problems(&desk.form.read_untracked());
        if problems.is_empty() {
            desk.turn_to(Stage::Check(Offer::Heard(spoken)));
        } else {
            wrong.set(problems);
        }
    };
    let errors = Signal::derive(move || summary(&wrong.read()));
    let rows = subject::of_digits(desk.app, &desk.form.read_untracked());
    let fields = view! {
        {person(desk, spoken.way, wrong)}
        {otherwise(desk, &spoken, wrong)}
        {consents(desk, wrong)}
        <div class="sec"><Button label=text::TYPE_GO look=Look::Go submit=true /></div>
    };
    let body = view! {
        <p class="lead">{text::ASK_LEAD}</p>
        <ErrorSummary errors />
        <div class="sec"><SummaryList rows /></div>
        <div class="sec">{form(go_on, fields.into_any())}</div>
        {crate::pages::call()}
    };
    super::page(desk, text::ASK_TITLE, Some(Stage::Type), body.into_any())
}

/// All that is wrong with the form.
fn problems(form: &Draft) -> Problems {
    let mut problems = form.person_problems();
    for (field, words) in form.time_problems().iter() {
        problems.say(field, words.to_owned());
    }
    problems
}

fn error(wrong: RwSignal<Problems>, field: Field) -> Signal<Option<String>> {
    Signal::derive(move || wrong.read().of(field))
}

fn person(desk: Desk, way: Way, wrong: RwSignal<Problems>) -> AnyView {
    let form = desk.form;
    let visit = way == Way::HomeVisit;
    let note = if visit {
        text::ASK_ADDRESS
    } else {
        text::ASK_NOTE
    };
    view! {
        <TextField
            id=field_id(Field::Name)
            label=text::ASK_NAME
            value=Signal::derive(move || form.read().name.clone())
            on_input=move |words| form.update(|form| form.name = words)
            error=error(wrong, Field::Name)
        />
        <TextField
            id=field_id(Field::Mobile)
            label=text::ASK_MOBILE
            hint=text::ASK_MOBILE_HINT
            keys=Keys::Digits
            value=Signal::derive(move || form.read().mobile.clone())
            on_input=move |words| form.update(|form| form.mobile = words)
            error=error(wrong, Field::Mobile)
        />
        <TextArea
            id=field_id(Field::Note)
            label=note
            may_be_empty=!visit
            max=NOTE_MAX
            value=Signal::derive(move || form.read().note.clone())
            on_input=move |words| form.update(|form| form.note = words)
            error=error(wrong, Field::Note)
        />
    }
    .into_any()
}

/// What to take when the time in the digits is gone, or when there is none in them.
fn otherwise(desk: Desk, spoken: &Spoken, wrong: RwSignal<Problems>) -> AnyView {
    let form = desk.form;
    // Without a time in the digits, "nothing else" is no answer.
    let first = usize::from(spoken.first.is_none());
    let choices = text::OTHERWISE_CHOICES[first..]
        .iter()
        .map(|label| Choice {
            label: (*label).to_owned(),
            ..Choice::default()
        })
        .collect();
    let chosen = Signal::derive(move || {
        let part = form.read().window.map(|window| window.part);
        let at = PARTS.iter().position(|known| *known == part);
        at.and_then(|at| at.checked_sub(first))
    });
    let choose = move |at: usize| {
        let part = PARTS.get(at + first).copied().flatten();
        form.update(|form| form.window = part.map(window));
    };
    view! {
        <RadioCards id=field_id(Field::Choices) legend=text::OTHERWISE choices chosen
            on_choose=choose error=error(wrong, Field::Choices) />
    }
    .into_any()
}

fn window(part: DayPart) -> Window {
    let from = today().plus_days(1);
    Window {
        from,
        to: from.plus_days(SPAN - 1),
        part,
    }
}

fn consents(desk: Desk, wrong: RwSignal<Problems>) -> AnyView {
    let form = desk.form;
    view! {
        <fieldset class="field said">
            <legend>{text::ASK_CONSENT}</legend>
            <blockquote>{text::CONSENT_READ}</blockquote>
            <CheckCard
                id=field_id(Field::Consent)
                label=text::CONSENT_YES
                on=Signal::derive(move || form.read().consent.is_on())
                on_toggle=move |on| form.update(|form| form.consent = Ticked::now(on))
                error=error(wrong, Field::Consent)
            />
            <blockquote>{text::SENSITIVE_READ}</blockquote>
            <CheckCard
                id=field_id(Field::SensitiveConsent)
                label=text::SENSITIVE_YES
                on=Signal::derive(move || form.read().sensitive.is_on())
                on_toggle=move |on| form.update(|form| form.sensitive = Ticked::now(on))
                error=error(wrong, Field::SensitiveConsent)
            />
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_without_any_time_is_not_complete() {
        let mut form = Draft {
            name: "王建国".into(),
            mobile: "13812345678".into(),
            consent: Ticked::now(true),
            sensitive: Ticked::now(true),
            ..Draft::default()
        };
        assert!(problems(&form).of(Field::Choices).is_some());
        form.window = Some(Window {
            from: model::civil::Date::parse("2026-11-25").unwrap(),
            to: model::civil::Date::parse("2026-12-08").unwrap(),
            part: DayPart::Any,
        });
        assert!(problems(&form).is_empty(), "{:?}", problems(&form));
    }
}
