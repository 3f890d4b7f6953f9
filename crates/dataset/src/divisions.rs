//! The list of divisions, `data/chongqing-divisions.csv`, and other names of theirs.

use std::collections::{BTreeMap, BTreeSet};

use model::division::DivisionCode;
use model::tier::Tier;

use crate::DataError;

/// Path of the list.
pub const FILE: &str = "chongqing-divisions.csv";
/// Path of the other names.
pub const ALIASES: &str = "aliases.toml";

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionRow {
    /// The code.
    pub code: DivisionCode,
    /// The official name.
    pub name: String,
}

/// Reads the list; the rows are in order of the codes.
pub fn read(text: &str) -> Result<Vec<DivisionRow>, DataError> {
    let mut lines = text.lines();
    if lines.next() != Some("code,name,tier,parent") {
        return Err(DataError::new(
            FILE,
            "the heading must be code,name,tier,parent",
        ));
    }
    let mut rows = Vec::new();
    for (number, line) in lines.enumerate() {
        let row = row(line);
        rows.push(row.map_err(|why| DataError::new(FILE, format!("line {}: {why}", number + 2)))?);
    }
    rows.sort_by_key(|row| row.code);
    check_tree(&rows)?;
    Ok(rows)
}

fn row(line: &str) -> Result<DivisionRow, String> {
    let fields: Vec<&str> = line.split(',').collect();
    let [code, name, tier, parent] = fields[..] else {
        return Err("not four fields".to_owned());
    };
    let code = DivisionCode::parse(code).map_err(|error| error.to_string())?;
    let expected = match code.tier() {
        Tier::City => "city",
        Tier::District => "district",
        Tier::Township => "township",
        Tier::Village => "village",
    };
    if tier != expected {
        return Err(format!("{code} is a {expected}, not a {tier}"));
    }
    if parent
        != code
            .parent()
            .map_or(String::new(), |above| above.to_string())
    {
        return Err(format!("{parent} is not the parent of {code}"));
    }
    let strange = |c: char| c.is_ascii() || c.is_whitespace() || c.is_control();
    if name.is_empty() || name.contains(strange) {
        return Err(format!("{name:?} is no name"));
    }
    Ok(DivisionRow {
        code,
        name: name.to_owned(),
    })
}

fn check_tree(rows: &[DivisionRow]) -> Result<(), DataError> {
    let mut known = BTreeSet::new();
    for row in rows {
        if !known.insert(row.code) {
            return Err(DataError::new(FILE, format!("{} is given twice", row.code)));
        }
        if row
            .code
            .parent()
            .is_some_and(|above| !known.contains(&above))
        {
            return Err(DataError::new(
                FILE,
                format!("the parent of {} is missing", row.code),
            ));
        }
    }
    Ok(())
}

/// Reads the other names: `"code" = ["name", ...]`.
pub fn read_aliases(
    text: &str,
    rows: &[DivisionRow],
) -> Result<BTreeMap<DivisionCode, Vec<String>>, DataError> {
    let fail = |reason: String| DataError::new(ALIASES, reason);
    let raw: BTreeMap<String, Vec<String>> =
        toml::from_str(text).map_err(|error| fail(error.to_string()))?;
    let mut aliases = BTreeMap::new();
    for (code, names) in raw {
        let parsed =
            DivisionCode::parse(&code).map_err(|error| fail(format!("{code}: {error}")))?;
        let known = rows.binary_search_by_key(&parsed, |row| row.code).is_ok();
        if !known || names.is_empty() || names.iter().any(|name| name.trim().is_empty()) {
            return Err(fail(format!("{code} is no division, or has no other name")));
        }
        aliases.insert(parsed, names);
    }
    Ok(aliases)
}
