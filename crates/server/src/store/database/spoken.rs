//! Bookings that were read out over the telephone, and how they find their other half: the same
//! action, sent by the caller's own phone. Whichever comes second finds the first by what was read
//! out of the action's id, by the mobile number, the station and the service, and makes nothing.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::booking::{BookingView, ValidBooking};
use model::civil::Timestamp;
use model::handover::SPOKEN_MEMORY;
use model::id::BookingId;
use sqlx::{AnyConnection, Row as _};

use super::bookings::{Create, grant};
use super::sequence::{Followable, Writing};
use super::writer::Operation;
use super::{actions, rows};
use crate::store::{Action, Answered, StoreError, Terms, sql};

/// Makes a booking that was read out, unless it is there already.
pub(super) struct Hear {
    pub(super) action: Action,
    pub(super) fingerprint: u16,
    pub(super) new: ValidBooking,
    pub(super) terms: Arc<dyn Terms>,
}

impl Operation for Hear {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.hear(db))
    }
}

impl Hear {
    async fn hear(&self, db: &mut Writing) -> Result<Answered<BookingView>, StoreError> {
        let Self {
            action,
            fingerprint,
            new,
            terms,
        } = self;
        let kind = "booking.spoken";
        if actions::was_done(db, action).await? {
            let goes_by = goes_by(db, new.booking).await?;
            return Ok(Answered::Again(rows::booking(db, goes_by).await?.view));
        }
        let print = fingerprint.to_be_bytes();
        if let Some(known) = other_half(db, print, new, action.at).await? {
            let view = rows::booking(db, known).await?.view;
            remember(db, new.booking, print, Some(known), action.at).await?;
            actions::remember(db, action, kind, new.booking.as_bytes()).await?;
            return Ok(Answered::Again(view));
        }
        let create = Create {
            action: *action,
            new: new.clone(),
            terms: Arc::clone(terms),
        };
        let made = create.make(db, kind).await?;
        remember(db, new.booking, print, None, action.at).await?;
        Ok(made)
    }
}

async fn remember(
    db: &mut AnyConnection,
    booking: BookingId,
    fingerprint: [u8; 2],
    became: Option<BookingId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(sql::SPOKEN_ADD)
        .bind(booking.as_bytes().as_slice())
        .bind(fingerprint.as_slice())
        .bind(became.map(|id| id.as_bytes().to_vec()))
        .bind(at.0)
        .execute(db)
        .await?;
    Ok(())
}

/// The id by which a booking goes that a receiver made or found.
async fn goes_by(db: &mut AnyConnection, id: BookingId) -> Result<BookingId, StoreError> {
    let row = sqlx::query(sql::SPOKEN_BECAME)
        .bind(id.as_bytes().as_slice())
        .fetch_optional(db)
        .await?;
    let became = row
        .map(|row| row.try_get::<Option<Vec<u8>>, _>(0))
        .transpose()?;
    became.flatten().map_or(Ok(id), |bytes| booking_id(&bytes))
}

fn booking_id(bytes: &[u8]) -> Result<BookingId, StoreError> {
    let bytes = bytes.try_into().ok();
    let id = bytes.and_then(|bytes| BookingId::from_bytes(bytes).ok());
    id.ok_or(StoreError::Corrupt("spoken.booking"))
}

/// How many bookings of the same number, station and service may come that are not the one that was read
/// out, before none is taken for it any more: two bytes are soon guessed otherwise, by anybody who knows
/// whom the booking is for.
const MOST_MISSES: i64 = 10;

/// The same booking, read out before or sent by the caller's own phone.
async fn other_half(
    db: &mut AnyConnection,
    fingerprint: [u8; 2],
    new: &ValidBooking,
    now: Timestamp,
) -> Result<Option<BookingId>, StoreError> {
    for statement in [sql::SPOKEN_BEFORE, sql::SPOKEN_SENT] {
        let found = matching(db, statement, fingerprint, new, now).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The booking that a statement finds for the same caller, station and service.
async fn matching(
    db: &mut AnyConnection,
    statement: &'static str,
    fingerprint: [u8; 2],
    new: &ValidBooking,
    now: Timestamp,
) -> Result<Option<BookingId>, StoreError> {
    let row = sqlx::query(statement)
        .bind(fingerprint.as_slice())
        .bind(now.0.saturating_sub(SPOKEN_MEMORY))
        .bind(new.mobile.digits())
        .bind(new.station.to_string())
        .bind(new.service.as_str())
        .fetch_optional(db)
        .await?;
    row.map(|row| booking_id(row.try_get(0)?)).transpose()
}

/// Where a phone's own booking comes after it was read out: the booking there gets the phone's id, so
/// that the phone finds it under its own, and the phone gets its right to it. `None`: it was not.
pub(super) async fn link(
    db: &mut Writing,
    action: &Action,
    new: &ValidBooking,
) -> Result<Option<BookingView>, StoreError> {
    let Some(old) = waiting(db, action, new).await? else {
        return Ok(None);
    };
    let id = new.booking.as_bytes().as_slice();
    let taken = sqlx::query(sql::BOOKING_EXISTS)
        .bind(id)
        .fetch_optional(&mut **db)
        .await?;
    if taken.is_some() {
        return Err(StoreError::ActionReused);
    }
    // Until the transaction ends: what hangs on a booking follows it statement by statement.
    let defer = db.database().defer_references();
    sqlx::query(defer).execute(&mut **db).await?;
    for statement in sql::BOOKING_RENAME {
        sqlx::query(statement)
            .bind(old.as_bytes().as_slice())
            .bind(id)
            .execute(&mut **db)
            .await?;
    }
    let seq = db.touch(Followable::Booking(new.booking));
    sqlx::query(sql::BOOKING_NUMBER)
        .bind(id)
        .bind(seq)
        .execute(&mut **db)
        .await?;
    grant(db, new.booking, action).await?;
    Ok(Some(rows::booking(db, new.booking).await?.view))
}

/// The booking read out of this very action that still waits for it. Where others wait for another
/// action, that one came is remembered.
async fn waiting(
    db: &mut Writing,
    action: &Action,
    new: &ValidBooking,
) -> Result<Option<BookingId>, StoreError> {
    let rows = sqlx::query(sql::SPOKEN_WAITING)
        .bind(MOST_MISSES)
        .bind(action.at.0.saturating_sub(SPOKEN_MEMORY))
        .bind(new.mobile.digits())
        .bind(new.station.to_string())
        .bind(new.service.as_str())
        .fetch_all(&mut **db)
        .await?;
    let [.., high, low] = *action.id.as_bytes();
    let mut missed = Vec::new();
    for row in &rows {
        let id: Vec<u8> = row.try_get(0)?;
        let fingerprint: Vec<u8> = row.try_get(1)?;
        if fingerprint == [high, low] {
            return booking_id(&id).map(Some);
        }
        missed.push(id);
    }
    for id in missed {
        sqlx::query(sql::SPOKEN_MISSED)
            .bind(id)
            .execute(&mut **db)
            .await?;
    }
    Ok(None)
}

/// Forgets what was read out before `before`.
pub(super) async fn prune(db: &mut AnyConnection, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query(sql::SPOKEN_PRUNE)
        .bind(before.0)
        .execute(db)
        .await?;
    Ok(())
}
