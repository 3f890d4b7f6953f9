//! The little HTTP that measuring and checking a server of ours needs.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// An answer to a GET that asked for brotli.
pub struct Answer {
    /// Status line and headers, in lower case.
    pub head: String,
    /// The body as sent.
    pub body: Vec<u8>,
}

/// Asks for `path`. Errors: no answer, or another status than 200.
pub fn get(address: &str, path: &str) -> Result<Answer> {
    let mut stream =
        TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .with_context(|| format!("{path}: no answer"))?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    if !head.starts_with("http/1.1 200") {
        bail!("{path}: {}", head.lines().next().unwrap_or_default());
    }
    let body = bytes.split_off(end + 4);
    Ok(Answer { head, body })
}
