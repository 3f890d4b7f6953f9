//! What staff enter for others.

use model::booking::BookingState;
use model::history::{By, EventKind};
use model::id::BookingId;
use model::permissions::permission::AddBooking as Adding;
use model::slot::Way;
use model::workbench::entry::ValidEntry;
use model::workbench::{AddBooking, BookingRow, Channel, Doing, Outcome};
use server::store::LookUp;
use server::store::desk::{Entered, StationAct, StationAction};
use tokio::task::JoinSet;

use super::*;

fn entry(channel: Channel, time: &str, name: &str) -> AddBooking {
    AddBooking {
        action: action_id(),
        booking: booking_id(),
        channel,
        service: slug(CARD),
        way: Way::AtStation,
        slot: slot(time),
        on_behalf: Default::default(),
        name: name.to_owned(),
        mobile: "13812345678".to_owned(),
        note: String::new(),
        became: None,
        although_double: false,
    }
}

fn checked(entry: AddBooking) -> ValidEntry {
    ValidEntry::check(entry, now()).unwrap()
}

impl Tested {
    async fn enter(&self, entry: AddBooking) -> Result<Entered, StoreError> {
        let right = right::<Adding>(VILLAGE);
        self.store.enter(right, action(9), checked(entry)).await
    }

    async fn entered(&self, entry: AddBooking) -> BookingRow {
        match self.enter(entry).await.unwrap() {
            Entered::Booking(Answered::First(row)) => row,
            other => panic!("{other:?}"),
        }
    }

    async fn settle(
        &self,
        id: BookingId,
        base: u32,
        act: StationAct,
    ) -> Result<BookingRow, StoreError> {
        let change = StationAction {
            action: action(9),
            by: right(VILLAGE),
            booking: id,
            base,
            act,
        };
        self.store.station_change(change).await?;
        self.store.station_booking(right(VILLAGE), id).await
    }

    /// All places held.
    async fn places(&self) -> u16 {
        let held = self.held("2026-11-24", "2026-12-24").await;
        held.into_iter().map(|(_, taken)| taken).sum()
    }
}

#[tokio::test]
async fn who_stands_at_the_counter_holds_no_place() {
    for tested in imported().await {
        // Another holds the place of that very time, which nothing of the following may free.
        let early = slot("2026-11-24T07:30").timestamp();
        tested.book(1, &["2026-11-24T09:00"]).await;
        let come = |name: &str| AddBooking {
            mobile: String::new(),
            ..entry(Channel::WalkIn, "2026-11-24T08:00", name)
        };
        let row = tested.entered(come("王建军")).await;
        assert_eq!((row.channel, &*row.mobile), (Channel::WalkIn, ""));
        assert_eq!(row.arrived_at, Some(now()));
        assert_eq!(row.state, BookingState::Confirmed);
        assert!(row.slot.timestamp() > early);
        assert_eq!(tested.places().await, 1);
        let missed = tested.settle(row.booking, 2, StationAct::NoShow).await;
        assert_eq!(missed.unwrap().state, BookingState::NoShow);
        let why = model::history::StaffWords::parse("不归本站办理").unwrap();
        for (name, act) in [
            ("李秀英", StationAct::Served(Outcome::Answered)),
            ("张三", StationAct::Decline(why)),
        ] {
            let row = tested.entered(come(name)).await;
            let moved = StationAct::Move(slot("2026-11-26T09:00"));
            let refused = tested.settle(row.booking, 2, moved).await;
            assert_eq!(refusal(refused), "not changeable");
            tested.settle(row.booking, 2, act).await.unwrap();
        }
        assert_eq!(tested.places().await, 1);
    }
}

