//! `LocalStore` in the browser. Two of them: [`PublicStore`] for the first screen, light, without
//! encryption; [`DeviceStore`] on top of it for everything, in the lazy part of the app.

use std::rc::Rc;

use client::ports::{
    Batch, Check, Listing, LocalStore, MemoryStore, Rev, Row, StorageKind, StoreError, Table, Write,
};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::idb::{self, Db, RawCheck, RawWrite};
use super::vault::{self, Vault, Vaults};
use super::{channel, measure};

/// Public tables, in IndexedDB or, where the browser allows none, in memory.
#[derive(Clone)]
pub enum PublicStore {
    /// On the device.
    OnDevice(Db),
    /// Until the page is closed.
    InMemory(Rc<MemoryStore>),
}

impl PublicStore {
    /// Opens the database; falls back to memory if this browser allows no storage. Errors:
    /// [`StoreError::Outdated`] only: the page must be loaded anew (or other tabs closed).
    pub async fn open(on_outdated: impl Fn() + 'static) -> Result<Self, StoreError> {
        match Db::open(on_outdated).await {
            Ok(db) => Ok(Self::OnDevice(db)),
            Err(StoreError::Outdated) => Err(StoreError::Outdated),
            Err(_) => Ok(Self::InMemory(Rc::default())),
        }
    }
}

impl LocalStore for PublicStore {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        match self {
            Self::InMemory(memory) => Ok(memory.get_now(table, key)),
            Self::OnDevice(db) => {
                let value = db.get(table.as_str(), key).await?;
                Ok(value.map(|value| public_row(key.to_owned(), &value)))
            }
        }
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        match self {
            Self::InMemory(memory) => memory.list(tables).await,
            Self::OnDevice(db) => {
                let names: Vec<&str> = tables.iter().map(|table| table.as_str()).collect();
                let rows = db.list(&names).await?.into_iter();
                Ok(rows.map(public_listing).collect())
            }
        }
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        match self {
            Self::InMemory(memory) => memory.commit(batch).await,
            Self::OnDevice(db) => {
                let start = measure::now();
                let shards = batch
                    .writes
                    .iter()
                    .any(|write| table(write) == Table::Shard);
                let writes = batch.writes.into_iter().map(public_write).collect();
                let done = db
                    .commit(raw_checks(batch.checks), writes, batch.durability)
                    .await;
                if shards {
                    measure::since("vs:store-stations", start);
                }
                done
            }
        }
    }

    fn kind(&self) -> StorageKind {
        match self {
            Self::OnDevice(_) => StorageKind::OnDevice,
            Self::InMemory(_) => StorageKind::InMemory,
        }
    }
}

fn raw_checks(checks: Vec<Check>) -> Vec<RawCheck> {
    let raw = |check: Check| RawCheck {
        table: check.table.as_str(),
        key: check.key,
        expect: check.expect.map(|rev| rev.0),
    };
    checks.into_iter().map(raw).collect()
}

fn public_row(key: String, value: &JsValue) -> Row {
    Row {
        key,
        value: Uint8Array::new(value).to_vec(),
        rev: Rev([0; 12]),
    }
}

fn public_listing(rows: Vec<(String, JsValue)>) -> Listing {
    let rows = rows.into_iter().map(|(key, value)| public_row(key, &value));
    Listing {
        rows: rows.collect(),
        unreadable: Vec::new(),
    }
}

fn public_write(write: Write) -> RawWrite {
    let (table, key, value) = match write {
        Write::Put(table, key, value) => (
            table,
            Some(key),
            Some(Uint8Array::from(value.as_slice()).into()),
        ),
        Write::Delete(table, key) => (table, Some(key), None),
        Write::Clear(table) => (table, None, None),
    };
    RawWrite {
        table: table.as_str(),
        key,
        value,
    }
}

/// All tables: the public ones as in [`PublicStore`], personal ones encrypted. Every commit to
/// records or outbox is announced to all tabs.
#[derive(Clone)]
pub struct DeviceStore {
    public: PublicStore,
    personal: Personal,
}

#[derive(Clone)]
enum Personal {
    Encrypted(Db, Vaults),
    InMemory(Rc<MemoryStore>),
}

impl DeviceStore {
    /// Opens the personal tables beside the public ones. Where the page may not encrypt, or the
    /// browser allows no storage, personal data lives in memory; [`LocalStore::kind`] says so.
    /// Errors: the database does not work.
    pub async fn open(public: PublicStore) -> Result<Self, StoreError> {
        let personal = match &public {
            PublicStore::OnDevice(db) => match Vaults::open(db).await? {
                Some(vaults) => Personal::Encrypted(db.clone(), vaults),
                None => Personal::InMemory(Rc::default()),
            },
            PublicStore::InMemory(memory) => Personal::InMemory(memory.clone()),
        };
        Ok(Self { public, personal })
    }
}

