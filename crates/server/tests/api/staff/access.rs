//! Every endpoint, every role, inside and outside of the scope.

use std::fmt::Write as _;

use model::api::staff as paths;
use model::id::{NoticeId, SessionId, StaffId};
use model::permissions::Role;
use serde_json::{Value, json};

use server::store::publishing::PublishingStore as _;

use super::browser::*;
use super::publishing::{notice, notice_id};
use crate::support::*;

fn new_account(scope: &str, user_name: &str) -> Value {
    json!({"staff": staff_id(), "user_name": user_name, "name": "张三", "role": "clerk", "scope": scope})
}

/// What is asked for, in the same order for everybody: its name, method, path and body.
async fn questions(
    app: &TestApp,
    asker: usize,
) -> Vec<(&'static str, &'static str, String, Value)> {
    let name = |what: &str| format!("{what}.{asker}");
    let clerk = async |what: &str, scope: &str| account(app, &name(what), Role::Clerk, scope).await;
    let inside: [StaffId; 2] = [clerk("in.a", VILLAGE).await, clerk("in.b", VILLAGE).await];
    let outside: StaffId = clerk("out", DISTRICT).await;
    let because = json!({"why": "调离岗位"});
    let why = because.clone();
    let inside_notice = put_up(app, VILLAGE).await;
    let outside_notice = put_up(app, DISTRICT).await;
    let password = json!({"password": "not the password"});
    let change = json!({"password": "not the password", "new_password": "a wholly new sentence"});
    let no_session = paths::session_end(SessionId::new(1, &[1; 10]));
    // Those of others are made of places that there are.
    let booked = async |station: &str, slot: &str| {
        let wish = model::booking::CreateBooking {
            station: code(station),
            ..booking(&[slot])
        };
        let made = app.post(model::api::BOOKINGS, Some(&secret()), &wish).await;
        made.booking(201).booking
    };
    let (day, hour) = (["25", "26", "30"][asker / 3], 9 + asker % 3);
    let time = format!("2026-11-{day}T{hour:02}:00");
    let near = booked(TOWNSHIP, &time).await;
    let far = booked(DISTRICT, &time).await;
    let act = || json!({"action": action_id(), "base": 1, "act": {"kind": "arrived"}});
    let add = || {
        json!({"action": action_id(), "booking": booking_id(), "channel": "walk_in", "service": CARD,
            "way": "at_station", "slot": "2026-11-24T07:30", "name": "赵六", "although_double": true})
    };
    let day = |station: &str| paths::day(code(station), date("2026-11-25"));
    let post = |name, path: &str, body: Value| (name, "POST", path.to_owned(), body);
    let get = |name, path: &str| (name, "GET", path.to_owned(), Value::Null);
    vec![
        get("me", paths::ME),
        get("sessions", paths::SESSIONS),
        post("end no session", &no_session, Value::Null),
        post("password, wrong", paths::PASSWORD, change),
        post("enrol, wrong", paths::TOTP_ENROL, password.clone()),
        post(
            "confirm, none waits",
            paths::TOTP_CONFIRM,
            json!({"code": "123456"}),
        ),
        post("remove, wrong", paths::TOTP_REMOVE, password),
        get("accounts", paths::ACCOUNTS),
        post(
            "create inside",
            paths::ACCOUNTS,
            new_account(VILLAGE, &name("new")),
        ),
        post(
            "create outside",
            paths::ACCOUNTS,
            new_account(DISTRICT, &name("more")),
        ),
        post(
            "disable inside",
            &paths::account_disable(inside[0]),
            because.clone(),
        ),
        post(
            "disable outside",
            &paths::account_disable(outside),
            because.clone(),
        ),
        post(
            "disable nobody",
            &paths::account_disable(staff_id()),
            because.clone(),
        ),
        post(
            "reset inside",
            &paths::account_reset(inside[1]),
            because.clone(),
        ),
        post(
            "reset outside",
            &paths::account_reset(outside),
            because.clone(),
        ),
        post("reset nobody", &paths::account_reset(staff_id()), because),
        get("audit", paths::AUDIT),
        get("notices", paths::NOTICES),
        post(
            "notice inside",
            paths::NOTICES,
            notice(&inside_notice, VILLAGE),
        ),
        post(
            "notice outside",
            paths::NOTICES,
            notice(&outside_notice, DISTRICT),
        ),
        post("take back inside", &take_back(&inside_notice), why.clone()),
        post(
            "take back outside",
            &take_back(&outside_notice),
            why.clone(),
        ),
        get("settings inside", &paths::station(code(VILLAGE))),
        get("settings outside", &paths::station(code(DISTRICT))),
        post(
            "set inside, old version",
            &paths::station(code(VILLAGE)),
            json!({"base": 77}),
        ),
        post(
            "set outside",
            &paths::station(code(DISTRICT)),
            json!({"base": 77}),
        ),
        get("day inside", &day(VILLAGE)),
        get("day outside", &day(DISTRICT)),
        post("find", paths::FIND_BOOKINGS, json!({"text": "王建国"})),
        post(
            "find outside",
            paths::FIND_BOOKINGS,
            json!({"text": "王建国", "within": DISTRICT}),
        ),
        post("open inside", &paths::open_booking(near), json!({})),
        post("open outside", &paths::open_booking(far), json!({})),
        post("number inside", &paths::booking_number(near), Value::Null),
        post("number outside", &paths::booking_number(far), Value::Null),
        post("act inside", &paths::act_on_booking(near), act()),
        post("act outside", &paths::act_on_booking(far), act()),
        post(
            "act on nothing",
            &paths::act_on_booking(booking_id()),
            act(),
        ),
        post("add inside", &paths::station_bookings(code(VILLAGE)), add()),
        post(
            "add outside",
            &paths::station_bookings(code(DISTRICT)),
            add(),
        ),
        post("logout", paths::SIGN_OUT, Value::Null),
    ]
}

