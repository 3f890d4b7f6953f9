//! Rows read back as domain types. A value that cannot be read is reported by its column, never
//! guessed.

use model::booking::{BookingState, BookingView, ServiceSlug};
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::history::By;
use model::id::{BookingId, VolunteerId};
use model::person::OnBehalf;
use model::reference::Reference;
use model::slot::{SlotStart, Way};
use model::volunteer::{
    CommunityRole, FreeTime, Skill, VolunteerForm, VolunteerState, VolunteerView,
};
use model::workbench::{BookingRecord, BookingRow as Listed, Channel, Outcome};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::history;
use crate::store::desk::{mask, masked};
use crate::store::{SecretHash, StoreError, sql};

/// A booking as its owner sees it, and what else is known of it.
pub(super) struct BookingRow {
    pub(super) view: BookingView,
    /// Whose slot it holds.
    pub(super) lane: String,
    /// When staff saw the person come.
    pub(super) arrived_at: Option<Timestamp>,
    /// Whether what it says about the person is wiped.
    pub(super) erased: bool,
    /// How it came.
    pub(super) channel: Channel,
}

impl BookingRow {
    /// The booking as staff see it who opened it.
    pub(super) fn record(self) -> BookingRecord {
        BookingRecord {
            channel: self.channel,
            arrived_at: self.arrived_at,
            outcome: self.view.outcome,
            booking: masked(self.view),
        }
    }

    /// The booking as it stands in a list.
    pub(super) fn listed(&self) -> Listed {
        let view = &self.view;
        Listed {
            booking: view.booking,
            reference: view.reference,
            station: view.station,
            service: view.service.clone(),
            way: view.way,
            slot: view.slot,
            duration: view.duration,
            state: view.state,
            declined: view.is_declined(),
            on_behalf: view.on_behalf,
            name: view.name.clone(),
            mobile: mask(&view.mobile),
            channel: self.channel,
            has_note: !view.note.is_empty(),
            opened_at: view.opened_at,
            arrived_at: self.arrived_at,
            outcome: view.outcome,
            version: view.version,
        }
    }
}

/// A registration without what was ticked.
struct VolunteerRow {
    view: VolunteerView,
}

pub(super) fn number<T: TryFrom<i64>>(
    row: &AnyRow,
    index: usize,
    column: &'static str,
) -> Result<T, StoreError> {
    T::try_from(row.try_get::<i64, _>(index)?).map_err(|_| StoreError::Corrupt(column))
}

pub(super) fn parsed<T>(
    row: &AnyRow,
    index: usize,
    column: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StoreError> {
    let text: &str = row.try_get(index)?;
    parse(text).ok_or(StoreError::Corrupt(column))
}

fn id_bytes(row: &AnyRow, index: usize) -> Result<[u8; 16], StoreError> {
    let bytes: &[u8] = row.try_get(index)?;
    bytes.try_into().map_err(|_| StoreError::Corrupt("id"))
}

/// The name stored for whom a booking is.
pub(super) fn on_behalf_key(on_behalf: OnBehalf) -> &'static str {
    match on_behalf {
        OnBehalf::Myself => "myself",
        OnBehalf::OtherWithConsent => "other_with_consent",
    }
}

fn on_behalf(text: &str) -> Option<OnBehalf> {
    [OnBehalf::Myself, OnBehalf::OtherWithConsent]
        .into_iter()
        .find(|known| on_behalf_key(*known) == text)
}

