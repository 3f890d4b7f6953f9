//! Names of stations and their places in the network.

use leptos::prelude::*;

use super::badge::GoldTag;

/// Where the name of a station may break: before 退役军人.
const SUFFIX: &str = "退役军人";

/// A station's name that breaks between the place and its suffix, never inside a word.
#[component]
pub fn StationName(
    /// The full name: 凤鸣路社区退役军人服务站.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let at = name.rfind(SUFFIX).unwrap_or(name.len());
    let suffix = name[at..].to_owned();
    let mut place = name;
    place.truncate(at);
    view! { <span class="nm">{place}<wbr />{suffix}</span> }.into_any()
}

/// A station as a row: its name, where it lies, an honour if it has one.
#[component]
pub fn StationRow(
    /// Its page.
    #[prop(into)]
    href: String,
    /// The full name.
    #[prop(into)]
    name: String,
    /// Where it lies: 渝北区 › 双凤桥街道.
    #[prop(optional, into)]
    place: String,
    /// An honour: 示范站. Empty for none.
    #[prop(optional, into)]
    honour: String,
) -> impl IntoView {
    let place = (!place.is_empty()).then(|| view! { <small>{place}</small> });
    let honour = (!honour.is_empty()).then(|| view! { <GoldTag label=honour /> });
    view! {
        <li>
            <a class="row" href=href>
                <span class="row-t"><b><StationName name /></b>{place}{honour}</span>
                <svg class="i go-i" aria-hidden="true"><use href="#i-next"></use></svg>
            </a>
        </li>
    }
    .into_any()
}

/// The stations above this one, from the city down: 重庆市 › 渝北区 › 双凤桥街道.
#[component]
pub fn TierPath(
    /// Name and page of each, the highest first; without the page's own.
    steps: Vec<(String, String)>,
) -> impl IntoView {
    let steps = steps
        .into_iter()
        .map(|(name, href)| view! { <li><a href=href>{name}</a></li> });
    view! {
        <nav class="crumbs" aria-label=crate::text::ui::ABOVE>
            <ol>{steps.collect_view()}</ol>
        </nav>
    }
    .into_any()
}
