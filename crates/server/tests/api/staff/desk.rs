//! The station's day over HTTP.

use model::api::staff as paths;
use model::api::{BOOKINGS, booking as booking_path};
use model::booking::{BookingView, CreateBooking};
use model::error::ErrorCode;
use model::id::{BookingId, DeviceSecret};
use model::permissions::Role;
use model::workbench::{
    Added, BookingRecord, DayList, FoundBookings, Outcome, StaleBooking, WholeNumber,
};
use serde_json::{Value, json};

use super::browser::*;
use crate::support::*;

const TIME: &str = "2026-11-25T09:00";

/// A clerk of the village, and somebody's booking there.
struct Desk {
    app: TestApp,
    clerk: Browser,
    device: DeviceSecret,
    id: BookingId,
}

async fn desk() -> Desk {
    let app = TestApp::new().await;
    account(&app, "clerk", Role::Clerk, VILLAGE).await;
    let clerk = Browser::of(&app, "clerk").await;
    let device = secret();
    let made = app.post(BOOKINGS, Some(&device), &booking(&[TIME])).await;
    let id = made.booking(201).booking;
    Desk {
        app,
        clerk,
        device,
        id,
    }
}

fn act(base: u32, act: Value) -> Value {
    json!({"action": action_id(), "base": base, "act": act})
}

fn entry(channel: &str, time: &str, name: &str) -> Value {
    json!({
        "action": action_id(), "booking": booking_id(), "channel": channel, "service": CARD,
        "way": "at_station", "slot": time, "name": name, "mobile": "13900000000",
    })
}

