//! The cookies of the station's side.
//!
//! Behind TLS their names begin with `__Host-`, by which the browser itself sees to it that they came
//! from this host, over TLS, for all of it. Without TLS, which is a developer's machine, browsers take
//! neither that prefix nor `Secure`, so plain names are used there.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::app::App;
use crate::staff::tokens::{DeviceToken, SessionToken};

/// For how long a device is known, in seconds: half a year.
const DEVICE_SECONDS: u32 = 180 * 86_400;

/// A cookie of ours.
#[derive(Clone, Copy)]
enum Kind {
    Session,
    Device,
}

impl Kind {
    fn name(self, behind_tls: bool) -> &'static str {
        match (self, behind_tls) {
            (Self::Session, true) => "__Host-station-staff",
            (Self::Session, false) => "station-staff",
            (Self::Device, true) => "__Host-station-device",
            (Self::Device, false) => "station-device",
        }
    }
}

fn header(app: &App, kind: Kind, value: &str, age: &str) -> HeaderValue {
    let name = kind.name(app.behind_tls);
    let secure = if app.behind_tls { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    // Names and hexadecimal digits alone: always a header.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// Sets the session's cookie. It goes when the browser is closed, and the server ends it anyway.
pub fn session(app: &App, token: SessionToken) -> HeaderValue {
    header(app, Kind::Session, &token.to_hex(), "")
}

/// Takes the session's cookie away.
pub fn no_session(app: &App) -> HeaderValue {
    header(app, Kind::Session, "", "; Max-Age=0")
}

/// Sets the cookie by which the device is known again. It opens nothing.
pub fn device(app: &App, token: DeviceToken) -> HeaderValue {
    let age = format!("; Max-Age={DEVICE_SECONDS}");
    header(app, Kind::Device, &token.to_hex(), &age)
}

/// The session's token, if the request carries one.
pub fn session_of(app: &App, headers: &HeaderMap) -> Option<SessionToken> {
    SessionToken::parse(find(headers, Kind::Session.name(app.behind_tls))?)
}

/// The device's token, if the request carries one.
pub fn device_of(app: &App, headers: &HeaderMap) -> Option<DeviceToken> {
    DeviceToken::parse(find(headers, Kind::Device.name(app.behind_tls))?)
}

fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';'));
    cookies.find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}
