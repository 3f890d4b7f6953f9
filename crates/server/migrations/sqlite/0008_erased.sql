-- What its author wanted erased before it came, and guesses at a booking that was read out.

-- An erasure that found nothing: its booking or registration may still be on its way, in somebody else's
-- hands. Whoever brings it later is refused, for as long as actions are remembered.
CREATE TABLE erased (
    entity      BLOB    NOT NULL CHECK (length(entity) = 16),
    secret_hash BLOB    NOT NULL CHECK (length(secret_hash) = 32),
    erased_at   INTEGER NOT NULL,
    PRIMARY KEY (entity, secret_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX erased_by_time ON erased (erased_at);

-- How often a phone sent a booking of the same number, station and service that was not the one read
-- out: after some, none is taken for it any more, so that two bytes cannot be guessed.
ALTER TABLE spoken ADD COLUMN misses INTEGER NOT NULL DEFAULT 0 CHECK (misses >= 0);
