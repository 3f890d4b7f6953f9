//! The schema of the database and its opening: migrations, and an end to waiting.

use std::cell::Cell;
use std::rc::Rc;

use client::ports::{StoreError, Table};
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::time::{Race, race};

/// The database of the app.
pub const NAME: &str = "veterans-station";
/// The version of its schema; grows by one with every new step of `migrate`.
pub const VERSION: u32 = 1;
/// Where the key of the vault lies.
pub const KEYS: &str = "key";
/// Milliseconds to wait for another tab to give way.
const PATIENCE: i32 = 4_000;
/// Milliseconds to wait for a slow device beyond that.
const LONG_PATIENCE: i32 = 16_000;

/// Brings the schema from `old` to [`VERSION`], one step after the other. A step that has been
/// published never changes; a new one is added.
pub fn migrate(database: &Database, old: u32) -> Result<(), Error> {
    if old < 1 {
        for table in Table::ALL {
            database.create_object_store(table.as_str()).build()?;
        }
        database.create_object_store(KEYS).build()?;
    }
    Ok(())
}

/// What brings a schema from an older version to the present one.
pub type Migrate = fn(&Database, u32) -> Result<(), Error>;

/// Opens, but waits for nobody for ever: not for a tab that does not give way, nor for a browser
/// that has lost its way.
pub(super) async fn open_patiently(
    name: &'static str,
    version: u32,
    migrate: Migrate,
) -> Result<Database, StoreError> {
    let blocked = Rc::new(Cell::new(false));
    let mut opening = race(
        open_database(name, version, migrate, blocked.clone()),
        PATIENCE,
    )
    .await;
    if let Race::Late(late) = opening {
        opening = match blocked.get() {
            true => Race::Late(late),
            false => race(late, LONG_PATIENCE).await,
        };
    }
    match opening {
        Race::Done(opened) => opened,
        Race::Late(late) => {
            // Should it open after all, nobody must be kept out by it.
            spawn_local(async move {
                if let Ok(database) = late.await {
                    database.close();
                }
            });
            Err(if blocked.get() {
                StoreError::Outdated
            } else {
                StoreError::Failed
            })
        }
    }
}

async fn open_database(
    name: &'static str,
    version: u32,
    migrate: Migrate,
    blocked: Rc<Cell<bool>>,
) -> Result<Database, StoreError> {
    let opened = Database::open(name)
        .with_version(version)
        .with_on_blocked(move |_| {
            blocked.set(true);
            Ok(())
        })
        .with_on_upgrade_needed(move |event, database| {
            migrate(&database, event.old_version() as u32)
        })
        .await;
    opened.map_err(|error| match error {
        OpenDbError::Base(error) => failed(error),
        _ => StoreError::Failed,
    })
}

/// What an error of the browser means for the app.
pub(super) fn failed(error: Error) -> StoreError {
    match error {
        Error::DomException(error) => by_name(&web_sys::DomException::from(error).name()),
        // At its commit the browser itself gives a transaction up for want of room.
        Error::MissingData(_) => StoreError::Full,
        _ => StoreError::Failed,
    }
}

fn by_name(name: &str) -> StoreError {
    match name {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::Outdated,
        _ => StoreError::Failed,
    }
}
