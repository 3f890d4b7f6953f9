//! Station packs over made-up lists: what is encoded is decoded; what is damaged is refused.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use model::division::DivisionCode;
use model::pack::{FRAME, PackError, hash};
use model::pinyin::{Readings, Syllable};
use model::station::StationIndex;
use model::station::StationMarks;
use model::station::encode::{EncodeError, Entry, encode};
use model::station::pack::split;
use proptest::prelude::*;

const CHARS: [char; 12] = [
    '凤', '鸣', '路', '重', '庆', '长', '寿', '㭎', '·', '石', '桥', '铺',
];
const SPELT: [&str; 12] = [
    "feng", "ming", "lu", "chong", "qing", "chang", "shou", "gang", "", "shi", "qiao", "pu",
];

fn readings() -> BTreeMap<char, Readings> {
    let mut table: BTreeMap<char, Readings> = CHARS
        .into_iter()
        .zip(SPELT)
        .map(|(c, spelt)| {
            (
                c,
                Readings {
                    first: Syllable::parse(spelt),
                    second: None,
                },
            )
        })
        .collect();
    // More characters than fit into one byte each.
    for at in 0..600u32 {
        let character = char::from_u32(0x5000 + at).unwrap();
        table.entry(character).or_insert(Readings {
            first: Syllable::parse("yi"),
            second: None,
        });
    }
    table.get_mut(&'重').unwrap().second = Syllable::parse("zhong");
    table.get_mut(&'长').unwrap().second = Syllable::parse("zhang");
    table
}

fn stem() -> impl Strategy<Value = String> {
    let usual = proptest::sample::select(CHARS.to_vec());
    let rare = (0u32..600).prop_map(|at| char::from_u32(0x5000 + at).unwrap());
    let character = prop_oneof![4 => usual, 1 => rare];
    proptest::collection::vec(character, 1..9).prop_map(|chars| chars.into_iter().collect())
}

fn village() -> impl Strategy<Value = (u32, String, Vec<String>, u8)> {
    let ending = proptest::sample::select(vec![
        "村村民委员会",
        "社区居民委员会",
        "村民委员会",
        "社区村民委员会",
        "社区工作站",
        "居委会",
        "",
    ]);
    // Endings only occur as such: the stems hold none of their characters.
    let aliases = proptest::collection::vec(stem(), 0..2);
    (1u32..999, stem(), ending, aliases, 0u8..4).prop_map(
        |(ordinal, stem, ending, aliases, marks)| {
            (ordinal, format!("{stem}{ending}"), aliases, marks)
        },
    )
}

prop_compose! {
    /// A city of up to three districts of up to three townships each.
    fn city()(
        districts in proptest::collection::btree_map(
            1u32..400,
            (stem(), proptest::collection::btree_map(
                1u32..999,
                (stem(), proptest::collection::vec(village(), 0..6)),
                0..4,
            )),
            0..4,
        ),
    ) -> Vec<Entry> {
        let mut entries = BTreeMap::new();
        let mut add = |code: DivisionCode, name: String, aliases: Vec<String>, marks: u8| {
            entries.insert(code, Entry { code, name, aliases, marks });
        };
        add(DivisionCode::CHONGQING, "重庆市".to_owned(), vec![], 0);
        for (ordinal, (name, townships)) in districts {
            let district = DivisionCode::CHONGQING.child(ordinal).unwrap();
            add(district, format!("{name}区"), vec![format!("{name}县")], 1);
            for (ordinal, (name, villages)) in townships {
                let township = district.child(ordinal).unwrap();
                add(township, format!("{name}街道"), vec![], 0);
                for (ordinal, name, aliases, marks) in villages {
                    add(township.child(ordinal).unwrap(), name, aliases, marks);
                }
            }
        }
        entries.into_values().collect()
    }
}

