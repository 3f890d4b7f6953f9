//! What is written down of staff, and who reads it.

use model::api::staff as paths;
use model::audit::{Act, AuditPage};
use model::error::ErrorCode;
use model::permissions::Role;
use serde_json::json;
use server::store::database::Database;

use super::browser::*;
use crate::support::*;

async fn read(app: &TestApp, browser: &mut Browser, query: &str) -> AuditPage {
    let answer = browser.get(app, &format!("{}{query}", paths::AUDIT)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn told(page: &AuditPage) -> Vec<(Option<&str>, Act)> {
    page.entries
        .iter()
        .map(|entry| (entry.user_name.as_deref(), entry.act))
        .collect()
}

#[tokio::test]
async fn read_by_the_tier_above() {
    let app = TestApp::new().await;
    for (name, role, scope) in [
        ("city", Role::Administrator, "50"),
        ("district", Role::Manager, DISTRICT),
        ("town", Role::StationHead, TOWNSHIP),
        ("village", Role::Manager, VILLAGE),
    ] {
        account(&app, name, role, scope).await;
    }
    let mut browsers = Vec::new();
    for name in ["city", "district", "town", "village"] {
        app.clock.advance(1_000);
        browsers.push(Browser::of(&app, name).await);
    }
    let [city, district, town, village] = &mut browsers[..] else {
        panic!()
    };
    let clerk = account(&app, "clerk", Role::Clerk, VILLAGE).await;
    town.post(
        &app,
        &paths::account_disable(clerk),
        json!({"why": "调到镇上"}),
    )
    .await;

    let page = read(&app, district, "?limit=1").await;
    let entry = &page.entries[0];
    assert_eq!(told(&page), [(Some("town"), Act::DisableAccount)]);
    assert_eq!(
        (entry.target.clone(), entry.why.as_str()),
        (clerk.to_string(), "调到镇上")
    );
    assert_eq!(
        (entry.division, entry.scope.0),
        (code(VILLAGE), code(TOWNSHIP))
    );
    // What those below did, and neither what he did himself nor those beside and above.
    let all = read(&app, district, "").await;
    let names: std::collections::BTreeSet<_> = told(&all)
        .into_iter()
        .filter_map(|(name, _)| name)
        .collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["town", "village"]);
    assert!(
        all.entries
            .iter()
            .all(|entry| entry.scope.0.to_string().len() > 6)
    );
    // Below a village there is nobody; above the city neither, so it reads its own too.
    assert_eq!(told(&read(&app, village, "").await), []);
    let all = read(&app, city, "").await;
    assert!(told(&all).contains(&(Some("city"), Act::SignIn)));
    town.get(&app, paths::AUDIT)
        .await
        .refused(ErrorCode::Forbidden);
}

#[tokio::test]
async fn searched_and_paged() {
    let app = TestApp::new().await;
    let city = account(&app, "city", Role::Administrator, "50").await;
    account(&app, "district", Role::Manager, DISTRICT).await;
    let wang = account(&app, "wang", Role::Clerk, VILLAGE).await;
    for _ in 0..3 {
        Browser::of(&app, "wang").await;
    }
    Browser::default()
        .sign_in(&app, "wang", "not the password")
        .await;
    let mut city_desk = Browser::of(&app, "city").await;
    let mut district = Browser::of(&app, "district").await;
    let of = |id| format!("?staff={id}");
    assert_eq!(
        told(&read(&app, &mut district, &of(wang)).await),
        [(Some("wang"), Act::SignIn); 3]
    );
    // Somebody above is not read, asked for by name or not.
    assert_eq!(told(&read(&app, &mut district, &of(city)).await), []);
    assert_eq!(
        told(&read(&app, &mut city_desk, &of(city)).await),
        [(Some("city"), Act::SignIn)]
    );
    let there = read(&app, &mut district, &format!("?division={VILLAGE}")).await;
    assert_eq!(told(&there)[0], (None, Act::SignInFailed));
    assert_eq!(there.entries[0].target, wang.to_string());
    let elsewhere = read(&app, &mut district, &format!("?division={OTHER_VILLAGE}")).await;
    assert_eq!(told(&elsewhere), []);
    let whole = read(&app, &mut district, "").await;
    let (mut seen, mut next) = (Vec::new(), Some(String::new()));
    while let Some(after) = next {
        let after = if after.is_empty() {
            after
        } else {
            format!("&after={after}")
        };
        let page = read(&app, &mut district, &format!("?limit=2{after}")).await;
        assert!(page.entries.len() <= 2);
        seen.extend(page.entries);
        next = page.next;
    }
    assert_eq!(seen, whole.entries);
    for query in [
        "?after=x",
        "?limit=0",
        "?limit=101",
        "?division=1",
        "?staff=1",
        "?act=sign_in",
    ] {
        let answer = district
            .get(&app, &format!("{}{query}", paths::AUDIT))
            .await;
        answer.refused(ErrorCode::BadRequest);
    }
}

#[tokio::test]
async fn every_change_is_written_down() {
    let app = TestApp::new().await;
    account(&app, "chief", Role::Administrator, "50").await;
    let mut chief = Browser::of(&app, "chief").await;
    let id = staff_id();
    let new = json!({"staff": id, "user_name": "wang", "name": "王五", "role": "clerk", "scope": VILLAGE});
    chief.post(&app, paths::ACCOUNTS, new).await;
    let because = json!({"why": "忘记密码"});
    chief
        .post(&app, &paths::account_reset(id), because.clone())
        .await;
    chief.post(&app, &paths::account_disable(id), because).await;
    let change = json!({"password": PASSWORD, "new_password": "a wholly new sentence"});
    chief.post(&app, paths::PASSWORD, change).await;
    let all = told(&read(&app, &mut chief, "").await)
        .into_iter()
        .map(|(_, act)| act)
        .collect::<Vec<_>>();
    let acts = [
        Act::ChangePassword,
        Act::DisableAccount,
        Act::ResetAccount,
        Act::CreateAccount,
        Act::SignIn,
        Act::CreateAccount,
    ];
    assert_eq!(all, acts);
}

#[tokio::test]
async fn it_cannot_be_changed() {
    let app = TestApp::new().await;
    account(&app, "wang", Role::Clerk, VILLAGE).await;
    Browser::of(&app, "wang").await;
    let count = "SELECT count(*) FROM audit";
    assert_eq!(app.count(count).await, 2);
    let mut db = app.place.database.connect().await.unwrap();
    let changes = [
        "UPDATE audit SET why = ''",
        "UPDATE audit SET staff = NULL WHERE number = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = 2",
    ];
    let of_one_database: &[&'static str] = match app.place.database {
        Database::Sqlite(_) => &[
            "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 1",
            "REPLACE INTO audit (number, at, scope, act, kind, target, division, why) \
             VALUES (2, 0, '50', 'sign_in', 'account', '', '50', '')",
            "INSERT INTO audit SELECT * FROM audit WHERE number = 1 \
             ON CONFLICT (number) DO UPDATE SET why = 'x'",
        ],
        Database::Postgres(_) => &[
            "TRUNCATE audit",
            "INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM audit WHERE number = 1 \
             ON CONFLICT (number) DO UPDATE SET why = 'x'",
        ],
    };
    for change in changes.iter().chain(of_one_database) {
        let error = sqlx::query(*change)
            .execute(&mut db)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("the audit is not"), "{change}: {error}");
    }
    // An account that acted stays, so that it is known who it was.
    let error = sqlx::query("DELETE FROM staff")
        .execute(&mut db)
        .await
        .unwrap_err();
    assert!(
        error.to_string().to_lowercase().contains("foreign key"),
        "{error}"
    );
    assert_eq!(app.count(count).await, 2);
}
