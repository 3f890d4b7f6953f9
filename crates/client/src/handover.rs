//! Hand-over without a network, on both sides: what waits here leaves as codes or digits, and what
//! others bring goes into the outbox here as soon as it is scanned or typed.

use ::handover::{Deed, Parcel, Spoken, base45, parts, seal};
use model::booking::{CancelBooking, ChangeBooking, Wish};
use model::catalogue::Outline;
use model::catalogue::outline::ServiceLine;
use model::id::{ActionId, BookingId, DeliveryId, VolunteerId};
use model::volunteer::{ChangeVolunteer, RegisterVolunteer, WithdrawVolunteer};

use crate::act::{
    ActionError, RETRIES, drop_record, new_action, new_secret, put_entry, put_record,
};
use crate::delivery::{Errand, MyDelivery, masked};
use crate::mine::{Held, Place, Rows};
use crate::outbox::{Carried, Entry, Heard, What};
use crate::ports::{Batch, Clock, LocalStore, Ports, Random, StoreError, Table};
use crate::record::{BookingRequest, EntityId, Record};

/// The texts of the QR codes of an action that waits, to be drawn in alphanumeric mode at level M.
/// What was taken for somebody else can be handed on in the same way; what was read out cannot (and
/// then there are none), for only its owner's device could sign it.
pub fn codes(entry: &Entry) -> Vec<String> {
    let sealed = match &entry.what {
        What::Deliver(_, carried) => base45::decode(&carried.parcel),
        what => deed(what, (entry.action, entry.base)).map(|deed| seal(&deed, &entry.secret)),
    };
    sealed.map_or_else(Vec::new, |sealed| parts(&sealed))
}

/// The digits of a booking that waits, to be read out ([`::handover::grouped`] sets them in groups);
/// `None` for any other action.
pub fn spoken(entry: &Entry) -> Option<String> {
    match deed(&entry.what, (entry.action, entry.base))? {
        Deed::CreateBooking(asked) => Spoken::of(&asked)?.encode(),
        _ => None,
    }
}

/// The service that was read out, among those that can be booked.
pub fn spoken_service<'a>(heard: &Spoken, catalogue: &'a Outline) -> Option<&'a ServiceLine> {
    let mut bookable = catalogue
        .services
        .iter()
        .filter(|line| line.duration.is_some());
    bookable.find(|line| ::handover::service_code(&line.slug) == heard.service)
}

/// The action in the types that travel, as [`Entry::request`] has them.
fn deed(what: &What, (action, base): (ActionId, Option<u32>)) -> Option<Deed> {
    Some(match what {
        What::CreateBooking(id, asked) => Deed::CreateBooking(asked.clone().into_wire(action, *id)),
        What::ChangeBooking(id, wish) => {
            let Wish { choices, window } = wish.clone();
            let asked = ChangeBooking {
                action,
                choices,
                window,
                base,
            };
            Deed::ChangeBooking(*id, asked)
        }
        What::CancelBooking(id) => Deed::CancelBooking(*id, CancelBooking { action, base }),
        What::EraseBooking(id) => Deed::EraseBooking(*id, CancelBooking { action, base }),
        What::RegisterVolunteer(id, form) => Deed::RegisterVolunteer(RegisterVolunteer {
            action,
            volunteer: *id,
            form: form.clone(),
        }),
        What::ChangeVolunteer(id, form) => {
            let form = form.clone();
            Deed::ChangeVolunteer(*id, ChangeVolunteer { action, form })
        }
        What::WithdrawVolunteer(id) => Deed::WithdrawVolunteer(*id, WithdrawVolunteer { action }),
        What::Deliver(..) | What::DeliverSpoken(..) => return None,
    })
}

/// Remembers that codes or digits of an action were shown. Nothing happens to an action that has
/// left meanwhile. Errors: [`ActionError::Store`].
pub async fn shown<P: Ports>(ports: &P, action: ActionId) -> Result<(), ActionError> {
    for _ in 0..RETRIES {
        let rows = Rows::load(ports.store()).await?;
        let Some(held) = rows.action(action) else {
            return Ok(());
        };
        let next = Entry {
            handed_at: Some(ports.now()),
            ..held.value.clone()
        };
        let batch = Batch::strict(vec![put_entry(&next)?]).unless_changed(Table::Outbox, &held.row);
        match ports.store().commit(batch).await {
            Err(StoreError::Conflict) => {}
            done => return Ok(done?),
        }
    }
    Err(ActionError::Store(StoreError::Conflict))
}

