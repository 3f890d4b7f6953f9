//! One round trip: what waits is done, what has changed is told, and in few bytes.

use axum::http::Request;
use model::api;
use model::booking::{BookingState, BookingView, CancelBooking, CreateBooking};
use model::error::{ApiError, ErrorCode};
use model::id::DeviceSecret;
use model::sync::{
    Cursor, EntityId, Followed, MAX_ACTIONS, MAX_FOLLOWED, MAX_SYNC_BODY, Outcome, PackTags,
    Posted, SyncAnswer, SyncRequest, Watch,
};
use serde::Serialize;
use server::http::limits::Rates;
use server::serve::{Bounds, serve};
use server::store::publishing::PublishingStore as _;
use server::store::{Published, Store as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::*;

fn posted(path: &str, secret: DeviceSecret, body: &impl Serialize) -> Posted {
    Posted {
        path: path.to_owned(),
        secret,
        body: serde_json::to_string(body).unwrap(),
    }
}

fn create(device: DeviceSecret, wish: &CreateBooking) -> Posted {
    posted(api::BOOKINGS, device, wish)
}

fn followed(wish: &CreateBooking, secret: DeviceSecret) -> Followed {
    Followed {
        id: EntityId::Booking(wish.booking),
        secret,
        all: false,
    }
}

fn watch(all: bool) -> Option<Watch> {
    let station = code(VILLAGE);
    Some(Watch { station, all })
}

fn with_actions(actions: Vec<Posted>) -> SyncRequest {
    SyncRequest {
        actions,
        ..SyncRequest::default()
    }
}

impl TestApp {
    async fn sync(&self, asked: &SyncRequest) -> SyncAnswer {
        let answer = self.post(api::SYNC, None, asked).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.json()
    }

    async fn is_quiet(&self, asked: &SyncRequest) -> bool {
        let answer = self.post(api::SYNC, None, asked).await;
        assert!(answer.status == 200 || answer.status == 204);
        assert_eq!(answer.status == 204, answer.body.is_empty());
        answer.status == 204
    }

    /// The cursor of a device that has seen everything.
    async fn cursor(&self) -> Option<Cursor> {
        Some(self.sync(&SyncRequest::default()).await.cursor)
    }
}

#[track_caller]
fn error(outcome: &Outcome) -> ErrorCode {
    let error: ApiError = serde_json::from_str(&outcome.body).unwrap();
    assert_eq!(error.code.status(), outcome.status);
    error.code
}

fn statuses(answer: &SyncAnswer) -> Vec<u16> {
    answer
        .outcomes
        .iter()
        .map(|outcome| outcome.status)
        .collect()
}

#[tokio::test]
async fn what_is_sent_with_others_is_what_is_sent_by_itself() {
    let app = TestApp::new().await;
    let device = secret();
    let (alone, with) = (
        booking(&["2026-11-25T09:00"]),
        booking(&["2026-11-25T09:30"]),
    );
    let single = app.post(api::BOOKINGS, Some(&device), &alone).await;
    let single: BookingView = single.booking(201);
    let asked = with_actions(vec![create(device, &alone), create(device, &with)]);
    let answer = app.sync(&asked).await;
    assert_eq!(statuses(&answer), [200, 201]);
    let again: BookingView = serde_json::from_str(&answer.outcomes[0].body).unwrap();
    assert_eq!(again, single);
    // And the other way round.
    let later = app.post(api::BOOKINGS, Some(&device), &with).await;
    let batched: BookingView = serde_json::from_str(&answer.outcomes[1].body).unwrap();
    assert_eq!(later.booking(200), batched);
    let mut other = with.clone();
    other.name = "李红".to_owned();
    let reused = app.sync(&with_actions(vec![create(device, &other)])).await;
    assert_eq!(error(&reused.outcomes[0]), ErrorCode::ActionReused);
    app.check_invariants().await;
}

#[tokio::test]
async fn actions_are_done_in_their_order_and_before_changes_are_told() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let cancel = CancelBooking {
        action: action_id(),
        base: None,
    };
    let cancel = posted(&api::booking_cancel(wish.booking), device, &cancel);
    let asked = SyncRequest {
        cursor: app.cursor().await,
        mine: vec![followed(&wish, device)],
        ..with_actions(vec![create(device, &wish), cancel.clone()])
    };
    let answer = app.sync(&asked).await;
    assert_eq!(statuses(&answer), [201, 200]);
    let [told] = &answer.bookings[..] else {
        panic!("{answer:?}")
    };
    assert_eq!(told.state, BookingState::Cancelled);
    // The other way round there is nothing to cancel.
    let (other, device) = (booking(&["2026-11-25T09:30"]), secret());
    let cancel = Posted {
        path: api::booking_cancel(other.booking),
        secret: device,
        ..cancel
    };
    let answer = app
        .sync(&with_actions(vec![cancel, create(device, &other)]))
        .await;
    assert_eq!(statuses(&answer), [404, 201]);
}

