//! Decodes station packs.
//!
//! A pack is a framed *head* (data version, table of characters with readings, the city and the
//! districts, and for each district the length and hash of its *section*) followed by the sections
//! (the townships and villages of a district) in order. A whole pack and the pack of one district
//! have the same form; the latter lists one district and only the characters it needs. [`split`]
//! takes a pack apart for storing, a section a record, and [`StationIndex::from_parts`] puts any
//! choice of sections together again.
//!
//! A list of names is stored in columns: an `op` byte a name (`class * 2`, plus one if the code
//! skips ordinals), the skips, the lengths of the stems, then the first characters of all stems,
//! the second ones, and so on. A character is one byte for the 240 most frequent ones, else two.

use crate::division::DivisionCode;
use crate::pack::reader::Reader;
use crate::pack::{FRAME, PackError, hash, unframe};
use crate::search::table::CharTable;
use crate::station::columns::{Alias, Columns};
use crate::station::index::{Endings, StationIndex};
use crate::station::list::read_list;
use crate::station::read_table::read_table;
use crate::station::walker::Walker;
use crate::tier::Tier;

/// Three letters and the format version.
pub const MAGIC: [u8; 4] = *b"VSP\x01";
/// How many characters are written as one byte.
pub(super) const SHORT: usize = 240;
/// The longest stem, in characters.
pub(super) const MAX_STEM: usize = 30;
/// How many characters a group of the table has, after the first of [`SHORT`].
pub(super) const GROUP: usize = 256;

/// A pack taken apart, every part checked against its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The head with its frame; goes with every section.
    pub head: &'a [u8],
    /// The sections by district.
    pub sections: Vec<(DivisionCode, &'a [u8])>,
}

/// Takes a whole pack, or the pack of one district, apart. The bytes are not copied.
pub fn split(pack: &[u8]) -> Result<Parts<'_>, PackError> {
    let (payload, _, mut rest) = unframe(MAGIC, pack)?;
    let head = Head::decode(payload)?;
    let mut parts = Parts {
        head: &pack[..FRAME + payload.len()],
        sections: Vec::new(),
    };
    for section in &head.sections {
        let (bytes, behind) = rest
            .split_at_checked(section.length)
            .ok_or(PackError::Length)?;
        section.check(bytes)?;
        parts.sections.push((section.district, bytes));
        rest = behind;
    }
    if rest.is_empty() {
        Ok(parts)
    } else {
        Err(PackError::Length)
    }
}

impl StationIndex {
    /// Decodes a whole pack or the pack of one district.
    pub fn decode(pack: &[u8]) -> Result<Self, PackError> {
        let parts = split(pack)?;
        Self::from_parts(parts.head, &parts.sections)
    }

    /// Decodes a head and any choice of its sections, in any order. A section of another head is
    /// refused; districts without a section are held by name only.
    pub fn from_parts(head: &[u8], sections: &[(DivisionCode, &[u8])]) -> Result<Self, PackError> {
        let (payload, content_hash, rest) = unframe(MAGIC, head)?;
        if !rest.is_empty() {
            return Err(PackError::Length);
        }
        let Head {
            version,
            table,
            list,
            sections: known,
        } = Head::decode(payload)?;
        let mut columns = Columns::default();
        let mut loaded = Vec::new();
        for index in 0..list.codes.len() {
            columns.copy_from(&list, index)?;
            let code = list.codes[index];
            let Some((_, bytes)) = sections.iter().find(|(district, _)| *district == code) else {
                continue;
            };
            let section = known.iter().find(|section| section.district == code);
            section.ok_or(PackError::Malformed)?.check(bytes)?;
            read_section(bytes, code, &table, &mut columns)?;
            loaded.push(code);
        }
        if loaded.len() != sections.len() {
            return Err(PackError::Malformed);
        }
        let endings = Endings::new();
        Ok(Self {
            version,
            hash: content_hash,
            table,
            columns,
            endings,
            loaded,
        })
    }
}

struct Section {
    district: DivisionCode,
    length: usize,
    hash: u64,
}

impl Section {
    fn check(&self, bytes: &[u8]) -> Result<(), PackError> {
        if bytes.len() != self.length {
            return Err(PackError::Length);
        }
        if hash(bytes) == self.hash {
            Ok(())
        } else {
            Err(PackError::Hash)
        }
    }
}

struct Head {
    version: u32,
    table: CharTable,
    list: Columns,
    sections: Vec<Section>,
}

impl Head {
    fn decode(payload: &[u8]) -> Result<Self, PackError> {
        let mut reader = Reader::new(payload);
        let version = reader.number()?;
        let table = read_table(&mut reader)?;
        let mut list = Columns::default();
        read_list(&mut reader, Walker::at_top(), &table, &mut list)?;
        let mut sections = Vec::with_capacity(list.codes.len());
        for code in list
            .codes
            .iter()
            .filter(|code| code.tier() == Tier::District)
        {
            let length = reader.number()? as usize;
            sections.push(Section {
                district: *code,
                length,
                hash: reader.hash()?,
            });
        }
        reader.end()?;
        Ok(Self {
            version,
            table,
            list,
            sections,
        })
    }
}

fn read_section(
    bytes: &[u8],
    district: DivisionCode,
    table: &CharTable,
    columns: &mut Columns,
) -> Result<(), PackError> {
    let mut reader = Reader::new(bytes);
    read_list(&mut reader, Walker::within(district), table, columns)?;
    reader.end()
}

impl Columns {
    /// Appends the entry at `index` of another list, with its other names and marks.
    fn copy_from(&mut self, list: &Self, index: usize) -> Result<(), PackError> {
        let station = u16::try_from(self.codes.len()).map_err(|_| PackError::Malformed)?;
        self.codes.push(list.codes[index]);
        self.classes.push(list.classes[index]);
        self.stems.extend_from_slice(list.stem(index));
        self.ends.push(self.stems.len() as u32);
        for alias in list
            .aliases
            .iter()
            .filter(|alias| usize::from(alias.station) == index)
        {
            self.aliases.push(Alias {
                station,
                ..alias.clone()
            });
        }
        for (_, marks) in list
            .marks
            .iter()
            .filter(|(marked, _)| usize::from(*marked) == index)
        {
            self.marks.push((station, *marks));
        }
        Ok(())
    }
}
