//! What is in the server's database.

use std::collections::BTreeMap;

use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, VolunteerId};
use model::slot::SlotStart;
use model::sync::Notice;
use server::store::Store as _;
use server::store::database::SqlStore;

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
    /// Staff saw the person come.
    pub arrived: bool,
    /// What became of it, in its order.
    pub events: Vec<Event>,
}

/// A row of what became of a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The version that it led to.
    pub version: u32,
    /// When.
    pub at: i64,
    /// As stored.
    pub actor: String,
    /// As stored.
    pub kind: String,
    /// As stored.
    pub state: String,
    /// The time before.
    pub from: Option<SlotStart>,
    /// The time after.
    pub to: Option<SlotStart>,
    /// As stored.
    pub crossed: bool,
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

async fn done(store: &SqlStore) -> Vec<ActionId> {
    let sql = "SELECT id FROM action WHERE passed_over IS NULL ORDER BY rowid";
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let ids = rows
        .into_iter()
        .map(|(id,)| ActionId::from_bytes(sixteen(id)));
    ids.map(Result::unwrap).collect()
}

async fn bookings(store: &SqlStore) -> BTreeMap<BookingId, Booked> {
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
        i64,
    );
    let sql = "SELECT id, station, lane, day, minute, state, version, mobile, seq, \
               arrived_at IS NOT NULL FROM booking";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let mut events = events(store).await;
    let read = |(id, station, lane, day, minute, state, version, mobile, seq, arrived): Row| {
        let id = BookingId::from_bytes(sixteen(id)).unwrap();
        let booked = Booked {
            station,
            lane,
            slot: slot(&day, minute),
            state,
            version: u32::try_from(version).unwrap(),
            mobile,
            seq: number(seq),
            arrived: arrived != 0,
            events: events.remove(&id).unwrap_or_default(),
        };
        (id, booked)
    };
    rows.into_iter().map(read).collect()
}

async fn events(store: &SqlStore) -> BTreeMap<BookingId, Vec<Event>> {
    type Time = (Option<String>, Option<i64>);
    type Times = (Option<String>, Option<i64>, Option<String>, Option<i64>);
    type Row = (Vec<u8>, i64, i64, String, String, String, i64);
    let sql = "SELECT booking, version, at, actor, kind, state, crossed FROM booking_event \
               ORDER BY booking, version";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let sql = "SELECT old_day, old_minute, new_day, new_minute FROM booking_event \
               ORDER BY booking, version";
    let times: Vec<Times> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let time = |(day, minute): Time| day.zip(minute).map(|(day, minute)| slot(&day, minute));
    let mut events = BTreeMap::<BookingId, Vec<Event>>::new();
    for (row, (old_day, old_minute, new_day, new_minute)) in rows.into_iter().zip(times) {
        let (booking, version, at, actor, kind, state, crossed) = row;
        let id = BookingId::from_bytes(sixteen(booking)).unwrap();
        events.entry(id).or_default().push(Event {
            version: u32::try_from(version).unwrap(),
            at,
            actor,
            kind,
            state,
            from: time((old_day, old_minute)),
            to: time((new_day, new_minute)),
            crossed: crossed != 0,
        });
    }
    events
}

/// Whether a person can change or cancel a booking now, as its row says.
pub async fn is_changeable(store: &SqlStore, id: BookingId, now: Timestamp) -> bool {
    let bookings = bookings(store).await;
    bookings
        .get(&id)
        .is_some_and(|booked| booked.is_open() && !booked.arrived && booked.slot.timestamp() > now)
}

async fn volunteers(store: &SqlStore) -> BTreeMap<VolunteerId, Enrolled> {
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

async fn counts(store: &SqlStore) -> Vec<(Taken, u64)> {
    type Row = (String, String, String, i64, i64, i64);
    let sql = "SELECT station, lane, day, minute, taken, seq FROM slot";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(store.reader()).await.unwrap();
    let read = |(station, lane, day, minute, taken, seq): Row| {
        ((station, lane, slot(&day, minute), taken), number(seq))
    };
    rows.into_iter().map(read).collect()
}

async fn notices(store: &SqlStore) -> Vec<Posted> {
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

async fn closures(store: &SqlStore) -> BTreeMap<DivisionCode, Vec<Date>> {
    let mut closures = BTreeMap::new();
    for code in [VILLAGE, TOWNSHIP].map(places::code) {
        let published = store.published(code).await.unwrap();
        closures.insert(code, published.closures);
    }
    closures
}

async fn name(store: &SqlStore) -> u32 {
    let sql = "SELECT value FROM meta WHERE name = 'store_id'";
    let (name,): (String,) = sqlx::query_as(sql).fetch_one(store.reader()).await.unwrap();
    u32::from_str_radix(&name, 16).unwrap()
}

fn number(seq: i64) -> u64 {
    u64::try_from(seq).unwrap()
}
