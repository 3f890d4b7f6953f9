-- The station's day: how bookings came, what serving led to, and how staff find them. The same as for SQLite.

ALTER TABLE booking ADD COLUMN channel TEXT NOT NULL DEFAULT 'app'
    CHECK (channel IN ('app', 'walk_in', 'telephone', 'paper'));
ALTER TABLE booking ADD COLUMN outcome TEXT
    CHECK (outcome IN ('done', 'passed_up', 'papers_missing', 'answered'));

-- Compared byte by byte, as SQLite does.
ALTER TABLE booking
    ALTER COLUMN way TYPE TEXT COLLATE "C",
    ALTER COLUMN name TYPE TEXT COLLATE "C",
    ALTER COLUMN mobile TYPE TEXT COLLATE "C";

DROP INDEX booking_by_station_day;
CREATE INDEX booking_by_station_time ON booking (station, day, minute, way, id);

CREATE INDEX booking_by_mobile ON booking (mobile, station, day, minute, id) WHERE mobile <> '';
CREATE INDEX booking_by_name ON booking (name, station, day, minute, id) WHERE name <> '';
