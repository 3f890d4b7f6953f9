//! Actions on their way to the server.

use model::api;
use model::booking::{CancelBooking, ChangeBooking, Wish};
use model::civil::Timestamp;
use model::error::{ApiError, ErrorCode, Field};
use model::handover::{HandOver, SpokenBooking};
use model::id::{ActionId, BookingId, DeliveryId, DeviceSecret, VolunteerId};
use model::volunteer::{ChangeVolunteer, RegisterVolunteer, VolunteerForm, WithdrawVolunteer};
use model::words::Problem;
use serde::{Deserialize, Serialize};

use crate::ports::{Method, NetError, Request};
use crate::record::{BookingRequest, EntityId, check_form};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Make a booking.
    CreateBooking(BookingId, BookingRequest),
    /// Other times for a booking.
    ChangeBooking(BookingId, Wish),
    /// Cancel a booking.
    CancelBooking(BookingId),
    /// Erase name, number and note of a booking, cancelling it if it is open.
    EraseBooking(BookingId),
    /// Register as a volunteer.
    RegisterVolunteer(VolunteerId, VolunteerForm),
    /// Replace what was told.
    ChangeVolunteer(VolunteerId, VolunteerForm),
    /// End the registration and erase name, number and note.
    WithdrawVolunteer(VolunteerId),
    /// Submit what somebody else's device has signed.
    Deliver(DeliveryId, Carried),
    /// Submit a booking that was read out over the telephone.
    DeliverSpoken(DeliveryId, Heard),
}

/// A signed action of somebody else's device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The parcel as it travels.
    pub parcel: String,
    /// What it is about on that device.
    pub about: EntityId,
    /// Whether it brings that into being.
    pub creates: bool,
}

/// A booking that was read out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// What the digits say of the id of the caller's own action.
    pub fingerprint: u16,
    /// What was read out and asked for.
    pub asked: BookingRequest,
}

impl What {
    /// What it is about.
    pub fn entity(&self) -> EntityId {
        match self {
            Self::CreateBooking(id, _)
            | Self::ChangeBooking(id, _)
            | Self::CancelBooking(id)
            | Self::EraseBooking(id) => EntityId::Booking(*id),
            Self::RegisterVolunteer(id, _)
            | Self::ChangeVolunteer(id, _)
            | Self::WithdrawVolunteer(id) => EntityId::Volunteer(*id),
            Self::Deliver(id, _) | Self::DeliverSpoken(id, _) => EntityId::Delivery(*id),
        }
    }

    /// What was read out of the caller's own action, if it was read out: another is another call.
    pub fn fingerprint(&self) -> Option<u16> {
        match self {
            Self::DeliverSpoken(_, heard) => Some(heard.fingerprint),
            _ => None,
        }
    }

    /// Whether it brings the entity into being; whatever else is about the entity waits for it.
    pub fn is_create(&self) -> bool {
        matches!(
            self,
            Self::CreateBooking(..)
                | Self::RegisterVolunteer(..)
                | Self::Deliver(..)
                | Self::DeliverSpoken(..)
        )
    }

    /// Whether what comes after it must wait even while it is parked: without it there is nothing
    /// that the next could be about.
    pub fn is_foundation(&self) -> bool {
        match self {
            Self::Deliver(_, carried) => carried.creates,
            other => other.is_create(),
        }
    }

    /// The same with everything in its right form. Errors: the first field at fault.
    pub fn check(self) -> Result<Self, (Field, Problem)> {
        Ok(match self {
            Self::CreateBooking(id, asked) => Self::CreateBooking(id, asked.check()?),
            Self::ChangeBooking(id, wish) => {
                wish.check()?;
                Self::ChangeBooking(id, wish)
            }
            Self::RegisterVolunteer(id, form) => Self::RegisterVolunteer(id, check_form(form)?),
            Self::ChangeVolunteer(id, form) => Self::ChangeVolunteer(id, check_form(form)?),
            Self::DeliverSpoken(id, heard) => {
                let asked = heard.asked.check()?;
                Self::DeliverSpoken(id, Heard { asked, ..heard })
            }
            other => other,
        })
    }

