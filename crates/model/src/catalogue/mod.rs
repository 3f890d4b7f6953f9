//! The service catalogue (服务事项), brand services, what is known of named stations, numbers of the
//! network, and public holidays.
//!
//! They travel in one pack of two framed parts: an [`Outline`] that the first screen needs (titles,
//! search, details of named stations, holidays), and the [`Catalogue`] with the full texts.

use serde::Serialize;

use crate::booking::ServiceSlug;
use crate::civil::Date;
use crate::division::DivisionCode;
use crate::evidence::Evidence;
use crate::slot::{Way, WeeklyHours};
use crate::tier::Tier;

pub mod category;
pub mod decode;
pub mod encode;
pub mod outline;

pub use category::Category;
pub use outline::{Outline, ServiceHit, ServiceLine};

/// Three letters and the format version of the outline.
pub const OUTLINE_MAGIC: [u8; 4] = *b"VSO\x01";
/// Three letters and the format version of the full texts.
pub const CATALOGUE_MAGIC: [u8; 4] = *b"VSC\x01";

/// Something to bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Material {
    /// What.
    pub name: String,
    /// More about it.
    pub note: Option<String>,
    /// Only for those who have it or whom it concerns.
    pub if_any: bool,
}

/// A law and its articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Law {
    /// Its name: 中华人民共和国退役军人保障法.
    pub name: String,
    /// The articles: 第十四条.
    pub articles: String,
}

/// Where a statement is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// What it is, as a person would look it up.
    pub name: String,
    /// How good it is.
    pub evidence: Evidence,
}

/// A telephone number that belongs to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Phone {
    /// The number: digits, dashes and blanks.
    pub number: String,
    /// Whose it is.
    pub label: String,
}

/// A service (服务事项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Its name in paths and bookings.
    pub slug: ServiceSlug,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Category,
    /// The answer in one sentence.
    pub answer: String,
    /// Who can have it, a condition an entry.
    pub who: Vec<String>,
    /// What to bring.
    pub materials: Vec<Material>,
    /// What happens, in order.
    pub steps: Vec<String>,
    /// Time limits that are known; often none is.
    pub limits: Vec<String>,
    /// What it costs, if known.
    pub fee: Option<String>,
    /// The tiers whose stations serve it.
    pub tiers: Vec<Tier>,
    /// How one can be served.
    pub ways: Vec<Way>,
    /// Minutes kept for a visit; `None` if it is not booked.
    pub duration: Option<u16>,
    /// Its legal basis.
    pub laws: Vec<Law>,
    /// Where the statements are from; never empty.
    pub sources: Vec<Source>,
    /// The worst grade among the sources.
    pub evidence: Evidence,
    /// When it was last checked.
    pub checked: Date,
    /// Telephone numbers.
    pub phones: Vec<Phone>,
    /// Words by which it is found beside its title.
    pub keywords: Vec<String>,
    /// More in plain words, a paragraph an entry.
    pub body: Vec<String>,
}

/// What a page about a brand or a named station is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum FeatureKind {
    /// A brand service (服务品牌).
    Brand,
    /// A named station (站点故事).
    Story,
}

/// A page about a brand service or a named station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feature {
    /// Its name in paths.
    pub slug: String,
    /// Which of the two.
    pub kind: FeatureKind,
    /// Its title.
    pub title: String,
    /// The station or centre that it belongs to.
    pub station: DivisionCode,
    /// What is known, a paragraph an entry; empty if nothing but the name is.
    pub body: Vec<String>,
    /// Where that is from.
    pub sources: Vec<Source>,
    /// The worst grade among the sources.
    pub evidence: Evidence,
    /// When it was last checked.
    pub checked: Date,
}

/// What is known of a named station beyond its name; most fields of most stations are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StationDetails {
    /// Its division.
    pub code: DivisionCode,
    /// Street address.
    pub address: Option<String>,
    /// Telephone number: digits, dashes and blanks.
    pub telephone: Option<String>,
    /// Opening hours.
    pub hours: Option<WeeklyHours>,
    /// Rooms and the like.
    pub facilities: Vec<String>,
    /// Honours.
    pub badges: Vec<String>,
    /// Slugs of its [`Feature`]s.
    pub features: Vec<String>,
    /// The worst grade among its sources.
    pub evidence: Evidence,
    /// Where it is from.
    pub source: String,
    /// When it was last checked.
    pub checked: Date,
}

/// A number about the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NetworkFact {
    /// The number with its unit: 1.2万余个.
    pub value: String,
    /// What it counts: 退役军人服务中心（站）.
    pub label: String,
    /// The year it was true.
    pub year: u16,
    /// Where it is from.
    pub source: String,
    /// How good that is.
    pub evidence: Evidence,
}

/// The full texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    /// In the order of the categories, then as listed in them.
    pub services: Vec<Service>,
    /// Brand services and named stations.
    pub features: Vec<Feature>,
    /// Numbers of the network.
    pub network: Vec<NetworkFact>,
}

impl Catalogue {
    /// The service of that name.
    pub fn service(&self, slug: &str) -> Option<&Service> {
        self.services
            .iter()
            .find(|service| service.slug.as_str() == slug)
    }

    /// The services of a category, in order.
    pub fn within(&self, category: Category) -> impl Iterator<Item = &Service> {
        self.services
            .iter()
            .filter(move |service| service.category == category)
    }

    /// The brand or story of that name.
    pub fn feature(&self, slug: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.slug == slug)
    }
}
