//! Words that many pages share.

/// Shown while something is on its way, after a moment.
pub const LOADING: &str = "正在打开…";
/// Heading: a page's code could not be fetched.
pub const CHUNK_FAILED: &str = "这一页还没有下载好";
/// What to do then.
pub const CHUNK_FAILED_HINT: &str = "网络不通或太慢。您填的内容都还在，有信号时再试一次就好。";
/// The server was upgraded while the app was open.
pub const CHUNK_GONE_HINT: &str = "老兵驿站刚更新过。再试一次就会打开新的，您填的内容都还在。";
/// It failed again.
pub const CHUNK_STUCK_HINT: &str =
    "还是没有下载好。有信号时，可以把老兵驿站重新打开，您填的内容都还在。";
/// Loads the app anew.
pub const RELOAD: &str = "重新打开";
/// Try once more.
pub const AGAIN: &str = "再试一次";
/// Heading: no such page.
pub const NOT_FOUND: &str = "没有找到这一页";
/// What to do then.
pub const NOT_FOUND_HINT: &str = "地址可能不完整。可以回首页重新找，或拨打 12345 问一问。";
/// To the first page.
pub const TO_HOME: &str = "回首页";
/// Telephone the government line.
pub const CALL_12345: &str = "拨打 12345";
/// The app's name, behind each title.
pub const APP: &str = "老兵驿站";
/// One page back.
pub const BACK: &str = "返回";
