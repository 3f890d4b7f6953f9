//! What a station publishes: notices (公告), its hours, the days on which it is shut, how many people it serves. As
//! it travels, with its rules, which both sides keep.

use serde::{Deserialize, Serialize};

use crate::booking::ServiceSlug;
use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::error::Field;
use crate::id::NoticeId;
use crate::person::{Note, is_stray_control};
use crate::slot::{Offer, Way, WeeklyHours};
use crate::staff::Fault;
use crate::sync::Notice;

/// The longest title of a notice, in characters.
pub const TITLE_MAX: usize = 40;
/// The longest text of a notice, in characters.
pub const TEXT_MAX: usize = 600;
/// The most days that a notice is shown.
pub const SHOWN_MAX: i32 = 366;
/// How many days ahead a station can say that it will be shut.
pub const CLOSED_AHEAD: i32 = 366;
/// The most days that a station can say to be shut.
pub const CLOSURES_MAX: usize = 60;
/// The most people that a station serves at the same time.
pub const CAPACITY_MAX: u16 = 50;
/// The shortest and the longest visit, minutes.
pub const DURATIONS: core::ops::RangeInclusive<u16> = 5..=240;
/// The most lanes with places of their own.
const LANES_MAX: usize = 80;

/// Why something cannot be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishError {
    /// A notice has no title.
    NoTitle,
    /// More than [`TITLE_MAX`] characters; carries how many.
    TitleTooLong(usize),
    /// The title goes over several lines, or holds control characters.
    TitleLines,
    /// More than [`TEXT_MAX`] characters; carries how many.
    TextTooLong(usize),
    /// The text holds control characters.
    TextControl,
    /// The last day comes before the first.
    DaysBackwards,
    /// Shown for more than [`SHOWN_MAX`] days.
    ShownTooLong,
    /// The last day is past already.
    OverAlready,
    /// A stretch of the opening hours ends before it begins, or two of a day overlap.
    Hours,
    /// More than [`CLOSURES_MAX`] days.
    TooManyClosures,
    /// A day further off than [`CLOSED_AHEAD`] days.
    ClosedTooFar,
    /// No such service or way of being served, or one of them twice.
    Lane,
    /// More people at a time than [`CAPACITY_MAX`], or a visit not in [`DURATIONS`].
    Capacity,
}

impl PublishError {
    /// What a member of staff reads beside the field.
    pub fn message(self) -> String {
        match self {
            Self::NoTitle => "请填写公告标题。".to_owned(),
            Self::TitleTooLong(count) => {
                format!("标题最多 {TITLE_MAX} 个字，您填了 {count} 个。")
            }
            Self::TitleLines => "标题只能是一行文字，请去掉换行和特殊字符。".to_owned(),
            Self::TextTooLong(count) => {
                format!("正文最多 {TEXT_MAX} 个字，您填了 {count} 个。")
            }
            Self::TextControl => "正文里有不能显示的字符，请去掉。".to_owned(),
            Self::DaysBackwards => "最后一天不能早于第一天，请核对日期。".to_owned(),
            Self::ShownTooLong => "公告最多显示一年，请把最后一天改早些。".to_owned(),
            Self::OverAlready => "最后一天已经过了，请改成今天或以后的日期。".to_owned(),
            Self::Hours => "开放时间不对：每段的结束要晚于开始，同一天的几段不能重叠。".to_owned(),
            Self::TooManyClosures => format!("停办日最多填 {CLOSURES_MAX} 天，请去掉一些。"),
            Self::ClosedTooFar => "停办日最多提前一年填写，请核对日期。".to_owned(),
            Self::Lane => "有一项事项不认识或填了两次，请重新选择。".to_owned(),
            Self::Capacity => format!(
                "同时接待人数应为 0 到 {CAPACITY_MAX}，每人用时应为 {} 到 {} 分钟。",
                DURATIONS.start(),
                DURATIONS.end()
            ),
        }
    }

