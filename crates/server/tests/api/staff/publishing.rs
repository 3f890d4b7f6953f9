//! Notices and what a station publishes of itself.

use model::api::staff as paths;
use model::audit::{Act, AuditPage};
use model::error::ErrorCode;
use model::id::NoticeId;
use model::permissions::Role;
use model::publishing::{NoticeList, StationSettings};
use serde_json::{Value, json};
use server::store::Store as _;

use super::browser::*;
use crate::support::*;

pub fn notice_id() -> String {
    let mut random = [0; 10];
    random.copy_from_slice(&action_id().as_bytes()[6..]);
    NoticeId::new(1_000, &random).to_string()
}

pub fn notice(id: &str, scope: &str) -> Value {
    json!({
        "notice": id, "scope": scope, "from": "2026-11-24", "to": "2026-12-24",
        "title": "停电通知", "text": "11月30日停电，请改天来。",
    })
}

async fn head(app: &TestApp, scope: &str) -> Browser {
    account(app, "head", Role::StationHead, scope).await;
    Browser::of(app, "head").await
}

async fn audited(app: &TestApp) -> Vec<(Act, String, String)> {
    account(app, "above", Role::Administrator, "50").await;
    let mut above = Browser::of(app, "above").await;
    let page: AuditPage = above.get(app, paths::AUDIT).await.json();
    let published = [Act::PublishNotice, Act::TakeBackNotice, Act::ChangeStation];
    let entries = page.entries.into_iter().rev();
    entries
        .filter(|entry| published.contains(&entry.act))
        .map(|entry| (entry.act, entry.division.to_string(), entry.why))
        .collect()
}

