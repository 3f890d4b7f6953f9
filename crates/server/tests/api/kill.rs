//! The real program killed in the middle of its work: nothing acknowledged is lost, nothing is half.
#![cfg(unix)]

use std::collections::HashMap;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::api;
use model::booking::{BookingView, CreateBooking};
use model::id::{ActionId, BookingId, DeviceSecret};
use sqlx::Connection as _;

use crate::process::{Places, Program, ask, millis, places};
use crate::support::{MISCOUNTED, OPEN, TAKEN, booking, secret, slug};

pub type Acknowledged = HashMap<BookingId, (DeviceSecret, BookingView)>;

/// Books until the program is gone, or as often as is said; answers what was acknowledged, and what was sent.
pub fn burst(
    address: SocketAddr,
    places: &Places,
    round: u64,
    client: u64,
    stop: &AtomicBool,
    most: u64,
) -> (Acknowledged, Vec<(CreateBooking, DeviceSecret)>) {
    let (mut known, mut sent) = (HashMap::new(), Vec::new());
    let Ok(mut stream) = TcpStream::connect(address) else {
        return (known, sent);
    };
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    for number in 0..most {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let mut random = [0; 10];
        random[2..].copy_from_slice(&(round << 40 | client << 24 | number).to_be_bytes());
        let index = number as usize % places.slots.len();
        let station = (round as usize * 31 + number as usize / 40) % places.stations.len();
        let other = places.slots[(index * 7 + 3) % places.slots.len()];
        let mut choices = vec![places.slots[index], other];
        choices.dedup();
        let body = CreateBooking {
            action: ActionId::new(millis(), &random),
            booking: BookingId::new(millis(), &random),
            station: places.stations[station],
            service: slug(&places.service),
            choices,
            ..booking(&[])
        };
        let device = secret();
        sent.push((body.clone(), device));
        let json = serde_json::to_string(&body).unwrap();
        match ask(&mut stream, "POST", api::BOOKINGS, &device, &json) {
            Some((201, view)) => {
                known.insert(
                    body.booking,
                    (device, serde_json::from_slice(&view).unwrap()),
                );
            }
            Some((409, _)) => {}
            Some((status, body)) => panic!("{status}: {}", String::from_utf8_lossy(&body)),
            None => break,
        }
    }
    (known, sent)
}

async fn count(folder: &Path, sql: &'static str) -> i64 {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.join(server::run::DATABASE))
        .read_only(true);
    let mut db = sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
}

/// Bookings without the rows that belong to them, and actions done of nothing.
const HALF: &str = "SELECT \
    (SELECT count(*) FROM booking WHERE NOT EXISTS \
     (SELECT 1 FROM booking_secret WHERE booking = booking.id)) + \
    (SELECT count(*) FROM booking WHERE NOT EXISTS \
     (SELECT 1 FROM action WHERE entity = booking.id AND passed_over IS NULL)) + \
    (SELECT count(*) FROM action WHERE passed_over IS NULL AND NOT EXISTS \
     (SELECT 1 FROM booking WHERE booking.id = action.entity))";

#[test]
fn killed_in_the_middle_of_a_burst() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut program = Program::start(folder.path());
    let places = places(program.address);
    let mut all: Acknowledged = HashMap::new();
    for round in 1..=4u64 {
        let stop = AtomicBool::new(false);
        let (address, places, stop) = (program.address, &places, &stop);
        let (known, sent) = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..8)
                .map(|client| {
                    scope.spawn(move || burst(address, places, round, client, stop, u64::MAX))
                })
                .collect();
            std::thread::sleep(Duration::from_millis(150 + 90 * round));
            program.kill();
            stop.store(true, Ordering::Relaxed);
            let (mut known, mut sent) = (HashMap::new(), Vec::new());
            for client in clients {
                let (mine, asked) = client.join().unwrap();
                known.extend(mine);
                sent.extend(asked);
            }
            (known, sent)
        });
        assert!(!known.is_empty(), "nothing was booked in round {round}");
        program = Program::start(folder.path());
        all.extend(known);
        check_known(program.address, &all);
        finish(program.address, &sent, &mut all);
        check_known(program.address, &all);
        runtime.block_on(async {
            assert_eq!(count(folder.path(), HALF).await, 0, "half bookings");
            assert_eq!(
                count(folder.path(), MISCOUNTED).await,
                0,
                "miscounted slots"
            );
            let (taken, open) = (
                count(folder.path(), TAKEN).await,
                count(folder.path(), OPEN).await,
            );
            assert_eq!(taken, open);
            assert_eq!(open, all.len() as i64, "bookings that nobody was told of");
        });
    }
    program.kill();
}

/// Every booking that was acknowledged is there, as it was acknowledged.
pub fn check_known(address: SocketAddr, known: &Acknowledged) {
    let mut stream = TcpStream::connect(address).unwrap();
    for (id, (device, view)) in known {
        let (status, body) = ask(&mut stream, "GET", &api::booking(*id), device, "").unwrap();
        assert_eq!(status, 200, "an acknowledged booking is gone");
        assert_eq!(&serde_json::from_slice::<BookingView>(&body).unwrap(), view);
    }
}

/// Sends again whatever was sent: done at most once, whether or not it was answered.
fn finish(address: SocketAddr, sent: &[(CreateBooking, DeviceSecret)], known: &mut Acknowledged) {
    let mut stream = TcpStream::connect(address).unwrap();
    for (body, device) in sent {
        let json = serde_json::to_string(body).unwrap();
        match ask(&mut stream, "POST", api::BOOKINGS, device, &json).unwrap() {
            (200 | 201, view) => {
                let view: BookingView = serde_json::from_slice(&view).unwrap();
                let (_, told) = known.entry(body.booking).or_insert((*device, view.clone()));
                assert_eq!(*told, view);
            }
            (409, _) => assert!(!known.contains_key(&body.booking)),
            (status, body) => panic!("{status}: {}", String::from_utf8_lossy(&body)),
        }
    }
}
