//! Words that components say by themselves.

/// Small words under the action of every question.
pub const SAVED: &str = "已自动保存";
/// Under the heading of an error summary.
pub const ALL_KEPT: &str = "您填的内容都还在。";
/// After the label of a field.
pub const MAY_BE_EMPTY: &str = "（可不填）";
/// To the question before.
pub const STEP_BACK: &str = "上一步";
/// Change an answer.
pub const CHANGE: &str = "修改";
/// Take a chosen time back.
pub const TAKE_AWAY: &str = "去掉";
/// Before the first time is chosen.
pub const PICK_FIRST: &str = "请在上面点一个时间";
/// After the first time is chosen.
pub const PICK_MORE: &str = "还可以再选一个，约满时备用";
/// Name of the line of days, for screen readers.
pub const DAYS: &str = "日期";
/// Name of the path of stations above, for screen readers.
pub const ABOVE: &str = "上级服务站";
/// Before the moment the data is from.
pub const AS_OF: &str = "数据截至 ";

/// Heading of an error summary.
pub fn to_put_right(count: usize) -> String {
    ["有 ", &count.to_string(), " 处要改一下"].concat()
}

/// 第 3 步 / 共 7 步.
pub fn step(step: usize, steps: usize) -> String {
    [
        "第 ",
        &step.to_string(),
        " 步 / 共 ",
        &steps.to_string(),
        " 步",
    ]
    .concat()
}

/// 12 / 200.
pub fn of(part: usize, whole: usize) -> String {
    [&part.to_string(), " / ", &whole.to_string()].concat()
}

/// 已备 2 / 5.
pub fn ready(part: usize, whole: usize) -> String {
    ["已备 ", &of(part, whole)[..]].concat()
}

/// 余 2, or 已满.
pub fn left(places: u16) -> String {
    if places == 0 {
        "已满".to_owned()
    } else {
        ["余 ", &places.to_string()].concat()
    }
}
