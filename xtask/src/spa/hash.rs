//! SHA-256 in the two spellings the build needs.

use sha2::{Digest as _, Sha256};

/// Lower-case hex, 64 characters.
pub fn hex(data: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(data) {
        // Writing into a String cannot fail.
        let _infallible = write!(out, "{byte:02x}");
    }
    out
}

/// `sha256-…` in base64, as a content security policy wants it.
pub fn csp(data: &[u8]) -> String {
    format!("sha256-{}", base64(&Sha256::digest(data)))
}

/// A hash over several parts that no shifting of bytes between them leaves the same.
pub fn hex_of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let digests: Vec<u8> = parts.into_iter().flat_map(Sha256::digest).collect();
    hex(&digests)
}

fn base64(data: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in data.chunks(3) {
        let word = chunk
            .iter()
            .chain(std::iter::repeat(&0))
            .take(3)
            .fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        for index in 0..4 {
            let sextet = (word >> (18 - 6 * index)) & 63;
            out.push(if index <= chunk.len() {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        assert!(hex(b"").starts_with("e3b0c44298fc1c14"));
        assert_eq!(
            csp(b""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b"M"), "TQ==");
        assert_eq!(base64(b"Ma"), "TWE=");
        assert_eq!(base64(b"Man"), "TWFu");
    }

    #[test]
    fn parts_are_not_their_concatenation() {
        let one = hex_of_parts([b"ab".as_slice(), b"c"]);
        let other = hex_of_parts([b"a".as_slice(), b"bc"]);
        assert_ne!(one, other);
    }
}
