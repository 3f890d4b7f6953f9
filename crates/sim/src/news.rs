//! What the server has to say by itself: notices, days on which a station is shut.

use model::civil::Date;
use model::sync::Notice;
use server::store::Store as _;
use server::store::publishing::{
    Authority, NoticePut, NoticeTaken, PublishingStore as _, StationPut,
};

use crate::front::Front;
use crate::places::{self, TOWNSHIP, VILLAGE};
use crate::world::World;

/// Whom notices concern; the number of a notice decides.
const SCOPES: [&str; 4] = [VILLAGE, TOWNSHIP, "500112", "500113"];
/// How many different notices there may be.
const NOTICES: usize = 8;
/// Long enough that two or three fill a page.
const LONG: usize = 7_000;

/// Something new is said.
pub fn come(world: &World) {
    match world.dice.below(6) {
        0 => take_back(world),
        1 => shut(world),
        _ => put_up(world),
    }
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn put_up(world: &World) {
    let number = world.dice.below(NOTICES);
    let long = world.dice.one_in(3);
    let to = *world.dice.pick(&["2026-11-25", "2027-12-31"]).unwrap();
    let notice = Notice {
        id: format!("n{number}"),
        scope: places::code(SCOPES[number % SCOPES.len()]),
        from: day("2026-11-20"),
        to: day(to),
        title: format!("公告{}", world.dice.below(100)),
        text: "x".repeat(if long { LONG } else { 0 }),
    };
    let put = NoticePut {
        by: Authority::Server,
        notice,
        at: world.now(),
    };
    let done = Front::of_thread()
        .runtime
        .block_on(world.server.borrow().store().put_notice(put));
    world.tell(format!("notice {number}, long {long}: {}", done.is_ok()));
}

fn take_back(world: &World) {
    let number = world.dice.below(NOTICES);
    let store = world.server.borrow().store();
    let taking = store.take_back_notice(NoticeTaken {
        by: Authority::Server,
        id: format!("n{number}"),
        why: String::new(),
        at: world.now(),
    });
    let done = Front::of_thread().runtime.block_on(taking);
    world.tell(format!("notice {number} is taken back: {}", done.is_ok()));
}

fn shut(world: &World) {
    let station = *world.dice.pick(&[VILLAGE, TOWNSHIP]).unwrap();
    let days = ["2026-12-01", "2026-12-02", "2027-12-30"];
    let closures: Vec<Date> = days
        .into_iter()
        .filter(|_| world.dice.one_in(2))
        .map(day)
        .collect();
    world.tell(format!("{station} is shut on {} days", closures.len()));
    let store = world.server.borrow().store();
    Front::of_thread().runtime.block_on(async {
        let mut published = store.published(places::code(station)).await.unwrap();
        published.closures = closures;
        let put = StationPut {
            by: Authority::Server,
            station: places::code(station),
            base: None,
            published,
            why: String::new(),
            at: world.now(),
        };
        store.publish_station(put).await.unwrap();
    });
}

/// The server forgets what it kept only to tell that it is no more.
pub fn prune(world: &World) {
    let (today, _) = world.now().in_chongqing();
    let store = world.server.borrow().store();
    let pruning = store.prune_changes(today, world.now());
    Front::of_thread().runtime.block_on(pruning).unwrap();
}
