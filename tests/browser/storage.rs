//! `LocalStore` on IndexedDB, on memory, and mixed.

use app::browser::idb::{Db, NAME, RawCheck, VERSION, migrate};
use app::browser::store::{DeviceStore, PublicStore};
use client::contract;
use client::mine::Mine;
use client::ports::{Batch, Durability, LocalStore, StorageKind, StoreError, Table, Write};
use js_sys::Uint8Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh, put};

#[wasm_bindgen_test]
async fn the_device_store_keeps_the_contract() {
    fresh(NAME).await;
    let public = PublicStore::open(|| ()).await.unwrap();
    let store = DeviceStore::open(public).await.unwrap();
    assert_eq!(store.kind(), StorageKind::OnDevice);
    contract::run(&store).await.unwrap();
}

#[wasm_bindgen_test]
async fn so_does_the_memory_behind_it() {
    let store = DeviceStore::open(PublicStore::InMemory(Rc::default()))
        .await
        .unwrap();
    assert_eq!(store.kind(), StorageKind::InMemory);
    contract::run(&store).await.unwrap();
}

#[wasm_bindgen_test]
async fn what_was_written_is_there_for_the_next_visit() {
    const DB: &str = "test-next-visit";
    fresh(DB).await;
    let open = async || {
        let db = Db::open_at(DB, VERSION, migrate, || ()).await.unwrap();
        (
            db.clone(),
            DeviceStore::open(PublicStore::OnDevice(db)).await.unwrap(),
        )
    };
    let (db, store) = open().await;
    let write = |table| Write::Put(table, "k".to_owned(), b"v".to_vec());
    store
        .commit(Batch::strict(Table::ALL.map(write).to_vec()))
        .await
        .unwrap();
    db.close();
    assert_eq!(store.get(Table::Record, "k").await, Err(StoreError::Failed));
    let (_, store) = open().await;
    for table in Table::ALL {
        assert_eq!(store.get(table, "k").await.unwrap().unwrap().value, b"v");
    }
}

#[wasm_bindgen_test]
async fn a_failed_write_leaves_nothing_of_its_transaction() {
    const DB: &str = "test-atomic";
    fresh(DB).await;
    let db = Db::open_at(DB, VERSION, migrate, || ()).await.unwrap();
    let value = || Uint8Array::from(b"v".as_slice()).into();
    // A function cannot be stored: the second request fails as it is made.
    let cannot: JsValue = js_sys::Function::new_no_args("").into();
    let writes = vec![put("meta", "first", value()), put("pack", "second", cannot)];
    assert_eq!(
        db.commit(vec![], writes, Durability::Strict).await,
        Err(StoreError::Failed)
    );
    assert!(db.get("meta", "first").await.unwrap().is_none());

    let check = RawCheck {
        table: "pack",
        key: "nobody".to_owned(),
        expect: Some([0; 12]),
    };
    let writes = vec![put("meta", "first", value())];
    let refused = db.commit(vec![check], writes, Durability::Strict).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    assert!(db.get("meta", "first").await.unwrap().is_none());

    db.commit(
        vec![],
        vec![put("meta", "first", value())],
        Durability::Strict,
    )
    .await
    .unwrap();
    assert!(db.get("meta", "first").await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn changes_of_records_are_announced_and_drafts_are_not() {
    thread_local!(static HEARD: std::cell::Cell<u32> = const { std::cell::Cell::new(0) });
    let store = DeviceStore::open(PublicStore::InMemory(Rc::default()))
        .await
        .unwrap();
    app::browser::channel::on_change(|| HEARD.set(HEARD.get() + 1));
    let before = HEARD.get();
    let write = |table| Batch::strict(vec![Write::Put(table, "k".to_owned(), vec![])]);
    store.commit(write(Table::Draft)).await.unwrap();
    assert_eq!(HEARD.get(), before);
    store.commit(write(Table::Outbox)).await.unwrap();
    assert_eq!(HEARD.get(), before + 1);
    assert_eq!(Mine::load(&store).await.unwrap().unreadable, 1);
}

#[wasm_bindgen_test]
async fn one_holds_the_lock_and_the_other_waits() {
    use app::browser::{locks, time};
    let first = locks::hold("test-lock").await;
    let second = time::race(locks::hold("test-lock"), 200).await;
    let time::Race::Late(second) = second else {
        panic!("two held the lock")
    };
    drop(first);
    let time::Race::Done(_guard) = time::race(second, 5_000).await else {
        panic!("the lock was never given on")
    };
}
