//! Making a booking, and finding one on another device.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::booking::{BookingView, ValidBooking};
use model::civil::Timestamp;
use model::id::BookingId;
use model::offer::lane;
use model::reference::Reference;
use model::settle::{Settlement, Settling};
use model::slot::Offer;
use model::workbench::Channel;
use sqlx::AnyConnection;

use super::sequence::{Followable, Writing};
use super::stations::{Place, published, published_and_done, take, to_json};
use super::writer::Operation;
use super::{actions, erased, history, rows, spoken};
use crate::store::{
    Action, Answered, LookUp, Published, SecretHash, StoreError, Terms, VerifyingKey, sql,
};

/// Settles a wish and takes the place.
pub(super) struct Create {
    pub(super) action: Action,
    pub(super) new: ValidBooking,
    pub(super) terms: Arc<dyn Terms>,
}

impl Operation for Create {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.create(db))
    }
}

impl Create {
    async fn create(&self, db: &mut Writing) -> Result<Answered<BookingView>, StoreError> {
        let Self { action, new, .. } = self;
        let (published, done) = published_and_done(db, new.station, action).await?;
        if done {
            let row = rows::booking_of_device(db, new.booking, action.secret).await?;
            return Ok(Answered::Again(row.view));
        }
        erased::refuse(db, new.booking.as_bytes(), action.secret).await?;
        let kind = "booking.create";
        if let Some(view) = spoken::link(db, action, new).await? {
            actions::remember(db, action, kind, new.booking.as_bytes()).await?;
            return Ok(Answered::Again(view));
        }
        self.take_place(db, kind, &published).await
    }

    /// The same without looking for what is there already.
    pub(super) async fn make(
        &self,
        db: &mut Writing,
        kind: &'static str,
    ) -> Result<Answered<BookingView>, StoreError> {
        let published = published(db, self.new.station).await?;
        self.take_place(db, kind, &published).await
    }

    async fn take_place(
        &self,
        db: &mut Writing,
        kind: &'static str,
        published: &Published,
    ) -> Result<Answered<BookingView>, StoreError> {
        let Self { action, new, terms } = self;
        let default = terms.offer(new.station, &new.service, new.way);
        let default = default.ok_or(StoreError::NotFound)?;
        let lane = lane(&new.service, new.way);
        let offer = published.offer(lane, default);
        let id = new.booking.as_bytes();
        let settled = self.settle(db, published, lane, offer).await;
        let settlement = actions::remember_refusal(db, action, kind, id, settled).await?;
        let mut view = self.store(db, lane, offer, settlement).await?;
        history::made(db, &mut view, None).await?;
        grant(db, new.booking, action).await?;
        actions::remember(db, action, kind, id).await?;
        Ok(Answered::First(view))
    }

    async fn settle(
        &self,
        db: &mut Writing,
        published: &Published,
        lane: &str,
        offer: Offer,
    ) -> Result<Settlement, StoreError> {
        let table = published.timetable(self.terms.holidays(), offer);
        let mut settling = Settling::new(&self.new.wish, &table, self.action.at);
        while let Some(candidate) = settling.next() {
            let place = Place {
                station: self.new.station,
                lane,
                slot: candidate.slot,
            };
            if take(db, place, candidate.places).await? {
                return Ok(settling.won(candidate));
            }
            settling.full(candidate);
        }
        Err(StoreError::NoPlace(settling.lost()))
    }

    async fn store(
        &self,
        db: &mut Writing,
        lane: &str,
        offer: Offer,
        settlement: Settlement,
    ) -> Result<BookingView, StoreError> {
        let id = self.new.booking.as_bytes();
        let mut draws = actions::Draws::new(id, sql::BOOKING_EXISTS, "booking.reference");
        let mut view = self.view(offer, settlement, draws.next(db).await?);
        let passed_over = to_json(&view.passed_over)?;
        let told = Told {
            lane,
            consent: self.new.consent,
            channel: Channel::App,
        };
        while !insert(db, &view, told, &passed_over).await? {
            view.reference = draws.next(db).await?;
        }
        Ok(view)
    }

