//! What became of a booking, step by step: who did what, from when to when.

use model::booking::BookingState;
use model::history::EventKind;
use model::slot::SlotStart;

use super::super::dates;

/// The free places decided, nobody else.
pub const SETTLED: &str = "系统按余位自动确认";
/// The person asked for another time and got it.
pub const YOU_CHANGED: &str = "您改了时间";
/// The station gave another time.
pub const STATION_CHANGED: &str = "服务站改了时间";
/// Staff left a message.
pub const MESSAGE_LEFT: &str = "服务站留了话";
/// Heading: what staff say.
pub const MESSAGE: &str = "服务站留言";
/// Staff saw the person come.
pub const ARRIVED: &str = "已到站";
/// Who cancelled.
pub const YOU_CANCELLED: &str = "您取消的";
/// Name, number and note are wiped.
pub const ERASED: &str = "已删除个人信息";
/// What only a newer version has a word for.
pub const SOMETHING: &str = "有了新的变化";
/// Booked; which time was won first is not known any more.
pub const MADE: &str = "已约上";
/// Steps that are not shown.
pub const EARLIER: &str = "中间有几步不再列出";
/// The station does not take it.
pub const DECLINED: &str = "服务站没有受理这次预约";
/// What to do then.
pub const DECLINED_HINT: &str = "可以给服务站打电话问一问，也可以另约时间。";

/// Why the station does not take it.
pub fn reason(words: &str) -> String {
    ["原因：", words].concat()
}

/// Which station's staff did it.
pub fn handled_by(name: &str) -> String {
    [name, "处理"].concat()
}

/// From one time to another.
pub fn from_to(from: Option<SlotStart>, to: Option<SlotStart>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => ["时间没有变：", &dates::slot(to)].concat(),
        (Some(from), Some(to)) => ["从", &dates::slot(from), "改到", &dates::slot(to)].concat(),
        (None, Some(to)) => dates::slot(to),
        (_, None) => String::new(),
    }
}

/// The two crossed: the station had given the time `moved`, which the person did not know yet.
pub fn crossed(moved: Option<SlotStart>, cancelled: bool) -> String {
    let moved = moved.map(dates::slot);
    let outcome = if cancelled {
        "，已按您的意思取消"
    } else {
        "，以您选的时间为准"
    };
    match moved {
        Some(moved) => ["服务站先改到了", &moved, "，您当时还没看到", outcome].concat(),
        None => ["服务站先改了时间，您当时还没看到", outcome].concat(),
    }
}

/// The word of a step that needs no more than its kind; `state`: what the booking was then.
pub fn event(kind: EventKind, by_station: bool, state: BookingState) -> &'static str {
    match kind {
        EventKind::Made if state == BookingState::Adjusted => "已调整",
        EventKind::Made => "已确认",
        EventKind::Changed if by_station => STATION_CHANGED,
        EventKind::Changed => YOU_CHANGED,
        EventKind::Opened => super::SEEN,
        EventKind::Message => MESSAGE_LEFT,
        EventKind::Arrived => ARRIVED,
        EventKind::Served => "已完成",
        EventKind::NoShow => "未到",
        EventKind::Declined => "未成功",
        EventKind::Cancelled => "已取消",
        EventKind::Erased => ERASED,
        EventKind::Unknown => SOMETHING,
    }
}