/// A notice put up at the wish of whoever runs the server, so that there is one also for those who may not.
async fn put_up(app: &TestApp, scope: &str) -> String {
    let id = notice_id();
    let put: model::publishing::PutNotice = serde_json::from_value(notice(&id, scope)).unwrap();
    let checked = put.check(date("2026-11-24")).unwrap();
    app.store.put_notice(putting_up(checked)).await.unwrap();
    id
}

fn take_back(id: &str) -> String {
    paths::take_back_notice(NoticeId::parse(id).unwrap())
}

/// Nobody, somebody with a one-time password, then the five roles, all of one township.
const TABLE: &str = "\
none one-time helper clerk station_head manager administrator
401 200 200 200 200 200 200 me
401 403 200 200 200 200 200 sessions
401 403 404 404 404 404 404 end no session
401 422 422 422 422 422 422 password, wrong
401 403 422 422 422 422 422 enrol, wrong
401 403 409 409 409 409 409 confirm, none waits
401 403 422 422 422 422 422 remove, wrong
401 403 403 403 200 403 200 accounts
401 403 403 403 201 403 201 create inside
401 403 403 403 422 403 422 create outside
401 403 403 403 200 403 200 disable inside
401 403 403 403 404 403 404 disable outside
401 403 403 403 404 403 404 disable nobody
401 403 403 403 200 403 200 reset inside
401 403 403 403 404 403 404 reset outside
401 403 403 403 404 403 404 reset nobody
401 403 403 403 403 200 200 audit
401 403 403 403 200 200 200 notices
401 403 403 403 200 200 200 notice inside
401 403 403 403 404 404 404 notice outside
401 403 403 403 200 200 200 take back inside
401 403 403 403 404 404 404 take back outside
401 403 403 200 200 200 200 settings inside
401 403 403 404 404 404 404 settings outside
401 403 403 403 409 409 409 set inside, old version
401 403 403 403 404 404 404 set outside
401 403 403 200 200 200 200 day inside
401 403 403 404 404 404 404 day outside
401 403 403 200 200 200 200 find
401 403 403 404 404 404 404 find outside
401 403 403 200 200 200 200 open inside
401 403 403 404 404 404 404 open outside
401 403 403 200 200 200 200 number inside
401 403 403 404 404 404 404 number outside
401 403 403 200 200 403 200 act inside
401 403 403 404 404 403 404 act outside
401 403 403 404 404 403 404 act on nothing
401 403 403 201 201 403 201 add inside
401 403 403 404 404 403 404 add outside
204 204 204 204 204 204 204 logout
";

