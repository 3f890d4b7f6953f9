//! Accounts and audit.

/// Title.
pub const TITLE: &str = "账号管理";
/// Button.
pub const NEW: &str = "新建账号";
/// Section.
pub const LIST: &str = "管理范围内的账号";
/// The next page.
pub const MORE: &str = "再看一些";
/// Field.
pub const USER_NAME_HINT: &str = "字母开头，3 到 32 个字符，如 wang.jianguo。登录时用。";
/// Field.
pub const SCOPE: &str = "管哪个服务站（含下面各站）";
/// Its hint.
pub const SCOPE_HINT: &str = "输入站名或拼音，从下面选。";
/// None chosen.
pub const SCOPE_NEEDED: &str = "请选一个服务站。";
/// Button.
pub const CREATE: &str = "建账号";
/// The one-time password.
pub const ONE_TIME: &str = "一次性密码";
/// What to do with it.
pub const ONE_TIME_HINT: &str =
    "只显示这一次，请当面或打电话告诉本人，不要发在群里。本人 7 天内登录，登录后自己设新密码。";
/// Hides it.
pub const GOT_IT: &str = "已告诉本人";
/// It was made before.
pub const NO_PASSWORD: &str = "这个账号刚才已经建好，密码已显示过。没记下来的，请重置。";
/// Shuts an account.
pub const DISABLE: &str = "停用";
/// Resets one.
pub const RESET: &str = "重置密码";
/// Question.
pub const WHY: &str = "原因";
/// Its hint.
pub const WHY_HINT: &str = "写进操作记录，上级能看到。";
/// Question.
pub fn disable(name: &str) -> String {
    ["停用 ", name, " 的账号"].concat()
}
/// Question.
pub fn reset(name: &str) -> String {
    ["重置 ", name, " 的密码"].concat()
}
/// What it means.
pub const DISABLE_HINT: &str = "停用后马上退出，不能再登录，也不能再启用。办过的事都留着。";
/// What it means.
pub const RESET_HINT: &str = "原来的密码和动态验证码作废，正在用的登录都退出。";
/// It was shut.
pub fn disabled(name: &str) -> String {
    [name, " 的账号已停用。"].concat()
}
/// Mark.
pub const OFF: &str = "已停用";
/// Mark.
pub const NOT_YET: &str = "还没首次登录";
/// Mark.
pub const WITH_FACTOR: &str = "两步登录";
/// Mark.
pub const YOURSELF: &str = "您自己";
/// 最近登录 11月25日9:30.
pub fn last_in(at: &str) -> String {
    ["最近登录 ", at].concat()
}

/// Title.
pub const AUDIT_TITLE: &str = "操作记录";
/// Lead.
pub const AUDIT_LEAD: &str = "下级工作人员做过什么、什么时候、为什么。记录不能改，也不能删。";
/// Nothing.
pub const AUDIT_NONE: &str = "还没有记录。";
/// Heads of the table.
pub const AUDIT_HEADS: [&str; 5] = ["时间", "谁", "做了什么", "地方", "原因"];
/// Who runs the server.
pub const OPERATOR: &str = "系统";
