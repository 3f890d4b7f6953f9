//! Guessing passwords.

use model::api::staff as paths;
use model::error::ErrorCode;
use model::permissions::Role;
use serde_json::json;

use super::browser::*;
use crate::support::*;

const WRONG: &str = "corn lamp river 8";

#[tokio::test]
async fn delays_grow_and_nobody_learns_which_names_there_are() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let mut answers = Vec::new();
    for name in ["wang", "nobody"] {
        let mut seen = Vec::new();
        for wait in [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900] {
            let mut browser = Browser::at([198, 51, 100, 1]);
            // Before the time even the right password does not help.
            if wait > 0 {
                let early = browser.sign_in(&app, name, PASSWORD).await;
                assert_eq!(early.error().retry_after, Some(wait), "{name} {wait}");
                app.clock.advance(i64::from(wait) * 1_000 - 1);
                browser
                    .sign_in(&app, name, PASSWORD)
                    .await
                    .refused(ErrorCode::RateLimited);
                app.clock.advance(1);
            }
            let answer = browser.sign_in(&app, name, WRONG).await;
            seen.push((answer.status, answer.text().to_owned()));
        }
        answers.push(seen);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].iter().all(|(status, _)| *status == 401));
    // After the last delay the right one is taken, and forgets the failures.
    app.clock.advance(900_000);
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(&app, "wang", PASSWORD).await.status, 200);
    let left = app.count("SELECT failures FROM sign_in_try").await;
    assert_eq!(left, 12, "only the unknown name's are left");
}

#[tokio::test]
async fn many_at_once_are_counted_one_by_one() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let tries = (0..20).map(|peer| {
        let app = &app;
        async move {
            Browser::at([198, 51, 100, peer])
                .sign_in(app, "wang", WRONG)
                .await
                .status
                .as_u16()
        }
    });
    let answers = futures_util::future::join_all(tries).await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(401), count(429)), (5, 15), "{answers:?}");
}

#[tokio::test]
async fn whoever_fails_on_purpose_keeps_nobody_out() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let mut desk = Browser::of(&app, "wang").await;
    desk.post(&app, paths::SIGN_OUT, json!(null)).await;
    assert!(!desk.cookies.contains_key(SESSION));
    let mut attacker = Browser::at([198, 51, 100, 7]);
    for _ in 0..5 {
        attacker
            .sign_in(&app, "wang", WRONG)
            .await
            .refused(ErrorCode::SignInFailed);
    }
    // Elsewhere one has to wait; at the own desk not.
    Browser::default()
        .sign_in(&app, "wang", PASSWORD)
        .await
        .refused(ErrorCode::RateLimited);
    assert_eq!(desk.sign_in(&app, "wang", PASSWORD).await.status, 200);
    // What is locked does not count: trying on makes it no longer.
    for _ in 0..50 {
        attacker
            .sign_in(&app, "wang", WRONG)
            .await
            .refused(ErrorCode::RateLimited);
    }
    app.clock.advance(30_000);
    assert_eq!(
        Browser::default()
            .sign_in(&app, "wang", PASSWORD)
            .await
            .status,
        200
    );
    // A known desk has no endless tries either, and another's mark is no mark.
    desk.post(&app, paths::SIGN_OUT, json!(null)).await;
    for _ in 0..5 {
        desk.sign_in(&app, "wang", WRONG)
            .await
            .refused(ErrorCode::SignInFailed);
    }
    desk.sign_in(&app, "wang", PASSWORD)
        .await
        .refused(ErrorCode::RateLimited);
    account(&app, "zhao", Role::Clerk, VILLAGE).await;
    for _ in 0..5 {
        attacker.sign_in(&app, "zhao", WRONG).await;
    }
    desk.sign_in(&app, "zhao", PASSWORD)
        .await
        .refused(ErrorCode::RateLimited);
}

#[tokio::test]
async fn one_address_that_tries_many_names() {
    let app = TestApp::new().await;
    let mut attacker = Browser::at([198, 51, 100, 7]);
    for name in 0..30 {
        let answer = attacker.sign_in(&app, &format!("name{name}"), WRONG).await;
        answer.refused(ErrorCode::SignInFailed);
    }
    let answer = attacker.sign_in(&app, "name99", WRONG).await;
    assert_eq!(answer.error().retry_after, Some(60));
    let mut other = Browser::at([198, 51, 100, 8]);
    other
        .sign_in(&app, "name99", WRONG)
        .await
        .refused(ErrorCode::SignInFailed);
    app.clock.advance(60_000);
    attacker
        .sign_in(&app, "name98", WRONG)
        .await
        .refused(ErrorCode::SignInFailed);
}

#[tokio::test]
async fn a_session_does_not_help_to_guess_the_password() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let mut browser = Browser::of(&app, "wang").await;
    let paths = [paths::PASSWORD, paths::TOTP_ENROL, paths::TOTP_REMOVE];
    for attempt in 0..5 {
        let path = paths[attempt % 3];
        let body = match path {
            paths::PASSWORD => json!({"password": WRONG, "new_password": "a wholly new sentence"}),
            _ => json!({"password": WRONG}),
        };
        let answer = browser.post(&app, path, body).await;
        assert_eq!(answer.error().field, Some(model::error::Field::Password));
    }
    let right = json!({"password": PASSWORD, "new_password": "a wholly new sentence"});
    let answer = browser.post(&app, paths::PASSWORD, right.clone()).await;
    answer.refused(ErrorCode::RateLimited);
    // Signing in is counted apart.
    assert_eq!(
        Browser::default()
            .sign_in(&app, "wang", PASSWORD)
            .await
            .status,
        200
    );
    app.clock.advance(30_000);
    assert_eq!(browser.post(&app, paths::PASSWORD, right).await.status, 200);
}
