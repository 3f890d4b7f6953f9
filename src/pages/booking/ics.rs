//! A calendar file of one appointment (iCalendar, RFC 5545). Pure: the caller gives the words.
//!
//! Times are written as UTC: Chongqing keeps UTC+8 all year, and a moment in UTC needs no time
//! zone component, which cheap phones' calendars often ignore or refuse.

use model::civil::{Timestamp, push_padded};

/// One appointment.
#[derive(Clone, Copy, Debug)]
pub struct Appointment<'a> {
    /// Worldwide unique; the same booking keeps it, so that an import replaces the older one.
    pub uid: &'a str,
    /// Grows with every change of the booking.
    pub sequence: u32,
    /// When this file is written.
    pub written: Timestamp,
    /// When it begins.
    pub from: Timestamp,
    /// Minutes it lasts.
    pub minutes: u16,
    /// What it is.
    pub title: &'a str,
    /// Where it is.
    pub place: &'a str,
    /// What to know, lines parted by `\n`.
    pub notes: &'a str,
}

/// Octets of a content line, its break left out (RFC 5545, 3.1).
const LINE_MAX: usize = 75;

/// The file: lines end with CRLF, none is longer than 75 octets, no character is cut.
pub fn calendar(event: &Appointment<'_>) -> String {
    let mut file = String::with_capacity(768);
    let end = Timestamp(
        event
            .from
            .0
            .saturating_add(i64::from(event.minutes) * 60_000),
    );
    line(&mut file, &["BEGIN:VCALENDAR"]);
    line(&mut file, &["VERSION:2.0"]);
    line(&mut file, &["PRODID:-//Veterans Station//Booking//ZH"]);
    line(&mut file, &["CALSCALE:GREGORIAN"]);
    line(&mut file, &["METHOD:PUBLISH"]);
    line(&mut file, &["BEGIN:VEVENT"]);
    line(&mut file, &["UID:", event.uid]);
    line(&mut file, &["SEQUENCE:", &event.sequence.to_string()]);
    line(&mut file, &["DTSTAMP:", &utc(event.written)]);
    line(&mut file, &["DTSTART:", &utc(event.from)]);
    line(&mut file, &["DTEND:", &utc(end)]);
    line(&mut file, &["SUMMARY:", &escape(event.title)]);
    line(&mut file, &["LOCATION:", &escape(event.place)]);
    line(&mut file, &["DESCRIPTION:", &escape(event.notes)]);
    for before in ["-P1D", "-PT2H"] {
        line(&mut file, &["BEGIN:VALARM"]);
        line(&mut file, &["ACTION:DISPLAY"]);
        line(&mut file, &["DESCRIPTION:", &escape(event.title)]);
        line(&mut file, &["TRIGGER:", before]);
        line(&mut file, &["END:VALARM"]);
    }
    line(&mut file, &["END:VEVENT"]);
    line(&mut file, &["END:VCALENDAR"]);
    file
}

/// `20261125T013000Z`.
fn utc(at: Timestamp) -> String {
    // Asking for the Chongqing time of eight hours earlier gives the clock of Greenwich.
    let (date, minute) = Timestamp(at.0.saturating_sub(8 * 3_600_000)).in_chongqing();
    let (year, month, day) = date.ymd();
    let mut text = String::with_capacity(16);
    push_padded(&mut text, year, 4);
    push_padded(&mut text, month.into(), 2);
    push_padded(&mut text, day.into(), 2);
    text.push('T');
    push_padded(&mut text, minute / 60, 2);
    push_padded(&mut text, minute % 60, 2);
    text.push_str("00Z");
    text
}

/// Escapes a TEXT value (RFC 5545, 3.3.11); other control characters have no place in one.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for symbol in text.chars() {
        match symbol {
            '\\' => escaped.push_str("\\\\"),
            ';' => escaped.push_str("\\;"),
            ',' => escaped.push_str("\\,"),
            '\n' => escaped.push_str("\\n"),
            _ if symbol.is_control() => {}
            _ => escaped.push(symbol),
        }
    }
    escaped
}

/// Appends one content line, folded so that no physical line exceeds [`LINE_MAX`] octets.
fn line(file: &mut String, parts: &[&str]) {
    let mut width = 0;
    for symbol in parts.iter().flat_map(|part| part.chars()) {
        if width + symbol.len_utf8() > LINE_MAX {
            file.push_str("\r\n ");
            width = 1;
        }
        file.push(symbol);
        width += symbol.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::slot::SlotStart;

    fn event() -> Appointment<'static> {
        Appointment {
            uid: "0193-test@veterans-station",
            sequence: 2,
            written: SlotStart::parse("2026-11-23T18:05").unwrap().timestamp(),
            from: SlotStart::parse("2026-11-25T07:30").unwrap().timestamp(),
            minutes: 30,
            title: "优待证申领",
            place: "凤鸣路社区退役军人服务站",
            notes: "预约号 123 456 789\n带：身份证, 户口本; 退伍证\\转业证",
        }
    }

    /// Undoes folding, as a reader does.
    fn unfold(file: &str) -> String {
        file.replace("\r\n ", "")
    }

    #[test]
    fn times_are_utc() {
        let file = calendar(&event());
        assert!(file.contains("\r\nDTSTART:20261124T233000Z\r\n"), "{file}");
        assert!(file.contains("\r\nDTEND:20261125T000000Z\r\n"));
        assert!(file.contains("\r\nDTSTAMP:20261123T100500Z\r\n"));
        assert!(file.contains("\r\nSEQUENCE:2\r\n"));
    }

    #[test]
    fn texts_are_escaped() {
        let file = unfold(&calendar(&event()));
        assert!(
            file.contains(
                "DESCRIPTION:预约号 123 456 789\\n带：身份证\\, 户口本\\; 退伍证\\\\转业证\r\n"
            ),
            "{file}"
        );
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let notes = "老兵，".repeat(100);
        let file = calendar(&Appointment {
            notes: &notes,
            ..event()
        });
        for line in file.split("\r\n") {
            assert!(line.len() <= LINE_MAX, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']));
        }
        assert!(unfold(&file).contains(&notes));
        assert!(file.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn components_are_closed() {
        let file = calendar(&event());
        for part in ["VCALENDAR", "VEVENT", "VALARM"] {
            let count = |mark: &str| file.matches(&[mark, part, "\r\n"].concat()).count();
            assert_eq!(count("BEGIN:"), count("END:"), "{part}");
            assert!(count("BEGIN:") > 0);
        }
    }

    #[test]
    fn control_characters_cannot_forge_lines() {
        let forged = Appointment {
            title: "a\r\nATTENDEE:x\u{b}",
            ..event()
        };
        assert!(unfold(&calendar(&forged)).contains("SUMMARY:a\\nATTENDEE:x\r\n"));
    }
}
