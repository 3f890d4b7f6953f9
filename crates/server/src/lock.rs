//! Who uses a data folder: servers, side by side, or one program that needs it alone.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::run::make_private;

/// The file of the data folder that a running server holds.
const LOCK: &str = "server.lock";

/// Held by a server for as long as it runs.
#[derive(Debug)]
pub struct Running(#[allow(dead_code, reason = "the lock goes with the file")] File);

impl Running {
    /// Says that a server runs on the folder. Several may: the store's own lock keeps them apart.
    /// Errors: the file cannot be made; the tables are being made by `admin`.
    pub fn on(folder: &Path) -> io::Result<Self> {
        let file = lock_file(folder)?;
        file.try_lock_shared()?;
        Ok(Self(file))
    }
}

/// Held while nobody else may use a data folder.
#[derive(Debug)]
pub(crate) struct Alone(#[allow(dead_code, reason = "the lock goes with the file")] File);

impl Alone {
    /// Errors: a server runs on the folder.
    pub(crate) fn on(folder: &Path) -> io::Result<Self> {
        let file = lock_file(folder)?;
        let running = |_| io::Error::other("a server is running on it; stop it first");
        file.try_lock().map_err(running)?;
        Ok(Self(file))
    }
}

/// The file, to be locked.
pub(crate) fn lock_file(folder: &Path) -> io::Result<File> {
    let path = folder.join(LOCK);
    make_private(&path)?;
    File::options().append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_server_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::on(folder.path()).unwrap();
        let second = Running::on(folder.path()).unwrap();
        assert!(lock_file(folder.path()).unwrap().try_lock().is_err());
        drop((running, second));
        let alone = lock_file(folder.path()).unwrap();
        alone.try_lock().unwrap();
        assert!(Running::on(folder.path()).is_err());
    }
}
