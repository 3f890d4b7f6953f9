//! The station's side: who signs in, with what right, and what is written down of it.

mod access;
mod accounts;
mod audit;
mod browser;
mod brute_force;
mod command_line;
mod desk;
mod pages;
mod publishing;
mod second_factor;
mod sessions;
