//! Random requests: whatever is sent, the server does not fail.

use axum::body::Body;
use axum::http::Method;
use model::api;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::*;

/// Text that looks like what is expected, and text that does not.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        "[0-9]{2,12}".prop_map(Value::from),
        "20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]".prop_map(Value::from),
        prop::sample::select(vec![
            "at_station",
            "home_visit",
            CARD,
            VILLAGE,
            "13812345678"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map("[a-z_]{1,9}", inner, 0..5)
                .prop_map(|map| Value::from(map.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

fn path() -> impl Strategy<Value = String> {
    let id = booking_id().to_string();
    let known = prop::sample::select(vec![
        api::BOOKINGS.to_owned(),
        api::BOOKING_LOOKUP.to_owned(),
        api::VOLUNTEERS.to_owned(),
        format!("{}/{id}/change", api::BOOKINGS),
        format!("{}/{id}/cancel", api::BOOKINGS),
        format!("{}/{id}/erase", api::BOOKINGS),
        format!("{}/{id}/change", api::VOLUNTEERS),
        format!("/api/v1/stations/{VILLAGE}/availability"),
    ]);
    prop_oneof![
        known,
        "(/[a-z0-9%.~_-]{0,12}){1,5}".prop_map(|path| format!("/api{path}"))
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_the_server_fail(
        requests in prop::collection::vec((
            prop::sample::select(vec![Method::GET, Method::POST, Method::PUT, Method::DELETE]),
            path(),
            "([a-z]{1,7}=[a-z0-9_%-]{0,10}&?){0,4}",
            prop::collection::hash_map(
                prop::sample::select(vec![
                    "action", "booking", "station", "service", "way", "choices", "window", "name",
                    "mobile", "note", "consent", "reference", "form", "volunteer",
                ]),
                value(),
                0..4,
            ),
            any::<bool>(),
        ), 1..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = TestApp::new().await;
            for (method, path, query, spoil, whole) in requests {
                // A good booking with some fields spoilt, or nothing but the spoilt fields.
                let mut body = if whole { booking_json() } else { json!({}) };
                for (key, value) in spoil {
                    body[key] = value;
                }
                let target = format!("{path}?{query}");
                let Ok(request) = request(method.as_str(), &target, Some(&secret()))
                    .header("content-type", "application/json")
                    .body(Body::from(body.to_string()))
                else {
                    continue;
                };
                let answer = app.send(request).await;
                assert!(answer.status.as_u16() < 500, "{method} {target} {body}");
                if answer.status.as_u16() >= 400 {
                    answer.error();
                }
            }
            app.check_invariants().await;
        });
    }
}
