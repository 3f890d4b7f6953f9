//! Bookings: made, found, changed, cancelled, wiped.

use model::booking::BookingState;
use model::person::Mobile;
use model::slot::Way;
use server::store::LookUp;

use super::*;

fn later(text: &str) -> Action {
    Action {
        at: slot(text).timestamp(),
        ..action(1)
    }
}

#[tokio::test]
async fn from_first_to_last() {
    for tested in imported().await {
        let store = &tested.store;
        let (first, new) = (action(1), valid(&["2026-11-25T09:00"]));
        let id = new.booking;
        let made = store.create_booking(first, new.clone()).await.unwrap();
        let Answered::First(view) = made else {
            panic!("done before")
        };
        let again = store.create_booking(first, new.clone()).await.unwrap();
        assert_eq!(again, Answered::Again(view.clone()));
        let reused = store.create_booking(other_content(first), new).await;
        assert_eq!(refusal(reused), "action reused");
        assert_eq!(store.booking(id, device(1)).await.unwrap(), view);
        assert_eq!(refusal(store.booking(id, device(2)).await), "not found");

        let moved = store
            .change_booking(action(1), id, None, wish(&["2026-11-26T09:00"]))
            .await
            .unwrap()
            .into_inner();
        assert_eq!((moved.slot, moved.version), (slot("2026-11-26T09:00"), 2));
        let ended = store.cancel_booking(action(1), id, None).await.unwrap();
        let ended = ended.into_inner();
        assert_eq!((ended.state, ended.version), (BookingState::Cancelled, 3));
        let wiped = store.erase_booking(action(1), id, None).await.unwrap();
        assert_eq!(wiped.into_inner().mobile, "");
        assert_eq!(tested.held("2026-11-24", "2026-12-24").await, []);
    }
}

#[tokio::test]
async fn another_device_gains_the_right() {
    for tested in imported().await {
        let store = &tested.store;
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let asked = |mobile| LookUp {
            reference: view.reference,
            mobile: Mobile::parse(mobile).unwrap(),
            secret: device(2),
            key: VerifyingKey([2; 32]),
            at: now(),
        };
        let wrong = store.look_up_booking(asked("13900000000")).await;
        assert_eq!(refusal(wrong), "not found");
        let id = view.booking;
        assert_eq!(refusal(store.booking(id, device(2)).await), "not found");
        for _ in 0..2 {
            let found = store.look_up_booking(asked("13812345678")).await.unwrap();
            assert_eq!(found, view);
        }
        assert_eq!(store.booking(id, device(2)).await.unwrap(), view);
        let ended = store.cancel_booking(action(2), id, None).await.unwrap();
        assert_eq!(ended.into_inner().state, BookingState::Cancelled);
    }
}

#[tokio::test]
async fn repeated_changes_are_answered_the_same() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &["2026-11-25T09:00"]).await.booking;
        let (change, times) = (action(1), wish(&["2026-11-26T09:00"]));
        let first = store.change_booking(change, id, None, times.clone()).await;
        let Answered::First(view) = first.unwrap() else {
            panic!("done before")
        };
        let again = store.change_booking(change, id, None, times.clone()).await;
        assert_eq!(again.unwrap(), Answered::Again(view));
        let reused = store
            .change_booking(other_content(change), id, None, times)
            .await;
        assert_eq!(refusal(reused), "action reused");

        let cancel = action(1);
        let first = store.cancel_booking(cancel, id, None).await.unwrap();
        let Answered::First(view) = first else {
            panic!("done before")
        };
        let again = store.cancel_booking(cancel, id, None).await.unwrap();
        assert_eq!(again, Answered::Again(view.clone()));
        // Another action that asks for what is so already changes nothing either.
        let other = store.cancel_booking(action(1), id, None).await.unwrap();
        assert_eq!(other, Answered::First(view));
        let reused = store.cancel_booking(other_content(cancel), id, None).await;
        assert_eq!(refusal(reused), "action reused");

        let erase = action(1);
        let first = store
            .erase_booking(erase, id, None)
            .await
            .unwrap()
            .into_inner();
        let again = store.erase_booking(erase, id, None).await.unwrap();
        assert_eq!(again, Answered::Again(first));
    }
}

