//! What a network does to requests and answers.

use client::ports::{Answer, Method, NetError, Request};
use client::wire::answer_of;
use model::error::{ApiError, ErrorCode};
use model::id::BookingId;

use crate::books::is_changeable;
use crate::confusion;
use crate::front::Front;
use crate::ledger::action_of;
use crate::report::{Broken, Invariant};
use crate::sabotage::Sabotage;
use crate::tab::Tab;
use crate::trip;
use crate::world::{Late, Weather, World};

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and its answer too.
    Delivered,
    /// It never arrives.
    Lost,
    /// It arrives, its answer does not.
    AnswerLost,
    /// It arrives when its sender has given up, after later ones.
    Delayed,
    /// It arrives twice.
    Twice,
    /// It arrives, and once more much later.
    Echoed,
    /// It arrives; of its answer the beginning comes.
    Cut,
    /// A sign-in page answers.
    Portal,
    /// A proxy answers that it cannot reach the server.
    BadGateway,
    /// The server is busy and says for how long.
    Busy,
    /// A proxy says so, in words of its own.
    ProxyBusy,
}

const POOR: [(usize, Fate); 11] = [
    (10, Fate::Delivered),
    (3, Fate::Lost),
    (4, Fate::AnswerLost),
    (4, Fate::Delayed),
    (1, Fate::Twice),
    (2, Fate::Echoed),
    (2, Fate::Cut),
    (1, Fate::Portal),
    (1, Fate::BadGateway),
    (1, Fate::Busy),
    (1, Fate::ProxyBusy),
];

/// Carries a request of a tab, and brings back what comes.
pub fn carry(tab: &Tab, request: Request) -> Result<Answer, NetError> {
    let world = &tab.world;
    bring_late(world, 24);
    let fate = match (world.healed.get(), tab.phone().weather.get()) {
        (true, _) => Fate::Delivered,
        (_, Weather::Gone) => Fate::Lost,
        (_, Weather::Fine) if !world.dice.one_in(6) => Fate::Delivered,
        _ => world.dice.weighted(&POOR),
    };
    let request = confusion::request(tab, request);
    let outcome = meet(tab, fate, &request);
    let said = match &outcome {
        Ok(answer) => word(answer),
        Err(error) => format!("{error:?}"),
    };
    world.tell(format!(
        "  {} {}: {fate:?}, {said}",
        tab.name(),
        named(world, &request)
    ));
    let outcome = confusion::answer(tab, fate, &request, outcome);
    bring_late(world, 24);
    outcome
}

fn meet(tab: &Tab, fate: Fate, request: &Request) -> Result<Answer, NetError> {
    let world = &tab.world;
    let silence = if world.dice.one_in(2) {
        Err(NetError::Unreachable)
    } else {
        Err(NetError::TimedOut)
    };
    let held = || Late {
        phone: tab.phone,
        request: request.clone(),
    };
    match fate {
        Fate::Delivered => deliver(world, request),
        Fate::Lost => silence,
        Fate::AnswerLost => {
            let _ = deliver(world, request);
            silence
        }
        Fate::Delayed => {
            world.late.borrow_mut().push(held());
            silence
        }
        Fate::Twice => {
            let first = deliver(world, request);
            let second = deliver(world, request);
            if world.dice.one_in(2) { first } else { second }
        }
        Fate::Echoed => {
            world.late.borrow_mut().push(held());
            deliver(world, request)
        }
        Fate::Cut => {
            let mut answer = deliver(world, request)?;
            let kept = world.dice.below(answer.body.len().max(1));
            answer.body.truncate(kept);
            Ok(answer)
        }
        Fate::Portal => Ok(page(200, "<html>请先登录 Wi-Fi</html>")),
        Fate::BadGateway => Ok(page(502, "<html>502 Bad Gateway</html>")),
        Fate::Busy => Ok(busy(1 + world.dice.below(600) as u32)),
        Fate::ProxyBusy => Ok(Answer {
            retry_after: Some(1 + world.dice.below(600) as u32),
            ..page(503, "busy")
        }),
    }
}

/// Hands a request to the server. Errors: the server died on it.
pub fn deliver(world: &World, request: &Request) -> Result<Answer, NetError> {
    if world.is(Sabotage::DeafToRegistrations) {
        return deaf(world, request);
    }
    hand_over(world, request)
}

