//! Dates and times as people say them: 11月25日（周二）上午9:30.

use model::civil::{Date, Timestamp, Weekday};
use model::slot::SlotStart;

/// 周一 to 周日.
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

/// 11月25日.
pub fn month_day(date: Date) -> String {
    let (_, month, day) = date.ymd();
    [&month.to_string(), "月", &day.to_string(), "日"].concat()
}

/// 2026年11月25日.
pub fn full(date: Date) -> String {
    [&date.ymd().0.to_string(), "年", &month_day(date)[..]].concat()
}

/// 11月25日（周二）.
pub fn day(date: Date) -> String {
    [&month_day(date), "（", weekday(date.weekday()), "）"].concat()
}

/// 今天, 明天, 后天 or 周二.
pub fn near_day(date: Date, today: Date) -> &'static str {
    match date.days() - today.days() {
        0 => "今天",
        1 => "明天",
        2 => "后天",
        _ => weekday(date.weekday()),
    }
}

/// 9:30.
pub fn clock(minute: u16) -> String {
    let mut text = (minute / 60).to_string();
    text.push(':');
    model::civil::push_padded(&mut text, minute % 60, 2);
    text
}

/// 上午 before noon, 下午 from noon.
pub fn half(minute: u16) -> &'static str {
    if minute < 720 { "上午" } else { "下午" }
}

/// 上午9:30, 下午2:30.
pub fn time(minute: u16) -> String {
    let shown = if minute >= 780 { minute - 720 } else { minute };
    [half(minute), &clock(shown)].concat()
}

/// 11月25日（周二）上午9:30.
pub fn slot(slot: SlotStart) -> String {
    [&day(slot.date), &time(slot.minute)[..]].concat()
}

/// A moment: 10:32 if it is today, else 11月25日10:32.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let (date, minute) = at.in_chongqing();
    if date == now.in_chongqing().0 {
        clock(minute)
    } else {
        [&month_day(date), &clock(minute)[..]].concat()
    }
}

/// The parts of a date and time that are never broken: 11月25日, （周二）, 上午9:30.
pub fn parts(words: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut count) = (0, 0);
    for (at, letter) in words.char_indices() {
        let to = at + letter.len_utf8();
        count += 1;
        let ends = match letter {
            '日' | '）' | '，' | '：' => true,
            // ① stays with the date behind it.
            ' ' => count > 2,
            _ => words[to..].starts_with('（'),
        };
        if ends && !words[to..].starts_with(['）', '，']) {
            parts.push(&words[from..to]);
            (from, count) = (to, 0);
        }
    }
    if from < words.len() {
        parts.push(&words[from..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_never_broken() {
        let parts = |words| parts(words).join("|");
        assert_eq!(
            parts("① 11月25日（周三）上午9:30"),
            "① 11月25日|（周三）|上午9:30"
        );
        assert_eq!(parts("希望 11月25日（周三）"), "希望 |11月25日|（周三）");
        assert_eq!(parts("上午9:30"), "上午9:30");
        assert_eq!(
            parts("11月25日至12月1日上午任意时间"),
            "11月25日|至12月1日|上午任意时间"
        );
        assert_eq!(parts(""), "");
    }

    #[test]
    fn as_people_say_them() {
        let at = |text| slot(SlotStart::parse(text).unwrap());
        assert_eq!(at("2026-11-25T09:30"), "11月25日（周三）上午9:30");
        assert_eq!(at("2026-11-25T12:00"), "11月25日（周三）下午12:00");
        assert_eq!(at("2026-11-25T14:05"), "11月25日（周三）下午2:05");
        let today = Date::parse("2026-11-23").unwrap();
        assert_eq!(near_day(today.plus_days(1), today), "明天");
        assert_eq!(near_day(today.plus_days(3), today), "周四");
        let now = Timestamp::at_chongqing(today, 700);
        assert_eq!(moment(Timestamp::at_chongqing(today, 632), now), "10:32");
        let before = Timestamp::at_chongqing(today.plus_days(-1), 632);
        assert_eq!(moment(before, now), "11月22日10:32");
    }
}
