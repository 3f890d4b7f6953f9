//! Packs, the catalogue, one station, what can be booked.

use axum::body::Body;
use model::api;
use model::availability::Availability;
use model::error::{ErrorCode, Field};
use model::slot::Way;
use serde_json::Value;

use crate::support::*;

async fn fetch(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut builder = request("GET", path, None);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    app.send(builder.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn packs_are_tagged_and_compressed() {
    let app = TestApp::new().await;
    let district = format!("{}/{DISTRICT}", api::STATIONS_PACK);
    for path in [api::STATIONS_PACK, district.as_str(), api::CATALOGUE_PACK] {
        let plain = fetch(&app, path, &[]).await;
        assert_eq!((plain.status.as_u16(), plain.body.len()), (200, 4_000));
        assert_eq!(plain.header("content-type"), "application/octet-stream");
        assert_eq!(plain.header("vary"), "accept-encoding");
        assert_eq!(plain.header("content-encoding"), "");
        let packed = fetch(&app, path, &[("accept-encoding", "gzip, br;q=0.9")]).await;
        assert_eq!(packed.header("content-encoding"), "br");
        assert!(packed.body.len() < 100);
        assert_eq!(
            packed.header("content-length"),
            packed.body.len().to_string()
        );
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed.body[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, plain.body);
        assert_ne!(packed.header("etag"), plain.header("etag"));
        for tag in [packed.header("etag"), plain.header("etag"), "*"] {
            let listed = format!("\"other\", {tag}");
            let known = fetch(&app, path, &[("if-none-match", &listed)]).await;
            assert_eq!((known.status.as_u16(), known.body.len()), (304, 0), "{tag}");
            assert_ne!(known.header("etag"), "");
        }
        assert_eq!(
            fetch(&app, path, &[("if-none-match", "\"other\"")])
                .await
                .status,
            200
        );
        let refused = fetch(&app, path, &[("accept-encoding", "br;q=0")]).await;
        assert_eq!(refused.header("content-encoding"), "");
    }
}

#[tokio::test]
async fn the_catalogue_as_json() {
    let app = TestApp::new().await;
    let answer = fetch(&app, "/api/v1/catalogue", &[]).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert!(answer.json::<Value>()["services"].is_array());
}

#[tokio::test]
async fn one_station() {
    let app = TestApp::new().await;
    let answer = fetch(&app, &api::station(code(VILLAGE)), &[]).await;
    let view: Value = answer.json();
    assert_eq!(view["code"], VILLAGE);
    assert_eq!(view["tier"], "village");
    let above: Vec<_> = view["above"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["code"])
        .collect();
    assert_eq!(above, [TOWNSHIP, DISTRICT, "50"]);
    assert_eq!(view["hours_published"], false);
    let services: Vec<_> = view["services"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["service"])
        .collect();
    assert_eq!(services, [CARD, TALK]);
}

fn ask(station: &str, way: Way) -> String {
    api::availability(code(station), &slug(CARD), way, date("2026-11-24"), 7)
}

#[tokio::test]
async fn what_can_be_booked() {
    let app = TestApp::new().await;
    let free: Availability = fetch(&app, &ask(VILLAGE, Way::AtStation), &[]).await.json();
    assert_eq!((free.duration, free.days.len()), (30, 7));
    assert!(!free.hours_published);
    // Today from half past eight on; every fourth slot of the day is kept for walk-ins.
    let minutes: Vec<_> = free.days[0]
        .slots
        .iter()
        .map(|(minute, _)| *minute)
        .collect();
    assert_eq!(minutes, [540, 570, 600, 660, 690, 840, 900, 930, 960, 1020]);
    assert_eq!(free.days[3].holiday.as_deref(), Some("测试节"));
    assert!(free.days[3].slots.is_empty());
    assert!(!free.days[4].slots.is_empty(), "worked to make up");
    assert!(free.days[5].slots.is_empty());

    let wish = booking(&["2026-11-24T09:00"]);
    app.post(api::BOOKINGS, Some(&secret()), &wish)
        .await
        .booking(201);
    let free: Availability = fetch(&app, &ask(VILLAGE, Way::AtStation), &[]).await.json();
    assert_eq!(free.days[0].slots[0], (540, 0));
    assert_eq!(free.days[0].slots[1], (570, 1));
    let other: Availability = fetch(&app, &ask(OTHER_VILLAGE, Way::AtStation), &[])
        .await
        .json();
    assert_eq!(other.days[0].slots[0], (540, 1));
    let calls: Availability = fetch(&app, &ask(VILLAGE, Way::CallBack), &[]).await.json();
    assert_eq!((calls.duration, calls.days[0].slots[0]), (15, (540, 1)));

    app.clock.set("2026-11-24T09:10");
    let free: Availability = fetch(&app, &ask(VILLAGE, Way::AtStation), &[]).await.json();
    assert_eq!(free.days[0].slots[0].0, 600);
}

#[tokio::test]
async fn whatever_is_shown_free_can_be_booked() {
    let app = TestApp::new().await;
    let free: Availability = fetch(&app, &ask(VILLAGE, Way::AtStation), &[]).await.json();
    for day in &free.days {
        for (minute, places) in &day.slots {
            let mut wish = booking(&[]);
            wish.choices = vec![model::slot::SlotStart {
                date: day.date,
                minute: *minute,
            }];
            for _ in 0..*places {
                (wish.action, wish.booking) = (action_id(), booking_id());
                app.post(api::BOOKINGS, Some(&secret()), &wish)
                    .await
                    .booking(201);
            }
            (wish.action, wish.booking) = (action_id(), booking_id());
            app.post(api::BOOKINGS, Some(&secret()), &wish)
                .await
                .refused(ErrorCode::NoPlace);
        }
    }
    app.check_invariants().await;
}

#[tokio::test]
async fn not_offered_there() {
    let app = TestApp::new().await;
    let ask = |station: &str, service: &str, way: Way| {
        api::availability(code(station), &slug(service), way, date("2026-11-24"), 7)
    };
    let unknown = fetch(&app, &ask("500999", CARD, Way::AtStation), &[]).await;
    unknown.refused(ErrorCode::NotFound);
    for (path, field) in [
        (ask(VILLAGE, TALK, Way::AtStation), Field::Service),
        (ask(VILLAGE, DISTRICT_ONLY, Way::AtStation), Field::Station),
        (ask(DISTRICT, DISTRICT_ONLY, Way::HomeVisit), Field::Way),
    ] {
        assert_eq!(fetch(&app, &path, &[]).await.error().field, Some(field));
    }
}
