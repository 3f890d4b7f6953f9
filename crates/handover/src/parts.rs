//! A parcel as the texts of one or several QR codes, and their way back.
//!
//! Each text: `VS`, the form's number, which part it is, how many there are, six characters that
//! name the whole, and a stretch of its bytes in base 45. A text fits a QR code of version 11 at
//! level M (61 modules a side, 366 characters), which a camera without autofocus still reads from
//! a scratched screen; most bookings take one.

use sha2::{Digest as _, Sha256};

use crate::base45::{self, character, position};
use crate::parcel::{OpenError, Parcel};

const PREFIX: &str = "VS";
const FORM: char = '1';
/// Characters of the name of the whole.
const NAME: usize = 6;
/// Prefix, form, part, count and name.
const HEAD: usize = 2 + 1 + 2 + NAME;
/// The most characters of one text.
pub const PART_CHARACTERS: usize = 366;
/// The most bytes in one text: two for every three characters left.
const PART_BYTES: usize = (PART_CHARACTERS - HEAD) / 3 * 2;
/// The most parts of one parcel.
pub const MOST_PARTS: usize = 40;
/// How many unfinished parcels are kept at once.
const MOST_OPEN: usize = 4;

/// The texts of a sealed action, each for one QR code in alphanumeric mode.
pub fn parts(sealed: &[u8]) -> Vec<String> {
    let count = sealed.len().div_ceil(PART_BYTES).max(1);
    // Of about the same size all, so that none is harder to read than it need be.
    let each = sealed.len().div_ceil(count).next_multiple_of(2);
    let name = name_of(sealed);
    let chunks = sealed.chunks(each.max(2)).enumerate();
    chunks
        .map(|(index, chunk)| {
            let mut text = String::with_capacity(PART_CHARACTERS);
            text.push_str(PREFIX);
            text.push(FORM);
            text.push(character(index + 1));
            text.push(character(count));
            text.push_str(&name);
            text.push_str(&base45::encode(chunk));
            text
        })
        .collect()
}

fn name_of(sealed: &[u8]) -> String {
    base45::encode(&Sha256::digest(sealed)[..4])
}

/// What a scanned text was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collected {
    /// Not of this app: a payment code, an address. Nothing has changed.
    Foreign,
    /// Of a later version of the app: this one is to be updated.
    Newer,
    /// Of this app, but not as it was written. To be scanned again.
    Damaged,
    /// A part of more; how many are there, and of how many. A part seen before changes nothing.
    Part {
        /// Parts there.
        have: usize,
        /// Parts in all.
        of: usize,
    },
    /// Everything is there, and as it was signed.
    Whole(Box<Parcel>),
    /// Everything is there, but its signature is not right: somebody changed it.
    Forged,
}

/// Puts parts together. They may come in any order, often, and mixed with other codes.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    /// The one last added to comes last.
    open: Vec<Unfinished>,
}

#[derive(Clone, Debug)]
struct Unfinished {
    name: String,
    parts: Vec<Option<Vec<u8>>>,
}

struct Part {
    name: String,
    index: usize,
    count: usize,
    bytes: Vec<u8>,
}

impl Collector {
    /// Has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a scanned text.
    pub fn add(&mut self, text: &str) -> Collected {
        // Some scanners add a line's end.
        let part = match read(text.trim_matches(['\r', '\n'])) {
            Ok(part) => part,
            Err(said) => return said,
        };
        let known = self.open.iter().position(|open| open.name == part.name);
        let mut open = match known {
            Some(at) => self.open.remove(at),
            None => Unfinished {
                name: part.name,
                parts: vec![None; part.count],
            },
        };
        if open.parts.len() != part.count {
            self.open.push(open);
            return Collected::Damaged;
        }
        open.parts[part.index] = Some(part.bytes);
        let (have, of) = (open.parts.iter().flatten().count(), open.parts.len());
        if have == of {
            return whole(&open);
        }
        self.open.push(open);
        if self.open.len() > MOST_OPEN {
            self.open.remove(0);
        }
        Collected::Part { have, of }
    }
}

fn whole(done: &Unfinished) -> Collected {
    let bytes: Vec<u8> = done.parts.iter().flatten().flatten().copied().collect();
    if name_of(&bytes) != done.name {
        return Collected::Damaged;
    }
    match Parcel::open(&bytes) {
        Ok(parcel) => Collected::Whole(Box::new(parcel)),
        Err(OpenError::Newer) => Collected::Newer,
        Err(OpenError::Forged) => Collected::Forged,
        Err(OpenError::Malformed) => Collected::Damaged,
    }
}

/// Errors: what it is instead.
fn read(text: &str) -> Result<Part, Collected> {
    let rest = text.strip_prefix(PREFIX).ok_or(Collected::Foreign)?;
    let mut characters = rest.chars();
    match characters.next() {
        Some(FORM) => {}
        Some('2'..='9') => return Err(Collected::Newer),
        _ => return Err(Collected::Foreign),
    }
    read_part(characters.as_str()).ok_or(Collected::Damaged)
}

fn read_part(text: &str) -> Option<Part> {
    let (head, data) = text.split_at_checked(2 + NAME)?;
    let head_bytes = head.as_bytes();
    let index = position(head_bytes[0])?.checked_sub(1)? as usize;
    let count = position(head_bytes[1])? as usize;
    let fits = index < count && count <= MOST_PARTS && text.len() + 3 <= PART_CHARACTERS;
    Some(Part {
        name: head[2..].to_owned(),
        index,
        count,
        bytes: base45::decode(data).filter(|_| fits)?,
    })
}
