//! Buttons and links that look like buttons.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How much a button calls for a tap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// An outlined button: one of several things to do.
    #[default]
    Plain,
    /// The one thing to do on this page: filled, full width.
    Go,
    /// Takes something away: cancel, delete.
    Bad,
    /// Leaves all as it is: 先不取消.
    Quiet,
    /// A word to tap inside a row: 修改, 去掉.
    Text,
}

impl Look {
    fn class(self, wide: bool) -> &'static str {
        match (self, wide) {
            (Self::Plain, false) => "btn",
            (Self::Plain, true) => "btn wide",
            (Self::Go, _) => "btn go wide",
            (Self::Bad, false) => "btn bad",
            (Self::Bad, true) => "btn bad wide",
            (Self::Quiet, false) => "btn quiet",
            (Self::Quiet, true) => "btn quiet wide",
            (Self::Text, _) => "txt",
        }
    }
}

fn symbol(icon: Option<IconName>) -> Option<impl IntoView> {
    icon.map(|name| view! { <Icon name /> })
}

/// A button. While `off` it keeps the focus and says so, but does nothing.
#[component]
pub fn Button(
    /// A verb: 预约办理, 提交.
    #[prop(into)]
    label: Signal<String>,
    /// How much it calls.
    #[prop(optional)]
    look: Look,
    /// A symbol before the word.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Fills the width.
    #[prop(optional)]
    wide: bool,
    /// Whether it does nothing just now.
    #[prop(optional, into)]
    off: Signal<bool>,
    /// Whether it is the form's submit button: then Enter in a field presses it too.
    #[prop(optional)]
    submit: bool,
    /// Called when it is pressed. A submit button may leave this to the form.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if off.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=look.class(wide)
            aria-disabled=move || off.get().then_some("true")
            on:click=press
        >
            {symbol(icon)}
            {move || label.get()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it goes to a page or calls a number.
#[component]
pub fn LinkButton(
    /// Where to: a path of the app, or `tel:`.
    #[prop(into)]
    href: String,
    /// A verb.
    #[prop(into)]
    label: String,
    /// How much it calls.
    #[prop(optional)]
    look: Look,
    /// A symbol before the word.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Fills the width.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    view! { <a class=look.class(wide) href=href>{symbol(icon)}{label}</a> }.into_any()
}

/// The one full-width action of a wizard's page, and the small words that all is kept.
#[component]
pub fn Continue(
    /// A verb: 继续, 提交预约.
    #[prop(into)]
    label: Signal<String>,
    /// Whether all is kept on the device. Elsewhere nothing is said to be.
    #[prop(into)]
    saved: Signal<bool>,
    /// Whether it does nothing just now.
    #[prop(optional, into)]
    off: Signal<bool>,
    /// Called when it is pressed.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let on_press = on_press.unwrap_or_else(|| Callback::new(|()| ()));
    view! {
        <Button label look=Look::Go submit=true off on_press />
        <p class="saved" hidden=move || !saved.get()>
            <Icon name=IconName::CHECK />
            {crate::text::ui::SAVED}
        </p>
    }
    .into_any()
}
