//! A few words that matter now, in a coloured strip.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use super::tone::Tone;

/// Words that matter now. It is read out when it appears.
#[component]
pub fn Notice(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// A symbol other than the tone's own.
    #[prop(optional)]
    icon: Option<IconName>,
    /// The words; a `<b>` in front makes a heading, a button may follow.
    children: Children,
) -> impl IntoView {
    let name = icon.unwrap_or_else(|| tone.icon());
    view! {
        <div class="notice" data-s=tone.mark() role="status">
            <Icon name />
            <div>{children()}</div>
        </div>
    }
    .into_any()
}
