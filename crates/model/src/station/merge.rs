//! One list of stations out of two editions, and how to tell which districts differ.
//!
//! The parts of a pack belong to its own table of characters, so parts of two packs never go
//! together. What goes together are the lists themselves: a district is taken out of one as names
//! and written with the other into a new pack, with a head and hashes of its own.

use std::collections::BTreeMap;

use crate::division::DivisionCode;
use crate::pack::hash;
use crate::pinyin::{Readings, Syllable};
use crate::search::table::CharTable;
use crate::station::StationIndex;
use crate::station::encode::{EncodeError, Entry, encode};
use crate::tier::Tier;

impl StationIndex {
    /// Names what the list says of the city (itself, and which districts there are) and of each
    /// district that it holds whole: the same names, other names, marks and readings have the same
    /// tag, whatever pack they came in.
    pub fn tags(&self) -> Vec<(DivisionCode, u64)> {
        let readings: Vec<Readings> = self.table.entries().map(|(_, read)| read).collect();
        let mut city = Vec::new();
        self.describe(0, &readings, &mut city);
        let mut tags = Vec::with_capacity(self.loaded.len() + 1);
        for index in 0..self.len() {
            let code = self.code(index);
            if code.tier() != Tier::District {
                continue;
            }
            city.extend_from_slice(code.to_string().as_bytes());
            if self.loaded.contains(&code) {
                let mut district = Vec::new();
                for inside in self.within(code) {
                    self.describe(inside, &readings, &mut district);
                }
                tags.push((code, hash(&district)));
            }
        }
        tags.insert(0, (self.code(0), hash(&city)));
        tags
    }

    /// Whether it holds the townships and villages of every district.
    pub fn is_whole(&self) -> bool {
        let codes = self.columns.codes.iter();
        let districts = codes.filter(|code| code.tier() == Tier::District).count();
        districts == self.loaded.len()
    }

    /// A pack of this list with one district as another list has it, and the districts that the pack
    /// then holds whole. The readings of the other list are taken for the newer ones. Errors:
    /// [`EncodeError`], never for lists that were decoded and have the same city.
    pub fn with_district(
        &self,
        other: &Self,
        district: DivisionCode,
    ) -> Result<(Vec<u8>, Vec<DivisionCode>), EncodeError> {
        let mut entries: Vec<Entry> = (0..self.len())
            .filter(|index| !district.contains(self.code(*index)))
            .map(|index| self.entry(index))
            .collect();
        entries.extend(other.within(district).map(|index| other.entry(index)));
        entries.sort_by_key(|entry| entry.code);
        let mut readings = self.readings();
        readings.extend(other.readings());
        let mut held = self.loaded.clone();
        held.push(district);
        held.sort_unstable();
        held.dedup();
        // The date is that of the older part: nothing is called newer than it is.
        let version = self.version().min(other.version());
        Ok((encode(&entries, &readings, version)?, held))
    }

    fn within(&self, district: DivisionCode) -> impl Iterator<Item = usize> + '_ {
        let codes = self.columns.codes.iter().enumerate();
        codes
            .filter(move |(_, code)| district.contains(**code))
            .map(|(index, _)| index)
    }

    fn entry(&self, index: usize) -> Entry {
        Entry {
            code: self.code(index),
            name: self.official_name(index),
            aliases: self.aliases(index),
            marks: self.marks(index).0,
        }
    }

    /// How the characters of the names proper are read. The endings' are the same in every list.
    fn readings(&self) -> BTreeMap<char, Readings> {
        self.table.entries().skip(CharTable::FIXED).collect()
    }

    /// Appends all that is said of a station, each part ended so that no two stations look alike.
    /// `read`: the readings by place in the table.
    fn describe(&self, index: usize, read: &[Readings], bytes: &mut Vec<u8>) {
        let Entry {
            code,
            name,
            aliases,
            marks,
        } = self.entry(index);
        bytes.extend_from_slice(code.to_string().as_bytes());
        bytes.push(marks);
        let others = self.columns.aliases.iter();
        let others = others.filter(|alias| usize::from(alias.station) == index);
        let stems = others.map(|alias| alias.ids.as_slice());
        let stems = core::iter::once(self.columns.stem(index)).chain(stems);
        for (name, stem) in core::iter::once(&name).chain(&aliases).zip(stems) {
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(0xff);
            for id in stem {
                let read = read.get(usize::from(*id)).copied().unwrap_or_default();
                for syllable in [read.first, read.second] {
                    let parts =
                        |syllable: Syllable| [syllable.initial_index() + 1, syllable.final_index()];
                    bytes.extend(syllable.map_or([0, 0], parts));
                }
            }
        }
        bytes.push(0xfe);
    }
}
