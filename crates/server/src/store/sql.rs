//! Every statement, in the dialect that SQLite and PostgreSQL share (`$1` placeholders,
//! `ON CONFLICT`). What differs between them (opening, transactions, checkpoints, migrations) is in
//! the implementation's own module.

/// Columns of a booking, in the order in which `BookingRow` reads them.
macro_rules! booking_columns {
    () => {
        "id, reference, station, service, way, lane, day, minute, duration, choice_rank, \
         passed_over, state, on_behalf, name, mobile, note, consent, version, received_at, \
         updated_at, opened_at"
    };
}

/// Columns of a registration, in the order in which `VolunteerRow` reads them.
macro_rules! volunteer_columns {
    () => {
        "id, reference, division, name, mobile, note, consent, state, version, received_at, \
         updated_at"
    };
}

/// id -> body_mac, passed_over.
pub const ACTION_FIND: &str = "SELECT body_mac, passed_over FROM action WHERE id = $1";
/// id, body_mac, kind, entity, received_at, passed_over.
pub const ACTION_ADD: &str = "INSERT INTO action \
     (id, body_mac, kind, entity, received_at, passed_over) VALUES ($1, $2, $3, $4, $5, $6)";
/// received_at.
pub const ACTION_PRUNE: &str = "DELETE FROM action WHERE received_at < $1";

/// station, lane, day, minute, capacity: changes one row, or none if the slot is full.
pub const SLOT_TAKE: &str = "INSERT INTO slot (station, lane, day, minute, taken) \
     VALUES ($1, $2, $3, $4, 1) \
     ON CONFLICT (station, lane, day, minute) DO UPDATE SET taken = slot.taken + 1 \
     WHERE slot.taken < $5";
/// station, lane, day, minute.
pub const SLOT_FREE: &str = "UPDATE slot SET taken = taken - 1 \
     WHERE station = $1 AND lane = $2 AND day = $3 AND minute = $4";
/// station, lane, day, minute: a slot in which nobody holds a place has no row.
pub const SLOT_DROP_EMPTY: &str = "DELETE FROM slot \
     WHERE station = $1 AND lane = $2 AND day = $3 AND minute = $4 AND taken = 0";
/// station, lane, first day, last day -> day, minute, taken.
pub const SLOT_TAKEN: &str = "SELECT day, minute, taken FROM slot \
     WHERE station = $1 AND lane = $2 AND day >= $3 AND day <= $4 ORDER BY day, minute";

/// All columns of a booking; changes no row if the id or the reference is known already.
pub const BOOKING_ADD: &str = concat!(
    "INSERT INTO booking (",
    booking_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
     $19, $20, NULL) ON CONFLICT DO NOTHING"
);
/// id -> 1.
pub const BOOKING_EXISTS: &str = "SELECT 1 FROM booking WHERE id = $1";
/// id, secret_hash -> the booking, if the device has the right to it.
pub const BOOKING_OF_DEVICE: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE id = $1 AND EXISTS \
     (SELECT 1 FROM booking_secret WHERE booking = booking.id AND secret_hash = $2)"
);
/// reference -> the booking.
pub const BOOKING_BY_REFERENCE: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE reference = $1"
);
/// id, day, minute, duration, choice_rank, passed_over, state, version, updated_at.
pub const BOOKING_MOVE: &str = "UPDATE booking SET day = $2, minute = $3, duration = $4, \
     choice_rank = $5, passed_over = $6, state = $7, version = $8, updated_at = $9 WHERE id = $1";
/// id, state, version, updated_at.
pub const BOOKING_END: &str =
    "UPDATE booking SET state = $2, version = $3, updated_at = $4 WHERE id = $1";
/// id, moment.
pub const BOOKING_WIPE: &str =
    "UPDATE booking SET name = '', mobile = '', note = '', erased_at = $2 WHERE id = $1";
/// booking, secret_hash, granted_at.
pub const BOOKING_GRANT: &str = "INSERT INTO booking_secret (booking, secret_hash, granted_at) \
     VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

/// All columns of a registration; changes no row if the id or the reference is known already.
pub const VOLUNTEER_ADD: &str = concat!(
    "INSERT INTO volunteer (",
    volunteer_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING"
);
/// id -> 1.
pub const VOLUNTEER_EXISTS: &str = "SELECT 1 FROM volunteer WHERE id = $1";
/// id, secret_hash -> the registration, if the device has the right to it.
pub const VOLUNTEER_OF_DEVICE: &str = concat!(
    "SELECT ",
    volunteer_columns!(),
    " FROM volunteer WHERE id = $1 AND EXISTS \
     (SELECT 1 FROM volunteer_secret WHERE volunteer = volunteer.id AND secret_hash = $2)"
);
/// id, division, name, mobile, note, consent, version, updated_at.
pub const VOLUNTEER_CHANGE: &str = "UPDATE volunteer SET division = $2, name = $3, mobile = $4, \
     note = $5, consent = $6, version = $7, updated_at = $8 WHERE id = $1";
/// id, version, updated_at.
pub const VOLUNTEER_WITHDRAW: &str = "UPDATE volunteer SET name = '', mobile = '', note = '', \
     state = 'withdrawn', version = $2, updated_at = $3 WHERE id = $1";
/// volunteer, secret_hash, granted_at.
pub const VOLUNTEER_GRANT: &str =
    "INSERT INTO volunteer_secret (volunteer, secret_hash, granted_at) VALUES ($1, $2, $3)";
/// volunteer -> kind, value.
pub const TICKS: &str =
    "SELECT kind, value FROM volunteer_tick WHERE volunteer = $1 ORDER BY kind, value";
/// volunteer, kind, value.
pub const TICK_ADD: &str =
    "INSERT INTO volunteer_tick (volunteer, kind, value) VALUES ($1, $2, $3)";
/// volunteer.
pub const TICKS_CLEAR: &str = "DELETE FROM volunteer_tick WHERE volunteer = $1";

/// code -> hours, closures, offers.
pub const STATION: &str = "SELECT hours, closures, offers FROM station WHERE code = $1";
/// code, action -> hours, closures, offers, the action's body_mac and passed_over if it is known:
/// all that is read before a booking is made.
pub const STATION_AND_ACTION: &str = "SELECT hours, closures, offers, body_mac, passed_over \
     FROM station LEFT JOIN action ON action.id = $2 WHERE code = $1";
/// code, hours, closures, offers: what a station changed itself stays.
pub const STATION_IMPORT: &str = "INSERT INTO station (code, hours, closures, offers) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (code) DO UPDATE SET listed = 1, \
     hours = CASE WHEN station.edited = 1 THEN station.hours ELSE excluded.hours END, \
     closures = CASE WHEN station.edited = 1 THEN station.closures ELSE excluded.closures END, \
     offers = CASE WHEN station.edited = 1 THEN station.offers ELSE excluded.offers END";
/// Marks all stations as gone; the import that follows lists again those that are not.
pub const STATIONS_UNLIST: &str = "UPDATE station SET listed = 0";

/// name -> value.
pub const META: &str = "SELECT value FROM meta WHERE name = $1";
/// name, value.
pub const META_SET: &str = "INSERT INTO meta (name, value) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
