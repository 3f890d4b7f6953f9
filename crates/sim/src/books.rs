//! What is in the server's database.

use std::collections::BTreeMap;

use model::civil::Date;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, VolunteerId};
use model::slot::SlotStart;
use model::sync::Notice;
use server::store::Store as _;
use server::store::sqlite::SqliteStore;

use crate::front::Front;
use crate::places::{self, TOWNSHIP, VILLAGE, time};
use crate::world::World;

/// A booking's row.
pub struct Booked {
    /// Where.
    pub station: String,
    /// In which queue.
    pub lane: String,
    /// When.
    pub slot: SlotStart,
    /// As stored.
    pub state: String,
    /// As stored.
    pub version: u32,
    /// Whose.
    pub mobile: String,
    /// The number of its last change.
    pub seq: u64,
}

impl Booked {
    /// Whether it holds a place.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "confirmed" | "adjusted")
    }
}

/// A registration's row.
pub struct Enrolled {
    /// As stored.
    pub state: String,
    /// As stored.
    pub version: u32,
    /// What it took on, as stored.
    pub ticks: Vec<String>,
    /// The number of its last change.
    pub seq: u64,
}

/// A notice's row.
pub struct Posted {
    /// As it was put up.
    pub notice: Notice,
    /// Whether it was taken back.
    pub gone: bool,
    /// The number of its last change.
    pub seq: u64,
}

/// A slot's row: station, queue, time and how many hold a place.
pub type Taken = (String, String, SlotStart, i64);

/// Everything.
pub struct Books {
    /// Actions done, in the order of their doing.
    pub done: Vec<ActionId>,
    /// Bookings.
    pub bookings: BTreeMap<BookingId, Booked>,
    /// Registrations.
    pub volunteers: BTreeMap<VolunteerId, Enrolled>,
    /// Slots in which somebody holds a place.
    pub slots: Vec<Taken>,
    /// All slots ever held, with the number of their last change.
    pub counts: Vec<(Taken, u64)>,
    /// Notices.
    pub notices: Vec<Posted>,
    /// Days on which stations are shut.
    pub closures: BTreeMap<DivisionCode, Vec<Date>>,
    /// The store's name.
    pub store: u32,
}

impl Books {
    /// Reads them.
    pub fn read(world: &World) -> Self {
        let store = world.server.borrow().store();
        let front = Front::of_thread();
        front.runtime.block_on(async {
            let counts = counts(&store).await;
            let held = counts.iter().map(|(taken, _)| taken.clone());
            Self {
                done: done(&store).await,
                bookings: bookings(&store).await,
                volunteers: volunteers(&store).await,
                slots: held.filter(|(.., taken)| *taken > 0).collect(),
                counts,
                notices: notices(&store).await,
                closures: closures(&store).await,
                store: name(&store).await,
            }
        })
    }
}

fn sixteen(bytes: Vec<u8>) -> [u8; 16] {
    bytes.try_into().unwrap()
}

fn slot(day: &str, minute: i64) -> SlotStart {
    SlotStart {
        minute: u16::try_from(minute).unwrap(),
        ..time(&format!("{day}T00:00"))
    }
}

async fn done(store: &SqliteStore) -> Vec<ActionId> {
    let sql = "SELECT id FROM action WHERE passed_over IS NULL ORDER BY rowid";
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let ids = rows
        .into_iter()
        .map(|(id,)| ActionId::from_bytes(sixteen(id)));
    ids.map(Result::unwrap).collect()
}

async fn bookings(store: &SqliteStore) -> BTreeMap<BookingId, Booked> {
    type Row = (
        Vec<u8>,
        String,
        String,
        String,
        i64,
        String,
        i64,
        String,
        i64,
    );
    let sql = "SELECT id, station, lane, day, minute, state, version, mobile, seq FROM booking";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(id, station, lane, day, minute, state, version, mobile, seq): Row| {
        let booked = Booked {
            station,
            lane,
            slot: slot(&day, minute),
            state,
            version: u32::try_from(version).unwrap(),
            mobile,
            seq: number(seq),
        };
        (BookingId::from_bytes(sixteen(id)).unwrap(), booked)
    };
    rows.into_iter().map(read).collect()
}

async fn volunteers(store: &SqliteStore) -> BTreeMap<VolunteerId, Enrolled> {
    type Row = (Vec<u8>, String, i64, Option<String>, i64);
    let sql = "SELECT id, state, version, (SELECT group_concat(value) FROM \
               (SELECT value FROM volunteer_tick WHERE volunteer = volunteer.id ORDER BY value)), \
               seq FROM volunteer";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(id, state, version, ticks, seq): Row| {
        let ticks = ticks.unwrap_or_default();
        let enrolled = Enrolled {
            state,
            version: u32::try_from(version).unwrap(),
            ticks: ticks.split(',').map(str::to_owned).collect(),
            seq: number(seq),
        };
        (VolunteerId::from_bytes(sixteen(id)).unwrap(), enrolled)
    };
    rows.into_iter().map(read).collect()
}

async fn counts(store: &SqliteStore) -> Vec<(Taken, u64)> {
    type Row = (String, String, String, i64, i64, i64);
    let sql = "SELECT station, lane, day, minute, taken, seq FROM slot";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(station, lane, day, minute, taken, seq): Row| {
        ((station, lane, slot(&day, minute), taken), number(seq))
    };
    rows.into_iter().map(read).collect()
}

async fn notices(store: &SqliteStore) -> Vec<Posted> {
    type Row = (String, String, String, String, String, String, i64, i64);
    let sql = "SELECT id, scope, from_day, to_day, title, body, gone_at IS NOT NULL, seq \
               FROM notice ORDER BY id";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(id, scope, from, to, title, text, gone, seq): Row| Posted {
        notice: Notice {
            id,
            scope: places::code(&scope),
            from: Date::parse(&from).unwrap(),
            to: Date::parse(&to).unwrap(),
            title,
            text,
        },
        gone: gone != 0,
        seq: number(seq),
    };
    rows.into_iter().map(read).collect()
}

async fn closures(store: &SqliteStore) -> BTreeMap<DivisionCode, Vec<Date>> {
    let mut closures = BTreeMap::new();
    for code in [VILLAGE, TOWNSHIP].map(places::code) {
        let published = store.published(code).await.unwrap();
        closures.insert(code, published.closures);
    }
    closures
}

async fn name(store: &SqliteStore) -> u32 {
    let sql = "SELECT value FROM meta WHERE name = 'store_id'";
    let (name,): (String,) = sqlx::query_as(sql).fetch_one(store.reader()).await.unwrap();
    u32::from_str_radix(&name, 16).unwrap()
}

fn number(seq: i64) -> u64 {
    u64::try_from(seq).unwrap()
}
