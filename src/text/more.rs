//! Words of the page about the app and the network.

/// Heading.
pub const TITLE: &str = "关于老兵驿站";
/// Below the heading.
pub const LEAD: &str =
    "查事项、找服务站、预约办理、参加志愿服务。没有网络也能查、能填，联网后自动送达。";
/// Heading: the network in numbers.
pub const NETWORK: &str = "服务网络";
/// What the four numbers count.
pub const TIERS: [(&str, &str); 4] = [
    ("市级", "1"),
    ("区县", "38"),
    ("乡镇街道", "1,031"),
    ("村和社区", "11,270"),
];
/// Where the four numbers come from.
pub const TIERS_SOURCE: &str = "共 12,340 个，按国家统计局 2023 年统计用区划代码，每个区划一个。";
/// Under the numbers of the network: how sure they are.
pub const NUMBERS_NOTE: &str = "这些数字来自当年的报道，可能已有变化，待核实。";
/// Heading: brand services.
pub const BRANDS: &str = "服务品牌和服务站";
/// Heading: where facts come from.
pub const SOURCES: &str = "内容从哪里来";
/// Before the grades.
pub const SOURCES_LEAD: &str = "每个事项都写明依据、来源和核对日期，并标出可靠程度：";
/// The grades of evidence: letter, name, explanation.
pub const GRADES: [(&str, &str, &str); 3] = [
    ("A", "法律原文", "读过法律、法规的原文，写明第几条。"),
    (
        "B",
        "政府网页或报道",
        "来自政府网站或新闻报道。标「待核实，请以服务站答复为准」。",
    ),
    (
        "C",
        "一般了解",
        "大家都这么说，还没有查到出处。标「待核实，请以服务站答复为准」。",
    ),
];
/// After the grades.
pub const SOURCES_END: &str = "查不到出处的不写。各地做法可能不同，办事以服务站的答复为准。";
/// Heading: browsers.
pub const BROWSERS: &str = "用什么浏览器";
/// Which ones are old enough.
pub const BROWSERS_TEXT: &str = "安卓手机：Chrome 96 以上，或 2022 年以后更新的手机自带浏览器。苹果手机：iOS 15 以上。\
     电脑：Chrome、Edge 96，Firefox 79，Safari 15 以上。更旧的浏览器也能看到首页和电话，但不能预约。";
/// Heading: telephone.
pub const CALL: &str = "打电话问一问";
/// What 12345 is for.
pub const CALL_12345: &str = "政务服务热线，办事咨询";
/// What 12348 is for.
pub const CALL_12348: &str = "免费法律咨询，申请法律援助";
/// Heading: more to read.
pub const READ_MORE: &str = "还可以看";
/// Link to the privacy notice.
pub const TO_PRIVACY: &str = "个人信息处理告知";
/// Below it.
pub const TO_PRIVACY_HINT: &str = "要哪些信息，谁看得到，怎么删";
/// Link to the person's data.
pub const TO_DATA: &str = "我的数据";
/// Below it.
pub const TO_DATA_HINT: &str = "导出或删除";
/// Before the version of the app.
pub const VERSION: &str = "版本 ";
