//! What the engine needs from the world. The browser's adapters are in the app's `browser`
//! module; tests bring their own.

mod memory;
mod remote;
mod store;

pub use memory::MemoryStore;
pub use remote::{Answer, Method, NetError, RemoteApi, Request};
pub use store::{
    Batch, Check, Durability, Listing, LocalStore, Rev, Row, StorageKind, StoreError, Table, Write,
};

use model::civil::Timestamp;

/// The wall clock. It may be wrong by years: nothing but hints to people rests on it.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// A cryptographic source of randomness.
pub trait Random {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// All ports in one, so that each use case has a single generic parameter and is compiled once.
#[allow(async_fn_in_trait, reason = "one thread: no future needs to be Send")]
pub trait Ports: Clock + Random {
    /// The device's storage.
    type Store: LocalStore;
    /// The server.
    type Remote: RemoteApi;

    /// The device's storage.
    fn store(&self) -> &Self::Store;
    /// The server.
    fn remote(&self) -> &Self::Remote;
}
