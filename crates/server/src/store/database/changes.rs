//! What a person does with a booking: other times, cancelled, wiped. What stands when the station acts
//! too is [`model::conflict`]'s to say.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::booking::{BookingState, BookingView, Wish};
use model::civil::Timestamp;
use model::conflict::{Act, Bar, Ruling, Standing, rule};
use model::history::{By, EventKind};
use model::id::BookingId;
use model::settle::{Settlement, Settling};
use model::slot::Offer;

use super::history::{self, Deed};
use super::rows::BookingRow;
use super::sequence::{Followable, Writing};
use super::stations::{Place, free, published, take};
use super::writer::Operation;
use super::{actions, erased, rows};
use crate::store::{Action, Answered, StoreError, Terms, sql};

fn place(row: &BookingRow) -> Place<'_> {
    Place {
        station: row.view.station,
        lane: &row.lane,
        slot: row.view.slot,
    }
}

/// What the rule says about an act whose author looked at version `base`.
pub(super) async fn ruled(
    db: &mut Writing,
    row: &BookingRow,
    act: Act,
    base: Option<u32>,
    now: Timestamp,
) -> Result<Ruling, StoreError> {
    let unseen = match base {
        Some(base) if base >= row.view.version => Some(Vec::new()),
        Some(base) => Some(history::since(db, row.view.booking, base).await?),
        None => None,
    };
    let standing = Standing {
        state: row.view.state,
        ended_by: row.view.ended_by,
        opened: row.view.opened_at.is_some(),
        arrived: row.arrived_at.is_some(),
        erased: row.erased,
        begun: row.view.slot.timestamp() <= now,
        unseen: unseen.as_deref(),
    };
    Ok(rule(act, &standing))
}

/// Whether it is to be done, and whether it crossed; `None`: it is so already. Errors: `Stale`,
/// `Barred`.
pub(super) fn allowed(ruling: Ruling, row: &BookingRow) -> Result<Option<bool>, StoreError> {
    match ruling {
        Ruling::Done { crossed } => Ok(Some(crossed)),
        Ruling::AsItStands => Ok(None),
        Ruling::Stale => Err(StoreError::Stale(Box::new(row.listed()))),
        Ruling::Barred(bar) => {
            let reason = &row.view.reason;
            let reason = (!reason.is_empty()).then(|| reason.clone());
            Err(StoreError::Barred(bar, reason))
        }
    }
}

/// Takes the best of the times wished for that can be had. The place held counts as free for its
/// holder, even when the slot is full; it is freed by [`moved`]. Whoever came without a time holds none,
/// and would hold one without being known to: such a booking is not moved. Errors: `NoPlace`, `Barred`.
pub(super) async fn settle(
    db: &mut Writing,
    row: &BookingRow,
    (wish, now): (&Wish, Timestamp),
    terms: &dyn Terms,
) -> Result<(Offer, Settlement), StoreError> {
    if !row.channel.holds_place() {
        return Err(StoreError::Barred(Bar::Begun, None));
    }
    let held = &row.view;
    let published = published(db, held.station).await?;
    let default = terms.offer(held.station, &held.service, held.way);
    let offer = published.offer(&row.lane, default.ok_or(StoreError::NotChangeable)?);
    let table = published.timetable(terms.holidays(), offer);
    let mut settling = Settling::new(wish, &table, now);
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

/// Frees the place that it holds, if it holds one.
async fn give_back(db: &mut Writing, row: &BookingRow) -> Result<(), StoreError> {
    if row.channel.holds_place() {
        free(db, place(row)).await?;
    }
    Ok(())
}

/// Frees the place held and gives the booking the time that was won.
pub(super) async fn moved(
    db: &mut Writing,
    row: &mut BookingRow,
    (offer, settlement): (Offer, Settlement),
    deed: Deed,
) -> Result<(), StoreError> {
    if settlement.slot != row.view.slot {
        give_back(db, row).await?;
    }
    let before = row.view.slot;
    let by_station = deed.station.is_some();
    let view = &mut row.view;
    view.slot = settlement.slot;
    view.duration = offer.duration;
    // None of the person's wishes, and better ones are not named.
    view.rank = if by_station { 0 } else { settlement.rank };
    view.state = if by_station {
        BookingState::Adjusted
    } else {
        settlement.state()
    };
    view.passed_over = settlement.passed_over;
    history::write(db, row, before, deed).await
}

/// Frees the place held and ends the booking.
pub(super) async fn ended(
    db: &mut Writing,
    row: &mut BookingRow,
    state: BookingState,
    deed: Deed,
) -> Result<(), StoreError> {
    give_back(db, row).await?;
    history::end(row, state, deed.station.map_or(By::Person, |_| By::Station));
    let before = row.view.slot;
    history::write(db, row, before, deed).await
}

/// Settles other times for the same booking.
pub(super) struct Change {
    pub(super) action: Action,
    pub(super) id: BookingId,
    pub(super) base: Option<u32>,
    pub(super) wish: Wish,
    pub(super) terms: Arc<dyn Terms>,
}

impl Operation for Change {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.change(db))
    }
}

