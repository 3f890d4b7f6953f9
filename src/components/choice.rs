//! Questions with cards to tap: one answer, several, or a yes.

use leptos::prelude::*;

use super::errors::{field_note, note_id};
use super::icon::{Icon, IconName};

/// One answer of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The answer.
    pub label: String,
    /// A line more about it; may be empty.
    pub hint: String,
    /// A symbol at its right.
    pub icon: Option<IconName>,
}

/// A card with a round or square box in front.
fn card(
    choice: Choice,
    kind: &'static str,
    name: String,
    on: Signal<bool>,
    tapped: Callback<bool>,
) -> AnyView {
    let hint = (!choice.hint.is_empty()).then(|| view! { <small>{choice.hint}</small> });
    let icon = choice.icon.map(|name| view! { <Icon name /> });
    view! {
        <label class=move || if on.get() { "opt on" } else { "opt" }>
            <input
                type=kind
                name=name
                prop:checked=move || on.get()
                on:change=move |event| tapped.run(event_target_checked(&event))
            />
            <span><b>{choice.label}</b>{hint}</span>
            {icon}
        </label>
    }
    .into_any()
}

/// The frame of a question: the legend is the page's `<h1>` or a small heading.
fn question(
    id: &'static str,
    legend: AnyView,
    class: &'static str,
    note: AnyView,
    cards: Vec<AnyView>,
) -> AnyView {
    view! {
        <fieldset id=id tabindex="-1" aria-describedby=note_id(id)>
            <legend>{legend}</legend>
            {note}
            <div class=class>{cards}</div>
        </fieldset>
    }
    .into_any()
}

/// A legend: the heading of the page (`title`) or of a part of it.
fn heading(words: String, title: bool) -> AnyView {
    if title {
        view! { <h1 id="title" tabindex="-1">{words}</h1> }.into_any()
    } else {
        view! { <h2>{words}</h2> }.into_any()
    }
}

/// A question with one answer, as cards over the full width.
#[component]
pub fn RadioCards(
    /// Its id, to which the error summary leads.
    id: &'static str,
    /// The question.
    #[prop(into)]
    legend: String,
    /// Whether the question is the page's heading.
    #[prop(optional)]
    title: bool,
    /// A line of help under it.
    #[prop(optional, into)]
    hint: String,
    /// The answers.
    choices: Vec<Choice>,
    /// The number of the answer chosen, from 0.
    #[prop(into)]
    chosen: Signal<Option<usize>>,
    /// Called with the number of the answer tapped.
    #[prop(into)]
    on_choose: Callback<usize>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let cards = choices.into_iter().enumerate().map(|(number, choice)| {
        let on = Signal::derive(move || chosen.get() == Some(number));
        card(
            choice,
            "radio",
            id.to_owned(),
            on,
            Callback::new(move |_| on_choose.run(number)),
        )
    });
    question(
        id,
        heading(legend, title),
        "opts",
        field_note(id, hint, error),
        cards.collect(),
    )
}

/// A question with any number of answers, as cards, two beside each other where they fit.
#[component]
pub fn CheckCards(
    /// Its id, to which the error summary leads.
    id: &'static str,
    /// The question.
    #[prop(into)]
    legend: String,
    /// Whether the question is the page's heading.
    #[prop(optional)]
    title: bool,
    /// A line of help under it.
    #[prop(optional, into)]
    hint: String,
    /// Whether each answer takes the whole width, as those with a hint should.
    #[prop(optional)]
    wide: bool,
    /// The answers, at most 32.
    choices: Vec<Choice>,
    /// The answers chosen: bit n stands for answer n.
    #[prop(into)]
    chosen: Signal<u32>,
    /// Called with the number of the answer tapped.
    #[prop(into)]
    on_toggle: Callback<usize>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let cards = choices.into_iter().enumerate().map(|(number, choice)| {
        let on = Signal::derive(move || chosen.get() >> number & 1 == 1);
        card(
            choice,
            "checkbox",
            id.to_owned(),
            on,
            Callback::new(move |_| on_toggle.run(number)),
        )
    });
    question(
        id,
        heading(legend, title),
        if wide { "opts" } else { "opts two" },
        field_note(id, hint, error),
        cards.collect(),
    )
}

/// One thing to say yes to: a consent, 这几天任意时间都可以.
#[component]
pub fn CheckCard(
    /// Its id, to which the error summary leads.
    id: &'static str,
    /// What one says yes to.
    #[prop(into)]
    label: String,
    /// A line more about it.
    #[prop(optional, into)]
    hint: String,
    /// Whether it is ticked.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_toggle: Callback<bool>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let choice = Choice {
        label,
        hint,
        icon: None,
    };
    view! {
        <div id=id tabindex="-1">
            {field_note(id, String::new(), error)}
            {card(choice, "checkbox", id.to_owned(), on, on_toggle)}
        </div>
    }
    .into_any()
}
