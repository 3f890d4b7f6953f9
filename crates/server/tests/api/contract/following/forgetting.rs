//! What is kept only to be told is forgotten after a while, and no device ends with less, or more, than
//! one that starts over.

use super::*;

fn days_later(days: i64) -> Timestamp {
    Timestamp(now().0 + days * 86_400_000)
}

/// Forgets as the server does every day.
async fn prune(store: &dyn Store, at: Timestamp) -> u64 {
    let before = Timestamp(at.0 - 400 * 86_400_000);
    let pruned = store.prune_changes(at.in_chongqing().0, before).await;
    pruned.unwrap()
}

#[tokio::test]
async fn empty_slots_go_with_their_day() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        let gone = tested.book(1, &["2026-11-25T09:00"]).await;
        tested.book(2, &["2026-11-25T09:30"]).await;
        phone.follow(store).await;
        store
            .cancel_booking(action(1), gone.booking, None)
            .await
            .unwrap();
        assert_eq!(prune(store, days_later(1)).await, 0);
        let mut late = phone.clone();
        phone.follow(store).await;
        assert_eq!(phone.held("2026-11-25T09:00"), 0);
        // Those held on a day past stay: bookings are counted against them.
        assert_eq!(prune(store, days_later(2)).await, 1);
        let held = tested.held("2026-11-25", "2026-11-25").await;
        assert_eq!(held, [(slot("2026-11-25T09:30"), 1)]);
        late.follow_at(store, days_later(2)).await;
        assert_eq!((late.resets, late.kept.places.len()), (0, 0));
    }
}

#[tokio::test]
async fn a_year_away() {
    for tested in imported().await {
        let store = &*tested.store;
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let mut phone = Phone::watching(VILLAGE);
        let id = EntityId::Booking(view.booking);
        phone.records = vec![record(id, 1, false)];
        let lasting = Notice {
            to: date("2029-01-01"),
            ..notice("lasting", VILLAGE)
        };
        store.put_notice(putting_up(lasting.clone())).await.unwrap();
        store
            .put_notice(putting_up(notice("over", VILLAGE)))
            .await
            .unwrap();
        phone.follow(store).await;
        let ended = store.cancel_booking(action(1), view.booking, None).await;
        store
            .take_back_notice(taken_back("lasting".into(), now()))
            .await
            .unwrap();
        let later = Notice {
            id: "later".to_owned(),
            ..lasting
        };
        store.put_notice(putting_up(later)).await.unwrap();
        let year = days_later(365);
        assert_eq!(prune(store, year).await, 1, "the empty slot alone");
        phone.follow_at(store, year).await;
        assert_eq!(phone.resets, 0);
        assert_eq!(
            phone.kept.bookings[&view.booking],
            ended.unwrap().into_inner()
        );
        let names: Vec<_> = phone.kept.notices.keys().collect();
        assert_eq!(names, ["later"]);
        assert_eq!(phone.kept, phone.starting_over(store, year).await.kept);
    }
}

#[tokio::test]
async fn whoever_was_away_while_notices_were_forgotten_starts_over() {
    for tested in imported().await {
        let store = &*tested.store;
        let lasting = Notice {
            to: date("2030-01-01"),
            ..notice("taken back", VILLAGE)
        };
        store.put_notice(putting_up(lasting)).await.unwrap();
        let mut away = Phone::watching(VILLAGE);
        away.follow(store).await;
        let mut elsewhere = Phone::default();
        elsewhere.follow(store).await;
        store
            .take_back_notice(taken_back("taken back".into(), now()))
            .await
            .unwrap();
        let mut there = away.clone();
        there.follow(store).await;
        let later = days_later(401);
        assert_eq!(prune(store, later).await, 1);
        assert_eq!(prune(store, later).await, 0);
        assert_eq!(away.kept.notices.len(), 1);
        away.follow_at(store, later).await;
        assert_eq!((away.resets, away.kept.notices.len()), (1, 0));
        assert_eq!(away.follow_at(store, later).await, 0);
        // Whoever knew of it, or watches nothing, goes on.
        there.follow_at(store, later).await;
        elsewhere.follow_at(store, later).await;
        assert_eq!((there.resets, elsewhere.resets), (0, 0));
    }
}

#[tokio::test]
async fn one_taken_back_late_is_told_of_as_long_as_any_other() {
    for tested in imported().await {
        let store = &*tested.store;
        // Over for long by the time that somebody takes it back.
        store
            .put_notice(putting_up(notice("over", VILLAGE)))
            .await
            .unwrap();
        let mut phone = Phone::watching(VILLAGE);
        phone.follow(store).await;
        let back = days_later(500);
        store
            .take_back_notice(taken_back("over".into(), back))
            .await
            .unwrap();
        assert_eq!(prune(store, days_later(501)).await, 0);
        phone.follow_at(store, days_later(501)).await;
        assert_eq!(phone.resets, 0);
        assert_eq!(prune(store, days_later(901)).await, 1);
    }
}

#[tokio::test]
async fn numbers_never_come_twice() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        store
            .put_notice(putting_up(notice("last", VILLAGE)))
            .await
            .unwrap();
        store
            .take_back_notice(taken_back("last".into(), now()))
            .await
            .unwrap();
        phone.follow(store).await;
        let seen = phone.cursor.unwrap();
        // What carried the last number is forgotten, and the store opened again.
        assert_eq!(prune(store, days_later(401)).await, 1);
        store.close().await;
        let store = tested.place.open().await;
        let new = store
            .create_booking(action(1), valid(&["2026-11-25T09:00"]))
            .await
            .unwrap()
            .into_inner();
        phone.records = vec![record(EntityId::Booking(new.booking), 1, false)];
        phone.follow(&store).await;
        assert_eq!(phone.kept.bookings[&new.booking], new);
        assert_eq!(phone.held("2026-11-25T09:00"), 1);
        let cursor = phone.cursor.unwrap();
        assert!(cursor.seq > seen.seq);
        assert_eq!((cursor.store, phone.resets), (seen.store, 0));
    }
}

#[tokio::test]
async fn a_store_restored_is_another() {
    for tested in imported().await {
        let mut phone = Phone::watching(VILLAGE);
        phone.follow(&*tested.store).await;
        tested.book(1, &["2026-11-25T09:00"]).await;
        phone.follow(&*tested.store).await;
        tested.store.close().await;
        tested
            .place
            .write("UPDATE meta SET value = '00c0ffee' WHERE name = 'store_id'; DELETE FROM slot")
            .await;
        let store = tested.place.open().await;
        assert_eq!(phone.held("2026-11-25T09:00"), 1);
        phone.follow(&store).await;
        assert_eq!((phone.resets, phone.held("2026-11-25T09:00")), (1, 0));
        assert_eq!(phone.cursor.unwrap().store, 0x00c0_ffee);
    }
}
