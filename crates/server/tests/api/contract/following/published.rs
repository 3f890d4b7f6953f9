//! What stations and their notices say reaches those below.

use model::slot::WeeklyHours;

use super::*;

#[tokio::test]
async fn notices_reach_those_below() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phones = [VILLAGE, OTHER_VILLAGE, TOWNSHIP].map(Phone::watching);
        for phone in &mut phones {
            phone.follow(store).await;
        }
        for (id, scope) in [
            ("city", "50"),
            ("district", DISTRICT),
            ("township", TOWNSHIP),
            ("village", VILLAGE),
            ("elsewhere", "500113"),
        ] {
            store
                .put_notice(putting_up(notice(id, scope)))
                .await
                .unwrap();
        }
        let mut heard = Vec::new();
        for phone in &mut phones {
            phone.follow(store).await;
            let ids: Vec<_> = phone.kept.notices.keys().cloned().collect();
            heard.push(ids.join(" "));
        }
        let above = "city district township";
        assert_eq!(heard, [&format!("{above} village"), above, above]);

        let changed = Notice {
            title: "改期".to_owned(),
            ..notice("township", TOWNSHIP)
        };
        store.put_notice(putting_up(changed.clone())).await.unwrap();
        store
            .take_back_notice(taken_back("city".into(), now()))
            .await
            .unwrap();
        store
            .take_back_notice(taken_back("city".into(), now()))
            .await
            .unwrap();
        for phone in &mut phones {
            assert_eq!(phone.follow(store).await, 1);
            assert_eq!(phone.kept.notices["township"], changed);
            assert!(!phone.kept.notices.contains_key("city"));
            assert_eq!(phone.follow(store).await, 0);
        }
        let again = store.put_notice(putting_up(notice("city", "50"))).await;
        assert_eq!(refusal(again), "not changeable");
        let elsewhere = store
            .put_notice(putting_up(notice("village", TOWNSHIP)))
            .await;
        assert_eq!(refusal(elsewhere), "not changeable");
        let none = store
            .take_back_notice(taken_back("none".into(), now()))
            .await;
        assert_eq!(refusal(none), "not found");
        let left = "SELECT count(*) FROM notice WHERE gone_at IS NOT NULL AND title || body <> ''";
        let words = tested.place.number(left).await;
        assert_eq!(words, 0, "what was taken back is wiped");
    }
}

#[tokio::test]
async fn what_a_station_publishes_is_told_and_stays() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        phone.follow(store).await;
        assert_eq!(phone.kept, Kept::default());
        let own = Published {
            hours: Some(WeeklyHours::usual()),
            closures: vec![date("2026-11-26")],
            ..Published::default()
        };
        let publish =
            |published: Published| store.publish_station(publishing(code(VILLAGE), published));
        publish(own.clone()).await.unwrap();
        store
            .publish_station(publishing(code(TOWNSHIP), own.clone()))
            .await
            .unwrap();
        store
            .publish_station(publishing(code(OTHER_VILLAGE), own.clone()))
            .await
            .unwrap();
        phone.follow(store).await;
        let told: Vec<_> = phone.kept.stations.keys().collect();
        assert_eq!(told, [TOWNSHIP, VILLAGE]);
        // The data set knows less.
        let import = published("2", Published::default());
        assert!(store.import(import).await.unwrap());
        assert_eq!(store.published(code(VILLAGE)).await.unwrap(), own);
        phone.follow(store).await;
        assert_eq!(phone.kept.stations.len(), 2);
        publish(Published::default()).await.unwrap();
        phone.follow(store).await;
        let told: Vec<_> = phone.kept.stations.keys().collect();
        assert_eq!(told, [TOWNSHIP]);
        let none = store.publish_station(publishing(code("500113"), own)).await;
        assert_eq!(refusal(none), "not found");
    }
}

#[tokio::test]
async fn what_the_data_set_changes_is_told() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        phone.follow(store).await;
        let newer = Published {
            closures: vec![date("2026-11-30")],
            ..Published::default()
        };
        store.import(published("2", newer.clone())).await.unwrap();
        phone.follow(store).await;
        assert_eq!(phone.kept.stations[VILLAGE].closures, newer.closures);
        // The same once more under another name changes nothing of it.
        store.import(published("3", newer)).await.unwrap();
        if let Some(page) = store.changes(phone.asked(now())).await.unwrap() {
            assert_eq!((page.stations, page.more), (vec![], false));
        }
    }
}
