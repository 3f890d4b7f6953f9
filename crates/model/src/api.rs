//! Where things are on the server: the one list of paths for both sides.

pub mod staff;

use crate::booking::ServiceSlug;
use crate::civil::Date;
use crate::division::DivisionCode;
use crate::id::{BookingId, VolunteerId};
use crate::slot::Way;

/// What the packs of stations and catalogue hold, and what each costs
/// ([`crate::station::Contents`]).
pub const PACKS: &str = "/api/v1/packs";
/// All stations in one pack.
pub const STATIONS_PACK: &str = "/api/v1/packs/stations";
/// The service catalogue in one pack.
pub const CATALOGUE_PACK: &str = "/api/v1/packs/catalogue";
/// Create a booking.
pub const BOOKINGS: &str = "/api/v1/bookings";
/// Find a booking by reference and mobile number.
pub const BOOKING_LOOKUP: &str = "/api/v1/bookings/lookup";
/// Register as a volunteer.
pub const VOLUNTEERS: &str = "/api/v1/volunteers";
/// What waits goes up, what has changed comes down ([`crate::sync`]).
pub const SYNC: &str = "/api/v1/sync";
/// Actions handed over by somebody else's device.
pub const HANDOVERS: &str = "/api/v1/handovers";
/// Bookings read out over the telephone.
pub const SPOKEN: &str = "/api/v1/handovers/spoken";
/// The scheme of the `Authorization` header that carries a device secret.
pub const SECRET_SCHEME: &str = "Device ";
/// The most bytes of a request body.
pub const MAX_BODY: usize = 16 * 1024;
/// The most days one availability answer covers.
pub const MAX_AVAILABILITY_DAYS: u16 = 31;

fn join(parts: &[&str]) -> String {
    parts.concat()
}

/// The stations of one district in one pack.
pub fn district_pack(district: DivisionCode) -> String {
    join(&[STATIONS_PACK, "/", &district.to_string()])
}

/// One station.
pub fn station(code: DivisionCode) -> String {
    join(&["/api/v1/stations/", &code.to_string()])
}

/// What can be booked at a station over some days.
pub fn availability(
    code: DivisionCode,
    service: &ServiceSlug,
    way: Way,
    from: Date,
    days: u16,
) -> String {
    join(&[
        &station(code),
        "/availability?service=",
        service.as_str(),
        "&way=",
        way.as_str(),
        "&from=",
        &from.to_iso(),
        "&days=",
        &days.to_string(),
    ])
}

/// One booking: read.
pub fn booking(id: BookingId) -> String {
    join(&[BOOKINGS, "/", &id.to_string()])
}

/// Change a booking's time.
pub fn booking_change(id: BookingId) -> String {
    join(&[BOOKINGS, "/", &id.to_string(), "/change"])
}

/// Cancel a booking.
pub fn booking_cancel(id: BookingId) -> String {
    join(&[BOOKINGS, "/", &id.to_string(), "/cancel"])
}

/// Erase a booking's personal data: name, number and note.
pub fn booking_erase(id: BookingId) -> String {
    join(&[BOOKINGS, "/", &id.to_string(), "/erase"])
}

/// One volunteer's registration: read.
pub fn volunteer(id: VolunteerId) -> String {
    join(&[VOLUNTEERS, "/", &id.to_string()])
}

/// Change a registration.
pub fn volunteer_change(id: VolunteerId) -> String {
    join(&[VOLUNTEERS, "/", &id.to_string(), "/change"])
}

/// Withdraw a registration.
pub fn volunteer_withdraw(id: VolunteerId) -> String {
    join(&[VOLUNTEERS, "/", &id.to_string(), "/withdraw"])
}
