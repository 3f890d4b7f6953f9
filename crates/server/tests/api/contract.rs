//! What every store must do. Another implementation joins by one more line in `stores`.

use std::sync::Arc;

use model::booking::{BookingState, ValidBooking, Wish};
use model::civil::Timestamp;
use model::slot::{Offer, Way, WeeklyHours};
use server::store::sqlite::{SqliteOptions, SqliteStore};
use server::store::{
    Action, Answered, Import, ImportedStation, LaneOffer, LookUp, Published, SecretHash, Store,
    StoreError,
};

use crate::support::*;

async fn stores() -> Vec<(Arc<dyn Store>, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let data = Arc::new(dataset());
    let file = folder.path().join("contract.db");
    let sqlite = SqliteStore::open(&file, data, SqliteOptions::default())
        .await
        .unwrap();
    vec![(Arc::new(sqlite), folder)]
}

fn now() -> Timestamp {
    slot(NOW).timestamp()
}

fn action(device: u8) -> Action {
    let mut body_mac = [0; 32];
    body_mac[..16].copy_from_slice(action_id().as_bytes());
    Action {
        id: action_id(),
        body_mac,
        secret: SecretHash([device; 32]),
        at: now(),
    }
}

fn wish(choices: &[&str]) -> ValidBooking {
    ValidBooking::try_from(booking(choices)).unwrap()
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

async fn imported() -> Vec<(Arc<dyn Store>, tempfile::TempDir)> {
    let stores = stores().await;
    for (store, _) in &stores {
        store
            .import(published("1", Published::default()))
            .await
            .unwrap();
    }
    stores
}

#[tokio::test]
async fn an_import_is_done_once() {
    for (store, _folder) in stores().await {
        assert!(matches!(
            store.published(code(VILLAGE)).await,
            Err(StoreError::NotFound)
        ));
        assert!(
            store
                .import(published("1", Published::default()))
                .await
                .unwrap()
        );
        assert!(
            !store
                .import(published("1", Published::default()))
                .await
                .unwrap()
        );
        let known = Published {
            hours: Some(WeeklyHours::usual()),
            closures: vec![date("2026-11-26")],
            offers: vec![LaneOffer {
                lane: CARD.to_owned(),
                offer: Offer {
                    duration: 60,
                    capacity: 8,
                },
            }],
        };
        assert!(store.import(published("2", known.clone())).await.unwrap());
        assert_eq!(store.published(code(VILLAGE)).await.unwrap(), known);
        assert_eq!(
            store.published(code(TOWNSHIP)).await.unwrap(),
            Published::default()
        );
    }
}

#[tokio::test]
async fn what_a_station_publishes_counts() {
    for (store, _folder) in stores().await {
        let offer = Offer {
            duration: 60,
            capacity: 8,
        };
        let known = Published {
            hours: None,
            closures: vec![date("2026-11-26")],
            offers: vec![LaneOffer {
                lane: CARD.to_owned(),
                offer,
            }],
        };
        store.import(published("1", known)).await.unwrap();
        let closed = store
            .create_booking(action(1), wish(&["2026-11-26T09:00"]))
            .await;
        assert!(matches!(closed, Err(StoreError::NoPlace(_))));
        // Eight counters, a quarter kept: six places.
        for device in 1..=7 {
            let made = store
                .create_booking(action(device), wish(&["2026-11-25T10:00"]))
                .await;
            match made {
                Ok(Answered::First(view)) => assert!(device <= 6 && view.duration == 60),
                other => assert!(device == 7 && matches!(other, Err(StoreError::NoPlace(_)))),
            }
        }
        let (from, to) = (date("2026-11-25"), date("2026-11-25"));
        let taken = store
            .taken(code(VILLAGE), CARD.to_owned(), from, to)
            .await
            .unwrap();
        assert_eq!(taken.slots, [(slot("2026-11-25T10:00"), 6)]);
    }
}

#[tokio::test]
async fn a_booking_from_first_to_last() {
    for (store, _folder) in imported().await {
        let (first, new) = (action(1), wish(&["2026-11-25T09:00"]));
        let id = new.booking;
        let made = store.create_booking(first, new.clone()).await.unwrap();
        let Answered::First(view) = made else {
            panic!("done before")
        };
        let again = store.create_booking(first, new.clone()).await.unwrap();
        assert_eq!(again, Answered::Again(view.clone()));
        let other_body = Action {
            body_mac: [1; 32],
            ..first
        };
        let reused = store.create_booking(other_body, new.clone()).await;
        assert!(matches!(reused, Err(StoreError::ActionReused)));
        assert_eq!(store.booking(id, SecretHash([1; 32])).await.unwrap(), view);
        assert!(matches!(
            store.booking(id, SecretHash([2; 32])).await,
            Err(StoreError::NotFound)
        ));

        let asked = |mobile| LookUp {
            reference: view.reference,
            mobile: model::person::Mobile::parse(mobile).unwrap(),
            secret: SecretHash([2; 32]),
            at: now(),
        };
        let wrong = store.look_up_booking(asked("13900000000")).await;
        assert!(matches!(wrong, Err(StoreError::NotFound)));
        assert_eq!(
            store.look_up_booking(asked("13812345678")).await.unwrap(),
            view
        );
        assert_eq!(store.booking(id, SecretHash([2; 32])).await.unwrap(), view);

        let wish = Wish {
            choices: vec![slot("2026-11-26T09:00")],
            window: None,
        };
        let moved = store
            .change_booking(action(2), id, wish)
            .await
            .unwrap()
            .into_inner();
        assert_eq!((moved.slot, moved.version), (slot("2026-11-26T09:00"), 2));
        let ended = store
            .cancel_booking(action(1), id)
            .await
            .unwrap()
            .into_inner();
        assert_eq!((ended.state, ended.version), (BookingState::Cancelled, 3));
        let wiped = store
            .erase_booking(action(1), id)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(wiped.mobile, "");
        let (from, to) = (date("2026-11-24"), date("2026-12-24"));
        let taken = store
            .taken(code(VILLAGE), CARD.to_owned(), from, to)
            .await
            .unwrap();
        assert_eq!(taken.slots, []);
    }
}

#[tokio::test]
async fn an_unknown_offer_or_station_stores_nothing() {
    for (store, _folder) in imported().await {
        let mut new = wish(&["2026-11-25T09:00"]);
        new.service = slug(DISTRICT_ONLY);
        let refused = store.create_booking(action(1), new).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        // Known to the data set, but never imported.
        let mut new = wish(&["2026-11-25T09:00"]);
        new.station = code(DISTRICT);
        let refused = store.create_booking(action(1), new).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        let mut new = wish(&["2026-11-25T09:00"]);
        new.way = Way::HomeVisit;
        store.create_booking(action(1), new).await.unwrap();
    }
}

#[tokio::test]
async fn a_failure_in_a_batch_undoes_itself_only() {
    for (store, _folder) in imported().await {
        let new = wish(&["2026-11-25T09:00"]);
        let twin = ValidBooking {
            wish: wish(&["2026-11-25T09:30"]).wish,
            ..new.clone()
        };
        // Both in the queue before the writer wakes: one transaction. The second takes a place,
        // finds its id in use, and must give the place back.
        let (first, second, third) = tokio::join!(
            store.create_booking(action(1), new),
            store.create_booking(action(2), twin),
            store.create_booking(action(3), wish(&["2026-11-25T10:00"])),
        );
        assert!(first.is_ok() && third.is_ok());
        assert!(matches!(second, Err(StoreError::ActionReused)));
        let (from, to) = (date("2026-11-25"), date("2026-11-25"));
        let taken = store
            .taken(code(VILLAGE), CARD.to_owned(), from, to)
            .await
            .unwrap();
        assert_eq!(
            taken.slots,
            [(slot("2026-11-25T09:00"), 1), (slot("2026-11-25T10:00"), 1)]
        );
    }
}

#[tokio::test]
async fn actions_are_forgotten_when_old() {
    for (store, _folder) in imported().await {
        store
            .create_booking(action(1), wish(&["2026-11-25T09:00"]))
            .await
            .unwrap();
        assert_eq!(store.prune_actions(now()).await.unwrap(), 0);
        assert_eq!(
            store.prune_actions(Timestamp(now().0 + 1)).await.unwrap(),
            1
        );
    }
}

#[tokio::test]
async fn everything_is_there_after_opening_again() {
    for (store, folder) in imported().await {
        let new = wish(&["2026-11-25T09:00"]);
        let id = new.booking;
        let made = store
            .create_booking(action(1), new)
            .await
            .unwrap()
            .into_inner();
        store.ready().await.unwrap();
        store.close().await;
        assert!(matches!(store.ready().await, Err(StoreError::Unavailable)));
        let file = folder.path().join("contract.db");
        let log = folder.path().join("contract.db-wal");
        assert!(!log.exists() || std::fs::metadata(log).unwrap().len() == 0);
        let data = Arc::new(dataset());
        let store = SqliteStore::open(&file, data, SqliteOptions::default())
            .await
            .unwrap();
        assert_eq!(store.booking(id, SecretHash([1; 32])).await.unwrap(), made);
    }
}
