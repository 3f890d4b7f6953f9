//! Words of the frame.

/// The last request was answered.
pub const ONLINE: &str = "在线";
/// Answers come slowly.
pub const WEAK: &str = "弱网";
/// No answer.
pub const OFFLINE: &str = "离线";
/// A newer version of the app has taken over in another tab.
pub const OUTDATED: &str = "请重新打开";
/// The line under the brand while no station is chosen; as in `index.html`.
pub const CITY: &str = "重庆退役军人服务";
/// An action is on its way.
pub const SENDING: &str = "正在发送";

/// So many actions wait.
pub fn waiting(count: usize) -> String {
    [&count.to_string(), " 项待发送"].concat()
}

/// So many actions came back and need the person.
pub fn parked(count: usize) -> String {
    [&count.to_string(), " 项要处理"].concat()
}
