//! The statements of the station's day, in the dialect that SQLite and PostgreSQL share. Texts are
//! compared byte by byte: in PostgreSQL those columns are of `COLLATE "C"`.

use super::sql::booking_columns;

/// station, day, minute, way and id before the page, limit -> bookings in their order.
pub const DAY: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE station = $1 AND day = $2 AND (minute, way, id) > ($3, $4, $5) \
     ORDER BY minute, way, id LIMIT $6"
);
/// first station, last one (excluded), limit, mobile -> bookings, the latest first.
pub const BY_MOBILE: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE id IN (SELECT id FROM booking \
     WHERE mobile = $4 AND mobile <> '' AND station >= $1 AND station < $2 \
     ORDER BY day DESC, minute DESC, id LIMIT $3) ORDER BY day DESC, minute DESC, id"
);
/// first station, last one (excluded), limit, first name, last one (excluded) -> bookings, the latest
/// first. That the station is not compared as it is keeps the planner to the index by name, which holds
/// all that decides; the rows themselves are read only of those that are shown.
pub const BY_NAME: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE id IN (SELECT id FROM booking \
     WHERE name >= $4 AND name < $5 AND name <> '' AND station || '' >= $1 AND station || '' < $2 \
     ORDER BY day DESC, minute DESC, id LIMIT $3) ORDER BY day DESC, minute DESC, id"
);
/// station, day, service, name, mobile, limit -> what looks like the same person's.
pub const DOUBLES: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE station = $1 AND day = $2 AND service = $3 AND name = $4 \
     AND (mobile = $5 OR mobile = '' OR $5 = '') AND state <> 'cancelled' \
     ORDER BY minute, way, id LIMIT $6"
);
