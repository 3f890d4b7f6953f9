//! Entering a booking for somebody who stands at the counter, telephones, or is on a paper list.

use model::workbench::Channel;

/// Title.
pub fn title(channel: Channel) -> &'static str {
    match channel {
        Channel::Telephone => "电话预约",
        Channel::Paper => "补录纸质登记",
        Channel::WalkIn | Channel::App => "现场登记",
    }
}

/// Field.
pub const SERVICE: &str = "办什么事";
/// Its hint.
pub const SERVICE_HINT: &str = "打几个字或拼音首字母，如 ydz。回车选第一个。";
/// Nothing found.
pub const SERVICE_NONE: &str = "没有这个事项，换个说法试试。";
/// None chosen.
pub const SERVICE_NEEDED: &str = "请选一个事项。";
/// The catalogue is not here.
pub const SERVICE_WAIT: &str = "事项目录还没有下载好。";
/// Field.
pub const NAME: &str = "姓名";
/// Field.
pub const MOBILE: &str = "手机号";
/// Field that may stay empty.
pub const MOBILE_IF_ANY: &str = "手机号（可不填）";
/// Field.
pub const NOTE: &str = "备注";
/// Field, for a visit.
pub const ADDRESS: &str = "上门地址";
/// Field.
pub const WAY: &str = "方式";
/// Field.
pub const DAY: &str = "哪一天";
/// Field.
pub const TIME: &str = "几点";
/// The times are coming.
pub const TIME_WAIT: &str = "先选事项";
/// Field of a paper line.
pub const PAPER_TIME: &str = "纸上写的时间";
/// No time was given.
pub const TIME_NEEDED: &str = "请选时间。";
/// A paper line is not in the future.
pub const TIME_AHEAD: &str = "纸质登记的时间不能晚于现在。";
/// Field.
pub const BEHALF: &str = "替别人来办";
/// What became of a paper line.
pub const BECAME: &str = "后来";
/// Not noted.
pub const BECAME_OPEN: &str = "还没办";
/// Did not come.
pub const BECAME_MISSED: &str = "未到";
/// Button.
pub const ADD: &str = "登记";
/// Its key.
pub const ADD_KEY: &str = "Enter";
/// Leaves the form.
pub const LEAVE: &str = "不登记了";
/// More fields.
pub const MORE: &str = "更多";

/// It is there.
pub fn added(name: &str, reference: &str) -> String {
    [name, " 已登记，预约号 ", reference].concat()
}

/// Nothing was made.
pub const DOUBLE: &str = "当天同一事项已有相同的人";
/// What to do.
pub const DOUBLE_HINT: &str = "请核对是不是同一件事。是，就打开已有的那条；不是，可以照样登记。";
/// Button.
pub const ALTHOUGH: &str = "不是同一件事，照样登记";
/// Button.
pub const OPEN_IT: &str = "打开已有的";

/// Lead of the paper page.
pub const PAPER_LEAD: &str =
    "停电、断网时写在纸上的，一行一行录进来。录过的会提示，不会重复。每行按回车就进下一行。";
/// Section.
pub const PAPER_DONE: &str = "这次已录入";
/// Nothing yet.
pub const PAPER_NONE: &str = "还没有录入。";