    fn view(&self, offer: Offer, settlement: Settlement, reference: Reference) -> BookingView {
        let new = &self.new;
        BookingView {
            booking: new.booking,
            reference,
            station: new.station,
            service: new.service.clone(),
            way: new.way,
            slot: settlement.slot,
            duration: offer.duration,
            rank: settlement.rank,
            state: settlement.state(),
            passed_over: settlement.passed_over,
            on_behalf: new.on_behalf,
            name: new.name.as_str().to_owned(),
            mobile: new.mobile.digits(),
            note: new.note.as_str().to_owned(),
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
}

/// What is kept of a booking beside what its owner sees.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// Whose slot it holds.
    pub(super) lane: &'a str,
    /// The notice agreed to.
    pub(super) consent: u16,
    /// How it came.
    pub(super) channel: Channel,
}

/// Answers whether it went in; not so if the id or the reference is known already.
pub(super) async fn insert(
    db: &mut Writing,
    view: &BookingView,
    told: Told<'_>,
    passed_over: &str,
) -> Result<bool, StoreError> {
    let seq = db.touch(Followable::Booking(view.booking));
    let done = sqlx::query(sql::BOOKING_ADD)
        .bind(view.booking.as_bytes().as_slice())
        .bind(view.reference.digits())
        .bind(view.station.to_string())
        .bind(view.service.as_str())
        .bind(view.way.as_str())
        .bind(told.lane)
        .bind(view.slot.date.to_iso())
        .bind(i64::from(view.slot.minute))
        .bind(i64::from(view.duration))
        .bind(i64::from(view.rank))
        .bind(passed_over)
        .bind(view.state.as_str())
        .bind(rows::on_behalf_key(view.on_behalf))
        .bind(&view.name)
        .bind(&view.mobile)
        .bind(&view.note)
        .bind(i64::from(told.consent))
        .bind(i64::from(view.version))
        .bind(view.received_at.0)
        .bind(view.updated_at.0)
        .bind(told.channel.as_str())
        .bind(seq)
        .execute(&mut **db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives the author of an action the right to a booking.
pub(super) async fn grant(
    db: &mut Writing,
    booking: BookingId,
    action: &Action,
) -> Result<(), StoreError> {
    add_grant(db, booking, action.secret, action.key, action.at).await
}

async fn add_grant(
    db: &mut Writing,
    booking: BookingId,
    secret: SecretHash,
    key: Option<VerifyingKey>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(sql::BOOKING_GRANT)
        .bind(booking.as_bytes().as_slice())
        .bind(secret.0.as_slice())
        .bind(at.0)
        .bind(key.map(|key| key.0.to_vec()))
        .execute(&mut **db)
        .await?;
    Ok(())
}

/// The booking of a reference, if the mobile number is its. Errors: `NotFound` for either.
pub(super) async fn look_up(
    db: &mut AnyConnection,
    asked: &LookUp,
) -> Result<BookingView, StoreError> {
    let row = rows::booking_by_reference(db, asked.reference).await?;
    let typed = asked.mobile.digits();
    // An unknown reference is compared too, so that the time taken tells nothing.
    let known = row
        .as_ref()
        .map_or("00000000000", |row| row.view.mobile.as_str());
    let same = same_text(known, &typed);
    match row {
        Some(row) if same => Ok(row.view),
        _ => Err(StoreError::NotFound),
    }
}

/// Compares without stopping at the first difference.
fn same_text(a: &str, b: &str) -> bool {
    let difference = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (x, y)| sum | (x ^ y));
    a.len() == b.len() && std::hint::black_box(difference) == 0
}

/// Gives a device the right to a booking.
pub(super) struct Grant {
    pub(super) id: BookingId,
    pub(super) asked: LookUp,
}

impl Operation for Grant {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        let LookUp {
            secret, key, at, ..
        } = self.asked;
        Box::pin(add_grant(db, self.id, secret, Some(key), at))
    }
}