/// A booking without what became of it.
pub(super) fn booking_row(row: &AnyRow) -> Result<BookingRow, StoreError> {
    let view = BookingView {
        booking: BookingId::from_bytes(id_bytes(row, 0)?)
            .map_err(|_| StoreError::Corrupt("booking.id"))?,
        reference: parsed(row, 1, "booking.reference", |t| Reference::parse(t).ok())?,
        station: parsed(row, 2, "booking.station", |t| DivisionCode::parse(t).ok())?,
        service: parsed(row, 3, "booking.service", ServiceSlug::parse)?,
        way: parsed(row, 4, "booking.way", Way::parse)?,
        slot: SlotStart {
            date: parsed(row, 6, "booking.day", Date::parse)?,
            minute: number(row, 7, "booking.minute")?,
        },
        duration: number(row, 8, "booking.duration")?,
        rank: number(row, 9, "booking.choice_rank")?,
        passed_over: parsed(row, 10, "booking.passed_over", |t| {
            serde_json::from_str(t).ok()
        })?,
        state: parsed(row, 11, "booking.state", BookingState::parse)?,
        on_behalf: parsed(row, 12, "booking.on_behalf", on_behalf)?,
        name: row.try_get(13)?,
        mobile: row.try_get(14)?,
        note: row.try_get(15)?,
        version: number(row, 17, "booking.version")?,
        received_at: Timestamp(row.try_get(18)?),
        updated_at: Timestamp(row.try_get(19)?),
        opened_at: moment(row, 20)?,
        message: row.try_get::<Option<String>, _>(21)?.unwrap_or_default(),
        ended_by: known(row, 22, "booking.ended_by", By::parse)?,
        reason: row.try_get::<Option<String>, _>(23)?.unwrap_or_default(),
        handled_at: moment(row, 24)?,
        handled_by: known(row, 25, "booking.handled_by", |t| {
            DivisionCode::parse(t).ok()
        })?,
        outcome: known(row, 29, "booking.outcome", Outcome::parse)?,
        history: Vec::new(),
    };
    Ok(BookingRow {
        view,
        lane: row.try_get(5)?,
        arrived_at: moment(row, 26)?,
        erased: moment(row, 27)?.is_some(),
        channel: parsed(row, 28, "booking.channel", Channel::parse)?,
    })
}

/// A moment that may be missing.
pub(super) fn moment(row: &AnyRow, index: usize) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(index)?.map(Timestamp))
}

/// A value that may be missing, but not unreadable.
pub(super) fn known<T>(
    row: &AnyRow,
    index: usize,
    column: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let text: Option<&str> = row.try_get(index)?;
    text.map(|text| parse(text).ok_or(StoreError::Corrupt(column)))
        .transpose()
}

/// The booking with what became of it.
async fn with_history(db: &mut AnyConnection, row: &AnyRow) -> Result<BookingRow, StoreError> {
    let mut row = booking_row(row)?;
    row.view.history = history::last(db, row.view.booking).await?;
    Ok(row)
}

/// The booking as staff of a station see it. Reads two tables: call it inside of a transaction.
/// Errors: `NotFound` if there is none at that station or below it.
pub(super) async fn booking_of_station(
    db: &mut AnyConnection,
    id: BookingId,
    station: DivisionCode,
) -> Result<BookingRow, StoreError> {
    let row = booking(db, id).await?;
    if station.contains(row.view.station) {
        Ok(row)
    } else {
        Err(StoreError::NotFound)
    }
}

/// The booking, if the device has the right to it. Errors: `NotFound` otherwise. One that was read out
/// is found by the receiver's id too; the answer has the id by which it goes.
/// Reads two tables: call it inside of a transaction.
pub(super) async fn booking_of_device(
    db: &mut AnyConnection,
    id: BookingId,
    secret: SecretHash,
) -> Result<BookingRow, StoreError> {
    for statement in [sql::BOOKING_OF_DEVICE, sql::BOOKING_OF_RECEIVER] {
        let row = sqlx::query(statement)
            .bind(id.as_bytes().as_slice())
            .bind(secret.0.as_slice())
            .fetch_optional(&mut *db)
            .await?;
        if let Some(row) = row {
            return with_history(db, &row).await;
        }
    }
    Err(StoreError::NotFound)
}

/// A booking, whoever asks. Errors: `NotFound`.
pub(super) async fn booking(
    db: &mut AnyConnection,
    id: BookingId,
) -> Result<BookingRow, StoreError> {
    let row = sqlx::query(sql::BOOKING)
        .bind(id.as_bytes().as_slice())
        .fetch_optional(&mut *db)
        .await?;
    with_history(db, &row.ok_or(StoreError::NotFound)?).await
}

