//! Name, mobile number, a note, and the consents without which nothing is sent.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::error::Field;
use model::person::{NOTE_MAX, OnBehalf};
use model::slot::Way;

use super::desk;
use super::draft::Draft;
use super::flow::Step;
use super::problems::field_id;
use super::wizard::Wizard;
use crate::components::{Button, CheckCard, Continue, IconName, Keys, TextArea, TextField};
use crate::pages::wizard::ticked::Ticked;
use crate::pages::wizard::{form, heading};
use crate::routes::paths;
use crate::text::booking as text;

/// The page.
pub fn page(wizard: Wizard) -> AnyView {
    let other = wizard.draft.read_untracked().who == Some(OnBehalf::OtherWithConsent);
    let title = if other {
        text::PERSON_OTHER
    } else {
        text::PERSON_ME
    };
    let (name, mobile_hint) = if other {
        (text::NAME_OTHER, text::MOBILE_OTHER_HINT)
    } else {
        (text::NAME_ME, text::MOBILE_HINT)
    };
    let visit = wizard.draft.read_untracked().way == Some(Way::HomeVisit);
    let submit = move || {
        if wizard.accept(wizard.draft.read_untracked().person_problems()) {
            wizard.go_on(Step::Person);
        }
    };
    let fields = view! {
        {as_before(wizard, other)}
        <TextField
            id=field_id(Field::Name)
            label=name
            keys=Keys::Name
            value=typed(wizard, |draft| &draft.name)
            on_input=move |words| wizard.answer(|draft| draft.name = words)
            error=wizard.error(Field::Name)
        />
        <TextField
            id=field_id(Field::Mobile)
            label=text::MOBILE
            hint=mobile_hint
            keys=Keys::Mobile
            value=typed(wizard, |draft| &draft.mobile)
            on_input=move |words| wizard.answer(|draft| draft.mobile = words)
            error=wizard.error(Field::Mobile)
        />
        <TextArea
            id=field_id(Field::Note)
            label=text::note(visit)
            hint=note_hint(&wizard.draft.read_untracked())
            may_be_empty=!visit
            max=NOTE_MAX
            value=typed(wizard, |draft| &draft.note)
            on_input=move |words| wizard.answer(|draft| draft.note = words)
            error=wizard.error(Field::Note)
        />
        {consents(
            Consent {
                hint: "",
                on: Signal::derive(move || wizard.draft.read().consent.is_on()),
                toggle: Callback::new(move |on| {
                    wizard.answer(|draft| draft.consent = Ticked::now(on));
                }),
                error: wizard.error(Field::Consent),
            },
            Consent {
                hint: text::SENSITIVE_HINT,
                on: Signal::derive(move || wizard.draft.read().sensitive.is_on()),
                toggle: Callback::new(move |on| {
                    wizard.answer(|draft| draft.sensitive = Ticked::now(on));
                }),
                error: wizard.error(Field::SensitiveConsent),
            },
        )}
        <Continue label=wizard.go_on_word() saved=wizard.saved() />
    };
    let body = view! { {heading(title, text::PERSON_HINT)} {form(submit, fields.into_any())} };
    wizard.page(Step::Person, title, body.into_any())
}

/// Offers name and number of the last booking of one's own, so that nobody types them twice.
fn as_before(wizard: Wizard, other: bool) -> AnyView {
    let empty = wizard
        .draft
        .with_untracked(|draft| draft.name.is_empty() && draft.mobile.is_empty());
    if other || !empty {
        return ().into_any();
    }
    let before = RwSignal::new(None::<(String, String)>);
    spawn_local(async move {
        let Some(mine) = desk::mine().await else {
            return;
        };
        let asked = mine
            .bookings
            .into_iter()
            .filter_map(|item| item.record.asked);
        let own =
            asked.filter(|asked| asked.on_behalf == OnBehalf::Myself && !asked.name.is_empty());
        before.try_set(own.map(|asked| (asked.name, asked.mobile)).next());
    });
    let view = move || {
        let (name, mobile) = before.get()?;
        let label = text::as_before(&name, &mobile);
        let take = move |()| {
            wizard.answer(|draft| (draft.name, draft.mobile) = (name.clone(), mobile.clone()));
            before.set(None);
        };
        Some(view! { <Button label icon=IconName::CHECK wide=true on_press=Callback::new(take) /> })
    };
    view.into_any()
}

fn typed(wizard: Wizard, part: fn(&Draft) -> &String) -> Signal<String> {
    Signal::derive(move || part(&wizard.draft.read()).clone())
}

fn note_hint(draft: &Draft) -> &'static str {
    match draft.way {
        Some(Way::HomeVisit) => text::NOTE_VISIT_HINT,
        Some(Way::CallBack) => text::NOTE_CALL_HINT,
        _ => text::NOTE_HINT,
    }
}

/// A consent to tick.
pub struct Consent {
    /// What it covers; empty where its label says it.
    pub hint: &'static str,
    /// Whether it is ticked.
    pub on: Signal<bool>,
    /// Called with the new state.
    pub toggle: Callback<bool>,
    /// What is wrong.
    pub error: Signal<Option<String>>,
}

/// What is done with the answers, the notice, and the two consents that the law asks for: to all of
/// it, and separately to what is sensitive.
pub fn consents(all: Consent, sensitive: Consent) -> AnyView {
    view! {
        <div class="field">
            <p class="hint">{text::CONSENT_LEAD}</p>
            <p><a class="txt" href=paths::PRIVACY>{text::CONSENT_LINK}</a></p>
            <div class="opts">
                <CheckCard
                    id=field_id(Field::Consent)
                    label=text::CONSENT
                    hint=all.hint
                    on=all.on
                    on_toggle=all.toggle
                    error=all.error
                />
                <CheckCard
                    id=field_id(Field::SensitiveConsent)
                    label=text::SENSITIVE
                    hint=sensitive.hint
                    on=sensitive.on
                    on_toggle=sensitive.toggle
                    error=sensitive.error
                />
            </div>
        </div>
    }
    .into_any()
}