impl Desk {
    async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.clerk.post(&self.app, path, body).await
    }

    async fn act(&mut self, body: Value) -> Answer {
        self.post(&paths::act_on_booking(self.id), body).await
    }

    async fn add(&mut self, body: Value) -> Answer {
        let path = paths::station_bookings(code(VILLAGE));
        self.post(&path, body).await
    }

    async fn read(&self) -> BookingView {
        let path = booking_path(self.id);
        self.app.get(&path, Some(&self.device)).await.json()
    }

    async fn day(&mut self, query: &str) -> DayList {
        let path = paths::day(code(VILLAGE), date("2026-11-25"));
        let answer = self.clerk.get(&self.app, &format!("{path}{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.json()
    }
}

#[tokio::test]
async fn from_the_list_to_done() {
    let mut desk = desk().await;
    let list = desk.day("").await;
    let row = &list.rows[0];
    assert_eq!((row.booking, &*row.mobile), (desk.id, "138****5678"));
    assert_eq!(list.next, None);
    let open = paths::open_booking(desk.id);
    let record: BookingRecord = desk.post(&open, json!({})).await.json();
    assert_eq!(record.booking.mobile, "138****5678");
    assert_eq!(record.booking.note, "带了证件");
    let path = paths::booking_number(desk.id);
    let number: WholeNumber = desk.post(&path, Value::Null).await.json();
    assert_eq!(number.mobile, "13812345678");
    assert!(desk.read().await.opened_at.is_some(), "the person is shown");
    let served = act(2, json!({"kind": "served", "outcome": "papers_missing"}));
    let record: BookingRecord = desk.act(served.clone()).await.json();
    assert_eq!(record.outcome, Some(Outcome::PapersMissing));
    let again: BookingRecord = desk.act(served).await.json();
    assert_eq!(again, record);
    assert_eq!(desk.read().await.outcome, Some(Outcome::PapersMissing));
    let noted = desk
        .app
        .count("SELECT count(*) FROM audit WHERE kind = 'booking'");
    assert_eq!(noted.await, 3);
    desk.app.check_invariants().await;
}

#[tokio::test]
async fn what_is_not_done_says_why() {
    let mut desk = desk().await;
    let change = json!({"action": action_id(), "choices": ["2026-11-26T09:00"], "base": 1});
    let path = model::api::booking_change(desk.id);
    desk.app
        .post(&path, Some(&desk.device), &change)
        .await
        .booking(200);
    let arrived = json!({"kind": "arrived"});
    let stale = desk.act(act(1, arrived.clone())).await;
    stale.refused(ErrorCode::Stale);
    let stale: StaleBooking = stale.json();
    assert_eq!(stale.stands.slot, slot("2026-11-26T09:00"));
    assert_eq!(
        (stale.stands.version, &*stale.stands.mobile),
        (2, "138****5678")
    );
    let taken = act(2, json!({"kind": "move", "slot": "2026-11-27T09:00"}));
    let no_place = desk.act(taken).await;
    no_place.refused(ErrorCode::NoPlace);
    assert_eq!(no_place.error().choices.len(), 1);
    let too_early = desk.act(act(2, json!({"kind": "no_show"}))).await;
    too_early.refused(ErrorCode::NotChangeable);
    for (body, code) in [
        (
            json!({"kind": "message", "text": "  "}),
            ErrorCode::InvalidField,
        ),
        (
            json!({"kind": "decline", "reason": "长".repeat(201)}),
            ErrorCode::InvalidField,
        ),
        (
            json!({"kind": "served", "outcome": "flown"}),
            ErrorCode::BadRequest,
        ),
        (json!({"kind": "dance"}), ErrorCode::BadRequest),
    ] {
        desk.act(act(2, body)).await.refused(code);
    }
    let done = act(2, arrived);
    assert_eq!(desk.act(done.clone()).await.status, 200);
    let mut other = done;
    other["base"] = 3.into();
    desk.act(other).await.refused(ErrorCode::ActionReused);
    let noted = desk
        .app
        .count("SELECT count(*) FROM audit WHERE kind = 'booking'");
    assert_eq!(noted.await, 1);
}

#[tokio::test]
async fn page_by_page() {
    let mut desk = desk().await;
    for (way, time) in [
        ("home_visit", TIME),
        ("call_back", TIME),
        ("at_station", "2026-11-25T10:00"),
    ] {
        let mut told = serde_json::to_value(booking(&[time])).unwrap();
        told["way"] = way.into();
        let told: CreateBooking = serde_json::from_value(told).unwrap();
        desk.app
            .post(BOOKINGS, Some(&secret()), &told)
            .await
            .booking(201);
    }
    let whole = desk.day("").await;
    assert_eq!(
        (whole.rows.len(), desk.day("&limit=500").await.rows.len()),
        (4, 4)
    );
    let (mut rows, mut next) = (Vec::new(), Some(String::new()));
    while let Some(after) = next {
        let after = if after.is_empty() {
            after
        } else {
            format!("&after={after}")
        };
        let page = desk.day(&format!("&limit=1{after}")).await;
        rows.extend(page.rows);
        next = page.next;
    }
    assert_eq!(rows, whole.rows);
    let path = paths::day(code(VILLAGE), date("2026-11-25"));
    for query in [
        "&limit=0",
        "&limit=501",
        "&after=x",
        "&after=540.x.y",
        "&after=1.at_station",
        "&who=1",
    ] {
        let answer = desk.clerk.get(&desk.app, &format!("{path}{query}")).await;
        answer.refused(ErrorCode::BadRequest);
    }
}

#[tokio::test]
async fn entered_at_the_counter() {
    let mut desk = desk().await;
    let walk_in = entry("walk_in", "2026-11-24T08:00", "赵六");
    let made = desk.add(walk_in.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let Added::Booking { row } = made.json() else {
        panic!("{}", made.text())
    };
    // The answer was lost, and midnight has passed.
    desk.app.clock.set("2026-11-24T23:50");
    let mut desk = Desk {
        clerk: Browser::of(&desk.app, "clerk").await,
        ..desk
    };
    desk.app.clock.set("2026-11-25T00:10");
    let again = desk.add(walk_in.clone()).await;
    assert_eq!(
        (again.status.as_u16(), again.json()),
        (200, Added::Booking { row: row.clone() })
    );
    let mut twice = walk_in;
    twice["booking"] = json!(booking_id());
    desk.add(twice.clone())
        .await
        .refused(ErrorCode::InvalidField);
    twice["channel"] = "paper".into();
    twice["action"] = json!(action_id());
    let double = desk.add(twice.clone()).await;
    assert_eq!(
        (double.status.as_u16(), double.json()),
        (200, Added::Double { rows: vec![row] })
    );
    twice["although_double"] = true.into();
    assert_eq!(desk.add(twice).await.status, 201);
    let noted = desk
        .app
        .count("SELECT count(*) FROM audit WHERE act = 'add_booking'");
    assert_eq!(noted.await, 2);
    let consents = desk
        .app
        .count("SELECT count(*) FROM booking WHERE consent = 0");
    assert_eq!(consents.await, 2);
    desk.app.check_invariants().await;
}

#[tokio::test]
async fn what_is_not_entered() {
    let mut desk = desk().await;
    let mut refused = async |name: &str, value: Value, code: ErrorCode| {
        let mut told = entry("telephone", "2026-11-25T09:30", "赵六");
        told[name] = value;
        desk.add(told).await.refused(code);
    };
    refused("mobile", "".into(), ErrorCode::InvalidField).await;
    refused("channel", "app".into(), ErrorCode::InvalidField).await;
    refused("channel", "walk_in".into(), ErrorCode::InvalidField).await;
    refused("service", "nothing".into(), ErrorCode::InvalidField).await;
    refused("service", DISTRICT_ONLY.into(), ErrorCode::InvalidField).await;
    refused(
        "became",
        json!({"kind": "no_show"}),
        ErrorCode::InvalidField,
    )
    .await;
    refused("name", "7".into(), ErrorCode::InvalidField).await;
    refused("slot", "2026-11-25T09:00".into(), ErrorCode::NoPlace).await;
    refused("slot", "2026-11-25".into(), ErrorCode::BadRequest).await;
    assert_eq!(desk.app.count("SELECT count(*) FROM booking").await, 1);
    // The last refusals are remembered; nothing about the person is.
    assert_eq!(
        desk.app
            .count("SELECT count(*) FROM audit WHERE kind = 'booking'")
            .await,
        0
    );
}

#[tokio::test]
async fn what_is_foreign_looks_like_what_is_not_there() {
    let desk = desk().await;
    account(&desk.app, "other", Role::StationHead, OTHER_VILLAGE).await;
    let mut other = Browser::of(&desk.app, "other").await;
    let before = desk.read().await;
    for (path, body) in [
        (paths::open_booking as fn(BookingId) -> String, json!({})),
        (paths::booking_number, Value::Null),
        (paths::act_on_booking, act(1, json!({"kind": "arrived"}))),
    ] {
        let foreign = other.post(&desk.app, &path(desk.id), body.clone()).await;
        foreign.refused(ErrorCode::NotFound);
        let nothing = other.post(&desk.app, &path(booking_id()), body).await;
        assert_eq!(
            (foreign.status, foreign.body),
            (nothing.status, nothing.body)
        );
    }
    let day = |station: &str| paths::day(code(station), date("2026-11-25"));
    let foreign = other.get(&desk.app, &day(VILLAGE)).await;
    let nothing = other.get(&desk.app, &day("500112017999")).await;
    foreign.refused(ErrorCode::NotFound);
    assert_eq!(
        (foreign.status, foreign.body),
        (nothing.status, nothing.body)
    );
    // One's own scope has stations that there are not.
    account(&desk.app, "town", Role::Clerk, TOWNSHIP).await;
    let mut town = Browser::of(&desk.app, "town").await;
    town.get(&desk.app, &day("500112017999"))
        .await
        .refused(ErrorCode::NotFound);
    assert_eq!(desk.read().await, before);
    let find = json!({"text": "13812345678"});
    let found = async |browser: &mut Browser, find: Value| -> FoundBookings {
        browser
            .post(&desk.app, paths::FIND_BOOKINGS, find)
            .await
            .json()
    };
    assert_eq!(found(&mut other, find.clone()).await.rows, []);
    assert_eq!(found(&mut town, find.clone()).await.rows.len(), 1);
    let within = json!({"text": "王建", "within": VILLAGE});
    assert_eq!(found(&mut town, within.clone()).await.rows.len(), 1);
    let answer = other.post(&desk.app, paths::FIND_BOOKINGS, within).await;
    answer.refused(ErrorCode::NotFound);
    let short = json!({"text": "王"});
    let answer = other.post(&desk.app, paths::FIND_BOOKINGS, short).await;
    answer.refused(ErrorCode::InvalidField);
}
