//! Pages and parts with nothing to show: empty, waiting, failed.

use leptos::prelude::*;

use super::button::Button;
use super::icon::{Icon, IconName};
use crate::text::{common, ui};

/// Nothing here yet, and what one can do.
#[component]
pub fn EmptyState(
    /// A large, pale symbol.
    icon: IconName,
    /// 还没有预约.
    #[prop(into)]
    title: String,
    /// What one can do.
    #[prop(into)]
    text: String,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="card empty">
            <Icon name=icon />
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// Something did not come; nothing is lost; try again.
#[component]
pub fn ErrorState(
    /// What happened.
    #[prop(into)]
    title: String,
    /// What is kept and what one can do.
    #[prop(into)]
    text: String,
    /// Called on 再试一次.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <EmptyState icon=IconName::OFF title text>
            <Button label=common::AGAIN icon=IconName::AGAIN on_press=on_retry />
        </EmptyState>
    }
    .into_any()
}

/// Something is on its way: the shape of what will come, breathing slowly. Nothing spins.
#[component]
pub fn LoadingState() -> impl IntoView {
    view! {
        <div class="card skel" role="status">
            <i></i>
            <i></i>
            <i></i>
            <i></i>
            <span class="vh">{common::LOADING}</span>
        </div>
    }
}

/// How old the data is: 数据截至 10:32.
#[component]
pub fn Freshness(
    /// The moment, as words.
    #[prop(into)]
    at: Signal<String>,
) -> impl IntoView {
    view! { <p class="fresh">{ui::AS_OF}{move || at.get()}</p> }.into_any()
}
