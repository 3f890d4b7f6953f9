//! How things stand, in the words shown to people: never more certain than the server has said.

use model::booking::{BookingState, BookingView};
use model::civil::Timestamp;
use model::volunteer::{VolunteerState, VolunteerView};
use serde::{Deserialize, Serialize};

use crate::outbox::{Entry, What};
use crate::record::{MyBooking, MyVolunteer, Record, Step};

/// A state on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalState {
    /// 已存本机: on this device only, as far as it knows.
    Kept,
    /// 已送达: the server has it. Comes with, or before, one of those below.
    Received,
    /// 已确认: the first wish was won.
    Confirmed,
    /// 已调整: another wish was won.
    Adjusted,
    /// 未成功: the server refused it for good, or the station did not take it.
    Failed,
    /// 已完成.
    Served,
    /// 已取消.
    Cancelled,
    /// 未到.
    NoShow,
    /// 已登记: the server has the registration.
    Registered,
    /// 已退出.
    Withdrawn,
}

impl LocalState {
    /// The word shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kept => "已存本机",
            Self::Received => "已送达",
            Self::Confirmed => "已确认",
            Self::Adjusted => "已调整",
            Self::Failed => "未成功",
            Self::Served => "已完成",
            Self::Cancelled => "已取消",
            Self::NoShow => "未到",
            Self::Registered => "已登记",
            Self::Withdrawn => "已退出",
        }
    }

    /// How a booking stands as the server said it. One that the station did not take has failed.
    pub fn of_view(view: &BookingView) -> Self {
        if view.is_declined() {
            Self::Failed
        } else {
            Self::of_booking(view.state)
        }
    }

    /// A booking's state as the server said it.
    pub fn of_booking(state: BookingState) -> Self {
        match state {
            BookingState::Confirmed => Self::Confirmed,
            BookingState::Adjusted => Self::Adjusted,
            BookingState::Cancelled => Self::Cancelled,
            BookingState::Served => Self::Served,
            BookingState::NoShow => Self::NoShow,
            // All that is certain: the server has it.
            BookingState::Unknown => Self::Received,
        }
    }

    /// A registration's state as the server said it.
    pub fn of_volunteer(state: VolunteerState) -> Self {
        match state {
            VolunteerState::Registered => Self::Registered,
            VolunteerState::Withdrawn => Self::Withdrawn,
            VolunteerState::Unknown => Self::Received,
        }
    }
}

/// The state of a record, from what the server has said and what is in the outbox. Pure.
pub fn local_state(record: &Record, outbox: &[Entry]) -> LocalState {
    let said = match record {
        Record::Booking(mine) => mine.view.as_ref().map(LocalState::of_view),
        Record::Volunteer(mine) => mine
            .view
            .as_ref()
            .map(|v| LocalState::of_volunteer(v.state)),
        Record::Delivery(mine) => mine.receipt.as_ref().map(|_| LocalState::Received),
    };
    said.unwrap_or_else(|| {
        let entity = record.entity();
        let waits = outbox.iter().any(|entry| {
            entry.what.entity() == entity && entry.what.is_create() && entry.parked.is_none()
        });
        if waits {
            LocalState::Kept
        } else {
            LocalState::Failed
        }
    })
}

/// What is still to be sent about a record, and what came back about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// Actions on their way, in order. The state shown does not change before they arrive.
    pub waiting: Vec<Entry>,
    /// Actions refused for good, with the reason, for the person to mend or delete.
    pub parked: Vec<Entry>,
}

impl Pending {
    /// Of all the outbox, what is about this record. A create that the server has already
    /// answered is not on its way any more, even if its row is still there.
    pub fn of(record: &Record, outbox: &[Entry]) -> Self {
        let entity = record.entity();
        let about = outbox.iter().filter(|entry| {
            entry.what.entity() == entity && !(record.has_view() && entry.what.is_create())
        });
        let (parked, waiting) = about.cloned().partition(|entry| entry.parked.is_some());
        Self { waiting, parked }
    }

    /// Whether a cancellation or withdrawal is on its way.
    pub fn is_ending(&self) -> bool {
        self.waiting.iter().any(|entry| {
            matches!(
                entry.what,
                What::CancelBooking(_) | What::WithdrawVolunteer(_) | What::EraseBooking(_)
            )
        })
    }

    /// Whether a change is on its way.
    pub fn is_changing(&self) -> bool {
        self.waiting.iter().any(|entry| {
            matches!(
                entry.what,
                What::ChangeBooking(..) | What::ChangeVolunteer(..)
            )
        })
    }
}

/// Takes over what the server says about a booking, unless something newer is known.
pub fn take_booking(mine: &mut MyBooking, view: BookingView, now: Timestamp) {
    mine.missing = false;
    if mine
        .view
        .as_ref()
        .is_some_and(|known| known.version > view.version)
    {
        return;
    }
    mine.as_of = Some(now);
    // Not every version is a step: staff may have looked, or said something.
    let state = LocalState::of_view(&view);
    let same = mine.view.as_ref().is_some_and(|known| {
        known.version == view.version
            || known.slot == view.slot && LocalState::of_view(known) == state
    });
    if !same {
        learn(&mut mine.history, state, view.received_at, view.updated_at);
    }
    mine.view = Some(view);
}

/// Takes over what the server says about a registration, unless something newer is known.
pub fn take_volunteer(mine: &mut MyVolunteer, view: VolunteerView, now: Timestamp) {
    mine.missing = false;
    if mine
        .view
        .as_ref()
        .is_some_and(|known| known.version > view.version)
    {
        return;
    }
    mine.as_of = Some(now);
    let same = mine
        .view
        .as_ref()
        .is_some_and(|known| known.version == view.version);
    if !same {
        let state = LocalState::of_volunteer(view.state);
        learn(&mut mine.history, state, view.received_at, view.updated_at);
    }
    mine.view = Some(view);
}

fn learn(history: &mut Vec<Step>, state: LocalState, received: Timestamp, updated: Timestamp) {
    if !history
        .iter()
        .any(|step| step.state == LocalState::Received)
    {
        history.push(Step {
            state: LocalState::Received,
            at: received,
        });
    }
    if state != LocalState::Received {
        history.push(Step { state, at: updated });
    }
}
