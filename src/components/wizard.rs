//! What every page of a wizard has at its top.

use leptos::prelude::*;

use super::checklist::Meter;
use super::icon::{Icon, IconName};
use crate::text::ui;

/// The way back to the question before, and how far one has come: 第 3 步 / 共 7 步.
#[component]
pub fn WizardHead(
    /// The number of this question, from 1.
    step: usize,
    /// How many there are.
    steps: usize,
    /// Called to go back one question. What was answered stays.
    #[prop(into)]
    on_back: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="back" on:click=move |_| on_back.run(())>
            <Icon name=IconName::BACK />
            {ui::STEP_BACK}
        </button>
        <p class="prog">{ui::step(step, steps)}</p>
        <Meter part=step whole=steps />
    }
    .into_any()
}
