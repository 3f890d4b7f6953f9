//! Somebody proves who he is by his password, as often as he may try.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue};
use model::civil::Timestamp;
use model::credentials::{CredentialError, Password};
use model::error::Field;
use model::staff::fault;

use super::gate::SignedIn;
use super::{agent, cookie};
use crate::app::App;
use crate::http::errors::Failure;
use crate::staff::tokens::{SessionToken, draw_session_id};
use crate::store::StoreError;
use crate::store::staff::{Credentials, NewSession, Proven, Try, TryKey};

/// Counts a try. Errors: rate limited.
pub async fn may_try(app: &App, who: TryKey, at: Timestamp) -> Result<(), Failure> {
    match app.store.try_once(who, at).await? {
        Try::Counted => Ok(()),
        Try::Locked(millis) => {
            let seconds = u32::try_from(millis.saturating_add(999) / 1_000);
            Err(Failure::rate_limited(seconds.unwrap_or(u32::MAX)))
        }
    }
}

/// A new session, and the cookie of its token. Errors: no randomness.
pub fn new_session(
    app: &App,
    headers: &HeaderMap,
    at: Timestamp,
) -> Result<(NewSession, HeaderValue), Failure> {
    let token = SessionToken::draw()?;
    let session = NewSession {
        id: draw_session_id(at)?,
        token: token.hash(),
        agent: agent::family(headers),
        at,
    };
    Ok((session, cookie::session(app, token)))
}

/// The present password of somebody who is signed in, asked for once more: whoever sits down at a
/// screen left open must not take the account over. Errors: rate limited; another password.
pub async fn again(
    app: &App,
    signed_in: &SignedIn,
    client: IpAddr,
    password: &str,
) -> Result<(Credentials, Proven), Failure> {
    let (actor, at) = (signed_in.actor(), signed_in.at);
    let password = Password::typed(password).map_err(|error| fault(Field::Password, error))?;
    app.desk.limits.attempt(client, at)?;
    let tried = TryKey(app.key.mac(&[b"staff again", actor.staff.as_bytes()]));
    may_try(app, tried, at).await?;
    let known = app.store.credentials_of(actor.staff).await?;
    let hash = known.password_hash.clone();
    if !app.desk.passwords.is(password, Some(hash.clone())).await? {
        let wrong = fault(Field::Password, CredentialError::PasswordWrong);
        return Err(wrong.into());
    }
    let proven = Proven {
        actor,
        password_hash: hash,
        tried,
        at,
    };
    Ok((known, proven))
}

/// What has changed meanwhile is to be looked at anew: by signing in.
pub fn changed_meanwhile(error: StoreError) -> Failure {
    match error {
        StoreError::NotChangeable => Failure::new(model::error::ErrorCode::SignInNeeded),
        error => error.into(),
    }
}
