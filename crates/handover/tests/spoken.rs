//! Digits to be read out: what they carry, and what is noticed when they are misheard.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::collections::BTreeMap;

use common::{any_booking, booking, slot};
use handover::{SPOKEN_DIGITS, Spoken, SpokenError, fingerprint, grouped, service_code};
use model::booking::ServiceSlug;
use model::civil::Date;
use model::division::DivisionCode;
use proptest::prelude::*;
use rstest::rstest;

fn today() -> Date {
    Date::parse("2026-11-25").unwrap()
}

fn code() -> String {
    Spoken::of(&booking()).unwrap().encode().unwrap()
}

#[test]
fn a_booking_is_read_out_and_typed_in() {
    let spoken = Spoken::of(&booking()).unwrap();
    let said = grouped(&code());
    assert_eq!(said, "2036 7276 8416 1922 5315 8523");
    assert_eq!(Spoken::decode(&said, today()), Ok(spoken));
    assert_eq!(spoken.first, Some(slot("2026-11-27T09:30")));
    assert_eq!(spoken.fingerprint, fingerprint(booking().action));
    let typed: String = code()
        .chars()
        .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
        .collect();
    assert_eq!(Spoken::decode(&format!(" {typed}\n"), today()), Ok(spoken));
    assert_eq!(Spoken::decode(&said.replace(' ', "-"), today()), Ok(spoken));
}

#[rstest]
#[case("", SpokenError::Length(0))]
#[case("1234 5678", SpokenError::Length(8))]
#[case("1234 5678 1234 5678 1234 5678 9", SpokenError::Length(25))]
#[case("1234 5678 1234 5678 1234 567A", SpokenError::Symbols)]
fn what_is_no_code(#[case] text: &str, #[case] error: SpokenError) {
    assert_eq!(Spoken::decode(text, today()), Err(error));
}

#[test]
fn no_wrong_digit_and_no_swap_of_neighbours_passes() {
    let mut asked = booking();
    for sample in 0..40u8 {
        asked.action = common::action(sample.wrapping_mul(37));
        asked.choices[0].minute = u16::from(sample) * 30;
        let code = Spoken::of(&asked).unwrap().encode().unwrap().into_bytes();
        for place in 0..SPOKEN_DIGITS {
            for digit in b'0'..=b'9' {
                let mut wrong = code.clone();
                wrong[place] = digit;
                let typed = Spoken::decode(core::str::from_utf8(&wrong).unwrap(), today());
                assert_eq!(typed.is_ok(), wrong == code, "{place} {digit}");
            }
            if place + 1 < SPOKEN_DIGITS {
                let mut swapped = code.clone();
                swapped.swap(place, place + 1);
                let typed = Spoken::decode(core::str::from_utf8(&swapped).unwrap(), today());
                assert_eq!(typed.is_ok(), swapped == code, "{place}");
            }
        }
    }
}

#[test]
fn a_later_form_is_said_to_be_one() {
    // The greatest number with right check digits.
    let number = 999_999_999_999_999_999_999_900u128;
    let code = number + (98 - number % 97) % 97;
    assert_eq!(
        Spoken::decode(&code.to_string(), today()),
        Err(SpokenError::Newer)
    );
}

#[test]
fn a_booking_has_one_code() {
    // 97, 98 and 99 leave what 0, 1 and 2 leave.
    let (mut asked, mut tried) = (booking(), 0);
    for minute in (0..1_440).step_by(5) {
        asked.choices[0].minute = minute;
        let code = Spoken::of(&asked).unwrap().encode().unwrap();
        let (number, check) = code.split_at(SPOKEN_DIGITS - 2);
        let check: u8 = check.parse().unwrap();
        if check < 3 {
            let alias = format!("{number}{}", check + 97);
            assert_eq!(
                Spoken::decode(&alias, today()),
                Err(SpokenError::CheckDigits)
            );
            tried += 1;
        }
    }
    assert!(tried > 0);
    // Without a first choice there is no day either.
    assert_eq!(
        Spoken::decode("236177315381672542938338", today()),
        Err(SpokenError::Newer)
    );
}

#[test]
fn what_cannot_be_carried_is_left_to_ask() {
    let mut asked = booking();
    asked.choices[0].minute = 571;
    assert_eq!(Spoken::of(&asked).unwrap().first, None);
    asked.choices.clear();
    let spoken = Spoken::of(&asked).unwrap();
    assert_eq!(
        Spoken::decode(&spoken.encode().unwrap(), today()),
        Ok(spoken)
    );
    asked.station = DivisionCode::parse("510104").unwrap();
    assert_eq!(Spoken::of(&asked), None);
}

#[test]
fn the_day_is_the_one_that_can_be_meant() {
    let mut asked = booking();
    for ahead in -33..=30 {
        asked.choices[0].date = today().plus_days(ahead);
        let spoken = Spoken::of(&asked).unwrap();
        let heard = Spoken::decode(&spoken.encode().unwrap(), today()).unwrap();
        assert_eq!(heard.first, Some(asked.choices[0]), "{ahead} days ahead");
    }
}

#[test]
fn every_station_and_every_service_has_its_own_code() {
    let data = dataset::Dataset::embedded().unwrap();
    let mut asked = booking();
    for row in data.stations.entries() {
        asked.station = row.code;
        let code = Spoken::of(&asked).unwrap().encode().unwrap();
        assert_eq!(Spoken::decode(&code, today()).unwrap().station, row.code);
    }
    let mut services: BTreeMap<u16, ServiceSlug> = BTreeMap::new();
    let bookable = data
        .catalogue
        .services
        .iter()
        .filter(|service| service.duration.is_some());
    for slug in bookable.map(|service| service.slug.clone()) {
        if let Some(other) = services.insert(service_code(&slug), slug.clone()) {
            panic!("{other:?} and {slug:?} have the same code: give the newer another slug");
        }
    }
    assert!(services.len() > 10);
}

proptest! {
    #[test]
    fn whatever_is_carried_round_trips(mut asked in any_booking(), district in 1u64..400, rest in 0u64..1_000_000) {
        let code = ((500_000 + district) * 1_000 + rest / 1_000) * 1_000 + rest % 1_000;
        asked.station = DivisionCode::from_number(code).unwrap();
        let Some(spoken) = Spoken::of(&asked) else {
            // Only what ends in 000 looks like the division above it.
            prop_assert!(rest % 1_000 == 0 || rest < 1_000);
            return Ok(());
        };
        let digits = spoken.encode().unwrap();
        prop_assert_eq!(digits.len(), SPOKEN_DIGITS);
        let day = asked.choices.first().map_or(today(), |slot| slot.date);
        prop_assert_eq!(Spoken::decode(&digits, day), Ok(spoken));
    }

    #[test]
    fn nonsense_never_panics(text in "\\PC{0,40}", number in 0u128..10u128.pow(24)) {
        let _ = Spoken::decode(&text, today());
        if let Ok(spoken) = Spoken::decode(&format!("{number:024}"), today()) {
            prop_assert_eq!(spoken.encode(), Some(format!("{number:024}")));
        }
    }
}