#[tokio::test]
async fn the_person_gains_it_and_frees_nothing() {
    for tested in imported().await {
        let store = &tested.store;
        tested.book(1, &["2026-11-24T09:00"]).await;
        let row = tested
            .entered(entry(Channel::WalkIn, "2026-11-24T08:00", "王建军"))
            .await;
        let asked = |mobile: &str| LookUp {
            reference: row.reference,
            mobile: model::person::Mobile::parse(mobile).unwrap(),
            secret: device(5),
            key: VerifyingKey([5; 32]),
            at: now(),
        };
        let wrong = store.look_up_booking(asked("13900000000")).await;
        assert_eq!(refusal(wrong), "not found");
        let view = store.look_up_booking(asked("13812345678")).await.unwrap();
        let told: Vec<_> = view.history.iter().map(|e| (e.by, e.kind, e.to)).collect();
        assert_eq!(
            told,
            [
                (By::Station, EventKind::Made, Some(view.slot)),
                (By::Station, EventKind::Arrived, None),
            ]
        );
        // Even should the clock go back to before the person came.
        let before = Action {
            at: slot("2026-11-24T07:50").timestamp(),
            ..action(5)
        };
        let id = row.booking;
        let change = store.change_booking(before, id, Some(2), wish(&["2026-11-26T09:00"]));
        assert_eq!(refusal(change.await), "not changeable");
        let cancelled = store.cancel_booking(before, id, Some(2)).await.unwrap();
        assert_eq!(cancelled.into_inner().state, BookingState::Cancelled);
        assert_eq!(tested.places().await, 1);
        let before = Action {
            id: action_id(),
            ..before
        };
        store.erase_booking(before, id, Some(3)).await.unwrap();
        assert_eq!(tested.places().await, 1);
    }
}

#[tokio::test]
async fn erasing_a_walk_in_frees_nothing() {
    for tested in imported().await {
        tested.book(1, &["2026-11-24T09:00"]).await;
        let row = tested
            .entered(entry(Channel::WalkIn, "2026-11-24T08:00", "王建军"))
            .await;
        let asked = LookUp {
            reference: row.reference,
            mobile: model::person::Mobile::parse("13812345678").unwrap(),
            secret: device(5),
            key: VerifyingKey([5; 32]),
            at: now(),
        };
        tested.store.look_up_booking(asked).await.unwrap();
        let early = Action {
            at: slot("2026-11-24T07:50").timestamp(),
            ..action(5)
        };
        let wiped = tested.store.erase_booking(early, row.booking, None).await;
        let wiped = wiped.unwrap().into_inner();
        assert_eq!((&*wiped.name, wiped.state), ("", BookingState::Cancelled));
        assert_eq!(tested.places().await, 1);
    }
}

#[tokio::test]
async fn a_paper_line_with_what_became_of_it() {
    for tested in imported().await {
        let line = |name: &str, became| AddBooking {
            became,
            ..entry(Channel::Paper, "2026-11-23T10:10", name)
        };
        let outcome = Outcome::PapersMissing;
        let served = line("王建国", Some(Doing::Served { outcome }));
        let served = tested.entered(served).await;
        assert_eq!(
            (served.state, served.outcome, served.version),
            (BookingState::Served, Some(outcome), 2)
        );
        let missed = tested.entered(line("李秀英", Some(Doing::NoShow))).await;
        assert_eq!(missed.state, BookingState::NoShow);
        let open = tested.entered(line("张三", None)).await;
        assert_eq!(
            (open.state, open.arrived_at),
            (BookingState::Confirmed, None)
        );
        let done = StationAct::Served(Outcome::Done);
        tested.settle(open.booking, 1, done).await.unwrap();
        assert_eq!(tested.places().await, 0);
        let acts: Vec<_> = tested.noted().await.into_iter().map(|e| e.0).collect();
        let expected = [
            "add_booking",
            "add_booking",
            "add_booking",
            "booking_served",
        ];
        assert_eq!(acts, expected);
    }
}

