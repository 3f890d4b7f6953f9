//! The station's side: who signs in, with what right, and what is written down of it.

pub mod accounts;
pub mod agent;
pub mod audit;
pub mod cookie;
pub mod desk;
pub mod entries;
pub mod gate;
pub mod notices;
pub mod own;
pub mod prove;
pub mod sign_in;
pub mod stations;
pub mod totp;

use axum::http::StatusCode;
use model::error::ErrorCode;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bookings::{Private, private};
use super::errors::Failure;
use crate::app::App;
use crate::staff::passwords::PasswordFault;
use crate::staff::tokens::NoRandomness;

/// The routes with their description.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::me))
        .routes(routes!(own::change_password))
        .routes(routes!(own::sessions))
        .routes(routes!(own::end_session))
        .routes(routes!(totp::enrol))
        .routes(routes!(totp::confirm))
        .routes(routes!(totp::remove))
        .routes(routes!(accounts::create))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::disable))
        .routes(routes!(accounts::reset))
        .routes(routes!(audit::list))
        .routes(routes!(notices::put, notices::list))
        .routes(routes!(notices::take_back))
        .routes(routes!(stations::settings, stations::set))
        .routes(routes!(desk::day, entries::add))
        .routes(routes!(desk::find))
        .routes(routes!(desk::open))
        .routes(routes!(desk::number))
        .routes(routes!(desk::act))
}

/// An answer for nobody else's eyes.
fn shown<T>(body: T) -> Private<T> {
    private(StatusCode::OK, body)
}

/// Which page of a list.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Where it begins: `next` of the page before; nothing for the first.
    #[serde(default)]
    after: Option<String>,
    /// How many rows; 50 if nothing is said, at most 100.
    #[serde(default)]
    limit: Option<u16>,
}

/// How many rows are answered. Errors: none are asked for, or too many.
fn rows_of(limit: Option<u16>) -> Result<u16, Failure> {
    rows_up_to(limit, model::api::staff::MAX_PAGE)
}

/// The same of a list that has longer pages.
fn rows_up_to(limit: Option<u16>, most: u16) -> Result<u16, Failure> {
    match limit {
        None => Ok(model::api::staff::USUAL_PAGE),
        Some(limit) if (1..=most).contains(&limit) => Ok(limit),
        Some(_) => Err(Failure::new(ErrorCode::BadRequest)),
    }
}

/// Cuts the row that was asked for beyond the page, and says whether there was one.
fn cut<T>(rows: &mut Vec<T>, limit: u16) -> bool {
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    more
}

impl From<NoRandomness> for Failure {
    fn from(_: NoRandomness) -> Self {
        tracing::error!("there is no randomness");
        Self::new(ErrorCode::Internal)
    }
}

impl From<PasswordFault> for Failure {
    fn from(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::Busy => Self::busy(),
            PasswordFault::Broken => {
                tracing::error!("a password could not be hashed or compared");
                Self::new(ErrorCode::Internal)
            }
        }
    }
}
