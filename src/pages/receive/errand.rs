//! What is asked for by something taken, and how it stands, in a word.

use client::delivery::Errand;
use client::mine::DeliveryItem;
use client::state::LocalState;
use model::booking::BookingState;
use model::handover::{Delivered, Delivery};
use model::history::By;

use crate::components::Tone;
use crate::state::Keeping;
use crate::text::{handover as text, my as words};

/// What is asked for.
pub(super) fn words(errand: Errand) -> &'static str {
    match errand {
        Errand::CreateBooking => words::DO_BOOK,
        Errand::Spoken => text::DO_BOOK_HEARD,
        Errand::ChangeBooking => words::DO_CHANGE,
        Errand::CancelBooking => words::DO_CANCEL,
        Errand::EraseBooking => words::DO_ERASE,
        Errand::RegisterVolunteer => words::DO_REGISTER,
        Errand::ChangeVolunteer => words::DO_CHANGE_FORM,
        Errand::WithdrawVolunteer => words::DO_WITHDRAW,
        Errand::Unknown => words::DO_DELIVER,
    }
}

/// How it stands: what the server said of it, or how far it has come here.
pub(super) fn state(item: &DeliveryItem) -> LocalState {
    item.record.receipt.as_ref().map_or(item.state, granted)
}

/// How the server says that it stands.
pub(super) fn granted(receipt: &Delivery) -> LocalState {
    match &receipt.result {
        // 未成功: the station did not take it.
        Delivered::Booking {
            state: BookingState::Cancelled,
            ended_by: Some(By::Station),
            ..
        } => LocalState::Failed,
        Delivered::Booking { state, .. } => LocalState::of_booking(*state),
        Delivered::Volunteer { state, .. } => LocalState::of_volunteer(*state),
    }
}

/// The same as colour and word.
pub(super) fn mark(item: &DeliveryItem, keeping: Keeping) -> (Tone, &'static str) {
    let state = state(item);
    let tone = match state {
        LocalState::Kept => Tone::Wait,
        LocalState::Failed => Tone::Fail,
        LocalState::Received => Tone::Info,
        LocalState::Confirmed | LocalState::Adjusted | LocalState::Registered => Tone::Ok,
        _ => Tone::Quiet,
    };
    (tone, words::state_word(state, keeping))
}
