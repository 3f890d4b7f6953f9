//! Ids and secrets.

use std::sync::atomic::{AtomicU64, Ordering};

use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};

/// Different ids and secrets for every call, the same in every run.
fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&number().to_be_bytes());
    bytes
}

pub fn action_id() -> ActionId {
    ActionId::new(1_000, &random())
}

pub fn booking_id() -> BookingId {
    BookingId::new(1_000, &random())
}

pub fn volunteer_id() -> VolunteerId {
    VolunteerId::new(1_000, &random())
}

pub fn secret() -> DeviceSecret {
    let mut bytes = [9; 32];
    bytes[..8].copy_from_slice(&number().to_be_bytes());
    DeviceSecret::new(bytes)
}
