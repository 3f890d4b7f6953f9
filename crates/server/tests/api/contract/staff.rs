//! What staff do about a booking, beside what the person does.

use model::booking::BookingState;
use model::conflict::Bar;
use model::history::{BookingEvent, By, EventKind, MAX_EVENTS, StaffWords};
use model::id::BookingId;
use model::person::Note;
use model::workbench::{BookingRecord, Outcome};
use server::store::{StationAct, StationAction};

use super::*;

const TIME: &str = "2026-11-25T09:00";
const OTHER: &str = "2026-11-26T09:00";
const THIRD: &str = "2026-11-26T10:00";

fn words(text: &str) -> StaffWords {
    StaffWords::parse(text).unwrap()
}

fn work(booking: BookingId, base: u32, act: StationAct) -> StationAction {
    StationAction {
        action: action(9),
        by: right(VILLAGE),
        booking,
        base,
        act,
    }
}

fn moving(to: &str) -> StationAct {
    StationAct::Move(slot(to))
}

fn at(time: &str, mut change: StationAction) -> StationAction {
    change.action.at = slot(time).timestamp();
    change
}

impl Tested {
    /// Does it, which must succeed.
    async fn staff(&self, change: StationAction) -> BookingView {
        match self.store.station_change(change).await.unwrap() {
            Answered::First(record) => self.same(record).await,
            Answered::Again(record) => panic!("done before: {record:?}"),
        }
    }

    /// What the person reads of a record, which must be the same but for the masked number.
    async fn same(&self, record: BookingRecord) -> BookingView {
        let view = self.read(record.booking.booking).await;
        assert_eq!(record.booking, server::store::desk::masked(view.clone()));
        assert_eq!(record.outcome, view.outcome);
        view
    }

    /// Staff of `scope` open it.
    async fn open(&self, scope: &str, id: BookingId) -> Result<BookingView, StoreError> {
        let why = Note::default();
        let opened = self.store.mark_opened(right(scope), id, why, now()).await;
        Ok(self.same(opened?).await)
    }

    async fn read(&self, id: BookingId) -> BookingView {
        self.store.booking(id, device(1)).await.unwrap()
    }
}

/// Version, who, what, from when, to when, and whether it crossed.
fn told(event: &BookingEvent) -> (u32, By, EventKind, Option<String>, Option<String>, bool) {
    let iso = |slot: Option<SlotStart>| slot.map(SlotStart::to_iso);
    let (from, to) = (iso(event.from), iso(event.to));
    (event.version, event.by, event.kind, from, to, event.crossed)
}

fn barred<T: std::fmt::Debug>(answer: Result<Answered<T>, StoreError>) -> (Bar, Option<String>) {
    match answer {
        Err(StoreError::Barred(bar, reason)) => (bar, reason),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn both_act_and_both_see_it() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &[TIME]).await.booking;
        let opened = tested.open(TOWNSHIP, id).await.unwrap();
        assert_eq!((opened.opened_at, opened.version), (Some(now()), 2));
        assert_eq!(opened.handled_by, None, "looking is not handling");
        let again = tested.open(VILLAGE, id).await.unwrap();
        assert_eq!(again, opened, "only the first time counts");

        // The message and the person's other time touch different fields, and both stand.
        let said = work(id, 2, StationAct::Message(words("请带原件")));
        let said = tested.staff(said).await;
        assert_eq!(said.message, "请带原件");
        let changed = store.change_booking(action(1), id, Some(1), wish(&[OTHER]));
        let changed = changed.await.unwrap().into_inner();
        assert_eq!((changed.slot, changed.version), (slot(OTHER), 4));
        assert_eq!(changed.message, "请带原件");

        // The station moves it; the person, who does not know yet, has the last word.
        let moved = tested.staff(work(id, 4, moving(THIRD))).await;
        assert_eq!(
            (moved.slot, moved.state),
            (slot(THIRD), BookingState::Adjusted)
        );
        assert_eq!((moved.rank, moved.passed_over.len()), (0, 0));
        let handled = (moved.handled_at, moved.handled_by);
        assert_eq!(handled, (Some(now()), Some(code(VILLAGE))));
        let changed = store.change_booking(action(1), id, Some(4), wish(&[TIME]));
        let view = changed.await.unwrap().into_inner();
        assert_eq!(
            (view.slot, view.state),
            (slot(TIME), BookingState::Confirmed)
        );
        assert_eq!(tested.read(id).await, view);
        assert_eq!(
            tested.held("2026-11-24", "2026-12-24").await,
            [(slot(TIME), 1)]
        );

        let text = |slot: &str| Some(slot.to_owned());
        let history: Vec<_> = view.history.iter().map(told).collect();
        assert_eq!(
            history,
            [
                (1, By::Person, EventKind::Made, None, text(TIME), false),
                (2, By::Station, EventKind::Opened, None, None, false),
                (3, By::Station, EventKind::Message, None, None, false),
                (
                    4,
                    By::Person,
                    EventKind::Changed,
                    text(TIME),
                    text(OTHER),
                    false
                ),
                (
                    5,
                    By::Station,
                    EventKind::Changed,
                    text(OTHER),
                    text(THIRD),
                    false
                ),
                (
                    6,
                    By::Person,
                    EventKind::Changed,
                    text(THIRD),
                    text(TIME),
                    true
                ),
            ]
        );
        assert_eq!(view.history[1].station, Some(code(TOWNSHIP)));
        let ranks: Vec<_> = view.history.iter().map(|event| event.rank).collect();
        assert_eq!(ranks, [Some(1), None, None, Some(1), None, Some(1)]);
        assert_eq!(view.history[4].state, BookingState::Adjusted);
    }
}