    fn at(self, field: Field) -> Fault {
        (field, self.message())
    }
}

/// `POST /api/v1/staff/notices`: put up a notice, or change one by naming it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutNotice {
    /// Names it; the same again changes nothing.
    pub notice: NoticeId,
    /// Whom it concerns: those of that division and of all below it. It never changes.
    pub scope: DivisionCode,
    /// Shown from this day on.
    pub from: Date,
    /// Shown up to and on this day.
    pub to: Date,
    /// One line, as typed.
    pub title: String,
    /// The text, as typed; may be empty.
    #[serde(default)]
    pub text: String,
}

impl PutNotice {
    /// The notice, if it keeps the rules. Errors: the first field at fault and the words for it.
    pub fn check(&self, today: Date) -> Result<Notice, Fault> {
        let title = self.title.trim();
        let text = self.text.trim();
        check_title(title).map_err(|error| error.at(Field::Title))?;
        check_text(text).map_err(|error| error.at(Field::Text))?;
        check_days(self.from, self.to, today).map_err(|error| error.at(Field::Days))?;
        Ok(Notice {
            id: self.notice.to_string(),
            scope: self.scope,
            from: self.from,
            to: self.to,
            title: title.to_owned(),
            text: text.to_owned(),
        })
    }
}

fn check_title(title: &str) -> Result<(), PublishError> {
    let count = title.chars().count();
    match count {
        0 => Err(PublishError::NoTitle),
        _ if count > TITLE_MAX => Err(PublishError::TitleTooLong(count)),
        _ if title.chars().any(char::is_control) => Err(PublishError::TitleLines),
        _ => Ok(()),
    }
}

fn check_text(text: &str) -> Result<(), PublishError> {
    let count = text.chars().count();
    match count {
        _ if count > TEXT_MAX => Err(PublishError::TextTooLong(count)),
        _ if text.chars().any(is_stray_control) => Err(PublishError::TextControl),
        _ => Ok(()),
    }
}

fn check_days(from: Date, to: Date, today: Date) -> Result<(), PublishError> {
    if to < from {
        Err(PublishError::DaysBackwards)
    } else if to < today {
        Err(PublishError::OverAlready)
    } else if to.days() - from.days() >= SHOWN_MAX {
        Err(PublishError::ShownTooLong)
    } else {
        Ok(())
    }
}

/// A notice as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeRow {
    /// The notice; without its words if it was taken back.
    pub notice: Notice,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Timestamp>,
}

/// A page of notices of one's scope, those that changed last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeList {
    /// The notices.
    pub notices: Vec<NoticeRow>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How many people are served in one lane, and how long it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaneCapacity {
    /// A service's slug, `home_visit` or `call_back`.
    pub lane: String,
    /// Minutes that a visit takes.
    pub duration: u16,
    /// People at the same time; 0: it cannot be booked here.
    pub capacity: u16,
}

impl LaneCapacity {
    /// What counts by it.
    pub fn offer(&self) -> Offer {
        Offer {
            duration: self.duration,
            capacity: self.capacity,
        }
    }

    /// Whether it is that of a way in which whoever is served does not come, whatever the service.
    pub fn is_of_a_way(&self) -> bool {
        [Way::HomeVisit, Way::CallBack]
            .iter()
            .any(|way| way.as_str() == self.lane)
    }

    /// The service that it is named after; whether there is such a service, the catalogue says.
    pub fn service(&self) -> Option<ServiceSlug> {
        ServiceSlug::parse(&self.lane)
    }
}

/// What a station has published of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StationSettings {
    /// Which.
    pub station: DivisionCode,
    /// Names this state; a change must name the one that was looked at.
    pub version: u64,
    /// Its hours; none: the usual ones are assumed, and said to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub hours: Option<WeeklyHours>,
    /// Days on which it is shut.
    pub closures: Vec<Date>,
    /// Lanes with places of their own; for any other the usual ones count.
    pub lanes: Vec<LaneCapacity>,
}

