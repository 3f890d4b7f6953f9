//! The engine against a server that forgets nothing and a network that loses everything.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod absorbing;
mod changes;
mod districts;
mod faults;
mod following;
mod handing_over;
mod my_data;
mod packs;
mod server;
mod simulation;
mod stepping;
mod turning;
mod use_cases;
mod world;

use client::ports::MemoryStore;
use world::block_on;

#[test]
fn the_memory_store_keeps_the_contract() {
    block_on(client::contract::run(&MemoryStore::new())).unwrap();
}
