//! The contract with clients: a change of it shows in review.

use serde_json::Value;

use crate::support::*;

#[tokio::test]
async fn the_openapi_document() {
    let app = TestApp::new().await;
    let answer = app.get("/api/openapi.json", None).await;
    assert_eq!(answer.header("content-type"), "application/json");
    insta::assert_snapshot!("openapi", answer.text());
}

#[tokio::test]
async fn every_path_of_the_document_is_served() {
    let app = TestApp::new().await;
    let document: Value = app.get("/api/openapi.json", None).await.json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 10);
    for (path, operations) in paths {
        let path = path
            .replace("{id}", &booking_id().to_string())
            .replace("{district}", DISTRICT)
            .replace("{code}", VILLAGE);
        for method in operations.as_object().unwrap().keys() {
            let request = request(&method.to_uppercase(), &path, None);
            let answer = app
                .send(request.body(axum::body::Body::empty()).unwrap())
                .await;
            let status = answer.status.as_u16();
            assert!(
                ![404, 405].contains(&status) && status < 500,
                "{method} {path} {status}"
            );
        }
    }
    let id = booking_id();
    for path in [
        model::api::BOOKINGS.to_owned(),
        model::api::BOOKING_LOOKUP.to_owned(),
        model::api::booking_erase(id).replace(&id.to_string(), "{id}"),
        model::api::district_pack(code(DISTRICT)).replace(DISTRICT, "{district}"),
    ] {
        assert!(paths.contains_key(&path), "{path}");
    }
}
