//! Brand services and named stations: what is known, and the way to the station.

use leptos::prelude::*;
use model::catalogue::{Feature, FeatureKind, StationDetails};
use model::division::DivisionCode;

use super::{one, with_catalogue};
use crate::components::{
    Fold, GoldTag, IconName, LinkButton, Look, Notice, Row, Rows, Section, StationRow, Tags,
};
use crate::pages::{arrived, call};
use crate::routes::paths;
use crate::state::App;
use crate::text::services as text;

/// `/brands/{slug}`.
pub(super) fn page(slug: String) -> AnyView {
    let app = App::get();
    let body = with_catalogue(app, move |_, catalogue| match catalogue.feature(&slug) {
        Some(feature) => feature_page(app, feature),
        None => super::unknown_inside(text::UNKNOWN_BRAND),
    });
    view! { <div class="wrap">{super::back(app)}{body}</div> }.into_any()
}

fn feature_page(app: App, feature: &Feature) -> AnyView {
    arrived(&feature.title);
    let kind = match feature.kind {
        FeatureKind::Brand => text::BRAND_KIND,
        FeatureKind::Story => text::STORY_KIND,
    };
    let body = if feature.body.is_empty() {
        view! { <Notice>{text::NAME_ONLY}</Notice> }.into_any()
    } else {
        let lines = feature
            .body
            .iter()
            .map(|line| view! { <p>{line.clone()}</p> });
        view! { <div class="prose">{lines.collect_view()}</div> }.into_any()
    };
    let (place, sources) = (
        station(app, feature.station),
        one::sources(&feature.sources),
    );
    view! {
        <p class="tags"><GoldTag label=kind /></p>
        <h1 id="title" tabindex="-1">{feature.title.clone()}</h1>
        <div class="sec">{body}</div>
        <Section title=text::WHOSE>{place}</Section>
        <div class="sec">
            <Fold title=text::SOURCE icon=IconName::INFO>{sources}</Fold>
        </div>
        <div class="sec">{one::mark(feature.evidence, feature.checked)}</div>
        <div class="sec"><LinkButton href=paths::SERVICES label=text::TO_SERVICES look=Look::Go icon=IconName::DOC /></div>
        {call()}
    }
    .into_any()
}

fn station(app: App, code: DivisionCode) -> AnyView {
    let view = move || {
        let stations = app.stations.read();
        let name = stations
            .ready()
            .and_then(|index| Some(index.display_name(index.find(code)?)));
        let name = name.unwrap_or_else(|| text::TO_STATION.to_owned());
        view! { <Rows><StationRow href=paths::station(code) name /></Rows> }
    };
    view.into_any()
}

/// What the catalogue knows of a station, for its page: honours, facilities, stories, and what one
/// can do there.
pub(super) fn station_more(code: DivisionCode) -> AnyView {
    with_catalogue(App::get(), move |known, catalogue| {
        let stories: Vec<AnyView> = catalogue
            .features
            .iter()
            .filter(|feature| feature.station == code)
            .map(|feature| {
                let icon = match feature.kind {
                    FeatureKind::Brand => IconName::MEDAL,
                    FeatureKind::Story => IconName::BOOK,
                };
                view! { <Row href=paths::brand(&feature.slug) title=feature.title.clone() icon /> }
                    .into_any()
            })
            .collect();
        let stories = (!stories.is_empty()).then(|| {
            view! { <Section title=text::STORIES><Rows>{stories}</Rows></Section> }
        });
        let here: Vec<AnyView> = catalogue
            .services
            .iter()
            .filter(|service| service.duration.is_some() && service.tiers.contains(&code.tier()))
            .map(|service| {
                let sub = service.duration.map(text::visit).unwrap_or_default();
                let href = paths::service(service.slug.as_str());
                view! { <Row href title=service.title.clone() sub /> }.into_any()
            })
            .collect();
        let count = text::count(here.len());
        let here = (!here.is_empty()).then(|| {
            view! { <Section title=text::HERE aside=count><Rows>{here}</Rows></Section> }
        });
        let details = known.outline.station(code).map(details);
        view! { {details}{stories}{here} }.into_any()
    })
}

/// Honours and rooms of a named station, and where that is from.
fn details(details: &StationDetails) -> AnyView {
    let badges = details
        .badges
        .iter()
        .map(|badge| view! { <GoldTag label=badge.clone() /> });
    let badges = badges.collect_view();
    let badges = (!details.badges.is_empty()).then(|| {
        view! { <Section title=text::HONOURS><p class="tags">{badges}</p></Section> }
    });
    let facilities = (!details.facilities.is_empty()).then(|| {
        let labels = details.facilities.clone();
        view! { <Section title=text::FACILITIES><Tags labels /></Section> }
    });
    let source = view! {
        <p class="fresh">{details.source.clone()}</p>
        {one::mark(details.evidence, details.checked)}
    };
    view! { {badges}{facilities}{source} }.into_any()
}
