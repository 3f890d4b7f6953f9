//! Parcels through their bytes, through the texts of their codes, and through everything that may
//! happen to either.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::{any_deed, booking, deeds, secret};
use handover::{
    Collected, Collector, Deed, OpenError, PART_CHARACTERS, Parcel, parts, seal, secret_hash,
    verifying_key,
};
use proptest::prelude::*;

fn scan(texts: &[String]) -> Collected {
    let mut collector = Collector::new();
    let mut last = Collected::Foreign;
    for text in texts {
        last = collector.add(text);
    }
    last
}

fn whole(collected: Collected) -> Parcel {
    match collected {
        Collected::Whole(parcel) => *parcel,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_of_action_arrives_as_it_left() {
    for deed in deeds() {
        let parcel = whole(scan(&parts(&seal(&deed, &secret(7)))));
        assert_eq!(parcel.deed(), &deed);
        assert_eq!(parcel.action(), deed.action());
        assert_eq!(parcel.secret_hash(), secret_hash(&secret(7)));
        assert_eq!(parcel.key(), verifying_key(&secret(7)));
        assert_eq!(Parcel::read(&parcel.text()), Ok(parcel));
    }
}

#[test]
fn an_ordinary_booking_takes_one_code() {
    let texts = parts(&seal(&Deed::CreateBooking(booking()), &secret(1)));
    assert_eq!(texts.len(), 1, "{} characters", texts[0].len());
    let mut long = booking();
    long.note = "两".repeat(200);
    long.name = "阿".repeat(40);
    let texts = parts(&seal(&Deed::CreateBooking(long), &secret(1)));
    assert!(texts.len() <= 5, "{}", texts.len());
    assert!(texts.iter().all(|text| text.len() <= PART_CHARACTERS));
}

#[test]
fn parts_come_in_any_order_and_mixed_with_others() {
    let mut long = booking();
    long.note = "请带上轮椅。".repeat(30);
    let sealed = seal(&Deed::CreateBooking(long.clone()), &secret(1));
    let texts = parts(&sealed);
    assert!(texts.len() >= 3);
    let of = texts.len();
    let mut collector = Collector::new();
    for (have, text) in texts.iter().skip(1).rev().enumerate() {
        let part = Collected::Part { have: have + 1, of };
        assert_eq!(collector.add(text), part);
        assert_eq!(collector.add(text), part, "seen before");
        assert_eq!(collector.add("https://example.org/VS1"), Collected::Foreign);
        assert_eq!(collector.add("VSOP"), Collected::Foreign);
        assert_eq!(collector.add("VS2ABCDEFGHIJK"), Collected::Newer);
        assert_eq!(collector.add(&text[..text.len() - 1]), Collected::Damaged);
    }
    let other = parts(&seal(&Deed::CreateBooking(booking()), &secret(2)));
    assert_eq!(
        whole(collector.add(&other[0])).deed().name(),
        Some("王建国")
    );
    let parcel = whole(collector.add(&format!("{}\r\n", texts[0])));
    assert_eq!(parcel.deed(), &Deed::CreateBooking(long));
    assert_eq!(parcel.bytes(), sealed);
}

#[test]
fn two_people_in_turn_are_kept_apart() {
    let long = |name: &str| {
        let mut asked = booking();
        asked.name = name.to_owned();
        asked.note = "长".repeat(200);
        Deed::CreateBooking(asked)
    };
    let first = parts(&seal(&long("张三"), &secret(1)));
    let second = parts(&seal(&long("李四"), &secret(2)));
    let mut collector = Collector::new();
    let mut names = Vec::new();
    for text in first.iter().zip(&second).flat_map(|(a, b)| [a, b]) {
        if let Collected::Whole(parcel) = collector.add(text) {
            names.extend(parcel.name().map(str::to_owned));
        }
    }
    assert_eq!(names, ["张三", "李四"]);
}

#[test]
fn a_later_form_is_said_to_be_one() {
    let mut sealed = seal(&deeds()[0], &secret(1));
    sealed[0] = 2;
    assert_eq!(Parcel::open(&sealed), Err(OpenError::Newer));
    assert_eq!(scan(&parts(&sealed)), Collected::Newer);
    sealed[0] = 0;
    assert_eq!(Parcel::open(&sealed), Err(OpenError::Malformed));
}

#[test]
fn whoever_signs_for_another_is_found_out() {
    // The body of one, the key of another: signed by nobody.
    let own = seal(&deeds()[0], &secret(1));
    let foreign = seal(&deeds()[0], &secret(2));
    let mut mixed = own.clone();
    mixed[66..98].copy_from_slice(&foreign[66..98]);
    assert_eq!(Parcel::open(&mixed), Err(OpenError::Forged));
    assert_eq!(scan(&parts(&mixed)), Collected::Forged);
    // Keys of small order verify much; none is taken.
    for weak in [[0u8; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        let mut forged = own.clone();
        forged[66..98].copy_from_slice(&weak);
        let end = forged.len();
        forged[end - 64..].fill(0);
        assert_eq!(Parcel::open(&forged), Err(OpenError::Forged));
    }
}

#[test]
fn a_second_signature_cannot_be_made_of_the_first() {
    // The scalar plus the group's order is the same scalar, written otherwise.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut sealed = seal(&deeds()[0], &secret(1));
    let from = sealed.len() - 32;
    let mut carry = 0;
    for (byte, add) in sealed[from..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(Parcel::open(&sealed), Err(OpenError::Forged));
}

#[test]
fn the_key_is_the_records_own() {
    assert_ne!(verifying_key(&secret(1)), verifying_key(&secret(2)));
    assert_eq!(verifying_key(&secret(1)), verifying_key(&secret(1)));
    // Frozen: a server that learnt a key keeps it.
    assert_eq!(
        model::hex::encode(&verifying_key(&secret(1))),
        "96437e3f8aab770f804c767cf916ff9548fe847b8c4da1b669988aad0fab3382"
    );
}

#[test]
fn a_parcel_in_a_log_says_nothing() {
    let parcel = Parcel::open(&seal(&Deed::CreateBooking(booking()), &secret(1))).unwrap();
    let shown = format!("{parcel:?}");
    assert!(!shown.contains("王") && !shown.contains("138"), "{shown}");
}

proptest! {
    #[test]
    fn any_action_round_trips(deed in any_deed(), seed: u8) {
        let texts = parts(&seal(&deed, &secret(seed)));
        prop_assert!(texts.iter().all(|text| text.len() <= PART_CHARACTERS));
        let parcel = whole(scan(&texts));
        prop_assert_eq!(parcel.deed(), &deed);
    }

    #[test]
    fn every_changed_bit_is_found(deed in any_deed(), at: prop::sample::Index, bit in 0u8..8) {
        let mut sealed = seal(&deed, &secret(3));
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(Parcel::open(&sealed).is_err());
    }

    #[test]
    fn every_cut_is_found(deed in any_deed(), at: prop::sample::Index) {
        let sealed = seal(&deed, &secret(3));
        prop_assert!(Parcel::open(&sealed[..at.index(sealed.len())]).is_err());
    }

    #[test]
    fn any_bytes_are_refused_quietly(mut bytes: Vec<u8>, kind in 0u8..9) {
        prop_assert!(Parcel::open(&bytes).is_err());
        if bytes.len() > 2 {
            bytes[0] = 1;
            bytes[1] = kind;
        }
        prop_assert!(Parcel::open(&bytes).is_err());
    }

    #[test]
    fn any_text_is_refused_quietly(text in "\\PC{0,60}", data in "[0-9A-Z $%*+./:-]{0,400}") {
        let mut collector = Collector::new();
        prop_assert!(!matches!(collector.add(&text), Collected::Whole(_)));
        let data = format!("VS1{data}");
        prop_assert!(!matches!(collector.add(&data), Collected::Whole(_)));
        let ours = format!("VS1{text}");
        prop_assert!(!matches!(collector.add(&ours), Collected::Whole(_)));
    }
}
