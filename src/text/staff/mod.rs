//! The station's side: signing in, the frame, the own account. The day is in [`today`], what is
//! entered in [`enter`], accounts and audit in [`accounts`].

pub mod accounts;
pub mod enter;
pub mod today;

/// No answer came.
pub const UNREACHABLE: &str = "没有连上服务器，刚才的操作没有完成。请看看网络，再试一次。";
/// An answer that is none.
pub const ODD: &str = "服务器的回答看不懂，可能刚更新过。请重新打开这一页再试。";

/// 试得太多了，请 30 秒后再试.
pub fn wait(seconds: u32) -> String {
    let after = match seconds {
        0..90 => [&seconds.to_string(), " 秒"].concat(),
        _ => [&seconds.div_ceil(60).to_string(), " 分钟"].concat(),
    };
    ["试得太多了，请 ", &after, "后再试。"].concat()
}

/// The name of the side, in the frame.
pub const DESK: &str = "工作台";
/// The name of the side bar, for screen readers.
pub const BAR: &str = "工作台栏目";
/// Where what is done lies.
pub const TO_TODAY: &str = "今日办理";
/// The search.
pub const TO_FIND: &str = "查找预约";
/// The paper day.
pub const TO_PAPER: &str = "补录纸质登记";
/// The accounts.
pub const TO_ACCOUNTS: &str = "账号管理";
/// The audit.
pub const TO_AUDIT: &str = "操作记录";
/// The own account.
pub const TO_ME: &str = "我的账号";
/// Ends the session.
pub const SIGN_OUT: &str = "退出登录";
/// What a helper may do here.
pub const HELPER: &str =
    "您的岗位是协助员，可以帮老兵接收预约：在“我的”里打开“帮别人提交”，扫对方手机上的码。";
/// Where that is.
pub const TO_RECEIVE: &str = "去接收";
/// There is no such page.
pub const UNKNOWN: &str = "工作台没有这一页";
/// The way back.
pub const BACK_TO_TODAY: &str = "回到今日办理";
/// The role does not do that.
pub const NOT_YOURS: &str = "您的岗位不办这件事。需要时请站长或上级调整岗位。";

/// Title of the page to sign in.
pub const SIGN_IN_TITLE: &str = "工作人员登录";
/// Under it.
pub const SIGN_IN_LEAD: &str = "供退役军人服务站的工作人员使用。老兵预约不用登录。";
/// Back to the citizens' side.
pub const TO_PUBLIC: &str = "我是来预约的";
/// Field.
pub const USER_NAME: &str = "用户名";
/// Field.
pub const PASSWORD: &str = "密码";
/// Field.
pub const CODE: &str = "动态验证码";
/// Its hint.
pub const CODE_HINT: &str = "打开手机上的验证器，填现在显示的 6 位数字。";
/// Button.
pub const SIGN_IN: &str = "登录";
/// It is on its way.
pub const SIGNING_IN: &str = "正在登录…";
/// The session has ended by itself.
pub const ENDED: &str = "登录已过期，请重新登录。离线时登记的都还在本机，登录后接着提交。";
/// Signed out with the server's knowledge.
pub const SIGNED_OUT: &str = "已退出。这台电脑上存的名单已清除。";
/// Signed out without a network.
pub const SIGNED_OUT_HERE: &str =
    "本机已退出，名单已清除。现在没有网络，服务器上的这次登录半小时内自动结束。";
/// Who cannot sign in.
pub const FORGOT: &str = "忘了密码或被锁住，请找站长或上级重置。";

/// Title: the one-time password must be changed.
pub const FIRST_TITLE: &str = "先设一个自己的密码";
/// Why.
pub const FIRST_LEAD: &str = "您用的是一次性密码，只能用来设新密码。设好以后，旧的就作废了。";
/// Field.
pub const ONE_TIME: &str = "一次性密码";
/// Field.
pub const OLD_PASSWORD: &str = "现在的密码";
/// Field.
pub const NEW_PASSWORD: &str = "新密码";
/// Its hint.
pub const NEW_HINT: &str = "至少 12 个字符，长比复杂好。可以用一句好记的话，汉字也行。";
/// Field.
pub const NEW_AGAIN: &str = "再填一遍新密码";
/// They differ.
pub const NOT_SAME: &str = "两次填的不一样，请再核对。";
/// Shows what is typed.
pub const SHOW_PASSWORD: &str = "显示密码";
/// Button.
pub const SET_PASSWORD: &str = "设好并继续";
/// Button.
pub const CHANGE_PASSWORD: &str = "修改密码";
/// It is done.
pub const PASSWORD_CHANGED: &str = "密码已修改，别处的登录都已退出。";

/// Section.
pub const WHO: &str = "账号";
/// Label.
pub const NAME: &str = "姓名";
/// Label.
pub const ROLE: &str = "岗位";
/// Label.
pub const SCOPE: &str = "管理范围";
/// Section.
pub const SESSIONS: &str = "登录在哪些设备上";
/// This one.
pub const THIS_DEVICE: &str = "这台设备";
/// Ends another.
pub const END_SESSION: &str = "让它退出";
/// It is done.
pub const SESSION_ENDED: &str = "已让那台设备退出。";
/// No agent known.
pub const SOME_BROWSER: &str = "浏览器";

/// 登录于 9:12，最近使用 10:30.
pub fn session_times(begun: &str, seen: &str) -> String {
    ["登录于 ", begun, "，最近使用 ", seen].concat()
}

/// Section.
pub const FACTOR: &str = "动态验证码（两步登录）";
/// It is off.
pub const FACTOR_OFF: &str =
    "没有启用。启用后，登录时除了密码，还要填手机验证器上的 6 位数字，别人知道密码也进不来。";
/// It is on.
pub const FACTOR_ON: &str = "已启用。登录时要填验证器上的 6 位数字。";
/// Button.
pub const FACTOR_BEGIN: &str = "启用";
/// Button.
pub const FACTOR_REMOVE: &str = "停用";
/// Step one.
pub const FACTOR_SCAN: &str = "用手机上的验证器扫这个码。扫不了，就手工输入下面的密钥。";
/// For screen readers.
pub const FACTOR_QR: &str = "验证器的二维码";
/// Label.
pub const FACTOR_SECRET: &str = "密钥";
/// Button.
pub const FACTOR_CONFIRM: &str = "确认启用";
/// It is on now.
pub const FACTOR_ADDED: &str = "动态验证码已启用。请留好验证器，换手机前先来这里停用。";
/// It is off now.
pub const FACTOR_REMOVED: &str = "动态验证码已停用。";
/// Leaves all as it is.
pub const NOT_NOW: &str = "先不了";

/// Title of the page of stations.
pub const STATION_TITLE: &str = "换一个服务站";
/// Field.
pub const STATION_FIND: &str = "输入站名、拼音或首字母";
/// Nothing in the scope is called so.
pub const STATION_NONE: &str = "您的管理范围里没有这个名字的服务站。";
/// The list has not come.
pub const STATION_WAIT: &str = "服务站名单还没有下载好。";
