//! A browser of staff: it keeps cookies as browsers do, and sends what our pages send.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::OnceLock;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use model::api::staff as paths;
use model::civil::Timestamp;
use model::credentials::{Password, UserName};
use model::id::StaffId;
use model::permissions::{Role, Scope};
use model::person::PersonName;
use model::staff::{MeView, ValidStaff};
use serde_json::{Value, json};
use server::clock::Clock as _;
use server::staff::passwords;
use server::store::staff::{Made, NewStaff, StaffStore as _};

use crate::support::*;

/// Everybody's password, unless he has another.
pub const PASSWORD: &str = "corn lamp river 7";

/// Hashed once for all tests.
fn hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    let typed = || Password::typed(PASSWORD).unwrap();
    HASH.get_or_init(|| passwords::hash(&typed()).unwrap())
        .clone()
}

pub fn staff_id() -> StaffId {
    let mut random = [0; 10];
    random.copy_from_slice(&action_id().as_bytes()[6..]);
    StaffId::new(1_000, &random)
}

/// An account that is not a one-time one.
pub async fn account(app: &TestApp, user_name: &str, role: Role, scope: &str) -> StaffId {
    until(app, user_name, role, scope, None).await
}

/// An account; with `until`, its password is a one-time one.
pub async fn until(
    app: &TestApp,
    user_name: &str,
    role: Role,
    scope: &str,
    until: Option<Timestamp>,
) -> StaffId {
    let new = NewStaff {
        valid: ValidStaff {
            staff: staff_id(),
            user_name: UserName::parse(user_name).unwrap(),
            name: PersonName::parse("李秀英").unwrap(),
            role,
            scope: Scope(code(scope)),
        },
        password_hash: hash(),
        password_until: until,
        at: app.clock.now(),
    };
    match app.store.create_first(new).await.unwrap() {
        Made::Account(made) => made.into_inner().staff,
        Made::NameTaken => panic!("{user_name} is taken"),
    }
}

/// A browser somewhere.
#[derive(Clone)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
    pub peer: [u8; 4],
    /// Sent with every request.
    pub headers: Vec<(&'static str, String)>,
}

impl Default for Browser {
    fn default() -> Self {
        let agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36";
        Self {
            cookies: BTreeMap::new(),
            peer: [192, 0, 2, 1],
            headers: vec![
                (paths::HEADER, paths::HEADER_VALUE.to_owned()),
                ("sec-fetch-site", "same-origin".to_owned()),
                ("user-agent", agent.to_owned()),
            ],
        }
    }
}

impl Browser {
    /// One at another address.
    pub fn at(peer: [u8; 4]) -> Self {
        Self {
            peer,
            ..Self::default()
        }
    }

    /// One in which `user_name` is signed in.
    pub async fn of(app: &TestApp, user_name: &str) -> Self {
        let mut browser = Self::default();
        let answer = browser.sign_in(app, user_name, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        browser
    }

    pub async fn sign_in(&mut self, app: &TestApp, user_name: &str, password: &str) -> Answer {
        let body = json!({"user_name": user_name, "password": password});
        self.post(app, paths::SIGN_IN, body).await
    }

    pub async fn get(&mut self, app: &TestApp, path: &str) -> Answer {
        self.ask(app, "GET", path, None).await
    }

    pub async fn post(&mut self, app: &TestApp, path: &str, body: Value) -> Answer {
        self.ask(app, "POST", path, Some(body)).await
    }

    async fn ask(
        &mut self,
        app: &TestApp,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let answer = app.send(self.request(method, path, body)).await;
        for set in answer.headers.get_all("set-cookie") {
            let (cookie, attributes) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub fn request(&self, method: &str, path: &str, body: Option<Value>) -> Request<Body> {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "station.example")
            .extension(ConnectInfo(SocketAddr::from((self.peer, 40_000))));
        for (name, value) in &self.headers {
            builder = builder.header(*name, value);
        }
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            builder = builder.header("cookie", pairs.collect::<Vec<_>>().join("; "));
        }
        let body = match body {
            Some(body) => {
                builder = builder.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        builder.body(body).unwrap()
    }

    /// Who is signed in.
    pub async fn me(&mut self, app: &TestApp) -> Option<MeView> {
        let answer = self.get(app, paths::ME).await;
        (answer.status == 200).then(|| answer.json())
    }
}

/// The cookie of the session where there is no TLS.
pub const SESSION: &str = "station-staff";