#[tokio::test]
async fn the_same_twice_and_doubles() {
    for tested in imported().await {
        let store = &tested.store;
        let first = entry(Channel::WalkIn, "2026-11-24T08:00", "王建国");
        let (same, by) = (action(9), right::<Adding>(VILLAGE));
        let made = store.enter(by, same, checked(first.clone())).await.unwrap();
        let Entered::Booking(Answered::First(row)) = made else {
            panic!("{made:?}")
        };
        let again = store.enter(by, same, checked(first.clone())).await.unwrap();
        assert_eq!(again, Entered::Booking(Answered::Again(row.clone())));
        let reused = store.enter(by, other_content(same), checked(first.clone()));
        assert_eq!(refusal(reused.await), "action reused");
        let known = store.enter(
            by,
            action(9),
            checked(AddBooking {
                although_double: true,
                ..first.clone()
            }),
        );
        assert_eq!(refusal(known.await), "action reused", "the booking's id");

        let twice = |mobile: &str| AddBooking {
            booking: booking_id(),
            mobile: mobile.to_owned(),
            ..first.clone()
        };
        for mobile in ["13812345678", ""] {
            let double = tested.enter(twice(mobile)).await.unwrap();
            assert_eq!(double, Entered::Double(vec![row.clone()]), "{mobile:?}");
        }
        tested.entered(twice("13900000000")).await;
        let meant = AddBooking {
            although_double: true,
            ..twice("")
        };
        tested.entered(meant).await;
        assert_eq!(tested.noted().await.len(), 3);
    }
}

#[tokio::test]
async fn who_telephones_gets_what_is_kept_from_the_app() {
    for tested in imported().await {
        let store = &tested.store;
        // The fourth time of the day is kept.
        let kept = "2026-11-25T10:30";
        let refused = store.create_booking(action(1), valid(&[kept])).await;
        assert_eq!(refusal(refused), "no place");
        let call = |name: &str, time: &str| entry(Channel::Telephone, time, name);
        let row = tested.entered(call("王建国", kept)).await;
        assert_eq!(row.channel, Channel::Telephone);
        assert_eq!(
            tested.held("2026-11-24", "2026-12-24").await,
            [(slot(kept), 1)]
        );
        let full = call("李秀英", kept);
        let (same, by) = (action(9), right::<Adding>(VILLAGE));
        let lost = store.enter(by, same, checked(full.clone())).await;
        assert_eq!(refusal(lost), "no place");
        let moved = StationAct::Move(slot("2026-11-25T09:00"));
        let moved = tested.settle(row.booking, 1, moved).await.unwrap();
        assert_eq!(moved.slot, slot("2026-11-25T09:00"));
        let lost = store.enter(by, same, checked(full)).await;
        assert_eq!(refusal(lost), "no place", "refused for good");
        for time in ["2026-11-24T07:59", "2026-11-25T09:10", "2026-11-27T09:00"] {
            let refused = tested.enter(call("张三", time)).await;
            assert_eq!(refusal(refused), "no place", "{time}");
        }
        assert_eq!(tested.places().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_at_the_telephone_and_in_the_app() {
    for tested in imported().await {
        let mut tasks = JoinSet::new();
        // A village has one place of each time.
        for number in 0..300u16 {
            let store = Arc::clone(&tested.store);
            let time = ["2026-11-25T09:00", "2026-11-25T10:30"][usize::from(number % 2)];
            tasks.spawn(async move {
                if number % 3 == 0 {
                    store
                        .create_booking(action(1), valid(&[time]))
                        .await
                        .is_ok()
                } else {
                    let entry = AddBooking {
                        although_double: true,
                        ..entry(Channel::Telephone, time, "王建国")
                    };
                    let right = right::<Adding>(VILLAGE);
                    store.enter(right, action(9), checked(entry)).await.is_ok()
                }
            });
        }
        let won = tasks
            .join_all()
            .await
            .into_iter()
            .filter(|won| *won)
            .count();
        assert_eq!(won, 2);
        let held = tested.held("2026-11-24", "2026-12-24").await;
        let times = ["2026-11-25T09:00", "2026-11-25T10:30"];
        assert_eq!(held, times.map(|time| (slot(time), 1)));
    }
}