#[tokio::test]
async fn every_endpoint_and_role() {
    let app = TestApp::new().await;
    let soon = model::civil::Timestamp(slot(NOW).timestamp().0 + 1_000);
    until(&app, "one-time", Role::Administrator, TOWNSHIP, Some(soon)).await;
    let mut browsers = vec![Browser::default()];
    let mut head = "none one-time".to_owned();
    for role in Role::ALL {
        account(&app, role.as_str(), role, TOWNSHIP).await;
        head.push(' ');
        head.push_str(role.as_str());
    }
    for name in head.split(' ').skip(1) {
        browsers.push(Browser::of(&app, name).await);
    }
    let mut columns: Vec<Vec<(&str, u16)>> = Vec::new();
    for (asker, browser) in browsers.iter_mut().enumerate() {
        let mut column = Vec::new();
        for (name, method, path, body) in questions(&app, asker).await {
            let answer = match method {
                "GET" => browser.get(&app, &path).await,
                _ => browser.post(&app, &path, body).await,
            };
            if answer.status.as_u16() >= 400 {
                answer.error();
            }
            column.push((name, answer.status.as_u16()));
        }
        columns.push(column);
    }
    let mut table = format!("{head}\n");
    for row in 0..columns[0].len() {
        for column in &columns {
            write!(table, "{} ", column[row].1).unwrap();
        }
        writeln!(table, "{}", columns[0][row].0).unwrap();
    }
    assert_eq!(table, TABLE);
}

