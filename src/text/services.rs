//! Words of the pages about services.

use model::catalogue::Source;
use model::slot::Way;
use model::tier::Tier;

/// Title of the list.
pub const TITLE: &str = "服务事项";
/// Label of the search field.
pub const SEARCH_LABEL: &str = "想办什么事";
/// Inside the search field.
pub const SEARCH_EXAMPLE: &str = "例如：优待证、就业、补贴";
/// The catalogue is on its way.
pub const LOADING: &str = "正在取服务事项…";
/// The catalogue could not be fetched.
pub const UNAVAILABLE: &str = "服务事项还没有取到";
/// What to do then.
pub const UNAVAILABLE_HINT: &str =
    "网络不通或太慢。有信号时再试一次；取到一次以后，没有网络也能看。";
/// Nothing matches.
pub const NONE: &str = "没有找到这样的事项";
/// What to do then.
pub const NONE_HINT: &str = "换个说法，只输两三个字，或看下面的全部事项。也可以拨打 12345 问一问。";
/// Shows the whole list again.
pub const SHOW_ALL: &str = "看全部事项";
/// No such service.
pub const UNKNOWN: &str = "没有这个事项";
/// What to do then.
pub const UNKNOWN_HINT: &str = "可能改了名称。请在全部事项里找一找，或拨打 12345 问一问。";
/// No such category.
pub const UNKNOWN_CATEGORY: &str = "没有这一类事项";
/// No such brand or story.
pub const UNKNOWN_BRAND: &str = "没有这一页";
/// An empty category.
pub const EMPTY_CATEGORY: &str = "这一类还没有查到出处可靠的事项。请到服务站或拨打 12345 咨询。";

/// Heading: who.
pub const WHO: &str = "您能办吗";
/// Heading: where.
pub const WHERE: &str = "去哪里";
/// Heading: how long.
pub const HOW_LONG: &str = "多久";
/// Heading: fee.
pub const FEE: &str = "收费";
/// Heading: in which ways.
pub const WAYS: &str = "怎么办理";
/// Nothing is known about a time limit.
pub const NO_LIMIT: &str = "没有查到统一的办理时限，请问服务站。";
/// Heading: materials.
pub const MATERIALS: &str = "要带的材料";
/// No list of materials is known: that is not the same as nothing to bring.
pub const NO_MATERIALS: &str = "没有查到统一的材料清单。带上本人证件，还要什么先问服务站。";
/// What the ticks are.
pub const TICKS_HINT: &str = "备好一样勾一样。勾选只记在这台设备上。";
/// Only with some people.
pub const IF_ANY: &str = "有的话带上";
/// Heading: steps.
pub const STEPS: &str = "怎么办";
/// Folded: laws.
pub const LAW: &str = "政策依据";
/// Folded: sources.
pub const SOURCE: &str = "内容来源";
/// A fact of grade B or C.
pub const UNVERIFIED: &str = "待核实，请以服务站答复为准。";
/// A fact of grade A.
pub const VERIFIED: &str = "依据法律法规原文。";
/// Books.
pub const BOOK: &str = "预约办理";
/// To the sheet.
pub const PRINT: &str = "打印";
/// To the sheet, from the list of what to bring.
pub const TO_SHEET: &str = "打印一次性告知单";
/// What the sheet is called.
pub const SHEET: &str = "一次性告知单";
/// Prints the sheet.
pub const PRINT_SHEET: &str = "打印这张告知单";
/// Where printing is not possible.
pub const PRINT_HINT: &str = "手机打不了的，可以截图保存。";
/// Who says so, on the sheet.
pub const SHEET_BY: &str = "老兵驿站 · 重庆退役军人服务";
/// My station, on the sheet.
pub const SHEET_STATION: &str = "我的服务站";
/// Where to ask, on the sheet.
pub const SHEET_ASK: &str = "问一问：到服务站，或拨打 12345；法律援助拨打 12348。";
/// Not bookable: what to do.
pub const NOT_BOOKABLE: &str = "这件事不用预约";
/// What to do instead.
pub const NOT_BOOKABLE_HINT: &str = "按上面的步骤直接办理；拿不准的，先打电话问一问。";
/// Call.
pub const CALL: &str = "打电话问";
/// To the search for a station.
pub const FIND_STATION: &str = "找服务站";
/// Heading: other services of the category.
pub const RELATED: &str = "同类事项";

/// Heading: brand services.
pub const BRAND_KIND: &str = "服务品牌";
/// Heading: a named station's story.
pub const STORY_KIND: &str = "站点故事";
/// Nothing but the name is known.
pub const NAME_ONLY: &str = "目前只查到它的名称和所在区县，具体内容请问当地的服务中心。";
/// To the station that runs it.
pub const TO_STATION: &str = "看这个服务站";
/// To the services that can be booked.
pub const TO_SERVICES: &str = "看能办什么事";

/// Before the station that serves this person.
pub const NEAREST: &str = "您的服务站：";
/// Heading: more in plain words.
pub const GOOD_TO_KNOW: &str = "要知道的";
/// Heading: telephone numbers.
pub const PHONES: &str = "电话";
/// Behind the title of a sheet.
pub const SHEET_OF: &str = "一次性告知单";
/// Heading: the station of a brand or story.
pub const WHOSE: &str = "在哪里";
/// Heading: brands and stories of a station.
pub const STORIES: &str = "品牌和故事";
/// Heading: services of a station.
pub const HERE: &str = "这里能办";
/// Heading: honours of a station.
pub const HONOURS: &str = "荣誉";
/// Under the heading of a page that is not there.
pub const LOOK_THERE: &str = "在全部事项里找一找";
/// Heading: rooms of a station.
pub const FACILITIES: &str = "设施";

/// In which way a person is served.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::AtStation => "到服务站办",
        Way::HomeVisit => "请工作人员上门",
        Way::CallBack => "请服务站回电话",
    }
}

/// Where, by tier.
pub fn place(tier: Tier) -> &'static str {
    match tier {
        Tier::City => "市退役军人服务中心",
        Tier::District => "区县退役军人服务中心",
        Tier::Township => "乡镇、街道退役军人服务站",
        Tier::Village => "村、社区退役军人服务站",
    }
}

/// How long a visit takes.
pub fn visit(minutes: u16) -> String {
    ["预约一次安排 ", &minutes.to_string(), " 分钟"].concat()
}

/// How many services.
pub fn count(count: usize) -> String {
    [&count.to_string(), " 项"].concat()
}

/// How many services match.
pub fn found(count: usize) -> String {
    ["找到 ", &count.to_string(), " 项"].concat()
}

/// A source, with what it is worth in words.
pub fn source(source: &Source) -> String {
    let worth = if source.evidence.needs_mark() {
        "待核实 · "
    } else {
        "已核实 · "
    };
    [worth, &source.name].concat()
}

/// When the facts were last checked; `date` as people say it.
pub fn checked(date: &str) -> String {
    [date, "核对"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(visit(30), "预约一次安排 30 分钟");
    }
}
