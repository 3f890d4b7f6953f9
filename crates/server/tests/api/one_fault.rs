//! Good requests spoilt in one place: past the parser of JSON there are rules for every part, and
//! none of them may let the server fail.

use model::api;
use model::booking::{BookingView, DayPart, Window};
use model::id::DeviceSecret;
use serde_json::{Value, json};

use crate::support::*;

/// Something to be asked, whole.
struct Asked {
    path: String,
    body: Value,
}

/// A server with a device that has booked and registered.
struct World {
    app: TestApp,
    device: DeviceSecret,
}

/// Days with more places than one round of faults takes.
fn window() -> Window {
    Window {
        from: date("2026-11-25"),
        to: date("2026-11-30"),
        part: DayPart::Any,
    }
}

/// What one part of a body is replaced by; `None`: it is left out.
fn spoilt() -> Vec<Option<Value>> {
    let mut all = vec![None];
    all.extend(
        [
            Value::Null,
            json!(true),
            json!(0),
            json!(-1),
            json!(u64::MAX),
            json!(1e300),
            json!(""),
            json!(" \u{0}\u{202e}\n"),
            json!("no_such_word"),
            json!("长".repeat(2_000)),
            json!("9999-12-31T23:59"),
            json!([]),
            json!([[[]]]),
            json!(["no_such_word"]),
            json!(vec![json!("2026-11-25T09:00"); 500]),
            json!({}),
            json!({"from": "9999-12-31", "to": "0001-01-01"}),
        ]
        .map(Some),
    );
    all
}

/// Where something can be spoilt: every part of the body, whatever holds it, and the whole.
fn places(body: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match body {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The body without the part, or with another in its place.
fn spoil(body: &mut Value, at: &str, with: Option<Value>) {
    if let Some(value) = with {
        *body.pointer_mut(at).unwrap() = value;
        return;
    }
    let Some((holder, name)) = at.rsplit_once('/') else {
        *body = Value::Null;
        return;
    };
    match body.pointer_mut(holder).unwrap() {
        Value::Object(fields) => {
            fields.remove(name);
        }
        Value::Array(items) => {
            items.remove(name.parse().unwrap());
        }
        other => panic!("{other}"),
    }
}

impl World {
    async fn new() -> Self {
        Self {
            app: TestApp::new().await,
            device: secret(),
        }
    }

    async fn post(&self, asked: &Asked) -> Answer {
        self.app
            .post(&asked.path, Some(&self.device), &asked.body)
            .await
    }

    fn create(&self) -> Asked {
        let mut wish = booking(&["2026-11-25T09:00", "2026-11-26T14:00"]);
        wish.window = Some(window());
        Asked {
            path: api::BOOKINGS.to_owned(),
            body: serde_json::to_value(wish).unwrap(),
        }
    }

    /// A booking that is open.
    async fn booked(&self) -> BookingView {
        self.post(&self.create()).await.booking(201)
    }

    async fn of_booking(&self, verb: &str) -> Asked {
        let id = self.booked().await.booking;
        let mut body = json!({ "action": action_id() });
        if verb == "change" {
            body["choices"] = json!(["2026-11-27T09:00", "2026-11-28T09:30"]);
            body["window"] = serde_json::to_value(window()).unwrap();
        }
        Asked {
            path: format!("{}/{verb}", api::booking(id)),
            body,
        }
    }

    async fn look_up(&self) -> Asked {
        let view = self.booked().await;
        Asked {
            path: api::BOOKING_LOOKUP.to_owned(),
            body: json!({ "reference": view.reference.grouped(), "mobile": view.mobile }),
        }
    }

    fn form() -> Value {
        json!({
            "division": VILLAGE, "skills": ["driving", "first_aid"], "roles": ["mediator"],
            "free_times": ["weekend"], "name": "王建国", "mobile": "13812345678", "note": "有车",
            "consent": 1,
        })
    }

    fn register(&self) -> Asked {
        let (action, volunteer) = (action_id(), volunteer_id());
        Asked {
            path: api::VOLUNTEERS.to_owned(),
            body: json!({ "action": action, "volunteer": volunteer, "form": Self::form() }),
        }
    }

    async fn of_volunteer(&self, verb: &str) -> Asked {
        let register = self.register();
        assert_eq!(self.post(&register).await.status, 201);
        let id = register.body["volunteer"].as_str().unwrap();
        let mut body = json!({ "action": action_id() });
        if verb == "change" {
            body["form"] = Self::form();
        }
        Asked {
            path: format!("{}/{id}/{verb}", api::VOLUNTEERS),
            body,
        }
    }

    /// Whole and new, so that no answer is an earlier one's.
    async fn whole(&self, endpoint: &str) -> Asked {
        match endpoint {
            "create" => self.create(),
            "look up" => self.look_up().await,
            "register" => self.register(),
            "change volunteer" => self.of_volunteer("change").await,
            "withdraw" => self.of_volunteer("withdraw").await,
            verb => self.of_booking(verb).await,
        }
    }

    /// Frees all places, so that the next finds one.
    async fn empty(&self) {
        let all = "SELECT id FROM booking WHERE state IN ('confirmed', 'adjusted')";
        let open: Vec<Vec<u8>> = sqlx::query_scalar(all)
            .fetch_all(self.app.store.reader())
            .await
            .unwrap();
        for id in open {
            let id = model::hex::encode(&id);
            let groups = [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]];
            let path = format!("{}/{}/cancel", api::BOOKINGS, groups.join("-"));
            let body = json!({ "action": action_id() });
            self.post(&Asked { path, body }).await.booking(200);
        }
    }
}

/// How often a spoilt body was taken all the same, could not be read, and broke a rule.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    unreadable: usize,
    against_a_rule: usize,
}

