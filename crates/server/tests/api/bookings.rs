//! Making a booking: settlement, idempotency, who may see it.

use model::api;
use model::booking::{BookingState, BookingView, CreateBooking, DayPart, LookUpBooking, Window};
use model::error::{ErrorCode, Field, PassedOver};
use model::person::OnBehalf;
use model::slot::{Refusal, Way};

use crate::support::*;

#[tokio::test]
async fn book_and_read() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let made = app.post(api::BOOKINGS, Some(&device), &wish).await;
    assert_eq!(made.header("cache-control"), "no-store");
    let view = made.booking(201);
    assert_eq!(view.booking, wish.booking);
    assert_eq!(view.slot, slot("2026-11-25T09:00"));
    assert_eq!(
        (view.rank, view.state, view.duration),
        (1, BookingState::Confirmed, 30)
    );
    assert_eq!(
        (view.name.as_str(), view.mobile.as_str()),
        ("王建国", "13812345678")
    );
    assert_eq!((view.version, view.opened_at), (1, None));
    let read = app
        .get(&api::booking(wish.booking), Some(&device))
        .await
        .booking(200);
    assert_eq!(read, view);
    app.check_invariants().await;
}

#[tokio::test]
async fn the_secret_itself_is_not_stored() {
    let app = TestApp::with(Setup {
        place: Some(Place::sqlite()),
        ..Setup::default()
    })
    .await;
    let device = secret();
    app.post(
        api::BOOKINGS,
        Some(&device),
        &booking(&["2026-11-25T09:00"]),
    )
    .await
    .booking(201);
    app.store_files(|bytes| {
        assert!(!bytes.windows(32).any(|window| window == device.as_bytes()));
        let hex = device.to_hex().into_bytes();
        assert!(!bytes.windows(64).any(|window| window == hex));
    });
}

impl TestApp {
    fn store_files(&self, check: impl Fn(&[u8])) {
        let mut files = 0;
        for entry in std::fs::read_dir(self.place.folder.path()).unwrap() {
            check(&std::fs::read(entry.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files > 0);
    }
}

#[tokio::test]
async fn the_second_wish_and_then_the_window() {
    let app = TestApp::new().await;
    let take = |choices: &'static [&'static str]| async {
        app.post(api::BOOKINGS, Some(&secret()), &booking(choices))
            .await
    };
    take(&["2026-11-25T09:00"]).await.booking(201);
    let view = take(&["2026-11-25T09:00", "2026-11-25T09:30"])
        .await
        .booking(201);
    assert_eq!((view.rank, view.state), (2, BookingState::Adjusted));
    assert_eq!(
        view.passed_over,
        [PassedOver {
            rank: 1,
            reason: Refusal::Full
        }]
    );

    let mut wish = booking(&["2026-11-25T09:00"]);
    wish.window = Some(Window {
        from: date("2026-11-25"),
        to: date("2026-11-26"),
        part: DayPart::Morning,
    });
    wish.on_behalf = OnBehalf::OtherWithConsent;
    let view = app
        .post(api::BOOKINGS, Some(&secret()), &wish)
        .await
        .booking(201);
    assert_eq!((view.rank, view.slot), (0, slot("2026-11-25T10:00")));
    assert_eq!(view.on_behalf, OnBehalf::OtherWithConsent);

    let lost = take(&["2026-11-25T09:00", "2026-11-27T09:00", "2026-11-25T10:30"])
        .await
        .error();
    assert_eq!(lost.code, ErrorCode::NoPlace);
    let reasons: Vec<_> = lost.choices.iter().map(|choice| choice.reason).collect();
    assert_eq!(reasons, [Refusal::Full, Refusal::Closed, Refusal::NotASlot]);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 3);
    assert_eq!(app.count("SELECT count(*) FROM action").await, 4);
    app.check_invariants().await;
}

#[tokio::test]
async fn a_refusal_is_remembered_without_anything_of_the_person() {
    let app = TestApp::new().await;
    let holder = booking(&["2026-11-25T09:00"]);
    let device = secret();
    app.post(api::BOOKINGS, Some(&device), &holder)
        .await
        .booking(201);
    let (other, late) = (secret(), booking(&["2026-11-25T09:00"]));
    let lost = app.post(api::BOOKINGS, Some(&other), &late).await;
    lost.refused(ErrorCode::NoPlace);
    let cancel = serde_json::json!({ "action": action_id() });
    app.post(&api::booking_cancel(holder.booking), Some(&device), &cancel)
        .await
        .booking(200);
    // The same, delayed on its way: there is a place now, but its author was told of none.
    let again = app.post(api::BOOKINGS, Some(&other), &late).await;
    assert_eq!((again.status, &again.body), (lost.status, &lost.body));
    let spoilt = CreateBooking {
        name: "李雷".to_owned(),
        ..late.clone()
    };
    app.post(api::BOOKINGS, Some(&other), &spoilt)
        .await
        .refused(ErrorCode::ActionReused);
    // Even where nobody could ask for the same today.
    let refusal = CreateBooking {
        consent: 0,
        ..late.clone()
    };
    app.post(api::BOOKINGS, Some(&other), &refusal)
        .await
        .refused(ErrorCode::InvalidField);
    assert_eq!(app.count(OPEN).await, 0);
    let kept =
        "SELECT count(*) FROM action WHERE passed_over = '[{\"rank\":1,\"reason\":\"full\"}]'";
    assert_eq!(app.count(kept).await, 1);
}

