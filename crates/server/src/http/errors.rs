//! Every answer that is not what was asked for: one type, one envelope.

use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use model::error::{ApiError, ErrorCode, Field};
use model::words::Problem;
use model::workbench::{BookingRow, StaleBooking};

use crate::store::StoreError;

/// An answer that is not what was asked for.
#[derive(Debug)]
pub struct Failure {
    error: Box<ApiError>,
    /// How the booking stands that staff were wrong about.
    stands: Option<Box<BookingRow>>,
}

impl Failure {
    fn of(error: ApiError) -> Self {
        Self {
            error: Box::new(error),
            stands: None,
        }
    }

    /// A failure with the code's own words.
    pub fn new(code: ErrorCode) -> Self {
        Self::of(ApiError::new(code))
    }

    /// A field that does not keep a rule.
    pub fn invalid(field: Field, problem: Problem) -> Self {
        Self::of(ApiError::invalid(field, problem.message()))
    }

    /// Too many attempts; `seconds` until the next may succeed.
    pub fn rate_limited(seconds: u32) -> Self {
        let error = ApiError::new(ErrorCode::RateLimited);
        Self::of(ApiError {
            retry_after: Some(seconds),
            ..error
        })
    }

    /// Too much to do at the moment.
    pub fn busy() -> Self {
        let error = ApiError::new(ErrorCode::Unavailable);
        Self::of(ApiError {
            retry_after: Some(BUSY_SECONDS),
            ..error
        })
    }

    /// What is sent.
    pub fn envelope(&self) -> &ApiError {
        &self.error
    }
}

/// Seconds after which an overloaded server may be asked again.
const BUSY_SECONDS: u32 = 2;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = match error {
            _ if error.is_passing() => {
                tracing::debug!(%error, "the store is busy or away");
                return Self::busy();
            }
            StoreError::NotFound => ErrorCode::NotFound,
            StoreError::ActionReused => ErrorCode::ActionReused,
            StoreError::NotChangeable => ErrorCode::NotChangeable,
            StoreError::Barred(bar, reason) => {
                let message = bar.message(reason.as_deref());
                let error = ApiError::new(ErrorCode::NotChangeable);
                return Self::of(ApiError { message, ..error });
            }
            StoreError::Stale(row) => {
                return Self {
                    stands: Some(row),
                    ..Self::new(ErrorCode::Stale)
                };
            }
            StoreError::NoPlace(choices) => {
                let error = ApiError::new(ErrorCode::NoPlace);
                return Self::of(ApiError { choices, ..error });
            }
            StoreError::Unavailable | StoreError::Database(_) | StoreError::Corrupt(_) => {
                tracing::error!(%error, "the store failed");
                ErrorCode::Internal
            }
        };
        Self::new(code)
    }
}

/// A field of the station's side, and the words for what is wrong with it.
impl From<(Field, String)> for Failure {
    fn from((field, words): (Field, String)) -> Self {
        Self::of(ApiError::invalid(field, words))
    }
}

impl From<(Field, Problem)> for Failure {
    fn from((field, problem): (Field, Problem)) -> Self {
        Self::invalid(field, problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self { error, stands } = self;
        let retry_after = error.retry_after;
        let status = StatusCode::from_u16(error.code.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = match stands {
            None => (status, axum::Json(*error)).into_response(),
            Some(stands) => {
                let (error, stands) = (*error, *stands);
                (status, axum::Json(StaleBooking { error, stands })).into_response()
            }
        };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// No such path of the API.
pub async fn unknown_path() -> Failure {
    Failure::new(ErrorCode::UnknownPath)
}

/// A known path, asked in a way it does not know. The router adds which ways it knows (`Allow`).
pub async fn wrong_method() -> Failure {
    Failure::new(ErrorCode::MethodNotAllowed)
}

/// A handler panicked: a bug, answered like any other failure.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::new(ErrorCode::Internal).into_response()
}
