//! A thousand lives in which everything holds, and faults that are each found.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use sim::{Failure, Sabotage, run};

const SEEDS: u64 = 1_000;
/// Within so many seeds a fault is found.
const FOUND_WITHIN: u64 = 1_000;

#[test]
fn a_thousand_lives_hold() {
    let (mut failed, mut done, mut refused, mut deaths) = (Vec::<Failure>::new(), 0, 0, 0);
    for seed in 0..SEEDS {
        match run(seed, None) {
            Ok(summary) => {
                done += summary.done;
                refused += summary.refused;
                deaths += summary.deaths;
            }
            Err(failure) => failed.push(failure),
        }
    }
    let seeds: Vec<u64> = failed.iter().map(|failure| failure.seed).collect();
    if let Some(first) = failed.first() {
        panic!("{} of {SEEDS} seeds fail: {seeds:?}\n{first}", seeds.len());
    }
    println!("{done} actions done, {refused} refused, {deaths} deaths");
    assert!(
        done > 4_000 && refused > 1_000 && deaths > 1_000,
        "not much of a test"
    );
}

#[test]
fn a_seed_gives_the_same_log_again() {
    for seed in [1, 7, 42, u64::MAX] {
        let (first, again) = (run(seed, None), run(seed, None));
        match (first, again) {
            (Ok(first), Ok(again)) => {
                assert_eq!(first.log, again.log);
                assert_eq!(first, again);
                println!("seed {seed}: {:016x}", first.hash);
            }
            (first, again) => assert_eq!(first, again),
        }
    }
}

#[test]
fn every_sabotage_is_found() {
    let mut unfound = Vec::new();
    for sabotage in Sabotage::ALL {
        let found = (0..FOUND_WITHIN).find_map(|seed| run(seed, Some(sabotage)).err());
        match found {
            Some(failure) => println!(
                "{sabotage:?}: seed {}, step {}: {:?}",
                failure.seed, failure.step, failure.invariant
            ),
            None => unfound.push(sabotage),
        }
    }
    assert_eq!(unfound, [], "within {FOUND_WITHIN} seeds");
}
