//! The device's clock, set right by the server's where they are far apart: a cheap phone whose battery
//! ran empty may believe that it is 1970, and then no day could be booked.

use std::cell::Cell;

use model::civil::Timestamp;

thread_local! {
    /// Milliseconds to add to the device's clock.
    static BEHIND: Cell<f64> = const { Cell::new(0.0) };
}

/// Differences below that are the network's, milliseconds.
const TOLERANCE: f64 = 120_000.0;

/// Now, as far as it is known.
pub fn now() -> Timestamp {
    Timestamp((js_sys::Date::now() + BEHIND.get()) as i64)
}

/// Learns from the `Date` of an answer that has just come.
pub fn learn(date: &str) {
    let behind = js_sys::Date::parse(date) - js_sys::Date::now();
    if behind.is_finite() {
        BEHIND.set(if behind.abs() < TOLERANCE {
            0.0
        } else {
            behind
        });
    }
}
