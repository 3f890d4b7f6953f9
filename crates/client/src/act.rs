//! What a person does: each use case is one transaction on the device, and then done. Sending is
//! [`crate::sync`]'s business.

use model::booking::Wish;
use model::civil::Timestamp;
use model::error::Field;
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};
use model::volunteer::VolunteerForm;
use model::words::Problem;

use crate::drafts::{self, Draft};
use crate::mine::Rows;
use crate::outbox::{Entry, What};
use crate::ports::{Batch, Check, Clock, LocalStore, Ports, Random, StoreError, Table, Write};
use crate::record::{
    BookingRequest, EntityId, MyBooking, MyVolunteer, Record, Step, check_form, digest,
};
use crate::state::LocalState;

/// Why an action was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionError {
    /// A field does not keep a rule. `Problem::message` has the words.
    Invalid(Field, Problem),
    /// There is no such record or action on this device (any more).
    Unknown,
    /// Another form was submitted under this id before; nothing was made.
    Taken,
    /// The server has said that it is over, or its ending is already on its way.
    Over,
    /// Storage failed; nothing was kept.
    Store(StoreError),
}

impl From<StoreError> for ActionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<(Field, Problem)> for ActionError {
    fn from((field, problem): (Field, Problem)) -> Self {
        Self::Invalid(field, problem)
    }
}

/// How often a transaction is thought through again when another tab was faster.
pub(crate) const RETRIES: usize = 8;

/// A fresh id for a booking: made when its form is begun and kept with the form, so that one form
/// makes one booking however often and in however many tabs it is submitted.
pub fn new_booking(from: &(impl Clock + Random)) -> BookingId {
    BookingId::new(millis(from.now()), &ten(from))
}

/// A fresh id for a registration; as [`new_booking`].
pub fn new_volunteer(from: &(impl Clock + Random)) -> VolunteerId {
    VolunteerId::new(millis(from.now()), &ten(from))
}

/// Books: kept on this device at once, sent when it can be. `form` is the draft that it was filled
/// in as; it goes in the same transaction. If the same form has been submitted under this id already,
/// nothing is made: it is as it was. Errors: [`ActionError`]; [`ActionError::Taken`] if it was
/// another one (a tab left open for long still shows the form).
pub async fn submit_booking<P: Ports>(
    ports: &P,
    id: BookingId,
    asked: BookingRequest,
    form: Option<Draft<'_>>,
) -> Result<BookingId, ActionError> {
    let asked = asked.check()?;
    let now = ports.now();
    let record = Record::Booking(MyBooking {
        form: digest(&asked),
        asked: Some(asked.clone()),
        history: vec![Step {
            state: LocalState::Kept,
            at: now,
        }],
        ..MyBooking::found(id, new_secret(ports), now)
    });
    create(ports, record, What::CreateBooking(id, asked), form).await?;
    Ok(id)
}

/// Asks for other times; the reference stays. Errors: [`ActionError`].
pub async fn change_booking<P: Ports>(
    ports: &P,
    id: BookingId,
    wish: Wish,
) -> Result<(), ActionError> {
    follow(ports, What::ChangeBooking(id, wish).check()?).await
}

/// Cancels. Errors: [`ActionError`].
pub async fn cancel_booking<P: Ports>(ports: &P, id: BookingId) -> Result<(), ActionError> {
    follow(ports, What::CancelBooking(id)).await
}

/// Registers as a volunteer; as [`submit_booking`]. Errors: [`ActionError`].
pub async fn register_volunteer<P: Ports>(
    ports: &P,
    id: VolunteerId,
    asked: VolunteerForm,
    form: Option<Draft<'_>>,
) -> Result<VolunteerId, ActionError> {
    let asked = check_form(asked)?;
    let now = ports.now();
    let record = Record::Volunteer(MyVolunteer {
        id,
        secret: new_secret(ports),
        kept_at: now,
        form: digest(&asked),
        asked: asked.clone(),
        view: None,
        as_of: None,
        missing: false,
        followed: 0,
        told_by: None,
        history: vec![Step {
            state: LocalState::Kept,
            at: now,
        }],
    });
    create(ports, record, What::RegisterVolunteer(id, asked), form).await?;
    Ok(id)
}

/// Replaces what was told. Errors: [`ActionError`].
pub async fn change_volunteer<P: Ports>(
    ports: &P,
    id: VolunteerId,
    form: VolunteerForm,
) -> Result<(), ActionError> {
    follow(ports, What::ChangeVolunteer(id, form).check()?).await
}

