//! All public data, checked and joined.

use std::collections::{BTreeMap, BTreeSet};

use model::catalogue::encode::encode;
use model::catalogue::{Catalogue, FeatureKind, StationDetails};
use model::division::DivisionCode;
use model::holiday::HolidayCalendar;
use model::station::StationMarks;
use model::station::encode::EncodeError;

use crate::{DataError, Files, Stations, features, services};

/// All public data: read once at start, read-only afterwards.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The divisions and all that goes into the packs of stations.
    pub stations: Stations,
    /// Services, brands, stories, numbers of the network.
    pub catalogue: Catalogue,
    /// What is known of named stations, in order of their codes.
    pub details: Vec<StationDetails>,
    /// Public holidays, in order of the years.
    pub holidays: HolidayCalendar,
    /// Version of the data: the latest date on which an entry was checked, as a number.
    pub version: u32,
}

impl Dataset {
    /// Reads the files as they were when this was built.
    pub fn embedded() -> Result<Self, DataError> {
        Self::read(&Files::embedded())
    }

    /// Reads and checks all files.
    pub fn read(files: &Files) -> Result<Self, DataError> {
        let features = features::read(files)?;
        let catalogue = Catalogue {
            services: services::read(files)?,
            features: features.features,
            network: features::read_network(files)?,
        };
        let details = features.stations;
        let version = version(&catalogue);
        let stations = Stations::read(files, &marks(&catalogue, &details), version)?;
        check_links(&stations, &catalogue, &details)?;
        let holidays = features::read_holidays(files)?;
        Ok(Self {
            stations,
            catalogue,
            details,
            holidays,
            version,
        })
    }

    /// The pack of the catalogue.
    pub fn catalogue_pack(&self) -> Result<Vec<u8>, EncodeError> {
        let readings = self.stations.readings();
        encode(
            &self.catalogue,
            &self.details,
            &self.holidays,
            readings,
            self.version,
        )
    }
}

fn version(catalogue: &Catalogue) -> u32 {
    let latest = catalogue
        .services
        .iter()
        .map(|service| service.checked)
        .max();
    latest.map_or(0, |date| {
        let (year, month, day) = date.ymd();
        u32::from(year) * 10_000 + u32::from(month) * 100 + u32::from(day)
    })
}

/// The marks of the stations that have details or pages.
fn marks(catalogue: &Catalogue, details: &[StationDetails]) -> BTreeMap<DivisionCode, u8> {
    let mut marks: BTreeMap<DivisionCode, StationMarks> = BTreeMap::new();
    for station in details {
        let marks = marks.entry(station.code).or_default();
        *marks = marks.with(StationMarks::DETAILS);
        if !station.badges.is_empty() {
            *marks = marks.with(StationMarks::HONOURED);
        }
    }
    for feature in catalogue
        .features
        .iter()
        .filter(|f| f.kind == FeatureKind::Brand)
    {
        let marks = marks.entry(feature.station).or_default();
        *marks = marks.with(StationMarks::DETAILS);
    }
    marks
        .into_iter()
        .map(|(code, marks)| (code, marks.0))
        .collect()
}

fn check_links(
    stations: &Stations,
    catalogue: &Catalogue,
    details: &[StationDetails],
) -> Result<(), DataError> {
    let known: BTreeSet<DivisionCode> = stations.entries().iter().map(|e| e.code).collect();
    let mut slugs = BTreeSet::new();
    for feature in &catalogue.features {
        if !known.contains(&feature.station) {
            return Err(DataError::new(
                &feature.slug,
                "its station is not in the list",
            ));
        }
        if !slugs.insert(&feature.slug) {
            return Err(DataError::new(&feature.slug, "two pages have this name"));
        }
    }
    match details
        .iter()
        .find(|station| !known.contains(&station.code))
    {
        Some(station) => Err(DataError::new(
            "stations",
            format!("{} is not in the list", station.code),
        )),
        None => Ok(()),
    }
}
