//! An action that waits on a phone, made ready to leave it without a network.
//!
//! Two ways, for somebody else's device to submit it on the person's behalf:
//!
//! * **Scanned**: [`seal`] packs the whole action into bytes that the phone signs, [`parts`] writes
//!   them as a few texts, each for one QR code that a cheap camera reads from a cheap screen; the
//!   receiver's [`Collector`] takes them in any order and gives the [`Parcel`], checked.
//! * **Read out**: [`Spoken`] is a booking as 24 digits for the telephone, with check digits. What
//!   it cannot carry (name, number, note, further times) is asked for.
//!
//! Either way the action keeps its identity, so that the phone's own later upload does no harm: a
//! parcel has the action's id, and the server answers the second to come as a repeat; the digits
//! have a [`fingerprint`] of it, by which the server finds out that both are one.
//!
//! # For pages
//!
//! | wanted | call |
//! |---|---|
//! | codes of a waiting action | `client::handover::codes`, each to be drawn as one QR code (alphanumeric mode, level M: at most version 11, 61 modules) |
//! | digits of a waiting booking | `client::handover::spoken`, then [`Spoken::encode`] and [`grouped`] |
//! | scanning | [`Collector::new`], [`Collector::add`] for each text read: [`Collected`] says what it was |
//! | what is in it | [`Parcel::deed`], [`Parcel::name`], [`Parcel::mobile`], [`Parcel::action`] |
//! | typed digits | [`Spoken::decode`]: [`SpokenError`] says what is wrong with them |
//!
//! Pure: no clock, no randomness, no IO. Decoding never panics, whatever it is given.

pub mod base45;
mod deed;
mod key;
mod parcel;
mod parts;
mod payload;
mod spoken;

pub use deed::Deed;
pub use key::{secret_hash, verifying_key};
pub use parcel::{OpenError, Parcel, seal};
pub use parts::{Collected, Collector, MOST_PARTS, PART_CHARACTERS, parts};
pub use spoken::{SPOKEN_DIGITS, Spoken, SpokenError, fingerprint, grouped, service_code};
