//! What staff see and do of bookings, passed on like everything else.

use model::civil::Timestamp;
use model::id::BookingId;
use model::permissions::Granted;
use model::permissions::permission::{AddBooking, OpenRecord, SeeBookings, UnmaskNumber};
use model::person::Note;
use model::workbench::entry::ValidEntry;
use model::workbench::sought::Sought;
use model::workbench::{BookingRecord, BookingRow};
use server::store::desk::{DayAsked, DeskStore, Entered};
use server::store::{Action, Answer, Answered, StationAction};

use super::Switch;

pass_on! {
    DeskStore {
        station_booking(by: Granted<SeeBookings>, id: BookingId) -> BookingRow;
        day(by: Granted<SeeBookings>, asked: DayAsked) -> Vec<BookingRow>;
        find(by: Granted<SeeBookings>, sought: Sought, limit: u16) -> Vec<BookingRow>;
        mark_opened(by: Granted<OpenRecord>, id: BookingId, why: Note, at: Timestamp)
            -> BookingRecord;
        whole_number(by: Granted<UnmaskNumber>, id: BookingId, at: Timestamp) -> String;
        station_change(change: StationAction) -> Answered<BookingRecord>;
        enter(by: Granted<AddBooking>, action: Action, entry: ValidEntry) -> Entered;
    }
}
