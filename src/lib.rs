//! 老兵驿站, the citizen's single-page app.
//!
//! `browser` is the only place that names browser interfaces; `pages` call use cases of the
//! `client` crate and draw; `components` take props and give callbacks; `text` holds every
//! sentence shown to a person. Pages other than home and stations are lazy chunks (`chunks`).

#![recursion_limit = "256"]

pub mod app;
pub mod background;
pub mod browser;
pub mod chunks;
pub mod components;
pub mod engine;
pub mod frame;
pub mod live;
pub mod pages;
pub mod routes;
pub mod state;
pub mod text;

pub use app::start;
