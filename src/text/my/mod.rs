//! Words of the pages about what is mine: bookings and their states, outbox, data, settings.

use client::state::LocalState;
use model::booking::{DayPart, Window};
use model::slot::Refusal;

use super::dates;
use crate::state::Keeping;

mod data;
mod outbox;
mod path;
mod places;

pub use data::*;
pub use outbox::*;
pub use path::*;
pub use places::*;

/// Title of the overview.
pub const TITLE: &str = "我的";
/// Heading: the next booking.
pub const NEXT: &str = "下次预约";
/// Heading: the others.
pub const OTHERS: &str = "其他预约";
/// Heading: bookings that came back.
pub const NEEDS_YOU: &str = "要您看一下";
/// No booking.
pub const NONE: &str = "还没有预约";
/// What to do then.
pub const NONE_HINT: &str = "选一件要办的事，约好时间再去，少跑路。";
/// To the services.
pub const SEE_SERVICES: &str = "看看能办什么";
/// Heading: what to bring.
pub const BRING: &str = "要带的材料";
/// To the service's page.
pub const SEE_SERVICE: &str = "看办理说明";
/// Heading: further pages.
pub const MORE: &str = "更多";
/// To the look-up.
pub const LOOK_UP: &str = "用预约号查";
/// Below it.
pub const LOOK_UP_HINT: &str = "在别的手机上约的，也能查到";
/// To the volunteer pages.
pub const VOLUNTEER: &str = "志愿者登记";
/// Not registered yet.
pub const VOLUNTEER_NONE: &str = "还没有登记";
/// To the outbox.
pub const OUTBOX: &str = "待发送";
/// Nothing waits.
pub const OUTBOX_NONE: &str = "都送到了";
/// To my station.
pub const STATION: &str = "我的服务站";
/// None chosen.
pub const STATION_NONE: &str = "还没有选";
/// To my data.
pub const DATA: &str = "我的数据";
/// Below it.
pub const DATA_HINT: &str = "看、导出、删除";
/// To the settings.
pub const SETTINGS: &str = "设置";
/// Below it.
pub const SETTINGS_HINT: &str = "长辈版、字号、更新";
/// To the page about the app.
pub const ABOUT: &str = "关于老兵驿站";
/// No such booking on this device.
pub const UNKNOWN: &str = "这台设备上没有这个预约";
/// What to do then.
pub const UNKNOWN_HINT: &str = "可能是在别的手机上约的，也可能已从这台设备删除。可以用预约号查。";
/// Heading: the path.
pub const PATH: &str = "办到哪一步了";
/// Heading: the number.
pub const REFERENCE: &str = "预约号";
/// Below the number.
pub const REFERENCE_HINT: &str = "到站或打电话时，报这个号";
/// No number yet.
pub const NO_REFERENCE: &str = "送达后才有预约号";
/// Row: what was asked for.
pub const WISHES: &str = "您选的时间";
/// The same, by a change that has not been granted yet.
pub const WISHES_TO_BE: &str = "想改到的时间";
/// The same, where the time has since been changed on another device.
pub const WISHES_THEN: &str = "当初选的时间";
/// Row: what was won.
pub const TIME_WON: &str = "约上的时间";
/// Heading: the station.
pub const WHERE: &str = "服务站";
/// To the station's page.
pub const SEE_STATION: &str = "看这个服务站";
/// Heading: what was told.
pub const DETAILS: &str = "您填的内容";
/// Rows of it.
pub const NAME: &str = "姓名";
/// Rows of it.
pub const MOBILE: &str = "手机号";
/// Rows of it.
pub const NOTE: &str = "留言";
/// Rows of it.
pub const FOR_WHOM: &str = "为谁办";
/// Myself.
pub const FOR_ME: &str = "本人";
/// Somebody else.
pub const FOR_OTHER: &str = "替别人办（已得到本人同意）";
/// Rows of it.
pub const WAY: &str = "办理方式";
/// To another time.
pub const CHANGE: &str = "改时间";
/// To another time, after a failure.
pub const CHOOSE_AGAIN: &str = "另选时间";
/// To the form, after a failure.
pub const EDIT: &str = "修改后重发";
/// Cancels.
pub const CANCEL: &str = "取消预约";
/// Asks.
pub const CANCEL_ASK: &str = "确定取消这次预约吗？";
/// What follows.
pub const CANCEL_HINT: &str = "取消后，这个时间马上让给别人。以后还可以再约。";
/// What follows when it was never sent.
pub const CANCEL_UNSENT_HINT: &str =
    "这次预约还没有得到答复。取消的请求跟在它后面，联网后一起送出，不占名额。";
