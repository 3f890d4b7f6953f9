//! The server as the engine sees it: requests out, answers or silence back. Answers are parsed by
//! pure code in [`crate::wire`].

use model::id::DeviceSecret;

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Acts.
    Post,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query on the app's own server.
    pub path: String,
    /// Goes into the `Authorization` header.
    pub secret: Option<DeviceSecret>,
    /// JSON.
    pub body: Option<String>,
    /// The tag of what is already here; goes into `If-None-Match`.
    pub etag: Option<String>,
}

impl Request {
    /// Reads a public thing.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            secret: None,
            body: None,
            etag: None,
        }
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Retry-After` header, seconds.
    pub retry_after: Option<u32>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// No whole answer came. Whether the request arrived is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetError {
    /// No connection, or it broke.
    Unreachable,
    /// Nothing came within the time allowed.
    TimedOut,
}

/// The server.
#[allow(async_fn_in_trait, reason = "one thread: no future needs to be Send")]
pub trait RemoteApi {
    /// Sends once. Errors: no whole answer came.
    async fn send(&self, request: Request) -> Result<Answer, NetError>;
}
