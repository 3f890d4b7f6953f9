//! One service: the answer first, then what to bring, how, where; law and source folded.

use leptos::prelude::*;
use model::catalogue::{Catalogue, Material, Service, Source};

use super::{list, ticks, with_catalogue};
use crate::components::{
    Checklist, EvidenceMark, Fact, Fold, Grade, Icon, IconName, LinkButton, Look, Notice,
    PhoneLink, Rows, Section, StationName, Steps,
};
use crate::pages::{arrived, call};
use crate::routes::paths;
use crate::state::App;
use crate::text::{common, dates, services as text};

/// `/services/{slug}`.
pub(super) fn page(slug: String) -> AnyView {
    let app = App::get();
    let body = with_catalogue(app, move |_, catalogue| match catalogue.service(&slug) {
        Some(service) => one(app, catalogue, service),
        None => super::unknown_inside(text::UNKNOWN),
    });
    view! { <div class="wrap">{super::back(app)}{body}</div> }.into_any()
}

fn one(app: App, catalogue: &Catalogue, service: &Service) -> AnyView {
    arrived(&service.title);
    view! {
        <h1 id="title" tabindex="-1">{service.title.clone()}</h1>
        <p class="lead">{service.answer.clone()}</p>
        {facts(app, service)}
        {materials(service)}
        {steps(service)}
        {body(service)}
        {phones(service)}
        {basis(service)}
        <p class="sec">{evidence(service)}</p>
        {service.duration.is_none().then(not_bookable)}
        {related(catalogue, service)}
        {needs_number(service).then(call)}
        {act(service)}
    }
    .into_any()
}

/// Who, where, how long, what it costs, in which ways.
fn facts(app: App, service: &Service) -> AnyView {
    let lines = |lines: &[String]| {
        lines
            .iter()
            .map(|line| view! { <p>{line.clone()}</p> })
            .collect_view()
    };
    let places: Vec<String> = service
        .tiers
        .iter()
        .map(|tier| text::place(*tier).to_owned())
        .collect();
    let mut long = service.limits.clone();
    if long.is_empty() {
        long.push(text::NO_LIMIT.to_owned());
    }
    long.extend(service.duration.map(text::visit));
    let ways = service
        .ways
        .iter()
        .map(|way| text::way(*way))
        .collect::<Vec<_>>()
        .join("，或");
    let fact =
        |icon, label: &'static str, inside: AnyView| view! { <Fact icon label>{inside}</Fact> };
    let who = (!service.who.is_empty()).then(|| {
        let points = service
            .who
            .iter()
            .map(|line| view! { <li>{line.clone()}</li> });
        let inside = match service.who.len() {
            1 => lines(&service.who).into_any(),
            _ => view! { <div class="prose"><ul>{points.collect_view()}</ul></div> }.into_any(),
        };
        fact(IconName::ME, text::WHO, inside)
    });
    let place = (!places.is_empty()).then(|| {
        let inside = view! { {lines(&places)}{mine(app, service)} };
        fact(IconName::PIN, text::WHERE, inside.into_any())
    });
    let fee = service
        .fee
        .clone()
        .map(|fee| fact(IconName::FEE, text::FEE, fee.into_any()));
    let ways = (service.duration.is_some() && !ways.is_empty())
        .then(|| fact(IconName::VISIT, text::WAYS, ways.into_any()));
    let long = fact(IconName::CLOCK, text::HOW_LONG, lines(&long).into_any());
    view! { <div class="card sec">{who}{place}{long}{fee}{ways}</div> }.into_any()
}

/// The station that serves this person, if he or she has chosen one.
fn mine(app: App, service: &Service) -> AnyView {
    let tiers = service.tiers.clone();
    let view = move || {
        let chosen = app.my_station.get()?;
        let chain = core::iter::successors(Some(chosen), |code| code.parent());
        let code = { chain }.find(|code| tiers.contains(&code.tier()))?;
        let stations = app.stations.read();
        let index = stations.ready()?;
        let name = index.display_name(index.find(code)?);
        Some(view! {
            <p>{text::NEAREST}<a href=paths::station(code)><StationName name /></a></p>
        })
    };
    view.into_any()
}

fn materials(service: &Service) -> AnyView {
    if service.materials.is_empty() {
        return view! { <Section title=text::MATERIALS><p>{text::NO_MATERIALS}</p></Section> }
            .into_any();
    }
    let items = service
        .materials
        .iter()
        .map(|material| (material.name.clone(), note(material)));
    let items: Vec<(String, String)> = items.collect();
    let names: Vec<String> = items.iter().map(|(name, _)| name.clone()).collect();
    let href = paths::service_print(service.slug.as_str());
    let ticks = ticks::Ticks::of(service.slug.as_str(), names);
    view! {
        <Section title=text::MATERIALS>
            <Checklist items ticked=ticks.bits() on_toggle=move |at| ticks.toggle(at) />
            <p class="small muted">{text::TICKS_HINT}</p>
            <a class="more" href=href>{text::TO_SHEET}</a>
        </Section>
    }
    .into_any()
}

