//! What a person tells about himself or herself: parsed once, by the same rules on both sides.

use serde::{Deserialize, Serialize};

/// The most characters a name may have.
pub const NAME_MAX: usize = 40;
/// The most characters a note may have.
pub const NOTE_MAX: usize = 200;

/// Why a name was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing but spaces.
    Empty,
    /// More than [`NAME_MAX`] characters; carries how many.
    TooLong(usize),
    /// It has a digit, symbol or control character that no name has.
    Symbols,
}

/// A person's name: 1 to [`NAME_MAX`] letters of any script, with ·, -, ' and single spaces.
/// Keyboards offer several dots for the one between names; all become `·`, so that a name is
/// found again however it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Trims, joins runs of spaces, makes all dots one and checks. Errors: [`NameError`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = tidy(text);
        let count = name.chars().count();
        if count == 0 {
            return Err(NameError::Empty);
        }
        if count > NAME_MAX {
            return Err(NameError::TooLong(count));
        }
        let fits = |c: char| c.is_alphabetic() || matches!(c, ' ' | '·' | '-' | '\'' | '’');
        if !name.chars().all(fits) || !name.chars().any(char::is_alphabetic) {
            return Err(NameError::Symbols);
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Family name and one star for the rest, for lists: 王*.
    pub fn masked(&self) -> String {
        let mut masked: String = self.0.chars().take(1).collect();
        masked.push('*');
        masked
    }
}

/// Why a mobile number was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MobileError {
    /// Nothing typed.
    Empty,
    /// Not eleven digits; carries how many.
    Length(usize),
    /// Mainland mobile numbers begin with 13 to 19.
    Prefix,
    /// It holds something that is neither a digit nor a separator.
    Symbols,
}

/// A mainland mobile number: eleven digits beginning with 13 to 19.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mobile(u64);

impl Mobile {
    /// Reads eleven digits; spaces, dashes, brackets, full-width digits and a leading +86, 0086 or 86
    /// are allowed.
    /// Errors: [`MobileError`].
    pub fn parse(text: &str) -> Result<Self, MobileError> {
        let mut digits = String::with_capacity(15);
        let trimmed = text.trim_start_matches(is_separator);
        let trimmed = trimmed.strip_prefix(['+', '＋']).unwrap_or(trimmed);
        for symbol in trimmed.chars() {
            match symbol {
                '0'..='9' => digits.push(symbol),
                '０'..='９' => digits.push((b'0' + (symbol as u32 - '０' as u32) as u8) as char),
                '(' | ')' | '（' | '）' => {}
                _ if is_separator(symbol) => {}
                _ => return Err(MobileError::Symbols),
            }
        }
        if digits.is_empty() {
            return Err(MobileError::Empty);
        }
        let foreign = digits.strip_prefix("00").unwrap_or(&digits);
        let national = match foreign.strip_prefix("86") {
            Some(rest) if rest.len() == 11 => rest,
            _ => &digits,
        };
        if national.len() != 11 {
            return Err(MobileError::Length(national.len()));
        }
        let number: u64 = national
            .bytes()
            .fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
        if (130..=199).contains(&(number / 100_000_000)) {
            Ok(Self(number))
        } else {
            Err(MobileError::Prefix)
        }
    }

    /// The eleven digits.
    pub fn digits(self) -> String {
        let mut text = String::with_capacity(11);
        let mut divisor = 10_000_000_000;
        while divisor > 0 {
            text.push((b'0' + (self.0 / divisor % 10) as u8) as char);
            divisor /= 10;
        }
        text
    }

    /// First three and last four digits, for lists: 138****5678.
    pub fn masked(self) -> String {
        let digits = self.digits();
        let mut masked = String::with_capacity(11);
        masked.push_str(&digits[..3]);
        masked.push_str("****");
        masked.push_str(&digits[7..]);
        masked
    }
}

impl core::fmt::Debug for Mobile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Why a note was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// More than [`NOTE_MAX`] characters; carries how many.
    TooLong(usize),
    /// It holds control characters.
    Control,
}

/// A free note to the station, possibly empty, at most [`NOTE_MAX`] characters, lines allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Trims and checks. Errors: [`NoteError`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let trimmed = text.trim();
        let count = trimmed.chars().count();
        if count > NOTE_MAX {
            return Err(NoteError::TooLong(count));
        }
        if trimmed.chars().any(is_stray_control) {
            return Err(NoteError::Control);
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The note.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// For whom something is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OnBehalf {
    /// The person named is the one who asks.
    #[default]
    Myself,
    /// Somebody else asks, with the consent of the person named.
    OtherWithConsent,
}