#[tokio::test]
async fn staff_do_not_write_over_what_they_have_not_seen() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &[TIME]).await.booking;
        let changed = store.change_booking(action(1), id, Some(1), wish(&[OTHER]));
        let now_so = changed.await.unwrap().into_inner();
        let acts = [
            moving(THIRD),
            StationAct::Arrived,
            StationAct::Served(Outcome::Done),
            StationAct::Decline(words("停电")),
        ];
        for act in acts {
            let change = work(id, 1, act);
            match store.station_change(change.clone()).await {
                Err(StoreError::Stale(row)) => {
                    assert_eq!((row.slot, row.version), (now_so.slot, now_so.version));
                }
                other => panic!("{other:?}"),
            }
            assert!(!store.was_done(change.action).await.unwrap());
        }
        assert_eq!(tested.read(id).await, now_so, "nothing was done");

        // Having seen it, they decide anew; the same again is answered the same.
        let change = work(id, 2, moving(THIRD));
        let moved = tested.staff(change.clone()).await;
        assert_eq!(moved.slot, slot(THIRD));
        let again = store.station_change(change.clone()).await.unwrap();
        let Answered::Again(again) = again else {
            panic!("done twice")
        };
        assert_eq!(tested.same(again).await, moved);
        let mut reused = change;
        reused.action = other_content(reused.action);
        assert_eq!(refusal(store.station_change(reused).await), "action reused");

        // A colleague's message is not written over unseen either; the time does not matter to it.
        let first = work(id, 2, StationAct::Message(words("请带原件")));
        tested.staff(first).await;
        let second = work(id, 3, StationAct::Message(words("请带复印件")));
        assert_eq!(refusal(store.station_change(second).await), "stale");
    }
}

#[tokio::test]
async fn a_booking_that_the_station_does_not_take() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &[TIME]).await.booking;
        let why = StationAct::Decline(words("当天停电"));
        let view = tested.staff(work(id, 1, why)).await;
        assert!(view.is_declined());
        assert_eq!(
            view.state,
            BookingState::Cancelled,
            "what an older app reads"
        );
        assert_eq!(view.reason, "当天停电");
        assert_eq!(tested.held("2026-11-24", "2026-12-24").await, []);

        // A cancellation has come to the same; another time has come too late.
        let cancel = store.cancel_booking(action(1), id, Some(1)).await.unwrap();
        assert_eq!(cancel, Answered::First(view.clone()));
        let change = action(1);
        let refused = store
            .change_booking(change, id, Some(1), wish(&[OTHER]))
            .await;
        let expected = (Bar::Declined, Some("当天停电".to_owned()));
        assert_eq!(barred(refused), expected);
        assert!(!store.was_done(change).await.unwrap());
        assert_eq!(tested.read(id).await, view);

        let wiped = store.erase_booking(action(1), id, Some(2)).await.unwrap();
        let wiped = wiped.into_inner();
        assert_eq!((&wiped.reason[..], &wiped.name[..]), ("", ""));
        assert!(wiped.is_declined() && wiped.history.len() == 3);
        assert_eq!(tested.read(id).await, wiped);
        let late = work(id, 3, StationAct::Message(words("请来电")));
        assert_eq!(
            barred(store.station_change(late).await),
            (Bar::Erased, None)
        );
    }
}

#[tokio::test]
async fn a_cancellation_stands_over_a_move() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &[TIME]).await.booking;
        tested.staff(work(id, 1, moving(OTHER))).await;
        let ended = store.cancel_booking(action(1), id, Some(1)).await.unwrap();
        let view = ended.into_inner();
        assert_eq!(view.state, BookingState::Cancelled);
        assert_eq!(view.ended_by, Some(By::Person));
        let last = view.history.last().unwrap();
        assert_eq!((last.kind, last.crossed), (EventKind::Cancelled, true));
        assert_eq!(tested.held("2026-11-24", "2026-12-24").await, []);
        let late = work(id, 2, moving(THIRD));
        assert_eq!(refusal(store.station_change(late).await), "stale");
        let seen = work(id, 3, moving(THIRD));
        assert_eq!(
            barred(store.station_change(seen).await),
            (Bar::Cancelled, None)
        );
    }
}

