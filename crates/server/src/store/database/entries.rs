//! What staff enter: walk-ins, telephone bookings, lines of a paper list.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::audit::Act;
use model::booking::{BookingState, BookingView};
use model::error::PassedOver;
use model::history::EventKind;
use model::offer::lane;
use model::permissions::Granted;
use model::permissions::permission::AddBooking;
use model::person::Mobile;
use model::slot::{Offer, Refusal};
use model::workbench::entry::{Became, CONSENT_IN_PERSON, ValidEntry};
use model::workbench::{BookingRow as Listed, Channel, MAX_FOUND, Outcome};

use super::bookings::{Told, insert};
use super::changes::ended;
use super::history::{self, Deed};
use super::rows::BookingRow;
use super::sequence::Writing;
use super::stations::{Place, published_and_done, take};
use super::writer::Operation;
use super::{actions, desk, identity, rows, staff};
use crate::store::desk::Entered;
use crate::store::{Action, Answered, Published, StoreError, Terms, desk_sql, sql};

const KIND: &str = "station.enter";

/// Enters a booking at the right's own division.
pub(super) struct Enter {
    pub(super) by: Granted<AddBooking>,
    pub(super) action: Action,
    pub(super) entry: ValidEntry,
    pub(super) terms: Arc<dyn Terms>,
}

impl Operation for Enter {
    type Answer = Entered;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Entered, StoreError>> {
        Box::pin(self.enter(db))
    }
}

impl Enter {
    async fn enter(&self, db: &mut Writing) -> Result<Entered, StoreError> {
        let Self {
            by, action, entry, ..
        } = self;
        identity::stands(db, by.actor()).await?;
        let (published, done) = published_and_done(db, by.division(), action).await?;
        if done {
            let row = rows::booking(db, entry.booking).await?;
            return Ok(Entered::Booking(Answered::Again(row.listed())));
        }
        if !entry.although_double {
            let same = self.doubles(db).await?;
            if !same.is_empty() {
                return Ok(Entered::Double(same));
            }
        }
        let mut row = self.make(db, &published).await?;
        self.since(db, &mut row).await?;
        actions::remember(db, action, KIND, entry.booking.as_bytes()).await?;
        staff::note(db, by, &row, Act::AddBooking, ("", action.at)).await?;
        Ok(Entered::Booking(Answered::First(row.listed())))
    }

    fn mobile(&self) -> String {
        self.entry.mobile.map_or_else(String::new, Mobile::digits)
    }

    async fn doubles(&self, db: &mut Writing) -> Result<Vec<Listed>, StoreError> {
        let entry = &self.entry;
        let rows = sqlx::query(desk_sql::DOUBLES)
            .bind(self.by.division().to_string())
            .bind(entry.slot.date.to_iso())
            .bind(entry.service.as_str())
            .bind(entry.name.as_str())
            .bind(self.mobile())
            .bind(i64::from(MAX_FOUND))
            .fetch_all(&mut **db)
            .await?;
        desk::listed(&rows)
    }

    /// Takes the place, if it holds one, and writes the booking with its first event.
    async fn make(
        &self,
        db: &mut Writing,
        published: &Published,
    ) -> Result<BookingRow, StoreError> {
        let Self {
            by,
            action,
            entry,
            terms,
        } = self;
        let default = terms.offer(by.division(), &entry.service, entry.way);
        let default = default.ok_or(StoreError::NotFound)?;
        let lane = lane(&entry.service, entry.way);
        let offer = published.offer(lane, default);
        let id = entry.booking.as_bytes();
        if entry.channel.holds_place() {
            let taken = self.take(db, published, lane, offer).await;
            actions::remember_refusal(db, action, KIND, id, taken).await?;
        }
        let told = Told {
            lane,
            consent: CONSENT_IN_PERSON,
            channel: entry.channel,
        };
        let mut draws = actions::Draws::new(id, sql::BOOKING_EXISTS, "booking.reference");
        let mut view = self.view(offer, draws.next(db).await?);
        while !insert(db, &view, told, "[]").await? {
            view.reference = draws.next(db).await?;
        }
        history::made(db, &mut view, Some(by.actor().scope.0)).await?;
        Ok(BookingRow {
            view,
            lane: lane.to_owned(),
            arrived_at: None,
            erased: false,
            channel: entry.channel,
        })
    }

    /// Takes a place, if need be one that is kept from the app. Errors: `NoPlace`.
    async fn take(
        &self,
        db: &mut Writing,
        published: &Published,
        lane: &str,
        offer: Offer,
    ) -> Result<(), StoreError> {
        let slot = self.entry.slot;
        let table = published.timetable(self.terms.holidays(), offer);
        let no_place = |reason| StoreError::NoPlace(vec![PassedOver { rank: 1, reason }]);
        let places = table.all_places(slot, self.action.at).map_err(no_place)?;
        let place = Place {
            station: self.by.division(),
            lane,
            slot,
        };
        if take(db, place, places).await? {
            Ok(())
        } else {
            Err(no_place(Refusal::Full))
        }
    }

    fn view(&self, offer: Offer, reference: model::reference::Reference) -> BookingView {
        let entry = &self.entry;
        BookingView {
            booking: entry.booking,
            reference,
            station: self.by.division(),
            service: entry.service.clone(),
            way: entry.way,
            slot: entry.slot,
            duration: offer.duration,
            rank: 1,
            state: BookingState::Confirmed,
            passed_over: Vec::new(),
            on_behalf: entry.on_behalf,
            name: entry.name.as_str().to_owned(),
            mobile: self.mobile(),
            note: entry.note.as_str().to_owned(),
            version: 1,
            received_at: self.action.at,
            updated_at: self.action.at,
            opened_at: None,
            message: String::new(),
            ended_by: None,
            reason: String::new(),
            handled_at: None,
            handled_by: None,
            outcome: None,
            history: Vec::new(),
        }
    }

    /// What has become of it by now: who stands at the counter has come; of a paper line more is known.
    async fn since(&self, db: &mut Writing, row: &mut BookingRow) -> Result<(), StoreError> {
        let deed = |kind| Deed {
            at: self.action.at,
            station: Some(self.by.actor().scope.0),
            kind,
            crossed: false,
        };
        match (self.entry.channel, self.entry.became) {
            (Channel::WalkIn, _) => {
                row.arrived_at = Some(row.view.slot.timestamp());
                let before = row.view.slot;
                history::write(db, row, before, deed(EventKind::Arrived)).await
            }
            (_, Some(Became::Served(outcome))) => {
                self.served(db, row, outcome, deed(EventKind::Served)).await
            }
            (_, Some(Became::NoShow)) => {
                ended(db, row, BookingState::NoShow, deed(EventKind::NoShow)).await
            }
            (_, None) => Ok(()),
        }
    }

    async fn served(
        &self,
        db: &mut Writing,
        row: &mut BookingRow,
        outcome: Outcome,
        deed: Deed,
    ) -> Result<(), StoreError> {
        row.view.outcome = Some(outcome);
        ended(db, row, BookingState::Served, deed).await
    }
}