#[tokio::test]
async fn one_that_fails_holds_up_none() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let look_up = serde_json::json!({"reference": "000005724", "mobile": "13812345678"});
    let mut mistaken = booking(&["2026-11-25T09:30"]);
    mistaken.name.clear();
    let spoilt = Posted {
        body: "{\"action\":".to_owned(),
        ..create(device, &wish)
    };
    let long = Posted {
        body: "x".repeat(api::MAX_BODY + 1),
        ..spoilt.clone()
    };
    let actions = vec![
        spoilt,
        posted(api::BOOKING_LOOKUP, device, &look_up),
        posted(api::SYNC, device, &SyncRequest::default()),
        posted(&api::booking(wish.booking), device, &wish),
        posted("/", device, &wish),
        posted("", device, &wish),
        posted("http://elsewhere/", device, &wish),
        create(device, &mistaken),
        long,
        create(device, &wish),
    ];
    let answer = app.sync(&with_actions(actions)).await;
    use ErrorCode::{BadRequest, InvalidField, TooLarge, UnknownPath};
    let (last, failed) = answer.outcomes.split_last().unwrap();
    let failed: Vec<_> = failed.iter().map(error).collect();
    assert_eq!(
        failed,
        [
            BadRequest,
            UnknownPath,
            UnknownPath,
            UnknownPath,
            UnknownPath,
            UnknownPath,
            UnknownPath,
            InvalidField,
            TooLarge
        ]
    );
    assert_eq!(last.status, 201);
}

#[tokio::test]
async fn limits_are_those_of_single_actions() {
    let app = TestApp::with(Setup {
        rates: Rates::default(),
        proxies: "192.0.2.1",
        ..Setup::default()
    })
    .await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let ask = async |client: &str, count: usize| {
        let actions = vec![create(device, &wish); count];
        let mut request = post(api::SYNC, None, &with_actions(actions));
        let client = client.parse().unwrap();
        request.headers_mut().insert("x-forwarded-for", client);
        let answer: SyncAnswer = app.send(request).await.json();
        answer.outcomes
    };
    for _ in 0..3 {
        ask("203.0.113.1", 16).await;
    }
    let last = ask("203.0.113.1", 13).await;
    assert!(last[..12].iter().all(|outcome| outcome.status == 200));
    assert_eq!(error(&last[12]), ErrorCode::RateLimited);
    assert_eq!(last[12].retry_after, Some(2));
    // Another address has its own.
    assert_eq!(ask("203.0.113.2", 1).await[0].status, 200);
}

#[tokio::test]
async fn round_trips_are_limited_too() {
    let rates = Rates {
        sync: server::http::limits::Rate {
            burst: 2,
            millis_each: 1_000,
        },
        ..Rates::default()
    };
    let app = TestApp::with(Setup {
        rates,
        ..Setup::default()
    })
    .await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    for _ in 0..2 {
        app.sync(&SyncRequest::default()).await;
    }
    let asked = with_actions(vec![create(device, &wish)]);
    let answer = app.post(api::SYNC, None, &asked).await;
    answer.refused(ErrorCode::RateLimited);
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 0);
}

