//! What persons asked for and what the server said, kept by nobody in the simulation but the one
//! who compares.

use std::collections::{BTreeMap, BTreeSet};

use client::outbox::{Entry, What};
use client::ports::{Answer, Request};
use client::record::EntityId;
use client::wire::answer_of;
use model::booking::BookingView;
use model::error::ApiError;
use model::id::ActionId;
use model::volunteer::VolunteerView;
use serde_json::Value;

use crate::trip;

/// An action that has reached the medium of a phone.
pub struct Asked {
    /// What.
    pub what: What,
    /// On which phone.
    pub phone: usize,
}

/// Everything asked and said.
#[derive(Default)]
pub struct Ledger {
    /// Actions on a medium, ever.
    pub asked: BTreeMap<ActionId, Asked>,
    /// The same in the order of their coming.
    pub order: Vec<ActionId>,
    /// Those that their author deleted or replaced by another one.
    pub taken_back: BTreeSet<ActionId>,
    /// Refusals for good that the server spoke, as JSON.
    pub refused: BTreeMap<ActionId, BTreeSet<String>>,
    /// Views that the server sent, as JSON.
    pub granted: BTreeSet<String>,
    /// Entities with the states and moments that it ever gave them.
    pub states: BTreeSet<(EntityId, String, i64)>,
}

impl Ledger {
    /// A row of an outbox has reached the medium.
    pub fn ask(&mut self, phone: usize, entry: &Entry) {
        if self.asked.contains_key(&entry.action) {
            return;
        }
        let what = entry.what.clone();
        self.asked.insert(entry.action, Asked { what, phone });
        self.order.push(entry.action);
    }

    /// The server has spoken, whether or not anybody hears.
    pub fn hear(&mut self, request: &Request, answer: &Answer) {
        if let Some(trip) = trip::read(request) {
            let Some(page) = trip::page(answer) else {
                return;
            };
            for (action, outcome) in trip.actions.iter().zip(&page.outcomes) {
                self.hear(&trip::alone(action), &answer_of(outcome.clone()));
            }
            for view in &page.bookings {
                self.hear_view(&serde_json::to_vec(view).unwrap());
            }
            for view in &page.volunteers {
                self.hear_view(&serde_json::to_vec(view).unwrap());
            }
            return;
        }
        if (200..300).contains(&answer.status) {
            return self.hear_view(&answer.body);
        }
        let error: Option<ApiError> = serde_json::from_slice(&answer.body).ok();
        let Some(error) = error.filter(|error| error.code.is_permanent()) else {
            return;
        };
        if let Some(action) = action_of(request) {
            let said = serde_json::to_string(&error).unwrap();
            self.refused.entry(action).or_default().insert(said);
        }
    }

    fn hear_view(&mut self, body: &[u8]) {
        if let Ok(view) = serde_json::from_slice::<BookingView>(body) {
            let state = view.state.as_str().to_owned();
            let entity = EntityId::Booking(view.booking);
            self.states.insert((entity, state, view.updated_at.0));
            self.granted.insert(serde_json::to_string(&view).unwrap());
        } else if let Ok(view) = serde_json::from_slice::<VolunteerView>(body) {
            let state = view.state.as_str().to_owned();
            let entity = EntityId::Volunteer(view.volunteer);
            self.states.insert((entity, state, view.updated_at.0));
            self.granted.insert(serde_json::to_string(&view).unwrap());
        }
    }

    /// What an action asked for, if anybody did.
    pub fn what(&self, action: ActionId) -> Option<&What> {
        self.asked.get(&action).map(|asked| &asked.what)
    }
}

/// The action that a request is about.
pub fn action_of(request: &Request) -> Option<ActionId> {
    let body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
    ActionId::parse(body.get("action")?.as_str()?).ok()
}
