//! Small marks: states, badges, evidence, opening.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use super::tone::Tone;

/// A state in a word, a symbol and a colour: 已确认.
#[component]
pub fn StateBadge(
    /// What it means.
    tone: Tone,
    /// The word.
    #[prop(into)]
    label: String,
    /// A symbol other than the tone's own.
    #[prop(optional)]
    icon: Option<IconName>,
) -> impl IntoView {
    let name = icon.unwrap_or_else(|| tone.icon());
    view! { <span class="state" data-s=tone.mark()><Icon name />{label}</span> }.into_any()
}

/// An honour, in gold: 示范型服务站.
#[component]
pub fn GoldTag(
    /// Its name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <span class="tag gold"><Icon name=IconName::MEDAL />{label}</span> }
}

/// Plain marks beside each other: facilities, what applies.
#[component]
pub fn Tags(
    /// Their words.
    labels: Vec<String>,
) -> impl IntoView {
    let tags = labels
        .into_iter()
        .map(|label| view! { <li class="tag">{label}</li> });
    view! { <ul class="tags">{tags.collect_view()}</ul> }.into_any()
}

/// How sure the facts of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Read in the law's own text.
    Law,
    /// A government page or press report.
    Report,
    /// Commonly known, not checked.
    Unchecked,
}

/// How sure a page's facts are, from where, and when they were checked.
#[component]
pub fn EvidenceMark(
    /// The grade.
    grade: Grade,
    /// In words, with source and date.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let (mark, name) = match grade {
        Grade::Law => ("A", IconName::OK),
        Grade::Report => ("B", IconName::WARN),
        Grade::Unchecked => ("C", IconName::WARN),
    };
    view! { <p class="evi" data-g=mark><Icon name /><span>{text}</span></p> }.into_any()
}

/// Whether a station is open now, and until when: 现在开门 · 今天到 17:30.
#[component]
pub fn OpenMark(
    /// Open at this moment.
    open: bool,
    /// 现在开门, 现在休息.
    #[prop(into)]
    label: String,
    /// Until or from when.
    #[prop(into)]
    until: String,
) -> impl IntoView {
    let class = if open { "open" } else { "open shut" };
    view! { <span><span class=class>{label}</span>" · "{until}</span> }.into_any()
}