/// Ends the registration. Errors: [`ActionError`].
pub async fn withdraw_volunteer<P: Ports>(ports: &P, id: VolunteerId) -> Result<(), ActionError> {
    follow(ports, What::WithdrawVolunteer(id)).await
}

/// The entity, its first action and the end of its draft, in one transaction; nothing if the form
/// has been submitted before.
async fn create<P: Ports>(
    ports: &P,
    record: Record,
    what: What,
    form: Option<Draft<'_>>,
) -> Result<(), ActionError> {
    let now = ports.now();
    let entry = Entry::new(new_action(ports), record.secret(), what, now);
    let mut batch = Batch::strict(vec![put_record(&record)?, put_entry(&entry)?]);
    batch.writes.extend(form.map(Draft::removal));
    let key = record.entity().key();
    batch.checks.push(Check {
        table: Table::Record,
        key: key.clone(),
        expect: None,
    });
    match ports.store().commit(batch).await {
        // The only condition: something was submitted under this name before, by another tab or
        // an earlier tap. What cannot be read is not taken for the same.
        Err(StoreError::Conflict) => {
            let row = ports.store().get(Table::Record, &key).await?;
            let there = row.and_then(|row| Record::decode(&key, &row.value));
            if !there.is_some_and(|there| there.is_same_form(&record)) {
                return Err(ActionError::Taken);
            }
            match form {
                Some(form) => Ok(drafts::clear(ports.store(), form).await?),
                None => Ok(()),
            }
        }
        done => Ok(done?),
    }
}

/// A further action about an entity that is here.
async fn follow<P: Ports>(ports: &P, what: What) -> Result<(), ActionError> {
    for _ in 0..RETRIES {
        let rows = Rows::load(ports.store()).await?;
        let held = rows.record(what.entity()).ok_or(ActionError::Unknown)?;
        if is_over(&rows, &held.value) {
            return Err(ActionError::Over);
        }
        let secret = held.value.secret();
        let mut entry = Entry::new(new_action(ports), secret, what.clone(), ports.now());
        entry.after = rows.last_about(what.entity());
        entry.base = held.value.version();
        let batch =
            Batch::strict(vec![put_entry(&entry)?]).unless_changed(Table::Record, &held.row);
        match ports.store().commit(batch).await {
            Err(StoreError::Conflict) => {}
            done => return Ok(done?),
        }
    }
    Err(ActionError::Store(StoreError::Conflict))
}

/// Nothing can follow an ending, whether the server has said so or it is still on its way; nor a
/// creation that was refused.
fn is_over(rows: &Rows, record: &Record) -> bool {
    let entries = rows.entries();
    let pending = crate::state::Pending::of(record, &entries);
    let refused = pending.parked.iter().any(|entry| entry.what.is_create());
    let closed = record.has_view() && !record.is_open();
    refused || closed || pending.is_ending()
}

/// A fresh id for an action.
pub(crate) fn new_action<P: Ports>(ports: &P) -> ActionId {
    ActionId::new(millis(ports.now()), &ten(ports))
}

/// A fresh device secret.
pub(crate) fn new_secret<P: Ports>(ports: &P) -> DeviceSecret {
    let mut bytes = [0; 32];
    ports.fill(&mut bytes);
    DeviceSecret::new(bytes)
}

fn ten(ports: &impl Random) -> [u8; 10] {
    let mut bytes = [0; 10];
    ports.fill(&mut bytes);
    bytes
}

fn millis(now: Timestamp) -> u64 {
    now.0.max(0).unsigned_abs()
}

/// The write of a record.
pub(crate) fn put_record(record: &Record) -> Result<Write, StoreError> {
    let value = record.encode().ok_or(StoreError::Failed)?;
    Ok(Write::Put(Table::Record, record.entity().key(), value))
}

/// The write of an entry.
pub(crate) fn put_entry(entry: &Entry) -> Result<Write, StoreError> {
    let value = entry.encode().ok_or(StoreError::Failed)?;
    Ok(Write::Put(Table::Outbox, entry.key(), value))
}

/// The removal of an entry.
pub(crate) fn drop_entry(action: ActionId) -> Write {
    Write::Delete(Table::Outbox, action.to_string())
}

/// The removal of a record.
pub(crate) fn drop_record(entity: EntityId) -> Write {
    Write::Delete(Table::Record, entity.key())
}
