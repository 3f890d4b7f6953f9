//! Reads the files under `data/`, checks them, and turns them into tables and packs.
//!
//! Used by the server, which loads the files embedded at build time, and by the chores. A file
//! that breaks a rule makes the whole load fail with the file's name and the reason: nothing is
//! skipped silently. A test loads the embedded files, so a bad file never lands.

mod dataset;
mod divisions;
mod features;
mod files;
mod hours;
mod pinyin;
mod services;
mod stations;

pub use dataset::Dataset;
pub use divisions::DivisionRow;
pub use files::Files;
pub use stations::Stations;

/// Why the data cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// The file, by its path under `data/`.
    pub file: String,
    /// What is wrong, for the person who edits it.
    pub reason: String,
}

impl DataError {
    fn new(file: &str, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            reason: reason.into(),
        }
    }
}

impl core::fmt::Display for DataError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "data/{}: {}", self.file, self.reason)
    }
}

impl core::error::Error for DataError {}
