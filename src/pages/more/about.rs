//! About the app: the network in numbers, brand services, where facts come from.

use leptos::prelude::*;
use model::catalogue::FeatureKind;

use crate::components::{IconName, Row, Rows, Section};
use crate::pages::services::with_catalogue;
use crate::routes::paths;
use crate::state::App;
use crate::text::more as text;

pub(super) fn page() -> AnyView {
    let body = view! {
        <p class="lead">{text::LEAD}</p>
        {network()}
        {brands()}
        {sources()}
        <Section title=text::CALL>
            <Rows>
                <Row href="tel:12345" title="12345" sub=text::CALL_12345 icon=IconName::PHONE />
                <Row href="tel:12348" title="12348" sub=text::CALL_12348 icon=IconName::LAW />
            </Rows>
        </Section>
        <Section title=text::BROWSERS>
            <p>{text::BROWSERS_TEXT}</p>
        </Section>
        <Section title=text::READ_MORE>
            <Rows>
                <Row href=paths::PRIVACY title=text::TO_PRIVACY sub=text::TO_PRIVACY_HINT icon=IconName::SAFE />
                <Row href=paths::MY_DATA title=text::TO_DATA sub=text::TO_DATA_HINT icon=IconName::FILE />
            </Rows>
        </Section>
        <p class="fresh num">{text::VERSION}{env!("CARGO_PKG_VERSION")}</p>
    };
    crate::pages::page(text::TITLE.to_owned(), true, body)
}

fn network() -> AnyView {
    let tiers = text::TIERS.iter().map(|(name, count)| {
        view! { <div><dt>{*name}</dt><dd>{*count}</dd></div> }
    });
    let tiers = tiers.collect_view();
    let numbers = with_catalogue(App::get(), |_, catalogue| {
        let facts = catalogue.network.iter().map(|fact| {
            view! {
                <div class="kv">
                    <div>
                        <b>{fact.label.clone()}</b>
                        <div class="num"><strong>{fact.value.clone()}</strong><small class="hint">{fact.source.clone()}</small></div>
                    </div>
                </div>
            }
        });
        view! { <div class="card">{facts.collect_view()}</div> }.into_any()
    });
    view! {
        <Section title=text::NETWORK>
            <dl class="nums">{tiers}</dl>
            <p class="fresh">{text::TIERS_SOURCE}</p>
            {numbers}
            <p class="fresh">{text::NUMBERS_NOTE}</p>
        </Section>
    }
    .into_any()
}

/// Brand services and named stations.
fn brands() -> AnyView {
    with_catalogue(App::get(), |_, catalogue| {
        let rows: Vec<AnyView> = catalogue
            .features
            .iter()
            .map(|feature| {
                let icon = match feature.kind {
                    FeatureKind::Brand => IconName::MEDAL,
                    FeatureKind::Story => IconName::STATION,
                };
                view! { <Row href=paths::brand(&feature.slug) title=feature.title.clone() icon /> }
                    .into_any()
            })
            .collect();
        (!rows.is_empty())
            .then(|| view! { <Section title=text::BRANDS><Rows>{rows}</Rows></Section> })
            .into_any()
    })
}

fn sources() -> AnyView {
    let grades = text::GRADES.iter().map(|(letter, name, what)| {
        view! { <div class="kv"><div><b>{*letter}" · "{*name}</b><div>{*what}</div></div></div> }
    });
    view! {
        <Section title=text::SOURCES>
            <p>{text::SOURCES_LEAD}</p>
            <div class="card">{grades.collect_view()}</div>
            <p>{text::SOURCES_END}</p>
        </Section>
    }
    .into_any()
}
