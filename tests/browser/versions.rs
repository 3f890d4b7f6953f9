//! Two versions of the app in two tabs: nobody hangs, nothing is lost.

use std::cell::Cell;
use std::rc::Rc;

use app::browser::idb::{Db, VERSION, migrate};
use app::browser::time::{Race, race, sleep};
use client::ports::StoreError;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh, put, write};

/// What a version of the app after this one would do.
fn migrate_further(database: &Database, old: u32) -> Result<(), Error> {
    migrate(database, old)?;
    if old < VERSION + 1 {
        database.create_object_store("notice").build()?;
    }
    Ok(())
}

fn value() -> JsValue {
    Uint8Array::from(b"kept".as_slice()).into()
}

#[wasm_bindgen_test]
async fn the_older_tab_gives_way_and_says_so() {
    const DB: &str = "test-versions";
    fresh(DB).await;
    let told = Rc::new(Cell::new(false));
    let tell = told.clone();
    let older = Db::open_at(DB, VERSION, migrate, move || tell.set(true))
        .await
        .unwrap();
    write(&older, put("outbox", "a", value())).await;

    let newer = Db::open_at(DB, VERSION + 1, migrate_further, || ());
    let Race::Done(newer) = race(newer, 3_000).await else {
        panic!("the newer tab hangs")
    };
    let newer = newer.unwrap();
    assert!(
        newer.get("outbox", "a").await.unwrap().is_some(),
        "nothing is lost"
    );
    write(&newer, put("notice", "n", value())).await;

    sleep(50).await;
    assert!(told.get(), "the older tab offers to load anew");
    assert_eq!(
        older.get("outbox", "a").await.err(),
        Some(StoreError::Outdated)
    );
    let again = Db::open_at(DB, VERSION, migrate, || ()).await;
    assert_eq!(
        again.err(),
        Some(StoreError::Outdated),
        "an old app does not open newer data"
    );
}

#[wasm_bindgen_test]
async fn a_tab_that_does_not_give_way_makes_nobody_hang() {
    const DB: &str = "test-blocked";
    fresh(DB).await;
    // A connection whose owner never listens, as a page of some other make would have.
    let deaf = Database::open(DB)
        .with_version(VERSION)
        .with_on_upgrade_needed(|event, database| migrate(&database, event.old_version() as u32))
        .await
        .unwrap();
    let newer = Db::open_at(DB, VERSION + 1, migrate_further, || ());
    let Race::Done(newer) = race(newer, 8_000).await else {
        panic!("it hangs")
    };
    assert_eq!(newer.err(), Some(StoreError::Outdated));
    // Once the other page is closed, it works; the late connection is in nobody's way.
    deaf.close();
    sleep(100).await;
    let newer = Db::open_at(DB, VERSION + 1, migrate_further, || ())
        .await
        .unwrap();
    write(&newer, put("notice", "n", value())).await;
}

#[wasm_bindgen_test]
async fn two_tabs_of_one_version_share() {
    const DB: &str = "test-shared";
    fresh(DB).await;
    let one = Db::open_at(DB, VERSION, migrate, || ()).await.unwrap();
    let two = Db::open_at(DB, VERSION, migrate, || ()).await.unwrap();
    write(&one, put("meta", "a", value())).await;
    assert!(two.get("meta", "a").await.unwrap().is_some());
}
