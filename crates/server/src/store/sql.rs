//! Every statement, in the dialect that SQLite and PostgreSQL share (`$1` placeholders,
//! `ON CONFLICT`). What differs between them (opening, transactions, checkpoints, migrations) is in
//! the implementation's own module.

/// Columns of a booking, in the order in which `BookingRow` reads them.
macro_rules! booking_columns {
    () => {
        "id, reference, station, service, way, lane, day, minute, duration, choice_rank, \
         passed_over, state, on_behalf, name, mobile, note, consent, version, received_at, \
         updated_at, opened_at, message, ended_by, reason, handled_at, handled_by, arrived_at, \
         erased_at, channel, outcome"
    };
}
pub(super) use booking_columns;

/// Columns of an event after the booking's id, in the order in which it is read.
macro_rules! event_columns {
    () => {
        "version, at, actor, station, kind, state, old_day, old_minute, new_day, new_minute, \
         choice_rank, crossed"
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

/// station, lane, day, minute, seq, capacity: changes one row, or none if the slot is full.
pub const SLOT_TAKE: &str = "INSERT INTO slot (station, lane, day, minute, taken, seq) \
     VALUES ($1, $2, $3, $4, 1, $5) \
     ON CONFLICT (station, lane, day, minute) DO UPDATE \
     SET taken = slot.taken + 1, seq = excluded.seq WHERE slot.taken < $6";
/// station, lane, day, minute, seq. The row stays, so that it can be told.
pub const SLOT_FREE: &str = "UPDATE slot SET taken = taken - 1, seq = $5 \
     WHERE station = $1 AND lane = $2 AND day = $3 AND minute = $4";
/// first day to stay: those before it in which nobody holds a place go.
pub const SLOT_PRUNE: &str = "DELETE FROM slot WHERE taken = 0 AND day < $1";
/// station, lane, first day, last day -> day, minute, taken.
pub const SLOT_TAKEN: &str = "SELECT day, minute, taken FROM slot \
     WHERE station = $1 AND lane = $2 AND day >= $3 AND day <= $4 AND taken > 0 \
     ORDER BY day, minute";
/// station, seq, first day, limit -> seq, day, minute, taken, lane of those that changed later, as
/// they changed.
pub const SLOT_NEWS: &str = "SELECT seq, day, minute, taken, lane FROM slot \
     WHERE station = $1 AND seq > $2 AND day >= $3 ORDER BY seq LIMIT $4";

/// All columns of a booking but those that come later, and seq; changes no row if the id or the reference is known already.
pub const BOOKING_ADD: &str = concat!(
    "INSERT INTO booking (",
    booking_columns!(),
    ", seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
     $18, $19, $20, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, $21, NULL, $22) \
     ON CONFLICT DO NOTHING"
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
/// id, secret_hash, seq -> the booking and its number, if it changed later and the device has the
/// right to it.
pub const BOOKING_NEWS: &str = concat!(
    "SELECT ",
    booking_columns!(),
    ", seq FROM booking WHERE id = $1 AND seq > $3 AND EXISTS \
     (SELECT 1 FROM booking_secret WHERE booking = booking.id AND secret_hash = $2)"
);
/// reference -> the booking.
pub const BOOKING_BY_REFERENCE: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE reference = $1"
);
/// id -> the booking, whoever asks.
pub const BOOKING: &str = concat!("SELECT ", booking_columns!(), " FROM booking WHERE id = $1");
/// id, and all that may become another of a booking: day, minute, duration, choice_rank, passed_over,
/// state, version, updated_at, opened_at, message, ended_by, reason, handled_at, handled_by,
/// arrived_at, seq, outcome.
pub const BOOKING_CHANGE: &str = "UPDATE booking SET day = $2, minute = $3, duration = $4, \
     choice_rank = $5, passed_over = $6, state = $7, version = $8, updated_at = $9, \
     opened_at = $10, message = $11, ended_by = $12, reason = $13, handled_at = $14, \
     handled_by = $15, arrived_at = $16, seq = $17, outcome = $18 WHERE id = $1";
/// id, moment, seq.
pub const BOOKING_WIPE: &str =
    "UPDATE booking SET name = '', mobile = '', note = '', erased_at = $2, seq = $3 WHERE id = $1";
/// booking, and all columns of an event.
pub const EVENT_ADD: &str = concat!(
    "INSERT INTO booking_event (booking, ",
    event_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
);
/// booking, how many at most -> its events, the last first.
pub const EVENTS: &str = concat!(
    "SELECT ",
    event_columns!(),
    " FROM booking_event WHERE booking = $1 ORDER BY version DESC LIMIT $2"
);
/// booking, version -> actor and kind of what came later.
pub const EVENTS_SINCE: &str = "SELECT actor, kind FROM booking_event \
     WHERE booking = $1 AND version > $2 ORDER BY version";
/// id that a receiver made for what was read out, secret_hash -> the booking under the id by which it
/// goes now, if the device has the right to it.
pub const BOOKING_OF_RECEIVER: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM booking WHERE id = (SELECT became FROM spoken WHERE spoken.booking = $1) AND EXISTS \
     (SELECT 1 FROM booking_secret WHERE booking = booking.id AND secret_hash = $2)"
);
/// booking, secret_hash, granted_at, verifying_key.
pub const BOOKING_GRANT: &str = "INSERT INTO booking_secret (booking, secret_hash, granted_at, verifying_key) \
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
/// booking, secret_hash -> verifying_key.
pub const BOOKING_KEY: &str =
    "SELECT verifying_key FROM booking_secret WHERE booking = $1 AND secret_hash = $2";