#[tokio::test]
async fn the_table_names_every_path() {
    let app = TestApp::new().await;
    let document: Value = app.get("/api/openapi.json", None).await.json();
    let asked: Vec<String> = questions(&app, 0)
        .await
        .into_iter()
        .map(|(_, _, path, _)| path)
        .collect();
    let paths = document["paths"].as_object().unwrap().keys();
    for path in paths.filter(|path| path.starts_with("/api/v1/staff/")) {
        let path = &path.replace("{code}", "{id}");
        let (before, after) = path.split_once("{id}").unwrap_or((path, ""));
        let fits = |asked: &String| {
            let asked = asked.split('?').next().unwrap();
            asked.starts_with(before) && asked.ends_with(after)
        };
        assert!(
            path == model::api::staff::SIGN_IN || asked.iter().any(fits),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_foreign_is_answered_like_what_is_not_there() {
    let app = TestApp::new().await;
    account(&app, "head", Role::StationHead, VILLAGE).await;
    let mut browser = Browser::of(&app, "head").await;
    let because = json!({"why": "核对"});
    let nobody = browser
        .post(&app, &paths::account_reset(staff_id()), because.clone())
        .await;
    for scope in ["50", DISTRICT, TOWNSHIP, OTHER_VILLAGE] {
        let foreign = account(&app, &format!("s{scope}"), Role::Clerk, scope).await;
        for path in [
            paths::account_reset(foreign),
            paths::account_disable(foreign),
        ] {
            let answer = browser.post(&app, &path, because.clone()).await;
            assert_eq!(
                (answer.status, &answer.body),
                (nobody.status, &nobody.body),
                "{scope}"
            );
        }
    }
    let shut =
        app.count("SELECT count(*) FROM staff WHERE disabled_at IS NOT NULL OR must_change = 1");
    assert_eq!(shut.await, 0);
}

#[tokio::test]
async fn a_scope_is_not_left() {
    let app = TestApp::new().await;
    let head = account(&app, "head", Role::StationHead, TOWNSHIP).await;
    account(&app, "chief", Role::Administrator, TOWNSHIP).await;
    account(&app, "above", Role::Clerk, DISTRICT).await;
    let below = account(&app, "below", Role::Clerk, VILLAGE).await;
    let boss = account(&app, "boss", Role::Administrator, VILLAGE).await;
    let mut browser = Browser::of(&app, "head").await;
    // A page that begins elsewhere ends where the scope does.
    for after in [format!("50.{head}"), format!("{DISTRICT}.{head}")] {
        let path = format!("{}?after={after}", paths::ACCOUNTS);
        let page: model::staff::Accounts = browser.get(&app, &path).await.json();
        let names: Vec<_> = page
            .accounts
            .iter()
            .map(|account| account.user_name.as_str())
            .collect();
        assert_eq!(names, ["head", "chief", "below", "boss"]);
    }
    for after in ["", "x", "500112", "500112.x", "500112017'--.x"] {
        let path = format!("{}?after={}", paths::ACCOUNTS, after.replace('\'', "%27"));
        assert_eq!(browser.get(&app, &path).await.status, 400, "{after}");
    }
    // Nobody gives more than he has, nor takes from those who have more.
    for (role, status) in [
        ("helper", 201),
        ("clerk", 201),
        ("station_head", 422),
        ("manager", 422),
        ("administrator", 422),
    ] {
        let mut new = new_account(VILLAGE, &format!("new-{}", role.replace('_', "-")));
        new["role"] = role.into();
        let answer = browser.post(&app, paths::ACCOUNTS, new).await;
        assert_eq!(answer.status, status, "{role}: {}", answer.text());
    }
    let because = json!({"why": "核对"});
    let disable = paths::account_disable;
    let status = async |browser: &mut Browser, id| {
        browser
            .post(&app, &disable(id), because.clone())
            .await
            .status
            .as_u16()
    };
    assert_eq!(status(&mut browser, boss).await, 403);
    assert_eq!(status(&mut browser, head).await, 409);
    assert_eq!(status(&mut browser, below).await, 200);
    assert_eq!(status(&mut browser, below).await, 409);
    // A place that the data set does not know.
    let unknown = new_account("500112017999", "nowhere");
    assert_eq!(
        browser.post(&app, paths::ACCOUNTS, unknown).await.status,
        422
    );
}

#[tokio::test]
async fn who_is_shut_out_can_do_nothing_more() {
    let app = TestApp::new().await;
    let chief = account(&app, "chief", Role::Administrator, DISTRICT).await;
    account(&app, "other", Role::Administrator, DISTRICT).await;
    let below = account(&app, "below", Role::Clerk, VILLAGE).await;
    let (mut first, mut second) = (
        Browser::of(&app, "chief").await,
        Browser::of(&app, "other").await,
    );
    let because = json!({"why": "核对"});
    // Both are let in; one of them is shut while the other's request is on its way to the store.
    let view: model::staff::StaffView = {
        let answer = second
            .post(&app, &paths::account_disable(chief), because.clone())
            .await;
        answer.json()
    };
    let actor = server::store::staff::actor(&view);
    let right = actor.granted(code(VILLAGE)).unwrap();
    let about = server::store::staff::About {
        staff: below,
        why: model::person::Note::parse("迟到的请求").unwrap(),
        at: slot(NOW).timestamp(),
    };
    let late = server::store::staff::StaffStore::disable_staff(&*app.store, right, about).await;
    assert!(
        matches!(late, Err(server::store::StoreError::NotFound)),
        "{late:?}"
    );
    let answer = first
        .post(&app, &paths::account_disable(below), because)
        .await;
    assert_eq!(answer.status, 401);
    let answer = first.sign_in(&app, "chief", PASSWORD).await;
    answer.refused(model::error::ErrorCode::SignInFailed);
}