#[tokio::test]
async fn what_is_over_cannot_be_changed() {
    for tested in imported().await {
        let store = &tested.store;
        let begun = tested.book(1, &["2026-11-25T09:00"]).await.booking;
        let late = later("2026-11-25T09:00");
        let changed = store
            .change_booking(late, begun, None, wish(&["2026-11-26T09:00"]))
            .await;
        assert_eq!(refusal(changed), "not changeable");
        let cancelled = store.cancel_booking(late, begun, None).await;
        assert_eq!(refusal(cancelled), "not changeable");
        assert!(!store.was_done(late).await.unwrap(), "nothing was done");

        let ended = tested.book(1, &["2026-11-25T09:30"]).await.booking;
        store.cancel_booking(action(1), ended, None).await.unwrap();
        let changed = store
            .change_booking(action(1), ended, None, wish(&["2026-11-26T09:00"]))
            .await;
        assert_eq!(refusal(changed), "not changeable");
        assert_eq!(
            tested.held("2026-11-24", "2026-12-24").await,
            [(slot("2026-11-25T09:00"), 1)]
        );
        // What is past is wiped, but stays what it was.
        let wiped = store
            .erase_booking(late, begun, None)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (wiped.name.as_str(), wiped.state),
            ("", BookingState::Confirmed)
        );
    }
}

#[tokio::test]
async fn nothing_of_nobody() {
    for Tested {
        store,
        place: _place,
    } in imported().await
    {
        let id = booking_id();
        let times = wish(&["2026-11-26T09:00"]);
        assert_eq!(refusal(store.booking(id, device(1)).await), "not found");
        let changed = store.change_booking(action(1), id, None, times).await;
        assert_eq!(refusal(changed), "not found");
        let cancelled = store.cancel_booking(action(1), id, None).await;
        assert_eq!(refusal(cancelled), "not found");
        let erased = store.erase_booking(action(1), id, None).await;
        assert_eq!(refusal(erased), "not found");
    }
}

#[tokio::test]
async fn an_unknown_offer_or_station_stores_nothing() {
    for Tested {
        store,
        place: _place,
    } in imported().await
    {
        let mut new = valid(&["2026-11-25T09:00"]);
        new.service = slug(DISTRICT_ONLY);
        let refused = store.create_booking(action(1), new).await;
        assert_eq!(refusal(refused), "not found");
        // Known to the data set, but never imported.
        let mut new = valid(&["2026-11-25T09:00"]);
        new.station = code(DISTRICT);
        let refused = store.create_booking(action(1), new).await;
        assert_eq!(refusal(refused), "not found");
        let mut new = valid(&["2026-11-25T09:00"]);
        new.way = Way::HomeVisit;
        store.create_booking(action(1), new).await.unwrap();
    }
}

#[tokio::test]
async fn a_failure_in_a_batch_undoes_itself_only() {
    for tested in imported().await {
        let store = &tested.store;
        let new = valid(&["2026-11-25T09:00"]);
        let twin = ValidBooking {
            wish: wish(&["2026-11-25T09:30"]),
            ..new.clone()
        };
        // Both in the queue before the writer wakes: one transaction. The second takes a place,
        // finds its id in use, and must give the place back.
        let (first, second, third) = tokio::join!(
            store.create_booking(action(1), new),
            store.create_booking(action(2), twin),
            store.create_booking(action(3), valid(&["2026-11-25T10:00"])),
        );
        assert!(first.is_ok() && third.is_ok());
        assert_eq!(refusal(second), "action reused");
        assert_eq!(
            tested.held("2026-11-25", "2026-11-25").await,
            [(slot("2026-11-25T09:00"), 1), (slot("2026-11-25T10:00"), 1)]
        );
    }
}
