//! The server's books: only what was asked for, once, as asked, and no place given twice.

use client::outbox::What;
use client::record::EntityId;
use model::booking::Wish;
use model::id::VolunteerId;
use model::slot::SlotStart;
use model::volunteer::VolunteerForm;

use super::history;
use crate::books::{Books, Enrolled};
use crate::ledger::Ledger;
use crate::places::places;
use crate::report::{Checked, Invariant, must};
use crate::world::World;

pub fn check(world: &World, books: &Books) -> Checked {
    let ledger = world.ledger.borrow();
    for id in &books.done {
        let name = || world.action(*id);
        let asked = ledger.asked.contains_key(id) || ledger.staff.contains_key(id);
        must(Invariant::NothingUnasked, asked, name)?;
        let taken_back = ledger.taken_back.contains(id);
        must(Invariant::TakenBackIsUndone, !taken_back, name)?;
    }
    for id in books.bookings.keys() {
        history::check(world, &ledger, books, *id)?;
    }
    for (id, enrolled) in &books.volunteers {
        registration(world, &ledger, books, *id, enrolled)?;
    }
    slots(books)
}

/// The actions done about an entity, in their order.
fn done<'a>(ledger: &'a Ledger, books: &Books, entity: EntityId) -> Vec<&'a What> {
    let whats = books.done.iter().filter_map(|id| ledger.what(*id));
    whats.filter(|what| what.entity() == entity).collect()
}

/// Whether a time is one of those wished for.
pub fn grants(wish: &Wish, slot: SlotStart) -> bool {
    let in_window = wish.window.is_some_and(|window| {
        (window.from..=window.to).contains(&slot.date) && window.part.contains(slot.minute)
    });
    in_window || wish.choices.contains(&slot)
}

fn registration(
    world: &World,
    ledger: &Ledger,
    books: &Books,
    id: VolunteerId,
    enrolled: &Enrolled,
) -> Checked {
    let entity = EntityId::Volunteer(id);
    let mut asked: Option<&VolunteerForm> = None;
    let (mut version, mut withdrawn) = (0, false);
    for what in done(ledger, books, entity) {
        match what {
            What::RegisterVolunteer(_, form) | What::ChangeVolunteer(_, form) => {
                version += 1;
                asked = Some(form);
            }
            What::WithdrawVolunteer(_) => {
                version += u32::from(!withdrawn);
                withdrawn = true;
            }
            _ => {}
        }
    }
    let name = || world.entity(entity);
    let Some(form) = asked else {
        return must(Invariant::NothingUnasked, false, name);
    };
    must(Invariant::DoneOnce, enrolled.version == version, || {
        format!("{} has version {}, not {version}", name(), enrolled.version)
    })?;
    let roles = form.roles.iter().map(|role| role.as_str());
    let times = form.free_times.iter().map(|time| time.as_str());
    let mut ticks: Vec<&str> = roles.chain(times).collect();
    ticks.sort_unstable();
    let as_asked = enrolled.ticks == ticks && withdrawn == (enrolled.state == "withdrawn");
    must(Invariant::DoneAsAsked, as_asked, || {
        format!("{} is {} with {:?}", name(), enrolled.state, enrolled.ticks)
    })
}

/// No slot holds more than its places, and each open booking one.
fn slots(books: &Books) -> Checked {
    let mut held = 0;
    for (station, lane, slot, taken) in &books.slots {
        let name = || format!("{taken} in {station} {lane} {}", slot.to_iso());
        let most = i64::from(places(station, lane, *slot));
        must(Invariant::NoOverbooking, *taken <= most, name)?;
        let holders = books.bookings.values().filter(|booked| {
            let there = (&booked.station, &booked.lane, booked.slot) == (station, lane, *slot);
            there && booked.is_open()
        });
        let holders = holders.count() as i64;
        must(
            Invariant::PlacesAddUp,
            *taken == holders && *taken > 0,
            name,
        )?;
        held += holders;
    }
    let open = books.bookings.values().filter(|booked| booked.is_open());
    let open = open.count() as i64;
    must(Invariant::PlacesAddUp, open == held, || {
        format!("{open} are open, {held} hold a place")
    })
}