/// Does not cancel.
pub const CANCEL_NO: &str = "先不取消";
/// Asks anew at the server.
pub const REFRESH: &str = "看最新情况";
/// Asking.
pub const REFRESHING: &str = "正在看最新情况…";
/// No answer.
pub const NOT_REFRESHED: &str = "没有连上服务器。下面是这台设备上记的，可能不是最新的。";
/// Books the same again.
pub const AGAIN: &str = "再约一次";
/// Title of the change of time.
pub const CHANGE_TITLE: &str = "改到什么时间？";
/// What stays.
pub const CHANGE_LEAD: &str = "预约号不变。新时间约上之前，原来的时间还给您留着。";
/// What stays, nothing sent yet.
pub const CHANGE_UNSENT_LEAD: &str = "这次预约还没有得到答复。新时间跟在它后面，联网后一起送出。";
/// Says the change.
pub const CHANGE_GO: &str = "提交新时间";
/// What stays, after a refusal of the times.
pub const CHOOSE_AGAIN_LEAD: &str = "上次选的时间没有约上。请另选时间，其他内容都还在，不用再填。";
/// What stays, after a refusal for another reason.
pub const CHOOSE_OTHER_LEAD: &str =
    "上次的预约没有成功。这里可以另选时间，其他内容都还在，不用再填。";
/// What stays, after a refused change.
pub const CHANGE_AGAIN_LEAD: &str =
    "上次改时间没有成功，原来的时间还给您留着。请另选时间，预约号不变。";
/// It cannot be changed.
pub const CHANGE_NO: &str = "这次预约不能再改时间";
/// Why.
pub const CHANGE_NO_HINT: &str = "它已经取消、办完或过期。可以重新预约。";
/// Staff have opened it.
pub const SEEN: &str = "工作人员已查看";
/// Still to come: the visit.
pub const VISIT: &str = "按时到站";
/// Still to come: somebody visits.
pub const HOME_VISIT: &str = "工作人员上门";
/// Still to come: somebody calls.
pub const CALL_BACK: &str = "服务站来电话";
/// Still to come: sending.
pub const TO_SEND: &str = "联网后自动送达";
/// Still to come: the answer.
pub const TO_CONFIRM: &str = "服务站确认";
/// Other times were asked for and granted.
pub const CHANGED: &str = "已改时间";
/// A refused booking was mended and submitted again.
pub const MENDED: &str = "已改好，重新提交";
/// A change waits.
pub const CHANGE_WAITING: &str = "改时间的请求已存本机";
/// A cancellation waits.
pub const CANCEL_WAITING: &str = "取消的请求已存本机";
/// An erasure waits.
pub const ERASE_WAITING_PATH: &str = "删除的请求已存本机";
/// A change waits, where nothing can be kept.
pub const CHANGE_WAITING_MEMORY: &str = "改时间的请求等着送达";
/// A cancellation waits, where nothing can be kept.
pub const CANCEL_WAITING_MEMORY: &str = "取消的请求等着送达";
/// An erasure waits, where nothing can be kept.
pub const ERASE_WAITING_PATH_MEMORY: &str = "删除的请求等着送达";
/// Until then, for a booking that the server has granted.
pub const UNTIL_THEN: &str = "送达之前，原来的预约仍然有效";
/// How an action goes on its way about a booking that was never sent.
pub const ALONG: &str = "跟着预约，联网后一起送出";
/// Submitted and not delivered, where nothing can be kept.
pub const WAITS: &str = "等着送达";
/// The same, once it has been delivered.
pub const SUBMITTED: &str = "已提交";
/// A booking is confirmed and cannot be kept here.
pub const REMEMBER: &str = "请记下预约号：这个浏览器不让存记录，以后用预约号和手机号来查。";

/// Whether what is submitted stays on this device when the page is closed.
pub fn lasts(keeping: Keeping) -> bool {
    !matches!(keeping, Keeping::MemoryOnly | Keeping::Broken)
}

/// The word of a state; nothing is said to be kept where it is not.
pub fn state_word(state: LocalState, keeping: Keeping) -> &'static str {
    if state == LocalState::Kept && !lasts(keeping) {
        WAITS
    } else {
        state.label()
    }
}

/// When one cannot come, on paper.
pub fn call_if(keeping: Keeping) -> &'static str {
    if lasts(keeping) {
        CALL_IF
    } else {
        CALL_IF_MEMORY
    }
}

