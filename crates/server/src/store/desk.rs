//! What staff see and do of a station's bookings. Whatever opens a record, shows a number or does
//! something takes the right to it, looks in the same transaction whether who acts still is what he was,
//! and writes the audit there.

use model::booking::BookingView;
use model::civil::{Date, Timestamp};
use model::history::StaffWords;
use model::id::BookingId;
use model::permissions::Granted;
use model::permissions::permission::{
    AddBooking, OpenRecord, SeeBookings, SettleBooking, UnmaskNumber,
};
use model::person::Note;
use model::slot::{SlotStart, Way};
use model::workbench::entry::ValidEntry;
use model::workbench::sought::Sought;
use model::workbench::{BookingRecord, BookingRow, Outcome};

use super::{Action, Answer, Answered};

/// What staff do about a booking they have looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StationAct {
    /// Give another time.
    Move(SlotStart),
    /// See the person come.
    Arrived,
    /// Serve the person; what that led to.
    Served(Outcome),
    /// Wait in vain.
    NoShow,
    /// Not take it, and say why.
    Decline(StaffWords),
    /// Leave a message.
    Message(StaffWords),
}

/// An act of a station's staff, as it is remembered.
#[derive(Clone)]
pub struct StationAction {
    /// Names it; no device's secret counts for it.
    pub action: Action,
    /// Who does it, in a division at or above the booking's.
    pub by: Granted<SettleBooking>,
    /// What it is about.
    pub booking: BookingId,
    /// The version that they looked at.
    pub base: u32,
    /// What they do.
    pub act: StationAct,
}

/// Where in a day's list something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayPlace {
    /// Minutes after midnight.
    pub minute: u16,
    /// How.
    pub way: Way,
    /// Which.
    pub booking: BookingId,
}

/// Which page of a day.
#[derive(Clone, Copy, Debug)]
pub struct DayAsked {
    /// Which day.
    pub day: Date,
    /// Only what stands behind that.
    pub after: Option<DayPlace>,
    /// How many.
    pub limit: u16,
}

/// What became of something entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It is there.
    Booking(Answered<BookingRow>),
    /// Nothing was made: these look the same.
    Double(Vec<BookingRow>),
}

/// What staff see and do of bookings. A right reaches as far as its division; outside of it nothing is
/// found.
pub trait DeskStore: Send + Sync + 'static {
    /// A booking as in a list. Errors: `NotFound`.
    fn station_booking(&self, by: Granted<SeeBookings>, id: BookingId) -> Answer<'_, BookingRow>;
    /// The bookings of that very station on a day, by time, way and id.
    fn day(&self, by: Granted<SeeBookings>, asked: DayAsked) -> Answer<'_, Vec<BookingRow>>;
    /// Bookings that match, the latest days first.
    fn find(
        &self,
        by: Granted<SeeBookings>,
        sought: Sought,
        limit: u16,
    ) -> Answer<'_, Vec<BookingRow>>;
    /// The record; notes when staff first opened it, which the person is shown. Errors: `NotFound`.
    fn mark_opened(
        &self,
        by: Granted<OpenRecord>,
        id: BookingId,
        why: Note,
        at: Timestamp,
    ) -> Answer<'_, BookingRecord>;
    /// The whole mobile number; empty if there is none. Errors: `NotFound`.
    fn whole_number(
        &self,
        by: Granted<UnmaskNumber>,
        id: BookingId,
        at: Timestamp,
    ) -> Answer<'_, String>;
    /// What staff do about a booking, by the rule of [`model::conflict`].
    /// Errors: `NotFound`; `Stale`, `Barred`, `NoPlace`, `ActionReused`.
    fn station_change(&self, change: StationAction) -> Answer<'_, Answered<BookingRecord>>;
    /// Enters a booking at the right's own division. A telephone booking takes a place, if need be one
    /// that is kept from the app; others take none. Errors: `NotFound` (no such offer), `NoPlace`,
    /// `ActionReused`.
    fn enter(
        &self,
        by: Granted<AddBooking>,
        action: Action,
        entry: ValidEntry,
    ) -> Answer<'_, Entered>;
}

/// A booking as staff see it: its number masked.
pub fn masked(mut view: BookingView) -> BookingView {
    view.mobile = mask(&view.mobile);
    view
}

/// A stored number for a list; empty if there is none.
pub fn mask(digits: &str) -> String {
    model::person::Mobile::parse(digits).map_or_else(|_| String::new(), |mobile| mobile.masked())
}
