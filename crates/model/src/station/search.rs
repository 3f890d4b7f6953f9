//! Finds stations as somebody types.

use crate::division::DivisionCode;
use crate::search::plan::{By, Plan};
use crate::search::query::Query;
use crate::search::rank::{Best, Quality};
use crate::search::run::{START, Text, carry, from_front, marks, matches, quality};
use crate::station::index::StationIndex;
use crate::tier::Tier;

/// A station found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The station's division.
    pub code: DivisionCode,
    /// Its place in the index.
    pub index: usize,
    /// How it matches.
    pub quality: Quality,
    /// Lower is better; comparable within one search only.
    pub score: u32,
    /// Which characters of the short name were matched: bit `i` for character `i`. None for a match
    /// by an alias.
    pub marks: u32,
}

impl StationIndex {
    /// The best `limit` (at most 200) stations for what was typed: exact before prefix before
    /// inside before initials; then those in the township, the district of `near`; then the bigger
    /// tier; then the shorter name; then the order of the codes.
    pub fn search(&self, typed: &str, near: Option<DivisionCode>, limit: usize) -> Vec<Hit> {
        let Some(query) = Query::parse(typed) else {
            return Vec::new();
        };
        let scan = Scan::new(self, &query, near);
        let mut best = Best::new(limit);
        scan.run(&mut best);
        best.into_sorted()
            .into_iter()
            .map(|(score, index)| scan.hit(score, index as usize))
            .collect()
    }

    /// How well the one name matches what was typed, its other names and those above left out.
    pub fn quality(&self, typed: &str, index: usize) -> Option<Quality> {
        let query = Query::parse(typed)?;
        quality(&Plan::new(&query.joined, &self.table), self.text(index))
    }
}

struct Scan<'a> {
    index: &'a StationIndex,
    joined: Plan,
    /// One a word, if there are several.
    words: Vec<Plan>,
    near: Near,
}

/// The divisions around a person.
struct Near {
    township: Option<DivisionCode>,
    district: Option<DivisionCode>,
}

impl Near {
    fn distance(&self, code: DivisionCode) -> u32 {
        let within = |area: Option<DivisionCode>| area.is_some_and(|area| area.contains(code));
        match (within(self.township), within(self.district)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }
}

/// What the names above a station have matched, by tier.
#[derive(Default)]
struct Above {
    /// For [`Scan::joined`]: places in the word reached at the end of such a name.
    carried: [u64; 4],
    /// For [`Scan::words`]: which words matched, bit `i` for word `i`.
    words: [u8; 4],
}

impl Above {
    fn start(&self, tier: Tier) -> u64 {
        self.carried[..tier as usize]
            .iter()
            .fold(START, |all, carried| all | carried)
    }

    fn words(&self, tier: Tier) -> u8 {
        self.words[..tier as usize]
            .iter()
            .fold(0, |all, words| all | words)
    }

    fn set(&mut self, tier: Tier, carried: u64, words: u8) {
        let level = tier as usize;
        self.carried[level] = carried;
        self.words[level] = words;
        for below in level + 1..4 {
            self.carried[below] = 0;
            self.words[below] = 0;
        }
    }
}

impl<'a> Scan<'a> {
    fn new(index: &'a StationIndex, query: &Query, near: Option<DivisionCode>) -> Self {
        let table = &index.table;
        let words = if query.words.len() > 1 {
            query.words.as_slice()
        } else {
            &[]
        };
        Self {
            index,
            joined: Plan::new(&query.joined, table),
            words: words.iter().map(|word| Plan::new(word, table)).collect(),
            near: Near {
                township: near.and_then(DivisionCode::township),
                district: near.and_then(DivisionCode::district),
            },
        }
    }

    fn run(&self, best: &mut Best) {
        let mut above = Above::default();
        let mut aliases = self.index.columns.aliases.as_slice();
        for index in 0..self.index.len() {
            let tier = self.index.tier(index);
            let text = self.index.text(index);
            let mut found = self.match_one(text, tier, &mut above);
            while let [alias, rest @ ..] = aliases
                && usize::from(alias.station) == index
            {
                let by_alias = quality(&self.joined, self.index.alias_text(alias));
                found = found.into_iter().chain(by_alias).min();
                aliases = rest;
            }
            if let Some(found) = found {
                best.offer(self.score(found, index, text), index as u32);
            }
        }
    }

    /// How well the name matches; also notes what of it counts for the names below.
    fn match_one(&self, text: Text<'_>, tier: Tier, above: &mut Above) -> Option<Quality> {
        let start = above.start(tier);
        let mut found = quality(&self.joined, text);
        if found.is_none() && start != START {
            let inside = from_front(&self.joined, text, start & !START, By::Both);
            found = inside.map(|_| Quality::WithAbove);
        }
        if found.is_none() && self.covers(text, above.words(tier)) {
            found = Some(Quality::WithAbove);
        }
        if tier != Tier::Village {
            let own = if self.words.is_empty() {
                0
            } else {
                self.own_words(text)
            };
            above.set(tier, carry(&self.joined, text, start), own);
        }
        found
    }

    /// Whether every word stands in the name, in its suffix (社区, 街道) or in the names above, and
    /// at least one in the name itself.
    fn covers(&self, text: Text<'_>, above: u8) -> bool {
        let suffix = Text {
            stem: text.suffix,
            suffix: &[],
            tails: [&[], &[]],
        };
        let mut own = false;
        for (at, plan) in self.words.iter().enumerate() {
            if matches(plan, text) {
                own = true;
            } else if above & (1 << at) == 0 && !matches(plan, suffix) {
                return false;
            }
        }
        own
    }

    /// Which words stand in the name.
    fn own_words(&self, text: Text<'_>) -> u8 {
        let words = self.words.iter().enumerate();
        words.fold(0, |all, (at, plan)| {
            all | (u8::from(matches(plan, text)) << at)
        })
    }

    fn score(&self, quality: Quality, index: usize, text: Text<'_>) -> u32 {
        let code = self.index.code(index);
        (quality as u32) << 16
            | self.near.distance(code) << 12
            | (code.tier() as u32) << 8
            | text.stem.len().min(15) as u32
    }

    fn hit(&self, score: u32, index: usize) -> Hit {
        let text = self.index.text(index);
        let code = self.index.code(index);
        let quality = QUALITIES[((score >> 16) as usize).min(QUALITIES.len() - 1)];
        let mut matched = marks(&self.joined, text, START);
        if matched == 0 && quality == Quality::WithAbove {
            matched = marks(&self.joined, text, self.carried_into(index));
            for plan in &self.words {
                matched |= marks(plan, text, START);
            }
        }
        Hit {
            code,
            index,
            quality,
            score,
            marks: matched,
        }
    }

    /// The places in the joined word that the names above reach, found anew for one station.
    fn carried_into(&self, index: usize) -> u64 {
        let mut above = Above::default();
        for station in self.index.ancestors(index).into_iter().rev() {
            let tier = self.index.tier(station);
            let start = above.start(tier);
            above.set(
                tier,
                carry(&self.joined, self.index.text(station), start),
                0,
            );
        }
        above.start(self.index.tier(index)) & !START
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
