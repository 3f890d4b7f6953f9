//! The table of readings, `data/pinyin.txt`.

use std::collections::BTreeMap;

use model::pinyin::{Readings, Syllable};

use crate::DataError;

/// Its path.
pub const FILE: &str = "pinyin.txt";

/// Reads the table: `syllable characters` a line, first readings under `[first]`, others under
/// `[second]`.
pub fn read(text: &str) -> Result<BTreeMap<char, Readings>, DataError> {
    let mut table: BTreeMap<char, Readings> = BTreeMap::new();
    // A mark inside names that is not read.
    table.insert('·', Readings::default());
    let mut second = None;
    for (number, line) in text.lines().enumerate() {
        let fail = |reason: &str| DataError::new(FILE, format!("line {}: {reason}", number + 1));
        match line.trim() {
            "" => continue,
            "[first]" => second = Some(false),
            "[second]" => second = Some(true),
            line if line.starts_with('#') => continue,
            line => {
                let second = second.ok_or_else(|| fail("no section before it"))?;
                let (syllable, chars) = line.split_once(' ').ok_or_else(|| fail("no blank"))?;
                let syllable =
                    Syllable::parse(syllable).ok_or_else(|| fail("not a toneless syllable"))?;
                for character in chars.chars() {
                    add(&mut table, character, syllable, second)
                        .map_err(|reason| fail(&format!("{character}: {reason}")))?;
                }
            }
        }
    }
    Ok(table)
}

fn add(
    table: &mut BTreeMap<char, Readings>,
    character: char,
    syllable: Syllable,
    second: bool,
) -> Result<(), &'static str> {
    let known = table.get_mut(&character);
    match (second, known) {
        (false, Some(_)) => return Err("has a first reading already"),
        (false, None) => {
            table.insert(
                character,
                Readings {
                    first: Some(syllable),
                    second: None,
                },
            );
        }
        (true, None) => return Err("has no first reading"),
        (true, Some(readings)) if readings.second.is_some() => return Err("has a second already"),
        (true, Some(readings)) if readings.first == Some(syllable) => {
            return Err("is read so first");
        }
        (true, Some(readings)) => readings.second = Some(syllable),
    }
    Ok(())
}
