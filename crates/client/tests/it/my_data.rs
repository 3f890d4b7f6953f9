//! Export and deletion.

use client::drafts::{self, Draft};
use client::mine::Mine;
use client::my_data::{delete, export};
use client::plan::Haste;
use client::ports::Ports;
use client::sync::sync_once;

use crate::faults::Fault;
use crate::world::{FREE, FULL, World, asked, block_on, book};

fn prepared() -> World {
    let world = World::new();
    book(&world, asked(&[FREE])).unwrap();
    block_on(sync_once(&world, Haste::Now)).unwrap();
    book(&world, asked(&[FREE])).unwrap();
    block_on(drafts::save(
        world.store(),
        Draft::Volunteer,
        "{\"name\":\"王\"}",
    ))
    .unwrap();
    world
}

#[test]
fn an_export_has_everything_but_the_secrets() {
    let world = prepared();
    let text = block_on(export(&world)).unwrap();
    assert_eq!(
        text.matches("王建国").count(),
        4,
        "two records, one view, one action: {text}"
    );
    assert!(text.contains("待发送") && text.contains("我的预约") && !text.contains("secret"));
    assert!(text.contains("2026-11-24 08:00"));
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
}

#[test]
fn deletion_on_the_device_only() {
    let world = prepared();
    block_on(delete(&world, false)).unwrap();
    assert_eq!(
        block_on(Mine::load(world.store())).unwrap(),
        Mine::default()
    );
    assert_eq!(
        block_on(drafts::load(world.store(), Draft::Volunteer)),
        Ok(None)
    );
    assert_eq!(world.0.server.borrow().bookings.len(), 1);
}

#[test]
fn deletion_on_the_server_too_even_if_it_takes_a_while() {
    let world = prepared();
    book(&world, asked(&[FULL])).unwrap();
    block_on(delete(&world, true)).unwrap();
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert!(mine.bookings.is_empty());
    assert_eq!(mine.waiting(), 3, "whatever may have arrived is erased");
    world.faults(&[Fault::AnswerLost]);
    block_on(sync_once(&world, Haste::Now)).unwrap();
    block_on(delete(&world, true)).unwrap();
    assert_eq!(
        block_on(Mine::load(world.store())).unwrap().waiting(),
        3,
        "a second wipe keeps them"
    );
    block_on(sync_once(&world, Haste::Now)).unwrap();
    assert_eq!(
        block_on(Mine::load(world.store())).unwrap(),
        Mine::default()
    );
    let server = world.0.server.borrow();
    assert_eq!(server.bookings.len(), 1);
    assert!(
        server
            .bookings
            .values()
            .all(|(_, view)| view.name.is_empty())
    );
}
