//! Civil dates and times of day in Chongqing, which keeps UTC+8 all year.
//!
//! The arithmetic is Howard Hinnant's `days_from_civil`; it is tested against a calendar library.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const DAY_MILLIS: i64 = 86_400_000;
const CHONGQING_OFFSET_MILLIS: i64 = 8 * 3_600_000;

impl Timestamp {
    /// The date in Chongqing and the minutes since its midnight (0..1440).
    pub fn in_chongqing(self) -> (Date, u16) {
        let local = self.0.saturating_add(CHONGQING_OFFSET_MILLIS);
        let day = local
            .div_euclid(DAY_MILLIS)
            .clamp(MIN_DAY.into(), MAX_DAY.into());
        (
            Date(day as i32),
            (local.rem_euclid(DAY_MILLIS) / 60_000) as u16,
        )
    }

    /// The moment of `minute` minutes after midnight of `date` in Chongqing.
    pub fn at_chongqing(date: Date, minute: u16) -> Self {
        let local = i64::from(date.0) * DAY_MILLIS + i64::from(minute) * 60_000;
        Self(local - CHONGQING_OFFSET_MILLIS)
    }
}

/// A day of the week, Monday first as weekly hours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

/// A day in the proleptic Gregorian calendar: days since 1970-01-01, within the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// 0001-01-01 and 9999-12-31.
const MIN_DAY: i32 = -719_162;
const MAX_DAY: i32 = 2_932_896;

impl Date {
    /// The day of a year (1 to 9999), month (1 to 12) and day of the month; `None` if there is none.
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        if day > days_in_month(year, month) {
            return None;
        }
        let y = i32::from(year) - i32::from(month <= 2);
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let shifted_month = (i32::from(month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i32::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month (1 to 12), day of the month (1 to 31).
    pub fn ymd(self) -> (u16, u8, u8) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year as u16, month as u8, day as u8)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// The day that many days after 1970-01-01; `None` outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Option<Self> {
        (MIN_DAY..=MAX_DAY).contains(&days).then_some(Self(days))
    }

    /// The day `days` later (earlier if negative), kept within the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(MIN_DAY, MAX_DAY))
    }

    /// Its day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(self.0 + 3).rem_euclid(7) as usize]
    }

    /// Reads `YYYY-MM-DD`, exactly ten characters.
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let year = digits(&b[..4])?;
        let month = digits(&b[5..7])?;
        let day = digits(&b[8..])?;
        Self::from_ymd(year, month as u8, day as u8)
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// Reads a short run of ASCII digits.
pub(crate) fn digits(bytes: &[u8]) -> Option<u16> {
    bytes.iter().try_fold(0u16, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + u16::from(digit - b'0'))
    })
}

/// Appends `value` with at least `width` digits.
pub fn push_padded(text: &mut String, value: u16, width: usize) {
    let mut buffer = [b'0'; 5];
    let mut rest = value;
    let mut at = buffer.len();
    while rest > 0 || buffer.len() - at < width {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    for digit in &buffer[at..] {
        text.push(*digit as char);
    }
}

impl Date {
    /// `YYYY-MM-DD`.
    pub fn to_iso(self) -> String {
        let (year, month, day) = self.ymd();
        let mut text = String::with_capacity(10);
        push_padded(&mut text, year, 4);
        text.push('-');
        push_padded(&mut text, month.into(), 2);
        text.push('-');
        push_padded(&mut text, day.into(), 2);
        text
    }
}

impl core::fmt::Display for Date {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_iso())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_iso())
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a date as YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_calendar_library(days in MIN_DAY..=MAX_DAY) {
            let date = Date(days);
            let (y, m, d) = date.ymd();
            prop_assert_eq!(Date::from_ymd(y, m, d), Some(date));
            let other = jiff::civil::date(1970, 1, 1)
                .checked_add(jiff::Span::new().days(days)).unwrap();
            prop_assert_eq!((other.year() as u16, other.month() as u8, other.day() as u8), (y, m, d));
            prop_assert_eq!(other.weekday().to_monday_zero_offset() as u8, date.weekday() as u8);
            prop_assert_eq!(Date::parse(&date.to_iso()), Some(date));
        }

        #[test]
        fn moments_round_trip(days in MIN_DAY + 1..MAX_DAY, minute in 0u16..1440) {
            let moment = Timestamp::at_chongqing(Date(days), minute);
            prop_assert_eq!(moment.in_chongqing(), (Date(days), minute));
        }

        #[test]
        fn any_moment_has_a_date(millis in any::<i64>()) {
            let (date, minute) = Timestamp(millis).in_chongqing();
            prop_assert!(minute < 1440);
            prop_assert!(Date::from_days(date.days()).is_some());
        }

        #[test]
        fn nonsense_is_no_date(text in "\\PC{0,12}") {
            if let Some(date) = Date::parse(&text) {
                prop_assert_eq!(date.to_iso(), text);
            }
        }
    }

    #[test]
    fn days_that_are_none() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-01",
            "0000-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2028-02-29").is_some());
        assert!(Date::parse("1900-02-29").is_none());
    }
}
