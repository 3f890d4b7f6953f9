//! The browser's adapters in a real browser.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_arch = "wasm32")]

mod storage;
mod vault;
mod versions;

use app::browser::idb::{Db, RawWrite};
use client::ports::Durability;
use indexed_db_futures::database::Database;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// A database of that name without anything in it.
async fn fresh(name: &str) {
    Database::delete_by_name(name).unwrap().await.unwrap();
}

/// One row to write.
fn put(table: &'static str, key: &str, value: JsValue) -> RawWrite {
    RawWrite {
        table,
        key: Some(key.to_owned()),
        value: Some(value),
    }
}

async fn write(db: &Db, row: RawWrite) {
    db.commit(vec![], vec![row], Durability::Strict)
        .await
        .unwrap();
}
