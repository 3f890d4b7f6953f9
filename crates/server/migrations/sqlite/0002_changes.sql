-- What has changed, and since when: every transaction that changes something followed takes the next
-- number of one rising sequence, and every row changed in it carries that number. The last number given
-- out is `head` in `meta`, written in the same transaction; it never goes back, whatever is deleted.

ALTER TABLE slot ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE volunteer ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE station ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;

-- What has changed at a station since a number. From now on the row of a slot stays when its last place
-- is freed (`taken` 0), so that this can be told; it goes once its day is past.
CREATE INDEX slot_by_seq ON slot (station, seq);

-- Notices to those of a division and everything below it.
CREATE TABLE notice (
    id       TEXT PRIMARY KEY NOT NULL,
    scope    TEXT    NOT NULL,
    from_day TEXT    NOT NULL,
    to_day   TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    -- When it was taken back; title and body are wiped then. The row stays for a while to tell it.
    gone_at  INTEGER
) STRICT;

CREATE INDEX notice_by_seq ON notice (scope, seq);

-- Names this store, so that a cursor of another (or of this one before it was restored) is known as such.
INSERT INTO meta (name, value) VALUES ('store_id', lower(hex(randomblob(4))));
INSERT INTO meta (name, value) VALUES ('head', '0');
-- Notices up to this number may have been forgotten altogether.
INSERT INTO meta (name, value) VALUES ('notice_floor', '0');
