//! One action, packed and signed.

use model::id::{ActionId, DeviceSecret};
use model::pack::reader::Reader;

use crate::deed::Deed;
use crate::key::{is_signed, secret_hash, sign, verifying_key};
use crate::{base45, payload};

/// The form written here. A later one begins with another number.
const VERSION: u8 = 1;
/// Bytes of an Ed25519 signature.
const SIGNATURE: usize = 64;
/// The most bytes of a parcel: several times what the longest forms take.
const MOST_BYTES: usize = 8 * 1024;

/// Why bytes are no parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Of a later version of the app: this one is to be updated.
    Newer,
    /// Not bytes that any app has written.
    Malformed,
    /// The signature is not that of the key in it: something was changed on the way.
    Forged,
}

/// An action that has left its phone: whole, and signed by the key that it names. Whether that key
/// has the right to act is the server's to say.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    deed: Deed,
    secret_hash: [u8; 32],
    key: [u8; 32],
    bytes: Vec<u8>,
}

/// Packs and signs an action of the holder of `secret`.
pub fn seal(deed: &Deed, secret: &DeviceSecret) -> Vec<u8> {
    let mut bytes = vec![VERSION, deed.kind()];
    bytes.extend_from_slice(deed.action().as_bytes());
    bytes.extend_from_slice(&deed.entity());
    bytes.extend_from_slice(&secret_hash(secret));
    bytes.extend_from_slice(&verifying_key(secret));
    payload::push(&mut bytes, deed);
    let signature = sign(secret, &bytes);
    bytes.extend_from_slice(&signature);
    bytes
}

impl Parcel {
    /// Reads what [`seal`] made. Errors: [`OpenError`].
    pub fn open(bytes: &[u8]) -> Result<Self, OpenError> {
        match bytes.first() {
            Some(&VERSION) if bytes.len() <= MOST_BYTES => {}
            Some(version) if *version > VERSION => return Err(OpenError::Newer),
            _ => return Err(OpenError::Malformed),
        }
        let signed = bytes.len().checked_sub(SIGNATURE);
        let (signed, signature) = bytes.split_at(signed.ok_or(OpenError::Malformed)?);
        let (deed, secret_hash, key) = contents(signed).ok_or(OpenError::Malformed)?;
        let signature = signature.try_into().map_err(|_| OpenError::Malformed)?;
        if !is_signed(key, signed, signature) {
            return Err(OpenError::Forged);
        }
        Ok(Self {
            deed,
            secret_hash,
            key,
            bytes: bytes.to_vec(),
        })
    }

    /// Reads [`Parcel::text`]. Errors: [`OpenError`].
    pub fn read(text: &str) -> Result<Self, OpenError> {
        Self::open(&base45::decode(text).ok_or(OpenError::Malformed)?)
    }

    /// As it travels in JSON and is kept by its receiver.
    pub fn text(&self) -> String {
        base45::encode(&self.bytes)
    }

    /// As sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is to be done.
    pub fn deed(&self) -> &Deed {
        &self.deed
    }

    /// Names the action; the same when the phone itself sends it.
    pub fn action(&self) -> ActionId {
        self.deed.action()
    }

    /// SHA-256 of the device's secret, as the server knows it.
    pub fn secret_hash(&self) -> [u8; 32] {
        self.secret_hash
    }

    /// The key that signed it.
    pub fn key(&self) -> [u8; 32] {
        self.key
    }

    /// The name of the person, as typed; `None` if it carries none.
    pub fn name(&self) -> Option<&str> {
        self.deed.name()
    }

    /// The mobile number of the person, as typed; `None` if it carries none.
    pub fn mobile(&self) -> Option<&str> {
        self.deed.mobile()
    }
}

impl core::fmt::Debug for Parcel {
    /// Without what is in it: it may end in a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Parcel({})", self.action())
    }
}

/// What stands in the signed bytes; `None` if they are not as [`seal`] writes them.
fn contents(signed: &[u8]) -> Option<(Deed, [u8; 32], [u8; 32])> {
    let mut reader = Reader::new(signed);
    let (_version, kind) = (reader.byte().ok()?, reader.byte().ok()?);
    let action = ActionId::from_bytes(fixed(&mut reader)?).ok()?;
    let entity = fixed(&mut reader)?;
    let (secret_hash, key) = (fixed(&mut reader)?, fixed(&mut reader)?);
    let deed = payload::read(kind, action, entity, &mut reader).ok()?;
    reader.end().ok()?;
    // One form for each content: a number may not be written longer than it is.
    let mut again = Vec::with_capacity(signed.len());
    payload::push(&mut again, &deed);
    signed.ends_with(&again).then_some((deed, secret_hash, key))
}

fn fixed<const N: usize>(reader: &mut Reader<'_>) -> Option<[u8; N]> {
    reader.bytes(N).ok()?.try_into().ok()
}
