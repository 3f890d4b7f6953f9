//! Clerks at two stations who know what they last looked at, and act on that: hours old, on a printed
//! list, while persons change and cancel.

use std::collections::BTreeMap;

use client::record::EntityId;
use model::civil::Timestamp;
use model::credentials::UserName;
use model::history::StaffWords;
use model::id::{ActionId, BookingId, StaffId};
use model::permissions::{Actor, Granted, Permission, Role, Scope};
use model::person::{Note, PersonName};
use model::staff::ValidStaff;
use model::workbench::{BookingRecord, Outcome};
use server::store::database::SqlStore;
use server::store::desk::DeskStore as _;
use server::store::staff::{NewStaff, StaffStore as _};
use server::store::{Action, Answered, SecretHash, StationAct, StationAction, StoreError};

use crate::places::{self, TIMES, TOWNSHIP, VILLAGE};
use crate::report::{Broken, Invariant};
use crate::sabotage::Sabotage;
use crate::world::World;

/// A clerk.
pub struct Clerk {
    /// Who: sees what lies at or below its division.
    actor: Actor,
    /// The version of each booking that was last looked at.
    seen: BTreeMap<BookingId, u32>,
    /// Done, and not answered: the server died on it. It is repeated.
    unanswered: Option<StationAction>,
}

impl Clerk {
    /// One in the village, one in the township above it.
    pub fn all() -> Vec<Self> {
        let clerk = |actor| Self {
            actor,
            seen: BTreeMap::new(),
            unanswered: None,
        };
        actors().map(clerk).into()
    }
}

/// Who the clerks are: one of the village, one of the township above it.
fn actors() -> [Actor; 2] {
    [(1, VILLAGE), (2, TOWNSHIP)].map(|(number, code)| Actor {
        staff: StaffId::new(1_000, &[number; 10]),
        role: Role::Clerk,
        scope: Scope(places::code(code)),
    })
}

/// What a clerk may do in all of its division.
fn right<P: Permission>(actor: Actor) -> Granted<P> {
    actor.granted_in_scope().unwrap()
}

/// Makes the clerks' accounts.
pub async fn hire(store: &SqlStore) {
    for actor in actors() {
        let user_name = format!("clerk.{}", actor.scope.0);
        let new = NewStaff {
            valid: ValidStaff {
                staff: actor.staff,
                user_name: UserName::parse(&user_name).unwrap(),
                name: PersonName::parse("李秀英").unwrap(),
                role: actor.role,
                scope: actor.scope,
            },
            password_hash: String::new(),
            password_until: None,
            at: Timestamp(0),
        };
        store.create_first(new).await.unwrap();
    }
}

#[derive(Clone, Copy)]
enum Deed {
    /// Look at a booking, as in a list.
    Look,
    /// Open it.
    Open,
    /// Do something about one that was looked at, by now or long ago.
    Act,
}

const DEEDS: [(usize, Deed); 3] = [(2, Deed::Look), (2, Deed::Open), (5, Deed::Act)];

#[derive(Clone, Copy)]
enum Kind {
    Move,
    Arrived,
    Served,
    NoShow,
    Decline,
    Message,
}

const KINDS: [(usize, Kind); 6] = [
    (10, Kind::Move),
    (1, Kind::Arrived),
    (1, Kind::Served),
    (1, Kind::NoShow),
    (2, Kind::Decline),
    (4, Kind::Message),
];

/// A clerk does something; false if there was nothing to do it with.
pub fn work(world: &World) -> bool {
    let number = world.dice.below(world.clerks.borrow().len());
    let unanswered = world.clerks.borrow_mut()[number].unanswered.take();
    if let Some(change) = unanswered {
        world.tell(format!(
            "clerk {number} repeats {}",
            world.action(change.action.id)
        ));
        act(world, number, change);
        return true;
    }
    let deed = world.dice.weighted(&DEEDS);
    match deed {
        Deed::Look | Deed::Open => look(world, number, matches!(deed, Deed::Open)),
        Deed::Act => {
            let Some(change) = chosen(world, number) else {
                return false;
            };
            let name = world.action(change.action.id);
            let entity = world.entity(EntityId::Booking(change.booking));
            let (base, asked) = (change.base, told(&change.act));
            world.tell(format!(
                "clerk {number}: {name} on {entity} at {base}: {asked}"
            ));
            world.ledger.borrow_mut().ask_staff(&change);
            act(world, number, change.clone());
            // A repeat that was not needed.
            if world.dice.one_in(5) && world.clerks.borrow()[number].unanswered.is_none() {
                world.tell(format!("clerk {number} repeats {name}"));
                act(world, number, change);
            }
            true
        }
    }
}

