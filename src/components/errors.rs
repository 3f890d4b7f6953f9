//! What is to be put right: above the form, and beside the field.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::browser::dom;
use crate::text::ui;

/// The id of the summary's box.
const ID: &str = "errors";

/// What is to be put right, above the form. When it appears or changes it takes the focus, so that
/// nobody has to look for what went wrong; each line leads to its field.
#[component]
pub fn ErrorSummary(
    /// The id of each field at fault and the words for it, in the order of the page.
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    Effect::new(move |_| {
        if !errors.read().is_empty() {
            leptos::task::spawn_local(async {
                leptos::task::tick().await;
                dom::focus(ID);
            });
        }
    });
    let line = |(id, words): (String, String)| {
        let href = ["#", &id].concat();
        let to_field = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            dom::focus(&id);
        };
        view! { <li><a href=href on:click=to_field>{words}</a></li> }
    };
    let list = move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            let title = ui::to_put_right(errors.len());
            view! {
                <div class="errs" id=ID role="alert" tabindex="-1">
                    <h2><Icon name=IconName::WARN />{title}</h2>
                    <p>{ui::ALL_KEPT}</p>
                    <ul>{errors.into_iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    };
    list.into_any()
}

/// The id of the words beside a field, for `aria-describedby`.
pub(super) fn note_id(field: &str) -> String {
    [field, "-note"].concat()
}

/// Hint and error of a field, read out with it. The error stands between label and field, where it
/// is seen before the keyboard covers anything.
pub(super) fn field_note(id: &str, hint: String, error: Signal<Option<String>>) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> });
    let error = move || {
        error.get().map(|words| {
            view! { <span class="err"><Icon name=IconName::WARN /><span>{words}</span></span> }
        })
    };
    view! { <span id=note_id(id)>{hint}{error}</span> }.into_any()
}
