//! What a phone's sending would do that makes a certain mistake. Without a mistake put in on
//! purpose nothing here changes anything.

use client::follow::Standing;
use client::near::Near;
use client::ports::{Answer, LocalStore as _, Method, NetError, Ports as _, Random as _, Request};
use client::ports::{Batch, Table, Write};
use client::record::{EntityId, Record};
use client::wire::answer_of;
use model::error::{ApiError, ErrorCode};
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};
use model::sync::{SyncAnswer, SyncRequest};
use model::{api, booking::BookingView, volunteer::VolunteerView};
use serde_json::{Value, json};

use crate::books::Books;
use crate::ledger::action_of;
use crate::network::Fate;
use crate::sabotage::Sabotage;
use crate::tab::{Tab, block_on};
use crate::trip;
use crate::world::World;

/// The request as the phone sends it.
pub fn request(tab: &Tab, request: Request) -> Request {
    let Some(sabotage) = tab.world.sabotage else {
        return request;
    };
    let Some(mut trip) = trip::read(&request) else {
        return alter(tab, sabotage, request);
    };
    if sabotage == Sabotage::FollowedBeforeAnswer {
        follow(tab, &trip);
    }
    let altered = trip.actions.iter().map(trip::alone);
    let altered = altered.map(|action| alter(tab, sabotage, action));
    trip.actions = altered.filter_map(trip::posted).collect();
    trip::request(&trip)
}

/// An action as the phone sends it.
fn alter(tab: &Tab, sabotage: Sabotage, mut request: Request) -> Request {
    let Some(action) = action_of(&request) else {
        return request;
    };
    match sabotage {
        Sabotage::RemovedBeforeSending => remove(tab, action),
        Sabotage::NewSecretEachTry => {
            let mut bytes = [0; 32];
            tab.fill(&mut bytes);
            request.secret = Some(DeviceSecret::new(bytes));
        }
        Sabotage::NewActionEachTry => {
            let mut bytes = [0; 10];
            tab.fill(&mut bytes);
            let fresh = ActionId::new(1, &bytes).to_string();
            let body = request.body.take().unwrap_or_default();
            request.body = Some(body.replace(&action.to_string(), &fresh));
        }
        Sabotage::TimesGarbled => {
            let body = request.body.take().unwrap_or_default();
            request.body = Some(body.replace("T09:00", "T11:00"));
        }
        _ => {}
    }
    request
}

fn remove(tab: &Tab, action: ActionId) {
    let removal = Write::Delete(Table::Outbox, action.to_string());
    let _ = block_on(tab.store().commit(Batch::strict(vec![removal])));
}

/// Marks the station and the records that are asked for anew as if the answer had come.
fn follow(tab: &Tab, trip: &SyncRequest) {
    let Ok(standing) = block_on(Standing::load(&tab.phone().medium)) else {
        return;
    };
    let Some(seen) = standing.seen else {
        return;
    };
    if let Some(watch) = trip.watch.filter(|watch| watch.all) {
        let near = Near::new(seen.epoch, watch.station);
        let value = serde_json::to_vec(&near).unwrap();
        let write = Write::Put(Table::Pack, "near".to_owned(), value);
        let _ = block_on(tab.store().commit(Batch::relaxed(vec![write])));
    }
    for followed in trip.mine.iter().filter(|followed| followed.all) {
        let Some(held) = standing.rows.record(followed.id) else {
            continue;
        };
        let mut marked = held.value.clone();
        match &mut marked {
            Record::Booking(mine) => mine.followed = seen.epoch,
            Record::Volunteer(mine) => mine.followed = seen.epoch,
            // Its owner follows it.
            Record::Delivery(_) => {}
        }
        let write = Write::Put(
            Table::Record,
            held.row.key.clone(),
            marked.encode().unwrap(),
        );
        let batch = Batch::relaxed(vec![write]).unless_changed(Table::Record, &held.row);
        let _ = block_on(tab.store().commit(batch));
    }
}

/// The answer as the phone takes it.
pub fn answer(
    tab: &Tab,
    fate: Fate,
    request: &Request,
    outcome: Result<Answer, NetError>,
) -> Result<Answer, NetError> {
    let Some(sabotage) = tab.world.sabotage else {
        return outcome;
    };
    let Some(trip) = trip::read(request) else {
        return confuse(tab, sabotage, fate, request, outcome);
    };
    match sabotage {
        Sabotage::ReadsCached if trip.actions.is_empty() => {
            let mut pages = tab.world.pages.borrow_mut();
            return Ok(pages.entry(tab.phone).or_insert(outcome?).clone());
        }
        Sabotage::RestOfBatchDropped if outcome.is_err() => {
            let actions = trip.actions.iter().map(trip::alone);
            let rest = actions.filter_map(|action| action_of(&action)).skip(1);
            rest.for_each(|action| remove(tab, action));
            return outcome;
        }
        _ => {}
    }
    let page = outcome.as_ref().ok().and_then(trip::page);
    if let Some(mut page) = page {
        if sabotage == Sabotage::RemovedBeforeReceipt {
            let actions = trip.actions.iter().map(trip::alone);
            let all = actions.filter_map(|action| action_of(&action));
            all.for_each(|action| remove(tab, action));
        }
        if sabotage == Sabotage::FirstPageTakenForAll && page.more {
            page.more = false;
            page.cursor.seq = page.cursor.seq.max(head(&tab.world));
        }
        for (posted, done) in trip.actions.iter().zip(&mut page.outcomes) {
            let said = Ok(answer_of(done.clone()));
            let taken = confuse(tab, sabotage, fate, &trip::alone(posted), said);
            *done = trip::outcome(taken.unwrap());
        }
        return Ok(trip::answer(&page));
    }
    without_page(tab, sabotage, fate, &trip, outcome)
}

