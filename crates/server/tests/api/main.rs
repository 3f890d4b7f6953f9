//! The server as its clients meet it: the real router over a real database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a test that panics has found something"
)]

mod support;

mod assets;
mod backups;
mod bad_requests;
mod bookings;
mod changes;
mod connections;
mod contract;
mod crossing;
mod crowds;
mod documents;
mod fuzz;
mod handovers;
mod interleavings;
mod kill;
mod limits;
mod older_files;
mod one_fault;
mod process;
mod public_data;
mod replicas;
mod staff;
mod sync;
mod volunteers;
