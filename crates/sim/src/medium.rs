//! A phone's storage: what is on it outlives the phone's death, and a death strikes at a numbered
//! write.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use client::ports::{
    Batch, Durability, Listing, LocalStore, Rev, Row, StorageKind, StoreError, Table, Write,
};

type Rows = BTreeMap<(Table, String), Row>;

/// Where a death strikes.
#[derive(Clone, Copy, Debug)]
pub struct Fuse {
    /// After that many more writes.
    pub writes: usize,
    /// Whether the last of them is on the medium.
    pub written: bool,
    /// Whether the power goes, and with it what was only handed to the system.
    pub power: bool,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landed {
    /// It is on the medium.
    Written,
    /// It is on the medium, but the phone died before it knew.
    WrittenAndDied,
    /// The phone died before it was written, or was dead.
    Died,
    /// A condition does not hold.
    Conflict,
}

/// The medium. As a [`LocalStore`] it is what is there, whether or not the phone lives.
#[derive(Default)]
pub struct Medium {
    rows: RefCell<Rows>,
    /// What outlives a loss of power.
    safe: RefCell<Rows>,
    writings: Cell<u64>,
    fuse: Cell<Option<Fuse>>,
    /// Whether the phone is dead.
    pub dead: Cell<bool>,
    /// How often what is on it may have changed.
    pub changes: Cell<u64>,
    /// How often it died.
    pub deaths: Cell<u64>,
}

impl Medium {
    /// Sets where the next death strikes.
    pub fn light(&self, fuse: Option<Fuse>) {
        self.fuse.set(fuse);
    }

    /// Writes, unless the phone dies first.
    pub fn write(&self, batch: &Batch) -> Landed {
        if self.dead.get() {
            return Landed::Died;
        }
        match self.fuse.take() {
            Some(fuse) if fuse.writes == 0 => self.die(fuse, batch),
            fuse => {
                let writes = |fuse: Fuse| fuse.writes.saturating_sub(1);
                self.fuse.set(fuse.map(|fuse| Fuse {
                    writes: writes(fuse),
                    ..fuse
                }));
                self.apply(batch)
            }
        }
    }

    fn die(&self, fuse: Fuse, batch: &Batch) -> Landed {
        let landed = if fuse.written {
            self.apply(batch)
        } else {
            Landed::Died
        };
        self.dead.set(true);
        self.deaths.set(self.deaths.get() + 1);
        let mut lost = false;
        if fuse.power {
            self.changes.set(self.changes.get() + 1);
            lost = batch.durability == Durability::Relaxed;
            *self.rows.borrow_mut() = self.safe.borrow().clone();
        }
        match landed {
            Landed::Written if !lost => Landed::WrittenAndDied,
            Landed::Written => Landed::Died,
            other => other,
        }
    }

    fn apply(&self, batch: &Batch) -> Landed {
        self.changes.set(self.changes.get() + 1);
        let mut rows = self.rows.borrow_mut();
        let holds = batch.checks.iter().all(|check| {
            let row = rows.get(&(check.table, check.key.clone()));
            row.map(|row| row.rev) == check.expect
        });
        if !holds {
            return Landed::Conflict;
        }
        for write in &batch.writes {
            match write {
                Write::Put(table, key, value) => {
                    let row = Row {
                        key: key.clone(),
                        value: value.clone(),
                        rev: self.next_rev(*table),
                    };
                    rows.insert((*table, key.clone()), row);
                }
                Write::Delete(table, key) => {
                    rows.remove(&(*table, key.clone()));
                }
                Write::Clear(table) => rows.retain(|(of, _), _| of != table),
            }
        }
        if batch.durability == Durability::Strict {
            *self.safe.borrow_mut() = rows.clone();
        }
        Landed::Written
    }

    fn next_rev(&self, table: Table) -> Rev {
        let mut rev = Rev([0; 12]);
        if table.is_personal() {
            self.writings.set(self.writings.get() + 1);
            rev.0[..8].copy_from_slice(&self.writings.get().to_be_bytes());
        }
        rev
    }

    fn listing(&self, table: Table) -> Listing {
        let rows = self.rows.borrow();
        let of_table = rows.iter().filter(|((of, _), _)| *of == table);
        Listing {
            rows: of_table.map(|(_, row)| row.clone()).collect(),
            unreadable: Vec::new(),
        }
    }
}

impl LocalStore for Medium {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        Ok(self.rows.borrow().get(&(table, key.to_owned())).cloned())
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        Ok(tables.iter().map(|table| self.listing(*table)).collect())
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        match self.apply(&batch) {
            Landed::Conflict => Err(StoreError::Conflict),
            _ => Ok(()),
        }
    }

    fn kind(&self) -> StorageKind {
        StorageKind::OnDevice
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tab::block_on;

    #[test]
    fn the_medium_keeps_the_contract() {
        block_on(client::contract::run(&Medium::default())).unwrap();
    }

    #[test]
    fn a_loss_of_power_takes_what_was_only_handed_over() {
        let medium = Medium::default();
        let put = |value: &[u8]| vec![Write::Put(Table::Record, "r".to_owned(), value.to_vec())];
        assert_eq!(medium.write(&Batch::strict(put(b"1"))), Landed::Written);
        assert_eq!(medium.write(&Batch::relaxed(put(b"2"))), Landed::Written);
        medium.light(Some(Fuse {
            writes: 0,
            written: true,
            power: true,
        }));
        assert_eq!(medium.write(&Batch::relaxed(put(b"3"))), Landed::Died);
        let row = block_on(medium.get(Table::Record, "r")).unwrap();
        assert_eq!(row.unwrap().value, b"1");
    }
}
