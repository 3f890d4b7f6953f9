//! What has changed of what a device follows: nothing is lost, nothing is told to others.

use std::collections::BTreeMap;

use model::id::{BookingId, VolunteerId};
use model::slot::WeeklyHours;
use model::sync::{Cursor, EntityId, Notice, NoticeChange, StationChange, Watch};
use model::volunteer::VolunteerView;
use server::store::{Changes, ChangesAsked, FollowedRecord};

use super::*;

/// What a device keeps of what it was told.
#[derive(Clone, Debug, Default, PartialEq)]
struct Kept {
    bookings: BTreeMap<BookingId, BookingView>,
    volunteers: BTreeMap<VolunteerId, VolunteerView>,
    notices: BTreeMap<String, Notice>,
    stations: BTreeMap<String, StationChange>,
    places: BTreeMap<(String, Date, u16), u16>,
}

/// A device that follows.
#[derive(Clone, Default)]
struct Phone {
    cursor: Option<Cursor>,
    watch: Option<Watch>,
    records: Vec<FollowedRecord>,
    kept: Kept,
    unknown: Vec<EntityId>,
    resets: usize,
}

fn record(id: EntityId, number: u8, all: bool) -> FollowedRecord {
    FollowedRecord {
        id,
        secret: device(number),
        all,
    }
}

impl Phone {
    fn watching(station: &str) -> Self {
        Self {
            watch: Some(Watch {
                station: code(station),
                all: false,
            }),
            ..Self::default()
        }
    }

    fn asked(&self, at: Timestamp) -> ChangesAsked {
        ChangesAsked {
            cursor: self.cursor,
            watch: self.watch,
            records: self.records.clone(),
            now: at,
        }
    }

    /// Stores a page and the cursor in one.
    fn take(&mut self, page: Changes) {
        if page.reset {
            self.resets += 1;
        }
        if page.reset || self.watch.is_some_and(|watch| watch.all) {
            self.kept.notices.clear();
            self.kept.stations.clear();
            self.kept.places.clear();
        }
        if let Some(watch) = &mut self.watch {
            watch.all = false;
        }
        for record in &mut self.records {
            record.all = false;
        }
        self.cursor = Some(page.cursor);
        self.unknown.extend(page.unknown);
        let bookings = page.bookings.into_iter().map(|view| (view.booking, view));
        self.kept.bookings.extend(bookings);
        let volunteers = page
            .volunteers
            .into_iter()
            .map(|view| (view.volunteer, view));
        self.kept.volunteers.extend(volunteers);
        for change in page.notices {
            match change {
                NoticeChange::Put(notice) => {
                    self.kept.notices.insert(notice.id.clone(), notice);
                }
                NoticeChange::Gone(id) => {
                    self.kept.notices.remove(&id);
                }
            }
        }
        for change in page.stations {
            let key = change.station.to_string();
            if change.hours.is_none() && change.closures.is_empty() {
                self.kept.stations.remove(&key);
            } else {
                self.kept.stations.insert(key, change);
            }
        }
        let Some(places) = page.places else { return };
        if places.whole {
            self.kept.places.clear();
        }
        for lane in places.lanes {
            for (day, minute, held) in lane.held {
                let key = (lane.lane.clone(), day, minute);
                match held {
                    0 => self.kept.places.remove(&key),
                    _ => self.kept.places.insert(key, held),
                };
            }
        }
    }

    /// Round trips until nothing is left; how many brought something.
    async fn follow(&mut self, store: &dyn Store) -> usize {
        self.follow_at(store, now()).await
    }

    async fn follow_at(&mut self, store: &dyn Store, at: Timestamp) -> usize {
        let mut pages = 0;
        while let Some(page) = store.changes(self.asked(at)).await.unwrap() {
            let anew = self.cursor.is_none() || page.reset || self.has_flags();
            let before = self.cursor.map_or(0, |cursor| cursor.seq);
            let (seq, more) = (page.cursor.seq, page.more);
            assert!(anew || seq > before || !more, "no step forward");
            self.take(page);
            pages += 1;
            assert!(pages < 1_000, "no end");
            if !more {
                break;
            }
        }
        // What is past, a device sees by itself.
        let today = at.in_chongqing().0;
        self.kept.places.retain(|(_, day, _), _| *day >= today);
        self.kept.notices.retain(|_, notice| notice.to >= today);
        pages
    }

    fn has_flags(&self) -> bool {
        self.watch.is_some_and(|watch| watch.all) || self.records.iter().any(|record| record.all)
    }

    /// The same device, having lost everything but what it follows.
    async fn starting_over(&self, store: &dyn Store, at: Timestamp) -> Self {
        let mut new = Self {
            watch: self.watch,
            records: self.records.clone(),
            ..Self::default()
        };
        new.follow_at(store, at).await;
        new
    }

    #[track_caller]
    fn held(&self, text: &str) -> u16 {
        let SlotStart { date, minute } = slot(text);
        let key = (CARD.to_owned(), date, minute);
        self.kept.places.get(&key).copied().unwrap_or(0)
    }
}

