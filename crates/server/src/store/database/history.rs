//! What became of bookings: one event for each version, written with its effect.

use model::booking::{BookingState, BookingView};
use model::civil::{Date, Timestamp};
use model::conflict::Unseen;
use model::division::DivisionCode;
use model::history::{BookingEvent, By, EventKind, MAX_EVENTS, push};
use model::id::BookingId;
use model::slot::SlotStart;
use model::workbench::Outcome;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::rows::{BookingRow, known, number, parsed};
use super::sequence::{Followable, Writing};
use super::stations::to_json;
use crate::store::{StoreError, sql};

/// What is done to a booking: to be written with [`write()`].
pub(super) struct Deed {
    /// When.
    pub(super) at: Timestamp,
    /// Whose staff do it; `None`: the person.
    pub(super) station: Option<DivisionCode>,
    /// What.
    pub(super) kind: EventKind,
    /// The person did not know yet that the station had given another time.
    pub(super) crossed: bool,
}

/// The first event of a booking that has just been written, by the staff of `station` or by the person.
pub(super) async fn made(
    db: &mut Writing,
    view: &mut BookingView,
    station: Option<DivisionCode>,
) -> Result<(), StoreError> {
    let event = BookingEvent {
        version: view.version,
        at: view.received_at,
        by: station.map_or(By::Person, |_| By::Station),
        station,
        kind: EventKind::Made,
        state: view.state,
        from: None,
        to: Some(view.slot),
        rank: station.is_none().then_some(view.rank),
        crossed: false,
    };
    add(db, view.booking, &event).await?;
    push(&mut view.history, event);
    Ok(())
}

/// Makes `row` what it is after `deed`, one version later, and remembers that. `before`: the time that
/// it had.
pub(super) async fn write(
    db: &mut Writing,
    row: &mut BookingRow,
    before: SlotStart,
    deed: Deed,
) -> Result<(), StoreError> {
    let Deed {
        at,
        station,
        kind,
        crossed,
    } = deed;
    let view = &mut row.view;
    view.version = view.version.saturating_add(1);
    view.updated_at = at;
    if station.is_some() && kind != EventKind::Opened {
        (view.handled_at, view.handled_by) = (Some(at), station);
    }
    let by = station.map_or(By::Person, |_| By::Station);
    let other_time = kind == EventKind::Changed;
    let event = BookingEvent {
        version: view.version,
        at,
        by,
        station,
        kind,
        state: view.state,
        from: other_time.then_some(before),
        to: other_time.then_some(view.slot),
        rank: (other_time && by == By::Person).then_some(view.rank),
        crossed,
    };
    change(db, row).await?;
    add(db, row.view.booking, &event).await?;
    push(&mut row.view.history, event);
    Ok(())
}

/// Ends a booking in `state`, by whoever does it.
pub(super) fn end(row: &mut BookingRow, state: BookingState, by: By) {
    row.view.state = state;
    row.view.ended_by = Some(by);
}

async fn change(db: &mut Writing, row: &BookingRow) -> Result<(), StoreError> {
    let view = &row.view;
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let seq = db.touch(Followable::Booking(view.booking));
    sqlx::query(sql::BOOKING_CHANGE)
        .bind(view.booking.as_bytes().as_slice())
        .bind(view.slot.date.to_iso())
        .bind(i64::from(view.slot.minute))
        .bind(i64::from(view.duration))
        .bind(i64::from(view.rank))
        .bind(to_json(&view.passed_over)?)
        .bind(view.state.as_str())
        .bind(i64::from(view.version))
        .bind(view.updated_at.0)
        .bind(view.opened_at.map(|at| at.0))
        .bind(said(&view.message))
        .bind(view.ended_by.map(By::as_str))
        .bind(said(&view.reason))
        .bind(view.handled_at.map(|at| at.0))
        .bind(view.handled_by.map(|code| code.to_string()))
        .bind(row.arrived_at.map(|at| at.0))
        .bind(seq)
        .bind(view.outcome.map(Outcome::as_str))
        .execute(&mut **db)
        .await?;
    Ok(())
}

async fn add(db: &mut Writing, booking: BookingId, event: &BookingEvent) -> Result<(), StoreError> {
    let day = |slot: Option<SlotStart>| slot.map(|slot| slot.date.to_iso());
    let minute = |slot: Option<SlotStart>| slot.map(|slot| i64::from(slot.minute));
    sqlx::query(sql::EVENT_ADD)
        .bind(booking.as_bytes().as_slice())
        .bind(i64::from(event.version))
        .bind(event.at.0)
        .bind(event.by.as_str())
        .bind(event.station.map(|code| code.to_string()))
        .bind(event.kind.as_str())
        .bind(event.state.as_str())
        .bind(day(event.from))
        .bind(minute(event.from))
        .bind(day(event.to))
        .bind(minute(event.to))
        .bind(event.rank.map(i64::from))
        .bind(i64::from(event.crossed))
        .execute(&mut **db)
        .await?;
    Ok(())
}

/// The last events of a booking, in their order.
pub(super) async fn last(
    db: &mut AnyConnection,
    booking: BookingId,
) -> Result<Vec<BookingEvent>, StoreError> {
    let rows = sqlx::query(sql::EVENTS)
        .bind(booking.as_bytes().as_slice())
        .bind(i64::try_from(MAX_EVENTS).unwrap_or(i64::MAX))
        .fetch_all(db)
        .await?;
    rows.iter().rev().map(event).collect()
}

fn event(row: &AnyRow) -> Result<BookingEvent, StoreError> {
    let rank: Option<i64> = row.try_get(10)?;
    let rank = rank.map(|rank| {
        u8::try_from(rank).map_err(|_| StoreError::Corrupt("booking_event.choice_rank"))
    });
    Ok(BookingEvent {
        version: number(row, 0, "booking_event.version")?,
        at: Timestamp(row.try_get(1)?),
        by: parsed(row, 2, "booking_event.actor", By::parse)?,
        station: known(row, 3, "booking_event.station", |t| {
            DivisionCode::parse(t).ok()
        })?,
        kind: parsed(row, 4, "booking_event.kind", EventKind::parse)?,
        state: parsed(row, 5, "booking_event.state", BookingState::parse)?,
        from: slot(row, 6)?,
        to: slot(row, 8)?,
        rank: rank.transpose()?,
        crossed: row.try_get::<i64, _>(11)? != 0,
    })
}

fn slot(row: &AnyRow, index: usize) -> Result<Option<SlotStart>, StoreError> {
    let Some(date) = known(row, index, "booking_event.day", Date::parse)? else {
        return Ok(None);
    };
    let minute = number(row, index + 1, "booking_event.minute")?;
    Ok(Some(SlotStart { date, minute }))
}

/// What has happened to a booking after version `base`.
pub(super) async fn since(
    db: &mut AnyConnection,
    booking: BookingId,
    base: u32,
) -> Result<Vec<Unseen>, StoreError> {
    let rows = sqlx::query(sql::EVENTS_SINCE)
        .bind(booking.as_bytes().as_slice())
        .bind(i64::from(base))
        .fetch_all(db)
        .await?;
    let unseen = |row: &AnyRow| -> Result<Unseen, StoreError> {
        Ok(Unseen {
            by: parsed(row, 0, "booking_event.actor", By::parse)?,
            kind: parsed(row, 1, "booking_event.kind", EventKind::parse)?,
        })
    };
    rows.iter().map(unseen).collect()
}