/// The server never has time for a registration.
fn deaf(world: &World, request: &Request) -> Result<Answer, NetError> {
    let registers = |path: &str| path == model::api::VOLUNTEERS;
    let Some(mut trip) = trip::read(request) else {
        let is_one = request.method == Method::Post && registers(&request.path);
        return if is_one {
            Ok(busy(1))
        } else {
            hand_over(world, request)
        };
    };
    let unheard: Vec<usize> = (0..trip.actions.len())
        .filter(|index| registers(&trip.actions[*index].path))
        .collect();
    trip.actions.retain(|posted| !registers(&posted.path));
    let answer = hand_over(world, &trip::request(&trip))?;
    let Some(mut page) = trip::page(&answer) else {
        // Nothing has changed, and nothing else was to be done.
        return Ok(if unheard.is_empty() { answer } else { busy(1) });
    };
    for index in unheard {
        page.outcomes.insert(index, trip::outcome(busy(1)));
    }
    Ok(trip::answer(&page))
}

fn hand_over(world: &World, request: &Request) -> Result<Answer, NetError> {
    let answer = world.server.borrow_mut().handle(request);
    let Some(answer) = answer else {
        world.tell("  the server is dead");
        return Err(NetError::Unreachable);
    };
    overruled(world, request, &answer);
    let outcomes = trip::page(&answer).map(|page| page.outcomes);
    for (alone, outcome) in trip::actions(request)
        .iter()
        .zip(outcomes.unwrap_or_default())
    {
        overruled(world, alone, &answer_of(outcome));
    }
    world.ledger.borrow_mut().hear(request, &answer);
    Ok(answer)
}

/// A person's other time or cancellation is refused as too late: it must be.
fn overruled(world: &World, request: &Request, answer: &Answer) {
    let error: Option<ApiError> = serde_json::from_slice(&answer.body).ok();
    let late = error.is_some_and(|error| error.code == ErrorCode::NotChangeable);
    let booking = request.path.strip_prefix(model::api::BOOKINGS);
    let id = booking.and_then(|rest| BookingId::parse(rest.split('/').nth(1)?).ok());
    let Some(id) = id.filter(|_| late) else {
        return;
    };
    let (store, now) = (world.server.borrow().store(), world.now());
    let runtime = &Front::of_thread().runtime;
    if runtime.block_on(is_changeable(&store, id, now)) {
        world.breaks(Broken {
            invariant: Invariant::NeverOverruled,
            detail: named(world, request),
        });
    }
}

/// Some of the requests that the network holds arrive: each with one chance in `rarely`.
pub fn bring_late(world: &World, rarely: usize) {
    let held = std::mem::take(&mut *world.late.borrow_mut());
    for late in held {
        if !world.dice.one_in(rarely) {
            world.late.borrow_mut().push(late);
            continue;
        }
        let said = match deliver(world, &late.request) {
            Ok(answer) => word(&answer),
            Err(error) => format!("{error:?}"),
        };
        let name = named(world, &late.request);
        world.tell(format!("  late, of p{}, {name}: {said}", late.phone));
    }
}

fn page(status: u16, text: &str) -> Answer {
    Answer {
        status,
        body: text.as_bytes().to_vec(),
        ..Answer::default()
    }
}

fn busy(seconds: u32) -> Answer {
    let error = ApiError {
        retry_after: Some(seconds),
        ..ApiError::new(ErrorCode::Unavailable)
    };
    Answer {
        status: 503,
        retry_after: Some(seconds),
        body: serde_json::to_vec(&error).unwrap(),
        ..Answer::default()
    }
}

/// An answer in short: its status, its code, how long it is.
fn word(answer: &Answer) -> String {
    let error: Option<ApiError> = serde_json::from_slice(&answer.body).ok();
    let code = error.map_or(String::new(), |error| format!(" {:?}", error.code));
    format!("{}{code}, {} bytes", answer.status, answer.body.len())
}

/// A request in short. Ids come from the seed, so a path may be shown.
fn named(world: &World, request: &Request) -> String {
    let verb = request.path.rsplit('/').next().unwrap_or_default();
    let verb = if verb.len() == 36 { "read" } else { verb };
    let actions: Vec<String> = trip::actions(request)
        .iter()
        .filter_map(action_of)
        .map(|action| world.action(action))
        .collect();
    let asked = trip::read(request).map_or(String::new(), |trip| {
        let seen = trip.cursor.map(|cursor| cursor.seq);
        let anew = trip.mine.iter().filter(|followed| followed.all).count();
        let watch = trip.watch.map(|watch| (watch.station, watch.all));
        let watch = watch.map(|(station, all)| format!("{station} {all}"));
        format!(
            ", of {} {anew} anew, {watch:?} since {seen:?}",
            trip.mine.len()
        )
    });
    format!("{verb} {}{asked}", actions.join(" "))
}
