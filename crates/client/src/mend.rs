//! What a person does with an action that came back: mend it and send it again, or delete it.

use model::id::ActionId;

use crate::act::{ActionError, drop_entry, drop_record, new_action, put_entry, put_record};
use crate::mine::{Held, Rows};
use crate::outbox::{Entry, What};
use crate::ports::{Batch, LocalStore, Ports, StoreError, Table, Write};
use crate::record::Record;
use crate::state::LocalState;

/// Sends a refused action again, mended, as a new action in the place of the old one. `what` must
/// be the same kind of action about the same thing. Errors: [`ActionError`].
pub async fn resend<P: Ports>(
    ports: &P,
    parked: ActionId,
    what: What,
) -> Result<ActionId, ActionError> {
    let what = what.check()?;
    let rows = Rows::load(ports.store()).await?;
    let held = parked_entry(&rows, parked)?;
    let same_kind = core::mem::discriminant(&held.value.what) == core::mem::discriminant(&what);
    let same_thing = held.value.what.entity() == what.entity()
        && held.value.what.fingerprint() == what.fingerprint();
    if !same_kind || !same_thing {
        return Err(ActionError::Unknown);
    }
    let mut entry = Entry::new(new_action(ports), held.value.secret, what, ports.now());
    let mut batch =
        Batch::strict(vec![drop_entry(parked)]).unless_changed(Table::Outbox, &held.row);
    if entry.what.is_create() {
        let writes = followers(&rows, parked, entry.action, &mut batch)?;
        batch.writes.extend(writes);
    } else {
        entry.after = rows
            .last_about(entry.what.entity())
            .filter(|last| *last != parked);
    }
    if let Some(record) = rows.record(entry.what.entity()) {
        entry.base = record.value.version();
        if let Some(next) = asked_anew(&record.value, &entry) {
            batch.writes.push(put_record(&next)?);
        }
        batch = batch.unless_changed(Table::Record, &record.row);
    }
    batch.writes.push(put_entry(&entry)?);
    ports.store().commit(batch).await?;
    Ok(entry.action)
}

/// Deletes a refused action. A refused creation takes its record with it, and whatever waited for
/// it: nothing of it ever came to be. Errors: [`ActionError`].
pub async fn delete_parked<P: Ports>(ports: &P, parked: ActionId) -> Result<(), ActionError> {
    let rows = Rows::load(ports.store()).await?;
    let held = parked_entry(&rows, parked)?;
    let mut batch =
        Batch::strict(vec![drop_entry(parked)]).unless_changed(Table::Outbox, &held.row);
    let entity = held.value.what.entity();
    let record = rows.record(entity);
    if held.value.what.is_create() && !record.is_some_and(|record| record.value.has_view()) {
        let about = rows
            .outbox
            .iter()
            .filter(|other| other.value.what.entity() == entity);
        batch
            .writes
            .extend(about.map(|other| drop_entry(other.value.action)));
        batch.writes.push(drop_record(entity));
        if let Some(record) = record {
            batch = batch.unless_changed(Table::Record, &record.row);
        }
    }
    Ok(ports.store().commit(batch).await?)
}

fn parked_entry(rows: &Rows, action: ActionId) -> Result<&Held<Entry>, ActionError> {
    let held = rows.action(action).ok_or(ActionError::Unknown)?;
    held.value
        .parked
        .is_some()
        .then_some(held)
        .ok_or(ActionError::Unknown)
}

/// Whoever waited for the old creation waits for the new one.
fn followers(
    rows: &Rows,
    old: ActionId,
    new: ActionId,
    batch: &mut Batch,
) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    for follower in rows
        .outbox
        .iter()
        .filter(|other| other.value.after == Some(old))
    {
        let next = Entry {
            after: Some(new),
            ..follower.value.clone()
        };
        *batch = core::mem::take(batch).unless_changed(Table::Outbox, &follower.row);
        writes.push(put_entry(&next)?);
    }
    Ok(writes)
}

/// The record of a creation that is sent again.
fn asked_anew(record: &Record, entry: &Entry) -> Option<Record> {
    let mut next = record.clone();
    match (&mut next, &entry.what) {
        (Record::Booking(mine), What::CreateBooking(_, asked)) => mine.asked = Some(asked.clone()),
        (Record::Volunteer(mine), What::RegisterVolunteer(_, form)) => mine.asked = form.clone(),
        _ => return None,
    }
    next.note(LocalState::Kept, entry.created_at);
    Some(next)
}
