//! True time, which nobody but the server knows, and the clocks of phones.

use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};

use model::civil::Timestamp;
use model::slot::SlotStart;

/// A minute, milliseconds.
pub const MINUTE: i64 = 60_000;
/// A year and some days, milliseconds: how long a phone may be away.
pub const YEAR: i64 = 380 * 24 * 60 * MINUTE;
/// Ten years, milliseconds: how wrong a phone's clock may be.
pub const TEN_YEARS: i64 = 3_652 * 24 * 60 * MINUTE;

/// True time. Stands still until it is moved.
#[derive(Default)]
pub struct TrueTime(AtomicI64);

impl TrueTime {
    /// A Tuesday morning.
    pub fn begin(&self) {
        let start = SlotStart::parse("2026-11-24T08:00").unwrap();
        self.0.store(start.timestamp().0, Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

impl server::clock::Clock for TrueTime {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }
}

/// A phone's clock: set wrong at some moment, and too quick or too slow since.
#[derive(Default)]
pub struct PhoneClock {
    set_at: Cell<i64>,
    shown_then: Cell<i64>,
    /// Parts in a thousand that it gains; negative if it is slow.
    drift: Cell<i64>,
}

impl PhoneClock {
    /// Sets it wrong by `skew` milliseconds.
    pub fn set(&self, now: Timestamp, skew: i64, drift: i64) {
        self.set_at.set(now.0);
        self.shown_then.set(now.0 + skew);
        self.drift.set(drift);
    }

    /// What it shows.
    pub fn shows(&self, now: Timestamp) -> Timestamp {
        let gone = now.0 - self.set_at.get();
        Timestamp(self.shown_then.get() + gone + gone * self.drift.get() / 1_000)
    }
}
