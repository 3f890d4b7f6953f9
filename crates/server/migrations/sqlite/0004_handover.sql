-- Actions that leave a phone without a network, and bookings read out over the telephone.

-- The key with which the device of a grant signs what others hand over for it; NULL until it is learnt
-- from the device's next ordinary request.
ALTER TABLE booking_secret ADD COLUMN verifying_key BLOB CHECK (length(verifying_key) = 32);
ALTER TABLE volunteer_secret ADD COLUMN verifying_key BLOB CHECK (length(verifying_key) = 32);

-- Bookings that somebody read out, by the id that the receiver made for them.
CREATE TABLE spoken (
    booking     BLOB PRIMARY KEY NOT NULL CHECK (length(booking) = 16),
    -- What was read out of the id of the caller's own action: its last two bytes.
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 2),
    -- The id by which the booking goes: the caller's own once that has come; NULL while it is the
    -- receiver's.
    became      BLOB CHECK (length(became) = 16),
    heard_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spoken_by_fingerprint ON spoken (fingerprint);

-- Finds a caller's own booking by what was read out of its action.
CREATE INDEX action_by_fingerprint ON action (substr(id, 15)) WHERE kind = 'booking.create';
