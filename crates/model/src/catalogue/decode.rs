//! Reads the catalogue's pack. The outline is read with little code, for the first screen.

use crate::booking::ServiceSlug;
use crate::catalogue::outline::{FeatureLine, Outline, ServiceLine};
use crate::catalogue::{
    CATALOGUE_MAGIC, Catalogue, Category, Feature, FeatureKind, Law, Material, NetworkFact,
    OUTLINE_MAGIC, Phone, Service, Source, StationDetails,
};
use crate::civil::Date;
use crate::division::DivisionCode;
use crate::evidence::Evidence;
use crate::holiday::{HolidayCalendar, HolidayNotice, HolidayYear};
use crate::pack::reader::Reader;
use crate::pack::{PackError, unframe};
use crate::pinyin::{Readings, Syllable};
use crate::search::table::CharTable;
use crate::slot::{Span, Way, WeeklyHours};
use crate::tier::Tier;

type Result<T> = core::result::Result<T, PackError>;

impl Outline {
    /// Reads the outline at the front of the catalogue's pack; the full texts behind it need not
    /// be whole.
    pub fn decode(pack: &[u8]) -> Result<Self> {
        let (payload, hash, _) = unframe(OUTLINE_MAGIC, pack)?;
        let reader = &mut Reader::new(payload);
        let version = reader.number()?;
        let table = table(reader)?;
        let mut texts = Vec::new();
        let services = list(reader, 4, |reader| {
            let line = ServiceLine {
                slug: slug(reader)?,
                title: owned(reader)?,
                category: category(reader)?,
                duration: duration(reader)?,
            };
            let keywords = list(reader, 1, |reader| {
                list(reader, 1, |reader| id(reader, &table))
            })?;
            let title = line.title.chars().filter_map(|c| table.place(c)).collect();
            texts.push(core::iter::once(title).chain(keywords).collect());
            Ok(line)
        })?;
        let features = list(reader, 4, |reader| {
            Ok(FeatureLine {
                slug: owned(reader)?,
                kind: kind(reader)?,
                title: owned(reader)?,
                station: code(reader)?,
            })
        })?;
        let stations = list(reader, 10, station)?;
        let holidays = HolidayCalendar {
            years: list(reader, 2, year)?,
        };
        reader.end()?;
        Ok(Self {
            version,
            hash,
            services,
            features,
            stations,
            holidays,
            table,
            texts,
        })
    }
}

impl Catalogue {
    /// Reads the full texts behind the outline.
    pub fn decode(pack: &[u8]) -> Result<Self> {
        let (_, _, rest) = unframe(OUTLINE_MAGIC, pack)?;
        let (payload, _, rest) = unframe(CATALOGUE_MAGIC, rest)?;
        if !rest.is_empty() {
            return Err(PackError::Length);
        }
        let reader = &mut Reader::new(payload);
        let catalogue = Self {
            services: list(reader, 18, service)?,
            features: list(reader, 8, feature)?,
            network: list(reader, 5, fact)?,
        };
        reader.end()?;
        Ok(catalogue)
    }
}

fn service(reader: &mut Reader<'_>) -> Result<Service> {
    Ok(Service {
        slug: slug(reader)?,
        title: owned(reader)?,
        category: category(reader)?,
        answer: owned(reader)?,
        who: texts(reader)?,
        materials: list(reader, 3, |reader| {
            Ok(Material {
                name: owned(reader)?,
                note: optional(reader)?,
                if_any: flag(reader)?,
            })
        })?,
        steps: texts(reader)?,
        limits: texts(reader)?,
        fee: optional(reader)?,
        tiers: list(reader, 1, |reader| one_of(reader, &Tier::ALL))?,
        ways: list(reader, 1, |reader| {
            one_of(reader, &[Way::AtStation, Way::HomeVisit, Way::CallBack])
        })?,
        duration: duration(reader)?,
        laws: list(reader, 2, |reader| {
            Ok(Law {
                name: owned(reader)?,
                articles: owned(reader)?,
            })
        })?,
        sources: sources(reader)?,
        evidence: evidence(reader)?,
        checked: date(reader)?,
        phones: list(reader, 2, |reader| {
            Ok(Phone {
                number: owned(reader)?,
                label: owned(reader)?,
            })
        })?,
        keywords: texts(reader)?,
        body: texts(reader)?,
    })
}

fn feature(reader: &mut Reader<'_>) -> Result<Feature> {
    Ok(Feature {
        slug: owned(reader)?,
        kind: kind(reader)?,
        title: owned(reader)?,
        station: code(reader)?,
        body: texts(reader)?,
        sources: sources(reader)?,
        evidence: evidence(reader)?,
        checked: date(reader)?,
    })
}

fn fact(reader: &mut Reader<'_>) -> Result<NetworkFact> {
    Ok(NetworkFact {
        value: owned(reader)?,
        label: owned(reader)?,
        year: small(reader)?,
        source: owned(reader)?,
        evidence: evidence(reader)?,
    })
}

