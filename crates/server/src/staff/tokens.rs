//! What is drawn by lot: session tokens, devices' tokens, one-time passwords. All from the operating
//! system's random source.

use model::civil::Timestamp;
use model::hex;
use model::id::SessionId;
use sha2::{Digest as _, Sha256};

use super::totp::{SECRET, TotpSecret};
use crate::key::ServerKey;

/// There is no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRandomness;

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// A session's token: 32 random bytes, in the cookie as hexadecimal. `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

impl SessionToken {
    /// A new one. Errors: no randomness.
    pub fn draw() -> Result<Self, NoRandomness> {
        random().map(Self)
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex::encode(&self.0)
    }

    /// What is stored of it: whoever reads the database cannot go on with a session.
    pub fn hash(self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

/// SHA-256 of a session's token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

/// A session's id. Errors: no randomness.
pub fn draw_session_id(now: Timestamp) -> Result<SessionId, NoRandomness> {
    Ok(SessionId::new(now.0.max(0).unsigned_abs(), &random()?))
}

/// A secret of the second factor. Errors: no randomness.
pub fn draw_totp() -> Result<TotpSecret, NoRandomness> {
    random::<SECRET>().map(TotpSecret)
}

/// A password to be told to somebody once: four groups of four out of thirty-two letters and digits
/// that are not taken for one another, eighty bits. Errors: no randomness.
pub fn draw_one_time_password() -> Result<String, NoRandomness> {
    const SYMBOLS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let drawn: [u8; 16] = random()?;
    let mut password = String::with_capacity(19);
    for (place, byte) in drawn.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            password.push('-');
        }
        password.push(SYMBOLS[usize::from(byte & 31)] as char);
    }
    Ok(password)
}

/// A device from which an account was signed in to before. Failures on it are counted by themselves,
/// so that whoever fails elsewhere on purpose does not keep its owner out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceToken {
    nonce: [u8; 16],
    proof: [u8; 16],
}

impl DeviceToken {
    /// A new one for the account of that user name. Errors: no randomness.
    pub fn draw(key: &ServerKey, user_name: &str) -> Result<Self, NoRandomness> {
        let nonce = random()?;
        Ok(Self {
            nonce,
            proof: Self::proof(key, user_name, &nonce),
        })
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = hex::decode(text)?;
        let (nonce, proof) = bytes.split_at(16);
        Some(Self {
            nonce: nonce.try_into().ok()?,
            proof: proof.try_into().ok()?,
        })
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex::encode(&[self.nonce, self.proof].concat())
    }

    /// Whether it is one of ours, of that account.
    pub fn is_of(&self, key: &ServerKey, user_name: &str) -> bool {
        let proof = Self::proof(key, user_name, &self.nonce);
        let difference = proof
            .iter()
            .zip(self.proof)
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        std::hint::black_box(difference) == 0
    }

    /// What tells it from others.
    pub fn nonce(&self) -> &[u8; 16] {
        &self.nonce
    }

    fn proof(key: &ServerKey, user_name: &str, nonce: &[u8; 16]) -> [u8; 16] {
        let mac = key.mac(&[b"staff device", user_name.as_bytes(), nonce]);
        let mut proof = [0; 16];
        proof.copy_from_slice(&mac[..16]);
        proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_round_trip_and_hide() {
        let token = SessionToken::draw().unwrap();
        assert_eq!(SessionToken::parse(&token.to_hex()), Some(token));
        assert_eq!(format!("{token:?}"), "SessionToken(..)");
        assert_ne!(token, SessionToken::draw().unwrap());
        assert_eq!(SessionToken::parse("00"), None);
    }

    #[test]
    fn one_time_passwords_are_taken_by_the_rules() {
        let user = model::credentials::UserName::parse("wang").unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..50 {
            let password = draw_one_time_password().unwrap();
            assert_eq!(password.len(), 19);
            let chosen = model::credentials::Password::chosen(&password, &user, &[]);
            assert!(chosen.is_ok(), "{password}");
            assert!(seen.insert(password));
        }
    }

    #[test]
    fn a_device_is_of_one_account_and_one_server() {
        let (key, other) = (ServerKey::new([1; 32]), ServerKey::new([2; 32]));
        let device = DeviceToken::draw(&key, "wang").unwrap();
        let read = DeviceToken::parse(&device.to_hex()).unwrap();
        assert!(read == device && read.is_of(&key, "wang"));
        assert!(!read.is_of(&key, "li") && !read.is_of(&other, "wang"));
    }
}
