//! What persons asked for and what the server said, kept by nobody in the simulation but the one
//! who compares.

use std::collections::{BTreeMap, BTreeSet};

use client::outbox::{Entry, What};
use client::ports::{Answer, Request};
use client::record::EntityId;
use client::wire::answer_of;
use model::booking::BookingView;
use model::error::ApiError;
use model::id::{ActionId, BookingId};
use model::volunteer::VolunteerView;
use serde_json::Value;
use server::store::{StationAct, StationAction};

use crate::trip;

/// An action that has reached the medium of a phone.
pub struct Asked {
    /// What.
    pub what: What,
    /// On which phone.
    pub phone: usize,
    /// The version that its author looked at.
    pub base: Option<u32>,
}

/// An action that a clerk has sent.
pub struct StaffAsked {
    /// About which booking.
    pub booking: BookingId,
    /// The version that the clerk looked at.
    pub base: u32,
    /// What.
    pub act: StationAct,
    /// Whether it was done, once that was said.
    pub done: Option<bool>,
}

/// The word for a booking that a station did not take, among the states.
pub const DECLINED: &str = "declined";

/// Everything asked and said.
#[derive(Default)]
pub struct Ledger {
    /// Actions on a medium, ever.
    pub asked: BTreeMap<ActionId, Asked>,
    /// Actions that clerks have sent, ever.
    pub staff: BTreeMap<ActionId, StaffAsked>,
    /// Those of persons in the order of their coming.
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
        let (what, base) = (entry.what.clone(), entry.base);
        self.asked.insert(entry.action, Asked { what, phone, base });
        self.order.push(entry.action);
    }

    /// A clerk sends an action.
    pub fn ask_staff(&mut self, change: &StationAction) {
        let asked = StaffAsked {
            booking: change.booking,
            base: change.base,
            act: change.act.clone(),
            done: None,
        };
        self.staff.insert(change.action.id, asked);
    }

    /// What a clerk was told of an action before: whether it was done.
    pub fn answered_staff(&self, action: ActionId) -> Option<bool> {
        self.staff.get(&action)?.done
    }

    /// A clerk is told what came of an action.
    pub fn answer_staff(&mut self, action: ActionId, done: bool) {
        if let Some(asked) = self.staff.get_mut(&action) {
            asked.done = Some(done);
        }
    }

    /// The bookings of which the server has ever spoken.
    pub fn bookings(&self) -> Vec<BookingId> {
        let mut known = Vec::new();
        for (entity, ..) in &self.states {
            if let EntityId::Booking(id) = entity
                && known.last() != Some(id)
            {
                known.push(*id);
            }
        }
        known
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
            let state = match view.is_declined() {
                true => DECLINED,
                false => view.state.as_str(),
            };
            let state = state.to_owned();
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
