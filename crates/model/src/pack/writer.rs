//! Writes what [`super::reader`] reads.

/// Appends a number in groups of seven bits, the lowest first.
pub fn push_number(bytes: &mut Vec<u8>, value: u32) {
    let mut rest = value;
    while rest >= 0x80 {
        bytes.push((rest as u8) | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Appends a text: its length in bytes, then UTF-8.
pub fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_number(bytes, text.len() as u32);
    bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::reader::Reader;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_texts_round_trip(number: u32, text in "\\PC{0,40}") {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            push_text(&mut bytes, &text);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.number(), Ok(number));
            prop_assert_eq!(reader.text(), Ok(text.as_str()));
            prop_assert_eq!(reader.end(), Ok(()));
            let mut short = Reader::new(&bytes[..bytes.len() - 1]);
            prop_assert!(short.number().and_then(|_| short.text()).is_err());
        }
    }

    #[test]
    fn a_number_too_big_is_refused() {
        assert!(
            Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x1f])
                .number()
                .is_err()
        );
        assert_eq!(
            Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).number(),
            Ok(u32::MAX)
        );
        assert!(Reader::new(&[0x80; 9]).number().is_err());
    }
}
