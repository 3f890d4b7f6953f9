//! The key that a phone signs with: one for each record, made of the record's own secret. So it is
//! there wherever the secret is, and the server, which sees the secret in each ordinary request,
//! knows the other half without being told.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use model::id::DeviceSecret;
use sha2::{Digest as _, Sha256};

/// Sets the seed apart from everything else that is hashed with a secret.
const SEED: &[u8] = b"vs-handover-key-1";
/// Sets what is signed here apart from everything else that the key could sign.
const SIGNED: &[u8] = b"vs-handover-parcel-1";

/// SHA-256 of a device secret, by which the server knows the device.
pub fn secret_hash(secret: &DeviceSecret) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn signing_key(secret: &DeviceSecret) -> SigningKey {
    let mut digest = Sha256::new();
    digest.update(SEED);
    digest.update(secret.as_bytes());
    SigningKey::from_bytes(&digest.finalize().into())
}

/// The public half of the key that the holder of this secret signs with.
pub fn verifying_key(secret: &DeviceSecret) -> [u8; 32] {
    signing_key(secret).verifying_key().to_bytes()
}

fn message(bytes: &[u8]) -> Vec<u8> {
    [SIGNED, bytes].concat()
}

pub(crate) fn sign(secret: &DeviceSecret, bytes: &[u8]) -> [u8; 64] {
    signing_key(secret).sign(&message(bytes)).to_bytes()
}

/// Whether the holder of the key signed these bytes. Keys and signatures that are not in their one
/// right form are refused, so that nobody can make a second signature of a first.
pub(crate) fn is_signed(key: [u8; 32], bytes: &[u8], signature: [u8; 64]) -> bool {
    let signature = Signature::from_bytes(&signature);
    VerifyingKey::from_bytes(&key)
        .is_ok_and(|key| key.verify_strict(&message(bytes), &signature).is_ok())
}
