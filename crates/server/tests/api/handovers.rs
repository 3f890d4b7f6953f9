//! Actions that somebody else's device brings.

use handover::{Deed, Parcel, Spoken, base45, fingerprint, seal};
use model::api;
use model::booking::{BookingState, CancelBooking, ChangeBooking, CreateBooking};
use model::error::ErrorCode;
use model::handover::{Delivered, Delivery, HandOver, SpokenBooking};
use model::id::DeviceSecret;
use model::volunteer::{
    ChangeVolunteer, RegisterVolunteer, VolunteerForm, VolunteerState, VolunteerView,
    WithdrawVolunteer,
};

use server::store::database::Database;

use crate::support::*;

fn sealed(deed: &Deed, device: &DeviceSecret) -> HandOver {
    let parcel = base45::encode(&seal(deed, device));
    HandOver { parcel }
}

async fn bring(app: &TestApp, deed: &Deed, device: &DeviceSecret) -> Answer {
    app.post(api::HANDOVERS, None, &sealed(deed, device)).await
}

#[track_caller]
fn delivery(answer: &Answer, status: u16) -> Delivery {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    answer.json()
}

fn state(delivery: &Delivery) -> BookingState {
    match delivery.result {
        Delivered::Booking { state, .. } => state,
        Delivered::Volunteer { .. } => panic!("a registration"),
    }
}

#[tokio::test]
async fn handed_over_and_then_sent_by_the_phone_itself() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let deed = Deed::CreateBooking(wish.clone());
    let first = bring(&app, &deed, &device).await;
    assert_eq!(first.header("cache-control"), "no-store");
    for told in ["王建国", "13812345678", "带了证件"] {
        assert!(!first.text().contains(told), "{}", first.text());
    }
    let first = delivery(&first, 201);
    assert!(!first.again);
    assert_eq!(
        (first.action, state(&first)),
        (wish.action, BookingState::Confirmed)
    );
    let again = delivery(&bring(&app, &deed, &device).await, 200);
    assert!(again.again);
    let view = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(200);
    assert_eq!(
        (view.reference, view.booking),
        (first.reference, wish.booking)
    );
    let read = app.get(&api::booking(wish.booking), Some(&device)).await;
    assert_eq!(read.booking(200), view);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 1);
    app.check_invariants().await;
}

#[tokio::test]
async fn sent_by_the_phone_and_then_handed_over() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let view = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    let brought = delivery(&bring(&app, &Deed::CreateBooking(wish), &device).await, 200);
    assert!(brought.again);
    assert_eq!(brought.reference, view.reference);
    app.check_invariants().await;
}

#[tokio::test]
async fn changed_cancelled_and_erased_for_it() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let id = wish.booking;
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    let change = ChangeBooking {
        action: action_id(),
        choices: vec![slot("2026-11-26T09:00")],
        window: None,
        base: Some(1),
    };
    let deed = Deed::ChangeBooking(id, change.clone());
    assert!(!delivery(&bring(&app, &deed, &device).await, 201).again);
    assert!(delivery(&bring(&app, &deed, &device).await, 200).again);
    let path = api::booking_change(id);
    let view = app.post(&path, Some(&device), &change).await.booking(200);
    assert_eq!((view.slot, view.version), (slot("2026-11-26T09:00"), 2));
    let cancel = Deed::CancelBooking(
        id,
        CancelBooking {
            action: action_id(),
            base: None,
        },
    );
    let done = delivery(&bring(&app, &cancel, &device).await, 201);
    assert_eq!(state(&done), BookingState::Cancelled);
    let late = Deed::ChangeBooking(
        id,
        ChangeBooking {
            action: action_id(),
            ..change
        },
    );
    bring(&app, &late, &device)
        .await
        .refused(ErrorCode::NotChangeable);
    let erase = Deed::EraseBooking(
        id,
        CancelBooking {
            action: action_id(),
            base: None,
        },
    );
    delivery(&bring(&app, &erase, &device).await, 201);
    let view = app.get(&api::booking(id), Some(&device)).await.booking(200);
    assert_eq!((view.name.as_str(), view.mobile.as_str()), ("", ""));
    app.check_invariants().await;
}

fn erasing() -> CancelBooking {
    CancelBooking {
        action: action_id(),
        base: None,
    }
}

