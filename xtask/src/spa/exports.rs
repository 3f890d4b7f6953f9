//! What a module offers and nobody takes: it keeps the splitter and the optimiser from dropping the code behind it.
//!
//! Leptos brings classes for JavaScript (those of `wasm-streams`, for its server functions) that the app never
//! makes: 3 KB over the wire. They are taken out before anybody looks at the module: their descriptions, which
//! wasm-bindgen turns into classes, and their functions' exports.

use anyhow::{Context as _, Result, bail};
use wasmparser::{BinaryReader, ExportSectionReader, Parser, Payload};

const CUSTOM: u8 = 0;
const EXPORTS: u8 = 7;
/// Where wasm-bindgen's macros describe what they made: pairs of a version and a description, each behind its
/// length in four bytes.
const DESCRIPTIONS: &str = "__wasm_bindgen_unstable";
/// How the names of the classes that nobody uses begin.
const UNUSED: &str = "IntoUnderlying";

/// The module without the classes that nobody uses. Errors: they are in use after all, or the module is broken.
pub fn without_unused_classes(module: &[u8]) -> Result<Vec<u8>> {
    let mark = UNUSED.to_lowercase();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(imports) = payload? else {
            continue;
        };
        for import in imports.into_imports() {
            if import?.name.contains(&mark) {
                bail!("the classes {UNUSED}… are made somewhere now: they have to stay");
            }
        }
    }
    let module = mapped(module, |id, payload| {
        let described = id == CUSTOM && custom_name(payload) == Some(DESCRIPTIONS.as_bytes());
        Ok(match described {
            true => Some(without_descriptions(payload)?),
            false => None,
        })
    })?;
    without_exports(&module, |name| !name.contains(&mark))
}

/// The module without those of its exports that `keep` does not want.
pub fn without_exports(module: &[u8], keep: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    mapped(module, |id, payload| {
        Ok(match id {
            EXPORTS => Some(chosen(payload, &keep)?),
            _ => None,
        })
    })
}

/// The module with other contents of some sections. Their number and order stay, since relocations go by them.
pub(super) fn mapped(
    module: &[u8],
    change: impl Fn(u8, &[u8]) -> Result<Option<Vec<u8>>>,
) -> Result<Vec<u8>> {
    let (head, mut rest) = module.split_at_checked(8).context("not a module")?;
    let mut out = head.to_vec();
    while let Some(id) = rest.first() {
        let (length, prefix) = leb(&rest[1..]).context("a broken section")?;
        let (section, next) = rest
            .split_at_checked(1 + prefix + length)
            .context("a cut section")?;
        match change(*id, &section[1 + prefix..])? {
            Some(payload) => {
                out.push(*id);
                out.extend(to_leb(payload.len()));
                out.extend(payload);
            }
            None => out.extend_from_slice(section),
        }
        rest = next;
    }
    Ok(out)
}

fn custom_name(payload: &[u8]) -> Option<&[u8]> {
    let (length, prefix) = leb(payload)?;
    payload.get(prefix..prefix + length)
}

/// The section of descriptions without those that speak of unused classes.
fn without_descriptions(payload: &[u8]) -> Result<Vec<u8>> {
    let start = 1 + DESCRIPTIONS.len();
    let (name, mut rest) = payload.split_at_checked(start).context("a cut section")?;
    let mut out = name.to_vec();
    while !rest.is_empty() {
        let version = described(rest)?;
        let length = version + described(&rest[version..])?;
        let pair = &rest[..length];
        let unused = pair
            .windows(UNUSED.len())
            .any(|window| window == UNUSED.as_bytes());
        if !unused {
            out.extend_from_slice(pair);
        }
        rest = &rest[length..];
    }
    Ok(out)
}

/// How many bytes a description takes with its length.
fn described(bytes: &[u8]) -> Result<usize> {
    let length = bytes.first_chunk().context("a cut description")?;
    let length = 4 + u32::from_le_bytes(*length) as usize;
    if length > bytes.len() {
        bail!("a cut description");
    }
    Ok(length)
}

/// The section of exports with the chosen ones.
fn chosen(payload: &[u8], keep: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut exports =
        ExportSectionReader::new(BinaryReader::new(payload, 0))?.into_iter_with_offsets();
    let mut kept = Vec::new();
    let mut count = 0;
    let mut last: Option<(usize, bool)> = None;
    let mut close = |last: Option<(usize, bool)>, end: usize| {
        if let Some((begin, true)) = last {
            kept.extend_from_slice(&payload[begin..end]);
            count += 1;
        }
    };
    for export in &mut exports {
        let (begin, export) = export?;
        close(last, begin as usize);
        last = Some((begin as usize, keep(export.name)));
    }
    close(last, payload.len());
    Ok([to_leb(count), kept].concat())
}

/// An unsigned LEB128 number and how many bytes it took.
fn leb(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

pub(super) fn to_leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn descriptions_of_unused_classes_go_and_others_stay() {
        let blob = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
        let name = [&[DESCRIPTIONS.len() as u8][..], DESCRIPTIONS.as_bytes()].concat();
        let (version, fetch, sink) = (blob("v1"), blob("fetch"), blob("IntoUnderlyingSink"));
        let section = |parts: &[&[u8]]| {
            let payload = [&[name.as_slice()][..], parts].concat().concat();
            [HEAD, &[CUSTOM, payload.len() as u8], &payload].concat()
        };
        let all = section(&[&version, &fetch, &version, &sink, &version, &fetch]);
        let kept = section(&[&version, &fetch, &version, &fetch]);
        assert_eq!(without_unused_classes(&all).unwrap(), kept);
        let cut = section(&[&version, &fetch[..6]]);
        assert!(without_unused_classes(&cut).is_err());
    }

    #[test]
    fn exports_are_dropped_and_nothing_else() {
        let module = b"\0asm\x01\0\0\0\x01\x01\0\x07\x09\x02\x01a\0\x00\x01b\0\x01\x0a\x01\0";
        assert_eq!(
            without_exports(module, |name| name == "b").unwrap(),
            b"\0asm\x01\0\0\0\x01\x01\0\x07\x05\x01\x01b\0\x01\x0a\x01\0"
        );
        assert_eq!(
            without_exports(module, |name| name == "a").unwrap(),
            b"\0asm\x01\0\0\0\x01\x01\0\x07\x05\x01\x01a\0\0\x0a\x01\0"
        );
        assert_eq!(
            without_exports(module, |_| false).unwrap(),
            b"\0asm\x01\0\0\0\x01\x01\0\x07\x01\0\x0a\x01\0"
        );
        let cut = b"\0asm\x01\0\0\0\x07\x05\0";
        assert!(without_exports(cut, |_| true).is_err());
    }

    #[test]
    fn numbers_go_there_and_back() {
        for value in [0, 1, 127, 128, 300, 1 << 20] {
            let bytes = to_leb(value);
            assert_eq!(leb(&bytes), Some((value, bytes.len())));
        }
    }
}
