//! The lazy chunks: whatever a citizen's first screen does not need, fetched when a page is opened
//! or in the background after the first screen, so that it also works without a network.
//!
//! Functions of one chunk share its name in `wasm_split`. A chunk that cannot be fetched gives a
//! [`ChunkError`]; the page then offers another try and nothing is lost.

#![allow(missing_docs, reason = "the macro adds preload functions without")]

use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::browser::camera::Grey;
use crate::browser::{time, update};
use crate::state::App;

/// The code of a page could not be fetched.
#[derive(Clone, Copy, Debug)]
pub struct ChunkError;

impl From<SplitLoaderError> for ChunkError {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The view of a lazy page, or why there is none.
pub type Loaded = Result<AnyView, ChunkError>;

/// Pages about services and, with them, that of a station, which lists what it offers.
#[wasm_split(services, fallible, preload(preload_services))]
pub fn services() -> Loaded {
    Ok(crate::pages::services::area())
}

/// The page of one station. Each function has a loader of its own, also where they share a chunk.
#[wasm_split(services, fallible, preload(preload_station))]
pub fn station() -> Loaded {
    Ok(crate::pages::stations::station_area())
}

/// The booking wizard.
#[wasm_split(booking, fallible, preload(preload_booking))]
pub fn booking() -> Loaded {
    Ok(crate::pages::booking::area())
}

/// My bookings, outbox, data, settings.
#[wasm_split(my, fallible, preload(preload_my))]
pub fn my() -> Loaded {
    Ok(crate::pages::my::area())
}

/// Volunteering.
#[wasm_split(volunteer, fallible, preload(preload_volunteer))]
pub fn volunteer() -> Loaded {
    Ok(crate::pages::volunteer::area())
}

/// An action as codes for somebody else's device; opened from [`my`].
#[wasm_split(handover, fallible, preload(preload_handover))]
pub fn handover() -> Loaded {
    Ok(crate::pages::handover::page())
}

/// Taking actions off other people's phones; opened from [`my`].
#[wasm_split(receive, fallible, preload(preload_receive))]
pub fn receive() -> Loaded {
    Ok(crate::pages::receive::area())
}

/// The texts of the QR codes in a picture, for browsers that cannot read them; opened from
/// [`receive`]. Not fetched in the background (`RARE` in `xtask/src/spa/parts.rs`,
/// where also stands what is opened from what).
#[wasm_split(decoder, fallible, preload(preload_decoder))]
pub fn decode(picture: Grey) -> Result<Vec<String>, ChunkError> {
    Ok(crate::pages::receive::decode::texts(&picture))
}

/// Privacy notice, about.
#[wasm_split(more, fallible, preload(preload_more))]
pub fn more() -> Loaded {
    Ok(crate::pages::more::area())
}

/// The station's side, opened from [`more`], which no citizen downloads (`RARE` in `xtask/src/spa/parts.rs`).
#[wasm_split(staff, fallible, preload(preload_staff))]
pub fn staff() -> Loaded {
    Ok(crate::pages::staff::area())
}

/// What staff seldom need: their accounts and the audit; opened from [`staff`].
#[wasm_split(office, fallible, preload(preload_office))]
pub fn office() -> Loaded {
    Ok(crate::pages::staff::office::area())
}

/// Personal records and the outbox: opened after the first screen.
#[wasm_split(engine, fallible, preload(preload_engine))]
pub fn start_engine(app: App) -> Result<(), ChunkError> {
    crate::engine::start(app);
    Ok(())
}

/// Milliseconds that a service worker may take to come up, the first time.
const WORKER_PATIENCE: i32 = 20_000;

/// Where no service worker keeps the lazy chunks, loads them into memory, one after the other, so
/// that they open without a network at least in this visit.
pub async fn keep_without_worker() {
    if update::has_worker() == Some(false) {
        time::sleep(WORKER_PATIENCE).await;
    }
    if update::has_worker() == Some(true) {
        return;
    }
    let _ = preload_services().await;
    let _ = preload_station().await;
    let _ = preload_booking().await;
    let _ = preload_my().await;
    let _ = preload_handover().await;
    let _ = preload_receive().await;
    let _ = preload_volunteer().await;
    let _ = preload_more().await;
}
