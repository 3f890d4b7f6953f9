//! Opening hours and telephone numbers as they stand in the files of stations and services.

use model::slot::{Span, WeeklyHours};
use serde::Deserialize;

/// A station's week: for each day its spans as `HH:MM-HH:MM`; a day left out is a day off.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawHours {
    monday: Vec<String>,
    tuesday: Vec<String>,
    wednesday: Vec<String>,
    thursday: Vec<String>,
    friday: Vec<String>,
    saturday: Vec<String>,
    sunday: Vec<String>,
}

/// Reads the week. Errors: a span is none, ends before it begins, or meets the one before it; or
/// no day has one.
pub fn weekly(raw: &RawHours) -> Result<WeeklyHours, String> {
    let week = [
        &raw.monday,
        &raw.tuesday,
        &raw.wednesday,
        &raw.thursday,
        &raw.friday,
        &raw.saturday,
        &raw.sunday,
    ];
    let mut hours = WeeklyHours {
        days: Default::default(),
    };
    for (spans, texts) in hours.days.iter_mut().zip(week) {
        *spans = day(texts)?;
    }
    if hours.days.iter().all(Vec::is_empty) {
        return Err("hours without an open day".to_owned());
    }
    Ok(hours)
}

fn day(texts: &[String]) -> Result<Vec<Span>, String> {
    let mut spans: Vec<Span> = Vec::with_capacity(texts.len());
    for text in texts {
        let span = span(text).ok_or_else(|| format!("{text:?} is no span as 09:00-12:00"))?;
        if spans.last().is_some_and(|before| span.from <= before.to) {
            return Err(format!("{text:?} does not follow the span before it"));
        }
        spans.push(span);
    }
    Ok(spans)
}

fn span(text: &str) -> Option<Span> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (clock(from)?, clock(to)?);
    (from < to).then_some(Span { from, to })
}

/// Minutes after midnight, up to 24:00.
fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| match digits.as_bytes() {
        [b'0'..=b'9', b'0'..=b'9'] => digits.parse::<u16>().ok(),
        _ => None,
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    (minute < 60)
        .then_some(hour * 60 + minute)
        .filter(|all| *all <= 1440)
}

/// Checks that a telephone number has digits, with dashes and blanks among them at most.
pub fn check_telephone(number: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_digit() || c == '-' || c == ' ';
    if !number.chars().all(fits) || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!(
            "{number:?}: a telephone number has digits, dashes and blanks only"
        ));
    }
    // No evidence was found for such a hotline; numbers once seeded spread.
    if number == "12343" {
        return Err("12343 is not known to exist".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<WeeklyHours, String> {
        let raw: RawHours = toml::from_str(text).map_err(|error| error.to_string())?;
        weekly(&raw)
    }

    #[test]
    fn a_week() {
        let hours = read("monday = [\"09:00-12:00\", \"14:00-17:30\"]\nsunday = [\"00:00-24:00\"]");
        let mut expected = WeeklyHours {
            days: Default::default(),
        };
        expected.days[0] = WeeklyHours::usual().days[0].clone();
        expected.days[6] = vec![Span { from: 0, to: 1440 }];
        assert_eq!(hours, Ok(expected));
    }

    #[test]
    fn hours_that_are_none() {
        for (text, reason) in [
            ("", "open day"),
            ("monday = []", "open day"),
            ("mon = [\"09:00-12:00\"]", "unknown field"),
            ("monday = [\"9:00-12:00\"]", "no span"),
            ("monday = [\"09:00\"]", "no span"),
            ("monday = [\"09:00-12:60\"]", "no span"),
            ("monday = [\"09:00-24:01\"]", "no span"),
            ("monday = [\"12:00-09:00\"]", "no span"),
            ("monday = [\"+9:00-12:00\"]", "no span"),
            (
                "monday = [\"09:00-12:00\", \"12:00-13:00\"]",
                "does not follow",
            ),
            (
                "monday = [\"14:00-17:30\", \"09:00-12:00\"]",
                "does not follow",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for number in ["12345", "023-6300 0000", "023 63000000"] {
            assert_eq!(check_telephone(number), Ok(()));
        }
        for number in [
            "",
            " ",
            "-",
            "（023）63000000",
            "023-6300 转 1",
            "12343",
            "O23-63000000",
        ] {
            assert!(check_telephone(number).is_err(), "{number}");
        }
    }
}