/// A line about a thing to bring; empty if there is nothing to say.
pub(super) fn note(material: &Material) -> String {
    match &material.note {
        Some(note) => note.clone(),
        None if material.if_any => text::IF_ANY.to_owned(),
        None => String::new(),
    }
}

fn steps(service: &Service) -> Option<AnyView> {
    let steps: Vec<(String, String)> = service.steps.iter().map(|step| split_step(step)).collect();
    (!steps.is_empty())
        .then(|| view! { <Section title=text::STEPS><Steps steps /></Section> }.into_any())
}

/// A step and a line about it: the part before a colon, and the rest.
pub(super) fn split_step(step: &str) -> (String, String) {
    match step.split_once('：') {
        Some((name, more)) if name.chars().count() <= 12 => (name.to_owned(), more.to_owned()),
        _ => (step.trim_end_matches('。').to_owned(), String::new()),
    }
}

fn body(service: &Service) -> Option<AnyView> {
    let lines = service
        .body
        .iter()
        .map(|line| view! { <p>{line.clone()}</p> })
        .collect_view();
    (!service.body.is_empty()).then(|| {
        view! { <Section title=text::GOOD_TO_KNOW><div class="prose">{lines}</div></Section> }
            .into_any()
    })
}

fn phones(service: &Service) -> Option<AnyView> {
    let lines = service.phones.iter().map(|phone| {
        view! { <p>{phone.label.clone()}" "<PhoneLink number=phone.number.clone() /></p> }
    });
    let lines = lines.collect_view();
    (!service.phones.is_empty()).then(|| {
        view! { <Section title=text::PHONES><div class="card">{lines}</div></Section> }.into_any()
    })
}

/// Whether no telephone number is on the page yet: for what is not booked the action is a call.
fn needs_number(service: &Service) -> bool {
    service.phones.is_empty() && service.duration.is_some()
}

/// Law and sources, folded.
fn basis(service: &Service) -> AnyView {
    let laws = service.laws.iter().map(|law| {
        let name = ["《", &law.name, "》"].concat();
        view! { <p>{name}{law.articles.clone()}</p> }
    });
    let laws = laws.collect_view();
    let laws = (!service.laws.is_empty())
        .then(|| view! { <Fold title=text::LAW icon=IconName::BOOK>{laws}</Fold> });
    let sources = sources(&service.sources);
    view! {
        <div class="sec">
            {laws}
            <Fold title=text::SOURCE icon=IconName::INFO>{sources}</Fold>
        </div>
    }
    .into_any()
}

/// Where the statements are from, each with what it is worth.
pub(super) fn sources(sources: &[Source]) -> AnyView {
    let lines = sources
        .iter()
        .map(|source| view! { <p>{text::source(source)}</p> });
    lines.collect_view().into_any()
}

/// How sure, and when it was checked.
fn evidence(service: &Service) -> AnyView {
    mark(service.evidence, service.checked)
}

/// The mark of a grade with the date.
pub(super) fn mark(evidence: model::evidence::Evidence, checked: model::civil::Date) -> AnyView {
    use model::evidence::Evidence;
    let (grade, words) = match evidence {
        Evidence::A => (Grade::Law, text::VERIFIED),
        Evidence::B => (Grade::Report, text::UNVERIFIED),
        Evidence::C => (Grade::Unchecked, text::UNVERIFIED),
    };
    let date = text::checked(&dates::full(checked));
    view! { <EvidenceMark grade text=[words, &date].concat() /> }.into_any()
}

fn not_bookable() -> AnyView {
    view! { <div class="sec"><Notice><b>{text::NOT_BOOKABLE}</b>{text::NOT_BOOKABLE_HINT}</Notice></div> }
        .into_any()
}

fn related(catalogue: &Catalogue, service: &Service) -> Option<AnyView> {
    let others: Vec<AnyView> = catalogue
        .within(service.category)
        .filter(|other| other.slug != service.slug)
        .map(list::row)
        .collect();
    (!others.is_empty())
        .then(|| view! { <Section title=text::RELATED><Rows>{others}</Rows></Section> }.into_any())
}

/// The action in reach: book it; what is not booked, call.
fn act(service: &Service) -> AnyView {
    let slug = service.slug.as_str();
    let go = if service.duration.is_some() {
        view! { <LinkButton href=paths::book_service(slug) label=text::BOOK look=Look::Go icon=IconName::CALENDAR /> }
    } else {
        view! { <LinkButton href="tel:12345" label=common::CALL_12345 look=Look::Go icon=IconName::PHONE /> }
    };
    view! {
        <div class="act">
            <a class="btn side" href=paths::service_print(slug)><Icon name=IconName::PRINT />{text::PRINT}</a>
            {go}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::split_step;

    #[test]
    fn a_step_is_split_at_an_early_colon_only() {
        let split = |step| split_step(step);
        assert_eq!(
            split("站上核对：先查有没有建档"),
            ("站上核对".into(), "先查有没有建档".into())
        );
        assert_eq!(split("银行制卡"), ("银行制卡".into(), String::new()));
        let long = "这是一句很长很长很长很长的话：后面还有";
        assert_eq!(split(long), (long.into(), String::new()));
    }
}
