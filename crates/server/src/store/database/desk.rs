//! What staff see of a station's bookings: a day, one by one, searched for.

use std::sync::Arc;

use model::civil::Timestamp;
use model::division::DivisionCode;
use model::id::BookingId;
use model::permissions::Granted;
use model::permissions::permission::{AddBooking, OpenRecord, SeeBookings, UnmaskNumber};
use model::person::Note;
use model::workbench::entry::ValidEntry;
use model::workbench::sought::Sought;
use model::workbench::{BookingRecord, BookingRow};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::{SqlStore, entries, rows, staff};
use crate::store::desk::{DayAsked, DeskStore, Entered};
use crate::store::{Action, Answer, Answered, StationAction, StoreError, desk_sql as sql};

impl DeskStore for SqlStore {
    fn station_booking(&self, by: Granted<SeeBookings>, id: BookingId) -> Answer<'_, BookingRow> {
        Box::pin(async move {
            // Of one moment: the booking and what became of it.
            let mut db = self.moment().await?;
            let found = rows::booking_of_station(&mut db, id, by.division()).await;
            db.rollback().await?;
            Ok(found?.listed())
        })
    }

    fn day(&self, by: Granted<SeeBookings>, asked: DayAsked) -> Answer<'_, Vec<BookingRow>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            day(&mut db, by.division(), asked).await
        })
    }

    fn find(
        &self,
        by: Granted<SeeBookings>,
        sought: Sought,
        limit: u16,
    ) -> Answer<'_, Vec<BookingRow>> {
        Box::pin(async move {
            let mut db = self.moment().await?;
            let found = find(&mut db, by.division(), sought, limit).await;
            db.rollback().await?;
            found
        })
    }

    fn mark_opened(
        &self,
        by: Granted<OpenRecord>,
        id: BookingId,
        why: Note,
        at: Timestamp,
    ) -> Answer<'_, BookingRecord> {
        self.submit(staff::Open { by, id, why, at })
    }

    fn whole_number(
        &self,
        by: Granted<UnmaskNumber>,
        id: BookingId,
        at: Timestamp,
    ) -> Answer<'_, String> {
        self.submit(staff::Unmask { by, id, at })
    }

    fn station_change(&self, change: StationAction) -> Answer<'_, Answered<BookingRecord>> {
        self.submit(staff::Work {
            change,
            terms: Arc::clone(&self.terms),
        })
    }

    fn enter(
        &self,
        by: Granted<AddBooking>,
        action: Action,
        entry: ValidEntry,
    ) -> Answer<'_, Entered> {
        self.submit(entries::Enter {
            by,
            action,
            entry,
            terms: Arc::clone(&self.terms),
        })
    }
}

/// Rows for a list.
pub(super) fn listed(rows: &[AnyRow]) -> Result<Vec<BookingRow>, StoreError> {
    let listed = |row| Ok(rows::booking_row(row)?.listed());
    rows.iter().map(listed).collect()
}

async fn day(
    db: &mut AnyConnection,
    station: DivisionCode,
    asked: DayAsked,
) -> Result<Vec<BookingRow>, StoreError> {
    let (minute, way, id) = match asked.after {
        Some(place) => (
            i64::from(place.minute),
            place.way.as_str(),
            place.booking.as_bytes().to_vec(),
        ),
        None => (-1, "", Vec::new()),
    };
    let rows = sqlx::query(sql::DAY)
        .bind(station.to_string())
        .bind(asked.day.to_iso())
        .bind(minute)
        .bind(way)
        .bind(id)
        .bind(i64::from(asked.limit))
        .fetch_all(db)
        .await?;
    listed(&rows)
}

async fn find(
    db: &mut AnyConnection,
    scope: DivisionCode,
    sought: Sought,
    limit: u16,
) -> Result<Vec<BookingRow>, StoreError> {
    let from = scope.to_string();
    // `:` comes after the digits, so that all codes that begin so lie between.
    let to = format!("{from}:");
    let query = |statement| {
        let query = sqlx::query(statement).bind(from).bind(to);
        query.bind(i64::from(limit))
    };
    let query = match sought {
        Sought::Reference(reference) => {
            let row = rows::booking_by_reference(db, reference).await?;
            let row = row.filter(|row| scope.contains(row.view.station));
            return Ok(row.iter().map(rows::BookingRow::listed).collect());
        }
        Sought::Mobile(mobile) => query(sql::BY_MOBILE).bind(mobile.digits()),
        Sought::Name(name) => {
            let first = name.as_str().to_owned();
            // The last of all characters: whatever goes on after the beginning comes before it.
            let last = format!("{first}\u{10ffff}");
            query(sql::BY_NAME).bind(first).bind(last)
        }
    };
    listed(&query.fetch_all(db).await?)
}
