//! How many durable bookings a second this machine takes, how many devices it tells that nothing has
//! changed, and how long staff wait for a day and a search: the real server on a loopback socket, and
//! clients with kept-alive connections in the same process.

mod client;
mod desk;
mod plan;
mod sync;

use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::Row as _;
use tokio::task::JoinSet;

use crate::app::{App, Parts, router};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::http::assets::Assets;
use crate::http::limits::{Rate, Rates};
use crate::key::ServerKey;
use crate::load;
use crate::run::{DATABASE, RunError, open_store};
use crate::serve::{Bounds, serve};
use crate::store::database::{Database, SqlStore, StoreOptions};
use crate::store::{Store as _, StoreError};
use crate::telemetry;
use client::Client;
use desk::Desk;
use plan::Plan;
use sync::Synced;

/// How long staff may wait for a day of 500 bookings, or a search among 100,000, in milliseconds.
const TARGET_DESK: f64 = 50.0;
/// What the design asks for.
const TARGET_PER_SECOND: f64 = 1_500.0;
/// What the design allows, in milliseconds.
const TARGET_P99: f64 = 100.0;
/// What the design allows for an answer that nothing has changed, in bytes on the wire.
const TARGET_QUIET: usize = 200;
/// What it allows for one change.
const TARGET_CHANGE: usize = 1_000;
/// How many devices are to be told a second that nothing has changed.
const TARGET_SYNCS: f64 = 10_000.0;

/// Why nothing was measured.
#[derive(Debug)]
pub enum BenchError {
    /// The server did not start.
    Run(RunError),
    /// A connection failed.
    Io(io::Error),
    /// No service of the catalogue can be booked at a village.
    NothingToBook,
    /// Another answer than the one expected; carries the status.
    Refused(u16),
    /// The database could not be counted.
    Count(sqlx::Error),
    /// The store did not do what was asked.
    Store(StoreError),
    /// A client task failed, or was answered with something else.
    Task,
}

impl fmt::Display for BenchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(error) => write!(f, "{error}"),
            Self::Io(error) => write!(f, "{error}"),
            Self::NothingToBook => f.write_str("no service can be booked at a village"),
            Self::Refused(status) => write!(f, "a request was answered with {status}"),
            Self::Count(error) => write!(f, "{error}"),
            Self::Store(error) => write!(f, "{error}"),
            Self::Task => f.write_str("a client failed"),
        }
    }
}

impl std::error::Error for BenchError {}

impl From<io::Error> for BenchError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<StoreError> for BenchError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What was measured.
struct Measured {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    double_bookings: i64,
    bookings: usize,
    synced: Synced,
    desk: Desk,
}

