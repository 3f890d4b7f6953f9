//! Ports for tests: a store that can crash, a network that can fail, a clock that can be set.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use client::act::{ActionError, new_booking, new_volunteer, register_volunteer, submit_booking};
use client::ports::{
    Answer, Batch, Clock, Listing, LocalStore, MemoryStore, NetError, Ports, Random, RemoteApi,
    Request, Row, StorageKind, StoreError, Table, Write,
};
use model::api;
use model::booking::ServiceSlug;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, VolunteerId};
use model::person::OnBehalf;
use model::slot::{SlotStart, Way};
use model::sync::SyncRequest;
use model::volunteer::{CommunityRole, FreeTime, VolunteerForm};

use client::record::BookingRequest;

use crate::faults::{Fault, Meanwhile, carry, meanwhile};
use crate::server::Server;

/// Runs a future that never has to wait.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a port of the tests never waits"),
    }
}

/// Where a crash strikes.
#[derive(Clone, Copy, Debug)]
pub struct Fuse {
    /// After that many more commits.
    pub commits: u32,
    /// Whether the last of them is on the medium.
    pub written: bool,
}

/// A memory store that dies when its fuse has burnt, until the app is started again.
#[derive(Default)]
pub struct CrashStore {
    pub memory: MemoryStore,
    pub fuse: Cell<Option<Fuse>>,
    pub dead: Cell<bool>,
    /// Every action that ever reached the medium.
    pub ledger: RefCell<BTreeSet<ActionId>>,
}

impl CrashStore {
    async fn write(&self, batch: Batch) -> Result<(), StoreError> {
        let outbox = batch.writes.iter().filter_map(|write| match write {
            Write::Put(Table::Outbox, key, _) => ActionId::parse(key).ok(),
            _ => None,
        });
        let actions: Vec<ActionId> = outbox.collect();
        self.memory.commit(batch).await?;
        self.ledger.borrow_mut().extend(actions);
        Ok(())
    }
}

impl LocalStore for CrashStore {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        if self.dead.get() {
            Err(StoreError::Failed)
        } else {
            self.memory.get(table, key).await
        }
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        if self.dead.get() {
            Err(StoreError::Failed)
        } else {
            self.memory.list(tables).await
        }
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if self.dead.get() {
            return Err(StoreError::Failed);
        }
        match self.fuse.take() {
            Some(Fuse {
                commits: 0,
                written,
            }) => {
                self.dead.set(true);
                if written {
                    self.write(batch).await?;
                }
                Err(StoreError::Failed)
            }
            Some(fuse) => {
                self.fuse.set(Some(Fuse {
                    commits: fuse.commits - 1,
                    ..fuse
                }));
                self.write(batch).await
            }
            None => self.write(batch).await,
        }
    }

    fn kind(&self) -> StorageKind {
        StorageKind::InMemory
    }
}

/// The world of one device, shared by its tabs.
#[derive(Clone)]
pub struct World(pub Rc<Parts>);

pub struct Parts {
    pub store: CrashStore,
    pub server: RefCell<Server>,
    pub now: Cell<i64>,
    pub faults: RefCell<Vec<Fault>>,
    pub meanwhile: Cell<Option<Meanwhile>>,
    /// On a request with this action in it the network breaks every time.
    pub poison: Cell<Option<ActionId>>,
    /// Every request sent.
    pub sent: RefCell<Vec<Request>>,
    seed: Cell<u64>,
}

impl World {
    pub fn new() -> Self {
        Self(Rc::new(Parts {
            store: CrashStore::default(),
            server: RefCell::default(),
            now: Cell::new(slot("2026-11-24T08:00").timestamp().0),
            faults: RefCell::default(),
            meanwhile: Cell::default(),
            poison: Cell::default(),
            sent: RefCell::default(),
            seed: Cell::new(1),
        }))
    }

    /// The next requests meet these faults, the first one first.
    pub fn faults(&self, faults: &[Fault]) {
        self.0.faults.borrow_mut().extend(faults);
    }

