//! The day at the station.

use model::booking::BookingState;
use model::history::{By, EventKind};
use model::slot::Way;
use model::workbench::{Doing, Outcome};

/// Title, for a day that is today.
pub const TODAY: &str = "今天";
/// Goes back to it.
pub const TO_TODAY: &str = "回今天";
/// A day earlier.
pub const BEFORE: &str = "前一天";
/// A day later.
pub const AFTER: &str = "后一天";
/// The field of the day.
pub const DAY: &str = "日期";
/// Another station.
pub const OTHER_STATION: &str = "换站";
/// Button.
pub const NEW: &str = "现场登记";
/// Button.
pub const TELEPHONE: &str = "电话预约";
/// Button.
pub const PRINT: &str = "打印";
/// Button.
pub const REFRESH: &str = "刷新";
/// The group of counts, for screen readers.
pub const COUNTS: &str = "按办理情况看";
/// All rows.
pub const ALL: &str = "全部";
/// Not here yet.
pub const WAITING: &str = "待到";
/// Here.
pub const ARRIVED: &str = "已到";
/// Served.
pub const SERVED: &str = "办结";
/// Did not come.
pub const MISSED: &str = "未到";

/// The name of the list, for screen readers.
pub const LIST: &str = "预约名单";
/// No bookings.
pub const EMPTY: &str = "这一天还没有预约";
/// What one can do.
pub const EMPTY_HINT: &str = "有人到站或打来电话，可以直接登记。";
/// None of that kind.
pub const NONE_SUCH: &str = "没有这一类";
/// Failed and nothing is here.
pub const NOT_HERE: &str = "名单没有打开";
/// Shown from the device.
pub fn kept(at: &str) -> String {
    [
        "没有网络，显示的是 ",
        at,
        " 存在本机的名单。登记照常，联网后自动提交。",
    ]
    .concat()
}
/// Not today, as of.
pub fn as_of(at: &str) -> String {
    [at, " 更新"].concat()
}

/// Nothing is open.
pub const CHOOSE: &str = "从名单里打开一条，这里显示详情";
/// What opening means.
pub const CHOOSE_HINT: &str = "打开会留下记录，本人能看到“工作人员已查看”。";
/// Keys, in pairs of key and word.
pub const KEYS: [(&str, &str); 12] = [
    ("↑ ↓", "选择"),
    ("Enter", "打开"),
    ("A", "到了"),
    ("S", "办结"),
    ("W", "未到"),
    ("M", "改时间"),
    ("B", "不能办理"),
    ("L", "留言"),
    ("X", "显示号码"),
    ("N", "现场登记"),
    ("T", "电话预约"),
    ("/", "查找"),
];
/// Their name.
pub const KEYS_TITLE: &str = "键盘操作";

/// Name wiped.
pub const NO_NAME: &str = "信息已删除";
/// Mark of a row.
pub const HAS_NOTE: &str = "有留言";
/// Mark of a row.
pub const OTHERS: &str = "代他人";
/// Mark of a row: kept on the device, not sent.
pub const TO_SEND: &str = "待提交";

/// The word and its tone's name for how a booking stands for staff.
pub fn state(state: BookingState, declined: bool, arrived: bool) -> &'static str {
    match state {
        BookingState::Cancelled if declined => "未受理",
        BookingState::Cancelled => "已取消",
        BookingState::Served => SERVED,
        BookingState::NoShow => MISSED,
        _ if arrived => ARRIVED,
        BookingState::Confirmed | BookingState::Adjusted => WAITING,
        BookingState::Unknown => "见详情",
    }
}

/// A way in two characters.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::AtStation => "到站",
        Way::HomeVisit => "上门",
        Way::CallBack => "回电",
    }
}

/// Buttons of acts.
pub const ACT_ARRIVED: &str = "到了";
/// Button.
pub const ACT_SERVED: &str = "办结";
/// Button.
pub const ACT_NO_SHOW: &str = "未到";
/// Button.
pub const ACT_MOVE: &str = "改时间";
/// Button.
pub const ACT_DECLINE: &str = "不能办理";
/// Button.
pub const ACT_MESSAGE: &str = "留言";
/// The acts, for screen readers.
pub const ACTS: &str = "办理";

/// 王建国：到了.
pub fn act_on(act: &str, name: &str) -> String {
    [act, "：", name].concat()
}

/// Question.
pub const WHICH_OUTCOME: &str = "办得怎么样？";
/// Leaves the question.
pub const NEVER_MIND: &str = "先不了";
/// Question.
pub const WHY_DECLINE: &str = "为什么不能办理？";
/// Its hint.
pub const WHY_HINT: &str = "本人会看到这句话。请写清原因和下一步，比如去哪里办、带什么。";
/// Reasons that are often right: to be mended before they are sent.
pub const REASONS: [&str; 3] = [
    "材料不齐，请备齐后再来。",
    "这件事要到上级服务站办理。",
    "这一天临时不能办，请另约时间。",
];
/// Button.
pub const SEND_DECLINE: &str = "登记不能办理";
/// Question.
pub const WHAT_MESSAGE: &str = "给本人留言";
/// Its hint.
pub const MESSAGE_HINT: &str = "本人下次联网就能看到。";
/// Button.
pub const SEND_MESSAGE: &str = "发出留言";
/// Question.
pub const MOVE_TO: &str = "改到什么时间？";
/// Its hint.
pub const MOVE_HINT: &str = "先和本人说好。改了以后，本人手机上会显示新时间。";
/// No times.
pub const NO_TIMES: &str = "近 30 天没有空位。";
/// On its way.
pub const LOADING_TIMES: &str = "正在看哪些时间有空…";
/// Button.
pub fn move_to(when: &str) -> String {
    ["改到 ", when].concat()
}

