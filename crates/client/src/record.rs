//! The person's own bookings and registrations as kept on the device.

use model::booking::{
    BookingState, BookingView, CreateBooking, NOTICE_VERSION, ServiceSlug, ValidBooking, Window,
    Wish,
};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::error::Field;
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};
use model::person::OnBehalf;
use model::slot::{SlotStart, Way};
use model::volunteer::{ValidVolunteer, VolunteerForm, VolunteerState, VolunteerView};
use model::words::Problem;
use serde::{Deserialize, Serialize};

use crate::state::LocalState;

pub use crate::delivery::MyDelivery;
pub use model::sync::EntityId;

/// What a person asks for in booking, as typed; [`BookingRequest::check`] parses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRequest {
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// Ranked choices, best first.
    pub choices: Vec<SlotStart>,
    /// What to take when none of them can be had.
    pub window: Option<Window>,
    /// For whom.
    pub on_behalf: OnBehalf,
    /// Name of the person to be served.
    pub name: String,
    /// Mobile number.
    pub mobile: String,
    /// Note; may be empty.
    pub note: String,
    /// Version of the privacy notice agreed to; 0 if none.
    pub consent: u16,
}

impl BookingRequest {
    /// The newest privacy notice, which a consent names.
    pub const NOTICE: u16 = NOTICE_VERSION;

    /// The times wished for.
    pub fn wish(&self) -> Wish {
        Wish {
            choices: self.choices.clone(),
            window: self.window,
        }
    }

    /// The same with name, number and note brought into their right form. Errors: the first field
    /// at fault and what is wrong with it.
    pub fn check(self) -> Result<Self, (Field, Problem)> {
        let nameless = [0; 10];
        let valid = ValidBooking::try_from(
            self.into_wire(ActionId::new(0, &nameless), BookingId::new(0, &nameless)),
        )?;
        Ok(Self {
            station: valid.station,
            service: valid.service,
            way: valid.way,
            choices: valid.wish.choices,
            window: valid.wish.window,
            on_behalf: valid.on_behalf,
            name: valid.name.as_str().to_owned(),
            mobile: valid.mobile.digits(),
            note: valid.note.as_str().to_owned(),
            consent: valid.consent,
        })
    }

    /// The body that is sent.
    pub fn into_wire(self, action: ActionId, booking: BookingId) -> CreateBooking {
        CreateBooking {
            action,
            booking,
            station: self.station,
            service: self.service,
            way: self.way,
            choices: self.choices,
            window: self.window,
            on_behalf: self.on_behalf,
            name: self.name,
            mobile: self.mobile,
            note: self.note,
            consent: self.consent,
        }
    }
}

/// A volunteer's form with everything in its right form. Errors: as [`BookingRequest::check`].
pub fn check_form(form: VolunteerForm) -> Result<VolunteerForm, (Field, Problem)> {
    let valid = ValidVolunteer::try_from(form)?;
    Ok(VolunteerForm {
        division: valid.division,
        skills: valid.skills,
        roles: valid.roles,
        free_times: valid.free_times,
        name: valid.name.as_str().to_owned(),
        mobile: valid.mobile.digits(),
        note: valid.note.as_str().to_owned(),
        consent: valid.consent,
    })
}

/// A step in the life of a record, in the order in which they were learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it became.
    pub state: LocalState,
    /// When: the server's time where the server said so, else the device's.
    pub at: Timestamp,
}

/// A booking of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyBooking {
    /// Names it.
    pub id: BookingId,
    /// The right to see and change it.
    pub secret: DeviceSecret,
    /// When it was first kept on this device.
    pub kept_at: Timestamp,
    /// What was asked for; `None` if it was looked up by its reference.
    pub asked: Option<BookingRequest>,
    /// What the server last said about it; `None` while it has said nothing.
    pub view: Option<BookingView>,
    /// When the server last said so.
    pub as_of: Option<Timestamp>,
    /// [`digest`] of what was first submitted; 0 if it was not submitted here. What is asked for may
    /// change later, and a form that is submitted once more is still the same form.
    #[serde(default)]
    pub form: u64,
    /// The server says that it knows no such booking (any more).
    #[serde(default)]
    pub missing: bool,
    /// The epoch of the cursor that counts for it ([`crate::follow`]); 0 if none does.
    #[serde(default)]
    pub followed: u32,
    /// Which store told how it stands, as far as a page of changes did ([`model::sync::Cursor::store`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_by: Option<u32>,
    /// Its steps so far.
    pub history: Vec<Step>,
}

impl MyBooking {
    /// A booking of which nothing is known but that it is there.
    pub fn found(id: BookingId, secret: DeviceSecret, kept_at: Timestamp) -> Self {
        Self {
            id,
            secret,
            kept_at,
            asked: None,
            view: None,
            as_of: None,
            form: 0,
            missing: false,
            followed: 0,
            told_by: None,
            history: Vec::new(),
        }
    }
}

/// Names the content of a form. Tells two forms of one person apart, no more.
pub fn digest(form: &impl Serialize) -> u64 {
    serde_json::to_vec(form).map_or(0, |json| model::pack::hash(&json))
}

