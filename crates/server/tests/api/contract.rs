//! What the store must do, on every database there is: `stores` opens one on each.

mod actions;
mod bookings;
mod desk;
mod entering;
mod following;
mod hearing;
mod staff;
mod stations;
mod volunteers;

use std::sync::Arc;

use model::booking::{BookingView, ValidBooking, Wish};
use model::civil::{Date, Timestamp};
use model::slot::SlotStart;
use server::store::{
    Action, Answered, Import, ImportedStation, Published, SecretHash, Store, StoreError,
    VerifyingKey,
};

use crate::support::*;

/// A store under test.
struct Tested {
    store: Arc<dyn Store>,
    place: Place,
}

impl Tested {
    /// Places held in the village for the card.
    async fn held(&self, from: &str, to: &str) -> Vec<(SlotStart, u16)> {
        let days: [Date; 2] = [date(from), date(to)];
        let taken = self
            .store
            .taken(code(VILLAGE), CARD.to_owned(), days[0], days[1])
            .await;
        taken.unwrap().slots
    }

    /// Books, which must succeed.
    async fn book(&self, device: u8, choices: &[&str]) -> BookingView {
        let made = self
            .store
            .create_booking(action(device), valid(choices))
            .await;
        match made.unwrap() {
            Answered::First(view) => view,
            Answered::Again(view) => panic!("done before: {view:?}"),
        }
    }
}

impl Place {
    async fn tested(self) -> Tested {
        println!("on {}", self.database);
        Tested {
            store: Arc::new(self.open().await),
            place: self,
        }
    }
}

/// An empty store on every database; on PostgreSQL where there is one, which
/// `there_is_a_postgres_to_test_on` asks for.
async fn stores() -> Vec<Tested> {
    let mut stores = vec![Place::sqlite().tested().await];
    if Place::is_postgres_there() {
        stores.push(Place::postgres().await.tested().await);
    }
    stores
}

async fn imported() -> Vec<Tested> {
    let stores = stores().await;
    for tested in &stores {
        let import = published("1", Published::default());
        tested.store.import(import).await.unwrap();
        let scopes = ["50", DISTRICT, TOWNSHIP, VILLAGE, OTHER_VILLAGE];
        hire(&*tested.store, &scopes).await;
    }
    stores
}

fn now() -> Timestamp {
    slot(NOW).timestamp()
}

fn device(number: u8) -> SecretHash {
    SecretHash([number; 32])
}

/// A new action of a device.
fn action(number: u8) -> Action {
    let mut body_mac = [0; 32];
    body_mac[..16].copy_from_slice(action_id().as_bytes());
    Action {
        id: action_id(),
        body_mac,
        secret: device(number),
        key: Some(VerifyingKey([number; 32])),
        at: now(),
    }
}

/// The same action's id with another content.
fn other_content(action: Action) -> Action {
    Action {
        body_mac: [1; 32],
        ..action
    }
}

fn valid(choices: &[&str]) -> ValidBooking {
    ValidBooking::try_from(booking(choices)).unwrap()
}

fn wish(choices: &[&str]) -> Wish {
    valid(choices).wish
}

fn published(hash: &str, published: Published) -> Import {
    let codes = [VILLAGE, OTHER_VILLAGE, TOWNSHIP];
    let stations = codes.map(|text| ImportedStation {
        code: code(text),
        published: if text == VILLAGE {
            published.clone()
        } else {
            Published::default()
        },
    });
    Import {
        hash: hash.to_owned(),
        stations: stations.into(),
    }
}

/// Names the refusal; panics on an answer.
#[track_caller]
fn refusal<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> &'static str {
    match answer.unwrap_err() {
        StoreError::NotFound => "not found",
        StoreError::ActionReused => "action reused",
        StoreError::NoPlace(_) => "no place",
        StoreError::NotChangeable | StoreError::Barred(..) => "not changeable",
        StoreError::Stale(_) => "stale",
        StoreError::Unavailable => "unavailable",
        other => panic!("{other}"),
    }
}