/// booking, secret_hash, verifying_key.
pub const BOOKING_LEARN: &str = "UPDATE booking_secret SET verifying_key = $3 \
     WHERE booking = $1 AND secret_hash = $2 AND (verifying_key IS NULL OR verifying_key <> $3)";
/// Each: old id, new id. Whatever names a booking names it by its new id.
pub const BOOKING_RENAME: [&str; 4] = [
    "UPDATE booking SET id = $2 WHERE id = $1",
    "UPDATE booking_secret SET booking = $2 WHERE booking = $1",
    "UPDATE booking_event SET booking = $2 WHERE booking = $1",
    "UPDATE spoken SET became = $2 WHERE booking = $1 OR became = $1",
];

/// id, seq.
pub const BOOKING_NUMBER: &str = "UPDATE booking SET seq = $2 WHERE id = $1";

/// The same caller, station and service.
macro_rules! same_caller {
    () => {
        "booking.mobile = $3 AND booking.station = $4 AND booking.service = $5"
    };
}

/// entity, secret_hash, at: whoever has that secret wants nothing of it kept.
pub const ERASED_ADD: &str = "INSERT INTO erased (entity, secret_hash, erased_at) \
     VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
/// entity, secret_hash -> 1.
pub const ERASED: &str = "SELECT 1 FROM erased WHERE entity = $1 AND secret_hash = $2";
/// erased_at.
pub const ERASED_PRUNE: &str = "DELETE FROM erased WHERE erased_at < $1";

/// booking, fingerprint, became, heard_at.
pub const SPOKEN_ADD: &str =
    "INSERT INTO spoken (booking, fingerprint, became, heard_at) VALUES ($1, $2, $3, $4)";
