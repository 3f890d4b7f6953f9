//! What somebody else's device submits on a person's behalf, and what it learns of it.

use serde::{Deserialize, Serialize};

use crate::booking::{BookingState, BookingView, CreateBooking, ServiceSlug};
use crate::civil::Timestamp;
use crate::division::DivisionCode;
use crate::error::PassedOver;
use crate::history::By;
use crate::id::ActionId;
use crate::reference::Reference;
use crate::slot::{SlotStart, Way};
use crate::volunteer::{VolunteerState, VolunteerView};

/// How long the server looks for the other half of a booking that was read out, in milliseconds:
/// as long as it remembers actions.
pub const SPOKEN_MEMORY: i64 = 90 * 24 * 3_600_000;

/// `POST /api/v1/handovers`: needs no right of whoever submits it, for the action carries its
/// author's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOver {
    /// The signed action in base 45, as scanned.
    pub parcel: String,
}

/// `POST /api/v1/handovers/spoken`: a booking that was read out over the telephone. The secret in
/// the `Authorization` header is the receiver's, and so are the ids of action and booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpokenBooking {
    /// What the digits say of the id of the caller's own action.
    pub fingerprint: u16,
    /// What was read out, and what was asked for beyond it.
    pub booking: CreateBooking,
}

/// What became of it, for whoever submitted it: without name, number and note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The action that was submitted.
    pub action: ActionId,
    /// It had been done before, by the phone itself or by another receiver.
    #[serde(default)]
    pub again: bool,
    /// The nine digits to tell the person.
    pub reference: Reference,
    /// When the server first received what it is about.
    pub received_at: Timestamp,
    /// How it stands.
    pub result: Delivered,
}

/// How what was submitted stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Delivered {
    /// A booking.
    Booking {
        /// Where.
        station: DivisionCode,
        /// What for.
        service: ServiceSlug,
        /// How.
        way: Way,
        /// The slot held, or last held if it is no longer open.
        slot: SlotStart,
        /// Minutes the slot lasts.
        duration: u16,
        /// 1 to 3: which choice was won; 0: the window.
        rank: u8,
        /// Better wishes that could not be had, and why.
        passed_over: Vec<PassedOver>,
        /// What has become of it.
        state: BookingState,
        /// Who ended it, if it has ended. Cancelled by the station: it was not taken (未成功).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended_by: Option<By>,
    },
    /// A volunteer's registration.
    Volunteer {
        /// Where.
        division: DivisionCode,
        /// What has become of it.
        state: VolunteerState,
    },
}

impl Delivery {
    /// Of a booking.
    pub fn of_booking(action: ActionId, again: bool, view: BookingView) -> Self {
        Self {
            action,
            again,
            reference: view.reference,
            received_at: view.received_at,
            result: Delivered::Booking {
                station: view.station,
                service: view.service,
                way: view.way,
                slot: view.slot,
                duration: view.duration,
                rank: view.rank,
                passed_over: view.passed_over,
                state: view.state,
                ended_by: view.ended_by,
            },
        }
    }

    /// Of a registration.
    pub fn of_volunteer(action: ActionId, again: bool, view: &VolunteerView) -> Self {
        Self {
            action,
            again,
            reference: view.reference,
            received_at: view.received_at,
            result: Delivered::Volunteer {
                division: view.form.division,
                state: view.state,
            },
        }
    }
}
