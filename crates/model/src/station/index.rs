//! All stations in memory, in columns.

use crate::division::DivisionCode;
use crate::search::run::Text;
use crate::search::table::CharTable;
use crate::station::class::CLASSES;
use crate::station::columns::{Alias, Columns};
use crate::tier::Tier;

/// What is known of a station beyond its name. Details are in the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationMarks(pub u8);

impl StationMarks {
    /// The catalogue lists an honour of it.
    pub const HONOURED: Self = Self(1);
    /// The catalogue has details of it, or a page.
    pub const DETAILS: Self = Self(2);

    /// Whether all marks of `other` are set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The stations of a city or a part of it, in the order of their codes: the city, then each
/// district followed by all inside it. Places in this order ("index") are stable for one pack.
#[derive(Clone, Debug)]
pub struct StationIndex {
    pub(super) version: u32,
    pub(super) hash: u64,
    pub(super) table: CharTable,
    pub(super) columns: Columns,
    pub(super) endings: Endings,
    pub(super) loaded: Vec<DivisionCode>,
}

impl StationIndex {
    /// Version of the data, as a date: 20261123.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Hash of the content: equal hashes, equal lists.
    pub fn content_hash(&self) -> u64 {
        self.hash
    }

    /// How many stations it holds.
    pub fn len(&self) -> usize {
        self.columns.codes.len()
    }

    /// Whether it holds none; a decoded index holds the city at least.
    pub fn is_empty(&self) -> bool {
        self.columns.codes.is_empty()
    }

    /// The districts whose townships and villages it holds, in order. It holds the names of all.
    pub fn loaded_districts(&self) -> &[DivisionCode] {
        &self.loaded
    }

    /// The index of the station of that division.
    pub fn find(&self, code: DivisionCode) -> Option<usize> {
        self.columns.codes.binary_search(&code).ok()
    }

    /// The division of the station at `index`; the city's for an index out of range.
    pub fn code(&self, index: usize) -> DivisionCode {
        self.columns
            .codes
            .get(index)
            .copied()
            .unwrap_or(DivisionCode::CHONGQING)
    }

    /// Its tier.
    pub fn tier(&self, index: usize) -> Tier {
        self.code(index).tier()
    }

    /// What people call the division: 凤鸣路社区, 双凤桥街道.
    pub fn short_name(&self, index: usize) -> String {
        self.name_with(index, "")
    }

    /// The division's official name: 凤鸣路社区居民委员会.
    pub fn official_name(&self, index: usize) -> String {
        self.name_with(index, CLASSES[self.class(index)].tail)
    }

    /// The station's name: 凤鸣路社区退役军人服务站.
    pub fn display_name(&self, index: usize) -> String {
        self.name_with(index, self.tier(index).station_suffix())
    }

    /// The index of the station above; `None` for the city.
    pub fn parent(&self, index: usize) -> Option<usize> {
        self.code(index).parent().and_then(|code| self.find(code))
    }

    /// The stations above, the nearest first, the city last.
    pub fn ancestors(&self, index: usize) -> Vec<usize> {
        core::iter::successors(self.parent(index), |above| self.parent(*above)).collect()
    }

    /// The stations of the next tier below, in order. Empty for a district that is not loaded.
    pub fn children(&self, index: usize) -> Vec<usize> {
        let code = self.code(index);
        let below = code.tier() as u8 + 1;
        (index + 1..self.len())
            .take_while(|child| code.contains(self.code(*child)))
            .filter(|child| self.tier(*child) as u8 == below)
            .collect()
    }

    /// How many villages and communities lie in the division.
    pub fn villages_within(&self, index: usize) -> usize {
        let code = self.code(index);
        (index..self.len())
            .take_while(|other| code.contains(self.code(*other)))
            .filter(|other| self.tier(*other) == Tier::Village)
            .count()
    }

    /// What is known beyond the name.
    pub fn marks(&self, index: usize) -> StationMarks {
        let marks = &self.columns.marks;
        let found = marks.binary_search_by_key(&index, |(station, _)| usize::from(*station));
        found.map_or(StationMarks::default(), |at| StationMarks(marks[at].1))
    }

    /// The stations with all marks of `wanted`, in order.
    pub fn marked(&self, wanted: StationMarks) -> impl Iterator<Item = usize> + '_ {
        self.columns
            .marks
            .iter()
            .filter(move |(_, marks)| StationMarks(*marks).has(wanted))
            .map(|(station, _)| usize::from(*station))
    }

    /// Other names by which it is found, such as former ones.
    pub fn aliases(&self, index: usize) -> Vec<String> {
        self.columns
            .aliases
            .iter()
            .filter(|alias| usize::from(alias.station) == index)
            .map(|alias| {
                let mut name: String = alias.ids.iter().map(|id| self.table.char(*id)).collect();
                name.push_str(CLASSES[usize::from(alias.class).min(CLASSES.len() - 1)].suffix);
                name
            })
            .collect()
    }

    pub(super) fn class(&self, index: usize) -> usize {
        let class = self
            .columns
            .classes
            .get(index)
            .copied()
            .map_or(0, usize::from);
        class.min(CLASSES.len() - 1)
    }

    /// The name as the search sees it.
    pub(super) fn text(&self, index: usize) -> Text<'_> {
        let class = &self.endings.classes[self.class(index)];
        Text {
            stem: self.columns.stem(index),
            suffix: &class.0,
            tails: [&class.1, &self.endings.stations[self.tier(index) as usize]],
        }
    }

    /// Another name of a station as the search sees it.
    pub(super) fn alias_text<'a>(&'a self, alias: &'a Alias) -> Text<'a> {
        let class = usize::from(alias.class).min(CLASSES.len() - 1);
        Text {
            stem: &alias.ids,
            suffix: &self.endings.classes[class].0,
            tails: [&[], &[]],
        }
    }

    fn name_with(&self, index: usize, tail: &str) -> String {
        let stem = self.columns.stem(index);
        let suffix = CLASSES[self.class(index)].suffix;
        let mut name = String::with_capacity(stem.len() * 3 + suffix.len() + tail.len());
        for id in stem {
            name.push(self.table.char(*id));
        }
        name.push_str(suffix);
        name.push_str(tail);
        name
    }
}

/// The endings of names as places in the table of characters, the same in every table.
#[derive(Clone, Debug)]
pub(super) struct Endings {
    /// Suffix and tail of each class.
    pub(super) classes: Vec<(Vec<u16>, Vec<u16>)>,
    /// The station's ending of each tier.
    pub(super) stations: [Vec<u16>; 4],
}

impl Endings {
    pub(super) fn new() -> Self {
        let classes = CLASSES
            .iter()
            .map(|class| {
                (
                    CharTable::ending(class.suffix),
                    CharTable::ending(class.tail),
                )
            })
            .collect();
        Self {
            classes,
            stations: Tier::ALL.map(|tier| CharTable::ending(tier.station_suffix())),
        }
    }
}
