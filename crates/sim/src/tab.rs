//! A tab of a phone, as the engine sees the world through it.

use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use client::outbox::Entry;
use client::ports::{
    Answer, Batch, Clock, Durability, Listing, LocalStore, NetError, Ports, Random, RemoteApi,
    Request, Row, StorageKind, StoreError, Table, Write,
};
use model::civil::Timestamp;

use crate::deeds;
use crate::medium::Landed;
use crate::network;
use crate::sabotage::Sabotage;
use crate::world::{Phone, Point, World};

/// Runs a future that never has to wait.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("no port of the simulation waits"),
    }
}

/// A tab.
#[derive(Clone)]
pub struct Tab {
    /// The world.
    pub world: Rc<World>,
    /// On which phone.
    pub phone: usize,
    /// Which of its tabs.
    pub number: usize,
}

impl Tab {
    /// Its phone.
    pub fn phone(&self) -> &Phone {
        &self.world.phones[self.phone]
    }

    /// Its name in the log.
    pub fn name(&self) -> String {
        format!("p{}.{}", self.phone, self.number)
    }

    /// Lets another tab act, if it is to act at this point.
    pub fn reach(&self, point: Point) {
        let Some(meanwhile) = self.phone().meanwhile.get() else {
            return;
        };
        if meanwhile.point == point && meanwhile.tab != self.number {
            self.phone().meanwhile.set(None);
            let other = Self {
                number: meanwhile.tab,
                ..self.clone()
            };
            deeds::perform(&other, meanwhile.deed);
        }
    }

    fn alive(&self) -> Result<(), StoreError> {
        if self.phone().medium.dead.get() {
            Err(StoreError::Failed)
        } else {
            Ok(())
        }
    }

    /// Writes on the medium, and notes which actions are now there.
    pub fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        let landed = self.phone().medium.write(batch);
        if matches!(landed, Landed::Written | Landed::WrittenAndDied) {
            self.note(batch);
        }
        if self.phone().medium.dead.get() {
            // What it has shown may be gone with the power.
            self.phone().shown.borrow_mut().clear();
        }
        match landed {
            Landed::Written => Ok(()),
            Landed::Conflict => Err(StoreError::Conflict),
            Landed::WrittenAndDied | Landed::Died => {
                self.world.tell(format!("  {} is dead", self.name()));
                Err(StoreError::Failed)
            }
        }
    }

    fn note(&self, batch: &Batch) {
        let mut ledger = self.world.ledger.borrow_mut();
        for write in &batch.writes {
            if let Write::Put(Table::Outbox, _, value) = write
                && let Some(entry) = Entry::decode(value)
            {
                ledger.ask(self.phone, &entry);
            }
        }
    }

    /// As a storage would write that makes a certain mistake.
    fn write_wrongly(&self, sabotage: Sabotage, mut batch: Batch) -> Result<(), StoreError> {
        let strict = batch.durability == Durability::Strict;
        let outbox = |write: &Write| {
            matches!(
                write,
                Write::Put(Table::Outbox, ..) | Write::Delete(Table::Outbox, _)
            )
        };
        match sabotage {
            Sabotage::WriteLost if strict && self.world.dice.one_in(8) => return Ok(()),
            Sabotage::ConditionsIgnored => batch.checks.clear(),
            Sabotage::RefusedDropped => {
                for write in &mut batch.writes {
                    drop_if_parked(write);
                }
            }
            Sabotage::CursorInAnotherCommit if batch.writes.iter().any(is_cursor) => {
                let (first, second) = batch.writes.into_iter().partition(is_cursor);
                batch.writes = first;
                self.write(&batch)?;
                return self.write(&Batch::relaxed(second));
            }
            Sabotage::EntityInAnotherCommit | Sabotage::ReceiptInAnotherCommit
                if batch.writes.iter().any(outbox) =>
            {
                let removed = batch.writes.iter().any(|w| matches!(w, Write::Delete(..)));
                if removed == (sabotage == Sabotage::ReceiptInAnotherCommit) {
                    let (first, second) = batch.writes.into_iter().partition(outbox);
                    batch.writes = first;
                    self.write(&batch)?;
                    return self.write(&Batch::strict(second));
                }
            }
            _ => {}
        }
        self.write(&batch)
    }
}

/// Whether it moves the cursor.
fn is_cursor(write: &Write) -> bool {
    matches!(write, Write::Put(Table::Draft, key, _) if key == "sync")
}

fn drop_if_parked(write: &mut Write) {
    if let Write::Put(Table::Outbox, key, value) = write
        && Entry::decode(value).is_some_and(|entry| entry.parked.is_some())
    {
        *write = Write::Delete(Table::Outbox, std::mem::take(key));
    }
}

impl Clock for Tab {
    fn now(&self) -> Timestamp {
        self.phone().clock.shows(self.world.now())
    }
}

impl Random for Tab {
    fn fill(&self, bytes: &mut [u8]) {
        self.phone().random.fill(bytes);
    }
}

impl LocalStore for Tab {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        self.alive()?;
        self.phone().medium.get(table, key).await
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        self.alive()?;
        let listed = self.phone().medium.list(tables).await;
        self.reach(Point::RowsRead);
        listed
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        match self.world.sabotage {
            Some(sabotage) => self.write_wrongly(sabotage, batch),
            None => self.write(&batch),
        }
    }

    fn kind(&self) -> StorageKind {
        StorageKind::OnDevice
    }
}

impl RemoteApi for Tab {
    async fn send(&self, request: Request) -> Result<Answer, NetError> {
        self.reach(Point::Sending);
        let outcome = network::carry(self, request);
        self.reach(Point::Answered);
        outcome
    }
}

impl Ports for Tab {
    type Store = Self;
    type Remote = Self;

    fn store(&self) -> &Self {
        self
    }

    fn remote(&self) -> &Self {
        self
    }
}