/// `POST /api/v1/staff/stations/{code}`: what it publishes from now on, all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetStation {
    /// The version that was looked at.
    pub base: u64,
    /// Its hours; none: the usual ones.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub hours: Option<WeeklyHours>,
    /// Days on which it is shut.
    #[serde(default)]
    pub closures: Vec<Date>,
    /// Lanes with places of their own.
    #[serde(default)]
    pub lanes: Vec<LaneCapacity>,
    /// Why, for the audit, as typed; may be empty.
    #[serde(default)]
    pub why: String,
}

/// A [`SetStation`] whose every part keeps the rules. Days past are left out, the others in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidSettings {
    /// The version that was looked at.
    pub base: u64,
    /// Hours.
    pub hours: Option<WeeklyHours>,
    /// Days to come on which it is shut.
    pub closures: Vec<Date>,
    /// Lanes with places of their own.
    pub lanes: Vec<LaneCapacity>,
    /// Why.
    pub why: Note,
}

impl SetStation {
    /// Checks every part. Errors: the first field at fault and the words for it.
    pub fn check(self, today: Date) -> Result<ValidSettings, Fault> {
        if self.hours.as_ref().is_some_and(|hours| !hours.is_sound()) {
            return Err(PublishError::Hours.at(Field::Hours));
        }
        let closures = closures(self.closures, today).map_err(|e| e.at(Field::Closures))?;
        check_lanes(&self.lanes).map_err(|error| error.at(Field::Capacity))?;
        let why = Note::parse(&self.why);
        Ok(ValidSettings {
            base: self.base,
            hours: self.hours,
            closures,
            lanes: self.lanes,
            why: why.map_err(|e| (Field::Note, crate::words::Problem::from(e).message()))?,
        })
    }
}

fn closures(mut days: Vec<Date>, today: Date) -> Result<Vec<Date>, PublishError> {
    days.retain(|day| *day >= today);
    days.sort_unstable();
    days.dedup();
    if days.len() > CLOSURES_MAX {
        return Err(PublishError::TooManyClosures);
    }
    match days.last() {
        Some(last) if last.days() - today.days() > CLOSED_AHEAD => Err(PublishError::ClosedTooFar),
        _ => Ok(days),
    }
}

