//! IndexedDB: opening with migrations, reading, and one atomic commit. Values are what the browser
//! stores; what they mean is for [`super::store`] to say.
//!
//! Two tabs may hold different versions of the app: the older one gives way at once (its
//! connection closes and every later use says [`StoreError::Outdated`]), so that the newer one
//! neither waits nor hangs; and if some browser does not tell the older one, the newer one gives
//! up waiting after some seconds and says so.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use client::ports::{Durability, StoreError};
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use super::schema::{KEYS, Migrate, NAME, VERSION, migrate};
use super::schema::{failed, open_patiently};

/// A row to be written.
pub struct RawWrite {
    /// Name of the table.
    pub table: &'static str,
    /// Its key; `None` with `value: None` clears the table.
    pub key: Option<String>,
    /// Its value; `None` deletes the row.
    pub value: Option<JsValue>,
}

/// What must still be true for a commit.
pub struct RawCheck {
    /// Name of the table.
    pub table: &'static str,
    /// Key of the row.
    pub key: String,
    /// Its [`mark`]; `None`: there must be no such row.
    pub expect: Option<[u8; 12]>,
}

/// A connection. Cheap to clone.
#[derive(Clone)]
pub struct Db(Rc<Connection>);

struct Connection {
    name: &'static str,
    version: u32,
    migrate: Migrate,
    on_outdated: Box<dyn Fn()>,
    database: RefCell<Option<Database>>,
    /// How often it was opened.
    openings: Cell<u32>,
    /// Why there is no connection and will be none.
    over: Cell<Option<StoreError>>,
}

impl Db {
    /// Opens the app's database. `on_outdated` is called when a newer version of the app takes
    /// over. Errors: [`StoreError::Outdated`]: a newer version has already taken over, or an older
    /// one does not give way; [`StoreError::Failed`]: this browser allows no storage.
    pub async fn open(on_outdated: impl Fn() + 'static) -> Result<Self, StoreError> {
        Self::open_at(NAME, VERSION, migrate, on_outdated).await
    }

    /// Opens any database at any version, for tests of two versions at once.
    pub async fn open_at(
        name: &'static str,
        version: u32,
        migrate: Migrate,
        on_outdated: impl Fn() + 'static,
    ) -> Result<Self, StoreError> {
        let connection = Self(Rc::new(Connection {
            name,
            version,
            migrate,
            on_outdated: Box::new(on_outdated),
            database: RefCell::default(),
            openings: Cell::default(),
            over: Cell::default(),
        }));
        connection.database().await?;
        Ok(connection)
    }

    /// The database; opened anew if the browser has closed it meanwhile, as some do with pages
    /// that were long out of sight.
    async fn database(&self) -> Result<Database, StoreError> {
        if let Some(database) = self.0.database.borrow().clone() {
            return Ok(database);
        }
        if let Some(error) = self.0.over.get() {
            return Err(error);
        }
        let opened = open_patiently(self.0.name, self.0.version, self.0.migrate).await?;
        let mut place = self.0.database.borrow_mut();
        // Somebody else may have been faster.
        if let Some(database) = place.clone() {
            opened.close();
            return Ok(database);
        }
        *place = Some(opened.clone());
        self.0.openings.set(self.0.openings.get() + 1);
        spawn_local(give_way(opened.clone(), self.0.clone()));
        Ok(opened)
    }

    /// How often the database has been opened, this time included. It grows where the browser has closed
    /// it in between, perhaps because somebody cleared the site's data: what was read from it before
    /// may be there no more.
    pub async fn openings(&self) -> Result<u32, StoreError> {
        self.database().await?;
        Ok(self.0.openings.get())
    }

    /// Closes the connection; every later use fails.
    pub fn close(&self) {
        self.0.over.set(Some(StoreError::Failed));
        if let Some(database) = self.0.database.take() {
            database.close();
        }
    }

