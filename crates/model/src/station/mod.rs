//! The stations of the network: one a division, 12,340 in all.

pub mod class;
mod columns;
pub mod contents;
pub mod encode;
pub mod index;
mod list;
mod merge;
pub mod pack;
mod read_table;
pub mod search;
mod walker;

pub use contents::Contents;
pub use index::{StationIndex, StationMarks};
pub use search::Hit;
