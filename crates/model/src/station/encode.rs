//! Encodes station packs; the counterpart of [`crate::station::pack`]. The app never encodes.

use std::collections::BTreeMap;

use crate::division::DivisionCode;
use crate::pack::writer::push_number;
use crate::pack::{frame, hash};
use crate::pinyin::Readings;
use crate::station::class::split_name;
use crate::station::pack::{GROUP, MAGIC, MAX_STEM, SHORT};
use crate::tier::Tier;

/// A division as it is written into a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its code.
    pub code: DivisionCode,
    /// Its official name.
    pub name: String,
    /// Other names by which its station is to be found.
    pub aliases: Vec<String>,
    /// [`crate::station::StationMarks`].
    pub marks: u8,
}

/// Why a list cannot be encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// Two entries have this code, they are not in order, or its last digits are all zero.
    Order(DivisionCode),
    /// The division above this one is missing.
    Orphan(DivisionCode),
    /// The list does not begin with its one city.
    City,
    /// This name is empty or too long.
    Name(String),
    /// This character has no entry in the table of readings.
    Unread(char),
    /// More characters or entries than the format can hold.
    TooMany,
}

impl core::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Order(code) => write!(f, "{code} is given twice, out of order, or ends in zeros"),
            Self::Orphan(code) => write!(f, "the division above {code} is missing"),
            Self::City => f.write_str("the list must begin with its one city"),
            Self::Name(name) => write!(f, "the name {name:?} is empty or too long"),
            Self::Unread(character) => write!(f, "no pinyin is given for {character}"),
            Self::TooMany => f.write_str("too many characters or entries"),
        }
    }
}

impl core::error::Error for EncodeError {}

/// Encodes a pack of a city's stations. `entries` are in order of their codes, each after the
/// division above it; `version` is the data's date as a number.
pub fn encode(
    entries: &[Entry],
    readings: &BTreeMap<char, Readings>,
    version: u32,
) -> Result<Vec<u8>, EncodeError> {
    check(entries)?;
    let chars = Chars::count(entries, readings)?;
    let is_top = |entry: &&Entry| entry.code.tier() <= Tier::District;
    let top: Vec<&Entry> = entries.iter().filter(is_top).collect();
    let mut head = Vec::new();
    push_number(&mut head, version);
    chars.push_to(&mut head);
    chars.push_list(&top, &mut head);
    let mut sections = Vec::new();
    for district in top
        .iter()
        .filter(|entry| entry.code.tier() == Tier::District)
    {
        let inside: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.code != district.code && district.code.contains(entry.code))
            .collect();
        let mut section = Vec::new();
        chars.push_list(&inside, &mut section);
        push_number(&mut head, section.len() as u32);
        head.extend_from_slice(&hash(&section).to_le_bytes());
        sections.extend_from_slice(&section);
    }
    let mut pack = frame(MAGIC, &head);
    pack.extend_from_slice(&sections);
    Ok(pack)
}

fn check(entries: &[Entry]) -> Result<(), EncodeError> {
    let is_city = |entry: &Entry| entry.code.tier() == Tier::City;
    if !entries.first().is_some_and(is_city) || entries.iter().skip(1).any(is_city) {
        return Err(EncodeError::City);
    }
    if entries.len() > usize::from(u16::MAX) {
        return Err(EncodeError::TooMany);
    }
    for pair in entries.windows(2) {
        if pair[0].code >= pair[1].code {
            return Err(EncodeError::Order(pair[1].code));
        }
    }
    for entry in entries {
        // The format counts ordinals from one.
        if entry.code.ordinal() == 0 {
            return Err(EncodeError::Order(entry.code));
        }
        let above = entry.code.parent();
        let found =
            above.is_none_or(|above| entries.binary_search_by_key(&above, |e| e.code).is_ok());
        if !found {
            return Err(EncodeError::Orphan(entry.code));
        }
        for name in core::iter::once(&entry.name).chain(&entry.aliases) {
            let stem = split_name(name, entry.code.tier()).0.chars().count();
            if stem == 0 || stem > MAX_STEM {
                return Err(EncodeError::Name(name.clone()));
            }
        }
    }
    Ok(())
}

/// The characters of a pack: the most frequent ones first, in groups, sorted within each.
struct Chars {
    order: Vec<(char, Readings)>,
    places: BTreeMap<char, usize>,
}

