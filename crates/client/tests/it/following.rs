//! One round trip: what goes together, what comes down, and what is kept of it.

use client::act::{cancel_booking, change_booking};
use client::availability::{Asked, Terms, known};
use client::follow::{Seen, Standing};
use client::mine::Mine;
use client::my_data;
use client::near::Near;
use client::outbox::TryProblem;
use client::plan::Haste;
use client::ports::{Ports, Table, Write};
use client::settings::set_my_station;
use client::state::LocalState;
use client::sync::{SyncReport, look_up, sync_once};
use client::turn::{Turn, turn};
use model::booking::ServiceSlug;
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::holiday::HolidayCalendar;
use model::id::BookingId;
use model::slot::{Offer, Way, WeeklyHours};
use model::sync::{
    EntityId, MAX_FOLLOWED, Notice, PackTags, PlacesChange, StationChange, SyncAnswer,
};

use crate::faults::{Fault, Meanwhile};
use crate::world::{
    ALSO_FREE, FREE, FULL, World, asked, block_on, book, booking, register, slot, wish,
};

pub fn look(world: &World) -> SyncReport {
    block_on(sync_once(world, Haste::Look)).unwrap()
}

fn send(world: &World) -> SyncReport {
    block_on(sync_once(world, Haste::Now)).unwrap()
}

pub fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn notice(id: &str, scope: &str) -> Notice {
    Notice {
        id: id.to_owned(),
        scope: code(scope),
        from: day("2026-11-20"),
        to: day("2026-11-30"),
        title: ["第", id, "号公告"].concat(),
        text: String::new(),
    }
}

fn standing(world: &World) -> Standing {
    block_on(Standing::load(world.store())).unwrap()
}

fn seen(world: &World) -> Seen {
    standing(world).seen.unwrap()
}

fn near(world: &World) -> Near {
    standing(world).near.unwrap()
}

fn waiting(world: &World) -> usize {
    block_on(Mine::load(world.store())).unwrap().waiting()
}

/// The station chosen.
pub const MINE: &str = "500112017005";

/// A world whose person has chosen a station.
pub fn at_home() -> World {
    let world = World::new();
    block_on(set_my_station(world.store(), Some(code(MINE)))).unwrap();
    world
}

/// Whatever bears the cursor's epoch is as the server had it at that number, or newer.
pub fn never_ahead(world: &World) {
    let standing = standing(world);
    let Some(seen) = standing.seen else { return };
    let server = world.0.server.borrow();
    if seen.cursor.store != server.changes.store {
        return;
    }
    for held in &standing.rows.records {
        let record = &held.value;
        if record.followed() != seen.epoch {
            continue;
        }
        let id = record.entity();
        let there = match id {
            EntityId::Booking(id) => server.bookings.get(&id).map(|(_, view)| view.version),
            EntityId::Volunteer(id) => server.volunteers.get(&id).map(|(_, view)| view.version),
            EntityId::Delivery(_) => None,
        };
        let here = match record {
            client::record::Record::Booking(mine) => mine.view.as_ref().map(|v| v.version),
            client::record::Record::Volunteer(mine) => mine.view.as_ref().map(|v| v.version),
            client::record::Record::Delivery(_) => None,
        };
        if server.changes.number(id) <= seen.cursor.seq {
            assert!(
                here >= there,
                "the cursor ran ahead of {id:?}: {here:?}, {there:?}"
            );
        }
    }
    let near = standing.near.filter(|near| near.epoch == seen.epoch);
    if let Some(near) = near {
        server.changes.compare(&near, seen.cursor.seq);
    }
}

/// What is kept of the person's station is what the server says.
pub fn is_level(world: &World) {
    let standing = standing(world);
    let Some(station) = standing.station else {
        return;
    };
    let near = standing.near.unwrap();
    assert_eq!(near.station, station);
    let server = world.0.server.borrow();
    let mut kept = near.notices.clone();
    kept.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(kept, server.changes.notices_of(station));
    let mut held = Vec::new();
    for lane in near.places.map_or(vec![], |places| places.lanes) {
        held.extend(
            lane.held
                .iter()
                .map(|(day, minute, held)| (lane.lane.clone(), *day, *minute, *held)),
        );
    }
    assert_eq!(held, server.changes.held_at(station));
}