    /// A value, if there is one.
    pub async fn get(&self, table: &str, key: &str) -> Result<Option<JsValue>, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(table).build().map_err(failed)?;
        read(&transaction, table, key).await.map_err(failed)
    }

    /// All rows of these tables, in order of their keys, at one moment.
    pub async fn list(&self, tables: &[&str]) -> Result<Vec<Vec<(String, JsValue)>>, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(tables).build().map_err(failed)?;
        let mut all = Vec::with_capacity(tables.len());
        for table in tables {
            all.push(read_all(&transaction, table).await.map_err(failed)?);
        }
        Ok(all)
    }

    /// Writes all or nothing, if all conditions hold.
    pub async fn commit(
        &self,
        checks: Vec<RawCheck>,
        writes: Vec<RawWrite>,
        durability: Durability,
    ) -> Result<(), StoreError> {
        self.commit_in(None, checks, writes, durability).await
    }

    /// The same in the `opening` that the writes were made for, where one is given, and in no later
    /// one; see [`Self::openings`].
    pub async fn commit_in(
        &self,
        opening: Option<u32>,
        checks: Vec<RawCheck>,
        writes: Vec<RawWrite>,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let mut tables: Vec<&str> = checks.iter().map(|check| check.table).collect();
        tables.extend(writes.iter().map(|write| write.table));
        tables.sort_unstable();
        tables.dedup();
        if tables.is_empty() {
            return Ok(());
        }
        let database = self.database().await?;
        if opening.is_some_and(|opening| opening != self.0.openings.get()) {
            return Err(StoreError::Failed);
        }
        let mut options = TransactionOptions::new();
        options.set_durability(match durability {
            Durability::Strict => TransactionDurability::Strict,
            Durability::Relaxed => TransactionDurability::Relaxed,
        });
        let transaction = database
            .transaction(tables.as_slice())
            .with_mode(TransactionMode::Readwrite)
            .with_options(options)
            .build()
            .map_err(failed)?;
        // A transaction that is dropped before its commit is rolled back.
        for check in checks {
            let value = read(&transaction, check.table, &check.key).await;
            if value.map_err(failed)?.as_ref().map(mark) != check.expect {
                return Err(StoreError::Conflict);
            }
        }
        for row in writes {
            write(&transaction, row).map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }
}

/// The mark of a personal row: its first twelve bytes.
pub fn mark(value: &JsValue) -> [u8; 12] {
    let mut mark = [0; 12];
    if let Some(bytes) = value.dyn_ref::<Uint8Array>()
        && bytes.length() >= 12
    {
        bytes.subarray(0, 12).copy_to(&mut mark);
    }
    mark
}

/// Waits for a newer version of the app and closes the connection when it comes.
async fn give_way(database: Database, connection: Rc<Connection>) {
    let Ok(mut changes) = database.version_changes() else {
        return;
    };
    let change = changes.recv().await;
    connection.database.take();
    // `None`: the browser itself closed the connection; it is opened anew when needed.
    if change.is_some() {
        connection.over.set(Some(StoreError::Outdated));
        database.close();
        (connection.on_outdated)();
    }
}

async fn read(
    transaction: &Transaction<'_>,
    table: &str,
    key: &str,
) -> Result<Option<JsValue>, Error> {
    transaction.object_store(table)?.get(key).primitive()?.await
}

async fn read_all(
    transaction: &Transaction<'_>,
    table: &str,
) -> Result<Vec<(String, JsValue)>, Error> {
    let store = transaction.object_store(table)?;
    let keys = store.get_all_keys::<String>().primitive()?;
    let values = store.get_all::<JsValue>().primitive()?;
    let (keys, values) = (keys.await?, values.await?);
    keys.zip(values)
        .map(|(key, value)| Ok((key?, value?)))
        .collect()
}

/// Builds the request; it fails or succeeds with its transaction.
fn write(transaction: &Transaction<'_>, row: RawWrite) -> Result<(), Error> {
    let store = transaction.object_store(row.table)?;
    match (row.key, row.value) {
        (Some(key), Some(value)) => drop(store.put(value).with_key(key).primitive()?),
        (Some(key), None) => drop(store.delete(key.as_str()).primitive()?),
        (None, _) => drop(store.clear()?),
    }
    Ok(())
}