impl Chars {
    fn count(entries: &[Entry], readings: &BTreeMap<char, Readings>) -> Result<Self, EncodeError> {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for entry in entries {
            for name in core::iter::once(&entry.name).chain(&entry.aliases) {
                for character in split_name(name, entry.code.tier()).0.chars() {
                    *counts.entry(character).or_default() += 1;
                }
            }
        }
        if counts.len() > SHORT + (GROUP - SHORT) * GROUP {
            return Err(EncodeError::TooMany);
        }
        let mut frequent: Vec<(usize, char)> = counts.into_iter().map(|(c, n)| (n, c)).collect();
        frequent
            .sort_unstable_by_key(|(count, character)| (core::cmp::Reverse(*count), *character));
        let mut order: Vec<char> = frequent
            .into_iter()
            .map(|(_, character)| character)
            .collect();
        let short_count = SHORT.min(order.len());
        let (short, long) = order.split_at_mut(short_count);
        short.sort_unstable();
        long.chunks_mut(GROUP).for_each(<[char]>::sort_unstable);
        let places = order
            .iter()
            .enumerate()
            .map(|(place, c)| (*c, place))
            .collect();
        let read = |character: char| match readings.get(&character) {
            Some(readings) => Ok((character, *readings)),
            None => Err(EncodeError::Unread(character)),
        };
        Ok(Self {
            order: order.into_iter().map(read).collect::<Result<_, _>>()?,
            places,
        })
    }

    fn push_to(&self, bytes: &mut Vec<u8>) {
        push_number(bytes, self.order.len() as u32);
        let mut before = 0;
        for (at, (character, _)) in self.order.iter().enumerate() {
            let point = *character as u32;
            let starts_group = at == 0 || (at >= SHORT && (at - SHORT).is_multiple_of(GROUP));
            push_number(bytes, if starts_group { point } else { point - before });
            before = point;
        }
        let firsts = || self.order.iter().map(|(_, readings)| readings.first);
        bytes.extend(firsts().map(|first| first.map_or(0, |syllable| syllable.initial_index())));
        bytes.extend(firsts().map(|first| first.map_or(0, |syllable| syllable.final_index())));
        let seconds = self.order.iter().enumerate();
        let seconds: Vec<_> = seconds
            .filter_map(|(at, (_, r))| r.second.map(|s| (at, s)))
            .collect();
        push_number(bytes, seconds.len() as u32);
        let mut before = 0;
        for (at, second) in seconds {
            push_number(bytes, (at - before) as u32);
            bytes.extend([second.initial_index(), second.final_index()]);
            before = at;
        }
    }

    fn push_list(&self, entries: &[&Entry], bytes: &mut Vec<u8>) {
        push_number(bytes, entries.len() as u32);
        self.push_codes(entries, bytes);
        let stems: Vec<Vec<char>> = entries
            .iter()
            .map(|entry| {
                split_name(&entry.name, entry.code.tier())
                    .0
                    .chars()
                    .collect()
            })
            .collect();
        bytes.extend(stems.iter().map(|stem| stem.len() as u8));
        for place in 0..MAX_STEM {
            for character in stems.iter().filter_map(|stem| stem.get(place)) {
                self.push_char(*character, bytes);
            }
        }
        self.push_extras(entries, bytes);
    }

    fn push_codes(&self, entries: &[&Entry], bytes: &mut Vec<u8>) {
        let mut skips = Vec::new();
        let mut last: BTreeMap<Option<DivisionCode>, u32> = BTreeMap::new();
        for entry in entries {
            let before = last
                .insert(entry.code.parent(), entry.code.ordinal())
                .unwrap_or(0);
            let skipped = entry.code.ordinal().saturating_sub(before + 1);
            let class = split_name(&entry.name, entry.code.tier()).1;
            bytes.push(class * 2 + u8::from(skipped > 0));
            if skipped > 0 {
                push_number(&mut skips, skipped);
            }
        }
        bytes.extend_from_slice(&skips);
    }

    fn push_extras(&self, entries: &[&Entry], bytes: &mut Vec<u8>) {
        let numbered = || entries.iter().enumerate();
        push_number(
            bytes,
            numbered()
                .map(|(_, entry)| entry.aliases.len() as u32)
                .sum(),
        );
        let mut before = 0;
        for (at, alias) in numbered().flat_map(|(at, e)| e.aliases.iter().map(move |a| (at, a))) {
            push_number(bytes, (at - before) as u32);
            let (stem, class) = split_name(alias, entries[at].code.tier());
            bytes.push(class);
            push_number(bytes, stem.chars().count() as u32);
            stem.chars()
                .for_each(|character| self.push_char(character, bytes));
            before = at;
        }
        let marked: Vec<_> = numbered().filter(|(_, entry)| entry.marks != 0).collect();
        push_number(bytes, marked.len() as u32);
        let mut before = 0;
        for (at, entry) in marked {
            push_number(bytes, (at - before) as u32);
            bytes.push(entry.marks);
            before = at;
        }
    }

    fn push_char(&self, character: char, bytes: &mut Vec<u8>) {
        let place = self.places.get(&character).copied().unwrap_or_default();
        if place < SHORT {
            bytes.push(place as u8);
        } else {
            let rest = place - SHORT;
            bytes.extend([(SHORT + rest / GROUP) as u8, (rest % GROUP) as u8]);
        }
    }
}
