//! Asking the server, and what can be said when it does not do what was asked.

use model::error::{ApiError, ErrorCode, Field};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::browser::staff;
use crate::text::staff as text;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// No answer. Whether the request arrived is not known.
    Unreachable,
    /// The server said no, and why.
    Refused(ApiError),
    /// Something answered that is not the server, or another version of it.
    Odd,
}

impl Trouble {
    /// What a person reads.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Unreachable => text::UNREACHABLE.to_owned(),
            Self::Odd => text::ODD.to_owned(),
            Self::Refused(error) => match (error.code, error.retry_after) {
                (ErrorCode::RateLimited, Some(seconds)) => text::wait(seconds),
                _ => error.message.clone(),
            },
        }
    }

    /// The server's code.
    pub(super) fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(error) => Some(error.code),
            Self::Unreachable | Self::Odd => None,
        }
    }

    /// The field at fault.
    pub(super) fn field(&self) -> Option<Field> {
        match self {
            Self::Refused(error) => error.field,
            Self::Unreachable | Self::Odd => None,
        }
    }
}

/// Reads. Errors: [`Trouble`].
pub(super) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    read(&ask(path, None).await?)
}

/// Acts, and reads what came of it. Errors: [`Trouble`].
pub(super) async fn post<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
) -> Result<T, Trouble> {
    read(&ask(path, Some(written(body)?)).await?)
}

/// Acts where nothing comes back. Errors: [`Trouble`].
pub(super) async fn tell(path: &str, body: &impl Serialize) -> Result<(), Trouble> {
    ask(path, Some(written(body)?)).await.map(drop)
}

fn written(body: &impl Serialize) -> Result<String, Trouble> {
    serde_json::to_string(body).map_err(|_| Trouble::Odd)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(body).map_err(|_| Trouble::Odd)
}

/// Asks once. Errors: [`Trouble`].
pub(super) async fn ask(path: &str, body: Option<String>) -> Result<Vec<u8>, Trouble> {
    let answer = staff::send(path, body).await.ok_or(Trouble::Unreachable)?;
    match answer.status {
        200..=299 => Ok(answer.body),
        // A proxy before the server says so when the server is away.
        502 | 504 => Err(Trouble::Unreachable),
        _ => Err(read(&answer.body).map_or(Trouble::Odd, Trouble::Refused)),
    }
}

/// An empty body.
#[derive(Serialize)]
pub(super) struct Nothing {}
