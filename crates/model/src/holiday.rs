//! Public holidays: which days stations are shut although the weekly hours say open, and which
//! weekend days are worked to make up.

use serde::{Deserialize, Serialize};

use crate::civil::Date;

/// What a date does to the weekly hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// The weekly hours of its day of the week count.
    Weekly,
    /// Shut all day.
    Holiday,
    /// Worked like a Monday, whatever day of the week it is.
    MakeUpWorkday,
}

/// The holidays of one calendar year, as published by the State Council (国务院办公厅).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayYear {
    /// The calendar year.
    pub year: u16,
    /// `None` while no notice has been published; only weekly hours count then.
    pub notice: Option<HolidayNotice>,
}

/// A published notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayNotice {
    /// Name and number of the notice.
    pub source: String,
    /// Days off with the holiday's name, in order.
    pub days_off: Vec<(Date, String)>,
    /// Weekend days that are worked, in order.
    pub make_up_days: Vec<Date>,
}

/// All years known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayCalendar {
    /// In order of the year.
    pub years: Vec<HolidayYear>,
}

impl HolidayCalendar {
    /// What `date` does to the weekly hours. A date of an unpublished year follows them.
    pub fn rule(&self, date: Date) -> DayRule {
        let Some(notice) = self.notice(date.ymd().0) else {
            return DayRule::Weekly;
        };
        if notice.days_off.iter().any(|(day, _)| *day == date) {
            DayRule::Holiday
        } else if notice.make_up_days.contains(&date) {
            DayRule::MakeUpWorkday
        } else {
            DayRule::Weekly
        }
    }

    /// The holiday's name on `date`, if it is one.
    pub fn name(&self, date: Date) -> Option<&str> {
        let notice = self.notice(date.ymd().0)?;
        notice
            .days_off
            .iter()
            .find(|(day, _)| *day == date)
            .map(|(_, name)| name.as_str())
    }

    /// Whether the holidays of the year of `date` have been published.
    pub fn is_published(&self, date: Date) -> bool {
        self.notice(date.ymd().0).is_some()
    }

    fn notice(&self, year: u16) -> Option<&HolidayNotice> {
        self.years
            .iter()
            .find(|known| known.year == year)?
            .notice
            .as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn rules_of_a_published_and_an_unpublished_year() {
        let calendar = HolidayCalendar {
            years: vec![
                HolidayYear {
                    year: 2026,
                    notice: Some(HolidayNotice {
                        source: "notice".into(),
                        days_off: vec![(date("2026-10-01"), "国庆节".into())],
                        make_up_days: vec![date("2026-10-10")],
                    }),
                },
                HolidayYear {
                    year: 2027,
                    notice: None,
                },
            ],
        };
        assert_eq!(calendar.rule(date("2026-10-01")), DayRule::Holiday);
        assert_eq!(calendar.name(date("2026-10-01")), Some("国庆节"));
        assert_eq!(calendar.rule(date("2026-10-10")), DayRule::MakeUpWorkday);
        assert_eq!(calendar.rule(date("2026-10-12")), DayRule::Weekly);
        assert_eq!(calendar.rule(date("2027-10-01")), DayRule::Weekly);
        assert!(!calendar.is_published(date("2027-10-01")));
        assert!(!calendar.is_published(date("2030-01-01")));
    }
}
