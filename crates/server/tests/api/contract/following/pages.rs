//! What does not fit into one answer.

use super::*;

/// Three of these do not fit into a page.
fn long_notice(number: usize, scope: &str) -> Notice {
    Notice {
        text: "长".repeat(2_000),
        ..notice(&format!("long-{number}"), scope)
    }
}

#[tokio::test]
async fn nothing_is_lost_between_pages() {
    for tested in imported().await {
        let store = &*tested.store;
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        for number in 0..8 {
            let notice = long_notice(number, TOWNSHIP);
            store.put_notice(putting_up(notice)).await.unwrap();
        }
        let later = tested.book(2, &["2026-11-26T09:00"]).await;
        let mut phone = Phone::watching(VILLAGE);
        let ids = [(view.booking, 1), (later.booking, 2)];
        phone.records = ids
            .map(|(id, number)| record(EntityId::Booking(id), number, false))
            .into();
        let first = store.changes(phone.asked(now())).await.unwrap().unwrap();
        assert!(first.more && !first.reset);
        assert_eq!((first.bookings.len(), first.notices.len()), (1, 2));
        phone.take(first);
        // Between the pages things go on: one not yet told, and one told already.
        store
            .take_back_notice(taken_back("long-7".into(), now()))
            .await
            .unwrap();
        store
            .take_back_notice(taken_back("long-0".into(), now()))
            .await
            .unwrap();
        store
            .cancel_booking(action(1), view.booking, None)
            .await
            .unwrap();
        assert_eq!(phone.follow(store).await, 3);
        let names: Vec<_> = phone.kept.notices.keys().cloned().collect();
        assert_eq!(names, [1, 2, 3, 4, 5, 6].map(|n| format!("long-{n}")));
        assert_eq!(phone.kept, phone.starting_over(store, now()).await.kept);
        assert_eq!(phone.kept.bookings.len(), 2);
    }
}

#[tokio::test]
async fn what_is_followed_anew_may_take_the_cursor_back() {
    for tested in imported().await {
        let store = &*tested.store;
        for number in 0..8 {
            let notice = long_notice(number, TOWNSHIP);
            store.put_notice(putting_up(notice)).await.unwrap();
        }
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let mut phone = Phone::default();
        phone.follow(store).await;
        phone.records = vec![record(EntityId::Booking(view.booking), 1, true)];
        phone.follow(store).await;
        let before = phone.cursor.unwrap();
        phone.watch = Some(Watch {
            station: code(VILLAGE),
            all: true,
        });
        // What is kept of another station counts for nothing.
        let other = notice("other", OTHER_VILLAGE);
        phone.kept.notices.insert(other.id.clone(), other);
        let first = store.changes(phone.asked(now())).await.unwrap().unwrap();
        assert!(first.more && first.cursor.seq < before.seq);
        phone.take(first);
        let moved = store
            .change_booking(action(1), view.booking, None, wish(&["2026-11-26T09:00"]))
            .await
            .unwrap()
            .into_inner();
        phone.follow(store).await;
        assert_eq!(phone.kept.bookings[&view.booking], moved);
        assert_eq!(phone.kept.notices.len(), 8);
        assert_eq!(phone.kept, phone.starting_over(store, now()).await.kept);
    }
}

