//! What a person is told over HTTP when the station has acted too.

use model::api;
use model::booking::{BookingState, BookingView, CancelBooking, ChangeBooking};
use model::civil::Timestamp;
use model::error::ErrorCode;
use model::history::{By, EventKind, StaffWords};
use model::id::DeviceSecret;
use model::person::Note;
use serde_json::{Value, json};
use server::store::desk::DeskStore as _;
use server::store::{Action, SecretHash, StationAct, StationAction};

use crate::support::*;

const TIME: &str = "2026-11-25T09:00";
const OTHER: &str = "2026-11-26T09:00";

struct Booked {
    app: TestApp,
    device: DeviceSecret,
    first: BookingView,
}

async fn booked() -> Booked {
    let app = TestApp::new().await;
    hire(&*app.store, &[TOWNSHIP]).await;
    let (device, wish) = (secret(), booking(&[TIME]));
    let made = app.post(api::BOOKINGS, Some(&device), &wish).await;
    Booked {
        app,
        device,
        first: made.booking(201),
    }
}

impl Booked {
    /// Staff of the township do something.
    async fn staff(&self, base: u32, act: StationAct) {
        let at: Timestamp = slot(NOW).timestamp();
        let id = action_id();
        let mut body_mac = [0; 32];
        body_mac[..16].copy_from_slice(id.as_bytes());
        let change = StationAction {
            action: Action {
                id,
                body_mac,
                secret: SecretHash([0; 32]),
                key: None,
                at,
            },
            by: right(TOWNSHIP),
            booking: self.first.booking,
            base,
            act,
        };
        self.app.store.station_change(change).await.unwrap();
    }

    async fn read(&self) -> Value {
        let path = api::booking(self.first.booking);
        self.app.get(&path, Some(&self.device)).await.json()
    }

    async fn change(&self, to: &str, base: Option<u32>) -> Answer {
        let change = ChangeBooking {
            action: action_id(),
            choices: vec![slot(to)],
            window: None,
            base,
        };
        let path = api::booking_change(self.first.booking);
        self.app.post(&path, Some(&self.device), &change).await
    }

    async fn cancel(&self, base: Option<u32>) -> Answer {
        let cancel = CancelBooking {
            action: action_id(),
            base,
        };
        let path = api::booking_cancel(self.first.booking);
        self.app.post(&path, Some(&self.device), &cancel).await
    }
}

#[tokio::test]
async fn a_change_that_crosses_a_move_stands_and_says_so() {
    let booked = booked().await;
    booked.staff(1, StationAct::Move(slot(OTHER))).await;
    let view = booked
        .change("2026-11-25T10:00", Some(1))
        .await
        .booking(200);
    assert_eq!(view.slot, slot("2026-11-25T10:00"));
    let last = view.history.last().unwrap();
    assert!(last.crossed);
    assert_eq!(last.from, Some(slot(OTHER)));
    assert_eq!(view.handled_by, Some(code(TOWNSHIP)));
    // An app of an older version does not say what it looked at, and wins as well.
    booked.staff(3, StationAct::Move(slot(OTHER))).await;
    let view = booked.change(TIME, None).await.booking(200);
    assert_eq!(view.slot, slot(TIME));
    assert!(
        !view.history.last().unwrap().crossed,
        "nothing is known of it"
    );
    booked.app.check_invariants().await;
}

#[tokio::test]
async fn who_comes_too_late_is_told_who_ended_it_and_why() {
    let booked = booked().await;
    let why = StaffWords::parse("当天停电").unwrap();
    booked.staff(1, StationAct::Decline(why)).await;
    let refused = booked.change(OTHER, Some(1)).await;
    refused.refused(ErrorCode::NotChangeable);
    let message = refused.error().message;
    assert!(message.contains("服务站没有受理"), "{message}");
    assert!(message.contains("当天停电"), "{message}");
    let ended = booked.cancel(Some(1)).await.booking(200);
    assert_eq!(ended.state, BookingState::Cancelled);
    assert_eq!(ended.ended_by, Some(By::Station), "it stays what it was");
    booked.app.check_invariants().await;
}

#[tokio::test]
async fn what_travels_of_it() {
    let booked = booked().await;
    let fresh = booked.read().await;
    for name in ["message", "ended_by", "reason", "handled_at", "handled_by"] {
        assert_eq!(fresh.get(name), None, "nothing to say: {name}");
    }
    let made = json!([{
        "version": 1, "at": slot(NOW).timestamp().0, "by": "person", "kind": "made",
        "state": "confirmed", "to": TIME, "rank": 1,
    }]);
    assert_eq!(fresh["history"], made);
    let why = StaffWords::parse("当天停电").unwrap();
    booked.staff(1, StationAct::Decline(why)).await;
    let declined = booked.read().await;
    assert_eq!(declined["state"], "cancelled", "an older app shows 已取消");
    assert_eq!(declined["ended_by"], "station");
    assert_eq!(declined["reason"], "当天停电");
    let last = &declined["history"][1];
    assert_eq!(
        (&last["kind"], &last["station"]),
        (&json!("declined"), &json!(TOWNSHIP))
    );
}

/// The whole of one change as it comes down, compressed, with everything that staff can do in it.
#[tokio::test]
async fn a_much_changed_booking_is_small_on_the_wire() {
    let booked = booked().await;
    let opened = slot(NOW).timestamp();
    let id = booked.first.booking;
    booked
        .app
        .store
        .mark_opened(right(TOWNSHIP), id, Note::default(), opened)
        .await
        .unwrap();
    let message = "请带上退伍证原件和两张一寸照片，先到一楼窗口取号。";
    let message = StaffWords::parse(message).unwrap();
    booked.staff(2, StationAct::Message(message)).await;
    let mut version = 3;
    for clock in ["09:00", "09:30", "10:00"] {
        let to = format!("2026-11-26T{clock}");
        booked.staff(version, StationAct::Move(slot(&to))).await;
        let to = format!("2026-11-30T{clock}");
        booked.change(&to, Some(version)).await.booking(200);
        version += 2;
    }
    let view: BookingView = serde_json::from_value(booked.read().await).unwrap();
    assert_eq!(view.history.len(), 8);
    let crossed =
        |event: &&model::history::BookingEvent| event.kind == EventKind::Changed && event.crossed;
    assert_eq!(view.history.iter().filter(crossed).count(), 3);
    let json = serde_json::to_vec(&view).unwrap();
    let mut small = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 5,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &json[..], &mut small, &params).unwrap();
    println!("{} bytes, {} compressed", json.len(), small.len());
    assert!(small.len() <= 1_000, "{} bytes", small.len());
}
