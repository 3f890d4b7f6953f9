//! Steps: how something is done, and how far a booking has come.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How a thing is done, numbered.
#[component]
pub fn Steps(
    /// Each step and a line about it, which may be empty.
    steps: Vec<(String, String)>,
) -> impl IntoView {
    let step = |(name, more): (String, String)| {
        let more = (!more.is_empty()).then(|| view! { <p>{more}</p> });
        view! { <li><b>{name}</b>{more}</li> }
    };
    view! { <ol class="steps">{steps.into_iter().map(step).collect_view()}</ol> }.into_any()
}

/// Where a step of a path stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Past.
    Done,
    /// Reached, and the last so far.
    Now,
    /// Reached, and it waits for something.
    Waiting,
    /// Reached, and it failed.
    Failed,
    /// Still to come.
    ToCome,
}

/// A step of a booking's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// Where it stands.
    pub state: StepState,
    /// 已存本机, 已送达, 工作人员已查看, 已确认.
    pub label: String,
    /// When, and by whom: 09:40 · 凤鸣路社区. May be empty.
    pub detail: String,
}

/// How far a booking has come: every step with its time.
#[component]
pub fn StepPath(
    /// The steps, the first first.
    #[prop(into)]
    steps: Signal<Vec<PathStep>>,
) -> impl IntoView {
    let step = |step: PathStep| {
        let (mark, name) = match step.state {
            StepState::Done => (Some("done"), IconName::CHECK),
            StepState::Now => (Some("now"), IconName::OK),
            StepState::Waiting => (Some("wait"), IconName::WAIT),
            StepState::Failed => (Some("fail"), IconName::FAIL),
            StepState::ToCome => (None, IconName::CLOCK),
        };
        let current = matches!(
            step.state,
            StepState::Now | StepState::Waiting | StepState::Failed
        );
        let detail = (!step.detail.is_empty()).then(|| view! { <small>{step.detail}</small> });
        view! {
            <li data-s=mark aria-current=current.then_some("step")>
                <Icon name />
                <b>{step.label}</b>
                {detail}
            </li>
        }
    };
    let list = move || steps.get().into_iter().map(step).collect_view();
    view! { <ol class="card path">{list}</ol> }.into_any()
}
