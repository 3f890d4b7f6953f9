//! What a station's staff do about a booking.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::booking::{BookingState, BookingView, Wish};
use model::civil::Timestamp;
use model::conflict::{Act, Ruling};
use model::division::DivisionCode;
use model::history::EventKind;
use model::id::BookingId;

use super::changes::{allowed, ended, moved, ruled, settle};
use super::history::{self, Deed};
use super::rows::BookingRow;
use super::sequence::Writing;
use super::writer::Operation;
use super::{actions, rows};
use crate::store::{Answered, StationAct, StationAction, StoreError, Terms};

/// Notes that staff have looked.
pub(super) struct Open {
    pub(super) station: DivisionCode,
    pub(super) id: BookingId,
    pub(super) at: Timestamp,
}

impl Operation for Open {
    type Answer = BookingView;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let Self { station, id, at } = *self;
            let mut row = rows::booking_of_station(db, id, station).await?;
            // Looking needs no version that was looked at: it touches what nobody else touches.
            let ruling = ruled(db, &row, Act::Open, Some(row.view.version), at).await?;
            if matches!(ruling, Ruling::Done { .. }) {
                row.view.opened_at = Some(at);
                let before = row.view.slot;
                let deed = Deed {
                    at,
                    station: Some(station),
                    kind: EventKind::Opened,
                    crossed: false,
                };
                history::write(db, &mut row, before, deed).await?;
            }
            Ok(row.view)
        })
    }
}

/// Does what staff do about a booking that they have looked at.
pub(super) struct Work {
    pub(super) change: StationAction,
    pub(super) terms: Arc<dyn Terms>,
}

/// How an act is ruled on, told, and remembered.
fn named(act: &StationAct) -> (Act, EventKind, &'static str) {
    match act {
        StationAct::Move(_) => (Act::Move, EventKind::Changed, "station.move"),
        StationAct::Arrived => (Act::Arrived, EventKind::Arrived, "station.arrived"),
        StationAct::Served => (Act::Served, EventKind::Served, "station.served"),
        StationAct::NoShow => (Act::NoShow, EventKind::NoShow, "station.no_show"),
        StationAct::Decline(_) => (Act::Decline, EventKind::Declined, "station.decline"),
        StationAct::Message(_) => (Act::Message, EventKind::Message, "station.message"),
    }
}

impl Operation for Work {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.work(db))
    }
}

impl Work {
    async fn work(&self, db: &mut Writing) -> Result<Answered<BookingView>, StoreError> {
        let StationAction {
            action,
            station,
            booking,
            base,
            act,
        } = &self.change;
        let mut row = rows::booking_of_station(db, *booking, *station).await?;
        if actions::was_done(db, action).await? {
            return Ok(Answered::Again(row.view));
        }
        let (asked, kind, name) = named(act);
        let ruling = ruled(db, &row, asked, Some(*base), action.at).await?;
        if allowed(ruling, &row)?.is_some() {
            let deed = Deed {
                at: action.at,
                station: Some(*station),
                kind,
                crossed: false,
            };
            self.effect(db, &mut row, name, deed).await?;
        }
        actions::remember(db, action, name, booking.as_bytes()).await?;
        Ok(Answered::First(row.view))
    }

    async fn effect(
        &self,
        db: &mut Writing,
        row: &mut BookingRow,
        name: &'static str,
        deed: Deed,
    ) -> Result<(), StoreError> {
        let StationAction { action, act, .. } = &self.change;
        match act {
            StationAct::Move(slot) => {
                let wish = Wish {
                    choices: vec![*slot],
                    window: None,
                };
                let settled = settle(db, row, (&wish, action.at), &*self.terms).await;
                let id = self.change.booking.as_bytes();
                let won = actions::remember_refusal(db, action, name, id, settled).await?;
                return moved(db, row, won, deed).await;
            }
            StationAct::Served => return ended(db, row, BookingState::Served, deed).await,
            StationAct::NoShow => return ended(db, row, BookingState::NoShow, deed).await,
            StationAct::Decline(why) => {
                row.view.reason = why.as_str().to_owned();
                return ended(db, row, BookingState::Cancelled, deed).await;
            }
            StationAct::Arrived => row.arrived_at = Some(action.at),
            StationAct::Message(words) => row.view.message = words.as_str().to_owned(),
        }
        let before = row.view.slot;
        history::write(db, row, before, deed).await
    }
}
