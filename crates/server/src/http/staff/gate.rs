//! The gate: who asks, from which page, with what right. A handler names in its arguments what it
//! needs, and cannot be reached without.

use axum::extract::FromRequestParts;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use model::api::staff::{HEADER, HEADER_VALUE};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::error::ErrorCode;
use model::permissions::{Actor, Granted, Permission};
use model::staff::is_live;

use super::cookie;
use crate::app::App;
use crate::http::errors::Failure;
use crate::store::StoreError;
use crate::store::staff::{Session, actor};

/// What a browser says of where a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// A session's last use is written down once a minute, for each costs a durable write. So it may end
/// a minute early, never late.
const SEEN_EVERY: i64 = 60_000;

/// The request comes from a page of this server. `SameSite` alone would let other pages of the same
/// site through, and old browsers do not know it: so a header is asked for that no form can send and
/// no script of another origin may, and what the browser says of the origin must agree.
pub struct OwnPage;

impl FromRequestParts<App> for OwnPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        if is_own_page(&parts.headers) {
            Ok(Self)
        } else {
            Err(Failure::new(ErrorCode::ForeignPage))
        }
    }
}

fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if text(HeaderName::from_static(HEADER)) != Some(HEADER_VALUE) {
        return false;
    }
    match (text(FETCH_SITE), text(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(HOST)
        }
        // No browser: whatever it is, it has no cookies of others to misuse.
        (None, None) => true,
    }
}

/// Somebody who is signed in, be it with a one-time password.
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Now.
    pub at: Timestamp,
}

impl SignedIn {
    /// Who acts.
    pub fn actor(&self) -> Actor {
        actor(&self.session.account)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if !parts.method.is_safe() {
            OwnPage::from_request_parts(parts, app).await?;
        }
        let needed = || Failure::new(ErrorCode::SignInNeeded);
        let token = cookie::session_of(app, &parts.headers).ok_or_else(needed)?;
        let session = match app.store.session(token.hash()).await {
            Err(StoreError::NotFound) => return Err(needed()),
            session => session?,
        };
        let at = app.clock.now();
        if !is_live(session.created_at, session.seen_at, at) {
            return Err(needed());
        }
        if at.0.saturating_sub(session.seen_at.0) >= SEEN_EVERY {
            app.store.session_seen(session.id, at).await?;
        }
        Ok(Self { session, at })
    }
}

/// Somebody whose role does `P`, and who has a password of his own. Where it may be done is asked by
/// [`Self::within`].
pub struct Staff<P> {
    /// Who is signed in.
    pub signed_in: SignedIn,
    granted: Granted<P>,
}

impl<P: Permission> Staff<P> {
    /// The right to do it in all of the own scope.
    pub fn in_scope(&self) -> Granted<P> {
        self.granted
    }

    /// The right to do it where `division` is touched. Errors: the same as if there were nothing there.
    pub fn within(&self, division: DivisionCode) -> Result<Granted<P>, Failure> {
        let granted = self.signed_in.actor().granted(division);
        granted.ok_or_else(|| Failure::new(ErrorCode::NotFound))
    }
}

impl<P: Permission> FromRequestParts<App> for Staff<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if signed_in.session.account.must_change {
            return Err(Failure::new(ErrorCode::PasswordChangeNeeded));
        }
        let granted = signed_in.actor().granted_in_scope();
        Ok(Self {
            granted: granted.ok_or_else(|| Failure::new(ErrorCode::Forbidden))?,
            signed_in,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_and_foreign_pages() {
        let own = |headers: &[(&'static str, &'static str)]| {
            let mut map = HeaderMap::new();
            map.insert(HOST, "station.example".parse().unwrap());
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            is_own_page(&map)
        };
        let (header, wrong) = ((HEADER, HEADER_VALUE), (HEADER, "0"));
        assert!(own(&[header]));
        assert!(own(&[header, ("sec-fetch-site", "same-origin")]));
        assert!(own(&[header, ("origin", "https://station.example")]));
        // A proxy that does not pass the host on: what the browser says of the site is enough.
        assert!(own(&[
            header,
            ("origin", "https://front.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        for foreign in [
            &[][..],
            &[wrong],
            &[("sec-fetch-site", "same-origin")],
            &[header, ("sec-fetch-site", "same-site")],
            &[header, ("sec-fetch-site", "cross-site")],
            &[header, ("sec-fetch-site", "none")],
            &[header, ("origin", "https://evil.example")],
            &[header, ("origin", "https://station.example.evil.example")],
            &[header, ("origin", "null")],
            &[
                header,
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://station.example"),
            ],
        ] {
            assert!(!own(foreign), "{foreign:?}");
        }
    }
}
