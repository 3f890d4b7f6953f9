//! The domain of 老兵驿站: ids, entities, parsing rules, slots, settlement, search and wire types.
//!
//! Pure and shared by both sides of the wire: no IO, no clock, no randomness. Whatever a rule
//! needs from the world is an argument.

pub mod api;
pub mod audit;
pub mod availability;
pub mod booking;
pub mod catalogue;
pub mod civil;
pub mod conflict;
pub mod credentials;
pub mod division;
pub mod error;
pub mod evidence;
pub mod handover;
pub mod hex;
pub mod history;
pub mod holiday;
pub mod id;
mod lenient;
pub mod offer;
#[cfg(feature = "openapi")]
mod openapi;
pub mod pack;
pub mod permissions;
pub mod person;
pub mod pinyin;
pub mod publishing;
pub mod reference;
pub mod search;
pub mod settle;
pub mod slot;
pub mod staff;
pub mod station;
pub mod sync;
pub mod tier;
pub mod volunteer;
pub mod words;
pub mod workbench;
