-- What its author wanted erased before it came, and guesses at a booking that was read out. The same as
-- for SQLite.

CREATE TABLE erased (
    entity      BYTEA  NOT NULL CHECK (length(entity) = 16),
    secret_hash BYTEA  NOT NULL CHECK (length(secret_hash) = 32),
    erased_at   BIGINT NOT NULL,
    PRIMARY KEY (entity, secret_hash)
);

CREATE INDEX erased_by_time ON erased (erased_at);

ALTER TABLE spoken ADD COLUMN misses BIGINT NOT NULL DEFAULT 0 CHECK (misses >= 0);
