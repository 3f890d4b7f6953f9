//! Fields to write in: one line and several.

use leptos::prelude::*;

use super::errors::{field_note, note_id};
use crate::text::ui;

/// What a line is for: the keyboard it brings up and what the browser may fill in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// Any words.
    #[default]
    Words,
    /// The person's name.
    Name,
    /// A mobile number: the telephone's keys.
    Mobile,
    /// Digits only.
    Digits,
    /// A long row of digits.
    Code,
}

impl Keys {
    /// `type`, `inputmode`, `autocomplete`, `class`.
    fn attributes(self) -> [&'static str; 4] {
        match self {
            Self::Words => ["text", "text", "off", ""],
            Self::Name => ["text", "text", "name", ""],
            Self::Mobile => ["tel", "tel", "tel-national", "num short"],
            Self::Digits => ["text", "numeric", "off", "num short"],
            Self::Code => ["text", "numeric", "off", "num"],
        }
    }
}

/// The class of a field with or without an error.
fn class(error: Signal<Option<String>>) -> &'static str {
    if error.read().is_some() {
        "field bad"
    } else {
        "field"
    }
}

fn label(id: &str, label: String, may_be_empty: bool) -> impl IntoView {
    let extra = may_be_empty.then(|| view! { <span class="opt-word">{ui::MAY_BE_EMPTY}</span> });
    view! { <label for=id.to_owned()>{label}{extra}</label> }
}

/// A line to write in, under its label.
#[component]
pub fn TextField(
    /// Its id, to which the error summary leads.
    id: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// A line of help under the label.
    #[prop(optional, into)]
    hint: String,
    /// What it is for.
    #[prop(optional)]
    keys: Keys,
    /// Whether it may stay empty.
    #[prop(optional)]
    may_be_empty: bool,
    /// What is written in it.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let [kind, mode, fill, style] = keys.attributes();
    view! {
        <div class=move || class(error)>
            {self::label(id, label, may_be_empty)}
            {field_note(id, hint, error)}
            <input
                id=id
                class=style
                type=kind
                inputmode=mode
                autocomplete=fill
                aria-describedby=note_id(id)
                aria-invalid=move || error.read().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

/// Several lines to write in, with a count of what is left.
#[component]
pub fn TextArea(
    /// Its id, to which the error summary leads.
    id: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// A line of help under the label.
    #[prop(optional, into)]
    hint: String,
    /// Whether it may stay empty.
    #[prop(optional)]
    may_be_empty: bool,
    /// How many characters it may hold. More can be written; the error says so.
    max: usize,
    /// What is written in it.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class=move || class(error)>
            {self::label(id, label, may_be_empty)}
            {field_note(id, hint, error)}
            <textarea
                id=id
                rows="3"
                aria-describedby=note_id(id)
                aria-invalid=move || error.read().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            <span class="count">{move || ui::of(value.read().chars().count(), max)}</span>
        </div>
    }
    .into_any()
}
