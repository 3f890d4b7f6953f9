//! The table through which modules call each other. The splitter has the main module write every one of its places,
//! also those that only a chunk will fill, which are empty from the start: a kilobyte over the wire for nothing.

use anyhow::{Context as _, Result, bail};
use wasmparser::{
    BinaryReader, ConstExpr, ElementItems, ElementKind, ElementSectionReader, Operator,
};

use super::exports::{mapped, to_leb};

const ELEMENTS: u8 = 9;

/// Functions in neighbouring places of the table.
struct Run {
    at: u32,
    functions: Vec<u32>,
}

/// The module without the empty places that it writes into the table. Errors: it writes in another way than the
/// splitter does, or it is broken.
pub fn without_empty_slots(module: &[u8]) -> Result<Vec<u8>> {
    mapped(module, |id, payload| {
        Ok(match id {
            ELEMENTS => Some(written(&runs(payload)?)),
            _ => None,
        })
    })
}

fn runs(payload: &[u8]) -> Result<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for element in ElementSectionReader::new(BinaryReader::new(payload, 0))? {
        let element = element?;
        let ElementKind::Active {
            table_index: None | Some(0),
            offset_expr,
        } = element.kind
        else {
            bail!("places that are not written at the start, or into another table");
        };
        let Operator::I32Const { value } = only(&offset_expr)? else {
            bail!("places whose number is not known");
        };
        let mut at = u32::try_from(value).context("a place before the first")?;
        let mut put = |function: Option<u32>| {
            if let Some(function) = function {
                match runs.last_mut() {
                    Some(run) if run.at + run.functions.len() as u32 == at => {
                        run.functions.push(function);
                    }
                    _ => runs.push(Run {
                        at,
                        functions: vec![function],
                    }),
                }
            }
            at += 1;
        };
        match element.items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    put(Some(function?));
                }
            }
            ElementItems::Expressions(_, items) => {
                for item in items {
                    match only(&item?)? {
                        Operator::RefFunc { function_index } => put(Some(function_index)),
                        Operator::RefNull { .. } => put(None),
                        other => bail!("a place holds {other:?}"),
                    }
                }
            }
        }
    }
    Ok(runs)
}

fn only<'a>(expression: &ConstExpr<'a>) -> Result<Operator<'a>> {
    Ok(expression.get_operators_reader().read()?)
}

fn written(runs: &[Run]) -> Vec<u8> {
    let mut out = to_leb(runs.len());
    for run in runs {
        // Written at the start into the first table, from that number on.
        out.extend([0, 0x41]);
        out.extend(to_signed_leb(run.at));
        out.push(0x0b);
        out.extend(to_leb(run.functions.len()));
        for function in &run.functions {
            out.extend(to_leb(*function as usize));
        }
    }
    out
}

/// A number as signed LEB128, in which the seventh bit is the sign.
fn to_signed_leb(value: u32) -> Vec<u8> {
    let mut bytes = to_leb(value as usize);
    if let Some(last) = bytes.last_mut()
        && *last & 0x40 != 0
    {
        *last |= 0x80;
        bytes.push(0);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";

    fn module(elements: &[u8]) -> Vec<u8> {
        [HEAD, &[ELEMENTS, elements.len() as u8], elements].concat()
    }

    #[test]
    fn empty_places_go_and_functions_stay_where_they_are() {
        let elements = [
            // From 1: functions 5 and 6.
            &[4, 0, 0x41, 1, 0x0b, 2, 5, 6][..],
            // From 3, as expressions: empty, function 7, function 8, empty.
            &[4, 0x41, 3, 0x0b, 4],
            &[
                0xd0, 0x70, 0x0b, 0xd2, 7, 0x0b, 0xd2, 8, 0x0b, 0xd0, 0x70, 0x0b,
            ],
            // From 7: empty.
            &[4, 0x41, 7, 0x0b, 1, 0xd0, 0x70, 0x0b],
            // From 100, which takes two bytes with its sign: function 9.
            &[0, 0x41, 0xe4, 0, 0x0b, 1, 9],
        ];
        let kept = [
            &[3, 0, 0x41, 1, 0x0b, 2, 5, 6][..],
            &[0, 0x41, 4, 0x0b, 2, 7, 8],
            &[0, 0x41, 0xe4, 0, 0x0b, 1, 9],
        ];
        assert_eq!(
            without_empty_slots(&module(&elements.concat())).unwrap(),
            module(&kept.concat())
        );
    }

    #[test]
    fn neighbours_are_written_together() {
        let elements = [&[2, 0, 0x41, 1, 0x0b, 1, 5][..], &[0, 0x41, 2, 0x0b, 1, 6]];
        let kept = [1, 0, 0x41, 1, 0x0b, 2, 5, 6];
        assert_eq!(
            without_empty_slots(&module(&elements.concat())).unwrap(),
            module(&kept)
        );
    }

    #[test]
    fn what_the_splitter_does_not_write_is_not_guessed_at() {
        // For later, not at the start.
        assert!(without_empty_slots(&module(&[1, 1, 0, 1, 5])).is_err());
        // From a place that a global says.
        assert!(without_empty_slots(&module(&[1, 0, 0x23, 0, 0x0b, 1, 5])).is_err());
        assert!(without_empty_slots(&module(&[1, 0, 0x41])).is_err());
    }
}
