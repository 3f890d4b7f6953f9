-- The tables as they are after `sqlite/0005_staff.sql`: both databases count their versions alike. What a column means is said
-- there. Text is compared by its bytes, as SQLite does. Frozen once released: change it by a further file.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE station (
    code     TEXT COLLATE "C" PRIMARY KEY,
    hours    TEXT,
    closures TEXT,
    offers   TEXT,
    edited   BIGINT NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)),
    listed   BIGINT NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)),
    seq      BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE slot (
    station TEXT COLLATE "C" NOT NULL,
    lane    TEXT COLLATE "C" NOT NULL,
    day     TEXT COLLATE "C" NOT NULL,
    minute  BIGINT NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    taken   BIGINT NOT NULL CHECK (taken >= 0),
    seq     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (station, lane, day, minute)
);

CREATE INDEX slot_by_seq ON slot (station, seq);

CREATE TABLE booking (
    id          BYTEA PRIMARY KEY CHECK (length(id) = 16),
    reference   TEXT COLLATE "C" NOT NULL UNIQUE,
    station     TEXT COLLATE "C" NOT NULL REFERENCES station (code),
    service     TEXT   NOT NULL,
    way         TEXT   NOT NULL CHECK (way IN ('at_station', 'home_visit', 'call_back')),
    lane        TEXT COLLATE "C" NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    minute      BIGINT NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    duration    BIGINT NOT NULL CHECK (duration > 0),
    choice_rank BIGINT NOT NULL CHECK (choice_rank BETWEEN 0 AND 3),
    passed_over TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('confirmed', 'adjusted', 'cancelled', 'served', 'no_show')),
    on_behalf   TEXT   NOT NULL CHECK (on_behalf IN ('myself', 'other_with_consent')),
    name        TEXT   NOT NULL,
    mobile      TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    consent     BIGINT NOT NULL,
    version     BIGINT NOT NULL CHECK (version >= 1),
    received_at BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    opened_at   BIGINT,
    erased_at   BIGINT,
    seq         BIGINT NOT NULL DEFAULT 0,
    message     TEXT,
    ended_by    TEXT CHECK (ended_by IN ('person', 'station')),
    reason      TEXT,
    handled_at  BIGINT,
    handled_by  TEXT,
    arrived_at  BIGINT
);

CREATE INDEX booking_by_station_day ON booking (station, day);

-- What names a booking follows it where it gets the id of the caller's own phone.
CREATE TABLE booking_secret (
    booking       BYTEA  NOT NULL REFERENCES booking (id) ON DELETE CASCADE DEFERRABLE,
    secret_hash   BYTEA  NOT NULL CHECK (length(secret_hash) = 32),
    granted_at    BIGINT NOT NULL,
    verifying_key BYTEA CHECK (length(verifying_key) = 32),
    PRIMARY KEY (booking, secret_hash)
);

CREATE TABLE booking_event (
    booking     BYTEA  NOT NULL REFERENCES booking (id) ON DELETE CASCADE DEFERRABLE,
    version     BIGINT NOT NULL CHECK (version >= 1),
    at          BIGINT NOT NULL,
    actor       TEXT   NOT NULL CHECK (actor IN ('person', 'station')),
    station     TEXT,
    kind        TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('confirmed', 'adjusted', 'cancelled', 'served', 'no_show')),
    old_day     TEXT,
    old_minute  BIGINT,
    new_day     TEXT,
    new_minute  BIGINT,
    choice_rank BIGINT,
    crossed     BIGINT NOT NULL DEFAULT 0 CHECK (crossed IN (0, 1)),
    PRIMARY KEY (booking, version)
);

CREATE TABLE volunteer (
    id          BYTEA PRIMARY KEY CHECK (length(id) = 16),
    reference   TEXT COLLATE "C" NOT NULL UNIQUE,
    division    TEXT COLLATE "C" NOT NULL REFERENCES station (code),
    name        TEXT   NOT NULL,
    mobile      TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    consent     BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('registered', 'withdrawn')),
    version     BIGINT NOT NULL CHECK (version >= 1),
    received_at BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    seq         BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX volunteer_by_division ON volunteer (division);