/// The booking and its number, if it changed after `since` and the device has the right to it.
/// Reads two tables: call it inside of a transaction.
pub(super) async fn booking_news(
    db: &mut AnyConnection,
    id: BookingId,
    secret: SecretHash,
    since: i64,
) -> Result<Option<(i64, BookingView)>, StoreError> {
    let row = sqlx::query(sql::BOOKING_NEWS)
        .bind(id.as_bytes().as_slice())
        .bind(secret.0.as_slice())
        .bind(since)
        .fetch_optional(&mut *db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let view = with_history(db, &row).await?.view;
    Ok(Some((row.try_get("seq")?, view)))
}

/// The booking of a reference, whoever asks; as above.
pub(super) async fn booking_by_reference(
    db: &mut AnyConnection,
    reference: Reference,
) -> Result<Option<BookingRow>, StoreError> {
    let row = sqlx::query(sql::BOOKING_BY_REFERENCE)
        .bind(reference.digits())
        .fetch_optional(&mut *db)
        .await?;
    match row {
        Some(row) => Ok(Some(with_history(db, &row).await?)),
        None => Ok(None),
    }
}

fn volunteer_row(row: &AnyRow) -> Result<VolunteerRow, StoreError> {
    let form = VolunteerForm {
        division: parsed(row, 2, "volunteer.division", |t| {
            DivisionCode::parse(t).ok()
        })?,
        skills: Vec::new(),
        roles: Vec::new(),
        free_times: Vec::new(),
        name: row.try_get(3)?,
        mobile: row.try_get(4)?,
        note: row.try_get(5)?,
        consent: number(row, 6, "volunteer.consent")?,
    };
    let view = VolunteerView {
        volunteer: VolunteerId::from_bytes(id_bytes(row, 0)?)
            .map_err(|_| StoreError::Corrupt("volunteer.id"))?,
        reference: parsed(row, 1, "volunteer.reference", |t| Reference::parse(t).ok())?,
        form,
        state: parsed(row, 7, "volunteer.state", VolunteerState::parse)?,
        version: number(row, 8, "volunteer.version")?,
        received_at: Timestamp(row.try_get(9)?),
        updated_at: Timestamp(row.try_get(10)?),
    };
    Ok(VolunteerRow { view })
}

/// The registration, if the device has the right to it. Reads two tables: call it inside of a
/// transaction. Errors: `NotFound` otherwise.
pub(super) async fn volunteer_of_device(
    db: &mut AnyConnection,
    id: VolunteerId,
    secret: SecretHash,
) -> Result<VolunteerView, StoreError> {
    let row = sqlx::query(sql::VOLUNTEER_OF_DEVICE)
        .bind(id.as_bytes().as_slice())
        .bind(secret.0.as_slice())
        .fetch_optional(&mut *db)
        .await?;
    with_ticks(db, volunteer_row(&row.ok_or(StoreError::NotFound)?)?).await
}

/// The registration and its number, if it changed after `since` and the device has the right to it.
/// Reads two tables: call it inside of a transaction.
pub(super) async fn volunteer_news(
    db: &mut AnyConnection,
    id: VolunteerId,
    secret: SecretHash,
    since: i64,
) -> Result<Option<(i64, VolunteerView)>, StoreError> {
    let row = sqlx::query(sql::VOLUNTEER_NEWS)
        .bind(id.as_bytes().as_slice())
        .bind(secret.0.as_slice())
        .bind(since)
        .fetch_optional(&mut *db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let view = with_ticks(db, volunteer_row(&row)?).await?;
    Ok(Some((row.try_get("seq")?, view)))
}

async fn with_ticks(
    db: &mut AnyConnection,
    VolunteerRow { mut view }: VolunteerRow,
) -> Result<VolunteerView, StoreError> {
    let ticks = sqlx::query(sql::TICKS)
        .bind(view.volunteer.as_bytes().as_slice())
        .fetch_all(&mut *db)
        .await?;
    for tick in &ticks {
        add_tick(&mut view.form, tick.try_get(0)?, tick.try_get(1)?)?;
    }
    view.form.skills.sort();
    view.form.roles.sort();
    view.form.free_times.sort();
    Ok(view)
}

fn add_tick(form: &mut VolunteerForm, kind: &str, value: &str) -> Result<(), StoreError> {
    let known = match kind {
        "skill" => push(&mut form.skills, Skill::ALL, Skill::as_str, value),
        "role" => push(
            &mut form.roles,
            CommunityRole::ALL,
            CommunityRole::as_str,
            value,
        ),
        "free_time" => push(&mut form.free_times, FreeTime::ALL, FreeTime::as_str, value),
        _ => false,
    };
    if known {
        Ok(())
    } else {
        Err(StoreError::Corrupt("volunteer_tick.value"))
    }
}

fn push<T: Copy>(list: &mut Vec<T>, all: &[T], key: fn(T) -> &'static str, value: &str) -> bool {
    let found = all.iter().copied().find(|known| key(*known) == value);
    list.extend(found);
    found.is_some()
}
