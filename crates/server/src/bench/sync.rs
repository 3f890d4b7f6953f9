//! What a device that follows one booking and its station costs: in bytes, when nothing and when one
//! thing has changed, and how many such devices are answered a second when nothing has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use model::api;
use model::sync::{Cursor, SyncAnswer};
use tokio::task::JoinSet;

use super::BenchError;
use super::client::Client;
use super::plan::{Plan, post};

/// What was measured.
pub(super) struct Synced {
    /// Bytes on the wire of an answer that says that nothing has changed.
    pub(super) quiet_bytes: usize,
    /// The same when the booking was cancelled, so that it and its place have changed.
    pub(super) change_bytes: usize,
    /// How many were answered that nothing has changed.
    pub(super) per_second: f64,
}

/// Measures on bookings that were made before.
pub(super) async fn measure(
    address: SocketAddr,
    plan: &Arc<Plan>,
    clients: u32,
    length: Duration,
) -> Result<Synced, BenchError> {
    let mut client = Client::connect(address).await?;
    let mut phone = Phone::new(address, plan, 0)?;
    phone.catch_up(&mut client).await?;
    phone.ask(&mut client, 204).await?;
    let quiet_bytes = client.answer().len();
    let cancel = plan.cancel(0, address).ok_or(BenchError::Task)?;
    let status = client.ask(&cancel).await?;
    if status != 200 {
        return Err(BenchError::Refused(status));
    }
    phone.ask(&mut client, 200).await?;
    let change_bytes = client.answer().len();
    let per_second = drive(address, plan, clients, length).await?;
    Ok(Synced {
        quiet_bytes,
        change_bytes,
        per_second,
    })
}

/// A device that follows one booking.
struct Phone {
    address: SocketAddr,
    plan: Arc<Plan>,
    number: usize,
    request: Vec<u8>,
}

impl Phone {
    fn new(address: SocketAddr, plan: &Arc<Plan>, number: usize) -> Result<Self, BenchError> {
        let mut phone = Self {
            address,
            plan: Arc::clone(plan),
            number,
            request: Vec::new(),
        };
        phone.asks_from(None)?;
        Ok(phone)
    }

    fn asks_from(&mut self, cursor: Option<Cursor>) -> Result<(), BenchError> {
        let asked = self.plan.follow(self.number, cursor);
        let body = serde_json::to_vec(&asked.ok_or(BenchError::Task)?);
        let body = body.map_err(|_| BenchError::Task)?;
        self.request = post(self.address, api::SYNC, None, &body);
        Ok(())
    }

    async fn ask(&self, client: &mut Client, expected: u16) -> Result<(), BenchError> {
        let status = client.ask(&self.request).await?;
        if status == expected {
            Ok(())
        } else {
            Err(BenchError::Refused(status))
        }
    }

    /// Until it knows everything.
    async fn catch_up(&mut self, client: &mut Client) -> Result<(), BenchError> {
        loop {
            self.ask(client, 200).await?;
            let answer: SyncAnswer = client.read()?;
            self.asks_from(Some(answer.cursor))?;
            if !answer.more {
                return Ok(());
            }
        }
    }
}

/// Lets all devices ask for that long; answers how many answers there were a second.
async fn drive(
    address: SocketAddr,
    plan: &Arc<Plan>,
    clients: u32,
    length: Duration,
) -> Result<f64, BenchError> {
    let mut ready = Vec::new();
    for number in 1..=clients as usize {
        let mut client = Client::connect(address).await?;
        let mut phone = Phone::new(address, plan, number)?;
        phone.catch_up(&mut client).await?;
        ready.push((client, phone));
    }
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for (mut client, phone) in ready {
        tasks.spawn(async move {
            let mut count = 0u32;
            while started.elapsed() < length {
                phone.ask(&mut client, 204).await?;
                count += 1;
            }
            Ok::<_, BenchError>(count)
        });
    }
    let mut all = 0u32;
    while let Some(done) = tasks.join_next().await {
        all += done.map_err(|_| BenchError::Task)??;
    }
    Ok(f64::from(all) / started.elapsed().as_secs_f64())
}
