//! Brand services (`data/brands/*.toml`), named stations (`data/stations/*.toml`), numbers of the
//! network (`data/network.toml`) and holidays (`data/holidays/<year>.toml`).

use model::catalogue::{Feature, FeatureKind, NetworkFact, StationDetails};
use model::civil::Date;
use model::division::DivisionCode;
use model::holiday::{HolidayCalendar, HolidayNotice, HolidayYear};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::hours::{RawHours, check_telephone, weekly};
use crate::services::{RawSource, date, paragraphs, sources, worst};
use crate::{DataError, Files};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBrand {
    title: String,
    station: DivisionCode,
    #[serde(default)]
    text: String,
    #[serde(default)]
    sources: Vec<RawSource>,
    checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStation {
    code: DivisionCode,
    address: Option<String>,
    telephone: Option<String>,
    hours: Option<RawHours>,
    #[serde(default)]
    facilities: Vec<String>,
    #[serde(default)]
    badges: Vec<String>,
    story: Option<RawStory>,
    #[serde(default)]
    sources: Vec<RawSource>,
    checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStory {
    title: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNetwork {
    fact: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFact {
    value: String,
    label: String,
    year: u16,
    #[serde(default)]
    sources: Vec<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    year: u16,
    notice: Option<RawNotice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNotice {
    source: String,
    holiday: Vec<RawHoliday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    name: String,
    /// First and last day off.
    from: String,
    to: String,
    /// Weekend days worked instead.
    #[serde(default)]
    work: Vec<String>,
}

/// Pages and details, not yet checked against the list of divisions.
pub struct Features {
    /// Brands first, then stories, each in order of the file names.
    pub features: Vec<Feature>,
    /// In order of the codes.
    pub stations: Vec<StationDetails>,
}

/// Reads brands and named stations.
pub fn read(files: &Files) -> Result<Features, DataError> {
    let mut features = Vec::new();
    let mut stations = Vec::new();
    for (path, text) in files.within("brands", ".toml") {
        features.push(brand(path, parse(path, text)?).map_err(|why| DataError::new(path, why))?);
    }
    for (path, text) in files.within("stations", ".toml") {
        let (details, story) =
            station(path, parse(path, text)?).map_err(|why| DataError::new(path, why))?;
        stations.push(details);
        features.extend(story);
    }
    stations.sort_by_key(|details: &StationDetails| details.code);
    for feature in &features {
        let known = stations
            .iter_mut()
            .find(|details| details.code == feature.station);
        if let Some(details) = known {
            details.features.push(feature.slug.clone());
        }
    }
    Ok(Features { features, stations })
}

fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, DataError> {
    toml::from_str(text).map_err(|error| DataError::new(path, error.to_string()))
}

fn slug(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.trim_end_matches(".toml").to_owned()
}

fn brand(path: &str, raw: RawBrand) -> Result<Feature, String> {
    let sources = sources(raw.sources)?;
    Ok(Feature {
        slug: slug(path),
        kind: FeatureKind::Brand,
        title: raw.title,
        station: raw.station,
        body: paragraphs(&raw.text),
        evidence: worst(&sources),
        sources,
        checked: date(&raw.checked)?,
    })
}

fn station(path: &str, raw: RawStation) -> Result<(StationDetails, Option<Feature>), String> {
    let sources = sources(raw.sources)?;
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let checked = date(&raw.checked)?;
    raw.telephone.as_deref().map(check_telephone).transpose()?;
    let details = StationDetails {
        code: raw.code,
        address: raw.address,
        telephone: raw.telephone,
        hours: raw.hours.as_ref().map(weekly).transpose()?,
        facilities: raw.facilities,
        badges: raw.badges,
        features: Vec::new(),
        evidence: worst(&sources),
        source: names.join("；"),
        checked,
    };
    let story = raw.story.map(|story| Feature {
        slug: slug(path),
        kind: FeatureKind::Story,
        title: story.title,
        station: raw.code,
        body: paragraphs(&story.text),
        evidence: worst(&sources),
        sources,
        checked,
    });
    Ok((details, story))
}

/// Reads the numbers of the network.
pub fn read_network(files: &Files) -> Result<Vec<NetworkFact>, DataError> {
    const FILE: &str = "network.toml";
    let raw: RawNetwork = parse(FILE, files.get(FILE)?)?;
    let fact = |raw: RawFact| {
        let sources = sources(raw.sources).map_err(|why| DataError::new(FILE, why))?;
        let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        Ok(NetworkFact {
            value: raw.value,
            label: raw.label,
            year: raw.year,
            source: names.join("；"),
            evidence: worst(&sources),
        })
    };
    raw.fact.into_iter().map(fact).collect()
}

/// Reads the holidays.
pub fn read_holidays(files: &Files) -> Result<HolidayCalendar, DataError> {
    let mut years = Vec::new();
    for (path, text) in files.within("holidays", ".toml") {
        let raw: RawYear = parse(path, text)?;
        if slug(path) != raw.year.to_string() {
            return Err(DataError::new(path, "the file is not named after its year"));
        }
        let notice = raw
            .notice
            .map(|notice| self::notice(raw.year, notice))
            .transpose();
        let notice = notice.map_err(|why| DataError::new(path, why))?;
        years.push(HolidayYear {
            year: raw.year,
            notice,
        });
    }
    Ok(HolidayCalendar { years })
}

fn notice(year: u16, raw: RawNotice) -> Result<HolidayNotice, String> {
    if raw.source.trim().is_empty() {
        return Err("a notice without a source is refused".to_owned());
    }
    let mut days_off: Vec<(Date, String)> = Vec::new();
    let mut make_up_days = Vec::new();
    for holiday in raw.holiday {
        let (from, to) = (date(&holiday.from)?, date(&holiday.to)?);
        if from > to || to.days() - from.days() > 10 {
            return Err(format!(
                "{} ends before it begins, or is too long",
                holiday.name
            ));
        }
        days_off.extend(
            (0..=to.days() - from.days()).map(|day| (from.plus_days(day), holiday.name.clone())),
        );
        for work in &holiday.work {
            make_up_days.push(date(work)?);
        }
    }
    days_off.sort();
    make_up_days.sort();
    if days_off.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err("a day is off twice".to_owned());
    }
    let weekend = |day: &Date| day.weekday() as u8 >= 5;
    if !make_up_days.iter().all(weekend) {
        return Err("a day worked to make up is no weekend day".to_owned());
    }
    if make_up_days
        .iter()
        .any(|day| days_off.iter().any(|(off, _)| off == day))
    {
        return Err("a day is off and worked".to_owned());
    }
    // Days of the neighbouring years belong to their own notices, but for the turn of the year.
    if days_off.iter().any(|(day, _)| day.ymd().0 != year) {
        return Err("a day off lies in another year".to_owned());
    }
    Ok(HolidayNotice {
        source: raw.source,
        days_off,
        make_up_days,
    })
}