impl World {
    async fn check(&self, asked: &Asked, tally: &mut Tally) -> u16 {
        let answer = self.post(asked).await;
        let status = answer.status.as_u16();
        match status {
            200 | 201 => tally.done += 1,
            400 => tally.unreadable += 1,
            422 => tally.against_a_rule += 1,
            404 | 409 => {}
            _ => panic!("{status} {} {}", asked.path, asked.body),
        }
        if status >= 400 {
            answer.error();
        }
        status
    }
}

/// Spoils what is asked of an endpoint in every place in every way.
async fn one_fault_each(endpoint: &str) -> Tally {
    let (world, mut tally) = (World::new().await, Tally::default());
    let whole = world.whole(endpoint).await;
    let answer = world.post(&whole).await;
    assert!(answer.status.is_success(), "{endpoint}: {}", answer.text());
    let mut found = Vec::new();
    places(&whole.body, "", &mut found);
    for at in found {
        for with in spoilt() {
            let mut asked = world.whole(endpoint).await;
            spoil(&mut asked.body, &at, with);
            world.check(&asked, &mut tally).await;
        }
        let mut asked = world.whole(endpoint).await;
        if let Value::Object(fields) = asked.body.pointer_mut(&at).unwrap() {
            fields.insert("vip".to_owned(), json!(true));
            let status = world.check(&asked, &mut tally).await;
            assert_eq!(status, 400, "unknown key: {}", asked.body);
        }
        world.empty().await;
    }
    world.app.check_invariants().await;
    tally
}

#[tokio::test]
async fn of_bookings() {
    for (endpoint, rules) in [
        ("create", 10),
        ("change", 1),
        ("cancel", 0),
        ("erase", 0),
        ("look up", 10),
    ] {
        let tally = one_fault_each(endpoint).await;
        assert!(tally.unreadable > 10, "{endpoint}: {tally:?}");
        assert!(tally.against_a_rule >= rules, "{endpoint}: {tally:?}");
    }
}

#[tokio::test]
async fn of_volunteers() {
    for (endpoint, rules) in [("register", 10), ("change volunteer", 10), ("withdraw", 0)] {
        let tally = one_fault_each(endpoint).await;
        assert!(tally.unreadable > 10, "{endpoint}: {tally:?}");
        assert!(tally.against_a_rule >= rules, "{endpoint}: {tally:?}");
    }
}
