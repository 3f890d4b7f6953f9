//! The public data inside this program, as the server needs it.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use dataset::{DataError, Dataset as Files};
use model::catalogue::{Catalogue, StationDetails};
use model::division::DivisionCode;
use model::holiday::HolidayCalendar;
use model::pack::PackError;
use model::station::encode::EncodeError;
use model::station::index::StationIndex;
use serde::Serialize;

use crate::public::{Dataset, Service, Station};
use crate::store::Published;

/// Why the public data cannot be used.
#[derive(Debug)]
pub enum LoadError {
    /// A file under `data/`.
    Data(DataError),
    /// Stations or services do not fit into a pack.
    Encode(EncodeError),
    /// A pack just made cannot be read.
    Pack(PackError),
    /// The catalogue cannot be written as JSON.
    Json(serde_json::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(error) => write!(f, "{error}"),
            Self::Encode(error) => write!(f, "packing: {error:?}"),
            Self::Pack(error) => write!(f, "unpacking: {error:?}"),
            Self::Json(error) => write!(f, "the catalogue as JSON: {error}"),
        }
    }
}

impl std::error::Error for LoadError {}

macro_rules! load_error_from {
    ($($error:ty => $variant:ident),*) => {
        $(impl From<$error> for LoadError {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}
load_error_from!(DataError => Data, EncodeError => Encode, PackError => Pack, serde_json::Error => Json);

/// The catalogue as programs read it.
#[derive(Serialize)]
struct CatalogueJson<'a> {
    version: u32,
    #[serde(flatten)]
    catalogue: &'a Catalogue,
    stations: &'a [StationDetails],
    holidays: &'a HolidayCalendar,
}

/// Reads the files inside this program. Errors: one of them breaks a rule.
pub fn embedded() -> Result<Dataset, LoadError> {
    let files = Files::embedded()?;
    let whole = files.stations.whole_pack()?;
    let mut district_packs = BTreeMap::new();
    for district in files.stations.districts() {
        district_packs.insert(
            district,
            Bytes::from(files.stations.district_pack(district)?),
        );
    }
    let catalogue_json = serde_json::to_vec(&CatalogueJson {
        version: files.version,
        catalogue: &files.catalogue,
        stations: &files.details,
        holidays: &files.holidays,
    })?;
    Ok(Dataset {
        stations: stations(&StationIndex::decode(&whole)?, &files.details)?,
        services: services(&files.catalogue),
        catalogue_pack: Bytes::from(files.catalogue_pack()?),
        catalogue_json: Bytes::from(catalogue_json),
        holidays: files.holidays,
        stations_pack: Bytes::from(whole),
        district_packs,
    })
}

fn stations(
    index: &StationIndex,
    details: &[StationDetails],
) -> Result<BTreeMap<DivisionCode, Station>, serde_json::Error> {
    let station = |at: usize| {
        let code = index.code(at);
        let known = details.iter().find(|details| details.code == code);
        let station = Station {
            official_name: index.official_name(at),
            name: index.display_name(at),
            details: known.map(serde_json::to_value).transpose()?,
            published: Published {
                hours: known.and_then(|details| details.hours.clone()),
                ..Published::default()
            },
        };
        Ok((code, station))
    };
    (0..index.len()).map(station).collect()
}

fn services(catalogue: &Catalogue) -> BTreeMap<model::booking::ServiceSlug, Service> {
    let service = |service: &model::catalogue::Service| {
        let booking = Service {
            name: service.title.clone(),
            duration: service.duration,
            ways: service.ways.clone(),
            tiers: service.tiers.clone(),
        };
        (service.slug.clone(), booking)
    };
    catalogue.services.iter().map(service).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::tier::Tier;

    #[test]
    fn the_data_of_this_build() {
        let data = embedded().unwrap();
        assert_eq!(data.stations.len(), 12_340);
        assert_eq!(data.district_packs.len(), 38);
        let bookable = |tier| {
            data.offered_at(tier)
                .filter(|(_, service)| service.duration.is_some())
                .count()
        };
        for tier in Tier::ALL {
            assert!(bookable(tier) > 0, "nothing can be booked at {tier:?}");
        }
        let json: serde_json::Value = serde_json::from_slice(&data.catalogue_json).unwrap();
        assert!(json["services"].as_array().unwrap().len() > 10);
    }
}
