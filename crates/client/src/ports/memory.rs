//! Storage that lasts as long as the page: for tests, and where the browser allows no other.

use std::cell::{Cell, RefCell};

use super::store::{
    Batch, Check, Listing, LocalStore, Rev, Row, StorageKind, StoreError, Table, Write,
};

/// Sorted by key. A list and not a tree, since it is small and this is part of the first screen.
type Rows = Vec<Row>;

/// Tables in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: RefCell<[Rows; Table::ALL.len()]>,
    writings: Cell<u64>,
}

impl MemoryStore {
    /// Empty tables.
    pub fn new() -> Self {
        Self::default()
    }

    /// [`LocalStore::get`] without waiting.
    pub fn get_now(&self, table: Table, key: &str) -> Option<Row> {
        let tables = self.tables.borrow();
        let rows = &tables[table as usize];
        place(rows, key).ok().map(|at| rows[at].clone())
    }

    /// One listing of [`LocalStore::list`] without waiting.
    pub fn list_now(&self, table: Table) -> Listing {
        let rows = self.tables.borrow()[table as usize].clone();
        Listing {
            rows,
            unreadable: Vec::new(),
        }
    }

    /// Whether all conditions hold.
    pub fn holds(&self, checks: &[Check]) -> bool {
        let tables = self.tables.borrow();
        checks.iter().all(|check| {
            let rows = &tables[check.table as usize];
            place(rows, &check.key).ok().map(|at| rows[at].rev) == check.expect
        })
    }

    /// Makes the changes without waiting and without looking at conditions.
    pub fn apply(&self, writes: Vec<Write>) {
        let mut tables = self.tables.borrow_mut();
        for write in writes {
            match write {
                Write::Put(table, key, value) => {
                    let rev = self.next_rev(table);
                    let rows = &mut tables[table as usize];
                    let at = place(rows, &key);
                    let row = Row { key, value, rev };
                    match at {
                        Ok(at) => rows[at] = row,
                        Err(at) => rows.insert(at, row),
                    }
                }
                Write::Delete(table, key) => {
                    let rows = &mut tables[table as usize];
                    if let Ok(at) = place(rows, &key) {
                        rows.remove(at);
                    }
                }
                Write::Clear(table) => tables[table as usize].clear(),
            }
        }
    }

    fn next_rev(&self, table: Table) -> Rev {
        let mut rev = Rev([0; 12]);
        if table.is_personal() {
            self.writings.set(self.writings.get() + 1);
            rev.0[..8].copy_from_slice(&self.writings.get().to_be_bytes());
        }
        rev
    }
}

/// Where a row of that key is, or belongs.
fn place(rows: &Rows, key: &str) -> Result<usize, usize> {
    rows.binary_search_by(|row| row.key.as_str().cmp(key))
}

impl LocalStore for MemoryStore {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        Ok(self.get_now(table, key))
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        Ok(tables.iter().map(|table| self.list_now(*table)).collect())
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if !self.holds(&batch.checks) {
            return Err(StoreError::Conflict);
        }
        self.apply(batch.writes);
        Ok(())
    }

    fn kind(&self) -> StorageKind {
        StorageKind::InMemory
    }
}
