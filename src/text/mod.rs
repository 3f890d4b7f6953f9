//! Every sentence shown to a person, by area. Simplified Chinese is the first language.
//!
//! Sentences about a field that is at fault stand in `model::words`, because the server says
//! them too.

pub mod booking;
pub mod common;
pub mod dates;
pub mod frame;
pub mod handover;
pub mod home;
pub mod more;
pub mod my;
pub mod privacy;
pub mod services;
pub mod staff;
pub mod stations;
pub mod ui;
pub mod volunteer;