/// Whether it is a control character that no text of several lines holds.
pub(crate) fn is_stray_control(symbol: char) -> bool {
    symbol.is_control() && !matches!(symbol, '\n' | '\r' | '\t')
}

/// Whether people set digits apart with it: a blank or a dash.
pub fn is_separator(symbol: char) -> bool {
    symbol.is_whitespace()
        || is_invisible(symbol)
        || matches!(symbol, '-' | '－' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Marks that nobody sees and that come along when a text is copied from a chat: joiners, directions.
fn is_invisible(symbol: char) -> bool {
    matches!(
        symbol,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// The text without spare blanks, with one kind of dot.
fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|symbol| !is_invisible(*symbol))
        .collect();
    let mut tidy = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        for symbol in word.chars() {
            tidy.push(match symbol {
                '\u{2022}' | '\u{2027}' | '\u{30fb}' | '\u{ff65}' => '·',
                _ => symbol,
            });
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("王建国", Ok("王建国"))]
    #[case("  买买提·艾力 ", Ok("买买提·艾力"))]
    #[case("买买提\u{30fb}艾力", Ok("买买提·艾力"))]
    #[case("买买提\u{2027}艾力", Ok("买买提·艾力"))]
    #[case("买买提\u{2022}艾力", Ok("买买提·艾力"))]
    #[case("买买提\u{ff65}艾力", Ok("买买提·艾力"))]
    #[case("Li   Lei", Ok("Li Lei"))]
    #[case("\u{202e}王\u{200b}建国 \u{feff}", Ok("王建国"))]
    #[case("\u{200b}", Err(NameError::Empty))]
    #[case("𠮷野", Ok("𠮷野"))]
    #[case("   ", Err(NameError::Empty))]
    #[case("·", Err(NameError::Symbols))]
    #[case("\u{30fb}", Err(NameError::Symbols))]
    #[case("王1", Err(NameError::Symbols))]
    #[case("<script>", Err(NameError::Symbols))]
    fn names(#[case] text: &str, #[case] expected: Result<&str, NameError>) {
        assert_eq!(
            PersonName::parse(text).as_ref().map(PersonName::as_str),
            expected.as_ref().map(|s| *s)
        );
    }

    #[test]
    fn a_name_of_two_hundred_characters() {
        assert_eq!(
            PersonName::parse(&"王".repeat(200)),
            Err(NameError::TooLong(200))
        );
    }

    #[rstest]
    #[case("13812345678", Ok("13812345678"))]
    #[case("+86 138-1234-5678", Ok("13812345678"))]
    #[case("１３８１２３４５６７８", Ok("13812345678"))]
    #[case("138—1234\u{2011}5678", Ok("13812345678"))]
    #[case("\u{202a}138\u{200b}12345678\u{202c}", Ok("13812345678"))]
    #[case("0086-13812345678", Ok("13812345678"))]
    #[case("(138) 1234（5678）", Ok("13812345678"))]
    #[case("008613812345", Err(MobileError::Length(12)))]
    #[case("1381234567", Err(MobileError::Length(10)))]
    #[case("138123456789", Err(MobileError::Length(12)))]
    #[case("12812345678", Err(MobileError::Prefix))]
    #[case("", Err(MobileError::Empty))]
    #[case("138a2345678", Err(MobileError::Symbols))]
    fn mobiles(#[case] text: &str, #[case] expected: Result<&str, MobileError>) {
        assert_eq!(
            Mobile::parse(text).map(Mobile::digits),
            expected.map(str::to_owned)
        );
    }

    #[test]
    fn masks() {
        let mobile = Mobile::parse("13812345678").unwrap();
        assert_eq!(mobile.masked(), "138****5678");
        assert_eq!(format!("{mobile:?}"), "138****5678");
        assert_eq!(PersonName::parse("王建国").unwrap().masked(), "王*");
    }

    proptest! {
        #[test]
        fn parsing_is_stable(text in "\\PC{0,60}") {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
            }
            if let Ok(note) = Note::parse(&text) {
                prop_assert_eq!(Note::parse(note.as_str()), Ok(note.clone()));
            }
            if let Ok(mobile) = Mobile::parse(&text) {
                prop_assert_eq!(Mobile::parse(&mobile.digits()), Ok(mobile));
            }
        }
    }
}