/// Forgets everything that was delivered for others. What waits or came back stays.
/// Errors: [`ActionError::Store`].
pub async fn clear<P: Ports>(ports: &P) -> Result<(), ActionError> {
    for _ in 0..RETRIES {
        let rows = Rows::load(ports.store()).await?;
        let mut batch = Batch::strict(Vec::new());
        for held in &rows.records {
            if matches!(held.value, Record::Delivery(_)) && held.value.has_view() {
                batch.writes.push(drop_record(held.value.entity()));
                batch = batch.unless_changed(Table::Record, &held.row);
            }
        }
        match ports.store().commit(batch).await {
            Err(StoreError::Conflict) => {}
            done => return Ok(done?),
        }
    }
    Err(ActionError::Store(StoreError::Conflict))
}

/// What became of something scanned or typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is kept here and on its way.
    New(DeliveryId),
    /// It was taken here before: nothing is doubled.
    Again(DeliveryId),
    /// It is this device's own action.
    Own,
}

/// A fresh id for a booking that is read out: made when its form is begun and kept with the form, so
/// that one form is submitted once.
pub fn new_delivery(from: &(impl Clock + Random)) -> DeliveryId {
    let mut ten = [0; 10];
    from.fill(&mut ten);
    DeliveryId::new(from.now().0.max(0).unsigned_abs(), &ten)
}

/// Takes a scanned action: kept on this device at once, sent when it can be.
/// Errors: [`ActionError::Store`].
pub async fn receive<P: Ports>(ports: &P, parcel: &Parcel) -> Result<Received, ActionError> {
    let deed = parcel.deed();
    let Some((id, about)) = names(deed) else {
        return Err(ActionError::Unknown);
    };
    let carried = Carried {
        parcel: parcel.text(),
        about,
        creates: deed.is_create(),
    };
    let what = What::Deliver(id, carried);
    let errand = errand(deed);
    take(ports, what, |rows, kept| {
        kept.errand = errand;
        kept.who = masked(parcel.name(), parcel.mobile());
        is_own(rows, parcel, about).then_some(Received::Own)
    })
    .await
}

/// Whether this very device made it: the action waits here, or what it created is here under the same
/// secret. A record alone says nothing: somebody may have looked up a booking whose owner's phone brings a
/// cancellation.
fn is_own(rows: &Rows, parcel: &Parcel, about: EntityId) -> bool {
    if rows.action(parcel.action()).is_some() {
        return true;
    }
    let is_ours =
        |held: &Held<Record>| ::handover::secret_hash(&held.value.secret()) == parcel.secret_hash();
    parcel.deed().is_create() && rows.record(about).is_some_and(is_ours)
}

/// Takes a booking that was read out, with what was asked for beyond it.
/// Errors: [`ActionError`]; `Invalid` names the field at fault.
pub async fn receive_spoken<P: Ports>(
    ports: &P,
    id: DeliveryId,
    heard: Heard,
) -> Result<Received, ActionError> {
    let what = What::DeliverSpoken(id, heard).check()?;
    take(ports, what.clone(), |rows, _| heard_before(rows, &what)).await
}

/// Whether the same was read out before, or is this device's own.
fn heard_before(rows: &Rows, what: &What) -> Option<Received> {
    let What::DeliverSpoken(_, heard) = what else {
        return None;
    };
    for held in &rows.outbox {
        match &held.value.what {
            What::CreateBooking(_, asked)
                if ::handover::fingerprint(held.value.action) == heard.fingerprint
                    && is_same_person(asked, &heard.asked) =>
            {
                return Some(Received::Own);
            }
            What::DeliverSpoken(id, known)
                if known.fingerprint == heard.fingerprint
                    && is_same_person(&known.asked, &heard.asked) =>
            {
                return Some(Received::Again(*id));
            }
            _ => {}
        }
    }
    None
}

fn is_same_person(one: &BookingRequest, other: &BookingRequest) -> bool {
    (one.station, &one.service, &one.mobile) == (other.station, &other.service, &other.mobile)
}

