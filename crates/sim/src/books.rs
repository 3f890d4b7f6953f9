//! What is in the server's database.

use std::collections::BTreeMap;

use model::id::{ActionId, BookingId, VolunteerId};
use model::slot::SlotStart;
use server::store::sqlite::SqliteStore;

use crate::front::Front;
use crate::places::time;
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
    /// Slots.
    pub slots: Vec<Taken>,
}

impl Books {
    /// Reads them.
    pub fn read(world: &World) -> Self {
        let store = world.server.borrow().store();
        let front = Front::of_thread();
        front.runtime.block_on(async {
            Self {
                done: done(&store).await,
                bookings: bookings(&store).await,
                volunteers: volunteers(&store).await,
                slots: slots(&store).await,
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
    type Row = (Vec<u8>, String, String, String, i64, String, i64, String);
    let sql = "SELECT id, station, lane, day, minute, state, version, mobile FROM booking";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(id, station, lane, day, minute, state, version, mobile): Row| {
        let booked = Booked {
            station,
            lane,
            slot: slot(&day, minute),
            state,
            version: u32::try_from(version).unwrap(),
            mobile,
        };
        (BookingId::from_bytes(sixteen(id)).unwrap(), booked)
    };
    rows.into_iter().map(read).collect()
}

async fn volunteers(store: &SqliteStore) -> BTreeMap<VolunteerId, Enrolled> {
    type Row = (Vec<u8>, String, i64, Option<String>);
    let sql = "SELECT id, state, version, (SELECT group_concat(value) FROM \
               (SELECT value FROM volunteer_tick WHERE volunteer = volunteer.id ORDER BY value)) \
               FROM volunteer";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(id, state, version, ticks): Row| {
        let ticks = ticks.unwrap_or_default();
        let enrolled = Enrolled {
            state,
            version: u32::try_from(version).unwrap(),
            ticks: ticks.split(',').map(str::to_owned).collect(),
        };
        (VolunteerId::from_bytes(sixteen(id)).unwrap(), enrolled)
    };
    rows.into_iter().map(read).collect()
}

async fn slots(store: &SqliteStore) -> Vec<Taken> {
    type Row = (String, String, String, i64, i64);
    let sql = "SELECT station, lane, day, minute, taken FROM slot WHERE taken > 0";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read =
        |(station, lane, day, minute, taken): Row| (station, lane, slot(&day, minute), taken);
    rows.into_iter().map(read).collect()
}