#[tokio::test]
async fn erased_by_its_author_before_the_receiver_brings_it() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let (create, path) = (
        Deed::CreateBooking(wish.clone()),
        api::booking_erase(wish.booking),
    );
    app.post(&path, Some(&device), &erasing())
        .await
        .refused(ErrorCode::NotFound);
    bring(&app, &create, &device)
        .await
        .refused(ErrorCode::NotChangeable);
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .refused(ErrorCode::NotChangeable);
    let read = app.get(&api::booking(wish.booking), Some(&device)).await;
    read.refused(ErrorCode::NotFound);
    // What somebody else wants erased counts for nothing, and is answered alike.
    let other = booking(&["2026-11-25T09:00"]);
    app.post(
        &api::booking_erase(other.booking),
        Some(&secret()),
        &erasing(),
    )
    .await
    .refused(ErrorCode::NotFound);
    let brought = bring(&app, &Deed::CreateBooking(other), &device).await;
    delivery(&brought, 201);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 1);
    app.check_invariants().await;
}

fn registering() -> RegisterVolunteer {
    RegisterVolunteer {
        action: action_id(),
        volunteer: volunteer_id(),
        form: VolunteerForm {
            consent: 2,
            ..a_volunteer()
        },
    }
}

#[tokio::test]
async fn withdrawn_before_the_receiver_brings_the_registration() {
    let app = TestApp::new().await;
    let (device, register) = (secret(), registering());
    let path = api::volunteer_withdraw(register.volunteer);
    let withdraw = WithdrawVolunteer {
        action: action_id(),
    };
    app.post(&path, Some(&device), &withdraw)
        .await
        .refused(ErrorCode::NotFound);
    bring(&app, &Deed::RegisterVolunteer(register), &device)
        .await
        .refused(ErrorCode::NotChangeable);
    assert_eq!(app.count("SELECT count(*) FROM volunteer").await, 0);
}

#[tokio::test]
async fn volunteers_too() {
    let app = TestApp::new().await;
    let (device, register) = (secret(), registering());
    let (id, form) = (register.volunteer, register.form.clone());
    let deed = Deed::RegisterVolunteer(register.clone());
    delivery(&bring(&app, &deed, &device).await, 201);
    let sent = app.post(api::VOLUNTEERS, Some(&device), &register).await;
    assert_eq!(sent.status, 200);
    let form = VolunteerForm {
        division: code(TOWNSHIP),
        ..form
    };
    let change = ChangeVolunteer {
        action: action_id(),
        form,
    };
    let deed = Deed::ChangeVolunteer(id, change.clone());
    bring(&app, &deed, &secret())
        .await
        .refused(ErrorCode::NotFound);
    let done = delivery(&bring(&app, &deed, &device).await, 201);
    let Delivered::Volunteer { division, .. } = done.result else {
        panic!("a booking")
    };
    assert_eq!(division, code(TOWNSHIP));
    let path = api::volunteer_change(id);
    let sent = app.post(&path, Some(&device), &change).await;
    assert_eq!(sent.json::<VolunteerView>().version, 2);
    let end = WithdrawVolunteer {
        action: action_id(),
    };
    delivery(
        &bring(&app, &Deed::WithdrawVolunteer(id, end), &device).await,
        201,
    );
    let read = app.get(&api::volunteer(id), Some(&device)).await;
    assert_eq!(
        read.json::<VolunteerView>().state,
        VolunteerState::Withdrawn
    );
}

#[tokio::test]
async fn refusals_are_those_of_the_phone_itself() {
    let app = TestApp::new().await;
    let full = booking(&["2026-11-25T09:00"]);
    app.post(api::BOOKINGS, Some(&secret()), &full)
        .await
        .booking(201);
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let deed = Deed::CreateBooking(wish.clone());
    let refused = bring(&app, &deed, &device).await;
    refused.refused(ErrorCode::NoPlace);
    assert_eq!(refused.error().choices.len(), 1);
    let sent = app.post(api::BOOKINGS, Some(&device), &wish).await;
    sent.refused(ErrorCode::NoPlace);
    let mut wrong = booking(&["2026-11-26T09:00"]);
    wrong.service = slug(TALK);
    let deed = Deed::CreateBooking(wrong);
    bring(&app, &deed, &secret())
        .await
        .refused(ErrorCode::InvalidField);
    app.check_invariants().await;
}

