//! Words of the pages about stations.

use model::civil::Date;
use model::tier::Tier;

use super::dates;

/// Title of the search.
pub const TITLE: &str = "找服务站";
/// Label of the search field.
pub const SEARCH_LABEL: &str = "地名或拼音";
/// An example of each way to search.
pub const SEARCH_HINT: &str = "可以输汉字、拼音或拼音首字母，例如：凤鸣路、fengminglu、fmlsq";
/// Heading of the list to drill down.
pub const BY_DISTRICT: &str = "按区县找";
/// The list is on its way.
pub const LOADING: &str = "正在取服务站名单…";
/// The list could not be fetched.
pub const UNAVAILABLE: &str = "服务站名单还没有取到";
/// What to do then.
pub const UNAVAILABLE_HINT: &str =
    "网络不通或太慢。有信号时再试一次；取到一次以后，没有网络也能查。";
/// Nothing matches.
pub const NONE: &str = "没有找到这样的服务站";
/// What to do then.
pub const NONE_HINT: &str = "试试只输两三个字，或按区县一级一级找。也可以拨打 12345 问一问。";
/// More match than are shown.
pub const MORE: &str = "还有更多，请再多输一个字。";
/// Shows the rest of what was found.
pub fn more(count: usize) -> String {
    ["再看 ", &count.to_string(), " 个"].concat()
}

/// No such station.
pub const UNKNOWN: &str = "没有这个服务站";
/// What to do then.
pub const UNKNOWN_HINT: &str = "编号可能不完整。请按名称查找。";
/// Makes it my station.
pub const MAKE_MINE: &str = "设为我的服务站";
/// It is my station.
pub const IS_MINE: &str = "这是我的服务站";
/// Leads into the booking wizard.
pub const BOOK_HERE: &str = "预约到这里办理";
/// Heading: notices.
pub const NOTICES: &str = "公告";
/// Before the days on which a station is shut besides.
const CLOSED_ON: &str = "这些天不办公：";
/// Today is such a day.
pub const CLOSED_TODAY: &str = "今天不办公";

/// 到 11月30日: the last day of a notice.
pub fn up_to(day: Date) -> String {
    ["到 ", &dates::month_day(day)].concat()
}

/// 这些天不办公：12月1日、12月2日.
pub fn closed_on(days: &[Date]) -> String {
    let days: Vec<String> = days.iter().map(|day| dates::month_day(*day)).collect();
    [CLOSED_ON, &days.join("、")].concat()
}

/// Heading: hours.
pub const HOURS: &str = "办公时间";
/// How sure that is.
pub const HOURS_UNPUBLISHED: &str =
    "这是通常的时间，这个站自己的时间还没有登记，以服务站公布为准。";
/// Heading: telephone.
pub const PHONE: &str = "电话";
/// No number is known.
pub const PHONE_UNKNOWN: &str = "这个站的电话还没有登记。可以问上级服务站，或拨打 12345。";
/// Heading: address.
pub const ADDRESS: &str = "地址";
/// Heading: the stations above.
pub const ABOVE: &str = "上级服务站";

/// Heading of the list below a station.
pub fn below(tier: Tier, count: usize) -> String {
    let what = match tier {
        Tier::City => "下辖区县",
        Tier::District => "下辖乡镇街道",
        Tier::Township | Tier::Village => "下辖村和社区",
    };
    [what, "（", &count.to_string(), "）"].concat()
}

/// What kind of station it is.
pub fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::City => "市级服务中心",
        Tier::District => "区县服务中心",
        Tier::Township => "乡镇街道服务站",
        Tier::Village => "村和社区服务站",
    }
}

/// How many stations match.
pub fn found(count: usize) -> String {
    ["找到 ", &count.to_string(), " 个"].concat()
}

/// Open at this moment.
pub const OPEN: &str = "现在是办公时间";
/// Shut at this moment.
pub const SHUT: &str = "现在休息";
/// Before either, where a station has published no hours of its own.
pub const USUALLY: &str = "按通常时间，";
/// A day of the weekend that is worked to make up for a holiday.
pub const MAKE_UP_WORKDAY: &str = "调休上班";
/// Shut until tomorrow or later.
pub const NO_MORE_TODAY: &str = "今天不再办公";
/// Before the name of today's day.
pub const TODAY: &str = "今天 ";
/// Shut on that day.
pub const REST: &str = "休息";
/// The house number is not known.
pub const ADDRESS_UNKNOWN: &str = "门牌号还没有登记，去之前可以先打电话问一问。";

/// Not all districts are on the device.
pub const PARTIAL: &str =
    "这台设备上只存了部分区县的服务站，正在取其他区县的。没有网络时只能查到存着的。";

/// 国庆节放假.
pub fn holiday(name: &str) -> String {
    [name, "放假"].concat()
}

/// 到 17:30.
pub fn until(clock: &str) -> String {
    ["到 ", clock].concat()
}

/// 14:00 开始.
pub fn opens_at(clock: &str) -> String {
    [clock, " 开始"].concat()
}
