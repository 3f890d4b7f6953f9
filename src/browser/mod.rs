//! The only place that names the browser: IndexedDB, fetch, WebCrypto, locks, channels, history.
//!
//! Small functions and the adapters of the ports in `client`. Nothing here knows a page or a
//! sentence; whatever may fail without harm (no such API, refused permission) is a `bool` or
//! `Option`, never a panic.

pub mod camera;
pub mod channel;
pub mod clock;
pub mod dom;
pub mod elder;
pub mod files;
pub mod frame;
pub mod history;
pub mod idb;
pub mod js;
pub mod line;
pub mod locks;
pub mod measure;
pub mod net;
pub mod notes;
pub mod online;
pub mod persist;
pub mod ports;
pub mod random;
pub mod runner;
pub mod schema;
pub mod screen;
pub mod staff;
pub mod store;
pub mod time;
pub mod update;
pub mod vault;