#[tokio::test]
async fn times_that_cannot_be_had() {
    let app = TestApp::new().await;
    for (time, reason) in [
        ("2026-11-23T09:00", Refusal::Past),
        ("2026-11-24T08:00", Refusal::Past),
        ("2026-12-24T09:00", Refusal::TooFar),
        ("2026-11-29T09:00", Refusal::Closed),
        ("2026-11-25T09:10", Refusal::NotASlot),
    ] {
        let lost = app
            .post(api::BOOKINGS, Some(&secret()), &booking(&[time]))
            .await
            .error();
        assert_eq!(lost.code, ErrorCode::NoPlace, "{time}");
        assert_eq!(lost.choices, [PassedOver { rank: 1, reason }], "{time}");
    }
    // Saturday is worked to make up for the holiday.
    let wish = booking(&["2026-11-28T09:00"]);
    app.post(api::BOOKINGS, Some(&secret()), &wish)
        .await
        .booking(201);
}

#[tokio::test]
async fn every_way_has_its_own_places() {
    let app = TestApp::new().await;
    for (way, minutes) in [
        (Way::AtStation, 30),
        (Way::HomeVisit, 60),
        (Way::CallBack, 15),
    ] {
        let mut wish = booking(&["2026-11-25T09:00"]);
        wish.way = way;
        let view = app
            .post(api::BOOKINGS, Some(&secret()), &wish)
            .await
            .booking(201);
        assert_eq!((view.way, view.duration), (way, minutes));
        wish.action = action_id();
        wish.booking = booking_id();
        app.post(api::BOOKINGS, Some(&secret()), &wish)
            .await
            .refused(ErrorCode::NoPlace);
    }
    assert_eq!(app.count("SELECT count(*) FROM slot").await, 3);
    app.check_invariants().await;
}

#[tokio::test]
async fn the_same_again_is_answered_the_same() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let first = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    app.clock.set("2026-11-24T09:00");
    let again = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(200);
    assert_eq!(again, first);
    // Spaces and the order of the fields do not matter.
    let spaced = serde_json::to_string_pretty(&serde_json::to_value(&wish).unwrap()).unwrap();
    let request = request("POST", api::BOOKINGS, Some(&device))
        .header("content-type", "application/json; charset=utf-8")
        .body(spaced.into())
        .unwrap();
    assert_eq!(app.send(request).await.booking(200), first);
    assert_eq!(app.count(OPEN).await, 1);
    app.check_invariants().await;
}

#[tokio::test]
async fn the_same_id_with_something_else_is_refused() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    let half_past = vec![slot("2026-11-25T09:30")];
    let spoilt = [
        (
            device,
            CreateBooking {
                name: "李雷".to_owned(),
                ..wish.clone()
            },
        ),
        (
            device,
            CreateBooking {
                choices: half_past.clone(),
                ..wish.clone()
            },
        ),
        (
            device,
            CreateBooking {
                booking: booking_id(),
                ..wish.clone()
            },
        ),
        // Another device cannot have another's booking shown by repeating its action.
        (secret(), wish.clone()),
        // The same booking by another action.
        (
            device,
            CreateBooking {
                action: action_id(),
                choices: half_past,
                ..wish.clone()
            },
        ),
    ];
    for (device, other) in spoilt {
        let answer = app.post(api::BOOKINGS, Some(&device), &other).await;
        answer.refused(ErrorCode::ActionReused);
    }
    assert_eq!(app.count(OPEN).await, 1);
    app.check_invariants().await;
}

#[tokio::test]
async fn nobody_else_sees_it() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    let path = api::booking(wish.booking);
    let foreign = app.get(&path, Some(&secret())).await;
    let unknown = app.get(&api::booking(booking_id()), Some(&device)).await;
    foreign.refused(ErrorCode::NotFound);
    assert_eq!(foreign.body, unknown.body);
    app.get(&path, None).await.refused(ErrorCode::SecretMissing);
}

#[tokio::test]
async fn look_up_on_another_device() {
    let app = TestApp::new().await;
    let wish = booking(&["2026-11-25T09:00"]);
    let made = app
        .post(api::BOOKINGS, Some(&secret()), &wish)
        .await
        .booking(201);
    let device = secret();
    let ask = |reference: &str, mobile: &str| LookUpBooking {
        reference: reference.to_owned(),
        mobile: mobile.to_owned(),
    };
    let grouped = made.reference.grouped();
    let wrong = app
        .post(
            api::BOOKING_LOOKUP,
            Some(&device),
            &ask(&grouped, "13900000000"),
        )
        .await;
    wrong.refused(ErrorCode::NotFound);
    app.get(&api::booking(wish.booking), Some(&device))
        .await
        .refused(ErrorCode::NotFound);
    let other = model::reference::Reference::from_number(1).digits();
    let unknown = app
        .post(
            api::BOOKING_LOOKUP,
            Some(&device),
            &ask(&other, "13812345678"),
        )
        .await;
    assert_eq!(unknown.body, wrong.body);

    let right = ask(&grouped, "+86 138 1234 5678");
    let found: BookingView = app
        .post(api::BOOKING_LOOKUP, Some(&device), &right)
        .await
        .booking(200);
    assert_eq!(found, made);
    let read = app
        .get(&api::booking(wish.booking), Some(&device))
        .await
        .booking(200);
    assert_eq!(read, made);
}

#[tokio::test]
async fn an_answer_lost_long_ago_is_still_given() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let made = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    server::store::Store::close(&*app.store).await;
    // The next release no longer has the service.
    let mut data = dataset();
    data.services.remove(&slug(CARD));
    let setup = Setup {
        dataset: data,
        place: Some(app.place),
        ..Setup::default()
    };
    let app = TestApp::with(setup).await;
    app.clock.set("2026-12-10T08:00");
    let again = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(200);
    assert_eq!(again, made);
    let other = booking(&["2026-12-11T09:00"]);
    let refused = app.post(api::BOOKINGS, Some(&device), &other).await.error();
    assert_eq!(refused.field, Some(Field::Service));
}
