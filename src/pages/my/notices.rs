//! Notices to the person's own station on the first page, below the next appointment. Drawn by the
//! lazy engine, like that.

use std::cell::RefCell;

use client::near::Near;
use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::components::posted;
use crate::live::live;
use crate::pages::home;
use crate::state::App;

/// How many are shown there; the station's own page has all.
const SHOWN: usize = 3;

thread_local! {
    static NEAR: RefCell<Option<Near>> = const { RefCell::new(None) };
}

/// Notes what is kept of the person's own station. It is drawn when the records are said to have
/// changed.
pub fn note(near: Option<Near>) {
    NEAR.set(near);
}

/// Draws into the first page, now and whenever something has changed. Call it once.
pub fn draw(app: App) {
    let Some(place) = home::place_of_next() else {
        return;
    };
    let view = move || {
        live(move || {
            app.records.track();
            let mine = app.my_station.get();
            let (today, _) = super::now().in_chongqing();
            NEAR.with_borrow(|near| match near {
                Some(near) if Some(near.station) == mine => posted(near, today, SHOWN),
                _ => ().into_any(),
            })
        })
    };
    mount_to(place, view).forget();
}