fn station(reader: &mut Reader<'_>) -> Result<StationDetails> {
    Ok(StationDetails {
        code: code(reader)?,
        address: optional(reader)?,
        telephone: optional(reader)?,
        hours: if flag(reader)? {
            Some(hours(reader)?)
        } else {
            None
        },
        facilities: texts(reader)?,
        badges: texts(reader)?,
        features: texts(reader)?,
        evidence: evidence(reader)?,
        source: owned(reader)?,
        checked: date(reader)?,
    })
}

fn hours(reader: &mut Reader<'_>) -> Result<WeeklyHours> {
    let mut days: [Vec<Span>; 7] = Default::default();
    for day in &mut days {
        *day = list(reader, 2, |reader| {
            let (from, to) = (small(reader)?, small(reader)?);
            if from < to && to <= 1440 {
                Ok(Span { from, to })
            } else {
                Err(PackError::Malformed)
            }
        })?;
    }
    Ok(WeeklyHours { days })
}

fn year(reader: &mut Reader<'_>) -> Result<HolidayYear> {
    let year = small(reader)?;
    let notice = if flag(reader)? {
        Some(HolidayNotice {
            source: owned(reader)?,
            days_off: list(reader, 2, |reader| Ok((date(reader)?, owned(reader)?)))?,
            make_up_days: list(reader, 1, date)?,
        })
    } else {
        None
    };
    Ok(HolidayYear { year, notice })
}

/// The characters of titles and keywords with their readings.
fn table(reader: &mut Reader<'_>) -> Result<CharTable> {
    let count = reader.count(3)?;
    let mut table = CharTable::with_capacity(count);
    for _ in 0..count {
        let character = char::from_u32(reader.number()?).ok_or(PackError::Malformed)?;
        let first = syllable(reader)?;
        let second = if flag(reader)? {
            syllable(reader)?
        } else {
            None
        };
        table.push(character, Readings { first, second });
    }
    Ok(table)
}

fn syllable(reader: &mut Reader<'_>) -> Result<Option<Syllable>> {
    match (reader.byte()?, reader.byte()?) {
        (0, 0) => Ok(None),
        (initial, last) => Syllable::new(initial, last)
            .map(Some)
            .ok_or(PackError::Malformed),
    }
}

fn id(reader: &mut Reader<'_>, table: &CharTable) -> Result<u16> {
    let id = reader.number()?;
    if (id as usize) < table.len() {
        Ok(id as u16)
    } else {
        Err(PackError::Malformed)
    }
}

fn list<T>(
    reader: &mut Reader<'_>,
    least: usize,
    mut item: impl FnMut(&mut Reader<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = reader.count(least)?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(item(reader)?);
    }
    Ok(items)
}

fn texts(reader: &mut Reader<'_>) -> Result<Vec<String>> {
    list(reader, 1, owned)
}

fn owned(reader: &mut Reader<'_>) -> Result<String> {
    Ok(reader.text()?.to_owned())
}

fn optional(reader: &mut Reader<'_>) -> Result<Option<String>> {
    let text = owned(reader)?;
    Ok((!text.is_empty()).then_some(text))
}

fn flag(reader: &mut Reader<'_>) -> Result<bool> {
    one_of(reader, &[false, true])
}

fn one_of<T: Copy>(reader: &mut Reader<'_>, all: &[T]) -> Result<T> {
    all.get(usize::from(reader.byte()?))
        .copied()
        .ok_or(PackError::Malformed)
}

fn category(reader: &mut Reader<'_>) -> Result<Category> {
    one_of(reader, &Category::ALL)
}

fn kind(reader: &mut Reader<'_>) -> Result<FeatureKind> {
    one_of(reader, &[FeatureKind::Brand, FeatureKind::Story])
}

fn evidence(reader: &mut Reader<'_>) -> Result<Evidence> {
    one_of(reader, &Evidence::ALL)
}

fn sources(reader: &mut Reader<'_>) -> Result<Vec<Source>> {
    list(reader, 2, |reader| {
        Ok(Source {
            name: owned(reader)?,
            evidence: evidence(reader)?,
        })
    })
}

fn slug(reader: &mut Reader<'_>) -> Result<ServiceSlug> {
    ServiceSlug::parse(reader.text()?).ok_or(PackError::Malformed)
}

/// Minutes; zero for none.
fn duration(reader: &mut Reader<'_>) -> Result<Option<u16>> {
    Ok(Some(small(reader)?).filter(|minutes| *minutes > 0))
}

fn small(reader: &mut Reader<'_>) -> Result<u16> {
    u16::try_from(reader.number()?).map_err(|_| PackError::Malformed)
}

fn date(reader: &mut Reader<'_>) -> Result<Date> {
    let days = i32::try_from(reader.number()?).map_err(|_| PackError::Malformed)?;
    Date::from_days(days).ok_or(PackError::Malformed)
}

fn code(reader: &mut Reader<'_>) -> Result<DivisionCode> {
    DivisionCode::parse(reader.text()?).map_err(|_| PackError::Malformed)
}