fn check_lanes(lanes: &[LaneCapacity]) -> Result<(), PublishError> {
    let repeated =
        |(index, lane): (usize, &LaneCapacity)| lanes[..index].iter().any(|l| l.lane == lane.lane);
    let named = |lane: &LaneCapacity| lane.is_of_a_way() || lane.service().is_some();
    if !lanes.iter().all(named) || lanes.len() > LANES_MAX || lanes.iter().enumerate().any(repeated)
    {
        return Err(PublishError::Lane);
    }
    let fits =
        |lane: &LaneCapacity| lane.capacity <= CAPACITY_MAX && DURATIONS.contains(&lane.duration);
    if lanes.iter().all(fits) {
        Ok(())
    } else {
        Err(PublishError::Capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slot::Span;
    use rstest::rstest;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    const TODAY: &str = "2026-11-25";

    fn notice(title: &str, text: &str, from: &str, to: &str) -> Result<Notice, Field> {
        let put = PutNotice {
            notice: NoticeId::new(1, &[1; 10]),
            scope: DivisionCode::parse("500112").unwrap(),
            from: day(from),
            to: day(to),
            title: title.into(),
            text: text.into(),
        };
        put.check(day(TODAY)).map_err(|(field, _)| field)
    }

    #[rstest]
    #[case("停办通知", "", TODAY, TODAY, None)]
    #[case("停办通知", "第一行\n第二行", "2026-11-01", "2027-11-01", None)]
    #[case(" \n", "", TODAY, TODAY, Some(Field::Title))]
    #[case("一行\n两行", "", TODAY, TODAY, Some(Field::Title))]
    #[case(&"长".repeat(41), "", TODAY, TODAY, Some(Field::Title))]
    #[case("停办", &"长".repeat(601), TODAY, TODAY, Some(Field::Text))]
    #[case("停办", "\u{7}", TODAY, TODAY, Some(Field::Text))]
    #[case("停办", "", "2026-11-26", TODAY, Some(Field::Days))]
    #[case("停办", "", "2026-11-01", "2026-11-24", Some(Field::Days))]
    #[case("停办", "", "2026-11-01", "2027-11-02", Some(Field::Days))]
    fn notices(
        #[case] title: &str,
        #[case] text: &str,
        #[case] from: &str,
        #[case] to: &str,
        #[case] fault: Option<Field>,
    ) {
        let checked = notice(title, text, from, to);
        assert_eq!(checked.as_ref().err().copied(), fault);
        if let Ok(notice) = checked {
            assert_eq!(notice.title, title.trim());
        }
    }

    fn set(closures: &[&str], lanes: &[(&str, u16, u16)]) -> Result<ValidSettings, Field> {
        let lane = |&(lane, duration, capacity): &(&str, u16, u16)| LaneCapacity {
            lane: lane.into(),
            duration,
            capacity,
        };
        let set = SetStation {
            base: 1,
            hours: None,
            closures: closures.iter().map(|text| day(text)).collect(),
            lanes: lanes.iter().map(lane).collect(),
            why: String::new(),
        };
        set.check(day(TODAY)).map_err(|(field, _)| field)
    }

    #[test]
    fn days_past_are_left_out_and_the_others_are_in_order() {
        let days = ["2026-12-01", "2026-11-24", "2026-11-25", "2026-12-01"];
        let valid = set(&days, &[]).unwrap();
        assert_eq!(valid.closures, [day("2026-11-25"), day("2026-12-01")]);
        assert_eq!(set(&["2027-11-27"], &[]), Err(Field::Closures));
        let many: Vec<String> = (0..61)
            .map(|ahead| day(TODAY).plus_days(ahead).to_iso())
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(set(&many, &[]), Err(Field::Closures));
        assert!(set(&many[1..], &[]).is_ok());
    }

    #[rstest]
    #[case(&[("home_visit", 60, 1), ("youdai-card", 20, 2)], true)]
    #[case(&[("call_back", 5, 0)], true)]
    #[case(&[("优待证", 20, 2)], false)]
    #[case(&[("youdai-card", 20, 2), ("youdai-card", 30, 2)], false)]
    #[case(&[("youdai-card", 4, 2)], false)]
    #[case(&[("youdai-card", 241, 2)], false)]
    #[case(&[("youdai-card", 20, 51)], false)]
    fn places_of_their_own(#[case] lanes: &[(&str, u16, u16)], #[case] fits: bool) {
        let fault = set(&[], lanes).err();
        assert_eq!(fault, (!fits).then_some(Field::Capacity));
    }

    #[test]
    fn hours_are_in_order_and_apart() {
        let with = |spans: &[(u16, u16)]| {
            let mut hours = WeeklyHours::usual();
            hours.days[6] = spans.iter().map(|&(from, to)| Span { from, to }).collect();
            let set = SetStation {
                base: 1,
                hours: Some(hours),
                closures: vec![],
                lanes: vec![],
                why: String::new(),
            };
            set.check(day(TODAY)).map(drop).map_err(|(field, _)| field)
        };
        assert_eq!(with(&[(540, 720), (780, 1_440)]), Ok(()));
        for wrong in [
            &[(720, 540)][..],
            &[(540, 540)],
            &[(540, 1_441)],
            &[(840, 1_050), (540, 720)],
            &[(540, 720), (700, 800)],
        ] {
            assert_eq!(with(wrong), Err(Field::Hours), "{wrong:?}");
        }
    }
}
