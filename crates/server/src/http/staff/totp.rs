//! The second factor: a code that changes every half minute.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use model::credentials::{CredentialError, TotpCode};
use model::error::{ApiError, ErrorCode, Field};
use model::id::StaffId;
use model::permissions::permission::KeepOwnAccount;
use model::staff::{ConfirmTotp, MeView, ProvePassword, TotpEnrolment, fault};

use super::gate::Staff;
use super::sign_in::{as_begun, begun};
use super::{prove, shown};
use crate::app::App;
use crate::http::bookings::Private;
use crate::http::errors::Failure;
use crate::http::extract::{Client, Wire};
use crate::staff::tokens::draw_totp;
use crate::staff::totp::TotpSecret;
use crate::store::staff::{Renewal, TryKey};

/// What the secrets are sealed for: none can be put in another's place.
fn purpose(staff: StaffId) -> [u8; 20] {
    let mut purpose = *b"totp................";
    purpose[4..].copy_from_slice(staff.as_bytes());
    purpose
}

/// Opens a sealed secret. Errors: it is not one of ours.
pub fn open(app: &App, staff: StaffId, sealed: &[u8]) -> Result<TotpSecret, Failure> {
    let opened = app.key.open(&purpose(staff), sealed);
    let secret = opened.and_then(|bytes| bytes.try_into().ok());
    secret.map(TotpSecret).ok_or_else(|| {
        tracing::error!("a sealed secret cannot be opened; was the server's key changed?");
        Failure::new(ErrorCode::Internal)
    })
}

/// Begin with a second factor: a secret for the authenticator, shown once. It counts when a first code
/// has confirmed it.
#[utoipa::path(
    post, path = "/api/v1/staff/totp/enrol", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = ProvePassword,
    responses(
        (status = 200, body = TotpEnrolment),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`foreign_page` or `password_change_needed`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn enrol(
    State(app): State<App>,
    Client(client): Client,
    staff: Staff<KeepOwnAccount>,
    Wire(wire): Wire<ProvePassword>,
) -> Result<Private<TotpEnrolment>, Failure> {
    let (known, proven) = prove::again(&app, &staff.signed_in, client, &wire.password).await?;
    let secret = draw_totp()?;
    let sealed = app.key.seal(&purpose(known.account.staff), &secret.0)?;
    let begun = app.store.begin_totp(proven, sealed).await;
    begun.map_err(prove::changed_meanwhile)?;
    Ok(shown(TotpEnrolment {
        secret: secret.base32(),
        uri: secret.uri(&known.account.user_name),
    }))
}

/// Confirm the second factor by the first code. All sessions end, this one goes on under a new token.
#[utoipa::path(
    post, path = "/api/v1/staff/totp/confirm", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = ConfirmTotp,
    responses(
        (status = 200, body = MeView, description = "From now on a code is asked for.",
         headers(("set-cookie" = String, description = "The session."))),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`foreign_page` or `password_change_needed`."),
        (status = 409, body = ApiError, description = "`not_changeable`: none waits."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn confirm(
    State(app): State<App>,
    staff: Staff<KeepOwnAccount>,
    headers: HeaderMap,
    Wire(wire): Wire<ConfirmTotp>,
) -> Result<Response, Failure> {
    let (actor, at) = (staff.signed_in.actor(), staff.signed_in.at);
    let code = TotpCode::parse(&wire.code).map_err(|error| fault(Field::Code, error))?;
    let tried = TryKey(app.key.mac(&[b"staff confirm", actor.staff.as_bytes()]));
    prove::may_try(&app, tried, at).await?;
    let known = app.store.credentials_of(actor.staff).await?;
    let sealed = known
        .totp_pending
        .ok_or_else(|| Failure::new(ErrorCode::NotChangeable))?;
    let step = open(&app, actor.staff, &sealed)?.step_of(code, at, known.totp_step);
    let step = step.ok_or_else(|| fault(Field::Code, CredentialError::CodeWrong))?;
    let (session, cookie) = prove::new_session(&app, &headers, at)?;
    app.store
        .confirm_totp(actor, sealed, step, session.clone())
        .await?;
    let account = app.store.staff(actor.staff).await?;
    Ok(begun(&as_begun(account, &session), vec![cookie]))
}

/// Give the second factor up. All sessions end, this one goes on under a new token.
#[utoipa::path(
    post, path = "/api/v1/staff/totp/remove", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = ProvePassword,
    responses(
        (status = 200, body = MeView, description = "No code is asked for any more.",
         headers(("set-cookie" = String, description = "The session."))),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`foreign_page` or `password_change_needed`."),
        (status = 409, body = ApiError, description = "`not_changeable`: there is none."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn remove(
    State(app): State<App>,
    Client(client): Client,
    staff: Staff<KeepOwnAccount>,
    headers: HeaderMap,
    Wire(wire): Wire<ProvePassword>,
) -> Result<Response, Failure> {
    let signed_in = staff.signed_in;
    let (known, proven) = prove::again(&app, &signed_in, client, &wire.password).await?;
    if known.totp.is_none() {
        return Err(Failure::new(ErrorCode::NotChangeable));
    }
    let (session, cookie) = prove::new_session(&app, &headers, signed_in.at)?;
    let renewed = app
        .store
        .renew(proven, Renewal::NoTotp, session.clone())
        .await;
    renewed.map_err(prove::changed_meanwhile)?;
    let account = app.store.staff(known.account.staff).await?;
    Ok(begun(&as_begun(account, &session), vec![cookie]))
}