/// booking -> became.
pub const SPOKEN_BECAME: &str = "SELECT became FROM spoken WHERE booking = $1";
/// fingerprint, not before, mobile, station, service -> id of a booking that was read out before.
pub const SPOKEN_BEFORE: &str = concat!(
    "SELECT booking.id FROM spoken JOIN booking \
     ON booking.id = COALESCE(spoken.became, spoken.booking) \
     WHERE spoken.fingerprint = $1 AND spoken.heard_at >= $2 AND ",
    same_caller!()
);
/// misses, not before, mobile, station, service -> id and fingerprint of those whose caller's own phone
/// has not been heard of yet, and that were not missed so often. (The last words name the index.)
pub const SPOKEN_WAITING: &str = concat!(
    "SELECT booking.id, spoken.fingerprint FROM booking JOIN spoken ON spoken.booking = booking.id \
     WHERE spoken.misses < $1 AND spoken.heard_at >= $2 AND spoken.became IS NULL AND ",
    same_caller!(),
    " AND booking.mobile <> '' ORDER BY spoken.heard_at, booking.id"
);
/// booking: something came that might have been its other half, and was not.
pub const SPOKEN_MISSED: &str = "UPDATE spoken SET misses = misses + 1 WHERE booking = $1";
/// The same -> id of one that the caller's own phone has sent.
pub const SPOKEN_SENT: &str = concat!(
    "SELECT booking.id FROM action JOIN booking ON booking.id = action.entity \
     WHERE substr(action.id, 15) = $1 AND action.kind = 'booking.create' \
     AND action.received_at >= $2 AND action.passed_over IS NULL AND ",
    same_caller!()
);
/// heard_at.
pub const SPOKEN_PRUNE: &str = "DELETE FROM spoken WHERE heard_at < $1";

