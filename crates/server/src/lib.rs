//! The server of 老兵驿站: the API, the store, and the built app, in one program.

pub mod admin;
pub mod app;
pub mod backup;
pub mod bench;
pub mod clock;
pub mod config;
pub mod demo;
pub mod http;
pub mod key;
pub mod load;
pub mod lock;
pub mod public;
pub mod run;
pub mod serve;
pub mod staff;
pub mod store;
pub mod telemetry;
