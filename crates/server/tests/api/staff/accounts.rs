//! Accounts: from the first password to the last day.

use model::api::staff as paths;
use model::error::{ErrorCode, Field};
use model::permissions::Role;
use model::staff::{Accounts, NewAccount};
use serde_json::{Value, json};

use super::browser::*;
use crate::support::*;

const DAY: i64 = 86_400_000;

fn new(user_name: &str, scope: &str) -> Value {
    json!({"staff": staff_id(), "user_name": user_name, "name": "张 三", "role": "clerk", "scope": scope})
}

async fn chief(app: &TestApp) -> Browser {
    account(app, "chief", Role::Administrator, "50").await;
    Browser::of(app, "chief").await
}

#[tokio::test]
async fn from_a_one_time_password_to_ones_own() {
    let app = TestApp::new().await;
    let mut chief = chief(&app).await;
    let asked = new("  Zhang.San ", VILLAGE);
    let answer = chief.post(&app, paths::ACCOUNTS, asked.clone()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made: NewAccount = answer.json();
    assert_eq!(
        (made.account.user_name.as_str(), made.account.must_change),
        ("zhang.san", true)
    );
    let first = made.one_time_password.unwrap();
    // The answer was lost: asked for again there is the account, and no password.
    let again = chief.post(&app, paths::ACCOUNTS, asked.clone()).await;
    assert_eq!(again.status, 200);
    assert!(again.json::<NewAccount>().one_time_password.is_none());
    let mut other = asked;
    other["role"] = "helper".into();
    chief
        .post(&app, paths::ACCOUNTS, other)
        .await
        .refused(ErrorCode::ActionReused);

    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(&app, "zhang.san", &first).await.status, 200);
    assert!(browser.me(&app).await.unwrap().must_change);
    browser
        .get(&app, paths::SESSIONS)
        .await
        .refused(ErrorCode::PasswordChangeNeeded);
    let change = json!({"password": first, "new_password": "a wholly new sentence"});
    assert_eq!(
        browser.post(&app, paths::PASSWORD, change).await.status,
        200
    );
    assert!(!browser.me(&app).await.unwrap().must_change);
    assert_eq!(browser.get(&app, paths::SESSIONS).await.status, 200);
    Browser::default()
        .sign_in(&app, "zhang.san", &first)
        .await
        .refused(ErrorCode::SignInFailed);
}

#[tokio::test]
async fn a_one_time_password_holds_a_week() {
    let app = TestApp::new().await;
    let mut chief = chief(&app).await;
    let made: NewAccount = chief
        .post(&app, paths::ACCOUNTS, new("zhang", VILLAGE))
        .await
        .json();
    let first = made.one_time_password.unwrap();
    app.clock.advance(7 * DAY - 1);
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(&app, "zhang", &first).await.status, 200);
    app.clock.advance(1);
    browser
        .sign_in(&app, "zhang", &first)
        .await
        .refused(ErrorCode::SignInFailed);
}

#[tokio::test]
async fn what_is_not_taken() {
    let app = TestApp::new().await;
    let mut chief = chief(&app).await;
    let with = |key: &str, value: &str| {
        let mut body = new("zhang", VILLAGE);
        body[key] = value.into();
        body
    };
    for (body, field) in [
        (with("user_name", ""), Field::UserName),
        (with("user_name", "13812345678"), Field::UserName),
        (with("user_name", "chief"), Field::UserName),
        (with("name", "张3"), Field::Name),
        (with("scope", "51"), Field::Division),
    ] {
        let error = chief.post(&app, paths::ACCOUNTS, body).await.error();
        assert_eq!(
            (error.code, error.field),
            (ErrorCode::InvalidField, Some(field))
        );
    }
    for body in [
        with("role", "root"),
        with("vip", "yes"),
        with("staff", "1"),
        json!([]),
    ] {
        chief
            .post(&app, paths::ACCOUNTS, body)
            .await
            .refused(ErrorCode::BadRequest);
    }
    let below = account(&app, "below", Role::Clerk, VILLAGE).await;
    for why in ["", "  "] {
        let answer = chief
            .post(&app, &paths::account_disable(below), json!({"why": why}))
            .await;
        assert_eq!(answer.error().field, Some(Field::Note));
    }
    let sign_in = |user: &str, password: &str| json!({"user_name": user, "password": password});
    for (body, field) in [
        (sign_in("", PASSWORD), Field::UserName),
        (sign_in("chief", ""), Field::Password),
        (sign_in("chief", &"x".repeat(129)), Field::Password),
    ] {
        let answer = Browser::default().post(&app, paths::SIGN_IN, body).await;
        assert_eq!(answer.error().field, Some(field));
    }
}

#[tokio::test]
async fn shut_accounts_are_out_at_once() {
    let app = TestApp::new().await;
    let mut chief = chief(&app).await;
    let id = account(&app, "wang", Role::Clerk, VILLAGE).await;
    let mut browser = Browser::of(&app, "wang").await;
    let because = json!({"why": "退休"});
    let answer = chief
        .post(&app, &paths::account_disable(id), because.clone())
        .await;
    assert!(
        answer
            .json::<model::staff::StaffView>()
            .disabled_at
            .is_some()
    );
    assert!(browser.me(&app).await.is_none());
    browser
        .sign_in(&app, "wang", PASSWORD)
        .await
        .refused(ErrorCode::SignInFailed);
    let answer = chief.post(&app, &paths::account_reset(id), because).await;
    answer.refused(ErrorCode::NotChangeable);
}

#[tokio::test]
async fn page_by_page() {
    let app = TestApp::new().await;
    let mut chief = chief(&app).await;
    for (name, scope) in [
        ("v-two", OTHER_VILLAGE),
        ("v-one", VILLAGE),
        ("town", TOWNSHIP),
        ("district", DISTRICT),
    ] {
        account(&app, name, Role::Clerk, scope).await;
    }
    let (mut seen, mut next) = (Vec::new(), Some(String::new()));
    while let Some(after) = next {
        let after = if after.is_empty() {
            after
        } else {
            format!("&after={after}")
        };
        let page: Accounts = chief
            .get(&app, &format!("{}?limit=2{after}", paths::ACCOUNTS))
            .await
            .json();
        assert!(page.accounts.len() <= 2);
        seen.extend(page.accounts.into_iter().map(|account| account.user_name));
        next = page.next;
    }
    assert_eq!(seen, ["chief", "district", "town", "v-one", "v-two"]);
    for limit in ["0", "101", "-1", "x"] {
        let answer = chief
            .get(&app, &format!("{}?limit={limit}", paths::ACCOUNTS))
            .await;
        answer.refused(ErrorCode::BadRequest);
    }
}
