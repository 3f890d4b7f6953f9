//! Sessions: how they begin, how they end.

use model::api::staff as paths;
use model::error::ErrorCode;
use model::permissions::Role;
use model::staff::Sessions;
use serde_json::json;

use super::browser::*;
use crate::support::*;

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn a_token_from_before_opens_nothing() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    account(&app, "evil", Role::Clerk, VILLAGE).await;
    // One that was made up, and one of a session of somebody else.
    let attacker = Browser::of(&app, "evil").await;
    for planted in ["ab".repeat(32), attacker.cookies[SESSION].clone()] {
        let mut victim = Browser::default();
        victim.cookies.insert(SESSION.to_owned(), planted.clone());
        assert_eq!(victim.sign_in(&app, "wang", PASSWORD).await.status, 200);
        assert_ne!(victim.cookies[SESSION], planted);
        assert_eq!(victim.me(&app).await.unwrap().account.user_name, "wang");
        let mut thief = Browser::default();
        thief.cookies.insert(SESSION.to_owned(), planted);
        let seen = thief.me(&app).await.map(|me| me.account.user_name);
        assert_ne!(seen.as_deref(), Some("wang"));
    }
    let stored = "SELECT count(*) FROM staff_session WHERE length(token_hash) <> 32";
    assert_eq!(app.count(stored).await, 0);
    let mut wrong = Browser::default();
    wrong
        .cookies
        .insert(SESSION.to_owned(), "nonsense".to_owned());
    assert!(wrong.me(&app).await.is_none());
}

#[tokio::test]
async fn changing_the_password_ends_all_sessions_and_gives_a_new_token() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let (mut here, mut there) = (
        Browser::of(&app, "wang").await,
        Browser::of(&app, "wang").await,
    );
    let mut stolen = here.clone();
    let change = |from: &str, to: &str| json!({"password": from, "new_password": to});
    let new = "a wholly new sentence";
    for (body, words) in [
        (change(PASSWORD, "short"), "密码至少 12 个字符"),
        (change(PASSWORD, "password1234"), "太常见"),
        (change(PASSWORD, "wangwangwangab"), "用户名"),
        (change(PASSWORD, PASSWORD), "一样"),
        (change("not this one", new), "现在的密码不对"),
    ] {
        let answer = here.post(&app, paths::PASSWORD, body).await;
        let error = answer.error();
        assert!(
            error.code == ErrorCode::InvalidField && error.message.contains(words),
            "{error:?}"
        );
    }
    assert_eq!(
        here.post(&app, paths::PASSWORD, change(PASSWORD, new))
            .await
            .status,
        200
    );
    assert!(here.me(&app).await.is_some());
    assert!(there.me(&app).await.is_none() && stolen.me(&app).await.is_none());
    there
        .sign_in(&app, "wang", PASSWORD)
        .await
        .refused(ErrorCode::SignInFailed);
    assert_eq!(there.sign_in(&app, "wang", new).await.status, 200);
}

#[tokio::test]
async fn idle_sessions_end() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let mut browser = Browser::of(&app, "wang").await;
    // Used now and then it goes on.
    for _ in 0..5 {
        app.clock.advance(29 * MINUTE);
        assert!(browser.me(&app).await.is_some());
    }
    app.clock.advance(30 * MINUTE);
    browser
        .get(&app, paths::ME)
        .await
        .refused(ErrorCode::SignInNeeded);
    // What has ended does not come back with use.
    browser
        .get(&app, paths::ME)
        .await
        .refused(ErrorCode::SignInNeeded);
}

#[tokio::test]
async fn sessions_end_after_half_a_day_however_used() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    let mut browser = Browser::of(&app, "wang").await;
    let first = browser.me(&app).await.unwrap();
    for _ in 0..35 {
        app.clock.advance(20 * MINUTE);
        assert!(browser.me(&app).await.is_some());
    }
    let last = browser.me(&app).await.unwrap();
    assert_eq!(last.until, first.until);
    app.clock.advance(20 * MINUTE - 1);
    assert_eq!(browser.me(&app).await.unwrap().idle_until, first.until);
    app.clock.advance(1);
    browser
        .get(&app, paths::ME)
        .await
        .refused(ErrorCode::SignInNeeded);
}

#[tokio::test]
async fn listed_and_ended() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    account(&app, "zhao", Role::Administrator, "50").await;
    let mut desk = Browser::of(&app, "wang").await;
    app.clock.advance(MINUTE);
    let mut phone = Browser::default();
    phone.headers.retain(|(name, _)| *name != "user-agent");
    phone.headers.push((
        "user-agent",
        "Mozilla/5.0 (Linux; Android 10) Chrome/86.0 MicroMessenger/8.0".to_owned(),
    ));
    phone.sign_in(&app, "wang", PASSWORD).await;
    let listed: Sessions = desk.get(&app, paths::SESSIONS).await.json();
    let shown: Vec<_> = listed
        .sessions
        .iter()
        .map(|it| (it.agent.as_str(), it.current))
        .collect();
    assert_eq!(shown, [("微信 Android", false), ("Chrome Windows", true)]);
    let end = paths::session_end(listed.sessions[0].session);
    // Nobody ends another's, whatever his rank.
    let mut boss = Browser::of(&app, "zhao").await;
    boss.post(&app, &end, json!(null))
        .await
        .refused(ErrorCode::NotFound);
    assert!(phone.me(&app).await.is_some());
    assert_eq!(desk.post(&app, &end, json!(null)).await.status, 204);
    assert!(phone.me(&app).await.is_none());
    desk.post(&app, &end, json!(null))
        .await
        .refused(ErrorCode::NotFound);
    let stale = desk.clone();
    assert_eq!(
        desk.post(&app, paths::SIGN_OUT, json!(null)).await.status,
        204
    );
    assert!(stale.clone().me(&app).await.is_none());
}
