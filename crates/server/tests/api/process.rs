//! The real program: how it is started and stopped, and what it logs.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use model::api;
use model::availability::Availability;
use model::booking::CreateBooking;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::id::DeviceSecret;
use model::slot::{SlotStart, Way};
use model::tier::Tier;

use crate::support::{booking, code, secret, slug};

/// The program, serving from a folder.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    pub fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_veterans-station"))
            .args(["--listen", "127.0.0.1:0", "--create-per-minute", "1000000"])
            .args(["--create-burst", "1000000", "--data"])
            .arg(folder)
            .args(arguments)
            .current_dir(folder)
            .env("VS_LOG", "debug")
            .env_remove("DATABASE_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::from(
                std::fs::File::options()
                    .append(true)
                    .create(true)
                    .open(folder.join("log"))
                    .unwrap(),
            ))
            .spawn()
            .unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut program = Self { child, address };
        let mut line = String::new();
        BufReader::new(program.child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit("http://").next().unwrap();
        program.address = address.parse().unwrap_or_else(|_| {
            panic!(
                "{line}: {}",
                std::fs::read_to_string(folder.join("log")).unwrap()
            )
        });
        program
    }

    pub fn kill(self) {
        drop(self);
    }

    fn terminate(mut self) -> bool {
        let status = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(status.success());
        self.child.wait().unwrap().success()
    }
}

/// A test that fails leaves no program behind.
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body of an answer; `None` if the program is gone.
pub fn ask(
    stream: &mut TcpStream,
    method: &str,
    path: &str,
    device: &DeviceSecret,
    body: &str,
) -> Option<(u16, Vec<u8>)> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\nauthorization: Device {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        device.to_hex(),
        body.len()
    );
    stream
        .write_all([head.as_bytes(), body.as_bytes()].concat().as_slice())
        .ok()?;
    let mut answer = Vec::new();
    let mut chunk = [0; 4_096];
    loop {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        answer.extend_from_slice(&chunk[..read]);
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        if answer.len() >= end + 4 + length {
            return Some((head[9..12].parse().unwrap(), answer[end + 4..].to_vec()));
        }
    }
}

fn once(address: SocketAddr, method: &str, path: &str, device: &DeviceSecret) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    ask(&mut stream, method, path, device, "").unwrap()
}

pub fn millis() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_millis() as u64
}

/// A service that can be booked at every township, and the slots free there in the next days.
pub struct Places {
    pub service: String,
    pub slots: Vec<SlotStart>,
    pub stations: Vec<DivisionCode>,
}

const STATION: &str = "500112017";

pub fn places(address: SocketAddr) -> Places {
    let device = secret();
    let (status, body) = once(address, "GET", &api::station(code(STATION)), &device);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    let view: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let bookable = view["services"].as_array().unwrap().iter().find(|service| {
        let at_station = |way: &serde_json::Value| way == "at_station";
        service["bookable"] == true && service["ways"].as_array().unwrap().iter().any(at_station)
    });
    let service = bookable.unwrap()["service"].as_str().unwrap().to_owned();
    let today = Timestamp(millis() as i64).in_chongqing().0.plus_days(1);
    let path = api::availability(code(STATION), &slug(&service), Way::AtStation, today, 28);
    let (status, body) = once(address, "GET", &path, &device);
    assert_eq!(status, 200);
    let free: Availability = serde_json::from_slice(&body).unwrap();
    let slots = free.days.iter().flat_map(|day| {
        day.slots.iter().map(|(minute, _)| SlotStart {
            date: day.date,
            minute: *minute,
        })
    });
    let stations = server::load::embedded().unwrap().stations.into_keys();
    let stations = stations
        .filter(|code| code.tier() == Tier::Township)
        .collect();
    Places {
        service,
        slots: slots.collect(),
        stations,
    }
}

#[test]
fn stopped_in_an_orderly_way_and_nothing_personal_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let places = places(program.address);
    let device = secret();
    let body = CreateBooking {
        service: slug(&places.service),
        station: code(STATION),
        choices: vec![places.slots[0]],
        ..booking(&[])
    };
    let mut stream = TcpStream::connect(program.address).unwrap();
    let mut send = |method: &str, path: &str, body: &str| {
        ask(&mut stream, method, path, &device, body).unwrap().0
    };
    let json = serde_json::to_string(&body).unwrap();
    assert_eq!(send("POST", api::BOOKINGS, &json), 201);
    assert_eq!(send("POST", api::BOOKINGS, &json), 200);
    assert_eq!(
        send("POST", api::BOOKINGS, &json.replace("王建国", "李雷")),
        409
    );
    assert_eq!(
        send(
            "POST",
            api::BOOKINGS,
            &json.replace("13812345678", "1381234567")
        ),
        422
    );
    assert_eq!(send("POST", api::BOOKINGS, &json.replace('}', "")), 400);
    assert_eq!(send("GET", "/stations?q=13812345678", ""), 404);
    assert_eq!(send("GET", &api::booking(body.booking), ""), 200);
    let look_up = r#"{"reference":"123","mobile":"13812345678"}"#;
    assert_eq!(send("POST", api::BOOKING_LOOKUP, look_up), 422);
    assert_eq!(send("GET", "/readyz", ""), 200);
    drop(stream);
    assert!(program.terminate(), "the program did not end well");

    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    let requests = log
        .lines()
        .filter(|line| line.contains("\"message\":\"request\""))
        .count();
    assert!(requests >= 9, "{log}");
    assert!(log.contains("\"route\":\"/api/v1/bookings/{id}\""));
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    let id = body.booking.to_string();
    for personal in [
        "王建国",
        "李雷",
        "1381234567",
        "带了证件",
        &device.to_hex(),
        &id,
        "127.0.0.1:",
    ] {
        assert!(!log.contains(personal), "{personal} in the log:\n{log}");
    }
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
        assert!(
            entry.file_name() == "log" || mode == 0,
            "{entry:?} can be read by others"
        );
    }
    let wal = folder.path().join("veterans-station.db-wal");
    assert!(
        !wal.exists() || std::fs::metadata(wal).unwrap().len() == 0,
        "log not written back"
    );
}

#[test]
fn another_database_is_refused_with_a_clear_message() {
    let output = Command::new(env!("CARGO_BIN_EXE_veterans-station"))
        .env("DATABASE_URL", "mysql://somewhere/vs")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("begins with postgres://"));
}
