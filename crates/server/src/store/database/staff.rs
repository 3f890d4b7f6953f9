//! What a station's staff do about a booking. Each asks in its transaction whether who acts still is what
//! he was, and writes the audit.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::audit::{Act as Noted, TargetKind};
use model::booking::{BookingState, Wish};
use model::civil::Timestamp;
use model::conflict::{Act, Ruling};
use model::history::EventKind;
use model::id::BookingId;
use model::permissions::Granted;
use model::permissions::permission::{OpenRecord, UnmaskNumber};
use model::person::Note;
use model::workbench::BookingRecord;
use sqlx::AnyConnection;

use super::changes::{allowed, ended, moved, ruled, settle};
use super::history::{self, Deed};
use super::identity::deeds::{self, Told};
use super::rows::BookingRow;
use super::sequence::Writing;
use super::writer::Operation;
use super::{actions, identity, rows};
use crate::store::{Answered, StationAct, StationAction, StoreError, Terms};

/// The booking, if the right reaches so far and whoever has it still is what he was. Errors: `NotFound`.
async fn reached<P>(
    db: &mut AnyConnection,
    by: &Granted<P>,
    id: BookingId,
) -> Result<BookingRow, StoreError> {
    let row = rows::booking_of_station(db, id, by.division()).await?;
    identity::stands(db, by.actor()).await?;
    Ok(row)
}

/// Writes into the audit what was done to a booking.
pub(super) async fn note<P>(
    db: &mut AnyConnection,
    by: &Granted<P>,
    row: &BookingRow,
    act: Noted,
    (why, at): (&str, Timestamp),
) -> Result<(), StoreError> {
    let told = Told {
        act,
        kind: TargetKind::Booking,
        target: row.view.booking.to_string(),
        why,
        at,
    };
    deeds::note(db, by.actor(), row.view.station, told).await
}

/// Opens a record, and notes that staff have looked.
pub(super) struct Open {
    pub(super) by: Granted<OpenRecord>,
    pub(super) id: BookingId,
    pub(super) why: Note,
    pub(super) at: Timestamp,
}

impl Operation for Open {
    type Answer = BookingRecord;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let Self { by, id, why, at } = self;
            let mut row = reached(db, by, *id).await?;
            // Looking needs no version that was looked at: it touches what nobody else touches.
            let ruling = ruled(db, &row, Act::Open, Some(row.view.version), *at).await?;
            if matches!(ruling, Ruling::Done { .. }) {
                row.view.opened_at = Some(*at);
                let before = row.view.slot;
                let deed = Deed {
                    at: *at,
                    station: Some(by.actor().scope.0),
                    kind: EventKind::Opened,
                    crossed: false,
                };
                history::write(db, &mut row, before, deed).await?;
            }
            note(db, by, &row, Noted::OpenRecord, (why.as_str(), *at)).await?;
            Ok(row.record())
        })
    }
}

/// Shows a whole mobile number.
pub(super) struct Unmask {
    pub(super) by: Granted<UnmaskNumber>,
    pub(super) id: BookingId,
    pub(super) at: Timestamp,
}

impl Operation for Unmask {
    type Answer = String;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<String, StoreError>> {
        Box::pin(async move {
            let Self { by, id, at } = self;
            let row = reached(db, by, *id).await?;
            note(db, by, &row, Noted::ShowNumber, ("", *at)).await?;
            Ok(row.view.mobile)
        })
    }
}

/// Does what staff do about a booking that they have looked at.
pub(super) struct Work {
    pub(super) change: StationAction,
    pub(super) terms: Arc<dyn Terms>,
}

/// How an act is ruled on, told, noted, and remembered.
struct Named {
    act: Act,
    kind: EventKind,
    noted: Noted,
    action: &'static str,
}

fn named(act: &StationAct) -> Named {
    let (act, kind, noted, action) = match act {
        StationAct::Move(_) => (
            Act::Move,
            EventKind::Changed,
            Noted::BookingMoved,
            "station.move",
        ),
        StationAct::Arrived => (
            Act::Arrived,
            EventKind::Arrived,
            Noted::BookingArrived,
            "station.arrived",
        ),
        StationAct::Served(_) => (
            Act::Served,
            EventKind::Served,
            Noted::BookingServed,
            "station.served",
        ),
        StationAct::NoShow => (
            Act::NoShow,
            EventKind::NoShow,
            Noted::BookingNoShow,
            "station.no_show",
        ),
        StationAct::Decline(_) => (
            Act::Decline,
            EventKind::Declined,
            Noted::BookingDeclined,
            "station.decline",
        ),
        StationAct::Message(_) => (
            Act::Message,
            EventKind::Message,
            Noted::BookingMessage,
            "station.message",
        ),
    };
    Named {
        act,
        kind,
        noted,
        action,
    }
}

impl Operation for Work {
    type Answer = Answered<BookingRecord>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.work(db))
    }
}

impl Work {
    async fn work(&self, db: &mut Writing) -> Result<Answered<BookingRecord>, StoreError> {
        let StationAction {
            action,
            by,
            booking,
            base,
            act,
        } = &self.change;
        let mut row = reached(db, by, *booking).await?;
        if actions::was_done(db, action).await? {
            return Ok(Answered::Again(row.record()));
        }
        let named = named(act);
        let ruling = ruled(db, &row, named.act, Some(*base), action.at).await?;
        if allowed(ruling, &row)?.is_some() {
            let deed = Deed {
                at: action.at,
                station: Some(by.actor().scope.0),
                kind: named.kind,
                crossed: false,
            };
            self.effect(db, &mut row, named.action, deed).await?;
        }
        actions::remember(db, action, named.action, booking.as_bytes()).await?;
        // What was so already too: the answer shows the record.
        note(db, by, &row, named.noted, ("", action.at)).await?;
        Ok(Answered::First(row.record()))
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
            StationAct::Served(outcome) => {
                row.view.outcome = Some(*outcome);
                return ended(db, row, BookingState::Served, deed).await;
            }
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
