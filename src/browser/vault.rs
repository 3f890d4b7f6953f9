//! Encryption of personal rows under a key that no script can read, not even ours: AES-256-GCM,
//! made and kept by the browser.

use std::cell::RefCell;
use std::rc::Rc;

use client::ports::{Durability, StoreError};
use js_sys::{Array, Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, CryptoKey, SubtleCrypto};

use super::idb::{Db, KEYS, RawCheck, RawWrite};
use super::random;

/// Bytes of the initialisation vector, which stand before the ciphertext.
pub const IV: usize = 12;
/// The row of the key.
const ROW: &str = "vault-1";
const ALGORITHM: &str = "AES-GCM";

/// The key and what works with it.
#[derive(Clone)]
pub struct Vault {
    subtle: SubtleCrypto,
    key: CryptoKey,
}

/// The vault of a database for as long as that is open, and the next one after it.
#[derive(Clone)]
pub struct Vaults {
    db: Db,
    held: Rc<RefCell<(u32, Vault)>>,
}

impl Vaults {
    /// Opens the vault. `None`: this page may not encrypt.
    pub async fn open(db: &Db) -> Result<Option<Self>, StoreError> {
        let opening = db.openings().await?;
        Ok(Vault::open(db).await?.map(|vault| Self {
            db: db.clone(),
            held: Rc::new(RefCell::new((opening, vault))),
        }))
    }

    /// The vault whose key is in the database as it is open now, and which opening that is. Where the
    /// site's data were cleared under an open page, the key went with them: what was sealed with it
    /// from then on could never be read again.
    pub async fn now(&self) -> Result<(u32, Vault), StoreError> {
        let opening = self.db.openings().await?;
        let held = self.held.borrow().clone();
        if held.0 == opening {
            return Ok(held);
        }
        let vault = Vault::open(&self.db).await?.ok_or(StoreError::Failed)?;
        let held = (opening, vault);
        *self.held.borrow_mut() = held.clone();
        Ok(held)
    }
}

/// Whether this page may encrypt: browsers allow it in secure contexts only (HTTPS, localhost).
fn subtle() -> Option<SubtleCrypto> {
    let window = web_sys::window()?;
    window
        .is_secure_context()
        .then(|| window.crypto().ok().map(|crypto| crypto.subtle()))?
}

impl Vault {
    /// Takes the key from the database, or makes one. Two tabs may both make one: the first to
    /// write it wins, and both use that. `None`: this page may not encrypt.
    pub async fn open(db: &Db) -> Result<Option<Self>, StoreError> {
        let Some(subtle) = subtle() else {
            return Ok(None);
        };
        loop {
            if let Some(found) = db.get(KEYS, ROW).await? {
                let key = found
                    .dyn_into::<CryptoKey>()
                    .map_err(|_| StoreError::Failed)?;
                return Ok(Some(Self { subtle, key }));
            }
            let made = generate(&subtle).await.map_err(|_| StoreError::Failed)?;
            let write = RawWrite {
                table: KEYS,
                key: Some(ROW.to_owned()),
                value: Some(made),
            };
            let absent = RawCheck {
                table: KEYS,
                key: ROW.to_owned(),
                expect: None,
            };
            match db
                .commit(vec![absent], vec![write], Durability::Strict)
                .await
            {
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Encrypts a value for the row: fresh vector, then ciphertext with its tag. The row's table
    /// and key are authenticated, so that rows cannot be swapped. Starts at once; to be awaited
    /// with [`finish`].
    pub fn seal(&self, table: &str, key: &str, plain: &[u8]) -> Result<Sealing, JsValue> {
        let mut iv = [0; IV];
        random::fill(&mut iv);
        let params = params(&iv, table, key);
        let promise = self
            .subtle
            .encrypt_with_object_and_u8_array(&params, &self.key, plain)?;
        Ok(Sealing { iv, promise })
    }

    /// Begins to decrypt a stored value; to be awaited with [`opened`].
    pub fn unseal(&self, table: &str, key: &str, stored: &JsValue) -> Option<Promise> {
        let bytes: &Uint8Array = stored.dyn_ref()?;
        if (bytes.length() as usize) < IV {
            return None;
        }
        let params = params(&super::idb::mark(stored), table, key);
        let sealed = bytes.subarray(IV as u32, bytes.length());
        self.subtle
            .decrypt_with_object_and_buffer_source(&params, &self.key, &sealed)
            .ok()
    }
}

/// An encryption on its way.
pub struct Sealing {
    iv: [u8; IV],
    promise: Promise,
}

/// The value to store.
pub async fn finish(sealing: Sealing) -> Result<JsValue, StoreError> {
    let sealed = JsFuture::from(sealing.promise)
        .await
        .map_err(|_| StoreError::Failed)?;
    let sealed = Uint8Array::new(&sealed);
    let stored = Uint8Array::new_with_length(IV as u32 + sealed.length());
    stored.subarray(0, IV as u32).copy_from(&sealing.iv);
    stored.set(&sealed, IV as u32);
    Ok(stored.into())
}

/// The decrypted value; `None` if the key is not the one it was encrypted with, or the row was
/// damaged or moved.
pub async fn opened(promise: Promise) -> Option<Vec<u8>> {
    let plain = JsFuture::from(promise).await.ok()?;
    Some(Uint8Array::new(&plain).to_vec())
}

fn params(iv: &[u8; IV], table: &str, key: &str) -> AesGcmParams {
    let params = AesGcmParams::new_with_u8_array(ALGORITHM, &Uint8Array::from(iv.as_slice()));
    let row = [table, "/", key].concat();
    params.set_additional_data_u8_array(&Uint8Array::from(row.as_bytes()));
    params
}

async fn generate(subtle: &SubtleCrypto) -> Result<JsValue, JsValue> {
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let params: Object = AesKeyGenParams::new(ALGORITHM, 256).unchecked_into();
    let promise = subtle.generate_key_with_object(&params, false, &usages)?;
    JsFuture::from(promise).await
}
