//! What the WASM is made of: bytes of code by crate, from the names kept in a copy of each module.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::wasm;
use crate::numbers;
use crate::paths;
use crate::tools;

/// Crates beyond this many are added up in one line.
const SHOWN: usize = 24;

/// Prints a table for the main module and one line for each chunk. Needs a build.
pub fn print() -> Result<()> {
    let tools = tools::for_build()?;
    let work = paths::target().join("spa").join("work");
    let named = wasm::with_names(&tools, &work)?;
    for file in paths::files_below(&named)? {
        let module = paths::read_bytes(&named.join(&file))?;
        let parts = by_crate(&module)?;
        if file == Path::new(wasm::MAIN) {
            println!(
                "\nThe main module, bytes before compression by crate:\n{}",
                table(&parts)
            );
        } else {
            println!(
                "\n{} , its largest parts:\n{}",
                file.display(),
                table(&parts[..parts.len().min(8)])
            );
        }
    }
    Ok(())
}

fn table(parts: &[(String, u64)]) -> String {
    let total: u64 = parts.iter().map(|(_, bytes)| bytes).sum();
    let mut rows = vec![vec![
        "crate".to_owned(),
        "bytes".to_owned(),
        "share".to_owned(),
    ]];
    let row = |name: &str, bytes: u64| {
        let share = 100.0 * bytes as f64 / total as f64;
        vec![
            name.to_owned(),
            numbers::bytes(bytes),
            format!("{share:.1} %"),
        ]
    };
    rows.extend(
        parts
            .iter()
            .take(SHOWN)
            .map(|(name, bytes)| row(name, *bytes)),
    );
    if parts.len() > SHOWN {
        let rest = parts[SHOWN..].iter().map(|(_, bytes)| bytes).sum();
        rows.push(row("the rest", rest));
    }
    rows.push(row("all", total));
    numbers::table(&rows)
}

/// Bytes of code by crate, largest first; data as its own line.
fn by_crate(module: &[u8]) -> Result<Vec<(String, u64)>> {
    let mut bodies = Vec::new();
    let mut imported = 0;
    let mut names = BTreeMap::new();
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    let func = matches!(
                        import?.ty,
                        wasmparser::TypeRef::Func(_) | wasmparser::TypeRef::FuncExact(_)
                    );
                    imported += u32::from(func);
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(length(&body.range())),
            Payload::DataSection(reader) => {
                *sums.entry("(data: texts, tables)".to_owned()).or_default() +=
                    length(&reader.range());
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(reader) = section.as_known() {
                    for name in reader {
                        if let Name::Function(map) = name? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, naming.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for (index, bytes) in (imported..).zip(bodies) {
        let name = names.get(&index).copied().unwrap_or_default();
        *sums.entry(crate_of(name)).or_default() += bytes;
    }
    let mut sorted: Vec<(String, u64)> = sums.into_iter().collect();
    sorted.sort_by_key(|(name, bytes)| (std::cmp::Reverse(*bytes), name.clone()));
    sorted.first().context("an empty module")?;
    Ok(sorted)
}

fn length(range: &std::ops::Range<u64>) -> u64 {
    range.end - range.start
}

/// The crate a function was written in; for a trait's method that of the type it is implemented for.
fn crate_of(symbol: &str) -> String {
    if symbol.ends_with("indirect_call_shim") {
        return "(calls into another module)".to_owned();
    }
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    // Code that drops a type counts for the type's crate.
    let owner = name
        .strip_prefix("core::ptr::drop_in_place::")
        .unwrap_or(&name);
    let path = owner.trim_start_matches(['<', '&', '*', '[', '(']);
    let path = path.strip_prefix("_ as ").unwrap_or(path);
    let path = path
        .strip_prefix("mut ")
        .or_else(|| path.strip_prefix("dyn "))
        .unwrap_or(path);
    match path.split_once("::") {
        Some((first, _)) if first.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            first.to_owned()
        }
        _ => "(glue)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_of_a_symbol() {
        assert_eq!(crate_of("_ZN4core3fmt5write17h0123456789abcdefE"), "core");
        assert_eq!(
            crate_of(
                "_ZN55_$LT$leptos..view..View$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE"
            ),
            "leptos"
        );
        let dropping = "_RINvNtCs1OA3ihfmHv5_4core3ptr13drop_in_placeINtCslOPUqslbFbf_6tachys4ViewuEECshiPn5vJz1M1_3app";
        assert_eq!(crate_of(dropping), "tachys");
        assert_eq!(
            crate_of("a indirect_call_shim"),
            "(calls into another module)"
        );
        assert_eq!(crate_of("__wbindgen_malloc"), "(glue)");
    }
}