/// ①, ②, ③.
pub fn circled(rank: u8) -> &'static str {
    match rank {
        1 => "①",
        2 => "②",
        3 => "③",
        _ => "",
    }
}

/// Which wish was won: the first choice, another, the window.
pub fn won(rank: u8) -> String {
    match rank {
        0 => "按「这几天任意时间都可以」排上的".to_owned(),
        rank => ["您的第", circled(rank), "个时间约上了"].concat(),
    }
}

/// Why a better wish could not be had.
pub fn passed_over(rank: u8, reason: Refusal) -> String {
    match rank {
        0 => ["「这几天任意时间」也没有排上：", reason.message()].concat(),
        rank => ["第", circled(rank), "个时间没约上：", reason.message()].concat(),
    }
}

/// A service whose title is not here yet.
pub const A_SERVICE: &str = "预约的事项";
/// A station whose name is not here yet.
pub const A_STATION: &str = "预约的服务站";
/// Title of a booking's page, for the browser.
pub const BOOKING_TITLE: &str = "预约详情";
/// Name of the calendar file.
pub const CALENDAR_FILE: &str = "预约.ics";
/// What to do when one cannot come.
pub const CALL_IF: &str = "来不了请提前改时间或取消：老兵驿站「我的」，或拨打 12345。";
/// The same, where nothing can be kept.
pub const CALL_IF_MEMORY: &str = "来不了请提前改时间或取消：老兵驿站「用预约号查」，或拨打 12345。";
/// A mark: a cancellation waits.
pub const CANCEL_ON_ITS_WAY: &str = "取消待送达";
/// A mark: a change waits.
pub const CHANGE_ON_ITS_WAY: &str = "改时间待送达";
/// The server does not know it any more.
pub const MISSING: &str =
    "服务器上已经没有这次预约。下面是这台设备上留的记录。请拨打 12345 问一问。";
/// Kept here and not more.
pub const NOT_YET: &str = "还没有送到服务站，时间也还没有约上。有网络时自动送达，您不用再点。";
/// Neither sent nor wanted any more.
pub const NOT_SENT_CANCELLED: &str =
    "这次预约还没有送到服务站，也没有约上。取消的请求跟着它，联网后一起送出，不占名额。";
/// Heading: bookings that are over.
pub const PAST: &str = "以前的预约";
/// Behind the moment of printing.
pub const PRINTED: &str = "打印";
/// The booking on paper.
pub const SLIP: &str = "预约单";
/// Who says so.
pub const SLIP_BY: &str = "老兵驿站";
/// The time is past by the device's clock.
pub const TIME_PAST: &str = "约定的时间已经过了。办没办成，以服务站的记录为准。";
/// To one booking.
pub const SEE_BOOKING: &str = "看这次预约";
/// Row on paper: what for.
pub const WHAT: &str = "办什么";
/// Heading: why not a better wish.
pub const WHY: &str = "为什么是这个时间";
/// Before a time that is wished for and not granted.
pub const WISHED: &str = "希望 ";

/// "Any time in these days".
pub fn window(window: &Window) -> String {
    let part = match window.part {
        DayPart::Any => "任意时间",
        DayPart::Morning => "上午任意时间",
        DayPart::Afternoon => "下午任意时间",
    };
    [
        &dates::month_day(window.from),
        "至",
        &dates::month_day(window.to),
        part,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_to_be_kept_where_it_is_not() {
        let kept = LocalState::Kept;
        assert_eq!(state_word(kept, Keeping::OnDevice), "已存本机");
        assert_eq!(state_word(kept, Keeping::NeedsReload), "已存本机");
        for keeping in [Keeping::MemoryOnly, Keeping::Broken] {
            assert_eq!(state_word(kept, keeping), "等着送达");
            assert_eq!(state_word(LocalState::Confirmed, keeping), "已确认");
            assert_eq!(kept_at("6:53", keeping), "6:53 提交");
        }
        assert_eq!(kept_at("6:53", Keeping::OnDevice), "6:53 存下");
    }

    #[test]
    fn ranks() {
        assert_eq!(won(2), "您的第②个时间约上了");
        assert_eq!(won(0), "按「这几天任意时间都可以」排上的");
        assert_eq!(
            passed_over(1, Refusal::Full),
            "第①个时间没约上：这个时间已约满"
        );
    }

    #[test]
    fn waits() {
        assert_eq!(
            retry_after(0),
            "试得太多了，请等 1 秒再查。急事请拨打 12345。"
        );
        assert_eq!(
            retry_after(90),
            "试得太多了，请等 2 分钟再查。急事请拨打 12345。"
        );
    }
}
