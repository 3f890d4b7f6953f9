//! Check your answers, and submit.

use client::act::{change_volunteer, register_volunteer};
use client::drafts;
use client::mend::resend;
use client::outbox::What;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::error::Field;
use model::id::VolunteerId;
use model::volunteer::VolunteerForm;

use super::draft::{Draft, Purpose};
use super::flow::Step;
use super::form::{Form, stands};
use crate::components::{Button, Continue, LinkButton, Notice, SummaryList, SummaryRow, Tone};
use crate::live::live;
use crate::pages::booking::desk::{self, Trouble};
use crate::pages::booking::problems::Problems;
use crate::pages::wizard::{form as as_form, heading, keeping, not_kept, submit_hint};
use crate::routes::paths;
use crate::state::App;
use crate::text::{booking as words, volunteer as text};

/// The page.
pub fn page(form: Form) -> AnyView {
    let app = form.app;
    if !form.draft.read_untracked().checking {
        form.answer(|draft| draft.checking = true);
    }
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None);
    let submit = move || {
        if !busy.get_untracked() {
            busy.set(true);
            trouble.set(None);
            send(form, busy, trouble);
        }
    };
    let label = Signal::derive(move || {
        let change = matches!(form.draft.read().purpose, Purpose::Change(_));
        let word = match (busy.get(), change) {
            (true, _) => words::SUBMITTING,
            (false, true) => text::SUBMIT_CHANGE,
            (false, false) => text::SUBMIT,
        };
        word.to_owned()
    });
    let again = Callback::new(move |()| {
        form.answer(Draft::join_again);
        form.go_on(Step::Check);
    });
    let one_more = Callback::new(move |()| {
        form.answer(|draft| draft.id = None);
        submit();
    });
    let wrong = live(move || {
        let (words, way_on) = match trouble.get() {
            None => return ().into_any(),
            Some(Wrong::Words(words)) => (words, ().into_any()),
            Some(Wrong::Elsewhere(id)) => {
                let href = paths::volunteer(id);
                let link = view! { <LinkButton href label=text::SEE_MINE /> };
                (text::ELSEWHERE, link.into_any())
            }
            Some(Wrong::Taken) => {
                let view = view! {
                    <LinkButton href=paths::VOLUNTEER label=text::SEE_MINE />
                    <Button label=text::ONE_MORE on_press=one_more />
                };
                (text::TAKEN, view.into_any())
            }
            Some(Wrong::Over) => {
                let button = view! { <Button label=text::JOIN_AGAIN on_press=again /> };
                (text::OVER, button.into_any())
            }
        };
        view! { <Notice tone=Tone::Fail>{words}<div>{way_on}</div></Notice> }.into_any()
    });
    let fields = view! {
        <div class="stack">
            <SummaryList rows=Signal::derive(move || rows(app, &form.draft.read(), true)) />
            {keeping(app)}
            {wrong}
            {submit_hint(app)}
        </div>
        <Continue label saved=form.saved() off=busy />
    };
    let body =
        view! { {heading(text::CHECK, words::CHECK_HINT)} {as_form(submit, fields.into_any())} };
    form.page(Step::Check, text::CHECK, body.into_any())
}

