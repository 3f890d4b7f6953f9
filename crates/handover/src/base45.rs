//! Bytes as the 45 characters that a QR code packs tightest (RFC 9285): two bytes in three
//! characters, a last single byte in two.

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Writes `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 2 * 3 + 2);
    for pair in bytes.chunks(2) {
        let (mut rest, characters) = match pair {
            [high, low] => (u32::from(*high) << 8 | u32::from(*low), 3),
            [only] => (u32::from(*only), 2),
            _ => continue,
        };
        for _ in 0..characters {
            text.push(ALPHABET[(rest % 45) as usize] as char);
            rest /= 45;
        }
    }
    text
}

/// Reads what [`encode`] wrote; `None` for any other text.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut value = 0u32;
        for character in group.iter().rev() {
            value = value * 45 + position(*character)?;
        }
        match group.len() {
            3 => bytes.extend_from_slice(&u16::try_from(value).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

/// What a character is worth.
pub(crate) fn position(character: u8) -> Option<u32> {
    let at = ALPHABET.iter().position(|known| *known == character)?;
    u32::try_from(at).ok()
}

/// The character that is worth `value`, taken modulo 45.
pub(crate) fn character(value: usize) -> char {
    ALPHABET[value % 45] as char
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_standard() {
        for (bytes, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn what_no_bytes_are_written_as() {
        // Too big for two bytes or for one, one character too many, a character of no code.
        for text in ["GGW", "::", "BB8B", "bb8", "BB\u{4e00}", "é"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn round_trip(bytes: Vec<u8>) {
            let text = encode(&bytes);
            prop_assert_eq!(decode(&text), Some(bytes));
        }

        #[test]
        fn one_text_for_each(text in "[0-9A-Z $%*+./:-]{0,40}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }

        #[test]
        fn nonsense_never_panics(text in "\\PC{0,40}") {
            let _ = decode(&text);
        }
    }
}
