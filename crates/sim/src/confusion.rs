//! What a phone's sending would do that makes a certain mistake. Without a mistake put in on
//! purpose nothing here changes anything.

use client::ports::{Answer, LocalStore as _, Method, NetError, Ports as _, Random as _, Request};
use client::ports::{Batch, Table, Write};
use client::record::EntityId;
use model::error::{ApiError, ErrorCode};
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};
use model::{api, booking::BookingView, volunteer::VolunteerView};
use serde_json::{Value, json};

use crate::ledger::action_of;
use crate::network::Fate;
use crate::sabotage::Sabotage;
use crate::tab::{Tab, block_on};

/// The request as the phone sends it.
pub fn request(tab: &Tab, mut request: Request) -> Request {
    let Some(sabotage) = tab.world.sabotage else {
        return request;
    };
    let Some(action) = action_of(&request) else {
        return request;
    };
    match sabotage {
        Sabotage::RemovedBeforeSending => {
            let removal = Write::Delete(Table::Outbox, action.to_string());
            let _ = block_on(tab.store().commit(Batch::strict(vec![removal])));
        }
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