/// Why it was not submitted.
#[derive(Clone, Copy)]
enum Wrong {
    /// In words.
    Words(&'static str),
    /// That registration was put right in another tab.
    Elsewhere(VolunteerId),
    /// The registration is gone or ended: only another one can follow.
    Over,
    /// The form has been submitted with other answers: the person decides.
    Taken,
}

fn send(form: Form, busy: RwSignal<bool>, trouble: RwSignal<Option<Wrong>>) {
    let app = form.app;
    // So that a draft of an older version has an id too.
    form.answer(|_| ());
    let draft = form.draft.get_untracked();
    spawn_local(async move {
        let outcome = submit(app, &draft).await;
        match outcome {
            Ok(id) => {
                if form.forget_sent(&draft).await {
                    app.replace(&paths::volunteer_done(id));
                }
            }
            Err(_) if !form.is_shown() => {}
            Err(Trouble::Field(field, words)) => {
                form.go_mend(step_of(field), Problems::one(field, words));
            }
            Err(Trouble::Storage { full }) => {
                trouble.try_set(Some(Wrong::Words(if full {
                    words::STORAGE_FULL
                } else {
                    not_kept(app, text::NOT_KEPT)
                })));
            }
            Err(Trouble::Taken) => {
                trouble.try_set(Some(Wrong::Taken));
            }
            Err(Trouble::Elsewhere) => {
                trouble.try_set(Some(settled(draft.purpose).await));
            }
        }
        busy.try_set(false);
    });
}

/// How it stands with what was to be changed or put right and is not there any more.
async fn settled(purpose: Purpose) -> Wrong {
    let (Purpose::Change(id) | Purpose::Mend(_, id)) = purpose else {
        return Wrong::Over;
    };
    let mine = desk::mine().await;
    match mine.is_some_and(|mine| stands(&mine, id)) {
        true => Wrong::Elsewhere(id),
        false => Wrong::Over,
    }
}

/// Keeps the form on the device and begins to send it.
async fn submit(app: App, draft: &Draft) -> Result<VolunteerId, Trouble> {
    let told = VolunteerForm::try_from(draft).map_err(|(field, problem)| {
        Trouble::Field(
            field,
            problem.map(|problem| problem.message()).unwrap_or_default(),
        )
    })?;
    let ports = desk::ports()
        .await
        .ok_or(Trouble::Storage { full: false })?;
    let id = match draft.purpose {
        Purpose::Join => {
            let id = draft.id.unwrap_or_else(desk::new_volunteer);
            // What was put aside must outlive the draft: then its row is rewritten afterwards.
            let kept = draft.aside.is_empty().then_some(drafts::Draft::Volunteer);
            register_volunteer(&ports, id, told, kept).await?
        }
        Purpose::Change(id) => {
            change_volunteer(&ports, id, told).await?;
            id
        }
        Purpose::Mend(action, id) => {
            let what = match desk::mine()
                .await
                .and_then(|mine| mine.action(action).cloned())
            {
                Some(item) if !item.entry.what.is_create() => What::ChangeVolunteer(id, told),
                _ => What::RegisterVolunteer(id, told),
            };
            resend(&ports, action, what).await?;
            id
        }
    };
    desk::done(app);
    Ok(id)
}

/// The question that a field belongs to.
pub fn step_of(field: Field) -> Step {
    match field {
        Field::Division => Step::Division,
        Field::Skills => Step::Skills,
        Field::Roles => Step::Roles,
        Field::Availability => Step::FreeTimes,
        _ => Step::Person,
    }
}

/// The answers; `change`: each with a way to change it.
pub fn rows(app: App, draft: &Draft, change: bool) -> Vec<SummaryRow> {
    let stations = app.stations.read();
    let place = draft.division.and_then(|code| {
        let index = stations.ready()?;
        let at = index.find(code)?;
        let above = crate::pages::stations::whereabouts(index, at);
        Some(vec![index.short_name(at), above])
    });
    let mobile = model::person::Mobile::parse(&draft.mobile);
    let mobile = mobile.map_or_else(|_| draft.mobile.clone(), |mobile| mobile.digits());
    let note = draft.note.trim();
    let note = if note.is_empty() {
        words::NO_NOTE
    } else {
        note
    };
    let answers: [(&str, Vec<String>, Step); 6] = [
        (
            text::ROW_DIVISION,
            place.unwrap_or_default(),
            Step::Division,
        ),
        (
            text::ROW_SKILLS,
            vec![text::skills(&draft.skills)],
            Step::Skills,
        ),
        (
            text::ROW_ROLES,
            vec![text::roles(&draft.roles)],
            Step::Roles,
        ),
        (
            text::ROW_FREE,
            vec![text::free_times(&draft.free_times)],
            Step::FreeTimes,
        ),
        (
            words::ROW_PERSON,
            vec![draft.name.trim().to_owned(), words::grouped_mobile(&mobile)],
            Step::Person,
        ),
        (
            words::NOTE,
            note.lines().map(str::to_owned).collect(),
            Step::Person,
        ),
    ];
    let row = |(label, lines, step): (&str, Vec<String>, Step)| SummaryRow {
        label: label.to_owned(),
        lines,
        note: String::new(),
        change: change.then(|| paths::volunteer_join(step.number())),
    };
    answers.into_iter().map(row).collect()
}
