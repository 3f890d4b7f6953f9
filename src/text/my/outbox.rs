//! What waits, what came back, and what to do about it.

use crate::state::Keeping;

/// Title of the outbox.
pub const OUTBOX_TITLE: &str = "待发送";
/// Something waits.
pub const OUTBOX_LEAD: &str = "这些已存在这台设备上，联网后自动送达，不用再点。关机也不会丢。";
/// Something waits, in memory only.
pub const OUTBOX_LEAD_MEMORY: &str =
    "这些还没有送达，而这个浏览器不让存记录。送达之前请不要关掉这一页。";
/// Nothing waits.
pub const OUTBOX_EMPTY: &str = "没有要发送的";
/// What that means.
pub const OUTBOX_EMPTY_HINT: &str = "您提交的都已经送到了。";
/// Heading: what waits.
pub const OUTBOX_WAITING: &str = "等着发送";
/// Tries now.
pub const TRY_NOW: &str = "现在试一次";
/// Trying.
pub const TRYING: &str = "正在发送…";
/// No answer.
pub const TRY_FAILED: &str = "还是没有连上。内容都在，有信号时会自动再试。";
/// Asks.
pub const DELETE_ASK: &str = "确定删除吗？";
/// Does not.
pub const DELETE_NO: &str = "先留着";
/// Saves the outbox as a file.
pub const EXPORT_OUTBOX: &str = "存成文件";
/// What the file is for.
pub const EXPORT_OUTBOX_HINT: &str = "一直发不出去时，可以存成文件，带到服务站当面说。";
/// A change came back.
pub const CHANGE_FAILED: &str = "改时间没有成功";
/// A cancellation came back.
pub const CANCEL_FAILED: &str = "取消没有成功";
/// An erasure came back.
pub const ERASE_FAILED_PATH: &str = "删除没有成功";
/// A booking came back.
pub const CREATE_FAILED: &str = "没有预约成功";
/// An action: book.
pub const DO_BOOK: &str = "预约";
/// An action: other times.
pub const DO_CHANGE: &str = "改时间";
/// An action: cancel.
pub const DO_CANCEL: &str = "取消预约";
/// An action: erase.
pub const DO_ERASE: &str = "请服务器删除一次预约的个人信息";
/// An action: register.
pub const DO_REGISTER: &str = "志愿者登记";
/// An action: change the registration.
pub const DO_CHANGE_FORM: &str = "修改志愿者登记";
/// An action: withdraw.
pub const DO_WITHDRAW: &str = "退出志愿者登记";
/// Something submitted for somebody else.
pub const DO_DELIVER: &str = "替别人提交";
/// It failed and nothing is left to mend.
pub const FAILED_NO_REASON: &str = "这次预约没有成功，请重新预约，或拨打 12345。";
/// Gives a refused booking up.
pub const GIVE_UP: &str = "不约了，删除";
/// What follows.
pub const GIVE_UP_HINT: &str = "这次预约没有成功，删除后您填的内容就没有了。";
/// What follows when other actions wait for it.
pub const GIVE_UP_ALL_HINT: &str = "这次预约没有成功，删除后您填的内容和后面的修改都没有了。";
/// Leaves the booking as it is.
pub const LET_BE: &str = "知道了，保持原样";
/// What follows.
pub const LET_BE_HINT: &str = "这次请求不再发送，原来的预约不变。";
/// Removes a refused action about nothing that is still here.
pub const LET_GO: &str = "知道了，从列表去掉";
/// A mark: it waits for another action.
pub const MARK_BLOCKED: &str = "等前一项先送到";
/// A mark: it came back.
pub const MARK_PARKED: &str = "没送成，请看一下";
/// A mark: on its way.
pub const MARK_SENDING: &str = "正在发送";
/// A mark: it waits for the network.
pub const MARK_WAITING: &str = "等网络";
/// Sends again.
pub const SEND_AGAIN: &str = "重新发送";
/// Heading: when it cannot be sent.
pub const STUCK: &str = "一直发不出去怎么办";
/// To the overview.
pub const TO_MINE: &str = "看我的预约";
/// The last try: the server asked to wait.
pub const TRY_BUSY: &str = "试过，服务器忙";
/// The last try: no answer in time.
pub const TRY_TIMED_OUT: &str = "试过，网络太慢";
/// The last try: no connection.
pub const TRY_UNREACHABLE: &str = "试过，没有网络";
/// The last try: something else answered.
pub const TRY_UNREADABLE: &str = "试过，连上的不是老兵驿站的服务器（可能要先登录无线网）";
/// An action could not be kept.
pub const OVER: &str = "这次预约已经结束，或取消的请求已在路上，不能再改。";
/// It is not here any more.
pub const GONE: &str = "这条记录已经不在这台设备上。";

/// How many wait.
pub fn waiting(count: usize) -> String {
    [&count.to_string(), " 项待发送"].concat()
}

/// How many came back.
pub fn parked(count: usize) -> String {
    [&count.to_string(), " 项要您看一下"].concat()
}

/// When it was submitted; `moment` as people say it.
pub fn kept_at(moment: &str, keeping: Keeping) -> String {
    let what = if super::lasts(keeping) {
        " 存下"
    } else {
        " 提交"
    };
    [moment, what].concat()
}
