//! What every store must do. Another implementation joins by one more line in `stores`.

mod actions;
mod bookings;
mod desk;
mod entering;
mod following;
mod hearing;
mod staff;
mod stations;
mod volunteers;

use std::path::PathBuf;
use std::sync::Arc;

use model::booking::{BookingView, ValidBooking, Wish};
use model::civil::{Date, Timestamp};
use model::slot::SlotStart;
use server::store::sqlite::{SqliteOptions, SqliteStore};
use server::store::{
    Action, Answered, Import, ImportedStation, Published, SecretHash, Store, StoreError,
    VerifyingKey,
};
use sqlx::Connection as _;

use crate::support::*;

/// A store under test.
struct Tested {
    store: Arc<dyn Store>,
    folder: tempfile::TempDir,
}

impl Tested {
    fn file(&self) -> PathBuf {
        self.folder.path().join("contract.db")
    }

    /// Writes what no operation of the store writes yet.
    async fn write(&self, sql: &'static str) {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.file());
        let mut db = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        sqlx::query(sql).execute(&mut db).await.unwrap();
    }

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

async fn stores() -> Vec<Tested> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contract.db");
    let sqlite = SqliteStore::open(&file, Arc::new(dataset()), SqliteOptions::default())
        .await
        .unwrap();
    vec![Tested {
        store: Arc::new(sqlite),
        folder,
    }]
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
