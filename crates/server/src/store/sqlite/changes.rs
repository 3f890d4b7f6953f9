//! What may become of a booking: other times, cancelled, wiped.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::booking::{BookingState, BookingView, Wish};
use model::civil::Timestamp;
use model::id::BookingId;
use model::settle::{Settlement, Settling};
use model::slot::Offer;

use super::rows::BookingRow;
use super::sequence::{Followable, Writing};
use super::stations::{Place, free, published, take, to_json};
use super::writer::Operation;
use super::{actions, rows};
use crate::store::{Action, Answered, StoreError, Terms, sql};

/// Whether the slot has begun, so that what was agreed cannot be changed any more.
fn is_past(view: &BookingView, now: Timestamp) -> bool {
    view.slot.timestamp() <= now
}

fn place(row: &BookingRow) -> Place<'_> {
    Place {
        station: row.view.station,
        lane: &row.lane,
        slot: row.view.slot,
    }
}

/// Settles other times for the same booking.
pub(super) struct Move {
    pub(super) action: Action,
    pub(super) id: BookingId,
    pub(super) wish: Wish,
    pub(super) terms: Arc<dyn Terms>,
}

impl Operation for Move {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.change(db))
    }
}

impl Move {
    async fn change(&self, db: &mut Writing) -> Result<Answered<BookingView>, StoreError> {
        let row = rows::booking_of_device(db, self.id, self.action.secret).await?;
        if actions::was_done(db, &self.action).await? {
            return Ok(Answered::Again(row.view));
        }
        if !row.view.state.is_open() || is_past(&row.view, self.action.at) {
            return Err(StoreError::NotChangeable);
        }
        let (kind, id) = ("booking.change", self.id.as_bytes());
        let settled = self.settle(db, &row).await;
        let (offer, settlement) =
            actions::remember_refusal(db, &self.action, kind, id, settled).await?;
        if settlement.slot != row.view.slot {
            free(db, place(&row)).await?;
        }
        let view = self.store(db, row.view, offer, settlement).await?;
        actions::remember(db, &self.action, kind, id).await?;
        Ok(Answered::First(view))
    }

    /// The place held counts as free for its holder, even when the slot is full.
    async fn settle(
        &self,
        db: &mut Writing,
        row: &BookingRow,
    ) -> Result<(Offer, Settlement), StoreError> {
        let held = &row.view;
        let published = published(db, held.station).await?;
        let default = self.terms.offer(held.station, &held.service, held.way);
        let offer = published.offer(&row.lane, default.ok_or(StoreError::NotChangeable)?);
        let table = published.timetable(self.terms.holidays(), offer);
        let mut settling = Settling::new(&self.wish, &table, self.action.at);
        while let Some(candidate) = settling.next() {
            let wanted = Place {
                slot: candidate.slot,
                ..place(row)
            };
            if candidate.slot == held.slot || take(db, wanted, candidate.places).await? {
                return Ok((offer, settling.won(candidate)));
            }
            settling.full(candidate);
        }
        Err(StoreError::NoPlace(settling.lost()))
    }

    async fn store(
        &self,
        db: &mut Writing,
        held: BookingView,
        offer: Offer,
        settlement: Settlement,
    ) -> Result<BookingView, StoreError> {
        let view = BookingView {
            slot: settlement.slot,
            duration: offer.duration,
            rank: settlement.rank,
            state: settlement.state(),
            passed_over: settlement.passed_over,
            version: held.version.saturating_add(1),
            updated_at: self.action.at,
            ..held
        };
        let seq = db.touch(Followable::Booking(view.booking));
        sqlx::query(sql::BOOKING_MOVE)
            .bind(view.booking.as_bytes().as_slice())
            .bind(view.slot.date.to_iso())
            .bind(i64::from(view.slot.minute))
            .bind(i64::from(view.duration))
            .bind(i64::from(view.rank))
            .bind(to_json(&view.passed_over)?)
            .bind(view.state.as_str())
            .bind(i64::from(view.version))
            .bind(view.updated_at.0)
            .bind(seq)
            .execute(&mut **db)
            .await?;
        Ok(view)
    }
}

/// Frees the place and ends the booking.
async fn end(db: &mut Writing, row: &mut BookingRow, now: Timestamp) -> Result<(), StoreError> {
    free(db, place(row)).await?;
    row.view.state = BookingState::Cancelled;
    row.view.version = row.view.version.saturating_add(1);
    row.view.updated_at = now;
    let seq = db.touch(Followable::Booking(row.view.booking));
    sqlx::query(sql::BOOKING_END)
        .bind(row.view.booking.as_bytes().as_slice())
        .bind(row.view.state.as_str())
        .bind(i64::from(row.view.version))
        .bind(now.0)
        .bind(seq)
        .execute(&mut **db)
        .await?;
    Ok(())
}

/// Cancels a booking.
pub(super) struct Cancel {
    pub(super) action: Action,
    pub(super) id: BookingId,
}

impl Operation for Cancel {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let mut row = rows::booking_of_device(db, self.id, self.action.secret).await?;
            if actions::was_done(db, &self.action).await? {
                return Ok(Answered::Again(row.view));
            }
            let open = row.view.state.is_open();
            if open && !is_past(&row.view, self.action.at) {
                end(db, &mut row, self.action.at).await?;
            } else if row.view.state != BookingState::Cancelled {
                return Err(StoreError::NotChangeable);
            }
            actions::remember(db, &self.action, "booking.cancel", self.id.as_bytes()).await?;
            Ok(Answered::First(row.view))
        })
    }
}

/// Wipes what a booking says about a person.
pub(super) struct Erase {
    pub(super) action: Action,
    pub(super) id: BookingId,
}

impl Operation for Erase {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let mut row = rows::booking_of_device(db, self.id, self.action.secret).await?;
            if actions::was_done(db, &self.action).await? {
                return Ok(Answered::Again(row.view));
            }
            if row.view.state.is_open() && !is_past(&row.view, self.action.at) {
                end(db, &mut row, self.action.at).await?;
            }
            let seq = db.touch(Followable::Booking(self.id));
            sqlx::query(sql::BOOKING_WIPE)
                .bind(row.view.booking.as_bytes().as_slice())
                .bind(self.action.at.0)
                .bind(seq)
                .execute(&mut **db)
                .await?;
            for part in [&mut row.view.name, &mut row.view.mobile, &mut row.view.note] {
                part.clear();
            }
            actions::remember(db, &self.action, "booking.erase", self.id.as_bytes()).await?;
            Ok(Answered::First(row.view))
        })
    }
}