CREATE TABLE volunteer_tick (
    volunteer BYTEA NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
    kind      TEXT COLLATE "C" NOT NULL CHECK (kind IN ('skill', 'role', 'free_time')),
    value     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (volunteer, kind, value)
);

CREATE TABLE volunteer_secret (
    volunteer     BYTEA  NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
    secret_hash   BYTEA  NOT NULL CHECK (length(secret_hash) = 32),
    granted_at    BIGINT NOT NULL,
    verifying_key BYTEA CHECK (length(verifying_key) = 32),
    PRIMARY KEY (volunteer, secret_hash)
);

CREATE TABLE action (
    id          BYTEA PRIMARY KEY CHECK (length(id) = 16),
    body_mac    BYTEA  NOT NULL CHECK (length(body_mac) = 32),
    kind        TEXT   NOT NULL,
    entity      BYTEA  NOT NULL,
    received_at BIGINT NOT NULL,
    passed_over TEXT
);

CREATE INDEX action_by_time ON action (received_at);
CREATE INDEX action_by_fingerprint ON action (substr(id, 15)) WHERE kind = 'booking.create';

CREATE TABLE notice (
    id       TEXT PRIMARY KEY,
    scope    TEXT COLLATE "C" NOT NULL,
    from_day TEXT COLLATE "C" NOT NULL,
    to_day   TEXT COLLATE "C" NOT NULL,
    title    TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    gone_at  BIGINT
);

CREATE INDEX notice_by_seq ON notice (scope, seq);

CREATE TABLE spoken (
    booking     BYTEA PRIMARY KEY CHECK (length(booking) = 16),
    fingerprint BYTEA  NOT NULL CHECK (length(fingerprint) = 2),
    became      BYTEA CHECK (length(became) = 16),
    heard_at    BIGINT NOT NULL
);

CREATE INDEX spoken_by_fingerprint ON spoken (fingerprint);

CREATE TABLE staff (
    id             BYTEA PRIMARY KEY CHECK (length(id) = 16),
    user_name      TEXT COLLATE "C" NOT NULL UNIQUE,
    name           TEXT   NOT NULL,
    role           TEXT   NOT NULL CHECK (role IN ('helper', 'clerk', 'station_head', 'manager', 'administrator')),
    scope          TEXT COLLATE "C" NOT NULL,
    password_hash  TEXT   NOT NULL,
    must_change    BIGINT NOT NULL CHECK (must_change IN (0, 1)),
    password_until BIGINT,
    totp           BYTEA,
    totp_pending   BYTEA,
    totp_step      BIGINT NOT NULL DEFAULT 0,
    created_at     BIGINT NOT NULL,
    signed_in_at   BIGINT,
    disabled_at    BIGINT
);

CREATE INDEX staff_by_scope ON staff (scope, id);

CREATE TABLE staff_session (
    id         BYTEA PRIMARY KEY CHECK (length(id) = 16),
    staff      BYTEA  NOT NULL REFERENCES staff (id),
    token_hash BYTEA  NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    agent      TEXT   NOT NULL
);

CREATE INDEX staff_session_by_staff ON staff_session (staff, created_at);
CREATE INDEX staff_session_by_time ON staff_session (created_at);

CREATE TABLE sign_in_try (
    who          BYTEA PRIMARY KEY CHECK (length(who) = 32),
    failures     BIGINT NOT NULL CHECK (failures >= 1),
    last_at      BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

CREATE INDEX sign_in_try_by_time ON sign_in_try (last_at);

CREATE TABLE audit (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       BIGINT NOT NULL,
    staff    BYTEA REFERENCES staff (id),
    scope    TEXT COLLATE "C" NOT NULL,
    act      TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    target   TEXT   NOT NULL,
    division TEXT COLLATE "C" NOT NULL,
    why      TEXT   NOT NULL
);

CREATE INDEX audit_by_district ON audit (substr(scope, 1, 6), number);
CREATE INDEX audit_by_township ON audit (substr(scope, 1, 9), number);
CREATE INDEX audit_by_staff ON audit (staff, number);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is not changed';
END
$$;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

INSERT INTO meta (name, value) VALUES
    ('store_id', substr(md5(gen_random_uuid()::text), 1, 8)),
    ('head', '0'),
    ('notice_floor', '0');