/// No page has come of a round trip: each action by itself may still be taken for answered.
fn without_page(
    tab: &Tab,
    sabotage: Sabotage,
    fate: Fate,
    trip: &SyncRequest,
    outcome: Result<Answer, NetError>,
) -> Result<Answer, NetError> {
    let taken: Vec<_> = trip
        .actions
        .iter()
        .map(|posted| confuse(tab, sabotage, fate, &trip::alone(posted), outcome.clone()))
        .collect();
    if taken.iter().all(|taken| *taken == outcome) {
        return outcome;
    }
    let busy = || Answer {
        status: 503,
        ..Answer::default()
    };
    let outcomes = taken
        .into_iter()
        .map(|taken| taken.unwrap_or_else(|_| busy()));
    let mut page: SyncAnswer = serde_json::from_value(json!({"cursor": "00000000.0"})).unwrap();
    page.cursor = trip.cursor.unwrap_or(page.cursor);
    page.outcomes = outcomes.map(trip::outcome).collect();
    Ok(trip::answer(&page))
}

/// The number of the last change.
fn head(world: &World) -> u64 {
    let books = Books::read(world);
    let bookings = books.bookings.values().map(|booked| booked.seq);
    let notices = books.notices.iter().map(|posted| posted.seq);
    let counts = books.counts.iter().map(|(_, seq)| *seq);
    bookings
        .chain(notices)
        .chain(counts)
        .max()
        .unwrap_or_default()
}

fn confuse(
    tab: &Tab,
    sabotage: Sabotage,
    fate: Fate,
    request: &Request,
    outcome: Result<Answer, NetError>,
) -> Result<Answer, NetError> {
    match sabotage {
        Sabotage::AnswerToAnotherAction => another(tab, request, outcome),
        Sabotage::ReadsCached if request.method == Method::Get => cached(tab, request, outcome),
        Sabotage::PortalTakenForReceipt if fate == Fate::Portal => {
            Ok(made_up(tab, request).unwrap_or_default())
        }
        Sabotage::ProxyTakenForRefusal if fate == Fate::BadGateway => {
            let error = ApiError::new(ErrorCode::NotFound);
            Ok(Answer {
                status: error.code.status(),
                body: serde_json::to_vec(&error).unwrap(),
                ..Answer::default()
            })
        }
        _ => outcome,
    }
}

/// In the place of silence, the last answer about the same thing.
fn another(
    tab: &Tab,
    request: &Request,
    outcome: Result<Answer, NetError>,
) -> Result<Answer, NetError> {
    let Some(entity) = entity_of(request) else {
        return outcome;
    };
    let mut answers = tab.world.answers.borrow_mut();
    match outcome {
        Ok(answer) => {
            if answer.status < 300 {
                answers.insert(entity, answer.clone());
            }
            Ok(answer)
        }
        Err(error) => answers.get(&entity).cloned().ok_or(error),
    }
}

/// The first answer to such a request, time and again.
fn cached(
    tab: &Tab,
    request: &Request,
    outcome: Result<Answer, NetError>,
) -> Result<Answer, NetError> {
    let Some(entity) = entity_of(request) else {
        return outcome;
    };
    let mut answers = tab.world.answers.borrow_mut();
    Ok(answers.entry(entity).or_insert(outcome?).clone())
}

/// What a request is about.
fn entity_of(request: &Request) -> Option<EntityId> {
    let told = |name: &str| -> Option<String> {
        let body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
        Some(body.get(name)?.as_str()?.to_owned())
    };
    if let Some(id) = told("booking") {
        return BookingId::parse(&id).ok().map(EntityId::Booking);
    }
    if let Some(id) = told("volunteer") {
        return VolunteerId::parse(&id).ok().map(EntityId::Volunteer);
    }
    let parts = request.path.split('/');
    parts.rev().find_map(|part| {
        let of_bookings = request.path.starts_with(api::BOOKINGS);
        if of_bookings {
            BookingId::parse(part).ok().map(EntityId::Booking)
        } else {
            VolunteerId::parse(part).ok().map(EntityId::Volunteer)
        }
    })
}

/// A receipt such as the phone hopes for, made of nothing.
fn made_up(tab: &Tab, request: &Request) -> Option<Answer> {
    if request.method == Method::Get {
        return None;
    }
    let now = tab.world.now().0;
    let mut told: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
    let common = json!({
        "reference": model::reference::Reference::from_number(7).digits(),
        "version": 1, "received_at": now, "updated_at": now,
    });
    told.as_object_mut()?.extend(common.as_object()?.clone());
    let body = match entity_of(request)? {
        EntityId::Booking(_) => {
            let slot = told.get("choices")?.get(0)?.clone();
            let rest = json!({
                "slot": slot, "duration": 30, "rank": 1, "passed_over": [], "state": "confirmed",
            });
            told.as_object_mut()?.extend(rest.as_object()?.clone());
            serde_json::to_vec(&serde_json::from_value::<BookingView>(told).ok()?).ok()?
        }
        EntityId::Volunteer(_) => {
            told["state"] = json!("registered");
            serde_json::to_vec(&serde_json::from_value::<VolunteerView>(told).ok()?).ok()?
        }
        // `entity_of` finds none in a request.
        EntityId::Delivery(_) => return None,
    };
    Some(Answer {
        status: 200,
        body,
        ..Answer::default()
    })
}
