//! The services, `data/services/<slug>.md`: TOML between two lines of `+++`, then a short text.

use std::collections::BTreeSet;

use model::booking::ServiceSlug;
use model::catalogue::{Category, Law, Material, Phone, Service, Source};
use model::civil::Date;
use model::evidence::Evidence;
use model::slot::Way;
use model::tier::Tier;
use serde::Deserialize;

use crate::hours::check_telephone;
use crate::{DataError, Files};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    category: Category,
    /// Place within the category.
    order: u32,
    answer: String,
    #[serde(default)]
    who: Vec<String>,
    #[serde(default)]
    materials: Vec<RawMaterial>,
    steps: Vec<String>,
    #[serde(default)]
    limits: Vec<String>,
    fee: Option<String>,
    tiers: Vec<Tier>,
    ways: Vec<Way>,
    /// Minutes of a visit; absent if it is not booked.
    minutes: Option<u16>,
    #[serde(default)]
    laws: Vec<RawLaw>,
    /// Missing sources are refused below, with a better message.
    #[serde(default)]
    sources: Vec<RawSource>,
    checked: String,
    #[serde(default)]
    phones: Vec<RawPhone>,
    keywords: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMaterial {
    name: String,
    note: Option<String>,
    #[serde(default)]
    if_any: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLaw {
    name: String,
    articles: String,
}

/// A source as it stands in the files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSource {
    name: String,
    evidence: Evidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhone {
    number: String,
    label: String,
}

/// Reads all services, in the order in which they are shown.
pub fn read(files: &Files) -> Result<Vec<Service>, DataError> {
    let mut services = Vec::new();
    for (path, text) in files.within("services", ".md") {
        let service = service(path, text).map_err(|reason| DataError::new(path, reason))?;
        services.push(service);
    }
    if services.is_empty() {
        return Err(DataError::new("services", "there is no service"));
    }
    services.sort_by_key(|(order, service)| (service.category, *order, service.slug.clone()));
    let mut titles = BTreeSet::new();
    for (_, service) in &services {
        if !titles.insert(service.title.clone()) {
            return Err(DataError::new(
                "services",
                format!("two are called {}", service.title),
            ));
        }
    }
    Ok(services.into_iter().map(|(_, service)| service).collect())
}

fn service(path: &str, text: &str) -> Result<(u32, Service), String> {
    let name = path
        .rsplit('/')
        .next()
        .and_then(|file| file.strip_suffix(".md"));
    let slug = name
        .and_then(ServiceSlug::parse)
        .ok_or("the file's name is no slug")?;
    let (front, body) = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .ok_or("no front matter between two lines of +++")?;
    let front: Front = toml::from_str(front).map_err(|error| error.to_string())?;
    let sources = sources(front.sources)?;
    let service = Service {
        slug,
        title: front.title,
        category: front.category,
        answer: front.answer,
        who: front.who,
        materials: front.materials.into_iter().map(Into::into).collect(),
        steps: front.steps,
        limits: front.limits,
        fee: front.fee,
        tiers: front.tiers,
        ways: front.ways,
        duration: front.minutes,
        laws: front.laws.into_iter().map(Into::into).collect(),
        evidence: worst(&sources),
        sources,
        checked: date(&front.checked)?,
        phones: front.phones.into_iter().map(Into::into).collect(),
        keywords: front.keywords,
        body: paragraphs(body),
    };
    check(&service)?;
    Ok((front.order, service))
}

fn check(service: &Service) -> Result<(), String> {
    let blank = |text: &String| text.trim().is_empty();
    let lists = [
        &service.who,
        &service.steps,
        &service.limits,
        &service.keywords,
        &service.body,
    ];
    if blank(&service.title) || blank(&service.answer) || lists.iter().any(|l| l.iter().any(blank))
    {
        return Err("a title, the answer or an entry of a list is empty".to_owned());
    }
    if service.steps.is_empty() || service.tiers.is_empty() || service.ways.is_empty() {
        return Err("steps, tiers and ways must not be empty".to_owned());
    }
    if service
        .duration
        .is_some_and(|minutes| !(15..=60).contains(&minutes) || minutes % 5 != 0)
    {
        return Err("minutes must be 15 to 60, in steps of 5".to_owned());
    }
    let from_law = service
        .sources
        .iter()
        .any(|source| source.evidence == Evidence::A);
    if from_law && service.laws.is_empty() {
        return Err("a source of grade A needs the law and its articles".to_owned());
    }
    // No law says at which station's counter, or that staff telephone back.
    if service.evidence == Evidence::A {
        return Err("name a source of grade B or C for where and how it is served".to_owned());
    }
    service
        .phones
        .iter()
        .try_for_each(|phone| check_telephone(&phone.number))
}

/// Checks that there are sources and that each has a name.
pub fn sources(raw: Vec<RawSource>) -> Result<Vec<Source>, String> {
    if raw.is_empty() || raw.iter().any(|source| source.name.trim().is_empty()) {
        return Err("an entry without a source is refused".to_owned());
    }
    Ok(raw
        .into_iter()
        .map(|RawSource { name, evidence }| Source { name, evidence })
        .collect())
}

/// The worst grade among the sources.
pub fn worst(sources: &[Source]) -> Evidence {
    sources
        .iter()
        .map(|source| source.evidence)
        .max()
        .unwrap_or(Evidence::C)
}

/// Reads `YYYY-MM-DD`.
pub fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("{text:?} is no date as YYYY-MM-DD"))
}

/// The paragraphs of a text, which are set apart by empty lines; the lines of one are joined.
pub fn paragraphs(text: &str) -> Vec<String> {
    let joined = |part: &str| part.lines().map(str::trim).collect::<Vec<_>>().concat();
    text.split("\n\n")
        .map(joined)
        .filter(|part| !part.is_empty())
        .collect()
}

impl From<RawMaterial> for Material {
    fn from(raw: RawMaterial) -> Self {
        Self {
            name: raw.name,
            note: raw.note,
            if_any: raw.if_any,
        }
    }
}

impl From<RawLaw> for Law {
    fn from(raw: RawLaw) -> Self {
        Self {
            name: raw.name,
            articles: raw.articles,
        }
    }
}

impl From<RawPhone> for Phone {
    fn from(raw: RawPhone) -> Self {
        Self {
            number: raw.number,
            label: raw.label,
        }
    }
}