#[tokio::test]
async fn what_is_no_parcel_is_refused() {
    let app = TestApp::new().await;
    let deed = Deed::CreateBooking(booking(&["2026-11-25T09:00"]));
    let good = seal(&deed, &secret());
    let bring = async |bytes: &[u8]| {
        let parcel = base45::encode(bytes);
        app.post(api::HANDOVERS, None, &HandOver { parcel }).await
    };
    for at in [1, 5, 20, 40, 70, 110, good.len() - 70, good.len() - 1] {
        let mut changed = good.clone();
        changed[at] ^= 1;
        bring(&changed).await.refused(ErrorCode::BadRequest);
    }
    bring(&good[..good.len() - 1])
        .await
        .refused(ErrorCode::BadRequest);
    bring(&[]).await.refused(ErrorCode::BadRequest);
    let parcel = "nobody's".to_owned();
    let said = app.post(api::HANDOVERS, None, &HandOver { parcel }).await;
    said.refused(ErrorCode::BadRequest);
    let mut newer = good.clone();
    newer[0] = 2;
    let newer = bring(&newer).await;
    newer.refused(ErrorCode::UnknownPath);
    assert!(!newer.error().code.is_permanent());
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 0);
}

#[tokio::test]
async fn only_the_key_of_the_right_counts() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let id = wish.booking;
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    let other = secret();
    let theirs = booking(&["2026-11-26T09:00"]);
    app.post(api::BOOKINGS, Some(&other), &theirs)
        .await
        .booking(201);
    let cancel = |id| {
        Deed::CancelBooking(
            id,
            CancelBooking {
                action: action_id(),
                base: None,
            },
        )
    };
    // Nobody's, another record's, one that is not there.
    bring(&app, &cancel(id), &secret())
        .await
        .refused(ErrorCode::NotFound);
    bring(&app, &cancel(id), &other)
        .await
        .refused(ErrorCode::NotFound);
    bring(&app, &cancel(booking_id()), &device)
        .await
        .refused(ErrorCode::NotFound);
    // The right digest, a key of somebody else's: signed by whoever has that key.
    let forged = forge(&cancel(id), &device, &other);
    app.post(api::HANDOVERS, None, &forged)
        .await
        .refused(ErrorCode::BadRequest);
    let read = app.get(&api::booking(id), Some(&device)).await.booking(200);
    assert_eq!(read.state, BookingState::Confirmed);
    delivery(&bring(&app, &cancel(id), &device).await, 201);
}

/// The parcel of `device` with the key of `other` put in its place.
fn forge(deed: &Deed, device: &DeviceSecret, other: &DeviceSecret) -> HandOver {
    let mut bytes = seal(deed, device);
    bytes[66..98].copy_from_slice(&handover::verifying_key(other));
    let parcel = base45::encode(&bytes);
    HandOver { parcel }
}

#[tokio::test]
async fn a_key_is_learnt_from_the_devices_next_request() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let id = wish.booking;
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    app.place
        .write("UPDATE booking_secret SET verifying_key = NULL")
        .await;
    let cancel = Deed::CancelBooking(
        id,
        CancelBooking {
            action: action_id(),
            base: None,
        },
    );
    bring(&app, &cancel, &device)
        .await
        .refused(ErrorCode::NotFound);
    app.get(&api::booking(id), Some(&device)).await.booking(200);
    delivery(&bring(&app, &cancel, &device).await, 201);
}

#[tokio::test]
async fn a_repeat_with_another_content_is_refused() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    let mut changed = wish.clone();
    changed.note = "别的".to_owned();
    let deed = Deed::CreateBooking(changed);
    bring(&app, &deed, &device)
        .await
        .refused(ErrorCode::ActionReused);
    // Another device's signature on the same action.
    let deed = Deed::CreateBooking(wish);
    bring(&app, &deed, &secret())
        .await
        .refused(ErrorCode::ActionReused);
}

fn heard(own: &CreateBooking) -> SpokenBooking {
    let booking = CreateBooking {
        action: action_id(),
        booking: booking_id(),
        ..own.clone()
    };
    SpokenBooking {
        fingerprint: fingerprint(own.action),
        booking,
    }
}

