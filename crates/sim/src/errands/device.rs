//! A device of the race: the engine as it is, on a memory that can fail at any write, behind a network
//! that loses, repeats and delays.

use std::cell::Cell;
use std::rc::Rc;

use client::ports::{
    Answer, Batch, Clock, Listing, LocalStore, MemoryStore, NetError, Ports, Random, RemoteApi,
    Request, Row, StorageKind, StoreError, Table, Write,
};
use model::civil::Timestamp;

use super::race::{Misdeed, Race};
use crate::dice::Dice;
use crate::front::Front;

/// What happens to one request.
#[derive(Clone, Copy)]
enum Fate {
    Delivered,
    Lost,
    AnswerLost,
    Twice,
    Delayed,
}

const POOR: [(usize, Fate); 5] = [
    (6, Fate::Delivered),
    (2, Fate::Lost),
    (3, Fate::AnswerLost),
    (1, Fate::Twice),
    (2, Fate::Delayed),
];

/// A memory that fails from some write on, until it is mended.
#[derive(Default)]
pub struct Memory {
    rows: MemoryStore,
    /// How many more writes succeed.
    pub fuse: Cell<Option<u32>>,
}

impl LocalStore for Memory {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        self.rows.get(table, key).await
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        self.rows.list(tables).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        match self.fuse.get() {
            Some(0) => return Err(StoreError::Failed),
            Some(left) => self.fuse.set(Some(left - 1)),
            None => {}
        }
        self.rows.commit(batch).await
    }

    fn kind(&self) -> StorageKind {
        StorageKind::InMemory
    }
}

/// A device.
#[derive(Clone)]
pub struct Device {
    /// The race that it takes part in.
    pub race: Rc<Race>,
    /// Which.
    pub number: usize,
}

/// What a device has of its own.
#[derive(Default)]
pub struct Own {
    /// Its storage.
    pub memory: Memory,
    /// Its source of randomness.
    pub random: Option<Dice>,
    /// Whether it has any network.
    pub offline: Cell<bool>,
}

impl Device {
    fn own(&self) -> &Own {
        &self.race.devices[self.number]
    }
}

impl Clock for Device {
    fn now(&self) -> Timestamp {
        Front::of_thread().time.now()
    }
}

impl Random for Device {
    fn fill(&self, bytes: &mut [u8]) {
        if let Some(random) = &self.own().random {
            random.fill(bytes);
        }
    }
}

impl RemoteApi for Device {
    async fn send(&self, request: Request) -> Result<Answer, NetError> {
        let race = &self.race;
        if race.misdeed == Some(Misdeed::DeliveryRemovedBeforeSending) {
            self.forget_deliveries();
        }
        let fate = match (race.healed.get(), self.own().offline.get()) {
            (true, _) => Fate::Delivered,
            (false, true) => Fate::Lost,
            (false, false) => race.dice.weighted(&POOR),
        };
        match fate {
            Fate::Delivered => Ok(race.answer(&request)),
            Fate::Lost => Err(NetError::Unreachable),
            Fate::AnswerLost => {
                race.answer(&request);
                Err(NetError::TimedOut)
            }
            Fate::Twice => {
                race.answer(&request);
                Ok(race.answer(&request))
            }
            Fate::Delayed => {
                race.late.borrow_mut().push(request);
                Err(NetError::TimedOut)
            }
        }
    }
}

impl Device {
    fn forget_deliveries(&self) {
        let rows = &self.own().memory.rows;
        let entries = rows.list_now(Table::Outbox).rows;
        let deliveries = entries.into_iter().filter(|row| {
            let entry = client::outbox::Entry::decode(&row.value);
            entry.is_some_and(|entry| {
                matches!(entry.what.entity(), client::record::EntityId::Delivery(_))
            })
        });
        rows.apply(
            deliveries
                .map(|row| Write::Delete(Table::Outbox, row.key))
                .collect(),
        );
    }
}

impl Ports for Device {
    type Store = Memory;
    type Remote = Self;

    fn store(&self) -> &Memory {
        &self.own().memory
    }

    fn remote(&self) -> &Self {
        self
    }
}
