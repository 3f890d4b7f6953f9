//! Requests that other pages make with our cookies, and the cookies themselves.

use axum::http::StatusCode;
use model::api::staff as paths;
use model::error::ErrorCode;
use model::permissions::Role;
use serde_json::json;

use super::browser::*;
use crate::support::*;

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let app = TestApp::new().await;
    account(&app, "chief", Role::Administrator, "50").await;
    let below = account(&app, "below", Role::Clerk, VILLAGE).await;
    let own = Browser::of(&app, "chief").await;
    let foreign: [&[(&'static str, &str)]; 5] = [
        &[],
        &[("x-station-staff", "1"), ("sec-fetch-site", "cross-site")],
        &[("x-station-staff", "1"), ("sec-fetch-site", "same-site")],
        &[("x-station-staff", "1"), ("origin", "https://evil.example")],
        &[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://station.example"),
        ],
    ];
    let new = json!({"staff": staff_id(), "user_name": "spy", "name": "张三", "role": "clerk",
        "scope": VILLAGE});
    let requests = [
        (paths::account_disable(below), json!({"why": "x"})),
        (paths::account_reset(below), json!({"why": "x"})),
        (paths::ACCOUNTS.to_owned(), new),
        (
            paths::PASSWORD.to_owned(),
            json!({"password": PASSWORD, "new_password": "a wholly new sentence"}),
        ),
        (paths::TOTP_ENROL.to_owned(), json!({"password": PASSWORD})),
        (paths::SIGN_OUT.to_owned(), json!(null)),
        (
            paths::SIGN_IN.to_owned(),
            json!({"user_name": "below", "password": PASSWORD}),
        ),
    ];
    for headers in foreign {
        for (path, body) in &requests {
            let mut browser = own.clone();
            browser.headers = headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect();
            let answer = browser.post(&app, path, body.clone()).await;
            answer.refused(ErrorCode::ForeignPage);
            assert_eq!(browser.cookies, own.cookies);
        }
    }
    assert!(own.clone().me(&app).await.is_some(), "still signed in");
    let changed =
        "SELECT (SELECT count(*) FROM staff) * 100 + (SELECT count(*) FROM staff_session)";
    assert_eq!(app.count(changed).await, 201);
    // A form of a foreign page can send text only.
    let mut request = own.request(
        "POST",
        paths::TOTP_ENROL,
        Some(json!({"password": PASSWORD})),
    );
    request
        .headers_mut()
        .insert("content-type", "text/plain".parse().unwrap());
    app.send(request)
        .await
        .refused(ErrorCode::UnsupportedMediaType);
}

#[tokio::test]
async fn cookies_behind_tls_and_without() {
    for (behind_tls, name) in [(true, "__Host-station-staff"), (false, "station-staff")] {
        let app = TestApp::with(Setup {
            behind_tls,
            ..Setup::default()
        })
        .await;
        account(&app, "wang", Role::Clerk, VILLAGE).await;
        let mut browser = Browser::default();
        let answer = browser.sign_in(&app, "wang", PASSWORD).await;
        let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
        assert_eq!(cookies.len(), 2);
        let (token, attributes) = cookies[0].to_str().unwrap().split_once(';').unwrap();
        assert_eq!(token.len(), name.len() + 1 + 64);
        assert!(token.starts_with(name));
        let secure = if behind_tls { "; Secure" } else { "" };
        assert_eq!(
            attributes,
            format!(" Path=/; HttpOnly; SameSite=Strict{secure}")
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.text().contains(token.split_once('=').unwrap().1));
        assert!(browser.me(&app).await.is_some());
        // The other kind's name is not taken.
        let mut renamed = Browser::default();
        let other = if behind_tls {
            "station-staff"
        } else {
            "__Host-station-staff"
        };
        renamed
            .cookies
            .insert(other.to_owned(), browser.cookies[name].clone());
        assert!(renamed.me(&app).await.is_none());
        let answer = browser.post(&app, paths::SIGN_OUT, json!(null)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(
            answer.header("set-cookie"),
            format!("{name}=; Path=/; HttpOnly; SameSite=Strict{secure}; Max-Age=0")
        );
    }
}
