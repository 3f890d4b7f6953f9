//! What this device submits for the owner of another, as it is kept here. The content itself is in
//! the outbox alone, and leaves it in the transaction that stores the receipt; what is kept longer
//! says of the person no more than a masked name.

use model::civil::Timestamp;
use model::handover::{Delivered, Delivery};
use model::id::{ActionId, DeliveryId, DeviceSecret};
use model::person::{Mobile, PersonName};
use serde::{Deserialize, Serialize};

use crate::outbox::What;
use crate::record::{EntityId, Step};
use crate::state::LocalState;

/// How it came here, and what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// Scanned: a booking.
    CreateBooking,
    /// Scanned: other times for a booking.
    ChangeBooking,
    /// Scanned: cancel a booking.
    CancelBooking,
    /// Scanned: erase what a booking says of the person.
    EraseBooking,
    /// Scanned: register a volunteer.
    RegisterVolunteer,
    /// Scanned: change what a volunteer told.
    ChangeVolunteer,
    /// Scanned: end a registration.
    WithdrawVolunteer,
    /// Read out over the telephone: a booking.
    Spoken,
    /// Of a newer version of the app.
    #[serde(other)]
    Unknown,
}

/// Something submitted for somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyDelivery {
    /// Names it: after the action where it was scanned.
    pub id: DeliveryId,
    /// The right under which a booking that was read out is made. All zeros from the receipt on: what
    /// becomes of the booking is its owner's business.
    pub secret: DeviceSecret,
    /// When it was taken.
    pub kept_at: Timestamp,
    /// What is asked for.
    pub errand: Errand,
    /// The person's name or number, masked; empty if neither came with it.
    pub who: String,
    /// What it is about on the person's device; `None` if it was read out.
    #[serde(default)]
    pub about: Option<EntityId>,
    /// What was read out of the caller's own action; `None` if it was scanned.
    #[serde(default)]
    pub fingerprint: Option<u16>,
    /// What the server said came of it.
    #[serde(default)]
    pub receipt: Option<Delivery>,
    /// When the server said so.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// Its steps so far.
    pub history: Vec<Step>,
}

impl MyDelivery {
    /// What is kept of an errand beside the outbox; `None` if it is none. Of a scanned one nothing but
    /// that it came; [`crate::handover::receive`] knows more.
    pub(crate) fn of(what: &What, secret: DeviceSecret, kept_at: Timestamp) -> Option<Self> {
        let mut kept = Self {
            id: DeliveryId::new(0, &[0; 10]),
            secret,
            kept_at,
            errand: Errand::Unknown,
            who: String::new(),
            about: None,
            fingerprint: None,
            receipt: None,
            as_of: None,
            history: vec![Step {
                state: LocalState::Kept,
                at: kept_at,
            }],
        };
        match what {
            What::Deliver(id, carried) => (kept.id, kept.about) = (*id, Some(carried.about)),
            What::DeliverSpoken(id, heard) => {
                kept.id = *id;
                kept.errand = Errand::Spoken;
                kept.fingerprint = Some(heard.fingerprint);
                kept.who = masked(Some(&heard.asked.name), Some(&heard.asked.mobile));
            }
            _ => return None,
        }
        Some(kept)
    }

    /// Takes over what the server said.
    pub(crate) fn take(&mut self, delivery: Delivery, now: Timestamp) {
        self.history.push(Step {
            state: LocalState::Received,
            at: now,
        });
        self.secret = DeviceSecret::new([0; 32]);
        self.as_of = Some(now);
        self.receipt = Some(delivery);
    }
}

/// The name with all but its first character hidden; without one, the number with its middle hidden.
pub(crate) fn masked(name: Option<&str>, mobile: Option<&str>) -> String {
    let name = name.and_then(|name| PersonName::parse(name).ok());
    let mobile = mobile.and_then(|mobile| Mobile::parse(mobile).ok());
    let name = name.map(|name| name.masked());
    name.or(mobile.map(Mobile::masked)).unwrap_or_default()
}

/// Whether a receipt is of what was submitted.
pub(crate) fn is_receipt(
    (action, what): (ActionId, &What),
    id: DeliveryId,
    delivery: &Delivery,
) -> bool {
    match what {
        What::DeliverSpoken(..) if delivery.action != action => false,
        What::DeliverSpoken(_, heard) => match &delivery.result {
            Delivered::Booking {
                station, service, ..
            } => *station == heard.asked.station && *service == heard.asked.service,
            Delivered::Volunteer { .. } => false,
        },
        _ => delivery.action.as_bytes() == id.as_bytes(),
    }
}
