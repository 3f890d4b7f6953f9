//! What the desk keeps on the device, encrypted as all that is personal: the day last seen and what was
//! done without a network. Signing out wipes the day; what was done stays until the server has it, for
//! the same account alone.

use client::ports::{Batch, LocalStore, Ports, StoreError, Table, Write};
use client::workbench::{DAY, ME, Queue, queue_key};
use model::civil::Timestamp;
use model::id::StaffId;
use model::staff::MeView;
use model::workbench::DayList;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::browser::ports::BrowserPorts;
use crate::engine::ports;

/// The day as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptDay {
    staff: StaffId,
    list: DayList,
}

async fn put(key: &str, value: &impl Serialize) -> Option<()> {
    let value = serde_json::to_vec(value).ok()?;
    let write = Write::Put(Table::Draft, key.to_owned(), value);
    let ports: BrowserPorts = ports().await?;
    ports.store().commit(Batch::relaxed(vec![write])).await.ok()
}

async fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    let ports = ports().await?;
    let row = ports.store().get(Table::Draft, key).await.ok()??;
    serde_json::from_slice(&row.value).ok()
}

/// Keeps who is signed in, so that the desk opens without a network too.
pub(super) async fn keep_me(me: &MeView) {
    put(ME, me).await;
}

/// Who was signed in, for as long as the session may last.
pub(super) async fn me(now: Timestamp) -> Option<MeView> {
    get::<MeView>(ME).await.filter(|me| now < me.until)
}

/// Keeps the day.
pub(super) async fn keep_day(staff: StaffId, list: DayList) {
    put(DAY, &KeptDay { staff, list }).await;
}

/// The day kept for that account.
pub(super) async fn day(staff: StaffId) -> Option<DayList> {
    let kept: KeptDay = get(DAY).await?;
    (kept.staff == staff).then_some(kept.list)
}

/// Wipes the day and who was signed in.
pub(super) async fn wipe() {
    let Some(ports) = ports().await else { return };
    let gone = |key: &str| Write::Delete(Table::Draft, key.to_owned());
    let batch = Batch::strict(vec![gone(DAY), gone(ME)]);
    let _nothing_is_kept_where_nothing_can_be = ports.store().commit(batch).await;
}

/// What waits of that account.
pub(super) async fn queue(staff: StaffId) -> Queue {
    get(&queue_key(staff)).await.unwrap_or_default()
}

/// Changes what waits of that account, also where another tab does so at the same time; gives it as it
/// is then. `None`: it could not be kept, and nothing is changed.
pub(super) async fn change_queue(staff: StaffId, change: impl Fn(&mut Queue)) -> Option<Queue> {
    let ports = ports().await?;
    let key = queue_key(staff);
    loop {
        let row = ports.store().get(Table::Draft, &key).await.ok()?;
        let mut queue: Queue = match &row {
            // What cannot be read is not written over.
            Some(row) => serde_json::from_slice(&row.value).ok()?,
            None => Queue::default(),
        };
        change(&mut queue);
        let value = serde_json::to_vec(&queue).ok()?;
        let write = Write::Put(Table::Draft, key.clone(), value);
        let mut batch = Batch::strict(vec![write]);
        batch.checks.push(client::ports::Check {
            table: Table::Draft,
            key: key.clone(),
            expect: row.map(|row| row.rev),
        });
        match ports.store().commit(batch).await {
            Ok(()) => return Some(queue),
            Err(StoreError::Conflict) => {}
            Err(_) => return None,
        }
    }
}