    /// The round trips sent so far, and how many there were before them is forgotten.
    pub fn trips(&self) -> Vec<SyncRequest> {
        let sent = std::mem::take(&mut *self.0.sent.borrow_mut());
        let trips = sent.iter().filter(|request| request.path == api::SYNC);
        let read = |request: &Request| {
            let body = request.body.as_deref().unwrap();
            serde_json::from_str(body).unwrap()
        };
        trips.map(read).collect()
    }

    pub fn pass(&self, millis: i64) {
        self.0.now.set(self.0.now.get() + millis);
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.now.get())
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self
                .0
                .seed
                .get()
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            self.0.seed.set(next);
            *byte = (next >> 56) as u8;
        }
    }
}

impl RemoteApi for World {
    async fn send(&self, request: Request) -> Result<Answer, NetError> {
        if let Some(what) = self.0.meanwhile.take() {
            meanwhile(self, what);
        }
        self.0.sent.borrow_mut().push(request.clone());
        let breaks = |poison: ActionId| {
            let body = request.body.as_deref().unwrap_or_default();
            body.contains(&poison.to_string())
        };
        if self.0.poison.get().is_some_and(breaks) {
            return Err(NetError::TimedOut);
        }
        let mut faults = self.0.faults.borrow_mut();
        let fault = if faults.is_empty() {
            Fault::None
        } else {
            faults.remove(0)
        };
        drop(faults);
        carry(fault, &mut self.0.server.borrow_mut(), &request, self.now())
    }
}

impl Ports for World {
    type Store = CrashStore;
    type Remote = Self;

    fn store(&self) -> &CrashStore {
        &self.0.store
    }

    fn remote(&self) -> &Self {
        self
    }
}

pub fn slot(text: &str) -> SlotStart {
    SlotStart::parse(text).unwrap()
}

/// A slot that the server has places in.
pub const FREE: &str = "2026-11-26T09:00";
/// Another one.
pub const ALSO_FREE: &str = "2026-11-26T10:00";
/// A slot without places.
pub const FULL: &str = "2026-11-26T15:00";

pub fn asked(choices: &[&str]) -> BookingRequest {
    BookingRequest {
        station: DivisionCode::parse("500112").unwrap(),
        service: ServiceSlug::parse("youdai-card").unwrap(),
        way: Way::AtStation,
        choices: choices.iter().map(|text| slot(text)).collect(),
        window: None,
        on_behalf: OnBehalf::Myself,
        name: " 王建国 ".into(),
        mobile: "138 1234 5678".into(),
        note: String::new(),
        consent: BookingRequest::NOTICE,
    }
}

pub fn form() -> VolunteerForm {
    VolunteerForm {
        division: DivisionCode::parse("500112").unwrap(),
        skills: vec![],
        roles: vec![CommunityRole::Mediator],
        free_times: vec![FreeTime::Weekend],
        name: "王建国".into(),
        mobile: "13812345678".into(),
        note: String::new(),
        consent: 1,
    }
}

/// Books with a form of its own.
pub fn book(world: &World, asked: BookingRequest) -> Result<BookingId, ActionError> {
    block_on(submit_booking(world, new_booking(world), asked, None))
}

/// Registers with a form of its own.
pub fn register(world: &World) -> Result<VolunteerId, ActionError> {
    block_on(register_volunteer(
        world,
        new_volunteer(world),
        form(),
        None,
    ))
}

pub fn wish(choices: &[&str]) -> model::booking::Wish {
    asked(choices).wish()
}

/// The only booking on the device.
pub fn only_booking(world: &World) -> client::mine::BookingItem {
    let mine = block_on(client::mine::Mine::load(world.store())).unwrap();
    assert_eq!(mine.bookings.len(), 1);
    mine.bookings.into_iter().next().unwrap()
}

/// The booking with that id.
pub fn booking(world: &World, id: BookingId) -> client::mine::BookingItem {
    let mine = block_on(client::mine::Mine::load(world.store())).unwrap();
    mine.booking(id).unwrap().clone()
}
