//! Many phones against the real server, over a network that does what it likes, from one seed.
//!
//! The offline engine ([`client`]) runs as it is on phones whose storage can die at any write, whose
//! clocks are wrong by years, and where a second tab may act in the middle of everything. What they
//! send goes to the server's own router and its store on a real file, which is killed and opened
//! again on the way. Clerks work on the same bookings, on what they looked at some time ago. After every step, and at the end when the network is well, [`Invariant`]s are
//! looked at. The same seed always gives the same log, byte for byte.
//!
//! That the invariants can fail is shown by [`Sabotage`]: faults put between the parts, each of
//! which must be noticed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a simulation that cannot go on has failed"
)]

mod books;
mod checks;
mod clock;
mod confusion;
mod deeds;
mod dice;
pub mod errands;
mod forms;
mod front;
mod ledger;
mod life;
mod log;
mod medium;
mod network;
mod news;
mod places;
mod report;
mod sabotage;
mod server;
mod staff;
mod switch;
mod tab;
mod trip;
mod world;

pub use report::{Failure, Invariant, Summary};
pub use sabotage::Sabotage;

/// One life of a few phones and a server, decided by `seed`, with a fault put in on purpose or
/// without. Errors: what did not hold.
pub fn run(seed: u64, sabotage: Option<Sabotage>) -> Result<Summary, Failure> {
    life::live(seed, sabotage)
}