#[tokio::test]
async fn what_was_forgotten_long_ago_starts_nobody_over_between_pages() {
    for tested in imported().await {
        let store = &*tested.store;
        let lasting = |number| Notice {
            to: date("2030-01-01"),
            ..long_notice(number, TOWNSHIP)
        };
        for number in 0..8 {
            store.put_notice(putting_up(lasting(number))).await.unwrap();
        }
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let last = notice("last", TOWNSHIP);
        store.put_notice(putting_up(last.clone())).await.unwrap();
        store
            .take_back_notice(taken_back(last.id, now()))
            .await
            .unwrap();
        let later = Timestamp(now().0 + 401 * 86_400_000);
        let pruned = store.prune_changes(date("2026-11-24"), Timestamp(later.0 - 1));
        assert_eq!(pruned.await.unwrap(), 1);
        let mut phone = Phone::watching(VILLAGE);
        let first = store.changes(phone.asked(later)).await.unwrap().unwrap();
        assert!(first.more && first.cursor.floor > first.cursor.seq);
        let interrupted = first.clone();
        phone.take(first);
        assert!((2..6).contains(&phone.follow_at(store, later).await));
        assert_eq!((phone.resets, phone.kept.notices.len()), (0, 8));
        assert_eq!(phone.cursor.unwrap().floor, 0);
        // Followed anew beside what is known already, a record takes the cursor back as far.
        phone.records = vec![record(EntityId::Booking(view.booking), 1, true)];
        phone.follow_at(store, later).await;
        assert_eq!((phone.resets, phone.kept.notices.len()), (0, 8));
        // What is forgotten while it is between two pages may be among what it has.
        let mut between = Phone::watching(VILLAGE);
        between.take(interrupted);
        let gone = between.kept.notices.keys().next().unwrap().clone();
        store
            .take_back_notice(taken_back(gone.clone(), now()))
            .await
            .unwrap();
        let pruned = store.prune_changes(date("2026-11-24"), Timestamp(later.0 - 1));
        assert_eq!(pruned.await.unwrap(), 1);
        between.follow_at(store, later).await;
        assert_eq!(between.resets, 1);
        assert!(!between.kept.notices.contains_key(&gone));
        assert_eq!(between.kept, between.starting_over(store, later).await.kept);
    }
}

impl Tested {
    /// Closes the store, writes what it would take a crowd to write, and opens it again.
    async fn rewritten(self, sql: &'static str) -> Self {
        self.store.close().await;
        self.place.write(sql).await;
        Self {
            store: Arc::new(self.place.open().await),
            place: self.place,
        }
    }
}

/// Three thousand slots at the village, all of one transaction.
const OF_ONE_NUMBER: &str = "WITH RECURSIVE n (i) AS \
    (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999) \
    INSERT INTO slot (station, lane, day, minute, taken, seq) \
    SELECT '500112017005', 'card', '2026-12-0' || (1 + i / 1000), i % 1000, 1, 1 FROM n";
/// The same, of one transaction each.
const OF_MANY_NUMBERS: &str = "UPDATE meta SET value = '5000' WHERE name = 'head'; \
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999) \
    INSERT INTO slot (station, lane, day, minute, taken, seq) \
    SELECT '500112017005', 'card', '2026-12-0' || (1 + i / 1000), i % 1000, i % 2, 2 + i FROM n";

#[tokio::test]
async fn what_changed_at_once_is_told_at_once() {
    for tested in imported().await {
        let tested = tested.rewritten(OF_ONE_NUMBER).await;
        let mut phone = Phone::watching(VILLAGE);
        assert_eq!(phone.follow(&*tested.store).await, 1);
        assert_eq!(phone.kept.places.len(), 3_000);
    }
}

#[tokio::test]
async fn a_crowd_comes_in_pages() {
    for tested in imported().await {
        let tested = tested.rewritten(OF_MANY_NUMBERS).await;
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        let first = store.changes(phone.asked(now())).await.unwrap().unwrap();
        let json = serde_json::to_string(&first.places).unwrap();
        assert!((8_000..20_000).contains(&json.len()), "{}", json.len());
        phone.take(first);
        // Of two slots one is empty, and is told to nobody who knew nothing of it; later pages tell it.
        assert_eq!(phone.follow(store).await, 3);
        assert_eq!(phone.kept.places.len(), 1_500);
        assert_eq!(phone.cursor.unwrap().seq, 5_000);
        let mut late = phone.clone();
        late.cursor = Some(Cursor {
            seq: 2_900,
            ..phone.cursor.unwrap()
        });
        assert_eq!(late.follow(store).await, 1);
        assert_eq!(late.kept, phone.kept);
    }
}
