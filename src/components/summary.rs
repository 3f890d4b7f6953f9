//! Answers to check, each with a way to change it.

use leptos::prelude::*;

use crate::text::ui;

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// What was asked.
    pub label: String,
    /// What was answered, a line each.
    pub lines: Vec<String>,
    /// A line more in small type; may be empty.
    pub note: String,
    /// The page of the question; without one the row cannot be changed.
    pub change: Option<String>,
}

/// Answers to check, each with 修改.
#[component]
pub fn SummaryList(
    /// The answers, in the order of the questions.
    #[prop(into)]
    rows: Signal<Vec<SummaryRow>>,
) -> impl IntoView {
    let row = |row: SummaryRow| {
        let lines = row
            .lines
            .into_iter()
            .map(|line| view! { <div>{line}</div> })
            .collect_view();
        let note = (!row.note.is_empty()).then(|| view! { <small>{row.note}</small> });
        let change = row.change.map(|href| {
            view! {
                <dd class="c">
                    <a class="txt" href=href>{ui::CHANGE}<span class="vh">{row.label.clone()}</span></a>
                </dd>
            }
        });
        view! {
            <div>
                <dt>{row.label}</dt>
                <dd>{lines}{note}</dd>
                {change}
            </div>
        }
    };
    let list = move || rows.get().into_iter().map(row).collect_view();
    view! { <dl class="card flush sum">{list}</dl> }.into_any()
}
