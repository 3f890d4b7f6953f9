//! The public data as the server needs it: stations, services, holidays, and the packs and JSON
//! that are sent of them. Read-only while the server runs.

use std::collections::BTreeMap;

use bytes::Bytes;
use model::booking::ServiceSlug;
use model::catalogue::Outline;
use model::catalogue::outline::FeatureLine;
use model::division::DivisionCode;
use model::error::Field;
use model::holiday::HolidayCalendar;
use model::offer;
use model::slot::{Offer, Way};
use model::tier::Tier;
use model::words::Problem;
use sha2::{Digest as _, Sha256};

use crate::store::{Import, ImportedStation, Published, Terms};

/// A service as far as booking goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Minutes a visit takes; `None` if it cannot be booked.
    pub duration: Option<u16>,
    /// How one can be served.
    pub ways: Vec<Way>,
    /// At which tiers.
    pub tiers: Vec<Tier>,
}

/// A station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// The division's official name.
    pub official_name: String,
    /// What the station is called.
    pub name: String,
    /// What else is known of it, as it is sent.
    pub details: Option<serde_json::Value>,
    /// Hours and offers that it has published.
    pub published: Published,
}

/// All public data.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// By code.
    pub stations: BTreeMap<DivisionCode, Station>,
    /// By slug.
    pub services: BTreeMap<ServiceSlug, Service>,
    /// Public holidays.
    pub holidays: HolidayCalendar,
    /// All stations in one pack.
    pub stations_pack: Bytes,
    /// The stations of each district.
    pub district_packs: BTreeMap<DivisionCode, Bytes>,
    /// Services, brands, named stations, holidays.
    pub catalogue_pack: Bytes,
    /// The same as JSON.
    pub catalogue_json: Bytes,
}

impl Dataset {
    /// A hash of everything that is imported into the store.
    fn hash(&self) -> String {
        let mut digest = Sha256::new();
        for (code, station) in &self.stations {
            digest.update(code.to_string());
            digest.update(format!("{:?}\n", station.published));
        }
        model::hex::encode(&digest.finalize())
    }

    /// What the store is to know of the stations.
    pub fn import(&self) -> Import {
        let stations = self.stations.iter().map(|(code, station)| ImportedStation {
            code: *code,
            published: station.published.clone(),
        });
        Import {
            hash: self.hash(),
            stations: stations.collect(),
        }
    }

    /// The slugs and services that a station of tier `tier` offers.
    pub fn offered_at(&self, tier: Tier) -> impl Iterator<Item = (&ServiceSlug, &Service)> {
        self.services
            .iter()
            .filter(move |(_, service)| service.tiers.contains(&tier))
    }

    /// The brand services and stories of a station. Read from the pack each time: that is quick,
    /// few ask, and no second list can differ from what the app shows.
    pub fn features_of(&self, station: DivisionCode) -> Vec<FeatureLine> {
        let mut features = Outline::decode(&self.catalogue_pack)
            .map(|outline| outline.features)
            .unwrap_or_default();
        features.retain(|feature| feature.station == station);
        features
    }

    /// What a station offers for a service in one way, as far as it has published nothing else.
    /// Errors: the first part that names nothing on offer, and why.
    pub fn offered(
        &self,
        station: DivisionCode,
        service: &ServiceSlug,
        way: Way,
    ) -> Result<Offer, (Field, Problem)> {
        let service = self.services.get(service);
        let service = service.ok_or((Field::Service, Problem::UnknownService))?;
        let Some(minutes) = service.duration.filter(|_| !service.ways.is_empty()) else {
            return Err((Field::Service, Problem::ServiceNotBookable));
        };
        if !service.ways.contains(&way) {
            return Err((Field::Way, Problem::WayNotOffered));
        }
        if !self.stations.contains_key(&station) {
            return Err((Field::Station, Problem::UnknownStation));
        }
        let tier = station.tier();
        if !service.tiers.contains(&tier) {
            return Err((Field::Station, Problem::ServiceNotHere));
        }
        Ok(offer::offer(tier, minutes, way))
    }
}

impl Terms for Dataset {
    fn offer(&self, station: DivisionCode, service: &ServiceSlug, way: Way) -> Option<Offer> {
        self.offered(station, service, way).ok()
    }

    fn holidays(&self) -> &HolidayCalendar {
        &self.holidays
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::catalogue::FeatureKind;

    #[test]
    fn brands_are_found_by_their_station() {
        let data = crate::load::embedded().unwrap();
        let features = |code| data.features_of(DivisionCode::parse(code).unwrap());
        for (code, slug) in [
            ("500105", "zhidaoyuan-zaixian"),
            ("500106", "wuxiao"),
            ("500111", "sankan-sansheng-sanyou"),
            ("500156", "bing-zhishu"),
        ] {
            let found = features(code);
            let found: Vec<_> = found.iter().map(|f| (f.slug.as_str(), f.kind)).collect();
            assert_eq!(found, [(slug, FeatureKind::Brand)], "{code}");
        }
        assert_eq!(features("500112")[0].kind, FeatureKind::Story);
        assert_eq!(features("50"), []);
    }
}