impl Change {
    async fn change(&self, db: &mut Writing) -> Result<Answered<BookingView>, StoreError> {
        let Self { action, wish, .. } = self;
        let mut row = rows::booking_of_device(db, self.id, action.secret).await?;
        if actions::was_done(db, action).await? {
            return Ok(Answered::Again(row.view));
        }
        let (kind, id) = ("booking.change", self.id.as_bytes());
        let ruling = ruled(db, &row, Act::Change, self.base, action.at).await?;
        if let Some(crossed) = allowed(ruling, &row)? {
            let settled = settle(db, &row, (wish, action.at), &*self.terms).await;
            let won = actions::remember_refusal(db, action, kind, id, settled).await?;
            moved(
                db,
                &mut row,
                won,
                by_person(action, EventKind::Changed, crossed),
            )
            .await?;
        }
        actions::remember(db, action, kind, id).await?;
        Ok(Answered::First(row.view))
    }
}

fn by_person(action: &Action, kind: EventKind, crossed: bool) -> Deed {
    Deed {
        at: action.at,
        station: None,
        kind,
        crossed,
    }
}

/// Cancels a booking.
pub(super) struct Cancel {
    pub(super) action: Action,
    pub(super) id: BookingId,
    pub(super) base: Option<u32>,
}

impl Operation for Cancel {
    type Answer = Answered<BookingView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let Self { action, id, base } = self;
            let mut row = rows::booking_of_device(db, *id, action.secret).await?;
            if actions::was_done(db, action).await? {
                return Ok(Answered::Again(row.view));
            }
            let ruling = ruled(db, &row, Act::Cancel, *base, action.at).await?;
            if let Some(crossed) = allowed(ruling, &row)? {
                let deed = by_person(action, EventKind::Cancelled, crossed);
                ended(db, &mut row, BookingState::Cancelled, deed).await?;
            }
            actions::remember(db, action, "booking.cancel", id.as_bytes()).await?;
            Ok(Answered::First(row.view))
        })
    }
}

/// Wipes what a booking says about a person.
pub(super) struct Erase {
    pub(super) action: Action,
    pub(super) id: BookingId,
    pub(super) base: Option<u32>,
}

impl Operation for Erase {
    /// `None`: there is none of this device's; remembered, in case it comes later.
    type Answer = Option<Answered<BookingView>>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let Self { action, id, base } = self;
            let found = rows::booking_of_device(db, *id, action.secret).await;
            let found = erased::found_or_noted(db, id.as_bytes(), action, found).await?;
            let Some(mut row) = found else {
                return Ok(None);
            };
            if actions::was_done(db, action).await? {
                return Ok(Some(Answered::Again(row.view)));
            }
            let ruling = ruled(db, &row, Act::Erase, *base, action.at).await?;
            if let Some(crossed) = allowed(ruling, &row)? {
                wipe(db, &mut row, by_person(action, EventKind::Erased, crossed)).await?;
            }
            actions::remember(db, action, "booking.erase", id.as_bytes()).await?;
            Ok(Some(Answered::First(row.view)))
        })
    }
}

/// Wipes it; one still to come is cancelled with it.
async fn wipe(db: &mut Writing, row: &mut BookingRow, deed: Deed) -> Result<(), StoreError> {
    let at = deed.at;
    let view = &mut row.view;
    for part in [
        &mut view.name,
        &mut view.mobile,
        &mut view.note,
        &mut view.message,
        &mut view.reason,
    ] {
        part.clear();
    }
    let before = view.slot;
    if view.state.is_open() && before.timestamp() > at {
        ended(db, row, BookingState::Cancelled, deed).await?;
    } else {
        history::write(db, row, before, deed).await?;
    }
    let seq = db.touch(Followable::Booking(row.view.booking));
    sqlx::query(sql::BOOKING_WIPE)
        .bind(row.view.booking.as_bytes().as_slice())
        .bind(at.0)
        .bind(seq)
        .execute(&mut **db)
        .await?;
    row.erased = true;
    Ok(())
}
