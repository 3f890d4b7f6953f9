//! A server in memory that keeps the real one's promises: an action happens once, a repeat is
//! answered with how things stand now, the same id with another content is refused. It also keeps
//! a log of everything it ever granted or refused, which the real one does not tell.

use std::collections::{BTreeMap, BTreeSet};

use client::ports::{Answer, Method, Request};
use handover::{Deed, Parcel};
use model::api;
use model::booking::{
    BookingState, BookingView, CancelBooking, ChangeBooking, CreateBooking, LookUpBooking,
};
use model::civil::Timestamp;
use model::error::{ApiError, ErrorCode};
use model::handover::{Delivery, HandOver, SpokenBooking};
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};
use model::reference::Reference;
use model::slot::SlotStart;
use model::sync::EntityId;
use model::volunteer::{
    ChangeVolunteer, RegisterVolunteer, VolunteerState, VolunteerView, WithdrawVolunteer,
};
use serde::de::DeserializeOwned;

use crate::changes::Changes;
use crate::world::{FULL, slot};

type Done<T> = Result<T, ErrorCode>;

#[derive(Clone, Default)]
pub struct Server {
    pub bookings: BTreeMap<BookingId, (Vec<DeviceSecret>, BookingView)>,
    pub volunteers: BTreeMap<VolunteerId, (DeviceSecret, VolunteerView)>,
    /// It never has time for that action.
    pub busy: Option<ActionId>,
    /// What has changed, and since when.
    pub changes: Changes,
    /// Each action done, with its content: there can be no second row.
    pub done: BTreeMap<ActionId, (String, String)>,
    /// Actions ever refused.
    pub refused: BTreeSet<ActionId>,
    /// Every state ever granted, by entity's id, version.
    pub granted: BTreeSet<(String, u32, String)>,
}

impl Server {
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Answer {
        let path = request.path.clone();
        let text = request.body.clone().unwrap_or_default();
        if path == api::SYNC {
            return self.sync(&text, now);
        }
        if self
            .busy
            .is_some_and(|busy| text.contains(&busy.to_string()))
        {
            return refuse(ErrorCode::Unavailable);
        }
        let Some(secret) = request.secret else {
            return refuse(ErrorCode::SecretMissing);
        };
        let answer = match (request.method, path.as_str()) {
            (Method::Post, api::BOOKINGS) => self.create(&path, &text, secret, now),
            (Method::Post, api::BOOKING_LOOKUP) => self.look_up(&text, secret),
            (Method::Post, api::VOLUNTEERS) => self.register(&path, &text, secret, now),
            (Method::Post, api::HANDOVERS) => self.hand_over(&text, now),
            (Method::Post, api::SPOKEN) => self.spoken(&path, &text, secret, now),
            (method, path) => self.about_one(method, path, &text, secret, now),
        };
        answer.unwrap_or_else(refuse)
    }

    fn about_one(
        &mut self,
        method: Method,
        path: &str,
        text: &str,
        secret: DeviceSecret,
        now: Timestamp,
    ) -> Done<Answer> {
        let rest = path
            .strip_prefix(api::BOOKINGS)
            .and_then(|rest| rest.strip_prefix('/'));
        if let Some(rest) = rest {
            let (id, verb) = rest.split_once('/').unwrap_or((rest, ""));
            let id = BookingId::parse(id).map_err(|_| ErrorCode::NotFound)?;
            return self.booking(id, verb, method, (path, text), secret, now);
        }
        let rest = path
            .strip_prefix(api::VOLUNTEERS)
            .and_then(|rest| rest.strip_prefix('/'));
        let rest = rest.ok_or(ErrorCode::NotFound)?;
        let (id, verb) = rest.split_once('/').unwrap_or((rest, ""));
        let id = VolunteerId::parse(id).map_err(|_| ErrorCode::NotFound)?;
        self.volunteer(id, verb, (path, text), secret, now)
    }

    fn create(
        &mut self,
        path: &str,
        text: &str,
        secret: DeviceSecret,
        now: Timestamp,
    ) -> Done<Answer> {
        let body: CreateBooking = parse(text)?;
        if self.seen(body.action, path, text)? {
            return self.show_booking(body.booking);
        }
        let (place, rank) = self.place(body.action, &body.choices)?;
        let view = BookingView {
            booking: body.booking,
            reference: Reference::from_number(self.bookings.len() as u32 + 1),
            station: body.station,
            service: body.service,
            way: body.way,
            slot: place,
            duration: 30,
            rank,
            passed_over: vec![],
            state: if rank == 1 {
                BookingState::Confirmed
            } else {
                BookingState::Adjusted
            },
            on_behalf: body.on_behalf,
            name: body.name,
            mobile: body.mobile,
            note: body.note,
            version: 1,
            received_at: now,
            updated_at: now,
            opened_at: None,
            message: String::new(),
            ended_by: None,
            reason: String::new(),
            handled_at: None,
            handled_by: None,
            outcome: None,
            history: vec![],
        };
        self.bookings.insert(body.booking, (vec![secret], view));
        self.changes.touch(EntityId::Booking(body.booking));
        self.mark(body.action, path, text);
        self.show_booking(body.booking)
    }

