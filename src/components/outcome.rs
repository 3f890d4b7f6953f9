//! The big line after a submission, the reference, the date as a leaf, the question before a cancel.

use leptos::prelude::*;

use super::button::{Button, Look};
use super::icon::{Icon, IconName};
use super::tone::Tone;
use crate::browser::dom;

/// What became of a submission, in one big line: 已存本机, 预约已确认. It is the page's heading.
#[component]
pub fn Outcome(
    /// What it means: Wait for kept here, Ok for confirmed.
    tone: Tone,
    /// The line.
    #[prop(into)]
    title: String,
    /// What that means for the person.
    #[prop(into)]
    text: String,
    /// A symbol other than the tone's own.
    #[prop(optional)]
    icon: Option<IconName>,
) -> impl IntoView {
    let name = icon.unwrap_or_else(|| tone.icon());
    view! {
        <div class="done" data-s=tone.mark()>
            <Icon name />
            <h1 id="title" tabindex="-1">{title}</h1>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// The reference in large spaced digits.
#[component]
pub fn ReferenceCard(
    /// 预约号.
    #[prop(into)]
    label: String,
    /// In groups, as it is read aloud: 482 913 075.
    #[prop(into)]
    digits: String,
    /// What it is good for. May be empty.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
    view! { <div class="card ref"><small>{label}</small><b>{digits}</b>{hint}</div> }.into_any()
}

/// A day as a leaf of a calendar.
#[component]
pub fn DayLeaf(
    /// 11月.
    #[prop(into)]
    month: String,
    /// 25.
    #[prop(into)]
    day: String,
    /// 周二.
    #[prop(into)]
    weekday: String,
) -> impl IntoView {
    view! { <span class="cal"><small>{month}</small><b>{day}</b><small>{weekday}</small></span> }
}

/// The question before something is taken away, in the page itself: no pop-up. It takes the focus.
#[component]
pub fn ConfirmBox(
    /// The question: 确定取消这次预约吗？
    #[prop(into)]
    question: String,
    /// What follows from it.
    #[prop(into)]
    text: String,
    /// The verb that does it: 取消预约.
    #[prop(into)]
    yes: String,
    /// The words that leave all as it is: 先不取消.
    #[prop(into)]
    no: String,
    /// Called on yes.
    #[prop(into)]
    on_yes: Callback<()>,
    /// Called on no.
    #[prop(into)]
    on_no: Callback<()>,
) -> impl IntoView {
    leptos::task::spawn_local(async {
        leptos::task::tick().await;
        dom::focus("confirm");
    });
    view! {
        <div class="ask sec" role="group" aria-labelledby="confirm">
            <h2 id="confirm" tabindex="-1">{question}</h2>
            <p>{text}</p>
            <div class="btns">
                <Button label=yes look=Look::Bad on_press=on_yes />
                <Button label=no look=Look::Quiet on_press=on_no />
            </div>
        </div>
    }
    .into_any()
}
