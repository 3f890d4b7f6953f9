-- The station's day: how bookings came, what serving led to, and how staff find them.

-- By the person's own device, or entered by staff. `walk_in` and `paper` hold no place of their slot.
-- `consent` is 0 for what staff entered: the person told them, and ticked no notice.
ALTER TABLE booking ADD COLUMN channel TEXT NOT NULL DEFAULT 'app'
    CHECK (channel IN ('app', 'walk_in', 'telephone', 'paper'));
-- What serving led to; NULL until somebody says so.
ALTER TABLE booking ADD COLUMN outcome TEXT
    CHECK (outcome IN ('done', 'passed_up', 'papers_missing', 'answered'));

-- A day's list of a station in its order; stands for the index of the first shape.
DROP INDEX booking_by_station_day;
CREATE INDEX booking_by_station_time ON booking (station, day, minute, way, id);

-- Searches. The columns behind the first say where and when, so that only the rows shown are read.
CREATE INDEX booking_by_mobile ON booking (mobile, station, day, minute, id) WHERE mobile <> '';
CREATE INDEX booking_by_name ON booking (name, station, day, minute, id) WHERE name <> '';