    fn booking(
        &mut self,
        id: BookingId,
        verb: &str,
        method: Method,
        (path, text): (&str, &str),
        secret: DeviceSecret,
        now: Timestamp,
    ) -> Done<Answer> {
        let known = self
            .bookings
            .get(&id)
            .is_some_and(|(secrets, _)| secrets.contains(&secret));
        if !known {
            return Err(ErrorCode::NotFound);
        }
        if method == Method::Get {
            return self.show_booking(id);
        }
        let (action, choices) = match verb {
            "change" => {
                let body: ChangeBooking = parse(text)?;
                (body.action, Some(body.choices))
            }
            "cancel" | "erase" => (parse::<CancelBooking>(text)?.action, None),
            _ => return Err(ErrorCode::NotFound),
        };
        if self.seen(action, path, text)? {
            return self.show_booking(id);
        }
        let open = self.bookings[&id].1.state.is_open();
        if !open && verb != "erase" {
            self.refused.insert(action);
            return Err(ErrorCode::NotChangeable);
        }
        let place = choices
            .map(|choices| self.place(action, &choices))
            .transpose()?;
        let (_, view) = self.bookings.get_mut(&id).unwrap();
        match place {
            Some((place, rank)) => {
                view.slot = place;
                view.state = if rank == 1 {
                    BookingState::Confirmed
                } else {
                    BookingState::Adjusted
                };
            }
            None if open => view.state = BookingState::Cancelled,
            None => {}
        }
        if verb == "erase" {
            view.name.clear();
            view.mobile.clear();
        }
        view.version += 1;
        view.updated_at = now;
        self.changes.touch(EntityId::Booking(id));
        self.mark(action, path, text);
        self.show_booking(id)
    }

    /// Staff see to the booking: it is served.
    pub fn serve(&mut self, id: BookingId, now: Timestamp) {
        if let Some((_, view)) = self.bookings.get_mut(&id)
            && view.state.is_open()
        {
            view.state = BookingState::Served;
            view.version += 1;
            view.updated_at = now;
            self.changes.touch(EntityId::Booking(id));
            self.log_booking(id);
        }
    }

    fn look_up(&mut self, text: &str, secret: DeviceSecret) -> Done<Answer> {
        let body: LookUpBooking = parse(text)?;
        let found = self.bookings.iter_mut().find(|(_, (_, view))| {
            view.reference.digits() == body.reference && view.mobile == body.mobile
        });
        let (id, (secrets, _)) = found.ok_or(ErrorCode::NotFound)?;
        let id = *id;
        secrets.push(secret);
        self.show_booking(id)
    }

    /// Takes a signed booking as its phone would have sent it; of anything else it knows nothing.
    fn hand_over(&mut self, text: &str, now: Timestamp) -> Done<Answer> {
        let body: HandOver = parse(text)?;
        let parcel = Parcel::read(&body.parcel).map_err(|_| ErrorCode::BadRequest)?;
        let Deed::CreateBooking(asked) = parcel.deed() else {
            return Err(ErrorCode::NotFound);
        };
        let again = self.done.contains_key(&asked.action);
        let secret = DeviceSecret::new(parcel.secret_hash());
        let told = serde_json::to_string(asked).unwrap();
        self.create(api::BOOKINGS, &told, secret, now)?;
        let view = self.bookings[&asked.booking].1.clone();
        Ok(ok(&Delivery::of_booking(asked.action, again, view)))
    }

    fn spoken(
        &mut self,
        path: &str,
        text: &str,
        secret: DeviceSecret,
        now: Timestamp,
    ) -> Done<Answer> {
        let asked = parse::<SpokenBooking>(text)?.booking;
        let again = self.done.contains_key(&asked.action);
        self.create(path, &serde_json::to_string(&asked).unwrap(), secret, now)?;
        let view = self.bookings[&asked.booking].1.clone();
        Ok(ok(&Delivery::of_booking(asked.action, again, view)))
    }