#[tokio::test]
async fn a_notice_is_put_up_changed_and_taken_back() {
    let app = TestApp::new().await;
    let mut browser = head(&app, TOWNSHIP).await;
    let id = notice_id();
    let first = notice(&id, VILLAGE);
    for _ in 0..2 {
        let answer = browser.post(&app, paths::NOTICES, first.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let mut other = first.clone();
    other["title"] = "  不停电了 ".into();
    let answer = browser.post(&app, paths::NOTICES, other.clone()).await;
    assert_eq!(answer.json::<Value>()["title"], "不停电了");
    // Whom it concerns never changes.
    other["scope"] = TOWNSHIP.into();
    let answer = browser.post(&app, paths::NOTICES, other).await;
    answer.refused(ErrorCode::NotChangeable);

    let path = paths::take_back_notice(NoticeId::parse(&id).unwrap());
    let nothing = browser.post(&app, &path, json!({"why": " "})).await;
    assert_eq!(nothing.status, 422);
    for _ in 0..2 {
        let answer = browser.post(&app, &path, json!({"why": "供电恢复"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let list: NoticeList = browser.get(&app, paths::NOTICES).await.json();
    assert_eq!(list.notices.len(), 1);
    assert!(list.notices[0].gone_at.is_some() && list.notices[0].notice.text.is_empty());
    let answer = browser.post(&app, paths::NOTICES, first).await;
    answer.refused(ErrorCode::NotChangeable);
    // What changed nothing is not noted.
    let place = || VILLAGE.to_owned();
    let expected = [
        (Act::PublishNotice, place(), String::new()),
        (Act::PublishNotice, place(), String::new()),
        (Act::TakeBackNotice, place(), "供电恢复".to_owned()),
    ];
    assert_eq!(audited(&app).await, expected);
}

#[tokio::test]
async fn notices_by_page_and_by_scope() {
    let app = TestApp::new().await;
    let mut above = head(&app, DISTRICT).await;
    account(&app, "village", Role::StationHead, VILLAGE).await;
    let mut village = Browser::of(&app, "village").await;
    let mut ids = Vec::new();
    for scope in [VILLAGE, DISTRICT, OTHER_VILLAGE, TOWNSHIP, VILLAGE] {
        let id = notice_id();
        let answer = above.post(&app, paths::NOTICES, notice(&id, scope)).await;
        assert_eq!(answer.status, 200);
        ids.push(id);
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("{}?limit=2{after}", paths::NOTICES);
        let page: NoticeList = above.get(&app, &path).await.json();
        seen.extend(page.notices.into_iter().map(|row| row.notice.id));
        match page.next {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    ids.reverse();
    assert_eq!(seen, ids);
    let own: NoticeList = village.get(&app, paths::NOTICES).await.json();
    let own: Vec<_> = own.notices.into_iter().map(|row| row.notice.id).collect();
    assert_eq!(own, [ids[0].clone(), ids[4].clone()]);
    let wrong = village.get(&app, "/api/v1/staff/notices?after=x").await;
    assert_eq!(wrong.status, 400);
    // What is foreign is as what is not there.
    let path = |id: &str| paths::take_back_notice(NoticeId::parse(id).unwrap());
    let nothing = village
        .post(&app, &path(&notice_id()), json!({"why": "核对"}))
        .await;
    let foreign = village
        .post(&app, &path(&ids[3]), json!({"why": "核对"}))
        .await;
    assert_eq!(
        (nothing.status, nothing.body),
        (foreign.status, foreign.body)
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let app = TestApp::new().await;
    let mut browser = head(&app, VILLAGE).await;
    for (field, value) in [
        ("title", json!("")),
        ("text", json!("长".repeat(601))),
        ("to", json!("2026-11-23")),
    ] {
        let mut wrong = notice(&notice_id(), VILLAGE);
        wrong[field] = value;
        let answer = browser.post(&app, paths::NOTICES, wrong).await;
        answer.refused(ErrorCode::InvalidField);
    }
    let station = paths::station(code(VILLAGE));
    let settings: StationSettings = browser.get(&app, &station).await.json();
    for (part, value) in [
        ("closures", json!(["2028-01-01"])),
        (
            "lanes",
            json!([{"lane": "no-such-service", "duration": 20, "capacity": 1}]),
        ),
        (
            "lanes",
            json!([{"lane": "home_visit", "duration": 1, "capacity": 1}]),
        ),
    ] {
        let mut wrong = json!({"base": settings.version});
        wrong[part] = value;
        let answer = browser.post(&app, &station, wrong).await;
        answer.refused(ErrorCode::InvalidField);
    }
    assert_eq!(audited(&app).await, []);
}

#[tokio::test]
async fn a_station_sets_its_hours_and_nobody_writes_over_another() {
    let app = TestApp::new().await;
    let mut browser = head(&app, TOWNSHIP).await;
    let station = paths::station(code(VILLAGE));
    let before: StationSettings = browser.get(&app, &station).await.json();
    assert_eq!((before.hours, before.closures.len()), (None, 0));
    let wanted = json!({
        "base": before.version,
        "hours": {"days": [[{"from": 540, "to": 720}], [], [], [], [], [], []]},
        "closures": ["2026-11-30", "2026-11-01"],
        "lanes": [{"lane": "home_visit", "duration": 60, "capacity": 2}],
        "why": "冬季时间",
    });
    let answer = browser.post(&app, &station, wanted.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let now: StationSettings = answer.json();
    assert!(now.version > before.version);
    assert_eq!(now.closures, [date("2026-11-30")], "days past are left out");
    // A colleague who looked before is told so; having looked again, the same changes nothing.
    browser
        .post(&app, &station, wanted.clone())
        .await
        .refused(ErrorCode::NotChangeable);
    let mut again = wanted;
    again["base"] = now.version.into();
    let same: StationSettings = browser.post(&app, &station, again).await.json();
    assert_eq!(same, now);
    let published = app.store.published(code(VILLAGE)).await.unwrap();
    assert_eq!(published.closures, now.closures);
    assert_eq!(published.hours, now.hours);
    let shown: StationSettings = browser.get(&app, &station).await.json();
    assert_eq!(shown, now);
    let expected = (
        Act::ChangeStation,
        VILLAGE.to_owned(),
        "冬季时间".to_owned(),
    );
    assert_eq!(audited(&app).await, [expected]);
}