/// All columns of a registration, and seq; changes no row if the id or the reference is known already.
pub const VOLUNTEER_ADD: &str = concat!(
    "INSERT INTO volunteer (",
    volunteer_columns!(),
    ", seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING"
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
/// id, secret_hash, seq -> the registration and its number, if it changed later and the device has
/// the right to it.
pub const VOLUNTEER_NEWS: &str = concat!(
    "SELECT ",
    volunteer_columns!(),
    ", seq FROM volunteer WHERE id = $1 AND seq > $3 AND EXISTS \
     (SELECT 1 FROM volunteer_secret WHERE volunteer = volunteer.id AND secret_hash = $2)"
);
/// id, division, name, mobile, note, consent, version, updated_at, seq.
pub const VOLUNTEER_CHANGE: &str = "UPDATE volunteer SET division = $2, name = $3, mobile = $4, \
     note = $5, consent = $6, version = $7, updated_at = $8, seq = $9 WHERE id = $1";
/// id, version, updated_at, seq.
pub const VOLUNTEER_WITHDRAW: &str = "UPDATE volunteer SET name = '', mobile = '', note = '', \
     state = 'withdrawn', version = $2, updated_at = $3, seq = $4 WHERE id = $1";
/// volunteer, secret_hash, granted_at, verifying_key.
pub const VOLUNTEER_GRANT: &str = "INSERT INTO volunteer_secret (volunteer, secret_hash, granted_at, verifying_key) \
     VALUES ($1, $2, $3, $4)";
/// volunteer, secret_hash -> verifying_key.
pub const VOLUNTEER_KEY: &str =
    "SELECT verifying_key FROM volunteer_secret WHERE volunteer = $1 AND secret_hash = $2";
/// volunteer, secret_hash, verifying_key.
pub const VOLUNTEER_LEARN: &str = "UPDATE volunteer_secret SET verifying_key = $3 \
     WHERE volunteer = $1 AND secret_hash = $2 AND (verifying_key IS NULL OR verifying_key <> $3)";
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
/// code -> hours, closures, offers, seq.
pub const STATION_SETTINGS: &str =
    "SELECT hours, closures, offers, seq FROM station WHERE code = $1";
/// code, action -> hours, closures, offers, the action's body_mac and passed_over if it is known:
/// all that is read before a booking is made.
pub const STATION_AND_ACTION: &str = "SELECT hours, closures, offers, body_mac, passed_over \
     FROM station LEFT JOIN action ON action.id = $2 WHERE code = $1";
/// code, hours, closures, offers, seq: what a station changed itself stays.
pub const STATION_IMPORT: &str = "INSERT INTO station (code, hours, closures, offers, seq) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO UPDATE SET listed = 1, \
     hours = CASE WHEN station.edited = 1 THEN station.hours ELSE excluded.hours END, \
     closures = CASE WHEN station.edited = 1 THEN station.closures ELSE excluded.closures END, \
     offers = CASE WHEN station.edited = 1 THEN station.offers ELSE excluded.offers END, \
     seq = CASE WHEN station.edited = 0 AND (station.hours IS DISTINCT FROM excluded.hours \
     OR station.closures IS DISTINCT FROM excluded.closures) THEN excluded.seq ELSE station.seq END";
/// code, hours, closures, offers, seq: from now on these are the station's own.
pub const STATION_PUBLISH: &str = "UPDATE station SET hours = $2, closures = $3, offers = $4, \
     seq = $5, edited = 1 WHERE code = $1";
/// four codes, seq -> hours, closures, offers, code, seq of those that changed later.
pub const STATION_NEWS: &str = "SELECT hours, closures, offers, code, seq FROM station \
     WHERE code IN ($1, $2, $3, $4) AND seq > $5";
/// Marks all stations as gone; the import that follows lists again those that are not.
pub const STATIONS_UNLIST: &str = "UPDATE station SET listed = 0";

/// name -> value.
pub const META: &str = "SELECT value FROM meta WHERE name = $1";
/// name, value.
pub const META_SET: &str = "INSERT INTO meta (name, value) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// id -> the notice, gone_at.
pub const NOTICE: &str = "SELECT id, scope, from_day, to_day, title, body, gone_at \
     FROM notice WHERE id = $1";
/// begin of the code, seq and id before the page, limit -> the notices, gone_at, seq.
pub const NOTICE_PAGE: &str = "SELECT id, scope, from_day, to_day, title, body, gone_at, seq \
     FROM notice WHERE substr(scope, 1, length($1)) = $1 AND (seq, id) < ($2, $3) \
     ORDER BY seq DESC, id DESC LIMIT $4";
/// id, scope, first day, last day, title, text, seq.
pub const NOTICE_PUT: &str = "INSERT INTO notice (id, scope, from_day, to_day, title, body, seq) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET \
     from_day = excluded.from_day, to_day = excluded.to_day, title = excluded.title, \
     body = excluded.body, seq = excluded.seq";
/// id, moment, seq.
pub const NOTICE_TAKE_BACK: &str = "UPDATE notice SET title = '', body = '', gone_at = $2, \
     seq = $3 WHERE id = $1";
/// four scopes, seq, limit -> seq, id, scope, first day, last day, title, text, gone_at of those that
/// changed later, as they changed.
pub const NOTICE_NEWS: &str = "SELECT seq, id, scope, from_day, to_day, title, body, gone_at \
     FROM notice WHERE scope IN ($1, $2, $3, $4) AND seq > $5 ORDER BY seq LIMIT $6";
/// Taken back before a moment, or over before a day and never taken back. (One taken back late is told
/// of for as long as any other: forgetting it at once would make everybody start over.)
macro_rules! notice_forgotten {
    () => {
        " FROM notice WHERE gone_at < $1 OR (gone_at IS NULL AND to_day < $2)"
    };
}

/// moment, day -> the highest number of those that are forgotten; NULL: there are none.
pub const NOTICE_OLDEST: &str = concat!("SELECT max(seq)", notice_forgotten!());
/// moment, day: the same go.
pub const NOTICE_PRUNE: &str = concat!("DELETE", notice_forgotten!());

#[cfg(test)]
mod tests {
    /// Whoever changes something followed must say so, or devices are never told.
    #[test]
    fn no_followed_row_is_written_without_its_number() {
        let source = include_str!("sql.rs");
        let statements = source.split("pub const ").skip(1);
        for statement in statements {
            let text = statement.split(';').next().unwrap_or("");
            for table in ["booking", "volunteer", "slot", "notice"] {
                let writes = [
                    format!("UPDATE {table} SET"),
                    format!("INSERT INTO {table} ("),
                ];
                if writes.iter().any(|start| text.contains(start.as_str())) {
                    assert!(text.contains("seq"), "{text}");
                }
            }
        }
    }
}
