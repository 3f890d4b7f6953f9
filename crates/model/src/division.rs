//! Division codes (行政区划代码). A code is its own hierarchy: each begins with its parent's.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::tier::Tier;

/// A division code of 2, 6, 9 or 12 digits: city, district, township, village.
///
/// Codes are ordered as in the tree: a division comes before everything inside it, and everything
/// inside it before its next sibling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(
    /// The code filled up with zeros to twelve digits, times four, plus the tier.
    u64,
);

/// Why a text or number is not a division code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DivisionCodeError {
    /// It has not 2, 6, 9 or 12 digits.
    Length,
    /// It holds something other than the digits 0 to 9.
    NotDigits,
    /// It begins with a zero.
    LeadingZero,
}

impl core::fmt::Display for DivisionCodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Length => "a division code has 2, 6, 9 or 12 digits",
            Self::NotDigits => "a division code has digits only",
            Self::LeadingZero => "a division code does not begin with 0",
        })
    }
}

impl core::error::Error for DivisionCodeError {}

/// What one step of the twelve-digit number is worth at each tier.
const SPANS: [u64; 4] = [10_000_000_000, 1_000_000, 1_000, 1];

const TIERS: [Tier; 4] = Tier::ALL;

impl DivisionCode {
    /// The city of Chongqing, `50`.
    pub const CHONGQING: Self = Self(50 * SPANS[0] * 4);

    /// Reads 2, 6, 9 or 12 digits, no spaces.
    pub fn parse(text: &str) -> Result<Self, DivisionCodeError> {
        let bytes = text.as_bytes();
        let tier = match bytes.len() {
            2 => Tier::City,
            6 => Tier::District,
            9 => Tier::Township,
            12 => Tier::Village,
            _ => return Err(DivisionCodeError::Length),
        };
        let mut number = 0u64;
        for byte in bytes {
            if !byte.is_ascii_digit() {
                return Err(DivisionCodeError::NotDigits);
            }
            number = number * 10 + u64::from(byte - b'0');
        }
        if bytes[0] == b'0' {
            return Err(DivisionCodeError::LeadingZero);
        }
        Ok(Self(number * SPANS[tier as usize] * 4 + tier as u64))
    }

    /// The code with that plain number, as [`Self::number`] gives it.
    pub const fn from_number(number: u64) -> Result<Self, DivisionCodeError> {
        let tier = match number {
            10..=99 => Tier::City,
            100_000..=999_999 => Tier::District,
            100_000_000..=999_999_999 => Tier::Township,
            100_000_000_000..=999_999_999_999 => Tier::Village,
            _ => return Err(DivisionCodeError::Length),
        };
        Ok(Self(number * SPANS[tier as usize] * 4 + tier as u64))
    }

    /// The code as a plain number of 2, 6, 9 or 12 digits; it fits in a JavaScript number.
    pub const fn number(self) -> u64 {
        (self.0 / 4) / SPANS[self.tier() as usize]
    }

    /// Its tier.
    pub const fn tier(self) -> Tier {
        TIERS[(self.0 % 4) as usize]
    }

    /// The code of the division that it lies in; `None` for a city.
    pub const fn parent(self) -> Option<Self> {
        match self.tier().up() {
            None => None,
            Some(tier) => Some(self.cut(tier)),
        }
    }

    /// The division of tier `tier` that it lies in, itself if it is of that tier; `None` if it is
    /// of a bigger one.
    pub fn at(self, tier: Tier) -> Option<Self> {
        (tier <= self.tier()).then(|| self.cut(tier))
    }

    /// The district that it lies in, itself if it is one; `None` for a city.
    pub fn district(self) -> Option<Self> {
        self.at(Tier::District)
    }

    /// The township that it lies in, itself if it is one; `None` for a city or district.
    pub fn township(self) -> Option<Self> {
        self.at(Tier::Township)
    }

    /// Whether `other` is this division or lies in it: the test of a scope.
    pub fn contains(self, other: Self) -> bool {
        other.at(self.tier()) == Some(self)
    }

    /// The code of its child number `ordinal`: four digits within a city, three within the others.
    /// `None` for a village or an ordinal with too many digits.
    pub fn child(self, ordinal: u32) -> Option<Self> {
        let tier = match self.tier() {
            Tier::City => Tier::District,
            Tier::District => Tier::Township,
            Tier::Township => Tier::Village,
            Tier::Village => return None,
        };
        let limit = if tier == Tier::District {
            10_000
        } else {
            1_000
        };
        let step = u64::from(ordinal) * SPANS[tier as usize];
        (ordinal < limit).then(|| Self((self.0 / 4 + step) * 4 + tier as u64))
    }