fn pack(entries: &[Entry]) -> Vec<u8> {
    encode(entries, &readings(), 20_261_123).unwrap()
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(entries in city()) {
        let pack = pack(&entries);
        let index = StationIndex::decode(&pack).unwrap();
        prop_assert_eq!(index.len(), entries.len());
        for (at, entry) in entries.iter().enumerate() {
            prop_assert_eq!(index.code(at), entry.code);
            prop_assert_eq!(index.official_name(at), entry.name.as_str());
            prop_assert_eq!(index.aliases(at), entry.aliases.clone());
            prop_assert_eq!(index.marks(at), StationMarks(entry.marks));
            prop_assert_eq!(index.parent(at).map(|above| index.code(above)), entry.code.parent());
        }
        let parts = split(&pack).unwrap();
        for (at, section) in parts.sections.iter().enumerate() {
            let one = StationIndex::from_parts(parts.head, &[*section]).unwrap();
            prop_assert_eq!(one.loaded_districts(), [section.0]);
            // Two sections cannot stand in for one another.
            if let Some(other) = parts.sections.get(at + 1).filter(|other| other.1 != section.1) {
                prop_assert!(StationIndex::from_parts(parts.head, &[(section.0, other.1)]).is_err());
            }
            prop_assert!(StationIndex::from_parts(parts.head, &[*section, *section]).is_err());
        }
    }

    #[test]
    fn a_truncated_pack_is_refused(entries in city(), cut in any::<prop::sample::Index>()) {
        let pack = pack(&entries);
        let cut = &pack[..cut.index(pack.len())];
        prop_assert_eq!(StationIndex::decode(cut).unwrap_err(), PackError::Length);
    }

    #[test]
    fn a_changed_byte_is_found(
        entries in city(),
        at in any::<prop::sample::Index>(),
        flip in 1u8..=255,
    ) {
        let mut pack = pack(&entries);
        let at = at.index(pack.len());
        pack[at] ^= flip;
        prop_assert!(StationIndex::decode(&pack).is_err());
    }

    #[test]
    fn a_pack_with_more_behind_it_is_refused(entries in city(), more in 1usize..9) {
        let mut pack = pack(&entries);
        pack.resize(pack.len() + more, 0);
        prop_assert_eq!(StationIndex::decode(&pack).unwrap_err(), PackError::Length);
    }

    /// As above with the hash made right again, so that the rules of the format are what refuses:
    /// it must never panic, and what it accepts must hold together.
    #[test]
    fn a_forged_head_never_panics(
        entries in city(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut pack = pack(&entries);
        let length = u32::from_le_bytes(pack[4..8].try_into().unwrap()) as usize;
        for (at, byte) in changes {
            pack[FRAME + at.index(length)] = byte;
        }
        let right = hash(&pack[FRAME..FRAME + length]);
        pack[8..FRAME].copy_from_slice(&right.to_le_bytes());
        if let Ok(index) = StationIndex::decode(&pack) {
            for at in 0..index.len() {
                prop_assert_eq!(index.find(index.code(at)), Some(at));
                prop_assert!(!index.display_name(at).is_empty());
            }
            index.search("chongqing fml", None, 20);
        }
    }

    /// The same for a section whose hash the head names.
    #[test]
    fn a_forged_section_never_panics(
        entries in city(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let pack = pack(&entries);
        let parts = split(&pack).unwrap();
        for (district, section) in &parts.sections {
            let mut forged = section.to_vec();
            for (at, byte) in &changes {
                let at = at.index(forged.len());
                forged[at] = *byte;
            }
            let (old, new) = (hash(section).to_le_bytes(), hash(&forged).to_le_bytes());
            let mut head = parts.head.to_vec();
            let at = head.windows(8).position(|bytes| bytes == old).unwrap();
            head[at..at + 8].copy_from_slice(&new);
            let right = hash(&head[FRAME..]);
            head[8..FRAME].copy_from_slice(&right.to_le_bytes());
            if let Ok(index) = StationIndex::from_parts(&head, &[(*district, &forged)]) {
                for at in 0..index.len() {
                    prop_assert_eq!(index.find(index.code(at)), Some(at));
                }
                index.search("chongqing fml", None, 20);
            }
        }
    }

    #[test]
    fn noise_is_refused(noise in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(StationIndex::decode(&noise).is_err());
        let framed = model::pack::frame(model::station::pack::MAGIC, &noise);
        // A head of noise is refused or holds together.
        if let Ok(index) = StationIndex::decode(&framed) {
            prop_assert!(index.len() <= noise.len());
        }
    }
}

#[test]
fn lists_that_cannot_be_encoded_are_refused() {
    let entry = |code: &str, name: &str| Entry {
        code: DivisionCode::parse(code).unwrap(),
        name: name.to_owned(),
        aliases: vec![],
        marks: 0,
    };
    let city = entry("50", "重庆市");
    let encode = |entries: &[Entry]| encode(entries, &readings(), 1).unwrap_err();
    let code = |text: &str| DivisionCode::parse(text).unwrap();
    assert_eq!(encode(&[]), EncodeError::City);
    assert_eq!(encode(&[entry("500101", "长寿区")]), EncodeError::City);
    assert_eq!(
        encode(&[city.clone(), entry("500101001", "长寿镇")]),
        EncodeError::Orphan(code("500101001"))
    );
    assert_eq!(
        encode(&[
            city.clone(),
            entry("500102", "长寿区"),
            entry("500101", "长寿区")
        ]),
        EncodeError::Order(code("500101"))
    );
    assert_eq!(
        encode(&[city.clone(), entry("500000", "长寿区")]),
        EncodeError::Order(code("500000"))
    );
    assert_eq!(
        encode(&[city.clone(), entry("500101", "璧区")]),
        EncodeError::Unread('璧')
    );
    assert_eq!(
        encode(&[city, entry("500101", "")]),
        EncodeError::Name(String::new())
    );
}

/// The tag of each district that the list holds whole.
fn tags(index: &StationIndex) -> BTreeMap<DivisionCode, u64> {
    index.tags().into_iter().skip(1).collect()
}

/// As the server sends one district: with the city, and a table of its own.
fn alone(entries: &[Entry], district: DivisionCode) -> StationIndex {
    let wanted =
        |entry: &&Entry| entry.code == DivisionCode::CHONGQING || district.contains(entry.code);
    let entries: Vec<Entry> = entries.iter().filter(wanted).cloned().collect();
    StationIndex::decode(&pack(&entries)).unwrap()
}

proptest! {
    #[test]
    fn a_district_of_another_edition_takes_its_place(older in city(), newer in city()) {
        let base = StationIndex::decode(&pack(&older)).unwrap();
        let goal = StationIndex::decode(&pack(&newer)).unwrap();
        let mut held = base.clone();
        let mut expected = tags(&base);
        for (district, tag) in tags(&goal) {
            let (merged, whole) = held.with_district(&alone(&newer, district), district).unwrap();
            held = StationIndex::decode(&merged).unwrap();
            expected.insert(district, tag);
            prop_assert_eq!(&tags(&held), &expected, "nothing else has changed");
            prop_assert_eq!(whole.as_slice(), held.loaded_districts());
        }
    }

    #[test]
    fn a_list_that_lacks_districts_goes_on_lacking_them(older in city(), newer in city()) {
        let pack = pack(&older);
        let parts = split(&pack).unwrap();
        let names_only = StationIndex::from_parts(parts.head, &[]).unwrap();
        prop_assert_eq!(names_only.is_whole(), parts.sections.is_empty());
        for (district, tag) in tags(&StationIndex::decode(&self::pack(&newer)).unwrap()) {
            let (merged, whole) = names_only.with_district(&alone(&newer, district), district).unwrap();
            prop_assert_eq!(&whole, &[district]);
            let parts = split(&merged).unwrap();
            let sections: Vec<_> =
                parts.sections.into_iter().filter(|(code, _)| whole.contains(code)).collect();
            let index = StationIndex::from_parts(parts.head, &sections).unwrap();
            prop_assert_eq!(tags(&index), BTreeMap::from([(district, tag)]));
        }
    }

    #[test]
    fn tags_tell_lists_apart(older in city(), newer in city()) {
        let (a, b) = (StationIndex::decode(&pack(&older)).unwrap(), StationIndex::decode(&pack(&newer)).unwrap());
        let inside = |entries: &[Entry], district: DivisionCode| -> Vec<Entry> {
            entries.iter().filter(|entry| district.contains(entry.code)).cloned().collect()
        };
        for (district, tag) in tags(&a) {
            if let Some(other) = tags(&b).get(&district) {
                prop_assert_eq!(tag == *other, inside(&older, district) == inside(&newer, district));
            }
        }
        let districts = |index: &StationIndex| tags(index).into_keys().collect::<Vec<_>>();
        prop_assert_eq!(a.tags()[0] == b.tags()[0], districts(&a) == districts(&b));
    }
}

#[test]
fn another_reading_is_another_edition() {
    let entries = [
        ("50", "重庆市"),
        ("500101", "凤鸣区"),
        ("500101001", "长路街道"),
    ];
    let entries = entries.map(|(code, name)| Entry {
        code: DivisionCode::parse(code).unwrap(),
        name: name.to_owned(),
        aliases: vec![],
        marks: 0,
    });
    let before = StationIndex::decode(&pack(&entries)).unwrap();
    let mut corrected = readings();
    corrected.get_mut(&'长').unwrap().second = None;
    let after = StationIndex::decode(&encode(&entries, &corrected, 20_261_124).unwrap()).unwrap();
    assert_ne!(before.tags()[1], after.tags()[1]);
    assert_eq!(
        before.tags()[0],
        after.tags()[0],
        "the city's own name is read as before"
    );
    let district = after.tags()[1].0;
    let (merged, _) = before.with_district(&after, district).unwrap();
    let merged = StationIndex::decode(&merged).unwrap();
    assert_eq!(merged.tags(), after.tags());
    assert_eq!(merged.version(), 20_261_123, "as old as its oldest part");
}