fn look(world: &World, number: usize, opens: bool) -> bool {
    let known = world.ledger.borrow().bookings();
    let Some(id) = world.dice.pick(&known).copied() else {
        return false;
    };
    let name = world.entity(EntityId::Booking(id));
    let (actor, now) = (world.clerks.borrow()[number].actor, world.now());
    let mut server = world.server.borrow_mut();
    let answer = if opens {
        let opened =
            server.staff(|store| store.mark_opened(right(actor), id, Note::default(), now));
        opened.map(|answer| answer.map(|record| record.booking.version))
    } else {
        let seen = server.staff(|store| store.station_booking(right(actor), id));
        seen.map(|answer| answer.map(|row| row.version))
    };
    drop(server);
    let said = match answer {
        None => "the server is dead".to_owned(),
        Some(Ok(version)) => {
            world.clerks.borrow_mut()[number].seen.insert(id, version);
            format!("version {version}")
        }
        Some(Err(error)) => error.to_string(),
    };
    let verb = if opens { "opens" } else { "looks at" };
    world.tell(format!("clerk {number} {verb} {name}: {said}"));
    true
}

/// Something to do about a booking that the clerk has looked at.
fn chosen(world: &World, number: usize) -> Option<StationAction> {
    let dice = &world.dice;
    let clerks = world.clerks.borrow();
    let clerk = &clerks[number];
    let seen: Vec<(BookingId, u32)> = clerk.seen.iter().map(|(id, base)| (*id, *base)).collect();
    let (booking, base) = *dice.pick(&seen)?;
    let mut random = [0; 10];
    dice.fill(&mut random);
    let now = world.now();
    let id = ActionId::new(now.0.unsigned_abs(), &random);
    let mut body_mac = [0; 32];
    body_mac[..16].copy_from_slice(id.as_bytes());
    let words = |text: &str| StaffWords::parse(text).unwrap();
    let act = match dice.weighted(&KINDS) {
        Kind::Move => StationAct::Move(places::time(dice.pick(&TIMES)?)),
        Kind::Arrived => StationAct::Arrived,
        Kind::Served => StationAct::Served(Outcome::Done),
        Kind::NoShow => StationAct::NoShow,
        Kind::Decline => StationAct::Decline(words("当天停电")),
        Kind::Message => StationAct::Message(words("请带原件")),
    };
    Some(StationAction {
        action: Action {
            id,
            body_mac,
            secret: SecretHash([0; 32]),
            key: None,
            at: now,
        },
        by: right(clerk.actor),
        booking,
        base,
        act,
    })
}

fn told(act: &StationAct) -> String {
    match act {
        StationAct::Move(slot) => format!("move to {}", slot.to_iso()),
        StationAct::Arrived => "arrived".to_owned(),
        StationAct::Served(_) => "served".to_owned(),
        StationAct::NoShow => "not come".to_owned(),
        StationAct::Decline(_) => "decline".to_owned(),
        StationAct::Message(_) => "message".to_owned(),
    }
}

fn act(world: &World, number: usize, change: StationAction) {
    let mut sent = change.clone();
    sent.action.at = world.now();
    if world.is(Sabotage::StaffBlind) {
        blind(world, &mut sent);
    }
    let before = world.ledger.borrow().answered_staff(change.action.id);
    let answer = world
        .server
        .borrow_mut()
        .staff(|store| store.station_change(sent.clone()));
    let said = match answer {
        None => {
            world.clerks.borrow_mut()[number].unanswered = Some(change);
            "the server is dead".to_owned()
        }
        Some(answer) => {
            repeated(world, &change, before, &answer);
            let mut ledger = world.ledger.borrow_mut();
            ledger.answer_staff(change.action.id, answer.is_ok());
            heard(world, number, &change, answer)
        }
    };
    world.tell(format!("  {said}"));
}

/// What was done once is not done again, and what was refused stays refused.
fn repeated(
    world: &World,
    change: &StationAction,
    before: Option<bool>,
    answer: &Result<Answered<BookingRecord>, StoreError>,
) {
    let same = match (before, answer) {
        (None, _) | (Some(true), Ok(Answered::Again(_))) | (Some(false), Err(_)) => true,
        // That it was not time yet is no refusal for good.
        (Some(false), Ok(_)) => matches!(change.act, StationAct::NoShow),
        _ => false,
    };
    if !same {
        world.breaks(Broken {
            invariant: Invariant::DoneOnce,
            detail: format!("{} is answered otherwise", world.action(change.action.id)),
        });
    }
}

fn heard(
    world: &World,
    number: usize,
    change: &StationAction,
    answer: Result<Answered<BookingRecord>, StoreError>,
) -> String {
    let mut clerks = world.clerks.borrow_mut();
    let seen = &mut clerks[number].seen;
    match answer {
        Ok(answered) => {
            let view = answered.into_inner().booking;
            seen.insert(change.booking, view.version);
            format!("done, version {}", view.version)
        }
        Err(StoreError::Stale(view)) => {
            seen.insert(change.booking, view.version);
            format!("stale, version {}", view.version)
        }
        Err(error) => error.to_string(),
    }
}

/// As a server would take it that does not look at what was seen.
fn blind(world: &World, change: &mut StationAction) {
    let (actor, id) = (change.by.actor(), change.booking);
    let server = world.server.borrow();
    if let Ok(row) = server.ask(|store| store.station_booking(right(actor), id)) {
        change.base = row.version;
    }
}