impl LocalStore for DeviceStore {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        match &self.personal {
            _ if !table.is_personal() => self.public.get(table, key).await,
            Personal::InMemory(memory) => Ok(memory.get_now(table, key)),
            Personal::Encrypted(db, vaults) => {
                let (_, vault) = vaults.now().await?;
                let Some(stored) = db.get(table.as_str(), key).await? else {
                    return Ok(None);
                };
                let rows = decrypt(&vault, table, vec![(key.to_owned(), stored)]).await;
                Ok(rows.rows.into_iter().next())
            }
        }
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        match &self.personal {
            _ if !tables.iter().any(|table| table.is_personal()) => self.public.list(tables).await,
            Personal::InMemory(memory) => {
                let mut listings = Vec::with_capacity(tables.len());
                for table in tables {
                    listings.push(match table.is_personal() {
                        true => memory.list_now(*table),
                        false => self.public.list(&[*table]).await?.pop().unwrap_or_default(),
                    });
                }
                Ok(listings)
            }
            Personal::Encrypted(db, vaults) => {
                let (_, vault) = vaults.now().await?;
                let names: Vec<&str> = tables.iter().map(|table| table.as_str()).collect();
                let mut listings = Vec::with_capacity(tables.len());
                for (table, rows) in tables.iter().zip(db.list(&names).await?) {
                    listings.push(match table.is_personal() {
                        true => decrypt(&vault, *table, rows).await,
                        false => public_listing(rows),
                    });
                }
                Ok(listings)
            }
        }
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let news = batch.writes.iter().any(is_news);
        match &self.personal {
            Personal::Encrypted(db, vaults) => {
                let (opening, vault) = vaults.now().await?;
                // All encryption comes first: a transaction does not wait for it.
                let writes = encrypt(&vault, batch.writes).await?;
                let checks = raw_checks(batch.checks);
                db.commit_in(Some(opening), checks, writes, batch.durability)
                    .await?;
            }
            Personal::InMemory(memory) => self.commit_in_memory(memory, batch).await?,
        }
        if news {
            channel::announce();
        }
        Ok(())
    }

    fn kind(&self) -> StorageKind {
        match (&self.public, &self.personal) {
            (PublicStore::InMemory(_), _) => StorageKind::InMemory,
            (_, Personal::Encrypted(..)) => StorageKind::OnDevice,
            (_, Personal::InMemory(_)) => StorageKind::PersonalInMemory,
        }
    }
}

impl DeviceStore {
    /// Public rows to the device, personal ones to memory, which cannot fail once the conditions
    /// hold.
    async fn commit_in_memory(&self, memory: &MemoryStore, batch: Batch) -> Result<(), StoreError> {
        if !memory.holds(&batch.checks) {
            return Err(StoreError::Conflict);
        }
        let (personal, public) = batch
            .writes
            .into_iter()
            .partition(|write| table(write).is_personal());
        self.public
            .commit(Batch {
                checks: Vec::new(),
                writes: public,
                ..batch
            })
            .await?;
        memory.apply(personal);
        Ok(())
    }
}

fn table(write: &Write) -> Table {
    match write {
        Write::Put(table, ..) | Write::Delete(table, _) | Write::Clear(table) => *table,
    }
}

/// What comes into the packs this way is about the person's own station; the packs themselves come
/// through [`PublicStore`].
fn is_news(write: &Write) -> bool {
    matches!(table(write), Table::Record | Table::Outbox | Table::Pack)
}

/// Decrypts all rows at the same time.
async fn decrypt(vault: &Vault, table: Table, rows: Vec<(String, JsValue)>) -> Listing {
    let begun: Vec<_> = rows
        .into_iter()
        .map(|(key, stored)| {
            let promise = vault.unseal(table.as_str(), &key, &stored);
            (key, Rev(idb::mark(&stored)), promise)
        })
        .collect();
    let mut listing = Listing::default();
    for (key, rev, promise) in begun {
        let value = match promise {
            Some(promise) => vault::opened(promise).await,
            None => None,
        };
        match value {
            Some(value) => listing.rows.push(Row { key, value, rev }),
            None => listing.unreadable.push(key),
        }
    }
    listing
}

async fn encrypt(vault: &Vault, writes: Vec<Write>) -> Result<Vec<RawWrite>, StoreError> {
    let mut sealed = Vec::with_capacity(writes.len());
    for write in writes {
        sealed.push(match write {
            Write::Put(table, key, plain) if table.is_personal() => {
                let sealing = vault.seal(table.as_str(), &key, &plain);
                let value = vault::finish(sealing.map_err(|_| StoreError::Failed)?).await?;
                RawWrite {
                    table: table.as_str(),
                    key: Some(key),
                    value: Some(value),
                }
            }
            other => public_write(other),
        });
    }
    Ok(sealed)
}