#[test]
fn what_waits_goes_in_one_request() {
    let world = at_home();
    for _ in 0..3 {
        book(&world, asked(&[FREE])).unwrap();
    }
    register(&world).unwrap();
    let report = send(&world);
    assert_eq!((report.delivered.len(), waiting(&world)), (4, 0));
    let trips = world.trips();
    assert_eq!(trips.len(), 1);
    assert_eq!(trips[0].actions.len(), 4);
    assert!(trips[0].cursor.is_none() && trips[0].mine.is_empty());
    assert!(trips[0].watch.unwrap().all);
    assert!(report.level);
}

#[test]
fn a_change_waits_for_its_create_and_follows_at_once() {
    let world = World::new();
    let id = book(&world, asked(&[FULL])).unwrap();
    block_on(change_booking(&world, id, wish(&[FREE]))).unwrap();
    let other = book(&world, asked(&[FREE])).unwrap();
    block_on(cancel_booking(&world, other)).unwrap();
    send(&world);
    let trips = world.trips();
    let carried: Vec<usize> = trips.iter().map(|trip| trip.actions.len()).collect();
    assert_eq!(
        carried,
        [2, 1],
        "the change of what was refused is not even sent"
    );
    assert_eq!(booking(&world, id).state, LocalState::Failed);
    assert_eq!(booking(&world, other).state, LocalState::Cancelled);
}

#[test]
fn a_record_is_followed_from_the_cursor_on() {
    let world = World::new();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    world.trips();
    look(&world);
    look(&world);
    let trips = world.trips();
    assert!(trips[0].mine[0].all, "its receipt is no page");
    assert!(!trips[1].mine[0].all);
    let before = seen(&world);
    world
        .0
        .server
        .borrow_mut()
        .serve(id, slot(FREE).timestamp());
    look(&world);
    assert_eq!(booking(&world, id).state, LocalState::Served);
    let after = seen(&world);
    assert_eq!(
        (after.epoch, after.cursor.seq),
        (before.epoch, before.cursor.seq + 1)
    );
    world.trips();
    look(&world);
    assert!(
        world.trips().is_empty(),
        "nothing more can come of it: nothing to ask"
    );
}

#[test]
fn nothing_new_stores_nothing_but_the_time() {
    let world = at_home();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    look(&world);
    let (before, rows) = (standing(&world).check, booking(&world, id));
    world.pass(3_600_000);
    let report = look(&world);
    assert!(report.level && report.reached == Some(true));
    assert_eq!(
        standing(&world).check,
        before,
        "the cursor's row is as it was"
    );
    let later = booking(&world, id).record.as_of.unwrap();
    assert_eq!(later.0, rows.record.as_of.unwrap().0 + 3_600_000);
}

#[test]
fn a_station_is_followed_and_another_one_takes_its_place() {
    let world = at_home();
    let thursday = day("2026-11-26");
    {
        let changes = &mut world.0.server.borrow_mut().changes;
        changes.notice("1", Some(notice("1", "50")));
        changes.notice("2", Some(notice("2", MINE)));
        changes.notice("3", Some(notice("3", "500113")));
        changes.hold((code(MINE), "card", thursday, 540), 1);
        changes.station(StationChange {
            station: code(MINE),
            hours: None,
            closures: vec![day("2026-11-27")],
        });
    }
    look(&world);
    is_level(&world);
    let shown = |world: &World, on: &str| {
        let near = near(world);
        let titles = near.notices(day(on)).into_iter();
        titles.map(|notice| notice.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&world, "2026-11-24"), ["2", "1"], "the nearest first");
    assert!(shown(&world, "2026-12-01").is_empty());
    assert_eq!(near(&world).published().unwrap().closures.len(), 1);
    {
        let changes = &mut world.0.server.borrow_mut().changes;
        changes.notice("1", None);
        changes.notice("4", Some(notice("4", "500112017")));
        changes.hold((code(MINE), "card", thursday, 540), 0);
        changes.hold((code(MINE), "card", thursday, 600), 2);
    }
    let before = seen(&world);
    look(&world);
    is_level(&world);
    assert_eq!(shown(&world, "2026-11-24"), ["2", "4"]);
    assert_eq!(seen(&world).epoch, before.epoch);
    block_on(set_my_station(world.store(), Some(code("500113")))).unwrap();
    look(&world);
    is_level(&world);
    assert_eq!(shown(&world, "2026-11-24"), ["3"]);
    block_on(set_my_station(world.store(), None)).unwrap();
    book(&world, asked(&[FREE])).unwrap();
    send(&world);
    assert_eq!(
        standing(&world).near,
        None,
        "nothing is kept of nobody's station"
    );
}

