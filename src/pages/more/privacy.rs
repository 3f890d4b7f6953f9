//! The privacy notice.

use leptos::prelude::*;
use model::booking::NOTICE_VERSION;

use crate::components::{Icon, IconName, LinkButton};
use crate::routes::paths;
use crate::text::privacy::{LEAD, PARTS, Part, TITLE, TO_DATA, VERSION_AFTER, VERSION_BEFORE};

pub(super) fn page() -> AnyView {
    let parts = PARTS.iter().map(part).collect_view();
    let version = [VERSION_BEFORE, &NOTICE_VERSION.to_string(), VERSION_AFTER].concat();
    let body = view! {
        <p class="lead">{LEAD}</p>
        <div class="prose">{parts}</div>
        <p class="fresh">{version}</p>
        <LinkButton href=paths::MY_DATA label=TO_DATA icon=IconName::SAFE wide=true />
        <a class="btn wide" href="tel:12345"><Icon name=IconName::PHONE />{crate::text::common::CALL_12345}</a>
    };
    crate::pages::page(TITLE.to_owned(), true, body)
}

fn part(part: &Part) -> AnyView {
    let lead = (!part.lead.is_empty()).then(|| view! { <p>{part.lead}</p> });
    let points = part
        .points
        .iter()
        .map(|point| view! { <li>{*point}</li> })
        .collect_view();
    let list = (!part.points.is_empty()).then(|| view! { <ul>{points}</ul> });
    view! { <h2>{part.heading}</h2>{lead}{list} }.into_any()
}
