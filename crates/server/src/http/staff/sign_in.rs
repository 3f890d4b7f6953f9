//! Signing in and out.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::{Json, http::HeaderValue};
use model::audit::Act;
use model::civil::Timestamp;
use model::credentials::{Password, TotpCode, UserName};
use model::error::{ApiError, ErrorCode, Field};
use model::permissions::Deed;
use model::staff::{ABSOLUTE, IDLE, MeView, SignIn, fault};

use super::gate::{OwnPage, SignedIn};
use super::{cookie, prove, shown, totp};
use crate::app::App;
use crate::http::bookings::Private;
use crate::http::errors::Failure;
use crate::http::extract::{Client, Wire};
use crate::staff::tokens::DeviceToken;
use crate::store::staff::{Credentials, NewEntry, NewSession, Proven, Session, TryKey};

/// Who is signed in, with the cookies of a session that has just begun.
pub fn begun(session: &Session, cookies: Vec<HeaderValue>) -> Response {
    let cookies = cookies.into_iter().map(|cookie| (SET_COOKIE, cookie));
    let headers = AppendHeaders(cookies.collect::<Vec<_>>());
    ([(CACHE_CONTROL, "no-store")], headers, Json(view(session))).into_response()
}

/// The session just begun, as its owner sees it.
pub fn as_begun(account: model::staff::StaffView, new: &NewSession) -> Session {
    Session {
        account,
        id: new.id,
        created_at: new.at,
        seen_at: new.at,
    }
}

fn view(session: &Session) -> MeView {
    let account = session.account.clone();
    let until = Timestamp(session.created_at.0.saturating_add(ABSOLUTE));
    let idle = Timestamp(session.seen_at.0.saturating_add(IDLE));
    MeView {
        session: session.id,
        must_change: account.must_change,
        deeds: Deed::ALL
            .iter()
            .copied()
            .filter(|deed| account.role.does(*deed))
            .collect(),
        idle_until: idle.min(until),
        until,
        account,
    }
}