#[tokio::test]
async fn too_much_is_refused_as_a_whole() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let most = with_actions(vec![create(device, &wish); MAX_ACTIONS]);
    let mut more = most.clone();
    more.actions.push(create(device, &wish));
    let follow = |count| SyncRequest {
        mine: vec![followed(&wish, device); count],
        ..SyncRequest::default()
    };
    let mut long = most.clone();
    long.actions.truncate(4);
    for action in &mut long.actions {
        action.body.push_str(&" ".repeat(MAX_SYNC_BODY / 4));
    }
    for asked in [more, follow(MAX_FOLLOWED + 1), long] {
        let answer = app.post(api::SYNC, None, &asked).await;
        answer.refused(ErrorCode::TooLarge);
    }
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 0);
    app.sync(&follow(MAX_FOLLOWED)).await;
    assert_eq!(app.sync(&most).await.outcomes.len(), MAX_ACTIONS);
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let app = TestApp::new().await;
    let wish = booking(&["2026-11-25T09:00"]);
    let id = format!("b/{}", wish.booking);
    for body in [
        serde_json::json!({"cursor": "00000007"}),
        serde_json::json!({"cursor": "7.1"}),
        serde_json::json!({"colour": "red"}),
        serde_json::json!({"watch": {"station": "5001"}}),
        serde_json::json!({"mine": [{"id": id, "secret": "07"}]}),
        serde_json::json!({"mine": [{"id": "x/1", "secret": secret()}]}),
    ] {
        let answer = app.post(api::SYNC, None, &body).await;
        answer.refused(ErrorCode::BadRequest);
    }
}

#[tokio::test]
async fn nothing_says_whether_a_record_exists() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    app.post(api::BOOKINGS, Some(&device), &wish).await;
    let cursor = app.cursor().await;
    let mut asked = SyncRequest {
        cursor,
        mine: vec![followed(&wish, secret())],
        ..SyncRequest::default()
    };
    assert!(app.is_quiet(&asked).await);
    let cancel = CancelBooking {
        action: action_id(),
        base: None,
    };
    let path = api::booking_cancel(wish.booking);
    app.post(&path, Some(&device), &cancel).await;
    assert!(app.is_quiet(&asked).await);
    // Followed anew, a foreign record and none are the same.
    let none = booking(&["2026-11-25T09:00"]);
    asked.mine = [&wish, &none]
        .map(|wish| Followed {
            all: true,
            ..followed(wish, secret())
        })
        .into();
    let answer = app.sync(&asked).await;
    let ids = [wish.booking, none.booking].map(EntityId::Booking);
    assert_eq!(answer.unknown, ids);
    assert_eq!(answer.bookings, []);
}

#[tokio::test]
async fn newer_packs_are_named() {
    let app = TestApp::new().await;
    let mut asked = SyncRequest {
        cursor: app.cursor().await,
        ..SyncRequest::default()
    };
    assert!(app.is_quiet(&asked).await);
    let tags = |stations: &str, catalogue: &str| PackTags {
        stations: stations.to_owned(),
        catalogue: catalogue.to_owned(),
    };
    asked.packs = tags("\"old\"", "");
    let answer = app.sync(&asked).await;
    assert_eq!(Some(answer.cursor), asked.cursor);
    let newest = answer.packs.unwrap();
    for coding in ["identity", "br"] {
        let tag = async |path: &str| {
            let request = Request::get(path).header("accept-encoding", coding);
            let answer = app.send(request.body(Default::default()).unwrap()).await;
            answer.header("etag").to_owned()
        };
        let (stations, catalogue) = (
            tag(api::STATIONS_PACK).await,
            tag(api::CATALOGUE_PACK).await,
        );
        asked.packs = tags(&stations, &catalogue);
        assert!(app.is_quiet(&asked).await, "{asked:?}");
        asked.packs = tags(stations.trim_matches('"'), "");
        assert!(app.is_quiet(&asked).await, "{asked:?}");
        if coding == "identity" {
            assert_eq!(newest, tags(&stations, &catalogue));
        }
    }
}

/// A real connection, to count the bytes.
struct Wire(TcpStream);

