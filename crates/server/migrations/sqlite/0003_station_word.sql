-- What a station says and does about a booking, and what became of each booking step by step.

-- What staff say to the person; NULL: nothing. Wiped with the rest.
ALTER TABLE booking ADD COLUMN message TEXT;
-- Who ended it; NULL while it is open. Cancelled by the station: it was not taken.
ALTER TABLE booking ADD COLUMN ended_by TEXT CHECK (ended_by IN ('person', 'station'));
-- Why the station did not take it. Wiped with the rest.
ALTER TABLE booking ADD COLUMN reason TEXT;
-- When staff last did something about it besides looking, and which station's staff that were.
ALTER TABLE booking ADD COLUMN handled_at INTEGER;
ALTER TABLE booking ADD COLUMN handled_by TEXT;
-- When staff saw the person come.
ALTER TABLE booking ADD COLUMN arrived_at INTEGER;

-- Until now only persons could end a booking.
UPDATE booking SET ended_by = 'person' WHERE state = 'cancelled';

-- One row for each version of a booking, written in the transaction of its effect, never changed. It
-- holds nothing about the person.
CREATE TABLE booking_event (
    booking    BLOB    NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL CHECK (version >= 1),
    at         INTEGER NOT NULL,
    actor      TEXT    NOT NULL CHECK (actor IN ('person', 'station')),
    -- Whose staff, if it was a station's.
    station    TEXT,
    kind       TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('confirmed', 'adjusted', 'cancelled', 'served', 'no_show')),
    old_day    TEXT,
    old_minute INTEGER,
    new_day    TEXT,
    new_minute INTEGER,
    choice_rank INTEGER,
    -- 1: the person did not know yet that the station had given another time.
    crossed    INTEGER NOT NULL DEFAULT 0 CHECK (crossed IN (0, 1)),
    PRIMARY KEY (booking, version)
) STRICT, WITHOUT ROWID;

-- Of what was booked before, the beginning is known; the time first given only where it still holds.
INSERT INTO booking_event (booking, version, at, actor, kind, state, new_day, new_minute, choice_rank)
SELECT id, 1, received_at, 'person', 'made',
    CASE WHEN version = 1 THEN state ELSE 'confirmed' END,
    CASE WHEN version = 1 THEN day END,
    CASE WHEN version = 1 THEN minute END,
    CASE WHEN version = 1 THEN choice_rank END
FROM booking;
