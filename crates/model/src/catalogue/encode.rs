//! Writes the catalogue's pack; the counterpart of [`crate::catalogue::decode`].

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{
    CATALOGUE_MAGIC, Catalogue, Feature, NetworkFact, OUTLINE_MAGIC, Service, Source,
    StationDetails,
};
use crate::civil::Date;
use crate::holiday::{HolidayCalendar, HolidayYear};
use crate::pack::frame;
use crate::pack::writer::{push_number, push_text};
use crate::pinyin::{Readings, Syllable};
use crate::search::table::CharTable;
use crate::slot::WeeklyHours;
use crate::station::encode::EncodeError;

/// Encodes the pack: the outline, then the full texts. `version` is the data's date as a number.
/// Errors: [`EncodeError::Unread`] for a Chinese character of a title or keyword without a reading.
pub fn encode(
    catalogue: &Catalogue,
    stations: &[StationDetails],
    holidays: &HolidayCalendar,
    readings: &BTreeMap<char, Readings>,
    version: u32,
) -> Result<Vec<u8>, EncodeError> {
    let mut outline = Vec::new();
    push_number(&mut outline, version);
    let table = table(catalogue, readings)?;
    push_table(&mut outline, &table);
    push_list(&mut outline, &catalogue.services, |bytes, service| {
        push_text(bytes, service.slug.as_str());
        push_text(bytes, &service.title);
        bytes.push(service.category as u8);
        push_number(bytes, service.duration.unwrap_or_default().into());
        push_list(bytes, &service.keywords, |bytes, keyword| {
            let ids: Vec<u16> = keyword.chars().filter_map(|c| table.place(c)).collect();
            push_list(bytes, &ids, |bytes, id| push_number(bytes, (*id).into()));
        });
    });
    push_list(&mut outline, &catalogue.features, |bytes, feature| {
        push_text(bytes, &feature.slug);
        bytes.push(feature.kind as u8);
        push_text(bytes, &feature.title);
        push_text(bytes, &feature.station.to_string());
    });
    push_list(&mut outline, stations, push_station);
    push_list(&mut outline, &holidays.years, push_year);
    let mut texts = Vec::new();
    push_list(&mut texts, &catalogue.services, push_service);
    push_list(&mut texts, &catalogue.features, push_feature);
    push_list(&mut texts, &catalogue.network, push_fact);
    let mut pack = frame(OUTLINE_MAGIC, &outline);
    pack.extend(frame(CATALOGUE_MAGIC, &texts));
    Ok(pack)
}

/// The characters of titles and keywords that are not in every table.
fn table(
    catalogue: &Catalogue,
    readings: &BTreeMap<char, Readings>,
) -> Result<CharTable, EncodeError> {
    let fixed = CharTable::default();
    let services = &catalogue.services;
    let all = services
        .iter()
        .flat_map(|s| core::iter::once(&s.title).chain(&s.keywords));
    let chars: BTreeSet<char> = all.flat_map(|text| text.chars()).collect();
    let mut table = CharTable::with_capacity(chars.len());
    for character in chars {
        if fixed.place(character).is_some() {
            continue;
        }
        let known = readings.get(&character).copied();
        let is_chinese = ('\u{3400}'..='\u{9fff}').contains(&character);
        if is_chinese && known.is_none() {
            return Err(EncodeError::Unread(character));
        }
        table.push(character, known.unwrap_or_default());
    }
    Ok(table)
}

fn push_table(bytes: &mut Vec<u8>, table: &CharTable) {
    push_number(bytes, (table.len() - CharTable::FIXED) as u32);
    for (character, readings) in table.entries().skip(CharTable::FIXED) {
        push_number(bytes, character as u32);
        push_syllable(bytes, readings.first);
        bytes.push(readings.second.is_some().into());
        if readings.second.is_some() {
            push_syllable(bytes, readings.second);
        }
    }
}

fn push_syllable(bytes: &mut Vec<u8>, syllable: Option<Syllable>) {
    bytes.extend(syllable.map_or([0, 0], |s| [s.initial_index(), s.final_index()]));
}

