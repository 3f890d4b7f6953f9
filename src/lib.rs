//! 老兵驿站, the citizen's single-page app.
//!
//! `browser` is the only place that names browser interfaces; `pages` call use cases of the
//! `client` crate and draw; `components` take props and give callbacks; `text` holds every
//! sentence shown to a person. Pages other than home and stations are lazy chunks (`chunks`).
//!
//! Without the feature `pages` there is `browser` alone, which needs nothing else: so it is tested in a
//! browser, since a module with lazy chunks in it does not load before it has been split.

#![recursion_limit = "256"]

#[cfg(feature = "pages")]
pub mod app;
#[cfg(feature = "pages")]
pub mod background;
pub mod browser;
#[cfg(feature = "pages")]
pub mod chunks;
#[cfg(feature = "pages")]
pub mod components;
#[cfg(feature = "pages")]
pub mod engine;
#[cfg(feature = "pages")]
pub mod frame;
#[cfg(feature = "pages")]
pub mod freshen;
#[cfg(feature = "pages")]
pub mod live;
#[cfg(feature = "pages")]
pub mod pages;
#[cfg(feature = "pages")]
pub mod routes;
#[cfg(feature = "pages")]
pub mod state;
#[cfg(feature = "pages")]
pub mod text;

#[cfg(feature = "pages")]
pub use app::start;
