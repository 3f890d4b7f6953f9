//! One SQLite file: write-ahead log, every commit synced to the disk before it is answered.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::For;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// What every connection is told first.
pub(super) const SETTINGS: &str = "\
    PRAGMA busy_timeout = 5000; \
    PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; \
    /* 16 MiB; negative means KiB. */ \
    PRAGMA cache_size = -16384; \
    PRAGMA temp_store = memory; \
    /* What is deleted at a person's wish is overwritten in the file too. */ \
    PRAGMA secure_delete = ON;";

/// Empties the log into the file.
pub(super) const WRITE_BACK: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// name -> 1 if there is such a table, else 0.
pub(super) const TABLE: &str =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1";

/// The file's name as an address. Errors: its folder is not there.
pub(super) fn url(file: &Path, purpose: For) -> io::Result<String> {
    // An address would take `..` out by itself, which is another folder where a link leads elsewhere.
    let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
    let whole = match file.file_name() {
        Some(name) => folder.join(name),
        None => folder,
    };
    let mut url = "sqlite:".to_owned();
    for byte in whole.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                url.push(char::from(*byte));
            }
            // Writing to a string never fails.
            other => drop(write!(url, "%{other:02X}")),
        }
    }
    url.push_str(match purpose {
        For::Writing => "?mode=rwc",
        For::Reading => "?mode=ro",
    });
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_an_address() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        let url = url(&real.join("驿 站?#%.db"), For::Reading).unwrap();
        let end = "/%E9%A9%BF%20%E7%AB%99%3F%23%25.db?mode=ro";
        assert!(url.starts_with("sqlite:/") && url.ends_with(end), "{url}");
    }
}