/// Sign in. The session is in a cookie that no script reads, under a new token each time.
///
/// After five failures in a row nobody may try for half a minute, and twice as long after each further
/// one, up to a quarter of an hour. A device from which the account was signed in to before is counted
/// by itself.
#[utoipa::path(
    post, path = "/api/v1/staff/login", tag = "staff", request_body = SignIn,
    params(("x-station-staff" = String, Header, description = "`1`.")),
    responses(
        (status = 200, body = MeView, description = "Signed in.",
         headers(("set-cookie" = String, description = "The session."))),
        (status = 401, body = ApiError, description = "`sign_in_failed` or `code_needed`."),
        (status = 403, body = ApiError, description = "`foreign_page`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn sign_in(
    State(app): State<App>,
    Client(client): Client,
    _: OwnPage,
    headers: HeaderMap,
    Wire(wire): Wire<SignIn>,
) -> Result<Response, Failure> {
    let name = UserName::parse(&wire.user_name).map_err(|error| fault(Field::UserName, error))?;
    let password =
        Password::typed(&wire.password).map_err(|error| fault(Field::Password, error))?;
    let at = app.clock.now();
    let device = cookie::device_of(&app, &headers).filter(|it| it.is_of(&app.key, name.as_str()));
    app.desk.limits.attempt(client, at)?;
    if device.is_none() {
        app.desk.limits.may_fail(client, at)?;
    }
    let nonce = device.as_ref().map_or(&[][..], |device| device.nonce());
    let tried = TryKey(
        app.key
            .mac(&[b"staff sign in", name.as_str().as_bytes(), nonce]),
    );
    prove::may_try(&app, tried, at).await?;
    let known = app.store.credentials(name.clone()).await?;
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let right = app.desk.passwords.is(password, hash).await?;
    let known = match known {
        Some(known) if right && is_open(&known, at) => known,
        known => return Err(failed(&app, client, known, at).await),
    };
    let step = match second_factor(&app, &known, &wire.code, at) {
        Ok(step) => step,
        Err(Refusal::Asked(refusal)) => return Err(refusal),
        Err(Refusal::Failed) => return Err(failed(&app, client, Some(known), at).await),
    };
    let (session, cookie) = prove::new_session(&app, &headers, at)?;
    let proven = Proven {
        actor: known.actor(),
        password_hash: known.password_hash.clone(),
        tried,
        at,
    };
    if !app.store.sign_in(proven, step, session.clone()).await? {
        return Err(failed(&app, client, Some(known), at).await);
    }
    let device = device.map_or_else(|| DeviceToken::draw(&app.key, name.as_str()), Ok)?;
    let account = app.store.staff(known.account.staff).await?;
    let cookies = vec![cookie, cookie::device(&app, device)];
    Ok(begun(&as_begun(account, &session), cookies))
}

/// Whether the account may be signed in to at all.
fn is_open(known: &Credentials, at: Timestamp) -> bool {
    known.account.disabled_at.is_none() && known.password_until.is_none_or(|until| at < until)
}

/// Why the second factor was not enough.
enum Refusal {
    /// A code is asked for, or what was typed is none.
    Asked(Failure),
    /// It is another code, or one that was used.
    Failed,
}

/// The step of the code, or the last one known where none is asked for.
fn second_factor(
    app: &App,
    known: &Credentials,
    code: &str,
    at: Timestamp,
) -> Result<i64, Refusal> {
    let Some(sealed) = &known.totp else {
        return Ok(known.totp_step);
    };
    if code.trim().is_empty() {
        return Err(Refusal::Asked(Failure::new(ErrorCode::CodeNeeded)));
    }
    let code = TotpCode::parse(code);
    let code = code.map_err(|error| Refusal::Asked(fault(Field::Code, error).into()))?;
    let secret = totp::open(app, known.account.staff, sealed).map_err(Refusal::Asked)?;
    secret
        .step_of(code, at, known.totp_step)
        .ok_or(Refusal::Failed)
}

/// Notes the failure where there is an account, and answers the same whatever it was.
async fn failed(
    app: &App,
    client: std::net::IpAddr,
    known: Option<Credentials>,
    at: Timestamp,
) -> Failure {
    app.desk.limits.failed(client, at);
    if let Some(known) = known {
        let entry = NewEntry {
            staff: None,
            ..NewEntry::own(known.actor(), Act::SignInFailed, at)
        };
        if let Err(error) = app.store.note(entry).await {
            return error.into();
        }
    }
    Failure::new(ErrorCode::SignInFailed)
}

/// Sign out: the session ends. Whoever is not signed in is answered the same.
#[utoipa::path(
    post, path = "/api/v1/staff/logout", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    responses(
        (status = 204, description = "Signed out."),
        (status = 403, body = ApiError, description = "`foreign_page`."),
    )
)]
pub async fn sign_out(
    State(app): State<App>,
    _: OwnPage,
    signed_in: Result<SignedIn, Failure>,
) -> Result<Response, Failure> {
    if let Ok(signed_in) = signed_in {
        let ending = app.store.end_session(
            signed_in.actor(),
            signed_in.session.id,
            Act::SignOut,
            signed_in.at,
        );
        match ending.await {
            Ok(()) | Err(crate::store::StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let headers = [
        (SET_COOKIE, cookie::no_session(&app)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((axum::http::StatusCode::NO_CONTENT, headers).into_response())
}

/// Who is signed in, and what he may do.
#[utoipa::path(
    get, path = "/api/v1/staff/me", tag = "staff", security(("staff" = [])),
    responses(
        (status = 200, body = MeView),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
    )
)]
pub async fn me(signed_in: SignedIn) -> Private<MeView> {
    let mut session = signed_in.session;
    session.seen_at = signed_in.at;
    shown(view(&session))
}