fn push_service(bytes: &mut Vec<u8>, service: &Service) {
    push_text(bytes, service.slug.as_str());
    push_text(bytes, &service.title);
    bytes.push(service.category as u8);
    push_text(bytes, &service.answer);
    push_texts(bytes, &service.who);
    push_list(bytes, &service.materials, |bytes, material| {
        push_text(bytes, &material.name);
        push_optional(bytes, material.note.as_deref());
        bytes.push(material.if_any.into());
    });
    push_texts(bytes, &service.steps);
    push_texts(bytes, &service.limits);
    push_optional(bytes, service.fee.as_deref());
    push_list(bytes, &service.tiers, |bytes, tier| bytes.push(*tier as u8));
    push_list(bytes, &service.ways, |bytes, way| bytes.push(*way as u8));
    push_number(bytes, service.duration.unwrap_or_default().into());
    push_list(bytes, &service.laws, |bytes, law| {
        push_text(bytes, &law.name);
        push_text(bytes, &law.articles);
    });
    push_sources(bytes, &service.sources);
    bytes.push(service.evidence as u8);
    push_date(bytes, &service.checked);
    push_list(bytes, &service.phones, |bytes, phone| {
        push_text(bytes, &phone.number);
        push_text(bytes, &phone.label);
    });
    push_texts(bytes, &service.keywords);
    push_texts(bytes, &service.body);
}

fn push_feature(bytes: &mut Vec<u8>, feature: &Feature) {
    push_text(bytes, &feature.slug);
    bytes.push(feature.kind as u8);
    push_text(bytes, &feature.title);
    push_text(bytes, &feature.station.to_string());
    push_texts(bytes, &feature.body);
    push_sources(bytes, &feature.sources);
    bytes.push(feature.evidence as u8);
    push_date(bytes, &feature.checked);
}

fn push_fact(bytes: &mut Vec<u8>, fact: &NetworkFact) {
    push_text(bytes, &fact.value);
    push_text(bytes, &fact.label);
    push_number(bytes, fact.year.into());
    push_text(bytes, &fact.source);
    bytes.push(fact.evidence as u8);
}

fn push_station(bytes: &mut Vec<u8>, station: &StationDetails) {
    push_text(bytes, &station.code.to_string());
    push_optional(bytes, station.address.as_deref());
    push_optional(bytes, station.telephone.as_deref());
    bytes.push(station.hours.is_some().into());
    if let Some(hours) = &station.hours {
        push_hours(bytes, hours);
    }
    push_texts(bytes, &station.facilities);
    push_texts(bytes, &station.badges);
    push_texts(bytes, &station.features);
    bytes.push(station.evidence as u8);
    push_text(bytes, &station.source);
    push_date(bytes, &station.checked);
}

fn push_hours(bytes: &mut Vec<u8>, hours: &WeeklyHours) {
    for day in &hours.days {
        push_list(bytes, day, |bytes, span| {
            push_number(bytes, span.from.into());
            push_number(bytes, span.to.into());
        });
    }
}

fn push_year(bytes: &mut Vec<u8>, year: &HolidayYear) {
    push_number(bytes, year.year.into());
    bytes.push(year.notice.is_some().into());
    if let Some(notice) = &year.notice {
        push_text(bytes, &notice.source);
        push_list(bytes, &notice.days_off, |bytes, (day, name)| {
            push_date(bytes, day);
            push_text(bytes, name);
        });
        push_list(bytes, &notice.make_up_days, push_date);
    }
}

fn push_list<T>(bytes: &mut Vec<u8>, items: &[T], item: impl Fn(&mut Vec<u8>, &T)) {
    push_number(bytes, items.len() as u32);
    for one in items {
        item(bytes, one);
    }
}

fn push_texts(bytes: &mut Vec<u8>, texts: &[String]) {
    push_list(bytes, texts, |bytes, text| push_text(bytes, text));
}

fn push_optional(bytes: &mut Vec<u8>, text: Option<&str>) {
    push_text(bytes, text.unwrap_or_default());
}

fn push_sources(bytes: &mut Vec<u8>, sources: &[Source]) {
    push_list(bytes, sources, |bytes, source| {
        push_text(bytes, &source.name);
        bytes.push(source.evidence as u8);
    });
}

/// Dates of the catalogue lie after 1970.
fn push_date(bytes: &mut Vec<u8>, date: &Date) {
    push_number(bytes, date.days().max(0) as u32);
}
