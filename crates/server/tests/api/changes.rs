//! What may become of a booking: other times, cancelled, erased.

use model::api;
use model::booking::{
    BookingState, BookingView, CancelBooking, ChangeBooking, CreateBooking, LookUpBooking, Wish,
};
use model::error::{ErrorCode, PassedOver};
use model::id::DeviceSecret;
use model::slot::Refusal;
use server::store::{Action, SecretHash, Store as _};
use sha2::{Digest as _, Sha256};

use server::store::database::Database;

use crate::support::*;

struct Booked {
    app: TestApp,
    device: DeviceSecret,
    wish: CreateBooking,
    view: BookingView,
}

async fn booked() -> Booked {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let view = app
        .post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
    Booked {
        app,
        device,
        wish,
        view,
    }
}

fn change(choices: &[&str]) -> ChangeBooking {
    ChangeBooking {
        action: action_id(),
        choices: choices.iter().map(|text| slot(text)).collect(),
        window: None,
        base: None,
    }
}

fn cancel() -> CancelBooking {
    CancelBooking {
        action: action_id(),
        base: None,
    }
}

impl Booked {
    async fn change(&self, change: &ChangeBooking) -> Answer {
        self.app
            .post(
                &api::booking_change(self.wish.booking),
                Some(&self.device),
                change,
            )
            .await
    }

    async fn cancel(&self, cancel: &CancelBooking) -> Answer {
        self.app
            .post(
                &api::booking_cancel(self.wish.booking),
                Some(&self.device),
                cancel,
            )
            .await
    }

    async fn erase(&self, erase: &CancelBooking) -> Answer {
        self.app
            .post(
                &api::booking_erase(self.wish.booking),
                Some(&self.device),
                erase,
            )
            .await
    }

    async fn read(&self) -> BookingView {
        let path = api::booking(self.wish.booking);
        self.app.get(&path, Some(&self.device)).await.booking(200)
    }
}

#[tokio::test]
async fn other_times_keep_the_reference() {
    let booked = booked().await;
    booked.app.clock.advance(60_000);
    let asked = change(&["2026-11-26T09:30"]);
    let view = booked.change(&asked).await.booking(200);
    assert_eq!(view.reference, booked.view.reference);
    assert_eq!((view.slot, view.version), (slot("2026-11-26T09:30"), 2));
    assert!(view.updated_at > view.received_at);
    assert_eq!(booked.change(&asked).await.booking(200), view);
    assert_eq!(booked.read().await, view);
    // The old place is free for somebody else.
    let other = booking(&["2026-11-25T09:00"]);
    booked
        .app
        .post(api::BOOKINGS, Some(&secret()), &other)
        .await
        .booking(201);
    booked.app.check_invariants().await;
}

#[tokio::test]
async fn without_a_place_everything_stays() {
    let booked = booked().await;
    let (device, other) = (secret(), booking(&["2026-11-26T09:30"]));
    booked
        .app
        .post(api::BOOKINGS, Some(&device), &other)
        .await
        .booking(201);
    let asked = change(&["2026-11-26T09:30"]);
    let lost = booked.change(&asked).await.error();
    assert_eq!(lost.code, ErrorCode::NoPlace);
    assert_eq!(
        lost.choices,
        [PassedOver {
            rank: 1,
            reason: Refusal::Full
        }]
    );
    assert_eq!(booked.read().await, booked.view);
    // The same action is refused again, even when there is a place; another one wins it.
    let path = api::booking_cancel(other.booking);
    booked
        .app
        .post(&path, Some(&device), &cancel())
        .await
        .booking(200);
    assert_eq!(booked.change(&asked).await.error(), lost);
    let mut elsewhere = asked.clone();
    elsewhere.choices = vec![slot("2026-11-26T10:00")];
    booked
        .change(&elsewhere)
        .await
        .refused(ErrorCode::ActionReused);
    assert_eq!(booked.read().await, booked.view);
    let anew = change(&["2026-11-26T09:30"]);
    booked.change(&anew).await.booking(200);
    booked.app.check_invariants().await;
}

#[tokio::test]
async fn what_was_done_is_shown_even_where_it_would_be_refused_today() {
    let booked = booked().await;
    let mut twice = change(&["2026-11-26T09:30"]);
    twice.choices.push(twice.choices[0]);
    booked.change(&twice).await.refused(ErrorCode::InvalidField);
    // As an earlier version may have taken it.
    let told = serde_json::to_string(&serde_json::to_value(&twice).unwrap()).unwrap();
    let id = booked.wish.booking;
    let device = SecretHash(Sha256::digest(booked.device.as_bytes()).into());
    let parts: [&[u8]; 4] = [b"change", id.as_bytes(), &device.0, told.as_bytes()];
    let action = Action {
        id: twice.action,
        body_mac: key().mac(&parts),
        secret: device,
        key: None,
        at: slot(NOW).timestamp(),
    };
    let wish = Wish {
        choices: twice.choices.clone(),
        window: None,
    };
    let done = booked
        .app
        .store
        .change_booking(action, id, None, wish)
        .await;
    let shown = booked.change(&twice).await.booking(200);
    assert_eq!(shown, done.unwrap().into_inner());
}

