//! The packs of stations.

use std::collections::BTreeMap;

use model::division::DivisionCode;
use model::pinyin::Readings;
use model::station::encode::{EncodeError, Entry, encode};
use model::tier::Tier;

use crate::divisions::{self, DivisionRow};
use crate::{DataError, Files, pinyin};

/// All that goes into the packs of stations.
#[derive(Clone, Debug)]
pub struct Stations {
    entries: Vec<Entry>,
    readings: BTreeMap<char, Readings>,
    version: u32,
}

impl Stations {
    /// Reads the divisions, their other names and the readings. `marks` are those of
    /// [`model::station::StationMarks`]; `version` is the date of the data as a number.
    pub fn read(
        files: &Files,
        marks: &BTreeMap<DivisionCode, u8>,
        version: u32,
    ) -> Result<Self, DataError> {
        let rows = divisions::read(files.get(divisions::FILE)?)?;
        let mut aliases = divisions::read_aliases(files.get(divisions::ALIASES)?, &rows)?;
        let readings = pinyin::read(files.get(pinyin::FILE)?)?;
        let entry = |DivisionRow { code, name }| Entry {
            code,
            name,
            aliases: aliases.remove(&code).unwrap_or_default(),
            marks: marks.get(&code).copied().unwrap_or_default(),
        };
        Ok(Self {
            entries: rows.into_iter().map(entry).collect(),
            readings,
            version,
        })
    }

    /// The divisions in order of their codes.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The readings of all characters.
    pub fn readings(&self) -> &BTreeMap<char, Readings> {
        &self.readings
    }

    /// The codes of the districts in order.
    pub fn districts(&self) -> impl Iterator<Item = DivisionCode> + '_ {
        self.entries
            .iter()
            .map(|entry| entry.code)
            .filter(|code| code.tier() == Tier::District)
    }

    /// The pack of all stations.
    pub fn whole_pack(&self) -> Result<Vec<u8>, EncodeError> {
        encode(&self.entries, &self.readings, self.version)
    }

    /// The pack of the city, one district and all inside it.
    pub fn district_pack(&self, district: DivisionCode) -> Result<Vec<u8>, EncodeError> {
        let wanted =
            |entry: &&Entry| entry.code.tier() == Tier::City || district.contains(entry.code);
        let entries: Vec<Entry> = self.entries.iter().filter(wanted).cloned().collect();
        encode(&entries, &self.readings, self.version)
    }
}
