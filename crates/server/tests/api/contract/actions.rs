//! Which actions are known, and the store's own life.

use model::error::PassedOver;
use model::slot::Refusal;

use super::*;

const TIME: &str = "2026-11-25T09:00";

#[track_caller]
fn reasons<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> Vec<PassedOver> {
    match answer {
        Err(StoreError::NoPlace(reasons)) => reasons,
        other => panic!("{other:?}"),
    }
}

fn full() -> [PassedOver; 1] {
    [PassedOver {
        rank: 1,
        reason: Refusal::Full,
    }]
}

#[tokio::test]
async fn whether_an_action_was_done() {
    for tested in imported().await {
        let store = &tested.store;
        let create = action(1);
        assert!(!store.was_done(create).await.unwrap());
        store.create_booking(create, valid(&[TIME])).await.unwrap();
        assert!(store.was_done(create).await.unwrap());
        let other = store.was_done(other_content(create)).await;
        assert_eq!(refusal(other), "action reused");
    }
}

#[tokio::test]
async fn a_refused_booking_stays_refused() {
    for tested in imported().await {
        let store = &tested.store;
        let holder = tested.book(1, &[TIME]).await.booking;
        let (create, new) = (action(2), valid(&[TIME]));
        let refused = store.create_booking(create, new.clone()).await;
        assert_eq!(reasons(refused), full());
        store.cancel_booking(action(1), holder, None).await.unwrap();

        // There is a place now, but the same action has been answered.
        let again = store.create_booking(create, new.clone()).await;
        assert_eq!(reasons(again), full());
        assert_eq!(reasons(store.was_done(create).await), full());
        let other = other_content(create);
        let reused = store.create_booking(other, new.clone()).await;
        assert_eq!(refusal(reused), "action reused");
        assert_eq!(refusal(store.was_done(other).await), "action reused");
        let id = new.booking;
        assert_eq!(refusal(store.booking(id, device(2)).await), "not found");
        assert_eq!(tested.held("2026-11-25", "2026-11-25").await, []);

        // Another action for the same booking may still win it.
        let made = store.create_booking(action(2), new).await.unwrap();
        assert_eq!(made.into_inner().slot, slot(TIME));
    }
}

#[tokio::test]
async fn a_refused_change_stays_refused() {
    for tested in imported().await {
        let store = &tested.store;
        let other = tested.book(2, &["2026-11-26T09:00"]).await.booking;
        let view = tested.book(1, &[TIME]).await;
        let (change, id, times) = (action(1), view.booking, wish(&["2026-11-26T09:00"]));
        let refused = store.change_booking(change, id, None, times.clone()).await;
        assert_eq!(reasons(refused), full());
        store.cancel_booking(action(2), other, None).await.unwrap();

        let again = store.change_booking(change, id, None, times.clone()).await;
        assert_eq!(reasons(again), full());
        assert_eq!(reasons(store.was_done(change).await), full());
        // Nor does its id do anything else.
        let cancel = store.cancel_booking(other_content(change), id, None).await;
        assert_eq!(refusal(cancel), "action reused");
        assert_eq!(store.booking(id, device(1)).await.unwrap(), view);
        let moved = store
            .change_booking(action(1), id, None, times)
            .await
            .unwrap();
        assert_eq!(moved.into_inner().slot, slot("2026-11-26T09:00"));
    }
}

#[tokio::test]
async fn refusals_in_one_batch_are_each_remembered() {
    for tested in imported().await {
        let store = &tested.store;
        let (one, other) = (action(2), action(3));
        // One transaction, the last of which must be undone, so that all run a second time.
        let winner = valid(&[TIME]);
        let twin = winner.clone();
        let (won, lost, also_lost, undone) = tokio::join!(
            store.create_booking(action(1), winner),
            store.create_booking(one, valid(&[TIME])),
            store.create_booking(other, valid(&[TIME])),
            store.create_booking(
                action(4),
                ValidBooking {
                    wish: wish(&["2026-11-25T09:30"]),
                    ..twin
                }
            ),
        );
        assert!(won.is_ok());
        for answer in [lost, also_lost] {
            assert_eq!(reasons(answer), full());
        }
        assert_eq!(refusal(undone), "action reused");
        for action in [one, other] {
            assert_eq!(reasons(store.was_done(action).await), full());
        }
    }
}

#[tokio::test]
async fn old_actions_are_forgotten() {
    for tested in imported().await {
        let store = &tested.store;
        tested.book(1, &[TIME]).await;
        let lost = store.create_booking(action(2), valid(&[TIME])).await;
        assert_eq!(reasons(lost), full());
        assert_eq!(store.prune_actions(now()).await.unwrap(), 0);
        let later = Timestamp(now().0 + 1);
        assert_eq!(store.prune_actions(later).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn everything_is_there_after_opening_again() {
    for tested in imported().await {
        let made = tested.book(1, &[TIME]).await;
        let (lost, new) = (action(2), valid(&[TIME]));
        let refused = tested.store.create_booking(lost, new.clone()).await;
        assert_eq!(reasons(refused), full());
        tested.store.ready().await.unwrap();
        tested.store.close().await;
        assert_eq!(refusal(tested.store.ready().await), "unavailable");
        let log = tested.place.folder.path().join("test.db-wal");
        assert!(!log.exists() || std::fs::metadata(log).unwrap().len() == 0);
        let store = tested.place.open().await;
        let known = store.booking(made.booking, device(1)).await.unwrap();
        assert_eq!(known, made);
        assert_eq!(reasons(store.create_booking(lost, new).await), full());
    }
}

#[tokio::test]
async fn the_end_comes_with_closing() {
    for Tested {
        store,
        place: _place,
    } in imported().await
    {
        let wait = std::time::Duration::from_millis(20);
        let early = tokio::time::timeout(wait, store.ended()).await;
        assert!(early.is_err(), "nobody has closed it");
        store.close().await;
        store.ended().await;
        store.close().await;
        let refused = store.create_booking(action(1), valid(&[TIME])).await;
        assert_eq!(refusal(refused), "unavailable");
    }
}
