//! What the pages of a wizard are put together from.

use leptos::prelude::*;
use model::division::DivisionCode;

use crate::browser::history;
use crate::components::{
    Button, ErrorSummary, Icon, IconName, Notice, Row, Rows, Tone, WizardHead, tel,
};
use crate::live::live;
use crate::pages::booking::problems::{Problems, field_id};
use crate::state::{App, Keeping};
use crate::text::{booking as text, common, my};

/// A page: head, what is wrong, the question, whether another form waits, somebody to ask.
pub(super) fn frame(
    (at, count): (usize, usize),
    on_back: Callback<()>,
    wrong: RwSignal<Problems>,
    others_wait: bool,
    body: AnyView,
) -> AnyView {
    let errors = Signal::derive(move || summary(&wrong.read()));
    let waiting = others_wait.then(|| view! { <p class="muted small sec">{text::ASIDE}</p> });
    view! {
        <div class="wrap flow">
            <WizardHead step=at steps=count on_back />
            <ErrorSummary errors=errors />
            {body}
            {waiting}
            {ask()}
        </div>
    }
    .into_any()
}

/// Somebody to ask, at the end of each question.
fn ask() -> AnyView {
    view! {
        <p class="sec"><a class="txt" href="tel:12345"><Icon name=IconName::PHONE />{text::ASK}</a></p>
    }
    .into_any()
}

/// What to know before submitting, where this browser does not keep things as it should.
pub fn keeping(app: App) -> AnyView {
    keeping_or(app, text::BROKEN)
}

/// The same with the words for storage that does not work.
pub(super) fn keeping_or(app: App, broken: &'static str) -> AnyView {
    live(move || {
        let words = match app.keeping.get() {
            Keeping::MemoryOnly => my::MEMORY_ONLY,
            Keeping::NeedsReload => my::NEEDS_RELOAD,
            Keeping::Broken => broken,
            Keeping::Opening | Keeping::OnDevice => return ().into_any(),
        };
        let again = app.keeping.get() != Keeping::MemoryOnly;
        let reload = again.then(|| {
            view! { <Button label=my::RELOAD icon=IconName::AGAIN on_press=|()| history::reload() /> }
        });
        view! { <Notice tone=Tone::Wait>{words}{reload}</Notice> }.into_any()
    })
}

/// Below the answers: what happens without a network, where this browser keeps things.
pub fn submit_hint(app: App) -> AnyView {
    live(move || {
        let words = match app.keeping.get() {
            Keeping::OnDevice => text::SUBMIT_HINT,
            Keeping::MemoryOnly => text::SUBMIT_HINT_MEMORY,
            Keeping::Opening | Keeping::NeedsReload | Keeping::Broken => return ().into_any(),
        };
        view! { <p class="muted">{words}</p> }.into_any()
    })
}

/// Whom to ring: the station, where its number is known, else the city's line.
pub fn call(app: App, station: Option<DivisionCode>) -> AnyView {
    live(move || {
        let services = app.services.read();
        let number = station.and_then(|code| {
            let known = services.ready()?.outline.station(code)?;
            known.telephone.clone()
        });
        let (number, title, sub) = match number {
            Some(number) => (number.clone(), text::CALL_STATION, number),
            None => ("12345".to_owned(), common::CALL_12345, String::new()),
        };
        view! { <Rows><Row href=tel(&number) title sub icon=IconName::PHONE /></Rows> }.into_any()
    })
}

/// Why something could not be kept: `words`, unless trying again cannot help before the page has
/// been loaded anew.
pub fn not_kept(app: App, words: &'static str) -> &'static str {
    match app.keeping.get_untracked() {
        Keeping::NeedsReload => text::OUTDATED,
        Keeping::Broken => text::BROKEN,
        Keeping::Opening | Keeping::OnDevice | Keeping::MemoryOnly => words,
    }
}

/// The lines of an error summary.
pub fn summary(problems: &Problems) -> Vec<(String, String)> {
    problems
        .iter()
        .map(|(field, words)| (field_id(field).to_owned(), words.to_owned()))
        .collect()
}

/// A form whose submission is `submit`; Enter in a field submits it.
pub fn form(submit: impl Fn() + 'static, body: AnyView) -> AnyView {
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit();
    };
    view! { <form novalidate=true on:submit=on_submit>{body}</form> }.into_any()
}

/// The heading of a page whose question is not a legend.
pub fn heading(words: &'static str, hint: impl Into<String>) -> AnyView {
    let hint = hint.into();
    let hint = (!hint.is_empty()).then(|| view! { <p class="lead">{hint}</p> });
    view! { <h1 id="title" tabindex="-1">{words}</h1> {hint} }.into_any()
}
