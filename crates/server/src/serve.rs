//! Connections: how many, how long they may be silent, and how they end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower::Service as _;

/// About the most bytes of a request's head, and of what is read ahead or gathered for sending.
const BUFFER: usize = 64 * 1024;
/// How long to wait when no connection can be taken, which is when files run out.
const PAUSE: Duration = Duration::from_secs(1);

/// What connections may cost.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How many are served at once; further ones wait for the system to hand them over.
    pub connections: usize,
    /// How long one may take to send a request's head, and so also how long it may be idle.
    pub head: Duration,
    /// How long one may take nothing of what is sent to it.
    pub stalled: Duration,
    /// How long those under way may take to end.
    pub grace: Duration,
}

impl Default for Bounds {
    /// 4,096 connections cost a quarter of a gigabyte at the worst, and are more than a proxy in
    /// front opens. Fifteen seconds are enough for a head at 2G's speed. A phone in a tunnel may take
    /// nothing for longer than that, and what it has got so far should not be lost.
    fn default() -> Self {
        Self {
            connections: 4_096,
            head: Duration::from_secs(15),
            stalled: Duration::from_secs(60),
            grace: Duration::from_secs(10),
        }
    }
}

/// Answers until `stop` comes; then takes no more, and lets what is under way end within the grace.
///
/// HTTP/1.1 alone: browsers speak HTTP/2 over TLS only, which ends at the proxy in front, and one
/// connection of HTTP/2 would be as many as it likes.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let ending = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(BUFFER);
    let room = Arc::new(Semaphore::new(bounds.connections));
    let accepting = async {
        while let Ok(permit) = Arc::clone(&room).acquire_owned().await {
            let (stream, peer) = accept(&listener).await;
            // Answers are small and whole: waiting to fill a packet only costs time.
            let _ = stream.set_nodelay(true);
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(bounds.stalled));
            let answering = answer(http.clone(), stream, peer, router.clone(), ending.watcher());
            tokio::spawn(hold(permit, answering));
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stop => tracing::info!("stopping"),
    }
    drop(listener);
    let ended = tokio::time::timeout(bounds.grace, ending.shutdown()).await;
    if ended.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// The next connection, however long it takes.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(taken) => return taken,
            // It went away before it was its turn.
            Err(error) if is_theirs(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Holds the connection's place until it has ended.
async fn hold(_permit: OwnedSemaphorePermit, answering: impl Future<Output = ()>) {
    answering.await;
}

/// Answers the requests of one connection.
async fn answer(
    http: http1::Builder,
    stream: TimeoutStream<TcpStream>,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
) {
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
    // That a phone hangs up or says nothing more is no news.
    let _ = watcher.watch(connection).await;
}
