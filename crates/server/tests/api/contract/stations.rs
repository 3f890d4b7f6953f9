//! What stations have published, and the data set that is taken over.

use model::slot::{Offer, WeeklyHours};
use server::store::{LaneOffer, Published};

use super::*;

fn own() -> Published {
    Published {
        hours: Some(WeeklyHours::usual()),
        closures: vec![date("2026-11-26")],
        offers: vec![LaneOffer {
            lane: CARD.to_owned(),
            offer: Offer {
                duration: 60,
                capacity: 8,
            },
        }],
    }
}

#[tokio::test]
async fn an_import_is_done_once() {
    for Tested {
        store,
        place: _place,
    } in stores().await
    {
        assert_eq!(refusal(store.published(code(VILLAGE)).await), "not found");
        let first = published("1", Published::default());
        assert!(store.import(first.clone()).await.unwrap());
        assert!(!store.import(first).await.unwrap());
        assert!(store.import(published("2", own())).await.unwrap());
        assert_eq!(store.published(code(VILLAGE)).await.unwrap(), own());
        assert_eq!(
            store.published(code(TOWNSHIP)).await.unwrap(),
            Published::default()
        );
    }
}

#[tokio::test]
async fn what_a_station_changed_itself_stays() {
    for tested in stores().await {
        let store = &tested.store;
        store.import(published("1", own())).await.unwrap();
        tested
            .place
            .write("UPDATE station SET edited = 1, closures = NULL WHERE code = '500112017005'")
            .await;
        let edited = Published {
            closures: vec![],
            ..own()
        };
        assert_eq!(store.published(code(VILLAGE)).await.unwrap(), edited);
        let newer = Published {
            closures: vec![date("2026-11-30")],
            ..Published::default()
        };
        assert!(store.import(published("2", newer)).await.unwrap());
        assert_eq!(store.published(code(VILLAGE)).await.unwrap(), edited);
    }
}

#[tokio::test]
async fn what_a_station_publishes_counts() {
    for tested in stores().await {
        let store = &tested.store;
        let known = Published {
            hours: None,
            ..own()
        };
        store.import(published("1", known)).await.unwrap();
        let closed = store
            .create_booking(action(1), valid(&["2026-11-26T09:00"]))
            .await;
        assert_eq!(refusal(closed), "no place");
        // Eight counters, a quarter kept: six places.
        for number in 1..=6 {
            let made = tested.book(number, &["2026-11-25T10:00"]).await;
            assert_eq!(made.duration, 60);
        }
        let seventh = store
            .create_booking(action(7), valid(&["2026-11-25T10:00"]))
            .await;
        assert_eq!(refusal(seventh), "no place");
        let held = tested.held("2026-11-25", "2026-11-25").await;
        assert_eq!(held, [(slot("2026-11-25T10:00"), 6)]);
    }
}

#[tokio::test]
async fn places_of_an_unknown_station() {
    for Tested {
        store,
        place: _place,
    } in stores().await
    {
        let (day, lane) = (date("2026-11-25"), CARD.to_owned());
        let taken = store.taken(code(VILLAGE), lane, day, day).await;
        assert_eq!(refusal(taken), "not found");
    }
}