    /// Path and JSON body of the request, the same at every try.
    fn wire(&self, action: ActionId, base: Option<u32>) -> (String, Option<String>) {
        match self {
            Self::CreateBooking(id, asked) => (
                api::BOOKINGS.to_owned(),
                json(&asked.clone().into_wire(action, *id)),
            ),
            Self::ChangeBooking(id, wish) => {
                let Wish { choices, window } = wish.clone();
                (
                    api::booking_change(*id),
                    json(&ChangeBooking {
                        action,
                        choices,
                        window,
                        base,
                    }),
                )
            }
            Self::CancelBooking(id) => (
                api::booking_cancel(*id),
                json(&CancelBooking { action, base }),
            ),
            Self::EraseBooking(id) => (
                api::booking_erase(*id),
                json(&CancelBooking { action, base }),
            ),
            Self::RegisterVolunteer(id, form) => {
                let body = RegisterVolunteer {
                    action,
                    volunteer: *id,
                    form: form.clone(),
                };
                (api::VOLUNTEERS.to_owned(), json(&body))
            }
            Self::ChangeVolunteer(id, form) => (
                api::volunteer_change(*id),
                json(&ChangeVolunteer {
                    action,
                    form: form.clone(),
                }),
            ),
            Self::WithdrawVolunteer(id) => (
                api::volunteer_withdraw(*id),
                json(&WithdrawVolunteer { action }),
            ),
            Self::Deliver(_, carried) => {
                let parcel = carried.parcel.clone();
                (api::HANDOVERS.to_owned(), json(&HandOver { parcel }))
            }
            Self::DeliverSpoken(id, heard) => (
                api::SPOKEN.to_owned(),
                heard_booking(*id).and_then(|booking| {
                    json(&SpokenBooking {
                        fingerprint: heard.fingerprint,
                        booking: heard.asked.clone().into_wire(action, booking),
                    })
                }),
            ),
        }
    }
}

/// The id under which the receiver makes a booking that was read out: its delivery's own.
fn heard_booking(id: DeliveryId) -> Option<BookingId> {
    BookingId::from_bytes(*id.as_bytes()).ok()
}

fn json(body: &impl Serialize) -> Option<String> {
    serde_json::to_string(body).ok()
}

/// Why a try did not settle an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TryProblem {
    /// No connection, or it broke.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The server asked to try again later.
    Busy(ErrorCode),
    /// Something answered, with that HTTP status, but not as our server does.
    Unreadable(u16),
}

impl From<NetError> for TryProblem {
    fn from(error: NetError) -> Self {
        match error {
            NetError::Unreachable => Self::Unreachable,
            NetError::TimedOut => Self::TimedOut,
        }
    }
}

/// The last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastTry {
    /// When.
    pub at: Timestamp,
    /// Why it settled nothing.
    pub problem: TryProblem,
}

/// A refusal for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// What the server said.
    pub error: ApiError,
    /// When.
    pub at: Timestamp,
}

/// A row of the outbox. It leaves only in the transaction that stores its parsed receipt, or by
/// the hand of its author once it is parked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Names the action; the same at every try.
    pub action: ActionId,
    /// The author's right.
    pub secret: DeviceSecret,
    /// What is to be done.
    pub what: What,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// The action about the same entity that goes before it.
    pub after: Option<ActionId>,
    /// The version of the entity that its author looked at; sent with what is asked of a booking.
    /// Rows of an older version have none and stay what they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<u32>,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// Not before.
    pub next_try_at: Timestamp,
    /// Whether the server asked for that wait; then haste does not shorten it.
    #[serde(default)]
    pub asked_to_wait: bool,
    /// The last try in vain.
    pub last: Option<LastTry>,
    /// Set once the server refused it for good.
    pub parked: Option<Parked>,
    /// When its codes or digits were last shown to be handed over. Somebody else may have submitted
    /// it since, so the person is warned before editing or deleting it.
    #[serde(default)]
    pub handed_at: Option<Timestamp>,
}

impl Entry {
    /// A fresh entry.
    pub fn new(action: ActionId, secret: DeviceSecret, what: What, now: Timestamp) -> Self {
        Self {
            action,
            secret,
            what,
            created_at: now,
            after: None,
            base: None,
            attempts: 0,
            next_try_at: now,
            asked_to_wait: false,
            last: None,
            parked: None,
            handed_at: None,
        }
    }

    /// The key of its row: entries list in the order of their making.
    pub fn key(&self) -> String {
        self.action.to_string()
    }

    /// The request, byte for byte the same at every try.
    pub fn request(&self) -> Request {
        let (path, body) = self.what.wire(self.action, self.base);
        Request {
            method: Method::Post,
            path,
            secret: Some(self.secret),
            body,
            etag: None,
        }
    }

    /// As stored.
    pub fn encode(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }

    /// Reads a stored row; `None` if it is damaged or of a newer version.
    pub fn decode(value: &[u8]) -> Option<Self> {
        serde_json::from_slice(value).ok()
    }
}
