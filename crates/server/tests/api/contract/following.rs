//! What has changed of what a device follows: nothing is lost, nothing is told to others.

use std::collections::BTreeMap;

use model::id::{BookingId, VolunteerId};
use model::sync::{Cursor, EntityId, Notice, NoticeChange, StationChange, Watch};
use model::volunteer::VolunteerView;
use server::store::{Changes, ChangesAsked, FollowedRecord};

use super::*;

mod forgetting;
mod interleaved;
mod pages;
mod published;

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
