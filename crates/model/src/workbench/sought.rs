//! What staff type to find a booking: a reference, a whole mobile number, or the beginning of a name.

use crate::error::Field;
use crate::person::{Mobile, PersonName, is_separator};
use crate::reference::Reference;
use crate::words::Problem;

/// The fewest characters of a name that are looked for: a family name alone finds half the city.
pub const NAME_BEGIN: usize = 2;
/// What is said where nothing can be looked for.
pub const TYPE_MORE: &str = "请输入 9 位预约号、11 位手机号，或姓名的前两个字。";

/// What is looked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Sought {
    /// That very booking.
    Reference(Reference),
    /// Bookings with that number.
    Mobile(Mobile),
    /// Bookings for people whose name begins so.
    Name(PersonName),
}

impl Sought {
    /// Reads what was typed. Errors: the field it seems to be, and the words for what is wrong.
    pub fn parse(text: &str) -> Result<Self, (Field, String)> {
        let digit = |symbol: char| matches!(symbol, '0'..='9' | '０'..='９');
        let digits = text.chars().filter(|symbol| digit(*symbol)).count();
        let other = |symbol: char| !digit(symbol) && !is_separator(symbol) && symbol != '+';
        if digits > 0 && !text.contains(other) {
            return if digits == 9 {
                let reference = Reference::parse(text);
                reference
                    .map(Self::Reference)
                    .map_err(|error| (Field::Reference, Problem::from(error).message()))
            } else if digits < 11 {
                Err((Field::Reference, TYPE_MORE.to_owned()))
            } else {
                let mobile = Mobile::parse(text);
                mobile
                    .map(Self::Mobile)
                    .map_err(|error| (Field::Mobile, Problem::from(error).message()))
            };
        }
        match PersonName::parse(text) {
            Ok(name) if name.as_str().chars().count() >= NAME_BEGIN => Ok(Self::Name(name)),
            _ => Err((Field::Name, TYPE_MORE.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match Sought::parse(text) {
            Ok(Sought::Reference(reference)) => format!("reference {}", reference.digits()),
            Ok(Sought::Mobile(mobile)) => format!("mobile {}", mobile.digits()),
            Ok(Sought::Name(name)) => format!("name {}", name.as_str()),
            Err((field, _)) => format!("{field:?}"),
        }
    }

    #[test]
    fn what_was_typed() {
        let reference = Reference::from_number(572);
        let digits = reference.digits();
        assert_eq!(read(&digits), format!("reference {digits}"));
        assert_eq!(read("138-1234 5678"), "mobile 13812345678");
        assert_eq!(read("+86 13812345678"), "mobile 13812345678");
        assert_eq!(read(" 王建 "), "name 王建");
        for (text, field) in [
            ("", "Name"),
            ("王", "Name"),
            ("王%", "Name"),
            ("000000001", "Reference"),
            ("1381234567", "Reference"),
            ("23812345678", "Mobile"),
        ] {
            assert_eq!(read(text), field, "{text}");
        }
    }
}
