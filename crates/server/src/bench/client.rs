//! The least HTTP that asks and reads an answer: the client must not cost what is measured.

use std::io;
use std::net::SocketAddr;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One kept-alive connection.
pub(super) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub(super) async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(4_096),
        })
    }

    /// Sends a whole request and reads the whole answer; answers its status. All its bytes are in
    /// [`Self::answer`].
    pub(super) async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some((status, length)) = whole(&self.buffer)
                && self.buffer.len() >= length
            {
                return Ok(status);
            }
        }
    }
}

impl Client {
    /// The last answer, byte for byte.
    pub(super) fn answer(&self) -> &[u8] {
        &self.buffer
    }

    /// What it says, packed or not.
    pub(super) fn read<T: DeserializeOwned>(&self) -> io::Result<T> {
        let head = head_length(&self.buffer).unwrap_or(self.buffer.len());
        let body = &self.buffer[head..];
        if let Ok(answer) = serde_json::from_slice(body) {
            return Ok(answer);
        }
        let mut json = Vec::new();
        brotli::BrotliDecompress(&mut &body[..], &mut json)?;
        Ok(serde_json::from_slice(&json)?)
    }
}

/// A whole request, as a browser sends it; `headers`: what it sends beside the usual, each with its end.
pub(super) fn request(address: SocketAddr, line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "{line} HTTP/1.1\r\nhost: {address}\r\n{headers}content-type: application/json\r\n\
         accept-encoding: gzip, deflate, br, zstd\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

fn head_length(buffer: &[u8]) -> Option<usize> {
    Some(buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4)
}

/// Status and length of an answer whose head has arrived.
fn whole(buffer: &[u8]) -> Option<(u16, usize)> {
    let end = head_length(buffer)?;
    let head = std::str::from_utf8(&buffer[..end]).ok()?;
    let status = head.get(9..12)?.parse().ok()?;
    if status == 204 {
        return Some((status, end));
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    })?;
    Some((status, end + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_parts() {
        let head = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(whole(&head[..20]), None);
        assert_eq!(whole(head), Some((201, head.len() + 5)));
        let nothing = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(whole(nothing), Some((204, nothing.len())));
    }
}
