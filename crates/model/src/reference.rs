//! The short number by which people name a booking or registration over the telephone.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::person::is_separator;

/// Eight digits and a check digit (Damm's algorithm: it finds every single wrong digit and every
/// swap of neighbours). Shown in groups of three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(u32);

/// Why a typed reference was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    /// It has not nine digits; carries how many there are.
    Length(usize),
    /// It holds a letter or a symbol that no reference has.
    Symbols,
    /// The check digit does not fit: a digit is wrong or two are swapped.
    CheckDigit,
}

/// How many references there are.
pub const REFERENCE_SPACE: u32 = 100_000_000;

/// The quasigroup of order ten from H. M. Damm's thesis (2004).
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn check_digit(number: u32) -> u8 {
    let mut rest = number;
    let mut digits = [0u8; 8];
    for digit in digits.iter_mut().rev() {
        *digit = (rest % 10) as u8;
        rest /= 10;
    }
    digits.iter().fold(0, |state, digit| {
        DAMM[usize::from(state)][usize::from(*digit)]
    })
}

impl Reference {
    /// The reference of a number, taken modulo [`REFERENCE_SPACE`].
    pub fn from_number(number: u32) -> Self {
        Self(number % REFERENCE_SPACE)
    }

    /// Reads nine digits; spaces and dashes among them and full-width digits are allowed.
    /// Errors: [`ReferenceError`].
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let mut number = 0u64;
        let mut count = 0;
        for symbol in text.chars() {
            let digit = match symbol {
                '0'..='9' => symbol as u32 - '0' as u32,
                '０'..='９' => symbol as u32 - '０' as u32,
                _ if is_separator(symbol) => continue,
                _ => return Err(ReferenceError::Symbols),
            };
            count += 1;
            if count <= 9 {
                number = number * 10 + u64::from(digit);
            }
        }
        if count != 9 {
            return Err(ReferenceError::Length(count));
        }
        let reference = Self((number / 10) as u32);
        if u64::from(check_digit(reference.0)) == number % 10 {
            Ok(reference)
        } else {
            Err(ReferenceError::CheckDigit)
        }
    }

    /// The nine digits without spaces.
    pub fn digits(self) -> String {
        let mut text = String::with_capacity(9);
        let mut divisor = REFERENCE_SPACE / 10;
        while divisor > 0 {
            text.push((b'0' + (self.0 / divisor % 10) as u8) as char);
            divisor /= 10;
        }
        text.push((b'0' + check_digit(self.0)) as char);
        text
    }

    /// The nine digits in groups of three, as they are read aloud.
    pub fn grouped(self) -> String {
        let digits = self.digits();
        let mut text = String::with_capacity(11);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && index % 3 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }
}

impl core::fmt::Display for Reference {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.digits())
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits())
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| D::Error::custom("not a reference of nine digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[test]
    fn the_thesis_example() {
        // 572 has the check digit 4 in the published example.
        assert_eq!(check_digit(572), 4);
    }

    #[rstest]
    #[case(" 000-000 572 4 \n", ReferenceError::Length(10))]
    #[case("00000572", ReferenceError::Length(8))]
    #[case(" - ", ReferenceError::Length(0))]
    #[case("000005724。", ReferenceError::Symbols)]
    #[case("No.000005724", ReferenceError::Symbols)]
    #[case("000005725", ReferenceError::CheckDigit)]
    fn not_references(#[case] text: &str, #[case] error: ReferenceError) {
        assert_eq!(Reference::parse(text), Err(error));
    }

    #[rstest]
    #[case("000 005 724")]
    #[case(" 000-005\u{2013}724\t")]
    #[case("０００－００５—７２４")]
    #[case("000\u{3000}005\u{a0}724\n")]
    fn blanks_and_dashes_do_not_count(#[case] text: &str) {
        assert_eq!(Reference::parse(text), Ok(Reference::from_number(572)));
    }

    proptest! {
        #[test]
        fn round_trip(number in 0..REFERENCE_SPACE) {
            let reference = Reference::from_number(number);
            prop_assert_eq!(Reference::parse(&reference.grouped()), Ok(reference));
            prop_assert_eq!(reference.digits().len(), 9);
        }

        #[test]
        fn a_wrong_digit_is_found(number in 0..REFERENCE_SPACE, place in 0usize..9, by in 1u8..10) {
            let mut digits = Reference::from_number(number).digits().into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            let text = String::from_utf8(digits).unwrap();
            prop_assert_eq!(Reference::parse(&text), Err(ReferenceError::CheckDigit));
        }

        #[test]
        fn swapped_neighbours_are_found(number in 0..REFERENCE_SPACE, place in 0usize..8) {
            let mut digits = Reference::from_number(number).digits().into_bytes();
            prop_assume!(digits[place] != digits[place + 1]);
            digits.swap(place, place + 1);
            let text = String::from_utf8(digits).unwrap();
            prop_assert_eq!(Reference::parse(&text), Err(ReferenceError::CheckDigit));
        }

        #[test]
        fn nonsense_never_panics(text in "\\PC{0,20}") {
            let _ = Reference::parse(&text);
        }
    }
}
