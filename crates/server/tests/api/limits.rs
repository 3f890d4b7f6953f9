//! How often somebody may try.

use model::api;
use model::booking::{CancelBooking, LookUpBooking};
use model::error::ErrorCode;
use model::reference::Reference;
use server::http::limits::Rates;

use crate::support::*;

async fn limited(proxies: &'static str) -> TestApp {
    TestApp::with(Setup {
        rates: Rates::default(),
        proxies,
        ..Setup::default()
    })
    .await
}

fn look_up(number: u32) -> LookUpBooking {
    LookUpBooking {
        reference: Reference::from_number(number).digits(),
        mobile: "13812345678".to_owned(),
    }
}

#[tokio::test]
async fn look_ups_of_one_address() {
    let app = limited("").await;
    for number in 0..5 {
        let answer = app
            .post(api::BOOKING_LOOKUP, Some(&secret()), &look_up(number))
            .await;
        answer.refused(ErrorCode::NotFound);
    }
    let answer = app
        .post(api::BOOKING_LOOKUP, Some(&secret()), &look_up(9))
        .await;
    let error = answer.error();
    assert_eq!(
        (error.code, error.retry_after),
        (ErrorCode::RateLimited, Some(12))
    );
    assert_eq!(answer.header("retry-after"), "12");
    app.clock.advance(12_000);
    let answer = app
        .post(api::BOOKING_LOOKUP, Some(&secret()), &look_up(9))
        .await;
    answer.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_mistyped_costs_nothing() {
    let app = limited("").await;
    let mistyped = LookUpBooking {
        reference: "123".to_owned(),
        ..look_up(1)
    };
    for _ in 0..20 {
        let answer = app
            .post(api::BOOKING_LOOKUP, Some(&secret()), &mistyped)
            .await;
        answer.refused(ErrorCode::InvalidField);
    }
}

#[tokio::test]
async fn look_ups_of_one_reference_from_everywhere() {
    let app = limited("192.0.2.1").await;
    let ask = |client: u8| {
        let mut request = post(api::BOOKING_LOOKUP, Some(&secret()), &look_up(7));
        let forwarded = format!("203.0.113.{client}");
        request
            .headers_mut()
            .insert("x-forwarded-for", forwarded.parse().unwrap());
        app.send(request)
    };
    for client in 0..10 {
        ask(client).await.refused(ErrorCode::NotFound);
    }
    ask(99).await.refused(ErrorCode::RateLimited);
}

#[tokio::test]
async fn a_forged_address_does_not_help() {
    let app = limited("").await;
    for client in 0..6u8 {
        let mut request = post(
            api::BOOKING_LOOKUP,
            Some(&secret()),
            &look_up(client.into()),
        );
        let forwarded = format!("203.0.113.{client}");
        request
            .headers_mut()
            .insert("x-forwarded-for", forwarded.parse().unwrap());
        let answer = app.send(request).await;
        let code = if client < 5 {
            ErrorCode::NotFound
        } else {
            ErrorCode::RateLimited
        };
        answer.refused(code);
    }
}

#[tokio::test]
async fn bookings_of_one_address() {
    let app = limited("").await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    for attempt in 0..60 {
        let answer = app.post(api::BOOKINGS, Some(&device), &wish).await;
        answer.booking(if attempt == 0 { 201 } else { 200 });
    }
    let answer = app.post(api::BOOKINGS, Some(&device), &wish).await;
    answer.refused(ErrorCode::RateLimited);
    assert_eq!(answer.header("retry-after"), "2");
    // Reading is not limited.
    app.get(&api::booking(wish.booking), Some(&device))
        .await
        .booking(200);
    app.clock.advance(2_000);
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(200);
}

#[tokio::test]
async fn changes_of_one_address() {
    let app = limited("").await;
    let cancel = CancelBooking {
        action: action_id(),
        base: None,
    };
    let device = secret();
    // Of nothing, so that nothing of it is written.
    let paths = [
        api::booking_cancel(booking_id()),
        api::booking_erase(booking_id()),
        api::booking_change(booking_id()),
        api::volunteer_withdraw(volunteer_id()),
    ];
    let change = serde_json::json!({"action": action_id(), "choices": ["2026-11-25T09:00"]});
    for attempt in 0..64 {
        let path = &paths[attempt % 4];
        let answer = if attempt % 4 == 2 {
            app.post(path, Some(&device), &change).await
        } else {
            app.post(path, Some(&device), &cancel).await
        };
        answer.refused(if attempt < 60 {
            ErrorCode::NotFound
        } else {
            ErrorCode::RateLimited
        });
    }
    // Booking is counted apart.
    let wish = booking(&["2026-11-25T09:00"]);
    app.post(api::BOOKINGS, Some(&device), &wish)
        .await
        .booking(201);
}

#[tokio::test]
async fn readiness_is_tried_once_a_second() {
    let app = TestApp::new().await;
    let ready = || app.get("/readyz", None);
    assert_eq!(ready().await.status, 200);
    server::store::Store::close(&*app.store).await;
    assert_eq!(ready().await.status, 200);
    app.clock.advance(1_000);
    ready().await.refused(ErrorCode::Unavailable);
    ready().await.refused(ErrorCode::Unavailable);
}
