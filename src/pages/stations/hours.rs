//! Opening hours: open now or not, and the week with today marked.

use leptos::prelude::*;
use model::civil::{Date, Weekday};
use model::holiday::{DayRule, HolidayCalendar};
use model::slot::{OpenNow, Span, WeeklyHours, open_now};

use crate::browser::clock;
use crate::components::OpenMark;
use crate::text::{dates, stations as text};

/// The present moment, and what the public holidays make of the day.
pub struct Today {
    date: Date,
    minute: u16,
    rule: DayRule,
    /// Why it is shut although the weekly hours say open; empty on other days.
    why: String,
}

impl Today {
    /// By the device's clock; an ordinary day while no holidays are known.
    pub fn of(holidays: Option<&HolidayCalendar>) -> Self {
        let (date, minute) = clock::now().in_chongqing();
        Self::at(date, minute, holidays)
    }

    fn at(date: Date, minute: u16, holidays: Option<&HolidayCalendar>) -> Self {
        let name = holidays.and_then(|holidays| holidays.name(date));
        let why = name.map(text::holiday);
        Self {
            date,
            minute,
            rule: holidays.map_or(DayRule::Weekly, |holidays| holidays.rule(date)),
            why: why.unwrap_or_default(),
        }
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The same day where the station itself is shut on some days.
    pub fn with_closures(mut self, closures: &[Date]) -> Self {
        if closures.contains(&self.date) {
            self.rule = DayRule::Holiday;
            text::CLOSED_TODAY.clone_into(&mut self.why);
        }
        self
    }

    /// Those of `closures` that are still to come.
    pub fn to_come(&self, closures: &[Date]) -> Vec<Date> {
        let mut days = closures.to_vec();
        days.retain(|day| *day >= self.date);
        days.sort_unstable();
        days
    }

    /// What to say beside today's hours.
    fn remark(&self) -> Option<String> {
        match self.rule {
            DayRule::Weekly => None,
            DayRule::Holiday => Some(self.why.clone()),
            DayRule::MakeUpWorkday => Some(text::MAKE_UP_WORKDAY.to_owned()),
        }
    }
}

/// Whether the station is open now, and the week: days of equal hours share a line, today has its
/// own. `own`: the hours that the station has published; without them the usual ones, and the words
/// say so.
pub fn table(own: Option<&WeeklyHours>, today: &Today) -> AnyView {
    let usual = WeeklyHours::usual();
    let hours = own.unwrap_or(&usual);
    let (open, label, until) = now(hours, today);
    let label = [if own.is_some() { "" } else { text::USUALLY }, label].concat();
    let lines: Vec<AnyView> = lines(hours, today)
        .into_iter()
        .map(|(is_today, days, spans)| {
            let class = if is_today { "today" } else { "" };
            let spans = spans.into_iter().map(|span| view! { <span class="nb">{span}</span>" " });
            view! { <tr class=class><th scope="row">{days}</th><td>{spans.collect_view()}</td></tr> }
                .into_any()
        })
        .collect();
    view! {
        <OpenMark open label until />
        <table class="hours"><tbody>{lines}</tbody></table>
    }
    .into_any()
}

/// Whether it is open at this moment, in words, and until or from when.
fn now(hours: &WeeklyHours, today: &Today) -> (bool, &'static str, String) {
    match open_now(hours.spans(today.date, today.rule), today.minute) {
        OpenNow::Until(to) => (true, text::OPEN, text::until(&dates::clock(to))),
        OpenNow::From(from) => (false, text::SHUT, text::opens_at(&dates::clock(from))),
        OpenNow::NoMore if today.rule == DayRule::Holiday => (false, text::SHUT, today.why.clone()),
        OpenNow::NoMore => (false, text::SHUT, text::NO_MORE_TODAY.to_owned()),
    }
}

/// Whether it is today's line, its days, its hours.
fn lines(hours: &WeeklyHours, today: &Today) -> Vec<(bool, String, Vec<String>)> {
    let mut lines = Vec::new();
    let now = today.date.weekday();
    let mut runs: Vec<(Weekday, Weekday)> = Vec::new();
    for day in Weekday::ALL {
        let same = |run: &&mut (Weekday, Weekday)| {
            hours.days[run.0 as usize] == hours.days[day as usize] && day != now && run.1 != now
        };
        match runs.last_mut().filter(|run| same(run)) {
            Some(run) => run.1 = day,
            None => runs.push((day, day)),
        }
    }
    for (first, last) in runs {
        let is_today = first == now;
        let days = match (is_today, first == last) {
            (true, _) => [text::TODAY, dates::weekday(first)].concat(),
            (false, true) => dates::weekday(first).to_owned(),
            (false, false) => [dates::weekday(first), "至", dates::weekday(last)].concat(),
        };
        let spans = if is_today {
            todays(hours, today)
        } else {
            spans(&hours.days[first as usize])
        };
        lines.push((is_today, days, spans));
    }
    lines
}

/// Today's hours, and why they are other than usual.
fn todays(hours: &WeeklyHours, today: &Today) -> Vec<String> {
    match today.remark() {
        Some(remark) if today.rule == DayRule::Holiday => vec![remark],
        remark => {
            let mut spans = spans(hours.spans(today.date, today.rule));
            spans.extend(remark);
            spans
        }
    }
}

/// 9:00–12:00, one an opening; 休息 for none.
fn spans(spans: &[Span]) -> Vec<String> {
    if spans.is_empty() {
        return vec![text::REST.to_owned()];
    }
    let words = |span: &Span| [&dates::clock(span.from), "–", &dates::clock(span.to)[..]].concat();
    spans.iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use model::holiday::{HolidayNotice, HolidayYear};

    use super::*;

    #[test]
    fn equal_days_share_a_line_and_today_stands_alone() {
        let tuesday = Date::parse("2026-11-24").unwrap();
        let lines = lines(&WeeklyHours::usual(), &Today::at(tuesday, 600, None));
        let days: Vec<&str> = lines.iter().map(|line| line.1.as_str()).collect();
        assert_eq!(days, ["周一", "今天 周二", "周三至周五", "周六至周日"]);
        assert_eq!(lines[1].2, ["9:00–12:00", "14:00–17:30"]);
        assert_eq!(lines[3].2, ["休息"]);
        assert!(lines[1].0 && !lines[0].0);
    }

    #[test]
    fn holidays_and_days_worked_for_them_are_other_than_their_day_of_the_week() {
        let date = |text| Date::parse(text).unwrap();
        let notice = HolidayNotice {
            source: String::new(),
            days_off: vec![(date("2026-10-01"), "国庆节".to_owned())],
            make_up_days: vec![date("2026-10-10")],
        };
        let year = HolidayYear {
            year: 2026,
            notice: Some(notice),
        };
        let calendar = HolidayCalendar { years: vec![year] };
        let usual = WeeklyHours::usual();
        let line = |today: &Today| {
            lines(&usual, today)
                .into_iter()
                .find(|line| line.0)
                .unwrap()
        };

        let holiday = Today::at(date("2026-10-01"), 600, Some(&calendar));
        assert_eq!(
            now(&usual, &holiday),
            (false, text::SHUT, "国庆节放假".to_owned())
        );
        assert_eq!(line(&holiday).2, ["国庆节放假"]);

        let worked = Today::at(date("2026-10-10"), 600, Some(&calendar));
        assert_eq!(
            now(&usual, &worked),
            (true, text::OPEN, "到 12:00".to_owned())
        );
        assert_eq!(line(&worked).1, "今天 周六");
        assert_eq!(line(&worked).2, ["9:00–12:00", "14:00–17:30", "调休上班"]);
    }
}
