//! Reads a list of names: codes and classes, stems, other names, marks.

use crate::pack::PackError;
use crate::pack::reader::Reader;
use crate::search::table::CharTable;
use crate::station::class::CLASSES;
use crate::station::columns::{Alias, Columns};
use crate::station::pack::{GROUP, MAX_STEM, SHORT};
use crate::station::walker::Walker;

/// Appends a list of names, then its other names, then its marks.
pub(super) fn read_list(
    reader: &mut Reader<'_>,
    mut walker: Walker,
    table: &CharTable,
    columns: &mut Columns,
) -> Result<(), PackError> {
    // A name takes an op, a length and a character.
    let count = reader.count(3)?;
    let first = columns.codes.len();
    if first + count > usize::from(u16::MAX) {
        return Err(PackError::Malformed);
    }
    let ops = reader.bytes(count)?;
    columns.codes.reserve(count);
    for op in ops {
        let class = CLASSES
            .get(usize::from(op / 2))
            .ok_or(PackError::Malformed)?;
        let skipped = if op % 2 == 1 { reader.number()? } else { 0 };
        columns.codes.push(walker.next(class.tier, skipped)?);
        columns.classes.push(op / 2);
    }
    read_stems(reader, count, table, columns)?;
    let mut station = first as u32;
    for _ in 0..reader.count(4)? {
        let index = next_station(reader, &mut station, columns)?;
        let class = reader.byte()?;
        if usize::from(class) >= CLASSES.len() {
            return Err(PackError::Malformed);
        }
        let length = reader.count(1)?;
        let ids = (0..length)
            .map(|_| read_id(reader, table))
            .collect::<Result<_, _>>()?;
        columns.aliases.push(Alias {
            station: index,
            class,
            ids,
        });
    }
    let mut station = first as u32;
    for at in 0..reader.count(2)? {
        let before = station;
        let index = next_station(reader, &mut station, columns)?;
        if at > 0 && station == before {
            return Err(PackError::Malformed);
        }
        columns.marks.push((index, reader.byte()?));
    }
    Ok(())
}

/// Reads a step to the same or a later station of the list.
fn next_station(
    reader: &mut Reader<'_>,
    station: &mut u32,
    columns: &Columns,
) -> Result<u16, PackError> {
    *station = station.saturating_add(reader.number()?);
    if (*station as usize) < columns.codes.len() {
        Ok(*station as u16)
    } else {
        Err(PackError::Malformed)
    }
}

fn read_stems(
    reader: &mut Reader<'_>,
    count: usize,
    table: &CharTable,
    columns: &mut Columns,
) -> Result<(), PackError> {
    let lengths = reader.bytes(count)?;
    let first = columns.stems.len();
    let mut end = first;
    let mut longest = 0;
    for length in lengths {
        let length = usize::from(*length);
        if length == 0 || length > MAX_STEM {
            return Err(PackError::Malformed);
        }
        longest = longest.max(length);
        end += length;
        columns.ends.push(end as u32);
    }
    if end - first > reader.left() {
        return Err(PackError::Malformed);
    }
    columns.stems.resize(end, 0);
    for place in 0..longest {
        let mut start = first;
        for length in lengths {
            let length = usize::from(*length);
            if place < length {
                columns.stems[start + place] = read_id(reader, table)?;
            }
            start += length;
        }
    }
    Ok(())
}

fn read_id(reader: &mut Reader<'_>, table: &CharTable) -> Result<u16, PackError> {
    let byte = usize::from(reader.byte()?);
    let place = if byte < SHORT {
        byte
    } else {
        SHORT + (byte - SHORT) * GROUP + usize::from(reader.byte()?)
    };
    let id = CharTable::FIXED + place;
    if id < table.len() {
        Ok(id as u16)
    } else {
        Err(PackError::Malformed)
    }
}
