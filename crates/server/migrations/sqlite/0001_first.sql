-- The first shape of the store. Frozen once released: change it by a further file.
-- Ids and digests are bytes, moments are milliseconds since 1970 (UTC), days are YYYY-MM-DD in Chongqing.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

-- What a station has published; NULL where the usual hours and offers count.
CREATE TABLE station (
    code     TEXT PRIMARY KEY NOT NULL,
    hours    TEXT,
    closures TEXT,
    offers   TEXT,
    -- 1: changed by the station itself, so that an import of the data set leaves it alone.
    edited   INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)),
    -- 0: no longer in the data set; bookings may still name it.
    listed   INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1))
) STRICT;

-- Who counts the places: a row only once somebody holds one. `lane` is a service's slug, `home_visit` or `call_back`.
CREATE TABLE slot (
    station TEXT    NOT NULL,
    lane    TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    minute  INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    taken   INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (station, lane, day, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE booking (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    reference   TEXT    NOT NULL UNIQUE,
    station     TEXT    NOT NULL REFERENCES station (code),
    service     TEXT    NOT NULL,
    way         TEXT    NOT NULL CHECK (way IN ('at_station', 'home_visit', 'call_back')),
    lane        TEXT    NOT NULL,
    day         TEXT    NOT NULL,
    minute      INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    duration    INTEGER NOT NULL CHECK (duration > 0),
    choice_rank INTEGER NOT NULL CHECK (choice_rank BETWEEN 0 AND 3),
    passed_over TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('confirmed', 'adjusted', 'cancelled', 'served', 'no_show')),
    on_behalf   TEXT    NOT NULL CHECK (on_behalf IN ('myself', 'other_with_consent')),
    name        TEXT    NOT NULL,
    mobile      TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    consent     INTEGER NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    received_at INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    opened_at   INTEGER,
    erased_at   INTEGER
) STRICT;

-- A day's list of a station.
CREATE INDEX booking_by_station_day ON booking (station, day);

-- SHA-256 of the secrets of the devices that may see and change a booking.
CREATE TABLE booking_secret (
    booking     BLOB    NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
    secret_hash BLOB    NOT NULL CHECK (length(secret_hash) = 32),
    granted_at  INTEGER NOT NULL,
    PRIMARY KEY (booking, secret_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE volunteer (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    reference   TEXT    NOT NULL UNIQUE,
    division    TEXT    NOT NULL REFERENCES station (code),
    name        TEXT    NOT NULL,
    mobile      TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    consent     INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('registered', 'withdrawn')),
    version     INTEGER NOT NULL CHECK (version >= 1),
    received_at INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX volunteer_by_division ON volunteer (division);

-- What a volunteer ticked: kind is `skill`, `role` or `free_time`.
CREATE TABLE volunteer_tick (
    volunteer BLOB NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('skill', 'role', 'free_time')),
    value     TEXT NOT NULL,
    PRIMARY KEY (volunteer, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE volunteer_secret (
    volunteer   BLOB    NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
    secret_hash BLOB    NOT NULL CHECK (length(secret_hash) = 32),
    granted_at  INTEGER NOT NULL,
    PRIMARY KEY (volunteer, secret_hash)
) STRICT, WITHOUT ROWID;

-- Actions already answered, written in the transaction of their effect. `body_mac` is keyed: the
-- content cannot be guessed from it.
CREATE TABLE action (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    body_mac    BLOB    NOT NULL CHECK (length(body_mac) = 32),
    kind        TEXT    NOT NULL,
    entity      BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    -- NULL if it was done; if there was no place for it, why each wish was passed over.
    passed_over TEXT
) STRICT;

CREATE INDEX action_by_time ON action (received_at);