/// A registration of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyVolunteer {
    /// Names it.
    pub id: VolunteerId,
    /// The right to see and change it.
    pub secret: DeviceSecret,
    /// When it was first kept on this device.
    pub kept_at: Timestamp,
    /// What was told.
    pub asked: VolunteerForm,
    /// What the server last said about it; `None` while it has said nothing.
    pub view: Option<VolunteerView>,
    /// When the server last said so.
    pub as_of: Option<Timestamp>,
    /// [`digest`] of what was first submitted; as for a booking.
    #[serde(default)]
    pub form: u64,
    /// The server says that it knows no such registration (any more).
    #[serde(default)]
    pub missing: bool,
    /// The epoch of the cursor that counts for it ([`crate::follow`]); 0 if none does.
    #[serde(default)]
    pub followed: u32,
    /// Which store told how it stands, as far as a page of changes did ([`model::sync::Cursor::store`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_by: Option<u32>,
    /// Its steps so far.
    pub history: Vec<Step>,
}

/// Any kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A booking.
    Booking(MyBooking),
    /// A registration.
    Volunteer(MyVolunteer),
    /// What was submitted for somebody else.
    Delivery(MyDelivery),
}

impl Record {
    /// What it is about.
    pub fn entity(&self) -> EntityId {
        match self {
            Self::Booking(mine) => EntityId::Booking(mine.id),
            Self::Volunteer(mine) => EntityId::Volunteer(mine.id),
            Self::Delivery(mine) => EntityId::Delivery(mine.id),
        }
    }

    /// The right to see and change it.
    pub fn secret(&self) -> DeviceSecret {
        match self {
            Self::Booking(mine) => mine.secret,
            Self::Volunteer(mine) => mine.secret,
            Self::Delivery(mine) => mine.secret,
        }
    }

    /// Whether the server has said anything about it.
    pub fn has_view(&self) -> bool {
        match self {
            Self::Booking(_) | Self::Volunteer(_) => self.version().is_some(),
            Self::Delivery(mine) => mine.receipt.is_some(),
        }
    }

    /// The version that the server last told of it.
    pub fn version(&self) -> Option<u32> {
        match self {
            Self::Booking(mine) => mine.view.as_ref().map(|view| view.version),
            Self::Volunteer(mine) => mine.view.as_ref().map(|view| view.version),
            Self::Delivery(_) => None,
        }
    }

    /// Whether anything more can become of it, as far as the server has said. Of a state that this
    /// app does not know anything may become.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Booking(mine) => mine
                .view
                .as_ref()
                .is_some_and(|view| view.state.is_open() || view.state == BookingState::Unknown),
            Self::Volunteer(mine) => mine
                .view
                .as_ref()
                .is_some_and(|view| view.state != VolunteerState::Withdrawn),
            // What becomes of it later is its owner's business.
            Self::Delivery(_) => false,
        }
    }

    /// Whether both came from the same form.
    pub fn is_same_form(&self, other: &Self) -> bool {
        self.form() == other.form()
    }

    fn form(&self) -> u64 {
        match self {
            Self::Booking(mine) => mine.form,
            Self::Volunteer(mine) => mine.form,
            Self::Delivery(_) => 0,
        }
    }

    /// Adds a step.
    pub fn note(&mut self, state: LocalState, at: Timestamp) {
        match self {
            Self::Booking(mine) => mine.history.push(Step { state, at }),
            Self::Volunteer(mine) => mine.history.push(Step { state, at }),
            Self::Delivery(mine) => mine.history.push(Step { state, at }),
        }
    }

    /// Marks whether the server still knows it.
    pub fn set_missing(&mut self, gone: bool) {
        match self {
            Self::Booking(mine) => mine.missing = gone,
            Self::Volunteer(mine) => mine.missing = gone,
            Self::Delivery(_) => {}
        }
    }

    /// The epoch of the cursor that counts for it; 0 if none does.
    pub fn followed(&self) -> u32 {
        match self {
            Self::Booking(mine) => mine.followed,
            Self::Volunteer(mine) => mine.followed,
            Self::Delivery(_) => 0,
        }
    }

    /// Sets [`Record::followed`].
    pub(crate) fn set_followed(&mut self, epoch: u32) {
        match self {
            Self::Booking(mine) => mine.followed = epoch,
            Self::Volunteer(mine) => mine.followed = epoch,
            Self::Delivery(_) => {}
        }
    }

    /// As stored. `None` never happens for these types; JSON has no other way to say so.
    pub fn encode(&self) -> Option<Vec<u8>> {
        match self {
            Self::Booking(mine) => serde_json::to_vec(mine).ok(),
            Self::Volunteer(mine) => serde_json::to_vec(mine).ok(),
            Self::Delivery(mine) => serde_json::to_vec(mine).ok(),
        }
    }

    /// Reads a stored row; `None` if it is damaged or of a newer version.
    pub fn decode(key: &str, value: &[u8]) -> Option<Self> {
        let entity = EntityId::from_key(key)?;
        let record = match entity {
            EntityId::Booking(_) => serde_json::from_slice(value).ok().map(Self::Booking),
            EntityId::Volunteer(_) => serde_json::from_slice(value).ok().map(Self::Volunteer),
            EntityId::Delivery(_) => serde_json::from_slice(value).ok().map(Self::Delivery),
        };
        record.filter(|record| record.entity() == entity)
    }
}