impl Wire {
    async fn to(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let never = std::future::pending();
        tokio::spawn(serve(
            listener,
            app.router.clone(),
            Bounds::default(),
            never,
        ));
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// All bytes of the answer, as a browser asks.
    async fn sync(&mut self, asked: &SyncRequest) -> Vec<u8> {
        let body = serde_json::to_vec(asked).unwrap();
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
             accept-encoding: gzip, deflate, br, zstd\r\ncontent-length: {}\r\n\r\n",
            api::SYNC,
            body.len()
        );
        let stream = &mut self.0;
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body).await.unwrap();
        let mut bytes = Vec::new();
        loop {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
            let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = std::str::from_utf8(&bytes[..end]).unwrap();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |text| text.parse().unwrap());
            if bytes.len() == end + 4 + length {
                return bytes;
            }
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn few_bytes() {
    let app = TestApp::with(Setup {
        behind_tls: true,
        ..Setup::default()
    })
    .await;
    let (device, mut wish) = (secret(), booking(&["2026-11-25T09:00"]));
    wish.note = "膝盖不好，走得慢，麻烦安排一楼的窗口，谢谢".to_owned();
    app.post(api::BOOKINGS, Some(&device), &wish).await;
    let mut wire = Wire::to(&app).await;
    let mut asked = SyncRequest {
        cursor: app.cursor().await,
        watch: watch(false),
        mine: vec![followed(&wish, device)],
        ..SyncRequest::default()
    };

    let quiet = wire.sync(&asked).await;
    assert!(text(&quiet).starts_with("HTTP/1.1 204 "));
    assert!(text(&quiet).contains("\r\nx-content-type-options: nosniff\r\n"));
    assert!(text(&quiet).contains("\r\ncache-control: no-store\r\n"));
    assert!(text(&quiet).contains("\r\ndate: "));
    assert!(text(&quiet).contains("\r\nstrict-transport-security: "));
    assert!(quiet.len() <= 200, "{} bytes", quiet.len());

    // The booking, its place and the place before.
    let change = serde_json::json!({"action": action_id(), "choices": ["2026-11-26T09:30"]});
    let path = api::booking_change(wish.booking);
    app.post(&path, Some(&device), &change).await.booking(200);
    let one = wire.sync(&asked).await;
    assert!(text(&one).starts_with("HTTP/1.1 200 "));
    assert!(text(&one).contains("\r\ncontent-encoding: br\r\n"));
    assert!(one.len() <= 1_000, "{} bytes", one.len());

    // Who cannot unpack it gets it plain, and the same.
    let plain = app.sync(&asked).await;
    let end = one.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &one[end + 4..], &mut unpacked).unwrap();
    let packed: SyncAnswer = serde_json::from_slice(&unpacked).unwrap();
    assert_eq!(packed.bookings, plain.bookings);
    assert_eq!(packed.bookings[0].slot, slot("2026-11-26T09:30"));
    assert_eq!(packed.places, plain.places);
    asked.cursor = Some(packed.cursor);
    assert_eq!(
        wire.sync(&asked).await.len(),
        quiet.len(),
        "nothing has changed again"
    );
}

#[tokio::test]
async fn after_a_new_start_the_first_answer_is_small_too() {
    // On PostgreSQL a start changes nothing: the database is asked each time.
    let app = TestApp::with(Setup {
        place: Some(Place::sqlite()),
        ..Setup::default()
    })
    .await;
    let asked = SyncRequest {
        cursor: app.cursor().await,
        watch: watch(false),
        ..SyncRequest::default()
    };
    app.post(
        api::BOOKINGS,
        Some(&secret()),
        &CreateBooking {
            station: code(TOWNSHIP),
            ..booking(&["2026-11-25T09:00"])
        },
    )
    .await;
    app.store.close().await;
    let app = TestApp::with(Setup {
        place: Some(app.place),
        ..Setup::default()
    })
    .await;
    let mut wire = Wire::to(&app).await;
    let first = wire.sync(&asked).await;
    assert!(first.len() <= 250, "{} bytes", first.len());
    let body = text(&first).split("\r\n\r\n").nth(1).unwrap().to_owned();
    let answer: SyncAnswer = serde_json::from_str(&body).unwrap();
    assert!(answer.cursor.seq > asked.cursor.unwrap().seq);
    let asked = SyncRequest {
        cursor: Some(answer.cursor),
        ..asked
    };
    assert!(app.is_quiet(&asked).await);
}

#[tokio::test]
async fn what_a_station_publishes_reaches_the_phone() {
    let app = TestApp::new().await;
    let asked = SyncRequest {
        cursor: app.cursor().await,
        watch: watch(false),
        ..SyncRequest::default()
    };
    let published = Published {
        closures: vec![date("2026-11-20"), date("2026-11-30")],
        ..Published::default()
    };
    app.store
        .publish_station(publishing(code(VILLAGE), published))
        .await
        .unwrap();
    let answer = app.sync(&asked).await;
    let [change] = &answer.stations[..] else {
        panic!("{answer:?}")
    };
    assert_eq!(change.station, code(VILLAGE));
    assert_eq!(change.closures, [date("2026-11-30")]);
    assert_eq!(answer.places, None);
}
