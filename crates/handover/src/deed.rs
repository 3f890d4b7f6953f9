//! What is to be done, in the very types that the phone itself would send.

use model::booking::{CancelBooking, ChangeBooking, CreateBooking};
use model::id::{ActionId, BookingId, VolunteerId};
use model::volunteer::{ChangeVolunteer, RegisterVolunteer, WithdrawVolunteer};

/// An action with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Make a booking.
    CreateBooking(CreateBooking),
    /// Other times for a booking.
    ChangeBooking(BookingId, ChangeBooking),
    /// Cancel a booking.
    CancelBooking(BookingId, CancelBooking),
    /// Erase name, number and note of a booking.
    EraseBooking(BookingId, CancelBooking),
    /// Register as a volunteer.
    RegisterVolunteer(RegisterVolunteer),
    /// Replace what a volunteer told.
    ChangeVolunteer(VolunteerId, ChangeVolunteer),
    /// End a registration.
    WithdrawVolunteer(VolunteerId, WithdrawVolunteer),
}

impl Deed {
    /// Names the action.
    pub fn action(&self) -> ActionId {
        match self {
            Self::CreateBooking(asked) => asked.action,
            Self::ChangeBooking(_, asked) => asked.action,
            Self::CancelBooking(_, asked) | Self::EraseBooking(_, asked) => asked.action,
            Self::RegisterVolunteer(asked) => asked.action,
            Self::ChangeVolunteer(_, asked) => asked.action,
            Self::WithdrawVolunteer(_, asked) => asked.action,
        }
    }

    /// The id of the booking or registration that it is about.
    pub fn entity(&self) -> [u8; 16] {
        *match self {
            Self::CreateBooking(asked) => asked.booking.as_bytes(),
            Self::ChangeBooking(id, _) | Self::CancelBooking(id, _) | Self::EraseBooking(id, _) => {
                id.as_bytes()
            }
            Self::RegisterVolunteer(asked) => asked.volunteer.as_bytes(),
            Self::ChangeVolunteer(id, _) | Self::WithdrawVolunteer(id, _) => id.as_bytes(),
        }
    }

    /// Whether it brings what it is about into being.
    pub fn is_create(&self) -> bool {
        matches!(self, Self::CreateBooking(_) | Self::RegisterVolunteer(_))
    }

    /// The name in it, as typed; `None` for what carries none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::CreateBooking(asked) => Some(&asked.name),
            Self::RegisterVolunteer(asked) => Some(&asked.form.name),
            Self::ChangeVolunteer(_, asked) => Some(&asked.form.name),
            _ => None,
        }
    }

    /// The mobile number in it, as typed; `None` for what carries none.
    pub fn mobile(&self) -> Option<&str> {
        match self {
            Self::CreateBooking(asked) => Some(&asked.mobile),
            Self::RegisterVolunteer(asked) => Some(&asked.form.mobile),
            Self::ChangeVolunteer(_, asked) => Some(&asked.form.mobile),
            _ => None,
        }
    }

    /// Its number in the packed form; never changes.
    pub(crate) fn kind(&self) -> u8 {
        match self {
            Self::CreateBooking(_) => 1,
            Self::ChangeBooking(..) => 2,
            Self::CancelBooking(..) => 3,
            Self::EraseBooking(..) => 4,
            Self::RegisterVolunteer(_) => 5,
            Self::ChangeVolunteer(..) => 6,
            Self::WithdrawVolunteer(..) => 7,
        }
    }
}
