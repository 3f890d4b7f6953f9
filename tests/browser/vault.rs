//! Encryption at rest.

use app::browser::idb::{Db, KEYS, VERSION, migrate};
use app::browser::store::{DeviceStore, PublicStore};
use app::browser::vault::{Vault, finish, opened};
use client::ports::{Batch, LocalStore, Table, Write};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh, put, write};

const SECRET: &str = "王建国 13812345678";

async fn db(name: &'static str) -> Db {
    fresh(name).await;
    Db::open_at(name, VERSION, migrate, || ()).await.unwrap()
}

async fn seal(vault: &Vault, key: &str) -> wasm_bindgen::JsValue {
    finish(vault.seal("record", key, SECRET.as_bytes()).unwrap())
        .await
        .unwrap()
}

async fn unseal(vault: &Vault, key: &str, stored: &wasm_bindgen::JsValue) -> Option<Vec<u8>> {
    opened(vault.unseal("record", key, stored)?).await
}

#[wasm_bindgen_test]
async fn round_trip_bound_to_its_row() {
    let vault = Vault::open(&db("test-vault").await).await.unwrap().unwrap();
    let stored = seal(&vault, "b/1").await;
    assert_eq!(
        unseal(&vault, "b/1", &stored).await.unwrap(),
        SECRET.as_bytes()
    );
    assert!(
        unseal(&vault, "b/2", &stored).await.is_none(),
        "moved to another row"
    );
    let damaged = Uint8Array::new(&stored);
    damaged.set_index(20, damaged.get_index(20) ^ 1);
    assert!(
        unseal(&vault, "b/1", &damaged.into()).await.is_none(),
        "damaged"
    );
    let short = Uint8Array::new_with_length(5);
    assert!(
        unseal(&vault, "b/1", &short.into()).await.is_none(),
        "too short"
    );
}

#[wasm_bindgen_test]
async fn the_stored_bytes_hold_no_name_and_differ_every_time() {
    let db = db("test-vault-bytes").await;
    let store = DeviceStore::open(PublicStore::OnDevice(db.clone()))
        .await
        .unwrap();
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for _ in 0..2 {
        let row = Write::Put(Table::Record, "b/1".to_owned(), SECRET.as_bytes().to_vec());
        store.commit(Batch::strict(vec![row])).await.unwrap();
        let raw = db.get("record", "b/1").await.unwrap().unwrap();
        seen.push(raw.dyn_into::<Uint8Array>().unwrap().to_vec());
    }
    for bytes in &seen {
        for part in ["王建国", "13812345678"] {
            let found = bytes
                .windows(part.len())
                .any(|window| window == part.as_bytes());
            assert!(!found, "{part} can be read");
        }
    }
    assert_ne!(seen[0], seen[1]);
    assert_eq!(
        store
            .get(Table::Record, "b/1")
            .await
            .unwrap()
            .unwrap()
            .value,
        SECRET.as_bytes()
    );
}

#[wasm_bindgen_test]
async fn two_tabs_that_make_the_key_at_once_end_up_with_one() {
    let one = db("test-vault-race").await;
    let two = Db::open_at("test-vault-race", VERSION, migrate, || ())
        .await
        .unwrap();
    let (first, second) = join(Vault::open(&one), Vault::open(&two)).await;
    let (first, second) = (first.unwrap().unwrap(), second.unwrap().unwrap());
    let stored = seal(&first, "b/1").await;
    assert_eq!(
        unseal(&second, "b/1", &stored).await.unwrap(),
        SECRET.as_bytes()
    );
    let key = one.get(KEYS, "vault-1").await.unwrap().unwrap();
    let key: web_sys::CryptoKey = key.dyn_into().unwrap();
    assert!(!key.extractable(), "no script can read it");
}

#[wasm_bindgen_test]
async fn rows_of_a_lost_key_are_counted_and_stay() {
    let db = db("test-vault-lost").await;
    let store = DeviceStore::open(PublicStore::OnDevice(db.clone()))
        .await
        .unwrap();
    write(
        &db,
        put("record", "b/1", Uint8Array::new_with_length(40).into()),
    )
    .await;
    let listed = store.list(&[Table::Record]).await.unwrap();
    assert_eq!(listed[0].unreadable, ["b/1"]);
    assert!(listed[0].rows.is_empty());
    assert!(db.get("record", "b/1").await.unwrap().is_some());
}

/// Both at the same time.
async fn join<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    use std::task::Poll;
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut got_a, mut got_b) = (None, None);
    std::future::poll_fn(|context| {
        if got_a.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            got_a = Some(value);
        }
        if got_b.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            got_b = Some(value);
        }
        if got_a.is_some() && got_b.is_some() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    (got_a.unwrap(), got_b.unwrap())
}