#[tokio::test]
async fn ones_own_slot_counts_as_free() {
    let booked = booked().await;
    let view = booked
        .change(&change(&["2026-11-25T09:00"]))
        .await
        .booking(200);
    assert_eq!(
        (view.slot, view.version, view.rank),
        (booked.view.slot, 2, 1)
    );
    let other = booking(&["2026-11-25T09:30"]);
    booked
        .app
        .post(api::BOOKINGS, Some(&secret()), &other)
        .await
        .booking(201);
    let asked = change(&["2026-11-25T09:30", "2026-11-25T09:00"]);
    let view = booked.change(&asked).await.booking(200);
    assert_eq!((view.slot, view.rank), (booked.view.slot, 2));
    assert_eq!(view.state, BookingState::Adjusted);
    booked.app.check_invariants().await;
}

#[tokio::test]
async fn cancelling_frees_the_place_at_once() {
    let booked = booked().await;
    let asked = cancel();
    let view = booked.cancel(&asked).await.booking(200);
    assert_eq!((view.state, view.version), (BookingState::Cancelled, 2));
    assert_eq!(
        booked
            .app
            .count("SELECT count(*) FROM slot WHERE taken > 0")
            .await,
        0
    );
    assert_eq!(booked.cancel(&asked).await.booking(200), view);
    assert_eq!(booked.cancel(&cancel()).await.booking(200), view);
    booked
        .change(&change(&["2026-11-26T09:30"]))
        .await
        .refused(ErrorCode::NotChangeable);
    let other = booking(&["2026-11-25T09:00"]);
    booked
        .app
        .post(api::BOOKINGS, Some(&secret()), &other)
        .await
        .booking(201);
    // The booking's own action again shows how things stand now.
    let again = booked
        .app
        .post(api::BOOKINGS, Some(&booked.device), &booked.wish)
        .await;
    assert_eq!(again.booking(200).state, BookingState::Cancelled);
    booked.app.check_invariants().await;
}

#[tokio::test]
async fn what_has_begun_cannot_be_changed() {
    let booked = booked().await;
    booked.app.clock.set("2026-11-25T09:00");
    booked
        .change(&change(&["2026-11-26T09:30"]))
        .await
        .refused(ErrorCode::NotChangeable);
    booked
        .cancel(&cancel())
        .await
        .refused(ErrorCode::NotChangeable);
    assert_eq!(booked.read().await, booked.view);
}

#[tokio::test]
async fn another_device_can_do_nothing() {
    let booked = booked().await;
    let stranger = Booked {
        device: secret(),
        ..booked
    };
    stranger
        .change(&change(&["2026-11-26T09:30"]))
        .await
        .refused(ErrorCode::NotFound);
    stranger
        .cancel(&cancel())
        .await
        .refused(ErrorCode::NotFound);
    stranger.erase(&cancel()).await.refused(ErrorCode::NotFound);
    assert_eq!(stranger.app.count(OPEN).await, 1);
}

#[tokio::test]
async fn an_action_does_one_thing_only() {
    let booked = booked().await;
    let asked = change(&["2026-11-26T09:30"]);
    booked.change(&asked).await.booking(200);
    let mut other = asked.clone();
    other.choices = vec![slot("2026-11-26T10:00")];
    booked.change(&other).await.refused(ErrorCode::ActionReused);
    let same_id = CancelBooking {
        action: asked.action,
        base: None,
    };
    booked
        .cancel(&same_id)
        .await
        .refused(ErrorCode::ActionReused);
    assert_eq!(booked.read().await.slot, slot("2026-11-26T09:30"));
}

#[tokio::test]
async fn erasing_leaves_nothing_of_the_person() {
    let booked = booked().await;
    let asked = cancel();
    let view = booked.erase(&asked).await.booking(200);
    assert_eq!(
        (view.name.as_str(), view.mobile.as_str(), view.note.as_str()),
        ("", "", "")
    );
    assert_eq!(view.state, BookingState::Cancelled);
    assert_eq!(booked.erase(&asked).await.booking(200), view);
    assert_eq!(booked.read().await, view);
    let look_up = LookUpBooking {
        reference: view.reference.digits(),
        mobile: booked.wish.mobile.clone(),
    };
    let found = booked
        .app
        .post(api::BOOKING_LOOKUP, Some(&secret()), &look_up)
        .await;
    found.refused(ErrorCode::NotFound);
    booked.app.check_invariants().await;
    // Not even in the file, once its log is written back.
    server::store::Store::close(&*booked.app.store).await;
    let Database::Sqlite(file) = &booked.app.place.database else {
        return;
    };
    let file = std::fs::read(file).unwrap();
    for trace in ["王建国", "13812345678", "带了证件"] {
        assert!(
            !file
                .windows(trace.len())
                .any(|window| window == trace.as_bytes()),
            "{trace}"
        );
    }
}

#[tokio::test]
async fn a_past_booking_can_still_be_erased() {
    let booked = booked().await;
    booked.app.clock.set("2026-12-01T09:00");
    let view = booked.erase(&cancel()).await.booking(200);
    assert_eq!(
        (view.name.as_str(), view.state),
        ("", BookingState::Confirmed)
    );
}
