//! One's own account: password and sessions.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use model::audit::Act;
use model::credentials::{CredentialError, Password, UserName};
use model::error::{ApiError, Field};
use model::id::SessionId;
use model::permissions::permission::KeepOwnAccount;
use model::staff::{ChangePassword, MeView, Sessions, fault};

use super::gate::{SignedIn, Staff};
use super::sign_in::{as_begun, begun};
use super::{prove, shown};
use crate::app::App;
use crate::http::bookings::Private;
use crate::http::errors::Failure;
use crate::http::extract::{At, Client, Named, Wire};
use crate::store::StoreError;
use crate::store::staff::Renewal;

impl Named for SessionId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// Change one's own password; the only thing to be done with a one-time one. All sessions end, this one
/// goes on under a new token.
#[utoipa::path(
    post, path = "/api/v1/staff/password", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = ChangePassword,
    responses(
        (status = 200, body = MeView, description = "Changed.",
         headers(("set-cookie" = String, description = "The session."))),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`foreign_page`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn change_password(
    State(app): State<App>,
    Client(client): Client,
    signed_in: SignedIn,
    headers: HeaderMap,
    Wire(wire): Wire<ChangePassword>,
) -> Result<Response, Failure> {
    let account = &signed_in.session.account;
    let wrong = |error| fault(Field::NewPassword, error);
    let name = UserName::parse(&account.user_name);
    let name = name.map_err(|_| StoreError::Corrupt("staff.user_name"))?;
    let new = Password::chosen(&wire.new_password, &name, &[&account.name]).map_err(wrong)?;
    if Password::typed(&wire.password).is_ok_and(|present| present == new) {
        return Err(wrong(CredentialError::PasswordSame).into());
    }
    let (_, proven) = prove::again(&app, &signed_in, client, &wire.password).await?;
    let hash = app.desk.passwords.hash(new).await?;
    let (session, cookie) = prove::new_session(&app, &headers, signed_in.at)?;
    let renewed = app
        .store
        .renew(proven, Renewal::Password(hash), session.clone())
        .await;
    renewed.map_err(prove::changed_meanwhile)?;
    let account = app.store.staff(account.staff).await?;
    Ok(begun(&as_begun(account, &session), vec![cookie]))
}

/// One's own sessions, the newest first.
#[utoipa::path(
    get, path = "/api/v1/staff/sessions", tag = "staff", security(("staff" = [])),
    responses(
        (status = 200, body = Sessions),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`password_change_needed`."),
    )
)]
pub async fn sessions(
    State(app): State<App>,
    staff: Staff<KeepOwnAccount>,
) -> Result<Private<Sessions>, Failure> {
    let SignedIn { session, at } = staff.signed_in;
    let mut sessions = app.store.sessions(session.account.staff, at).await?;
    for known in &mut sessions {
        known.current = known.session == session.id;
    }
    Ok(shown(Sessions { sessions }))
}

/// End one of one's own sessions.
#[utoipa::path(
    post, path = "/api/v1/staff/sessions/{id}/end", tag = "staff", security(("staff" = [])),
    params(
        ("id" = SessionId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    responses(
        (status = 204, description = "Ended."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`foreign_page` or `password_change_needed`."),
        (status = 404, body = ApiError, description = "None, or not one's own."),
    )
)]
pub async fn end_session(
    State(app): State<App>,
    staff: Staff<KeepOwnAccount>,
    At(id): At<SessionId>,
) -> Result<StatusCode, Failure> {
    let actor = staff.signed_in.actor();
    let at = staff.signed_in.at;
    app.store
        .end_session(actor, id, Act::EndSession, at)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