    fn register(
        &mut self,
        path: &str,
        text: &str,
        secret: DeviceSecret,
        now: Timestamp,
    ) -> Done<Answer> {
        let body: RegisterVolunteer = parse(text)?;
        if !self.seen(body.action, path, text)? {
            let view = VolunteerView {
                volunteer: body.volunteer,
                reference: Reference::from_number(self.volunteers.len() as u32 + 1),
                form: body.form,
                state: VolunteerState::Registered,
                version: 1,
                received_at: now,
                updated_at: now,
            };
            self.volunteers.insert(body.volunteer, (secret, view));
            self.changes.touch(EntityId::Volunteer(body.volunteer));
            self.mark(body.action, path, text);
        }
        self.show_volunteer(body.volunteer)
    }

    fn volunteer(
        &mut self,
        id: VolunteerId,
        verb: &str,
        (path, text): (&str, &str),
        secret: DeviceSecret,
        now: Timestamp,
    ) -> Done<Answer> {
        let known = self
            .volunteers
            .get(&id)
            .is_some_and(|(owner, _)| *owner == secret);
        if !known {
            return Err(ErrorCode::NotFound);
        }
        let (action, form) = match verb {
            "change" => {
                let body: ChangeVolunteer = parse(text)?;
                (body.action, Some(body.form))
            }
            "withdraw" => (parse::<WithdrawVolunteer>(text)?.action, None),
            _ => return self.show_volunteer(id),
        };
        if self.seen(action, path, text)? {
            return self.show_volunteer(id);
        }
        let (_, view) = self.volunteers.get_mut(&id).unwrap();
        if view.state == VolunteerState::Withdrawn {
            self.refused.insert(action);
            return Err(ErrorCode::NotChangeable);
        }
        match form {
            Some(form) => view.form = form,
            None => view.state = VolunteerState::Withdrawn,
        }
        view.version += 1;
        view.updated_at = now;
        self.changes.touch(EntityId::Volunteer(id));
        self.mark(action, path, text);
        self.show_volunteer(id)
    }

    /// Whether the action has been done; an error if it was another one.
    fn seen(&mut self, action: ActionId, path: &str, text: &str) -> Done<bool> {
        match self.done.get(&action) {
            None => Ok(false),
            Some(known) if *known == (path.to_owned(), text.to_owned()) => Ok(true),
            Some(_) => Err(ErrorCode::ActionReused),
        }
    }

    fn mark(&mut self, action: ActionId, path: &str, text: &str) {
        let before = self.done.insert(action, (path.to_owned(), text.to_owned()));
        assert!(before.is_none(), "an action was done twice");
    }

    fn place(&mut self, action: ActionId, choices: &[SlotStart]) -> Done<(SlotStart, u8)> {
        let free = (1u8..)
            .zip(choices)
            .find(|(_, choice)| **choice != slot(FULL));
        free.map(|(rank, choice)| (*choice, rank)).ok_or_else(|| {
            self.refused.insert(action);
            ErrorCode::NoPlace
        })
    }

    pub fn log_booking(&mut self, id: BookingId) {
        let view = &self.bookings[&id].1;
        self.granted
            .insert((id.to_string(), view.version, view.state.as_str().to_owned()));
    }

    fn show_booking(&mut self, id: BookingId) -> Done<Answer> {
        self.log_booking(id);
        let view = &self.bookings[&id].1;
        Ok(Answer {
            status: 200,
            body: serde_json::to_vec(view).unwrap(),
            ..Answer::default()
        })
    }

    pub fn log_volunteer(&mut self, id: VolunteerId) {
        let view = &self.volunteers[&id].1;
        self.granted
            .insert((id.to_string(), view.version, view.state.as_str().to_owned()));
    }

    fn show_volunteer(&mut self, id: VolunteerId) -> Done<Answer> {
        self.log_volunteer(id);
        let view = &self.volunteers[&id].1;
        Ok(Answer {
            status: 200,
            body: serde_json::to_vec(view).unwrap(),
            ..Answer::default()
        })
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Done<T> {
    serde_json::from_str(text).map_err(|_| ErrorCode::BadRequest)
}

fn ok(value: &impl serde::Serialize) -> Answer {
    Answer {
        status: 200,
        body: serde_json::to_vec(value).unwrap(),
        ..Answer::default()
    }
}

pub fn refuse(code: ErrorCode) -> Answer {
    let body = serde_json::to_vec(&ApiError::new(code)).unwrap();
    Answer {
        status: code.status(),
        body,
        ..Answer::default()
    }
}