#[tokio::test]
async fn read_out_and_then_sent_by_the_phone_itself() {
    let app = TestApp::new().await;
    let (phone, receiver, own) = (secret(), secret(), booking(&["2026-11-25T09:00"]));
    let said = Spoken::of(&own).unwrap();
    let asked = heard(&own);
    assert_eq!(said.fingerprint, asked.fingerprint);
    let first = delivery(&app.post(api::SPOKEN, Some(&receiver), &asked).await, 201);
    assert!(!first.again);
    let again = delivery(&app.post(api::SPOKEN, Some(&receiver), &asked).await, 200);
    assert!(again.again);
    for _ in 0..2 {
        let view = app
            .post(api::BOOKINGS, Some(&phone), &own)
            .await
            .booking(200);
        assert_eq!(
            (view.booking, view.reference),
            (own.booking, first.reference)
        );
    }
    app.get(&api::booking(own.booking), Some(&phone))
        .await
        .booking(200);
    let theirs = api::booking(asked.booking.booking);
    let view = app.get(&theirs, Some(&receiver)).await.booking(200);
    assert_eq!(view.booking, own.booking);
    let after = delivery(&app.post(api::SPOKEN, Some(&receiver), &asked).await, 200);
    assert_eq!(after.reference, first.reference);
    // The phone can go on by codes: its key came with its own action.
    let end = Deed::CancelBooking(
        own.booking,
        CancelBooking {
            action: action_id(),
            base: None,
        },
    );
    delivery(&bring(&app, &end, &phone).await, 201);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 1);
    // PostgreSQL looks at each commit.
    if matches!(app.place.database, Database::Sqlite(_)) {
        let loose = "SELECT count(*) FROM pragma_foreign_key_check";
        assert_eq!(app.count(loose).await, 0);
    }
    app.check_invariants().await;
}

#[tokio::test]
async fn handed_over_by_code_and_read_out_too() {
    let app = TestApp::new().await;
    let (phone, own) = (secret(), booking(&["2026-11-25T09:00"]));
    let deed = Deed::CreateBooking(own.clone());
    delivery(
        &app.post(api::SPOKEN, Some(&secret()), &heard(&own)).await,
        201,
    );
    let brought = delivery(&bring(&app, &deed, &phone).await, 200);
    assert!(brought.again);
    let other = delivery(
        &app.post(api::SPOKEN, Some(&secret()), &heard(&own)).await,
        200,
    );
    assert_eq!(other.reference, brought.reference);
    let view = app
        .post(api::BOOKINGS, Some(&phone), &own)
        .await
        .booking(200);
    assert_eq!(view.reference, brought.reference);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 1);
    app.check_invariants().await;
}

#[tokio::test]
async fn what_was_read_out_needs_a_right_and_a_right_form() {
    let app = TestApp::new().await;
    let asked = heard(&booking(&["2026-11-25T09:00"]));
    app.post(api::SPOKEN, None, &asked)
        .await
        .refused(ErrorCode::SecretMissing);
    let mut nameless = asked.clone();
    nameless.booking.name.clear();
    let refused = app.post(api::SPOKEN, Some(&secret()), &nameless).await;
    refused.refused(ErrorCode::InvalidField);
    let device = secret();
    delivery(&app.post(api::SPOKEN, Some(&device), &asked).await, 201);
    let mut other = asked;
    other.booking.note = "别的".to_owned();
    let reused = app.post(api::SPOKEN, Some(&device), &other).await;
    reused.refused(ErrorCode::ActionReused);
}

#[tokio::test]
async fn a_crowd_of_all_three_ways_is_one_booking() {
    let app = TestApp::new().await;
    let (phone, own) = (secret(), booking(&["2026-11-25T09:00"]));
    let deed = Deed::CreateBooking(own.clone());
    let parcel = sealed(&deed, &phone);
    assert!(Parcel::read(&parcel.parcel).is_ok());
    let mut requests = Vec::new();
    for _ in 0..4 {
        requests.push(post(api::HANDOVERS, None, &parcel));
        requests.push(post(api::BOOKINGS, Some(&phone), &own));
        requests.push(post(api::SPOKEN, Some(&secret()), &heard(&own)));
    }
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|request| tokio::spawn(send(app.router.clone(), request)))
        .collect();
    for task in tasks {
        let answer = task.await.unwrap();
        assert!(answer.status.is_success(), "{}", answer.text());
    }
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 1);
    app.get(&api::booking(own.booking), Some(&phone))
        .await
        .booking(200);
    app.check_invariants().await;
}
