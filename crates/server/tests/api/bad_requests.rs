//! Whatever is sent, the answer is a typed refusal and never a failure of the server.

use axum::body::Body;
use axum::http::Request;
use model::api;
use model::error::{ErrorCode, Field};
use serde_json::{Value, json};

use crate::support::*;

fn raw(method: &str, path: &str, kind: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut builder = request(method, path, Some(&secret()));
    if let Some(kind) = kind {
        builder = builder.header("content-type", kind);
    }
    builder.body(body.into()).unwrap()
}

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn bodies() {
    let app = TestApp::new().await;
    let good = booking_json().to_string();
    let with = |key: &str, value: Value| {
        let mut body = booking_json();
        body[key] = value;
        body.to_string()
    };
    let mut without = booking_json();
    without.as_object_mut().unwrap().remove("name");
    let huge = with("note", "长".repeat(api::MAX_BODY).into());
    use ErrorCode::{BadRequest, TooLarge, UnsupportedMediaType};
    for (kind, body, code) in [
        (JSON, String::new(), BadRequest),
        (JSON, "{".to_owned(), BadRequest),
        (JSON, "[]".to_owned(), BadRequest),
        (JSON, "null".to_owned(), BadRequest),
        (JSON, format!("{good}x"), BadRequest),
        (JSON, "[".repeat(10_000), BadRequest),
        (
            JSON,
            good.replacen("\"name\"", "\"name\":\"a\",\"name\"", 1),
            BadRequest,
        ),
        (JSON, without.to_string(), BadRequest),
        (JSON, with("vip", true.into()), BadRequest),
        (JSON, with("name", 5.into()), BadRequest),
        (JSON, with("action", "1".into()), BadRequest),
        (
            JSON,
            with("action", "550e8400-e29b-41d4-a716-446655440000".into()),
            BadRequest,
        ),
        (JSON, with("booking", Value::Null), BadRequest),
        (JSON, with("station", "5001".into()), BadRequest),
        (JSON, with("station", 500112.into()), BadRequest),
        (JSON, with("service", "优待证".into()), BadRequest),
        (JSON, with("way", "by_car".into()), BadRequest),
        (JSON, with("choices", "2026-11-25T09:00".into()), BadRequest),
        (
            JSON,
            with("choices", json!(["2026-13-25T09:00"])),
            BadRequest,
        ),
        (
            JSON,
            with("choices", json!(["2026-11-25T24:00"])),
            BadRequest,
        ),
        (
            JSON,
            with("window", json!({"from": "2026-11-25"})),
            BadRequest,
        ),
        (JSON, with("consent", (-1).into()), BadRequest),
        (JSON, with("consent", 70_000.into()), BadRequest),
        (JSON, huge, TooLarge),
        (None, good.clone(), UnsupportedMediaType),
        (Some("text/plain"), good.clone(), UnsupportedMediaType),
        (
            Some("application/x-www-form-urlencoded"),
            good.clone(),
            UnsupportedMediaType,
        ),
        (Some("application/jsonx"), good, UnsupportedMediaType),
    ] {
        let shown: String = body.chars().take(80).collect();
        let answer = app.send(raw("POST", api::BOOKINGS, kind, body)).await;
        assert_eq!(answer.error().code, code, "{kind:?} {shown}");
    }
    let not_text = vec![0xff, 0xfe, 0x00];
    app.send(raw("POST", api::BOOKINGS, JSON, not_text))
        .await
        .refused(BadRequest);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 0);
}