#[tokio::test]
async fn a_move_needs_a_place() {
    for tested in imported().await {
        let store = &tested.store;
        let other = tested.book(2, &[OTHER]).await.booking;
        let id = tested.book(1, &[TIME]).await.booking;
        let change = work(id, 1, moving(OTHER));
        let refused = store.station_change(change.clone()).await;
        assert_eq!(refusal(refused), "no place");
        assert_eq!(tested.read(id).await.version, 1);
        let gone = store.cancel_booking(action(2), other, None).await;
        gone.unwrap();
        let again = store.station_change(change).await;
        assert_eq!(refusal(again), "no place", "answered before");
        let moved = tested.staff(work(id, 1, moving(OTHER))).await;
        assert_eq!(moved.slot, slot(OTHER));
    }
}

#[tokio::test]
async fn the_day_itself() {
    for tested in imported().await {
        let store = &tested.store;
        let early = "2026-11-25T08:50";
        let after = "2026-11-25T09:20";
        let id = tested.book(1, &[TIME]).await.booking;
        let missed = work(id, 1, StationAct::NoShow);
        let refused = store.station_change(at(early, missed.clone())).await;
        assert_eq!(barred(refused), (Bar::NotBegun, None));
        let came = tested
            .staff(at(early, work(id, 1, StationAct::Arrived)))
            .await;
        assert!(came.state.is_open());
        let again = at(early, work(id, 2, StationAct::Arrived));
        assert_eq!(tested.staff(again).await, came, "so already");
        // Asked for before, it must not take the place away from somebody who is there.
        let late = Action {
            at: slot(early).timestamp(),
            ..action(1)
        };
        let refused = store.cancel_booking(late, id, Some(1)).await;
        assert_eq!(barred(refused).0, Bar::Arrived);
        let served = tested
            .staff(at(after, work(id, 2, StationAct::Served(Outcome::Done))))
            .await;
        assert_eq!(served.state, BookingState::Served);
        assert_eq!(served.ended_by, Some(By::Station));
        assert_eq!(served.outcome, Some(Outcome::Done), "the person is told");
        let refused = store.change_booking(action(1), id, Some(1), wish(&[OTHER]));
        assert_eq!(barred(refused.await).0, Bar::Served);

        let id = tested.book(1, &[OTHER]).await.booking;
        let missed = work(id, 1, StationAct::NoShow);
        let missed = tested.staff(at("2026-11-26T09:31", missed)).await;
        assert_eq!(missed.state, BookingState::NoShow);
        assert_eq!(tested.held("2026-11-24", "2026-12-24").await, []);
    }
}

#[tokio::test]
async fn staff_see_what_lies_under_them() {
    for tested in imported().await {
        let store = &tested.store;
        let view = tested.book(1, &[TIME]).await;
        let id = view.booking;
        for station in [VILLAGE, TOWNSHIP, DISTRICT, "50"] {
            let seen = store.station_booking(right(station), id).await.unwrap();
            assert_eq!((seen.slot, seen.version), (view.slot, view.version));
            assert_eq!((&*seen.name, &*seen.mobile), ("王建国", "138****5678"));
        }
        let seen = store.station_booking(right(OTHER_VILLAGE), id).await;
        assert_eq!(refusal(seen), "not found");
        let opened = tested.open(OTHER_VILLAGE, id).await;
        assert_eq!(refusal(opened), "not found");
        let change = StationAction {
            by: right(OTHER_VILLAGE),
            ..work(id, 1, StationAct::Served(Outcome::Done))
        };
        assert_eq!(refusal(store.station_change(change).await), "not found");
        let nothing = work(booking_id(), 1, StationAct::Served(Outcome::Done));
        assert_eq!(refusal(store.station_change(nothing).await), "not found");
        assert_eq!(tested.read(id).await, view);
    }
}

#[tokio::test]
async fn a_long_history_is_shown_from_its_end() {
    for tested in imported().await {
        let id = tested.book(1, &[TIME]).await.booking;
        for version in 1..=10 {
            let to = [OTHER, THIRD][version as usize % 2];
            tested.staff(work(id, version, moving(to))).await;
        }
        let view = tested.read(id).await;
        let versions: Vec<u32> = view.history.iter().map(|event| event.version).collect();
        assert_eq!(versions.len(), MAX_EVENTS);
        assert_eq!((versions[0], versions[7]), (4, 11));
        // Who looked at the first version has not seen any of it.
        let changed = tested
            .store
            .change_booking(action(1), id, Some(1), wish(&[TIME]))
            .await
            .unwrap()
            .into_inner();
        assert!(changed.history.last().unwrap().crossed);
        let json = serde_json::to_vec(&changed).unwrap();
        assert!(json.len() < 2_600, "{} bytes", json.len());
    }
}
