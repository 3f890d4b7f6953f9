//! All ports of the engine in the browser.

use client::ports::{Clock, LocalStore, Ports, Random, StorageKind, StoreError};
use client::room::Roomy;
use model::civil::Timestamp;

use super::net::Net;
use super::store::{DeviceStore, PublicStore};
use super::{clock, random};

/// Storage, server, clock and randomness. Cheap to clone.
#[derive(Clone)]
pub struct BrowserPorts {
    store: Roomy<DeviceStore>,
    net: Net,
}

impl BrowserPorts {
    /// Opens the personal part of the storage beside the public one. Errors: see
    /// [`DeviceStore::open`].
    pub async fn open(public: PublicStore) -> Result<Self, StoreError> {
        Ok(Self {
            store: Roomy(DeviceStore::open(public).await?),
            net: Net,
        })
    }

    /// Where personal data is kept: to be said plainly to the person.
    pub fn storage(&self) -> StorageKind {
        self.store.kind()
    }
}

/// Clock and randomness alone, which are there before the storage is open.
pub struct Device;

impl Clock for Device {
    fn now(&self) -> Timestamp {
        clock::now()
    }
}

impl Random for Device {
    fn fill(&self, bytes: &mut [u8]) {
        random::fill(bytes);
    }
}

impl Clock for BrowserPorts {
    fn now(&self) -> Timestamp {
        clock::now()
    }
}

impl Random for BrowserPorts {
    fn fill(&self, bytes: &mut [u8]) {
        random::fill(bytes);
    }
}

impl Ports for BrowserPorts {
    type Store = Roomy<DeviceStore>;
    type Remote = Net;

    fn store(&self) -> &Roomy<DeviceStore> {
        &self.store
    }

    fn remote(&self) -> &Net {
        &self.net
    }
}
