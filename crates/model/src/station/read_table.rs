//! Reads the table of characters in the head of a station pack.

use crate::pack::PackError;
use crate::pack::reader::Reader;
use crate::pinyin::{Readings, Syllable};
use crate::search::table::CharTable;
use crate::station::pack::{GROUP, SHORT};

/// Reads characters, first readings and second readings.
pub(super) fn read_table(reader: &mut Reader<'_>) -> Result<CharTable, PackError> {
    // A character takes a byte of code point, initial and final each.
    let count = reader.count(3)?;
    let mut points = Vec::with_capacity(count);
    let mut point = 0u32;
    for at in 0..count {
        // Sorted within groups of 240, 256, 256, ...; each group starts anew.
        let starts_group = at == 0 || (at >= SHORT && (at - SHORT).is_multiple_of(GROUP));
        let step = reader.number()?;
        point = if starts_group {
            step
        } else {
            point.saturating_add(step)
        };
        points.push(char::from_u32(point).ok_or(PackError::Malformed)?);
    }
    let initials = reader.bytes(count)?;
    let finals = reader.bytes(count)?;
    let mut table = CharTable::with_capacity(count);
    for ((character, initial), last) in points.into_iter().zip(initials).zip(finals) {
        let first = match (*initial, *last) {
            (0, 0) => None,
            (initial, last) => Some(syllable(initial, last)?),
        };
        table.push(
            character,
            Readings {
                first,
                second: None,
            },
        );
    }
    read_second_readings(reader, &mut table)?;
    Ok(table)
}

fn read_second_readings(reader: &mut Reader<'_>, table: &mut CharTable) -> Result<(), PackError> {
    let count = reader.count(3)?;
    let mut id = CharTable::FIXED;
    for _ in 0..count {
        id = id.saturating_add(reader.number()? as usize);
        let (initial, last) = (reader.byte()?, reader.byte()?);
        if id >= table.len() {
            return Err(PackError::Malformed);
        }
        table.set_second(id, syllable(initial, last)?);
    }
    Ok(())
}

fn syllable(initial: u8, last: u8) -> Result<Syllable, PackError> {
    Syllable::new(initial, last).ok_or(PackError::Malformed)
}