#[test]
fn the_rest_of_what_has_changed_is_asked_for_at_once() {
    let world = at_home();
    world.0.server.borrow_mut().changes.page = 2;
    let ids: Vec<BookingId> = (0..5)
        .map(|_| book(&world, asked(&[FREE])).unwrap())
        .collect();
    send(&world);
    {
        let mut server = world.0.server.borrow_mut();
        for number in 0..5u16 {
            let id = number.to_string();
            server.changes.notice(&id, Some(notice(&id, MINE)));
            let monday = day("2026-11-30");
            server
                .changes
                .hold((code(MINE), "card", monday, 540 + number), 1);
        }
        for id in ids {
            server.serve(id, slot(FREE).timestamp());
        }
    }
    world.trips();
    look(&world);
    is_level(&world);
    never_ahead(&world);
    let trips = world.trips();
    assert!(trips.len() > 5, "{} pages", trips.len());
    assert!(trips[1..].iter().all(|trip| !trip.watch.unwrap().all));
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert!(
        mine.bookings
            .iter()
            .all(|item| item.state == LocalState::Served)
    );
}

#[test]
fn another_store_is_followed_from_the_beginning() {
    let world = at_home();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    look(&world);
    let lost = book(&world, asked(&[FREE])).unwrap();
    let backup = world.0.server.borrow().clone();
    world
        .0
        .server
        .borrow_mut()
        .changes
        .notice("1", Some(notice("1", MINE)));
    send(&world);
    look(&world);
    let before = seen(&world);
    *world.0.server.borrow_mut() = backup;
    world.0.server.borrow_mut().changes.store = 8;
    look(&world);
    is_level(&world);
    never_ahead(&world);
    let after = seen(&world);
    assert_eq!(after.cursor.store, 8);
    assert_ne!(after.epoch, before.epoch);
    assert!(booking(&world, lost).record.missing, "said plainly");
    assert!(!booking(&world, id).record.missing);
    let again = look(&world);
    assert!(again.level);
}

#[test]
fn a_server_put_back_to_a_backup_is_believed() {
    let world = at_home();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    look(&world);
    let backup = world.0.server.borrow().clone();
    block_on(change_booking(&world, id, wish(&[ALSO_FREE]))).unwrap();
    send(&world);
    look(&world);
    let slot_of = |world: &World| booking(world, id).record.view.unwrap().slot;
    assert_eq!(slot_of(&world), slot(ALSO_FREE));
    *world.0.server.borrow_mut() = backup;
    world.0.server.borrow_mut().changes.store = 8;
    look(&world);
    assert_eq!(slot_of(&world), slot(FREE), "what the server has granted");
    let record = booking(&world, id).record;
    assert_eq!(record.told_by, Some(8));
    assert_eq!(record.view.unwrap().version, 1);
}

#[test]
fn what_is_known_as_of_now_is_known_with_the_last_page() {
    let world = at_home();
    book(&world, asked(&[FREE])).unwrap();
    send(&world);
    look(&world);
    let standing = standing(&world);
    let asked = standing.question();
    let change = PlacesChange {
        station: code(MINE),
        as_of: Timestamp(9_000_000_000_000),
        whole: true,
        lanes: Vec::new(),
    };
    let page = |more| {
        let cursor = standing.seen.unwrap().cursor;
        let places = Some(change.clone());
        let page = serde_json::json!({"cursor": cursor, "more": more, "places": places});
        serde_json::from_value::<SyncAnswer>(page).unwrap()
    };
    let now = Timestamp(9_000_000_000_001);
    let written = |more| match turn(&asked, &page(more), &standing, 1, now) {
        Turn::Store(batch) => batch.writes,
        other => panic!("{other:?}"),
    };
    let tells = |writes: &[Write]| {
        let heard = writes
            .iter()
            .any(|write| matches!(write, Write::Put(Table::Meta, key, _) if key == "synced"));
        let near = writes.iter().find_map(|write| match write {
            Write::Put(Table::Pack, _, value) => serde_json::from_slice::<Near>(value).ok(),
            _ => None,
        });
        (heard, near.unwrap().held("any").is_some())
    };
    assert_eq!(tells(&written(true)), (false, false));
    assert_eq!(tells(&written(false)), (true, true));
}

#[test]
fn whoever_is_too_many_has_its_turn() {
    let world = World::new();
    let many = MAX_FOLLOWED + 9;
    let mut ids = Vec::new();
    for _ in 0..many {
        ids.push(book(&world, asked(&[FREE])).unwrap());
    }
    for _ in 0..3 {
        send(&world);
    }
    assert_eq!(waiting(&world), 0);
    for _ in 0..3 {
        look(&world);
        never_ahead(&world);
    }
    for id in &ids {
        world
            .0
            .server
            .borrow_mut()
            .serve(*id, slot(FREE).timestamp());
    }
    for _ in 0..3 {
        look(&world);
        never_ahead(&world);
    }
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert!(
        mine.bookings
            .iter()
            .all(|item| item.state == LocalState::Served)
    );
    let most = world.trips().iter().map(|trip| trip.mine.len()).max();
    assert_eq!(most, Some(MAX_FOLLOWED));
}

