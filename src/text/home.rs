//! Words of the first page that are not in the static HTML.

/// Label of my station's card when none is chosen.
pub const CHOOSE_STATION: &str = "选择我的服务站";
/// Beneath it.
pub const CHOOSE_STATION_HINT: &str = "就在您的村、社区和街道";
/// Small word above the name of my station.
pub const MY_STATION: &str = "我的服务站";
/// Leads into the booking wizard.
pub const BOOK: &str = "预约办理";
/// Heading of the search's answer: services.
pub const FOUND_SERVICES: &str = "事项";
/// Heading of the search's answer: stations.
pub const FOUND_STATIONS: &str = "服务站";
/// Below them: all of them.
pub const MORE_STATIONS: &str = "看更多服务站";
/// Heading of the next appointment.
pub const NEXT: &str = "下一次预约";
/// What its page says beside.
pub const NEXT_HINT: &str = "点开看要带的材料";
/// Title of the first page.
pub const TITLE: &str = "重庆退役军人服务";
/// Nothing matches.
pub const NONE: &str = "没有找到";
/// What to do then.
pub const NONE_HINT: &str =
    "换个说法试试，例如“优待证”“报到”，或只输地名里的两三个字。也可以拨打 12345 问一问。";