/// It was done.
pub fn done(doing: &Doing, name: &str) -> String {
    let what = match doing {
        Doing::Arrived => "已登记到站",
        Doing::Served { outcome } => {
            return [name, "：", outcome.title()].concat();
        }
        Doing::NoShow => "已登记未到",
        Doing::Move { .. } => "时间已改",
        Doing::Decline { .. } => "已登记不能办理",
        Doing::Message { .. } => "留言已发出",
    };
    [name, "：", what].concat()
}

/// Somebody else was faster.
pub const STALE: &str = "这条预约刚有变动，您的操作没有登记。下面是最新情况，请看过再定。";
/// Kept for later.
pub fn queued(name: &str) -> String {
    [name, "：已存在本机，联网后自动提交。"].concat()
}

/// What waits in the outbox of the desk.
pub fn waiting(count: usize) -> String {
    [&count.to_string(), " 项登记存在本机，联网后自动提交。"].concat()
}
/// Heading over what was refused.
pub const REFUSED: &str = "有登记没有成功";
/// Looks at it again.
pub const LOOK_AGAIN: &str = "打开看看";
/// Lets it go.
pub const LET_GO: &str = "知道了，不再登记";
/// Sends now.
pub const SEND_NOW: &str = "现在提交";

/// Back to the list, on a phone.
pub const TO_LIST: &str = "名单";
/// Label.
pub const REFERENCE: &str = "预约号";
/// Label.
pub const WHEN: &str = "时间";
/// Label.
pub const SERVICE: &str = "事项";
/// Label.
pub const MOBILE: &str = "手机";
/// No number.
pub const NO_MOBILE: &str = "没有留号码";
/// Button.
pub const SHOW_NUMBER: &str = "显示号码";
/// What that means.
pub const SHOW_NUMBER_HINT: &str = "查看完整号码会留下记录。";
/// Label.
pub const NOTE: &str = "本人留言";
/// Label, for a visit.
pub const ADDRESS: &str = "上门地址和留言";
/// Label.
pub const FOR_WHOM: &str = "为谁";
/// Answer.
pub const FOR_OTHERS: &str = "代办：姓名是办事的本人，对方已同意";
/// Label.
pub const CHANNEL: &str = "来源";
/// Label.
pub const SAID: &str = "服务站留言";
/// Label.
pub const REASON: &str = "不能办理的原因";
/// Label.
pub const OUTCOME: &str = "办理结果";
/// Section.
pub const HISTORY: &str = "经过";
/// The record could not be opened.
pub const RECORD_FAILED: &str = "这条没有打开";
/// The person's number may be dialled.
pub const CALL: &str = "拨打";

/// Outcomes with their keys.
pub fn outcome_key(number: usize) -> String {
    (number + 1).to_string()
}

/// What is written under a served booking.
pub fn outcome(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("已办理", Outcome::title)
}

/// A step of the history.
pub fn event(kind: EventKind, by: By) -> &'static str {
    let station = by == By::Station;
    match kind {
        EventKind::Made if station => "工作人员登记",
        EventKind::Made => "本人预约",
        EventKind::Changed if station => "服务站改了时间",
        EventKind::Changed => "本人改了时间",
        EventKind::Opened => "工作人员已查看",
        EventKind::Message => "服务站留言",
        EventKind::Arrived => "到站",
        EventKind::Served => "办结",
        EventKind::NoShow => "登记未到",
        EventKind::Declined => "登记不能办理",
        EventKind::Cancelled => "本人取消",
        EventKind::Erased => "本人删除了个人信息",
        EventKind::Unknown => "有变动",
    }
}

/// 由 9:00 改到 10:00.
pub fn moved(from: &str, to: &str) -> String {
    ["由 ", from, " 改到 ", to].concat()
}

/// Title of the search.
pub const FIND_TITLE: &str = "查找预约";
/// Field.
pub const FIND: &str = "预约号、手机号或姓名";
/// Its hint.
pub const FIND_HINT: &str =
    "预约号 9 位，手机号 11 位，姓名至少两个字。只查您管理范围内的，查找不留在地址里。";
/// Button.
pub const FIND_GO: &str = "查找";
/// Nothing.
pub const FIND_NONE: &str = "没有找到。请核对号码，或换姓名再查。";
/// More than shown.
pub const FIND_MORE: &str = "还有更多，请输入得再完整一些。";

/// Title of the sheet.
pub const SHEET_TITLE: &str = "当日办理登记表";
/// Heads of its columns.
pub const SHEET_HEADS: [&str; 8] = [
    "时间",
    "姓名",
    "手机",
    "事项",
    "方式",
    "预约号",
    "到站 / 办结",
    "备注",
];
/// Foot of the sheet.
pub const SHEET_FOOT: &str = "本表含个人信息，只供当日办理使用，用后交站里统一保管或销毁。手写登记的，回来后在“补录纸质登记”里录入。";
/// Blank lines for who comes without a booking.
pub const SHEET_BLANK: &str = "现场登记";
/// Printed at.
pub fn printed(at: &str) -> String {
    ["打印于 ", at].concat()
}
/// 12 条.
pub fn rows(count: usize) -> String {
    [&count.to_string(), " 条"].concat()
}
