//! Races between hand-over and upload in which everything holds, and mistakes that are each found.

use sim::errands::{Misdeed, run};

const SEEDS: u64 = 400;
/// Within so many seeds a mistake is found.
const FOUND_WITHIN: u64 = 200;

#[test]
fn whoever_is_first_an_action_is_done_once() {
    let (mut bookings, mut first, mut again) = (0, 0, 0);
    for seed in 0..SEEDS {
        match run(seed, None) {
            Ok(outcome) => {
                bookings += outcome.bookings;
                first += outcome.first;
                again += outcome.again;
            }
            Err(broken) => panic!("{broken}"),
        }
    }
    println!("{bookings} bookings, {first} delivered first, {again} second");
    assert!(
        bookings > 400 && first > 50 && again > 200,
        "not much of a race: {bookings}, {first}, {again}"
    );
}

#[test]
fn every_misdeed_is_found() {
    for misdeed in Misdeed::ALL {
        let found = (0..FOUND_WITHIN).find(|seed| run(*seed, Some(misdeed)).is_err());
        assert!(found.is_some(), "{misdeed:?} is not found");
    }
}
