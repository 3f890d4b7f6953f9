//! What the first screen needs of the catalogue: titles to list and search, details of named
//! stations, holidays.

use crate::booking::ServiceSlug;
use crate::catalogue::{Category, FeatureKind, StationDetails};
use crate::division::DivisionCode;
use crate::holiday::HolidayCalendar;
use crate::search::plan::Plan;
use crate::search::query::Query;
use crate::search::rank::{Best, Quality};
use crate::search::run::{START, Text, marks, quality};
use crate::search::table::CharTable;

/// A service in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLine {
    /// Its name in paths and bookings.
    pub slug: ServiceSlug,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Category,
    /// Minutes kept for a visit; `None` if it is not booked.
    pub duration: Option<u16>,
}

/// A brand or a named station in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureLine {
    /// Its name in paths.
    pub slug: String,
    /// Which of the two.
    pub kind: FeatureKind,
    /// Its title.
    pub title: String,
    /// The station or centre that it belongs to.
    pub station: DivisionCode,
}

/// The outline of the catalogue.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Version of the data, as a date: 20261123.
    pub version: u32,
    /// Hash of the outline's content.
    pub hash: u64,
    /// All services, in the order in which they are shown.
    pub services: Vec<ServiceLine>,
    /// Brand services and named stations.
    pub features: Vec<FeatureLine>,
    /// What is known of named stations, in order of their codes.
    pub stations: Vec<StationDetails>,
    /// Public holidays.
    pub holidays: HolidayCalendar,
    pub(super) table: CharTable,
    /// For each service its title and its keywords, as places in the table.
    pub(super) texts: Vec<Vec<Vec<u16>>>,
}

/// A service found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceHit {
    /// Its place in [`Outline::services`].
    pub index: usize,
    /// How it matches.
    pub quality: Quality,
    /// Which characters of the title were matched: bit `i` for character `i`.
    pub marks: u32,
}

/// What one text of a service scores: titles before keywords.
const KEYWORD: u32 = 1;
/// Below every match of the whole query: it holds the title or a keyword and more beside.
const MENTIONED: u32 = 32;

impl Outline {
    /// The service of that name.
    pub fn service(&self, slug: &str) -> Option<&ServiceLine> {
        self.services.iter().find(|line| line.slug.as_str() == slug)
    }

    /// The services of a category, in order.
    pub fn within(&self, category: Category) -> impl Iterator<Item = &ServiceLine> {
        self.services
            .iter()
            .filter(move |line| line.category == category)
    }

    /// What is known of the station beyond its name.
    pub fn station(&self, code: DivisionCode) -> Option<&StationDetails> {
        self.stations.iter().find(|details| details.code == code)
    }

    /// The best `limit` services for what was typed, by characters, pinyin and initials of titles
    /// and keywords; also those that a whole sentence mentions (优待证丢了怎么办).
    pub fn search(&self, typed: &str, limit: usize) -> Vec<ServiceHit> {
        let Some(query) = Query::parse(typed) else {
            return Vec::new();
        };
        let joined = Plan::new(&query.joined, &self.table);
        let words: Vec<Plan> = query
            .words
            .iter()
            .map(|word| Plan::new(word, &self.table))
            .collect();
        let mut best = Best::new(limit);
        for (index, texts) in self.texts.iter().enumerate() {
            let score = score(&joined, texts)
                .or_else(|| all_words(&words, texts))
                .or_else(|| self.mentioned(&query.joined, texts));
            if let Some(score) = score {
                best.offer(score, index as u32);
            }
        }
        let hit = |(score, index): (u32, u32)| {
            let index = index as usize;
            let title = self.texts[index].first().map_or(&[][..], |title| title);
            let marks = marks(&joined, text(title), START);
            ServiceHit {
                index,
                quality: QUALITIES[(score as usize / 2).min(6)],
                marks,
            }
        };
        best.into_sorted().into_iter().map(hit).collect()
    }

    /// Whether the query holds the title or a keyword of at least two characters.
    fn mentioned(&self, query: &[char], texts: &[Vec<u16>]) -> Option<u32> {
        let holds = |ids: &Vec<u16>| {
            let same = |part: &[char]| {
                part.iter()
                    .zip(ids)
                    .all(|(c, id)| *c == self.table.char(*id))
            };
            ids.len() >= 2 && query.windows(ids.len()).any(same)
        };
        // The more of it is mentioned, the more is meant by it.
        let mentioned: usize = texts.iter().filter(|ids| holds(ids)).map(Vec::len).sum();
        (mentioned > 0).then(|| MENTIONED - mentioned.min(15) as u32)
    }
}

const QUALITIES: [Quality; 7] = [
    Quality::Exact,
    Quality::Prefix,
    Quality::Inside,
    Quality::InitialsExact,
    Quality::InitialsPrefix,
    Quality::InitialsInside,
    Quality::WithAbove,
];

fn text(ids: &[u16]) -> Text<'_> {
    Text {
        stem: ids,
        suffix: &[],
        tails: [&[], &[]],
    }
}

fn score(plan: &Plan, texts: &[Vec<u16>]) -> Option<u32> {
    let one = |(at, ids): (usize, &Vec<u16>)| {
        let keyword = if at == 0 { 0 } else { KEYWORD };
        quality(plan, text(ids)).map(|quality| quality as u32 * 2 + keyword)
    };
    texts.iter().enumerate().filter_map(one).min()
}

/// The score of the worst word, if there are several and each matches the title or a keyword.
fn all_words(words: &[Plan], texts: &[Vec<u16>]) -> Option<u32> {
    if words.len() < 2 {
        return None;
    }
    words
        .iter()
        .map(|word| score(word, texts))
        .try_fold(0, |worst, score| Some(worst.max(score?)))
}
