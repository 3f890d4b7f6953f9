-- Staff: accounts, sessions, tries to sign in, and what staff did.

CREATE TABLE staff (
    id             BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    user_name      TEXT    NOT NULL UNIQUE,
    name           TEXT    NOT NULL,
    role           TEXT    NOT NULL CHECK (role IN ('helper', 'clerk', 'station_head', 'manager', 'administrator')),
    -- A division code: everything in it.
    scope          TEXT    NOT NULL,
    -- argon2id in PHC form.
    password_hash  TEXT    NOT NULL,
    -- 1: the password is a one-time one, good until `password_until`.
    must_change    INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    password_until INTEGER,
    -- Secrets of the second factor, encrypted under the server's key: the one asked for, and one that waits to be confirmed.
    totp           BLOB,
    totp_pending   BLOB,
    -- The last step of which a code was taken; none of it or before is taken again.
    totp_step      INTEGER NOT NULL DEFAULT 0,
    created_at     INTEGER NOT NULL,
    signed_in_at   INTEGER,
    disabled_at    INTEGER
) STRICT;

CREATE INDEX staff_by_scope ON staff (scope, id);

CREATE TABLE staff_session (
    id         BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    staff      BLOB    NOT NULL REFERENCES staff (id),
    -- SHA-256 of the token in the cookie.
    token_hash BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    -- The browser's family and the system, nothing finer; no address.
    agent      TEXT    NOT NULL
) STRICT;

CREATE INDEX staff_session_by_staff ON staff_session (staff, created_at);
CREATE INDEX staff_session_by_time ON staff_session (created_at);

-- Failures in a row, by a keyed digest of whose password was tried and from what kind of device. A user name that nobody
-- has is counted alike, so that counting tells nobody which there are.
CREATE TABLE sign_in_try (
    who          BLOB PRIMARY KEY NOT NULL CHECK (length(who) = 32),
    failures     INTEGER NOT NULL CHECK (failures >= 1),
    last_at      INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_try_by_time ON sign_in_try (last_at);

-- What staff did. `staff` is NULL for whoever runs the server.
CREATE TABLE audit (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    staff    BLOB REFERENCES staff (id),
    -- The scope of who acted: it is read by the tier above.
    scope    TEXT    NOT NULL,
    act      TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    target   TEXT    NOT NULL,
    division TEXT    NOT NULL,
    why      TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_by_district ON audit (substr(scope, 1, 6), number);
CREATE INDEX audit_by_township ON audit (substr(scope, 1, 9), number);
CREATE INDEX audit_by_staff ON audit (staff, number);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is not deleted'); END;

-- `INSERT OR REPLACE` would delete without the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;
