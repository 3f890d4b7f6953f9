//! Codes of the second factor: RFC 6238 as every authenticator does it (SHA-1, six digits, half a
//! minute).

use hmac::{Hmac, KeyInit as _, Mac as _};
use model::civil::Timestamp;
use model::credentials::TotpCode;
use sha1::Sha1;

/// Bytes of a secret, as RFC 4226 asks for.
pub const SECRET: usize = 20;
/// How long one code holds, in milliseconds.
const STEP: i64 = 30_000;
/// Codes so many steps before and after now are taken too: clocks differ.
const DRIFT: i64 = 1;
/// What an authenticator shows beside the code.
const ISSUER: &str = "老兵驿站";

/// A secret. `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TotpSecret(pub [u8; SECRET]);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

impl TotpSecret {
    /// The step of which `code` is, if it is one of those that hold now and later than `after`, the
    /// last of which a code was taken.
    pub fn step_of(&self, code: TotpCode, now: Timestamp, after: i64) -> Option<i64> {
        let current = now.0.div_euclid(STEP);
        let steps = current.saturating_sub(DRIFT)..=current.saturating_add(DRIFT);
        // All are computed, whichever it is.
        let mut found = None;
        for step in steps {
            if self.code(step) == code.number() && step > after {
                found = found.or(Some(step));
            }
        }
        found
    }

    /// The code of a step, below a million.
    fn code(&self, step: i64) -> u32 {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else {
            // A key of any length is taken; no code is a million.
            return 1_000_000;
        };
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[19] & 15);
        let four = [digest[at], digest[at + 1], digest[at + 2], digest[at + 3]];
        (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
    }

    /// The code that an authenticator shows at that moment, for tests.
    pub fn shown_at(&self, now: Timestamp) -> String {
        format!("{:06}", self.code(now.0.div_euclid(STEP)))
    }

    /// The secret in Base32, as it is typed into an authenticator.
    pub fn base32(&self) -> String {
        const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let bits = self.0.chunks(5).flat_map(|chunk| {
            let mut five = [0; 8];
            five[3..3 + chunk.len()].copy_from_slice(chunk);
            let number = u64::from_be_bytes(five);
            (0..8)
                .rev()
                .map(move |place| (number >> (place * 5) & 31) as usize)
        });
        bits.map(|digit| DIGITS[digit] as char).collect()
    }

    /// Reads [`Self::base32`]'s form; `None` for any other text.
    pub fn from_base32(text: &str) -> Option<Self> {
        let mut secret = [0; SECRET];
        if text.len() != SECRET * 8 / 5 {
            return None;
        }
        for (five, digits) in secret.chunks_mut(5).zip(text.as_bytes().chunks(8)) {
            let mut number = 0_u64;
            for digit in digits {
                let value = match digit {
                    b'A'..=b'Z' => digit - b'A',
                    b'2'..=b'7' => digit - b'2' + 26,
                    _ => return None,
                };
                number = number << 5 | u64::from(value);
            }
            five.copy_from_slice(&number.to_be_bytes()[3..]);
        }
        Some(Self(secret))
    }

    /// The address that an authenticator reads as QR code.
    pub fn uri(&self, user_name: &str) -> String {
        let issuer: String = ISSUER.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let secret = self.base32();
        // A user name has nothing in it that would have to be escaped.
        format!("otpauth://totp/{issuer}:{user_name}?secret={secret}&issuer={issuer}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B; its eight digits end in our six.
    #[test]
    fn the_rfcs_own_codes() {
        let secret = TotpSecret(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.shown_at(Timestamp(seconds * 1_000)), code);
        }
    }

    #[test]
    fn a_little_drift_and_never_twice() {
        let secret = TotpSecret(*b"12345678901234567890");
        let now = 1_234_567_890_000;
        let step = now / STEP;
        let shown = |at| TotpCode::parse(&secret.shown_at(Timestamp(at))).unwrap();
        let found = |at, after| secret.step_of(shown(at), Timestamp(now), after);
        assert_eq!(found(now, 0), Some(step));
        assert_eq!(found(now - STEP, 0), Some(step - 1));
        assert_eq!(found(now + STEP, 0), Some(step + 1));
        assert_eq!(found(now - 2 * STEP, 0), None);
        assert_eq!(found(now + 2 * STEP, 0), None);
        assert_eq!(found(now, step), None);
        assert_eq!(found(now - STEP, step), None);
        assert_eq!(found(now + STEP, step), Some(step + 1));
    }

    #[test]
    fn base32_round_trips() {
        let secret = TotpSecret(*b"12345678901234567890");
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(TotpSecret::from_base32(&secret.base32()), Some(secret));
        assert_eq!(
            TotpSecret::from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"),
            None
        );
        assert_eq!(TotpSecret::from_base32("é"), None);
        assert_eq!(
            secret.uri("wang"),
            "otpauth://totp/%E8%80%81%E5%85%B5%E9%A9%BF%E7%AB%99:wang?\
             secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%80%81%E5%85%B5%E9%A9%BF%E7%AB%99"
        );
    }
}
