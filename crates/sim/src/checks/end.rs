//! When the network is well: nothing waits but for a person, and all agree.

use client::mine::Mine;
use client::record::EntityId;
use model::history::{BookingEvent, MAX_EVENTS};

use crate::books::{Books, Event};
use crate::report::{Checked, Invariant, must};
use crate::tab::block_on;
use crate::world::World;

pub fn check(world: &World, books: &Books, phone: usize) -> Checked {
    let mine = block_on(Mine::load(&world.phones[phone].medium)).unwrap();
    for item in &mine.outbox {
        let waits_for_nobody = item.entry.parked.is_none() && !item.blocked;
        must(Invariant::Settles, !waits_for_nobody, || {
            format!("p{phone}: {} still waits", world.action(item.entry.action))
        })?;
    }
    bookings(world, books, phone, &mine)?;
    registrations(world, books, phone, &mine)?;
    own(world, books, phone, &mine)
}

fn bookings(world: &World, books: &Books, phone: usize, mine: &Mine) -> Checked {
    for item in &mine.bookings {
        let there = books.bookings.get(&item.record.id);
        let here = item.record.view.as_ref();
        let same = match (here, there) {
            (Some(view), Some(booked)) => {
                view.version == booked.version
                    && view.state.as_str() == booked.state
                    && view.slot == booked.slot
                    && tells_the_same(&view.history, &booked.events)
            }
            (None, None) => true,
            _ => false,
        };
        must(Invariant::InStep, same, || {
            let name = world.entity(EntityId::Booking(item.record.id));
            let there = there.map(|booked| (booked.version, booked.state.as_str()));
            let here = here.map(|view| (view.version, view.state));
            format!("p{phone}: {name} is {here:?} here, {there:?} there")
        })?;
    }
    Ok(())
}

/// Whether the phone tells the last of what became of a booking as the server has it.
fn tells_the_same(here: &[BookingEvent], there: &[Event]) -> bool {
    let last = &there[there.len().saturating_sub(MAX_EVENTS)..];
    let same = |(here, there): (&BookingEvent, &Event)| {
        let who_and_what = (here.by.as_str(), here.kind.as_str(), here.state.as_str());
        let told = (&there.actor[..], &there.kind[..], &there.state[..]);
        here.version == there.version
            && who_and_what == told
            && (here.from, here.to, here.crossed) == (there.from, there.to, there.crossed)
    };
    here.len() == last.len() && here.iter().zip(last).all(same)
}

fn registrations(world: &World, books: &Books, phone: usize, mine: &Mine) -> Checked {
    for item in &mine.volunteers {
        let there = books.volunteers.get(&item.record.id);
        let there = there.map(|enrolled| (enrolled.version, enrolled.state.as_str()));
        let here = item.record.view.as_ref();
        let here = here.map(|view| (view.version, view.state.as_str()));
        must(Invariant::InStep, here == there, || {
            let name = world.entity(EntityId::Volunteer(item.record.id));
            format!("p{phone}: {name} is {here:?} here, {there:?} there")
        })?;
    }
    Ok(())
}

/// Whoever made something that the server has, has it too.
fn own(world: &World, books: &Books, phone: usize, mine: &Mine) -> Checked {
    let ledger = world.ledger.borrow();
    for id in &books.done {
        let Some(asked) = ledger.asked.get(id).filter(|asked| asked.phone == phone) else {
            continue;
        };
        let has = match asked.what.entity() {
            EntityId::Booking(id) => mine.booking(id).is_some(),
            EntityId::Volunteer(id) => mine.volunteer(id).is_some(),
            EntityId::Delivery(id) => mine.delivery(id).is_some(),
        };
        must(Invariant::InStep, has, || {
            let name = world.entity(asked.what.entity());
            format!("p{phone} does not know its own {name}")
        })?;
    }
    Ok(())
}
