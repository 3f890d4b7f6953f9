//! Every character that occurs in the names searched, with its readings. Names are then lists of
//! places in this table.

use crate::pinyin::{Readings, Syllable};

/// Characters of the endings of official names and stations, and their readings. They are in
/// every table, in front.
const ENDINGS: [(char, &str); 26] = [
    ('村', "cun"),
    ('社', "she"),
    ('区', "qu"),
    ('街', "jie"),
    ('道', "dao"),
    ('镇', "zhen"),
    ('乡', "xiang"),
    ('县', "xian"),
    ('市', "shi"),
    ('居', "ju"),
    ('民', "min"),
    ('委', "wei"),
    ('员', "yuan"),
    ('会', "hui"),
    ('工', "gong"),
    ('作', "zuo"),
    ('站', "zhan"),
    ('退', "tui"),
    ('役', "yi"),
    ('军', "jun"),
    ('人', "ren"),
    ('服', "fu"),
    ('务', "wu"),
    ('中', "zhong"),
    ('心', "xin"),
    ('·', ""),
];

/// A table of characters with their readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharTable {
    chars: Vec<char>,
    readings: Vec<Readings>,
}

impl Default for CharTable {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl CharTable {
    /// How many characters every table has in front.
    pub const FIXED: usize = ENDINGS.len();

    /// A table of the fixed characters with room for `extra` more.
    pub fn with_capacity(extra: usize) -> Self {
        let mut table = Self {
            chars: Vec::with_capacity(Self::FIXED + extra),
            readings: Vec::with_capacity(Self::FIXED + extra),
        };
        for (character, reading) in ENDINGS {
            table.push(
                character,
                Readings {
                    first: Syllable::parse(reading),
                    second: None,
                },
            );
        }
        table
    }

    /// Appends a character.
    pub fn push(&mut self, character: char, readings: Readings) {
        self.chars.push(character);
        self.readings.push(readings);
    }

    /// Sets the second reading of the character at place `id`; does nothing if there is none such.
    pub fn set_second(&mut self, id: usize, reading: Syllable) {
        if let Some(readings) = self.readings.get_mut(id) {
            readings.second = Some(reading);
        }
    }

    /// How many characters it has.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Never: the fixed characters are always there.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The character at place `id`; `·` if there is none such.
    pub fn char(&self, id: u16) -> char {
        self.chars.get(usize::from(id)).copied().unwrap_or('·')
    }

    /// The place of a character.
    pub fn place(&self, character: char) -> Option<u16> {
        self.chars
            .iter()
            .position(|known| *known == character)
            .map(|id| id as u16)
    }

    /// Characters and readings in order of their places.
    pub fn entries(&self) -> impl Iterator<Item = (char, Readings)> + '_ {
        self.chars
            .iter()
            .copied()
            .zip(self.readings.iter().copied())
    }

    /// The places of the characters of an ending of a name. A character that is not among the
    /// fixed ones is left out.
    pub fn ending(text: &str) -> Vec<u16> {
        let place = |wanted: char| ENDINGS.iter().position(|(c, _)| *c == wanted);
        text.chars()
            .filter_map(|c| place(c).map(|id| id as u16))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::class::CLASSES;
    use crate::tier::Tier;

    #[test]
    fn endings_are_all_there_and_readable() {
        let all = CLASSES
            .iter()
            .flat_map(|class| [class.suffix, class.tail])
            .chain(Tier::ALL.map(Tier::station_suffix));
        for ending in all {
            assert_eq!(
                CharTable::ending(ending).len(),
                ending.chars().count(),
                "{ending}"
            );
        }
        for (character, readings) in CharTable::default().entries() {
            assert_eq!(readings.first.is_none(), character == '·', "{character}");
        }
    }
}
