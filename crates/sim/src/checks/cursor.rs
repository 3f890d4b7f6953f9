//! What a phone says that it has seen, it has: of its records, and of its own station.

use std::collections::BTreeMap;

use client::follow::{Seen, Standing};
use client::near::Near;
use client::record::{EntityId, Record};
use model::civil::Date;
use model::division::DivisionCode;
use model::slot::SlotStart;
use model::sync::Notice;

use crate::books::Books;
use crate::report::{Checked, Invariant, must};
use crate::tab::block_on;
use crate::world::World;

fn standing(world: &World, phone: usize) -> Standing {
    block_on(Standing::load(&world.phones[phone].medium)).unwrap()
}

/// Whatever the cursor counts for is as it was at that number, or newer.
pub fn never_ahead(world: &World, books: &Books, phone: usize) -> Checked {
    let standing = standing(world, phone);
    let Some(seen) = standing
        .seen
        .filter(|seen| seen.cursor.store == books.store)
    else {
        return Ok(());
    };
    for held in &standing.rows.records {
        record(world, books, phone, seen, &held.value)?;
    }
    match standing.near.filter(|near| near.epoch == seen.epoch) {
        Some(near) => station(world, books, phone, seen.cursor.seq, &near),
        None => Ok(()),
    }
}

fn record(world: &World, books: &Books, phone: usize, seen: Seen, record: &Record) -> Checked {
    if record.followed() != seen.epoch {
        return Ok(());
    }
    let entity = record.entity();
    let there = match entity {
        EntityId::Booking(id) => books.bookings.get(&id).map(|row| (row.seq, row.version)),
        EntityId::Volunteer(id) => books.volunteers.get(&id).map(|row| (row.seq, row.version)),
        EntityId::Delivery(_) => None,
    };
    let here = match record {
        Record::Booking(mine) => mine.view.as_ref().map(|view| view.version),
        Record::Volunteer(mine) => mine.view.as_ref().map(|view| view.version),
        Record::Delivery(_) => None,
    };
    let Some((seq, version)) = there else {
        return Ok(());
    };
    let has = seq > seen.cursor.seq || here >= Some(version);
    must(Invariant::CursorNotAhead, has, || {
        let name = world.entity(entity);
        format!("p{phone}: {name} is {here:?} here, {version} there since {seq}, {seen:?}")
    })
}

fn station(world: &World, books: &Books, phone: usize, seq: u64, near: &Near) -> Checked {
    let (today, _) = world.now().in_chongqing();
    let ahead = |holds, what: String| {
        must(Invariant::CursorNotAhead, holds, || {
            format!("p{phone}: {what} is not as it was at {seq}")
        })
    };
    for posted in &books.notices {
        let notice = &posted.notice;
        if posted.seq > seq || notice.to < today {
            continue;
        }
        let there = !posted.gone && notice.scope.contains(near.station);
        let here = near.notices.iter().find(|known| known.id == notice.id);
        ahead(here == there.then_some(notice), notice.id.clone())?;
    }
    let held = held(near);
    for ((code, lane, slot, taken), changed) in &books.counts {
        if *code != near.station.to_string() || *changed > seq || slot.date < today {
            continue;
        }
        let here = held.get(&(lane.as_str(), *slot)).copied().unwrap_or(0);
        ahead(
            i64::from(here) == *taken,
            format!("{lane} {}", slot.to_iso()),
        )?;
    }
    Ok(())
}

fn held(near: &Near) -> BTreeMap<(&str, SlotStart), u16> {
    let lanes = near.places.iter().flat_map(|places| &places.lanes);
    let slots = lanes.flat_map(|lane| {
        lane.held.iter().map(|(date, minute, held)| {
            let (date, minute) = (*date, *minute);
            ((lane.lane.as_str(), SlotStart { date, minute }), *held)
        })
    });
    slots.collect()
}

/// What is kept of the person's own station is what the server says, but for what is past.
pub fn level(world: &World, books: &Books, phone: usize) -> Checked {
    let standing = standing(world, phone);
    let (today, _) = world.now().in_chongqing();
    let unlevel =
        |holds, what: &str| must(Invariant::NewsInStep, holds, || format!("p{phone}: {what}"));
    let Some(chosen) = standing.station else {
        return Ok(());
    };
    let near = standing.near.filter(|near| near.station == chosen);
    let Some(near) = near else {
        return unlevel(false, "nothing is kept of its station");
    };
    let mut here: Vec<&Notice> = near
        .notices
        .iter()
        .filter(|known| known.to >= today)
        .collect();
    here.sort_by(|one, other| one.id.cmp(&other.id));
    let there = books.notices.iter().filter(|posted| {
        let notice = &posted.notice;
        !posted.gone && notice.to >= today && notice.scope.contains(chosen)
    });
    let there: Vec<&Notice> = there.map(|posted| &posted.notice).collect();
    unlevel(here == there, "notices")?;
    let mut here: Vec<_> = held(&near)
        .into_iter()
        .map(|((lane, slot), held)| (lane.to_owned(), slot, i64::from(held)))
        .filter(|(_, slot, _)| slot.date >= today)
        .collect();
    here.sort();
    let there = books
        .slots
        .iter()
        .filter(|(code, _, slot, _)| *code == chosen.to_string() && slot.date >= today);
    let mut there: Vec<_> = there
        .map(|(_, lane, slot, taken)| (lane.clone(), *slot, *taken))
        .collect();
    there.sort();
    unlevel(here == there, "places")?;
    for (code, there) in &books.closures {
        if code.contains(chosen) {
            unlevel(
                to_come(&shut(&near, *code), today) == to_come(there, today),
                "closures",
            )?;
        }
    }
    Ok(())
}

fn shut(near: &Near, code: DivisionCode) -> Vec<Date> {
    let change = near.stations.iter().find(|change| change.station == code);
    change.map_or(Vec::new(), |change| change.closures.clone())
}

fn to_come(days: &[Date], today: Date) -> Vec<Date> {
    let mut days: Vec<Date> = days.iter().copied().filter(|day| *day >= today).collect();
    days.sort_unstable();
    days
}
