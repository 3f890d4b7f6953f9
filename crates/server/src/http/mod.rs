//! The API and the app over HTTP.

pub mod api_doc;
pub mod assets;
pub mod availability;
pub mod bookings;
pub mod errors;
pub mod extract;
pub mod forwarded;
pub mod handovers;
pub mod headers;
pub mod health;
pub mod limits;
pub mod observe;
pub mod packs;
pub mod staff;
pub mod stations;
pub mod sync;
pub mod volunteers;
