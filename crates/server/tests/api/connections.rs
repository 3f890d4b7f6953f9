//! Connections: none stays for ever, none takes the place of all, and none is cut off in the middle.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use server::serve::{Bounds, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const HEAD: Duration = Duration::from_millis(300);
const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: test\r\n\r\n";
const ASK_SLOW: &[u8] = b"GET /slow HTTP/1.1\r\nhost: test\r\n\r\n";

/// A server with hardly any patience.
struct Impatient {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

async fn start(bounds: Bounds) -> Impatient {
    let slow = || async {
        tokio::time::sleep(HEAD * 2).await;
        "slow"
    };
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
    let router = Router::new()
        .route("/", get(peer))
        .route("/slow", get(slow))
        .route("/large", get(|| async { vec![b'x'; 64 << 20] }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(serve(listener, router, bounds, async {
        let _ = stopped.await;
    }));
    Impatient {
        address,
        stop,
        serving,
    }
}

fn impatient() -> Bounds {
    Bounds {
        head: HEAD,
        stalled: HEAD,
        ..Bounds::default()
    }
}

/// All that comes until the other side ends the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let read = stream.read_to_end(&mut text);
    let read = tokio::time::timeout(Duration::from_secs(10), read).await;
    read.expect("it is still open").unwrap();
    String::from_utf8(text).unwrap()
}

/// One answer, which ends in `last`.
async fn answer(stream: &mut TcpStream, ask: &[u8], last: &str) -> String {
    stream.write_all(ask).await.unwrap();
    let mut text = String::new();
    while !text.ends_with(last) {
        let mut chunk = [0; 1_024];
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "ended after {text:?}");
        text.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
    }
    text
}

#[tokio::test]
async fn whoever_says_nothing_is_sent_away() {
    let server = start(impatient()).await;
    for said in ["", "GET / HT", "PRI"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let started = Instant::now();
        stream.write_all(said.as_bytes()).await.unwrap();
        let told = rest(&mut stream).await;
        assert!(!told.contains("200 OK"), "{said:?}: {told}");
        assert!(started.elapsed() >= HEAD, "{said:?}");
    }
}

#[tokio::test]
async fn a_kept_connection_is_not_kept_for_ever() {
    let server = start(impatient()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    for _ in 0..3 {
        let told = answer(&mut stream, ASK, &own).await;
        assert!(told.starts_with("HTTP/1.1 200 OK"), "{told}");
        tokio::time::sleep(HEAD / 3).await;
    }
    // Working for longer than that is not being silent.
    answer(&mut stream, ASK_SLOW, "slow").await;
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn too_many_wait_for_their_turn() {
    let bounds = Bounds {
        connections: 1,
        ..impatient()
    };
    let server = start(bounds).await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    let own = first.local_addr().unwrap().to_string();
    answer(&mut first, ASK, &own).await;
    let mut second = TcpStream::connect(server.address).await.unwrap();
    second.write_all(ASK_SLOW).await.unwrap();
    let started = Instant::now();
    let told = answer(&mut second, b"", "slow").await;
    assert!(told.starts_with("HTTP/1.1 200 OK"), "{told}");
    // The first was idle for its time; only then the second was answered, for twice as long.
    assert!(started.elapsed() >= HEAD * 5 / 2, "{:?}", started.elapsed());
    assert_eq!(rest(&mut first).await, "");
}

#[tokio::test]
async fn whoever_takes_nothing_is_sent_away() {
    let bounds = Bounds {
        connections: 1,
        ..impatient()
    };
    let server = start(bounds).await;
    let mut greedy = TcpStream::connect(server.address).await.unwrap();
    let ask = b"GET /large HTTP/1.1\r\nhost: test\r\n\r\n";
    greedy.write_all(ask).await.unwrap();
    let mut second = TcpStream::connect(server.address).await.unwrap();
    let own = second.local_addr().unwrap().to_string();
    let turn = tokio::time::timeout(Duration::from_secs(10), answer(&mut second, ASK, &own));
    turn.await.expect("the first still has the only place");
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way() {
    let server = start(Bounds::default()).await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let own = idle.local_addr().unwrap().to_string();
    answer(&mut idle, ASK, &own).await;
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    busy.write_all(ASK_SLOW).await.unwrap();
    tokio::time::sleep(HEAD / 2).await;
    server.stop.send(()).unwrap();
    let told = rest(&mut busy).await;
    assert!(
        told.starts_with("HTTP/1.1 200 OK") && told.ends_with("slow"),
        "{told}"
    );
    assert_eq!(rest(&mut idle).await, "");
    server.serving.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let bounds = Bounds {
        grace: HEAD / 2,
        ..Bounds::default()
    };
    let server = start(bounds).await;
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    busy.write_all(ASK_SLOW).await.unwrap();
    tokio::time::sleep(HEAD / 2).await;
    let started = Instant::now();
    server.stop.send(()).unwrap();
    server.serving.await.unwrap();
    // The answer would take three times as long.
    assert!(started.elapsed() < HEAD, "{:?}", started.elapsed());
}