#[test]
fn a_poison_action_blocks_nobody() {
    let world = World::new();
    let poison = book(&world, asked(&[FREE])).unwrap();
    let mine = block_on(Mine::load(world.store())).unwrap();
    world.0.poison.set(Some(mine.outbox[0].entry.action));
    for _ in 0..20 {
        book(&world, asked(&[FREE])).unwrap();
    }
    let mut rounds = 0;
    while waiting(&world) > 1 {
        send(&world);
        world.pass(20 * 60_000);
        rounds += 1;
        assert!(rounds < 12, "{} still wait", waiting(&world));
    }
    assert_eq!(booking(&world, poison).state, LocalState::Kept);
    world.trips();
    book(&world, asked(&[FREE])).unwrap();
    send(&world);
    assert_eq!(waiting(&world), 1, "a new one does not wait for it");
    assert_eq!(world.trips()[0].actions.len(), 1);
    world.0.poison.set(None);
    send(&world);
    assert_eq!(waiting(&world), 0);
}

#[test]
fn what_is_too_large_is_halved_and_goes_alone_at_last() {
    let world = World::new();
    for _ in 0..8 {
        book(&world, asked(&[FREE])).unwrap();
    }
    world.0.server.borrow_mut().changes.most_bytes = 2_000;
    let report = send(&world);
    assert_eq!((report.delivered.len(), waiting(&world)), (8, 0));
    world.0.server.borrow_mut().changes.most_bytes = 100;
    book(&world, asked(&[FREE])).unwrap();
    let report = send(&world);
    assert_eq!((report.delivered.len(), waiting(&world)), (1, 0));
    assert!(report.one_by_one);
}

#[test]
fn a_server_gone_back_to_an_older_version_is_served_one_by_one() {
    let world = at_home();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    look(&world);
    world.0.server.borrow_mut().changes.knows = false;
    for _ in 0..3 {
        book(&world, asked(&[FREE])).unwrap();
    }
    world
        .0
        .server
        .borrow_mut()
        .serve(id, slot(FREE).timestamp());
    let report = look(&world);
    assert_eq!((report.delivered.len(), waiting(&world)), (3, 0));
    assert!(report.one_by_one && !report.level);
    assert_eq!(booking(&world, id).state, LocalState::Served);
    world.0.server.borrow_mut().changes.knows = true;
    look(&world);
    is_level(&world);
    never_ahead(&world);
}

#[test]
fn a_silent_server_is_told_from_a_wise_one() {
    let world = at_home();
    world.faults(&[
        Fault::Portal,
        Fault::BadGateway,
        Fault::Busy,
        Fault::RequestLost,
    ]);
    let problems: Vec<_> = (0..4).map(|_| look(&world).problem.unwrap()).collect();
    assert_eq!(
        problems[..2],
        [TryProblem::Unreadable(200), TryProblem::Unreadable(502)]
    );
    assert_eq!(problems[3], TryProblem::Unreachable);
    assert!(standing(&world).seen.is_none());
    assert_eq!(world.trips().len(), 4, "who looks in vain does not go on");
}

#[test]
fn the_newest_packs_are_told_and_only_to_whom_has_any() {
    let world = World::new();
    look(&world);
    assert!(
        world.trips().is_empty(),
        "nothing waits, nothing is followed, nothing is here"
    );
    let stamp =
        |path: &str, text: &str| Write::Put(Table::Meta, path.to_owned(), text.as_bytes().to_vec());
    world.0.store.memory.apply(vec![
        stamp(model::api::STATIONS_PACK, "5 \"a\""),
        stamp(model::api::CATALOGUE_PACK, "5 \"b\""),
    ]);
    let tags = |stations: &str, catalogue: &str| PackTags {
        stations: stations.to_owned(),
        catalogue: catalogue.to_owned(),
    };
    world.0.server.borrow_mut().changes.packs = tags("a", "c");
    assert_eq!(look(&world).packs, Some(tags("a", "c")));
    let stations = || standing(&world).packs.stations.unwrap();
    assert_eq!(stations().as_of.0, 5, "one of them is not the newest");
    world.0.server.borrow_mut().changes.packs = tags("a", "b");
    assert_eq!(look(&world).packs, None);
    assert!(stations().as_of.0 > 5, "known to be the newest");
}

