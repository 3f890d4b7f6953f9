//! The parts of a page: sections, cards, folded text, facts.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// A part of a page under an `<h2>`.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// A small word at the heading's right: 已备 2 / 5.
    #[prop(optional, into)]
    aside: Signal<String>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="sec">
            <div class="sec-h">
                <h2>{move || title.get()}</h2>
                <span class="muted num">{move || aside.get()}</span>
            </div>
            {children()}
        </section>
    }
    .into_any()
}

/// A white card.
#[component]
pub fn Card(
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! { <div class="card">{children()}</div> }.into_any()
}

/// Text that opens at a tap: law and source, what is refused.
#[component]
pub fn Fold(
    /// What one sees when it is shut.
    #[prop(into)]
    title: String,
    /// A symbol before it.
    icon: IconName,
    /// What one sees when it is open.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="fold">
            <summary><Icon name=icon />{title}</summary>
            <div>{children()}</div>
        </details>
    }
    .into_any()
}

/// Question and answer with a symbol, a row of a [`Facts`] card: 去哪里 → ….
#[component]
pub fn Fact(
    /// The symbol.
    icon: IconName,
    /// The question.
    #[prop(into)]
    label: String,
    /// The answer.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="kv">
            <Icon name=icon />
            <div>
                <b>{label}</b>
                <div>{children()}</div>
            </div>
        </div>
    }
    .into_any()
}