fn notice(id: &str, scope: &str) -> Notice {
    Notice {
        id: id.to_owned(),
        scope: code(scope),
        from: date("2026-11-20"),
        to: date("2026-12-20"),
        title: "义诊通知".to_owned(),
        text: "周六上午，村委会院内。".to_owned(),
    }
}

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
            store.publish_notice(notice).await.unwrap();
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
            .take_back_notice("long-7".into(), now())
            .await
            .unwrap();
        store
            .take_back_notice("long-0".into(), now())
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
            store.publish_notice(notice).await.unwrap();
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
async fn a_change_is_told_once() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        assert_eq!(phone.follow(store).await, 1);
        assert_eq!(phone.follow(store).await, 0);
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let id = EntityId::Booking(view.booking);
        phone.records.push(record(id, 1, false));
        assert_eq!(phone.follow(store).await, 1);
        assert_eq!(phone.kept.bookings[&view.booking], view);
        assert_eq!(phone.held("2026-11-25T09:00"), 1);
        assert_eq!(phone.follow(store).await, 0);

        let moved = store
            .change_booking(action(1), view.booking, None, wish(&["2026-11-26T09:00"]))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(phone.follow(store).await, 1);
        assert_eq!(phone.kept.bookings[&view.booking], moved);
        assert_eq!(
            (
                phone.held("2026-11-25T09:00"),
                phone.held("2026-11-26T09:00")
            ),
            (0, 1)
        );
        let wiped = store
            .erase_booking(action(1), view.booking, None)
            .await
            .unwrap();
        assert_eq!(phone.follow(store).await, 1);
        assert_eq!(phone.kept.bookings[&view.booking], wiped.into_inner());
        assert_eq!(phone.kept.places.len(), 0);
        assert_eq!(phone.follow(store).await, 0);
        assert_eq!(phone.resets, 0);
    }
}

#[tokio::test]
async fn nothing_changes_by_what_was_refused_or_done_before() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::watching(VILLAGE);
        let (first, new) = (action(1), valid(&["2026-11-25T09:00"]));
        store.create_booking(first, new.clone()).await.unwrap();
        phone.follow(store).await;
        let cursor = phone.cursor;
        store.create_booking(first, new).await.unwrap();
        let lost = store
            .create_booking(action(2), valid(&["2026-11-25T09:00"]))
            .await;
        assert_eq!(refusal(lost), "no place");
        store.ready().await.unwrap();
        assert_eq!(store.prune_actions(now()).await.unwrap(), 0);
        let other = phone.starting_over(store, now()).await;
        assert_eq!(other.cursor, cursor);
    }
}

#[tokio::test]
async fn a_foreign_record_is_told_to_nobody() {
    for tested in imported().await {
        let store = &*tested.store;
        let mut phone = Phone::default();
        phone.follow(store).await;
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let id = EntityId::Booking(view.booking);
        let none = EntityId::Volunteer(volunteer_id());
        phone.records = vec![record(id, 2, false), record(none, 2, false)];
        assert_eq!(phone.follow(store).await, 0);
        assert_eq!(phone.unknown, []);
        phone.records = vec![record(id, 2, true), record(none, 2, true)];
        assert_eq!(phone.follow(store).await, 1);
        assert_eq!(phone.unknown, [id, none]);
        assert_eq!(phone.kept, Kept::default());
        // Who gains the right follows anew.
        phone.records = vec![record(id, 1, true)];
        phone.follow(store).await;
        assert_eq!(phone.kept.bookings[&view.booking], view);
    }
}

#[tokio::test]
async fn a_cursor_that_is_not_of_this_store_starts_over() {
    for tested in imported().await {
        let store = &*tested.store;
        let view = tested.book(1, &["2026-11-25T09:00"]).await;
        let (known, lost) = (
            EntityId::Booking(view.booking),
            EntityId::Booking(booking_id()),
        );
        let mut phone = Phone::watching(VILLAGE);
        phone.records = vec![record(known, 1, false), record(lost, 1, false)];
        phone.follow(store).await;
        let good = phone.cursor.unwrap();
        phone.unknown.clear();
        for cursor in [
            Cursor {
                store: good.store.wrapping_add(1),
                ..good
            },
            Cursor {
                seq: good.seq + 1,
                ..good
            },
            Cursor {
                seq: u64::MAX,
                ..good
            },
        ] {
            let mut astray = phone.clone();
            astray.cursor = Some(cursor);
            let gone = notice("gone", VILLAGE);
            astray.kept.notices.insert(gone.id.clone(), gone);
            assert_eq!(astray.follow(store).await, 1);
            assert_eq!((astray.resets, astray.cursor), (1, Some(good)));
            assert_eq!(astray.kept, phone.kept);
            assert_eq!(astray.unknown, [lost]);
        }
    }
}

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
            store.publish_notice(notice(id, scope)).await.unwrap();
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
        store.publish_notice(changed.clone()).await.unwrap();
        store.take_back_notice("city".into(), now()).await.unwrap();
        store.take_back_notice("city".into(), now()).await.unwrap();
        for phone in &mut phones {
            assert_eq!(phone.follow(store).await, 1);
            assert_eq!(phone.kept.notices["township"], changed);
            assert!(!phone.kept.notices.contains_key("city"));
            assert_eq!(phone.follow(store).await, 0);
        }
        let again = store.publish_notice(notice("city", "50")).await;
        assert_eq!(refusal(again), "not changeable");
        let elsewhere = store.publish_notice(notice("village", TOWNSHIP)).await;
        assert_eq!(refusal(elsewhere), "not changeable");
        let none = store.take_back_notice("none".into(), now()).await;
        assert_eq!(refusal(none), "not found");
        let words: i64 = {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(tested.file());
            let mut db = sqlx::SqliteConnection::connect_with(&options)
                .await
                .unwrap();
            let sql =
                "SELECT count(*) FROM notice WHERE gone_at IS NOT NULL AND title || body <> ''";
            sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
        };
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
        let publish = |published: Published| store.publish_station(code(VILLAGE), published);
        publish(own.clone()).await.unwrap();
        store
            .publish_station(code(TOWNSHIP), own.clone())
            .await
            .unwrap();
        store
            .publish_station(code(OTHER_VILLAGE), own.clone())
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
        let none = store.publish_station(code("500113"), own).await;
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
        let page = store.changes(phone.asked(now())).await.unwrap().unwrap();
        assert_eq!((page.stations, page.more), (vec![], false));
    }
}