/// Measures and prints; the last line is JSON for `cargo xtask bench`.
pub async fn run(config: &Config) -> Result<(), BenchError> {
    // The log is written as in earnest, but to nowhere.
    let log = telemetry::subscriber("info", io::sink);
    let _ = tracing::subscriber::set_global_default(log);
    let folder = config.data.join(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(config, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    print(&measured?)?;
    Ok(())
}

async fn measure(config: &Config, folder: &Path) -> Result<Measured, BenchError> {
    let dataset = Arc::new(load::embedded().map_err(|e| BenchError::Run(RunError::Load(e)))?);
    let options = StoreOptions {
        queue: config.queue,
        ..StoreOptions::default()
    };
    let database = match &config.database {
        Some(url) => Database::Postgres(url.clone()),
        None => Database::Sqlite(folder.join(DATABASE)),
    };
    let store = open_store(&database, &dataset, options)
        .await
        .map_err(BenchError::Run)?;
    let plan = Plan::new(&dataset, SystemClock.now()).ok_or(BenchError::NothingToBook)?;
    let unlimited = Rate {
        burst: u32::MAX,
        millis_each: 0,
    };
    let app = App::new(Parts {
        store: Arc::clone(&store) as _,
        dataset: Arc::clone(&dataset),
        assets: Assets::none(),
        clock: Arc::new(SystemClock),
        key: ServerKey::of_folder(folder)?,
        rates: Rates {
            create: unlimited,
            change: unlimited,
            sync: unlimited,
            look_up: unlimited,
            reference: unlimited,
        },
        proxies: Default::default(),
        behind_tls: false,
    });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let never = std::future::pending();
    let serving = tokio::spawn(serve(listener, router(app), Bounds::default(), never));
    let length = Duration::from_secs(config.seconds.max(1).into());
    let (plan, clients) = (Arc::new(plan), config.clients.max(1));
    let (mut micros, took) = drive(address, Arc::clone(&plan), clients, length).await?;
    let synced = sync::measure(address, &plan, clients, length).await?;
    let double_bookings = double_bookings(&store).await.map_err(BenchError::Count)?;
    // After counting: what is keyed in from paper holds no place.
    let now = SystemClock.now();
    let desk = desk::measure((address, &store), &dataset, plan.service(), now).await?;
    serving.abort();
    store.close().await;
    Ok(Measured {
        per_second: micros.len() as f64 / took.as_secs_f64(),
        p50_ms: quantile(&mut micros, 0.5),
        p99_ms: quantile(&mut micros, 0.99),
        double_bookings,
        bookings: micros.len(),
        synced,
        desk,
    })
}

/// The time, in milliseconds, in which that part of all were answered.
fn quantile(micros: &mut [u32], part: f64) -> f64 {
    micros.sort_unstable();
    let index = (micros.len() as f64 * part) as usize;
    let last = micros.len().saturating_sub(1);
    micros
        .get(index.min(last))
        .map_or(0.0, |micros| f64::from(*micros) / 1e3)
}

/// Lets all clients book for that long; answers the microseconds that each booking took.
async fn drive(
    address: std::net::SocketAddr,
    plan: Arc<Plan>,
    clients: u32,
    length: Duration,
) -> Result<(Vec<u32>, Duration), BenchError> {
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let plan = Arc::clone(&plan);
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut micros = Vec::new();
            while started.elapsed() < length {
                let Some(request) = plan.next(address) else {
                    break;
                };
                let asked = Instant::now();
                let status = client.ask(&request).await?;
                if status != 201 {
                    return Err(BenchError::Refused(status));
                }
                micros.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            Ok(micros)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done.map_err(|_| BenchError::Task)??);
    }
    Ok((all, started.elapsed()))
}

/// Places held more than once, by counting the bookings themselves, and places whose count is not
/// that of their bookings. Villages have one counter, so more than one booking a place is one too
/// many.
async fn double_bookings(store: &SqlStore) -> Result<i64, sqlx::Error> {
    let count = "SELECT \
        (SELECT count(*) FROM (SELECT 1 FROM booking WHERE state IN ('confirmed', 'adjusted') \
         GROUP BY station, lane, day, minute HAVING count(*) > 1) AS twice) + \
        (SELECT count(*) FROM slot WHERE taken <> (SELECT count(*) FROM booking \
         WHERE booking.station = slot.station AND booking.lane = slot.lane \
         AND booking.day = slot.day AND booking.minute = slot.minute \
         AND state IN ('confirmed', 'adjusted')))";
    sqlx::query(count)
        .fetch_one(store.reader())
        .await?
        .try_get(0)
}

fn print(measured: &Measured) -> io::Result<()> {
    let summary = serde_json::json!({
        "bookings": measured.bookings,
        "bookings_per_second": measured.per_second,
        "p50_ms": measured.p50_ms,
        "p99_ms": measured.p99_ms,
        "double_bookings": measured.double_bookings,
        "quiet_syncs_per_second": measured.synced.per_second,
    });
    let budgets = serde_json::json!([
        {"what": "durable bookings, load generator included", "unit": "/s",
         "measured": measured.per_second, "target": TARGET_PER_SECOND, "at_least": true},
        {"what": "a durable booking, 99 of 100", "unit": "ms",
         "measured": measured.p99_ms, "target": TARGET_P99},
        {"what": "double bookings", "unit": "",
         "measured": measured.double_bookings, "target": 0},
        {"what": "a sync without a change, on the wire", "unit": "B",
         "measured": measured.synced.quiet_bytes, "target": TARGET_QUIET},
        {"what": "a sync with one change, on the wire", "unit": "B",
         "measured": measured.synced.change_bytes, "target": TARGET_CHANGE},
        {"what": "syncs without a change, load generator included", "unit": "/s",
         "measured": measured.synced.per_second, "target": TARGET_SYNCS, "at_least": true},
        {"what": "a station's day of 500 bookings, 95 of 100", "unit": "ms",
         "measured": measured.desk.day_ms, "target": TARGET_DESK},
        {"what": "a search among 100 000 bookings of a district, 95 of 100", "unit": "ms",
         "measured": measured.desk.search_ms, "target": TARGET_DESK},
    ]);
    let mut out = io::stdout();
    writeln!(out, "{summary}\n{budgets}")
}
