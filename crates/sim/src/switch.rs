//! A store behind which the real one is killed and opened again, while the router stays.

/// Each operation of a trait of the store's is the open store's own; what is not is given behind them.
macro_rules! pass_on {
    ($of:ident {
        $($name:ident($($part:ident: $kind:ty),*) -> $answer:ty;)*
    } $($own:tt)*) => {
        impl $of for Switch {
            $(fn $name(&self, $($part: $kind),*) -> Answer<'_, $answer> {
                let store = self.open();
                Box::pin(async move { store?.$name($($part),*).await })
            })*
            $($own)*
        }
    };
}

mod desk;
mod publishing;
mod staff;

use std::sync::{Arc, Mutex};

use model::booking::{BookingView, ValidBooking, Wish};
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::id::{BookingId, VolunteerId};
use model::sync::EntityId;
use model::volunteer::{ValidVolunteer, VolunteerView};
use server::store::database::SqlStore;
use server::store::{
    Action, Answer, Answered, Changes, ChangesAsked, Import, LookUp, Published, SecretHash, Store,
    StoreError, Taken, VerifyingKey,
};

/// The store that is open at the moment, if one is.
#[derive(Default)]
pub struct Switch(Mutex<Option<Arc<SqlStore>>>);

impl Switch {
    /// Puts another in its place; gives back the one that was.
    pub fn set(&self, store: Option<Arc<SqlStore>>) -> Option<Arc<SqlStore>> {
        std::mem::replace(&mut *self.0.lock().unwrap(), store)
    }

    /// The store that is open. Errors: none is.
    pub fn open(&self) -> Result<Arc<SqlStore>, StoreError> {
        let store = self.0.lock().unwrap().clone();
        store.ok_or(StoreError::Unavailable)
    }
}

pass_on! {
    Store {
        create_booking(action: Action, new: ValidBooking) -> Answered<BookingView>;
        booking(id: BookingId, secret: SecretHash) -> BookingView;
        change_booking(action: Action, id: BookingId, base: Option<u32>, wish: Wish)
            -> Answered<BookingView>;
        cancel_booking(action: Action, id: BookingId, base: Option<u32>) -> Answered<BookingView>;
        erase_booking(action: Action, id: BookingId, base: Option<u32>) -> Answered<BookingView>;
        hear_booking(action: Action, fingerprint: u16, new: ValidBooking) -> Answered<BookingView>;
        key_of(entity: EntityId, secret: SecretHash) -> Option<VerifyingKey>;
        learn_key(entity: EntityId, secret: SecretHash, key: VerifyingKey) -> ();
        look_up_booking(asked: LookUp) -> BookingView;
        register_volunteer(action: Action, id: VolunteerId, form: ValidVolunteer)
            -> Answered<VolunteerView>;
        volunteer(id: VolunteerId, secret: SecretHash) -> VolunteerView;
        change_volunteer(action: Action, id: VolunteerId, form: ValidVolunteer)
            -> Answered<VolunteerView>;
        withdraw_volunteer(action: Action, id: VolunteerId) -> Answered<VolunteerView>;
        taken(station: DivisionCode, lane: String, from: Date, to: Date) -> Taken;
        published(station: DivisionCode) -> Published;
        import(import: Import) -> bool;
        was_done(action: Action) -> bool;
        prune_actions(before: Timestamp) -> u64;
        changes(asked: ChangesAsked) -> Option<Changes>;
        prune_changes(today: Date, before: Timestamp) -> u64;
        ready() -> ();
    }

    fn ended(&self) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::pending())
    }

    fn close(&self) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let store = self.open();
        Box::pin(async move {
            if let Ok(store) = store {
                store.close().await;
            }
        })
    }
}
