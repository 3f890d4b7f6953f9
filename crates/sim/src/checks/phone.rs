//! One phone: nothing lost, nothing without its entity, nothing shown that the server did not say.

use client::mine::Rows;
use client::outbox::Entry;
use client::record::{EntityId, Record, Step};
use client::state::{LocalState, local_state};
use model::civil::Timestamp;

use crate::books::Books;
use crate::ledger::{DECLINED, Ledger};
use crate::report::{Checked, Invariant, must};
use crate::tab::block_on;
use crate::world::World;

pub fn check(world: &World, books: &Books, phone: usize) -> Checked {
    let rows = block_on(Rows::load(&world.phones[phone].medium)).unwrap();
    let ledger = world.ledger.borrow();
    must(Invariant::Readable, rows.unreadable.is_empty(), || {
        format!("p{phone}: {:?}", rows.unreadable)
    })?;
    let entries = rows.entries();
    kept(world, &ledger, books, phone, &entries)?;
    for entry in &entries {
        let name = || format!("p{phone}: {}", world.action(entry.action));
        let has = rows.record(entry.what.entity()).is_some();
        must(Invariant::NoOrphan, has, name)?;
        refusal(world, &ledger, books, entry)?;
    }
    for held in &rows.records {
        shown(world, &ledger, phone, &held.value, &entries)?;
    }
    Ok(())
}

/// What was asked for is here, or there, or was taken back.
fn kept(world: &World, ledger: &Ledger, books: &Books, phone: usize, entries: &[Entry]) -> Checked {
    for (id, asked) in ledger
        .asked
        .iter()
        .filter(|(_, asked)| asked.phone == phone)
    {
        let here = entries.iter().any(|entry| entry.action == *id);
        let safe = here || books.done.contains(id) || ledger.taken_back.contains(id);
        must(Invariant::NothingLost, safe, || {
            format!("p{}: {}", asked.phone, world.action(*id))
        })?;
    }
    Ok(())
}

/// A refused action was refused, in these words, and is not done.
fn refusal(world: &World, ledger: &Ledger, books: &Books, entry: &Entry) -> Checked {
    let Some(parked) = &entry.parked else {
        return Ok(());
    };
    let name = || format!("{}: {:?}", world.action(entry.action), parked.error.code);
    let said = serde_json::to_string(&parked.error).unwrap();
    let refused = ledger.refused.get(&entry.action);
    let real = refused.is_some_and(|all| all.contains(&said));
    must(Invariant::RefusalsAreReal, real, name)?;
    let undone = !books.done.contains(&entry.action);
    must(Invariant::RefusedIsUndone, undone, name)
}

fn shown(
    world: &World,
    ledger: &Ledger,
    phone: usize,
    record: &Record,
    entries: &[Entry],
) -> Checked {
    let entity = record.entity();
    let name = || format!("p{phone}: {}", world.entity(entity));
    let (view, missing, history) = match record {
        Record::Delivery(_) => return Ok(()),
        Record::Booking(mine) => {
            let view = mine.view.as_ref();
            let said = view.map(|view| (view.version, serde_json::to_string(view).unwrap()));
            (said, mine.missing, &mine.history)
        }
        Record::Volunteer(mine) => {
            let view = mine.view.as_ref();
            let said = view.map(|view| (view.version, serde_json::to_string(view).unwrap()));
            (said, mine.missing, &mine.history)
        }
    };
    must(Invariant::NothingMissing, !missing, name)?;
    for step in history {
        let real = was_said(ledger, entity, step);
        must(Invariant::NothingMadeUp, real, || {
            format!("{}: {step:?}", name())
        })?;
    }
    let Some((version, view)) = view else {
        return unanswered(world, phone, record, entries);
    };
    let granted = ledger.granted.contains(&view);
    must(Invariant::NothingMadeUp, granted, name)?;
    let mut newest = world.phones[phone].shown.borrow_mut();
    let known = newest.insert(entity, version).unwrap_or_default();
    must(Invariant::NeverBackwards, known <= version, || {
        format!("{} from {known} to {version}", name())
    })
}

/// Of what the server has said nothing, nothing is shown but that it is kept, or refused if its
/// creation was.
fn unanswered(world: &World, phone: usize, record: &Record, entries: &[Entry]) -> Checked {
    let state = local_state(record, entries);
    let creation = entries
        .iter()
        .find(|entry| entry.what.is_create() && entry.what.entity() == record.entity());
    let real = match (state, creation) {
        (LocalState::Kept, Some(creation)) => creation.parked.is_none(),
        (LocalState::Failed, Some(creation)) => creation.parked.is_some(),
        _ => false,
    };
    must(Invariant::NothingMadeUp, real, || {
        format!(
            "p{phone}: {} is shown as {state:?}",
            world.entity(record.entity())
        )
    })
}

/// Whether a step in the history of a record rests on something that the server has said.
fn was_said(ledger: &Ledger, entity: EntityId, step: &Step) -> bool {
    let Timestamp(at) = step.at;
    let was_declined = || {
        let declined = (entity, DECLINED.to_owned(), at);
        ledger.states.contains(&declined)
    };
    let state = match step.state {
        LocalState::Kept => return true,
        LocalState::Failed => {
            return ledger.refused.keys().any(|id| {
                let what = ledger.what(*id);
                what.is_some_and(|what| what.is_create() && what.entity() == entity)
            }) || was_declined();
        }
        LocalState::Received => {
            return ledger.states.iter().any(|(of, ..)| *of == entity);
        }
        LocalState::Confirmed => "confirmed",
        LocalState::Adjusted => "adjusted",
        LocalState::Served => "served",
        LocalState::Cancelled => "cancelled",
        LocalState::NoShow => "no_show",
        LocalState::Registered => "registered",
        LocalState::Withdrawn => "withdrawn",
    };
    ledger.states.contains(&(entity, state.to_owned(), at))
}
