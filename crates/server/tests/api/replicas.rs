//! Two servers on one PostgreSQL, and one whose connections are cut.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use model::api;
use model::booking::{BookingView, CreateBooking};
use model::error::ErrorCode;
use model::id::DeviceSecret;
use server::store::Store as _;
use tokio::task::JoinSet;

use crate::support::*;

/// Two servers on one empty database.
async fn two() -> [TestApp; 2] {
    let place = Place::postgres().await;
    let again = place.again();
    let on = |place| {
        TestApp::with(Setup {
            place: Some(place),
            ..Setup::default()
        })
    };
    // At the same time: the tables are made once.
    let (first, second) = tokio::join!(on(place), on(again));
    [first, second]
}

async fn check(apps: &[TestApp; 2]) {
    for app in apps {
        app.check_invariants().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_at_two_servers_wants_one_place() {
    const CROWD: usize = 2_000;
    let apps = two().await;
    let mut tasks = JoinSet::new();
    for number in 0..CROWD {
        let router = apps[number % 2].router.clone();
        let wish = booking(&["2026-11-25T09:00"]);
        tasks.spawn(send(router, post(api::BOOKINGS, Some(&secret()), &wish)));
    }
    let (won, lost) = won_and_lost(tasks).await;
    assert_eq!((won, lost), (1, CROWD as i64 - 1));
    assert_eq!(apps[0].count(TAKEN).await, 1);
    check(&apps).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_place_is_given_and_none_twice() {
    const SLOTS: [&str; 6] = [
        "2026-11-25T09:00",
        "2026-11-25T09:30",
        "2026-11-25T10:00",
        "2026-11-25T10:30",
        "2026-11-26T09:00",
        "2026-11-26T09:30",
    ];
    let apps = two().await;
    // What the township has to give on these times, seen by one server alone.
    let room = {
        let alone = TestApp::new().await;
        let mut room = 0;
        for slot in SLOTS {
            while alone
                .post(api::BOOKINGS, Some(&secret()), &at_township(&[slot]))
                .await
                .status
                == 201
            {
                room += 1;
            }
        }
        room
    };
    let mut tasks = JoinSet::new();
    for number in 0..600 {
        let wish = [number, number + 1, number + 3].map(|index| SLOTS[index % SLOTS.len()]);
        let router = apps[number / 3 % 2].router.clone();
        let wish = at_township(&wish);
        tasks.spawn(send(router, post(api::BOOKINGS, Some(&secret()), &wish)));
    }
    let mut won = 0;
    let mut references = BTreeSet::new();
    while let Some(answer) = tasks.join_next().await {
        let answer = answer.unwrap();
        if answer.status == 201 {
            won += 1;
            references.insert(answer.json::<BookingView>().reference.digits());
        } else {
            answer.refused(ErrorCode::NoPlace);
        }
    }
    assert!(room >= SLOTS.len(), "{room}");
    assert_eq!((won, references.len()), (room, room));
    check(&apps).await;
}

fn at_township(choices: &[&str]) -> CreateBooking {
    CreateBooking {
        station: code(TOWNSHIP),
        ..booking(choices)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_action_at_two_servers_is_done_once() {
    let apps = two().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let mut tasks = JoinSet::new();
    for number in 0..200 {
        let router = apps[number % 2].router.clone();
        tasks.spawn(send(router, post(api::BOOKINGS, Some(&device), &wish)));
    }
    let mut statuses = [0, 0];
    while let Some(answer) = tasks.join_next().await {
        match answer.unwrap().status.as_u16() {
            201 => statuses[0] += 1,
            200 => statuses[1] += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(statuses, [1, 199]);
    check(&apps).await;
}

/// Sends until it is answered otherwise than "try again", as a phone does.
async fn persist(router: Router, device: DeviceSecret, wish: CreateBooking) -> (Answer, usize) {
    for tries in 0..2_000 {
        let request = post(api::BOOKINGS, Some(&device), &wish);
        let answer = send(router.clone(), request).await;
        if answer.status != 503 {
            return (answer, tries);
        }
        answer.refused(ErrorCode::Unavailable);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never answered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_cost_nothing_but_time() {
    let apps = two().await;
    let mut tasks = JoinSet::new();
    const DEVICES: usize = 16;
    for number in 0..DEVICES {
        let router = apps[number % 2].router.clone();
        tasks.spawn(async move {
            let mut repeated = 0;
            for day in 1..=25 {
                let (hour, half) = (9 + number % 3, number / 3 % 2 * 30);
                let wish = booking(&[&format!("2026-12-{day:02}T{hour:02}:{half:02}")]);
                let device = secret();
                let (answer, tries) = persist(router.clone(), device, wish.clone()).await;
                repeated += tries;
                match answer.status.as_u16() {
                    200 | 201 => {
                        let (again, _) = persist(router.clone(), device, wish).await;
                        assert_eq!(again.booking(200), answer.json());
                    }
                    409 => answer.refused(ErrorCode::NoPlace),
                    // A holiday, or a Sunday.
                    422 => {}
                    other => panic!("{other}: {}", answer.text()),
                }
            }
            repeated
        });
    }
    let (mut cut, mut repeated) = (0, 0);
    while !tasks.is_empty() {
        tokio::time::sleep(Duration::from_millis(250)).await;
        cut += apps[0].place.cut().await;
        while let Some(times) = tasks.try_join_next() {
            repeated += times.unwrap();
        }
    }
    assert!(cut > 0 && repeated > 0, "{cut} cut, {repeated} repeated");
    for app in &apps {
        // What was cut last is noticed when it is used next.
        while app.store.ready().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    check(&apps).await;
}