#[tokio::test]
async fn a_body_of_unknown_length_is_cut_off() {
    let app = TestApp::new().await;
    let chunk = || Ok::<_, std::convert::Infallible>(bytes::Bytes::from(vec![b' '; 1_000]));
    let endless = futures_util::stream::iter(std::iter::repeat_with(chunk).take(1_000));
    let answer = app
        .send(raw("POST", api::BOOKINGS, JSON, Body::from_stream(endless)))
        .await;
    answer.refused(ErrorCode::TooLarge);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_the_clients_fault() {
    let app = TestApp::new().await;
    let head = Ok::<_, std::convert::Infallible>(bytes::Bytes::from_static(b"{"));
    let stuck = futures_util::StreamExt::chain(
        futures_util::stream::iter([head]),
        futures_util::stream::pending(),
    );
    let request = raw("POST", api::BOOKINGS, JSON, Body::from_stream(stuck));
    // From here on time passes as soon as all wait.
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    app.send(request).await.refused(ErrorCode::RequestTimeout);
    assert_eq!(started.elapsed().as_secs(), 15);
}

#[tokio::test]
async fn fields() {
    let app = TestApp::new().await;
    let tomorrow = json!(["2026-11-25T09:00"]);
    let four = json!([
        "2026-11-25T09:00",
        "2026-11-25T09:30",
        "2026-11-25T10:00",
        "2026-11-26T09:00"
    ]);
    for (key, value, field, words) in [
        ("name", json!(""), Field::Name, "请填写姓名"),
        (
            "name",
            json!("王".repeat(200)),
            Field::Name,
            "您填了 200 个",
        ),
        ("name", json!("<b>"), Field::Name, "符号"),
        ("mobile", json!("1381234567"), Field::Mobile, "您填了 10 位"),
        ("mobile", json!("23812345678"), Field::Mobile, "13 到 19"),
        ("note", json!("长".repeat(201)), Field::Note, "200"),
        ("consent", json!(0), Field::Consent, "同意"),
        ("consent", json!(3), Field::Consent, "同意"),
        ("choices", json!([]), Field::Choices, "至少"),
        ("choices", four, Field::Choices, "三个"),
        (
            "choices",
            json!([tomorrow[0], tomorrow[0]]),
            Field::Choices,
            "两次",
        ),
        (
            "window",
            json!({"from": "2026-11-26", "to": "2026-11-25"}),
            Field::Window,
            "日期",
        ),
        (
            "window",
            json!({"from": "0001-01-01", "to": "9999-12-31"}),
            Field::Window,
            "日期",
        ),
        (
            "service",
            json!("no-such"),
            Field::Service,
            "没有这个服务事项",
        ),
        ("service", json!(TALK), Field::Service, "不用预约"),
        ("service", json!(DISTRICT_ONLY), Field::Station, "不办理"),
        (
            "station",
            json!("500112017999"),
            Field::Station,
            "没有这个服务站",
        ),
    ] {
        let mut body = booking_json();
        body[key] = value;
        let error = app
            .post(api::BOOKINGS, Some(&secret()), &body)
            .await
            .error();
        assert_eq!(
            (error.code, error.field),
            (ErrorCode::InvalidField, Some(field)),
            "{key}"
        );
        assert!(error.message.contains(words), "{key}: {}", error.message);
    }
    let mut body = booking_json();
    body["station"] = DISTRICT.into();
    body["service"] = DISTRICT_ONLY.into();
    body["way"] = "home_visit".into();
    body["note"] = " ".into();
    let error = app
        .post(api::BOOKINGS, Some(&secret()), &body)
        .await
        .error();
    assert_eq!(
        error.field,
        Some(Field::Note),
        "nobody finds a home unknown"
    );
    body["note"] = "凤鸣路 8 号 2 单元 3 楼".into();
    let error = app
        .post(api::BOOKINGS, Some(&secret()), &body)
        .await
        .error();
    assert_eq!(error.field, Some(Field::Way));
    assert_eq!(app.count("SELECT count(*) FROM action").await, 0);
}

#[tokio::test]
async fn paths_methods_and_queries() {
    let app = TestApp::new().await;
    let station = format!("/api/v1/stations/{VILLAGE}");
    let asked = |query: &str| format!("{station}/availability?{query}");
    let (bad, none) = (ErrorCode::BadRequest, ErrorCode::NotFound);
    for (method, path, code) in [
        ("GET", "/api/v1/bookings/here".to_owned(), bad),
        ("GET", "/api/v1/bookings/%ff".to_owned(), bad),
        ("GET", "/api/v1/volunteers/1".to_owned(), bad),
        ("GET", "/api/v1/stations/5001".to_owned(), bad),
        ("GET", "/api/v1/stations/500999".to_owned(), none),
        ("GET", "/api/v1/packs/stations/500999".to_owned(), none),
        ("GET", "/api/v1/packs/stations/x".to_owned(), bad),
        ("GET", format!("/api/v1/packs/stations/{VILLAGE}"), none),
        ("GET", format!("{station}/availability"), bad),
        (
            "GET",
            asked("service=card&way=at_station&from=2026-11-25"),
            bad,
        ),
        (
            "GET",
            asked("service=card&way=at_station&from=2026-11-25&days=0"),
            bad,
        ),
        (
            "GET",
            asked("service=card&way=at_station&from=2026-11-25&days=32"),
            bad,
        ),
        (
            "GET",
            asked("service=card&way=at_station&from=2026-11-25&days=-1"),
            bad,
        ),
        (
            "GET",
            asked("service=card&way=at_station&from=tomorrow&days=7"),
            bad,
        ),
        (
            "GET",
            asked("service=card&way=at_station&from=2026-11-25&days=7&x=1"),
            bad,
        ),
        (
            "GET",
            asked("service=%ff&way=at_station&from=2026-11-25&days=7"),
            ErrorCode::InvalidField,
        ),
        (
            "GET",
            asked("service=card&way=fly&from=2026-11-25&days=7"),
            ErrorCode::InvalidField,
        ),
        (
            "GET",
            asked("service=none&way=at_station&from=2026-11-25&days=7"),
            ErrorCode::InvalidField,
        ),
        (
            "GET",
            asked("service=talk&way=at_station&from=2026-11-25&days=7"),
            ErrorCode::InvalidField,
        ),
        ("GET", "/api".to_owned(), ErrorCode::UnknownPath),
        ("GET", "/api/".to_owned(), ErrorCode::UnknownPath),
        ("GET", "/api/v2/bookings".to_owned(), ErrorCode::UnknownPath),
        ("POST", "/api/v1/nothing".to_owned(), ErrorCode::UnknownPath),
        ("GET", api::BOOKINGS.to_owned(), ErrorCode::MethodNotAllowed),
        (
            "DELETE",
            api::BOOKINGS.to_owned(),
            ErrorCode::MethodNotAllowed,
        ),
        (
            "PUT",
            api::booking(booking_id()),
            ErrorCode::MethodNotAllowed,
        ),
        (
            "POST",
            api::STATIONS_PACK.to_owned(),
            ErrorCode::MethodNotAllowed,
        ),
        ("BREW", "/healthz".to_owned(), ErrorCode::MethodNotAllowed),
        ("POST", "/stations".to_owned(), ErrorCode::MethodNotAllowed),
    ] {
        let answer = app.send(raw(method, &path, None, "")).await;
        assert_eq!(answer.error().code, code, "{method} {path}");
        assert_eq!(
            answer.header("content-type"),
            "application/json",
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn the_ways_to_ask_are_named() {
    let app = TestApp::new().await;
    let id = booking_id();
    for (method, path, allowed) in [
        ("GET", api::BOOKINGS.to_owned(), "POST"),
        ("PUT", api::booking(id), "GET,HEAD"),
        ("POST", api::booking(id), "GET,HEAD"),
        ("DELETE", api::booking_cancel(id), "POST"),
        ("POST", api::STATIONS_PACK.to_owned(), "GET,HEAD"),
        ("PUT", "/api/openapi.json".to_owned(), "GET,HEAD"),
        ("POST", "/stations".to_owned(), "GET, HEAD"),
    ] {
        let answer = app.send(raw(method, &path, None, "")).await;
        answer.refused(ErrorCode::MethodNotAllowed);
        assert_eq!(answer.header("allow"), allowed, "{method} {path}");
    }
}

#[tokio::test]
async fn secrets() {
    let app = TestApp::new().await;
    let hex = secret().to_hex();
    for value in [
        None,
        Some(String::new()),
        Some(hex.clone()),
        Some(format!("Bearer {hex}")),
        Some(format!("device {hex}")),
        Some(format!("Device {}", &hex[..63])),
        Some(format!("Device {hex}0")),
        Some("Device 秘密".to_owned()),
    ] {
        let mut builder = request("GET", &api::booking(booking_id()), None);
        if let Some(value) = &value {
            builder = builder.header("authorization", value.as_bytes());
        }
        let answer = app.send(builder.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.error().code, ErrorCode::SecretMissing, "{value:?}");
    }
    let answer = app.post(api::BOOKINGS, None, &booking_json()).await;
    answer.refused(ErrorCode::SecretMissing);
}
