//! Opening hours: open now or not, and the week with today marked.

use leptos::prelude::*;
use model::civil::{Date, Weekday};
use model::slot::{OpenNow, Span, WeeklyHours, open_now};

use crate::browser::clock;
use crate::components::OpenMark;
use crate::text::{dates, stations as text};

/// Whether the station is open now, and the week: days of equal hours share a line, today has its
/// own. Public holidays are told where days are chosen, since they need the catalogue.
pub fn table(hours: &WeeklyHours) -> AnyView {
    let (today, minute) = clock::now().in_chongqing();
    let (open, label, until) = match open_now(&hours.days[today.weekday() as usize], minute) {
        OpenNow::Until(to) => (true, text::OPEN, text::until(&dates::clock(to))),
        OpenNow::From(from) => (false, text::SHUT, text::opens_at(&dates::clock(from))),
        OpenNow::NoMore => (false, text::SHUT, text::NO_MORE_TODAY.to_owned()),
    };
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

/// Whether it is today's line, its days, its hours.
fn lines(hours: &WeeklyHours, today: Date) -> Vec<(bool, String, Vec<String>)> {
    let mut lines = Vec::new();
    let now = today.weekday();
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
        lines.push((is_today, days, spans(&hours.days[first as usize])));
    }
    lines
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
    use super::*;

    #[test]
    fn equal_days_share_a_line_and_today_stands_alone() {
        let tuesday = Date::parse("2026-11-24").unwrap();
        let lines = lines(&WeeklyHours::usual(), tuesday);
        let days: Vec<&str> = lines.iter().map(|line| line.1.as_str()).collect();
        assert_eq!(days, ["周一", "今天 周二", "周三至周五", "周六至周日"]);
        assert_eq!(lines[1].2, ["9:00–12:00", "14:00–17:30"]);
        assert_eq!(lines[3].2, ["休息"]);
        assert!(lines[1].0 && !lines[0].0);
    }
}
