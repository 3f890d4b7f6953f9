//! Rows of a list, each a link over its full width, and the tiles of the categories.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// The white card that holds rows.
#[component]
pub fn Rows(
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! { <ul class="card list">{children()}</ul> }.into_any()
}

/// A row that leads somewhere.
#[component]
pub fn Row(
    /// Where to.
    #[prop(into)]
    href: String,
    /// What it is.
    #[prop(into)]
    title: String,
    /// One line more about it.
    #[prop(optional, into)]
    sub: String,
    /// A symbol before it.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Marks below it: states, badges.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let dot = icon.map(|name| view! { <span class="dot"><Icon name /></span> });
    let sub = (!sub.is_empty()).then(|| view! { <small>{sub}</small> });
    view! {
        <li>
            <a class="row" href=href>
                {dot}
                <span class="row-t">
                    <b>{title}</b>
                    {sub}
                    {children.map(|children| children())}
                </span>
                <svg class="i go-i" aria-hidden="true"><use href="#i-next"></use></svg>
            </a>
        </li>
    }
    .into_any()
}

/// A tile of a category.
#[component]
pub fn CategoryTile(
    /// Where to.
    #[prop(into)]
    href: String,
    /// The category's name.
    #[prop(into)]
    label: String,
    /// Its symbol.
    icon: IconName,
) -> impl IntoView {
    view! {
        <li>
            <a class="tile" href=href>
                <span class="dot"><Icon name=icon /></span>
                {label}
            </a>
        </li>
    }
    .into_any()
}