    /// The digits that it adds to its parent's code, as a number; for a city the code itself.
    pub const fn ordinal(self) -> u32 {
        let digits = match self.tier() {
            Tier::City => 100,
            Tier::District => 10_000,
            Tier::Township | Tier::Village => 1_000,
        };
        (self.number() % digits) as u32
    }

    const fn cut(self, tier: Tier) -> Self {
        let span = SPANS[tier as usize];
        Self((self.0 / 4) / span * span * 4 + tier as u64)
    }

    /// Writes the digits into `buffer` and returns them.
    fn write(self, buffer: &mut [u8; 12]) -> &str {
        let len = self.tier().digits();
        let mut rest = self.number();
        for digit in buffer[..len].iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        core::str::from_utf8(&buffer[..len]).unwrap_or_default()
    }
}

impl core::fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.write(&mut [0; 12]))
    }
}

impl core::fmt::Debug for DivisionCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.write(&mut [0; 12]))
    }
}

impl core::str::FromStr for DivisionCode {
    type Err = DivisionCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<u64> for DivisionCode {
    type Error = DivisionCodeError;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        Self::from_number(number)
    }
}

impl Serialize for DivisionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.write(&mut [0; 12]))
    }
}

struct CodeVisitor;

impl de::Visitor<'_> for CodeVisitor {
    type Value = DivisionCode;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a division code as a string of 2, 6, 9 or 12 digits")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DivisionCode, E> {
        DivisionCode::parse(text).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for DivisionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(CodeVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).unwrap()
    }

    #[test]
    fn a_village_knows_its_chain() {
        let village = code("500112017005");
        assert_eq!(village.tier(), Tier::Village);
        assert_eq!(village.parent(), Some(code("500112017")));
        assert_eq!(village.township(), Some(code("500112017")));
        assert_eq!(village.district(), Some(code("500112")));
        assert_eq!(village.at(Tier::City), Some(DivisionCode::CHONGQING));
        assert_eq!(DivisionCode::CHONGQING.parent(), None);
        assert_eq!(DivisionCode::CHONGQING.district(), None);
        assert_eq!(village.ordinal(), 5);
        assert_eq!(code("500112017").child(5), Some(village));
        assert_eq!(DivisionCode::CHONGQING.child(112), Some(code("500112")));
        assert_eq!(village.child(1), None);
        assert_eq!(code("500112").child(1000), None);
    }

    #[test]
    fn what_is_no_code() {
        use DivisionCodeError::{LeadingZero, Length, NotDigits};
        for (text, error) in [
            ("", Length),
            ("5", Length),
            ("5001", Length),
            ("5001120170051", Length),
            ("05", LeadingZero),
            ("50011x", NotDigits),
            (" 50112", NotDigits),
            ("+50112", NotDigits),
        ] {
            assert_eq!(DivisionCode::parse(text), Err(error), "{text}");
        }
        assert_eq!(DivisionCode::from_number(5001), Err(Length));
    }

    #[test]
    fn json_is_a_string_of_digits() {
        let json = serde_json::to_string(&code("500112")).unwrap();
        assert_eq!(json, "\"500112\"");
        assert_eq!(
            serde_json::from_str::<DivisionCode>(&json).unwrap(),
            code("500112")
        );
        assert!(serde_json::from_str::<DivisionCode>("\"5001\"").is_err());
        assert!(serde_json::from_str::<DivisionCode>("500112").is_err());
    }

    fn any_code() -> impl Strategy<Value = String> {
        (0usize..4, 100_000_000_000u64..=999_999_999_999)
            .prop_map(|(tier, number)| number.to_string()[..Tier::ALL[tier].digits()].to_owned())
    }

    proptest! {
        #[test]
        fn text_and_number_round_trip(text in any_code()) {
            let code = code(&text);
            prop_assert_eq!(code.to_string(), text.clone());
            prop_assert_eq!(DivisionCode::from_number(code.number()), Ok(code));
            prop_assert_eq!(code.number().to_string(), text);
        }

        #[test]
        fn containing_is_having_as_prefix(a in any_code(), b in any_code()) {
            prop_assert_eq!(code(&a).contains(code(&b)), b.starts_with(&a));
            let (long, short) = if a.len() > b.len() { (&a, &b) } else { (&b, &a) };
            let parent = code(&long[..short.len()]);
            prop_assert!(parent.contains(code(long)));
        }

        #[test]
        fn order_is_that_of_the_tree(a in any_code(), b in any_code()) {
            prop_assert_eq!(code(&a).cmp(&code(&b)), a.cmp(&b));
        }
    }
}
