//! The device's clock, which may be wrong.

use model::civil::Timestamp;

/// Now, by the device's clock.
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}
