//! Deaths between any two effects, and two tabs in any order: the cursor never runs ahead, nothing is
//! lost, and in the end all is level.

use client::mine::Mine;
use client::plan::Haste;
use client::ports::Ports;
use client::sync::sync_once;
use model::id::BookingId;

use crate::faults::{Fault, Meanwhile};
use crate::following::{at_home, code, day, is_level, look, never_ahead, notice};
use crate::world::{FREE, FULL, Fuse, World, asked, block_on, book, slot};

/// Three actions wait, one of which will be refused; a record is followed and has changed; so have
/// notices and places.
fn busy() -> (World, BookingId) {
    let world = at_home();
    let id = book(&world, asked(&[FREE])).unwrap();
    look(&world);
    look(&world);
    for choice in [FREE, FULL, FREE] {
        book(&world, asked(&[choice])).unwrap();
    }
    let mut server = world.0.server.borrow_mut();
    server.changes.page = 2;
    server.serve(id, slot(FREE).timestamp());
    for number in 0..3u16 {
        let id = number.to_string();
        server.changes.notice(&id, Some(notice(&id, "500112")));
        let at = (
            code("500112017005"),
            "card",
            day("2026-11-30"),
            540 + number,
        );
        server.changes.hold(at, 1);
    }
    drop(server);
    (world, id)
}

fn settles(world: &World, id: BookingId) {
    world.0.store.fuse.set(None);
    world.0.store.dead.set(false);
    never_ahead(world);
    for _ in 0..4 {
        look(world);
        never_ahead(world);
        world.pass(20 * 60_000);
    }
    is_level(world);
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert_eq!((mine.waiting(), mine.parked()), (0, 1));
    let server = world.0.server.borrow();
    for item in &mine.bookings {
        let there = server.bookings.get(&item.record.id).map(|(_, view)| view);
        assert_eq!(item.record.view.as_ref(), there);
    }
    assert_eq!(
        server.bookings[&id].1.state,
        model::booking::BookingState::Served
    );
}

#[test]
fn a_death_at_any_write_loses_nothing() {
    let mut died = 0;
    for commits in 0..24 {
        for written in [false, true] {
            let (world, id) = busy();
            world.0.store.fuse.set(Some(Fuse { commits, written }));
            let round = block_on(sync_once(&world, Haste::Look));
            died += u32::from(round.is_err());
            settles(&world, id);
        }
    }
    assert!(died > 12, "a round writes more than {died} times in two");
}

#[test]
fn an_answer_cut_anywhere_changes_nothing() {
    for part in (0..=255).step_by(5) {
        let (world, id) = busy();
        world.faults(&[Fault::Cut(part)]);
        look(&world);
        settles(&world, id);
    }
}

#[test]
fn two_tabs_at_once_are_level_too() {
    for what in [Meanwhile::Look, Meanwhile::Sync, Meanwhile::Refresh] {
        for faults in [
            &[][..],
            &[Fault::AnswerLost],
            &[Fault::None, Fault::AnswerLost],
            &[Fault::Twice],
        ] {
            let (world, id) = busy();
            world.faults(faults);
            world.0.meanwhile.set(Some(what));
            look(&world);
            settles(&world, id);
        }
    }
}
