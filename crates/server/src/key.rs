//! The server's own key, in a file of the data folder that only the server may read. What is
//! derived with it (the digests of actions) cannot be guessed from the database alone.

use std::io::{self, Write as _};
use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use model::hex;
use sha2::Sha256;

/// The file's name in the data folder.
const FILE: &str = "server.key";

/// 32 random bytes. `Debug` hides them.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(..)")
    }
}

impl ServerKey {
    /// Wraps 32 bytes from a cryptographic random source.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the key of a data folder, making it at the first start.
    /// Errors: the file cannot be read, made, or does not hold a key.
    pub fn of_folder(folder: &Path) -> io::Result<Self> {
        let file = folder.join(FILE);
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let key = hex::decode(text.trim()).map(Self);
                key.ok_or_else(|| io::Error::other(format!("{} holds no key", file.display())))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(&file),
            Err(error) => Err(error),
        }
    }

    fn make(file: &Path) -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(file)?;
        file.write_all(hex::encode(&bytes).as_bytes())?;
        file.sync_all()?;
        Ok(Self(bytes))
    }

    /// A keyed digest of `parts`; their borders count.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            // A key of any length is taken; 32 bytes certainly are.
            return [0; 32];
        };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = ServerKey::of_folder(folder.path()).unwrap();
        let again = ServerKey::of_folder(folder.path()).unwrap();
        assert_eq!(first.0, again.0);
        assert_eq!(format!("{first:?}"), "ServerKey(..)");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let file = std::fs::metadata(folder.path().join(FILE)).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "no key").unwrap();
        assert!(ServerKey::of_folder(folder.path()).is_err());
    }

    #[test]
    fn borders_count() {
        let key = ServerKey::new([1; 32]);
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
        assert_eq!(key.mac(&[b"ab"]), key.mac(&[b"ab"]));
        assert_ne!(key.mac(&[b"ab"]), ServerKey::new([2; 32]).mac(&[b"ab"]));
    }
}
