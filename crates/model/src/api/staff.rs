//! Where the station's side is on the server.

use super::join;
use crate::civil::Date;
use crate::division::DivisionCode;
use crate::id::{BookingId, NoticeId, SessionId, StaffId};

/// Sign in.
pub const SIGN_IN: &str = "/api/v1/staff/login";
/// Sign out.
pub const SIGN_OUT: &str = "/api/v1/staff/logout";
/// Who is signed in.
pub const ME: &str = "/api/v1/staff/me";
/// Change one's own password.
pub const PASSWORD: &str = "/api/v1/staff/password";
/// Begin with a second factor.
pub const TOTP_ENROL: &str = "/api/v1/staff/totp/enrol";
/// Confirm the second factor by a first code.
pub const TOTP_CONFIRM: &str = "/api/v1/staff/totp/confirm";
/// Remove the second factor.
pub const TOTP_REMOVE: &str = "/api/v1/staff/totp/remove";
/// One's own sessions.
pub const SESSIONS: &str = "/api/v1/staff/sessions";
/// Accounts.
pub const ACCOUNTS: &str = "/api/v1/staff/accounts";
/// What staff did.
pub const AUDIT: &str = "/api/v1/staff/audit";

/// Notices.
pub const NOTICES: &str = "/api/v1/staff/notices";
/// Find bookings in one's scope.
pub const FIND_BOOKINGS: &str = "/api/v1/staff/bookings/find";

/// The header that every request of the station's side carries which changes something. A page of
/// another site cannot send it without this server's leave, which it never gets.
pub const HEADER: &str = "x-station-staff";
/// What the header says.
pub const HEADER_VALUE: &str = "1";

/// The most rows of one page of a list.
pub const MAX_PAGE: u16 = 100;
/// The most rows of one page of a station's day: a busy station's whole day.
pub const MAX_DAY_PAGE: u16 = 500;
/// The rows of a page where nothing else is asked for.
pub const USUAL_PAGE: u16 = 50;

/// End one of one's own sessions.
pub fn session_end(id: SessionId) -> String {
    join(&[SESSIONS, "/", &id.to_string(), "/end"])
}

/// Shut an account.
pub fn account_disable(id: StaffId) -> String {
    join(&[ACCOUNTS, "/", &id.to_string(), "/disable"])
}

/// Give an account a new one-time password.
pub fn account_reset(id: StaffId) -> String {
    join(&[ACCOUNTS, "/", &id.to_string(), "/reset"])
}

/// A station's bookings of one day.
pub fn day(station: DivisionCode, day: Date) -> String {
    join(&[&station_bookings(station), "?day=", &day.to_string()])
}

/// Enter a booking at a station.
pub fn station_bookings(station: DivisionCode) -> String {
    join(&[&self::station(station), "/bookings"])
}

fn booking(id: BookingId, what: &str) -> String {
    join(&["/api/v1/staff/bookings/", &id.to_string(), what])
}

/// Open a record.
pub fn open_booking(id: BookingId) -> String {
    booking(id, "/open")
}

/// Show a whole mobile number.
pub fn booking_number(id: BookingId) -> String {
    booking(id, "/number")
}

/// Do something about a booking.
pub fn act_on_booking(id: BookingId) -> String {
    booking(id, "/act")
}

/// Take a notice back.
pub fn take_back_notice(id: NoticeId) -> String {
    join(&[NOTICES, "/", &id.to_string(), "/take-back"])
}

/// What a station publishes of itself.
pub fn station(code: DivisionCode) -> String {
    join(&["/api/v1/staff/stations/", &code.to_string()])
}