/// Record and entry in one transaction, unless it is here already or `known` says what it is. What
/// comes after it about the same thing waits for it.
async fn take<P: Ports>(
    ports: &P,
    what: What,
    known: impl Fn(&Rows, &mut MyDelivery) -> Option<Received>,
) -> Result<Received, ActionError> {
    let EntityId::Delivery(id) = what.entity() else {
        return Err(ActionError::Unknown);
    };
    for _ in 0..RETRIES {
        let rows = Rows::load(ports.store()).await?;
        let place = rows.place(what.entity());
        if let Place::Held(_) = place {
            return Ok(Received::Again(id));
        }
        let (secret, now) = (new_secret(ports), ports.now());
        let mut kept = MyDelivery::of(&what, secret, now).ok_or(ActionError::Unknown)?;
        if let Some(known) = known(&rows, &mut kept) {
            return Ok(known);
        }
        let mut entry = Entry::new(new_action(ports), secret, what.clone(), now);
        let mut batch = Batch::strict(vec![put_record(&Record::Delivery(kept))?]);
        batch.checks.extend(place.check(&what.entity().key()));
        chain(&rows, &mut entry, &mut batch)?;
        batch.writes.push(put_entry(&entry)?);
        match ports.store().commit(batch).await {
            Err(StoreError::Conflict) => {}
            done => return Ok(done.map(|()| Received::New(id))?),
        }
    }
    Err(ActionError::Store(StoreError::Conflict))
}

/// Puts the actions about one thing of somebody else's in their order: by their own ids, which are of
/// that device's making, so that a change scanned before its booking still goes after it.
fn chain(rows: &Rows, entry: &mut Entry, batch: &mut Batch) -> Result<(), StoreError> {
    let Some(own) = rank(entry) else {
        return Ok(());
    };
    let rank_of = |action: Option<ActionId>| {
        let held = action.and_then(|action| rows.action(action));
        held.and_then(|held| rank(&held.value))
    };
    for held in &rows.outbox {
        let Some(theirs) = rank(&held.value).filter(|theirs| theirs.about == own.about) else {
            continue;
        };
        if theirs.place < own.place {
            if rank_of(entry.after).is_none_or(|known| known.place < theirs.place) {
                entry.after = Some(held.value.action);
            }
        } else if rank_of(held.value.after).is_none_or(|known| known.place < own.place) {
            let next = Entry {
                after: Some(entry.action),
                ..held.value.clone()
            };
            *batch = core::mem::take(batch).unless_changed(Table::Outbox, &held.row);
            batch.writes.push(put_entry(&next)?);
        }
    }
    Ok(())
}

/// Where a scanned action belongs among those about the same thing.
struct Rank {
    about: EntityId,
    /// What creates it comes first.
    place: (bool, DeliveryId),
}

fn rank(entry: &Entry) -> Option<Rank> {
    match &entry.what {
        What::Deliver(id, carried) => Some(Rank {
            about: carried.about,
            place: (!carried.creates, *id),
        }),
        _ => None,
    }
}

/// Under which id it is kept, and what it is about.
fn names(deed: &Deed) -> Option<(DeliveryId, EntityId)> {
    let id = DeliveryId::from_bytes(*deed.action().as_bytes()).ok()?;
    let about = match deed {
        Deed::RegisterVolunteer(_) | Deed::ChangeVolunteer(..) | Deed::WithdrawVolunteer(..) => {
            EntityId::Volunteer(VolunteerId::from_bytes(deed.entity()).ok()?)
        }
        _ => EntityId::Booking(BookingId::from_bytes(deed.entity()).ok()?),
    };
    Some((id, about))
}

fn errand(deed: &Deed) -> Errand {
    match deed {
        Deed::CreateBooking(_) => Errand::CreateBooking,
        Deed::ChangeBooking(..) => Errand::ChangeBooking,
        Deed::CancelBooking(..) => Errand::CancelBooking,
        Deed::EraseBooking(..) => Errand::EraseBooking,
        Deed::RegisterVolunteer(_) => Errand::RegisterVolunteer,
        Deed::ChangeVolunteer(..) => Errand::ChangeVolunteer,
        Deed::WithdrawVolunteer(..) => Errand::WithdrawVolunteer,
    }
}