#[test]
fn a_page_is_not_stored_over_what_another_tab_has_stored() {
    let world = at_home();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    look(&world);
    world
        .0
        .server
        .borrow_mut()
        .serve(id, slot(FREE).timestamp());
    world.0.meanwhile.set(Some(Meanwhile::Look));
    look(&world);
    assert_eq!(booking(&world, id).state, LocalState::Served);
    never_ahead(&world);
    is_level(&world);
}

#[test]
fn what_is_found_while_a_page_is_on_its_way_is_followed_anew() {
    let world = World::new();
    let id = book(&world, asked(&[FREE])).unwrap();
    send(&world);
    let reference = booking(&world, id).record.view.unwrap().reference;
    let other = World::new();
    std::mem::swap(
        &mut *world.0.server.borrow_mut(),
        &mut *other.0.server.borrow_mut(),
    );
    other.pass(1);
    let first = book(&other, asked(&[ALSO_FREE])).unwrap();
    send(&other);
    look(&other);
    block_on(look_up(&other, reference, "13812345678")).unwrap();
    never_ahead(&other);
    other.trips();
    look(&other);
    let trips = other.trips();
    let all = |id| {
        let mut mine = trips[0].mine.iter();
        mine.find(|followed| followed.id == EntityId::Booking(id))
            .unwrap()
            .all
    };
    assert!(all(id) && !all(first));
    never_ahead(&other);
}

#[test]
fn after_a_wipe_nothing_is_left_and_a_late_page_brings_nothing_back() {
    let world = at_home();
    world
        .0
        .server
        .borrow_mut()
        .changes
        .notice("1", Some(notice("1", MINE)));
    book(&world, asked(&[FREE])).unwrap();
    send(&world);
    world.0.meanwhile.set(Some(Meanwhile::Wipe));
    look(&world);
    let standing = standing(&world);
    assert!(standing.near.is_none() && standing.rows.records.is_empty());
    block_on(my_data::delete(&world, false)).unwrap();
    assert!(self::standing(&world).seen.is_none());
}

#[test]
fn own_places_are_counted_here_for_any_service() {
    let world = at_home();
    let (thursday, friday) = (day("2026-11-26"), day("2026-11-27"));
    {
        let changes = &mut world.0.server.borrow_mut().changes;
        changes.hold((code(MINE), "youdai-card", thursday, 540), 1);
        changes.station(StationChange {
            station: code(MINE),
            hours: None,
            closures: vec![friday],
        });
    }
    let holidays = HolidayCalendar::default();
    let terms = Terms {
        offer: Offer {
            duration: 30,
            capacity: 1,
        },
        hours: None,
        holidays: &holidays,
    };
    let ask = |service: &str, way| {
        let asked = Asked {
            station: code(MINE),
            service: ServiceSlug::parse(service).unwrap(),
            way,
        };
        let now = client::ports::Clock::now(&world);
        block_on(known(world.store(), &asked, terms, now)).unwrap()
    };
    assert!(
        ask("youdai-card", Way::AtStation).is_none(),
        "nothing is known yet"
    );
    look(&world);
    let answer = ask("youdai-card", Way::AtStation).unwrap();
    let of = |answer: &model::availability::Availability, date| {
        let mut days = answer.days.iter();
        days.find(|day| day.date == date).unwrap().slots.clone()
    };
    assert_eq!(answer.days.len(), 30);
    assert!(!answer.hours_published);
    assert_eq!(of(&answer, thursday)[..2], [(540, 0), (570, 1)]);
    assert!(of(&answer, friday).is_empty(), "shut");
    assert_eq!(
        of(&ask("other", Way::AtStation).unwrap(), thursday)[0],
        (540, 1)
    );
    let hours = WeeklyHours::usual();
    let published = Terms {
        hours: Some(&hours),
        ..terms
    };
    let asked = Asked {
        station: code("500112"),
        service: ServiceSlug::parse("other").unwrap(),
        way: Way::AtStation,
    };
    let now = client::ports::Clock::now(&world);
    let elsewhere = block_on(known(world.store(), &asked, published, now)).unwrap();
    assert!(elsewhere.is_none(), "only of one's own station");
    world.pass(60_000);
    look(&world);
    let later = ask("youdai-card", Way::AtStation).unwrap();
    assert_eq!(
        later.as_of.0,
        answer.as_of.0 + 60_000,
        "nothing has changed since"
    );
}
