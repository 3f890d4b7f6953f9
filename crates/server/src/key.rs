//! The server's own key, in a file of the data folder that only the server may read. What is
//! derived with it (the digests of actions) cannot be guessed from the database alone.

use std::io::{self, Write as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit as _, Mac as _};
use model::hex;
use sha2::Sha256;

use crate::staff::tokens::NoRandomness;

/// The file's name in the data folder.
pub(crate) const FILE: &str = "server.key";

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
        match Self::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make(folder, &file)?;
                Self::read(&file)
            }
            read => read,
        }
    }

    /// Reads the key of a file that must be there. Errors: it is not, or holds no key.
    pub fn of_file(file: &Path) -> io::Result<Self> {
        Self::read(file).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => io::Error::other(format!("{}: {error}", file.display())),
            _ => error,
        })
    }

    /// Writes the key into a new file that only the server may read.
    pub fn write_to(&self, file: &Path) -> io::Result<()> {
        write_private(file, hex::encode(&self.0).as_bytes())
    }

    /// Names the key without telling anything about it.
    pub fn fingerprint(&self) -> String {
        hex::encode(&self.mac(&[b"fingerprint"]))
    }

    fn read(file: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(file)?;
        let key = hex::decode(text.trim()).map(Self);
        key.ok_or_else(|| io::Error::other(format!("{} holds no key", file.display())))
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

/// Bytes of a sealed text's nonce; so many that they may be drawn by lot.
const NONCE: usize = 24;

impl ServerKey {
    /// Encrypts `text` for one purpose only, such as one member of staff's second factor: put in
    /// another's place, it does not open. Errors: no randomness.
    pub fn seal(&self, purpose: &[u8], text: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let mut sealed = vec![0; NONCE];
        getrandom::fill(&mut sealed).map_err(|_| NoRandomness)?;
        let nonce = XNonce::try_from(sealed.as_slice()).map_err(|_| NoRandomness)?;
        let payload = Payload {
            msg: text,
            aad: purpose,
        };
        // It fails only for texts of hundreds of gigabytes.
        let encrypted = self.cipher().encrypt(&nonce, payload);
        sealed.extend(encrypted.map_err(|_| NoRandomness)?);
        Ok(sealed)
    }

    /// What was sealed for that purpose; `None` if it was not, or by another key.
    pub fn open(&self, purpose: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, encrypted) = sealed.split_at_checked(NONCE)?;
        let payload = Payload {
            msg: encrypted,
            aad: purpose,
        };
        let nonce = XNonce::try_from(nonce).ok()?;
        self.cipher().decrypt(&nonce, payload).ok()
    }

    /// Of a key of its own, so that no digest ever tells anything about it.
    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac(&[b"seal"]).into())
    }
}

/// Puts a new key into `file`, whole or not at all: a start may be interrupted at any point. A key
/// that another start has put there meanwhile stays.
fn make(folder: &Path, file: &Path) -> io::Result<()> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    let draft = folder.join(format!("{FILE}.{}", std::process::id()));
    write_private(&draft, hex::encode(&bytes).as_bytes())?;
    let linked = match std::fs::hard_link(&draft, file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    };
    std::fs::remove_file(&draft)?;
    linked?;
    // The name is as durable as the bytes only once the folder is written too.
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// Writes a new file that only the server may read, in place of what an interrupted start left.
fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
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
    fn an_interrupted_first_start_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let draft = folder.path().join(format!("{FILE}.{}", std::process::id()));
        std::fs::write(&draft, "0a1b").unwrap();
        let first = ServerKey::of_folder(folder.path()).unwrap();
        assert_eq!(ServerKey::of_folder(folder.path()).unwrap().0, first.0);
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn a_key_made_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let first = ServerKey::of_folder(folder.path()).unwrap();
        make(folder.path(), &file).unwrap();
        assert_eq!(ServerKey::of_folder(folder.path()).unwrap().0, first.0);
    }

    #[test]
    fn a_broken_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "no key").unwrap();
        assert!(ServerKey::of_folder(folder.path()).is_err());
    }

    #[test]
    fn sealed_for_one_purpose_by_one_key() {
        let key = ServerKey::new([1; 32]);
        let sealed = key.seal(b"a", b"secret").unwrap();
        assert_eq!(key.open(b"a", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(key.open(b"b", &sealed), None);
        assert_eq!(ServerKey::new([2; 32]).open(b"a", &sealed), None);
        assert_eq!(key.open(b"a", &sealed[..sealed.len() - 1]), None);
        assert_eq!(key.open(b"a", b"short"), None);
        assert_ne!(key.seal(b"a", b"secret").unwrap(), sealed);
    }

    #[test]
    fn borders_count() {
        let key = ServerKey::new([1; 32]);
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
        assert_eq!(key.mac(&[b"ab"]), key.mac(&[b"ab"]));
        assert_ne!(key.mac(&[b"ab"]), ServerKey::new([2; 32]).mac(&[b"ab"]));
    }
}
