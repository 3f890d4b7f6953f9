//! Words about public data on the device, and about the room that the browser gives.

/// Heading: public data.
pub const PLACES: &str = "存在这台设备上的公共资料";
/// What it is for.
pub const PLACES_LEAD: &str = "服务站和办事资料存好了，没有网络也能查。";
/// The server was not reached.
pub const PLACES_OFFLINE: &str = "现在连不上服务器，下面是这台设备上已经存着的。";
/// The districts that are not the person's own.
pub const PLACE_OTHERS: &str = "全市其他区县";
/// All districts, where no station is chosen.
pub const PLACE_ALL: &str = "全市服务站";
/// The catalogue.
pub const PLACE_CATALOGUE: &str = "办事资料";
/// No station is chosen.
pub const PLACE_CHOOSE: &str = "选好自己的服务站，本区县的资料会先更新";
/// Fetches what is not here.
pub const DOWNLOAD: &str = "下载";
/// Fetches what is newer.
pub const PLACE_REFRESH: &str = "更新";
/// Takes it off the device.
pub const CLEAR: &str = "清除";
/// On the way.
pub const FETCHING: &str = "正在取…";
/// Done.
pub const FETCHED: &str = "已经是最新的了。";
/// Not done.
pub const NOT_FETCHED: &str =
    "没有取到，原来存着的没有变。有信号时再试一次；手机空间不够的话，请先清理一些。";
/// Cleared: the stations.
pub const CLEARED_OTHERS: &str = "已清除。要查其他区县时，会联网再取。";
/// Cleared: the catalogue.
pub const CLEARED_CATALOGUE: &str = "已清除。下次联网打开时会再取。";
/// Could not be cleared.
pub const NOT_CLEARED: &str = "没有清除成。请再试一次。";
/// Not on the device.
pub const NOT_HERE: &str = "没有存在这台设备上";
/// There is something newer.
pub const BEHIND: &str = "有更新";
/// What becomes of it.
pub const PLACES_HINT: &str =
    "有更新时，先取自己区县的；其他的等手机空闲、又不用流量时自己取。清除这些不影响您的预约。";
/// Heading: room.
pub const ROOM: &str = "会不会被清掉";
/// The browser has promised to keep it.
pub const ROOM_PROMISED: &str = "浏览器答应了：手机空间不够时，也不会自己清掉这里的内容。";
/// The browser has not.
pub const ROOM_NOT_PROMISED: &str = "浏览器还没有答应一直保留。手机空间很少，或很久没有打开时，它可能会清掉这里的内容。常打开、添加到主屏幕，能让它保留得更久。";
/// The browser does not say.
pub const ROOM_UNKNOWN: &str = "这个浏览器不说会不会一直保留这里的内容。";
/// What to do against it.
pub const ROOM_ADVICE: &str =
    "已送达的预约在服务站有底，不会跟着没有；请记下预约号，换了手机也能用预约号和手机号查回来。";
/// The app cannot be started without a network here.
pub const ROOM_NO_WORKER: &str = "这个浏览器（比如微信里打开的网页）没法让本应用离线启动：关掉以后，要有网络才能再打开，已存本机的内容不会丢。请用手机自带的浏览器打开，就没有这个限制。";
/// The worker that starts the app without a network is not there yet.
pub const ROOM_WORKER_COMES: &str =
    "离线启动还没有准备好：请在有网络时多停留一会儿，再回来看这里。";
/// The app starts without a network.
pub const ROOM_WORKER: &str = "没有网络时，也能打开本应用。";
/// About private windows.
pub const ROOM_PRIVATE: &str = "用无痕（隐私）模式打开时，什么都不会存下来，关掉就没有了。";
/// The browser has cleared the records.
pub const CLEARED_BY_BROWSER: &str = "这台设备上以前存过您的记录，现在没有了：浏览器把它们清掉了。";
/// How to have them back.
pub const CLEARED_HELP: &str = "已送达的预约在服务站都还在，用预约号和手机号就能查回来。没送出去的，要重新填一次。没有预约号，请拨打 12345。";
/// It has been read.
pub const CLEARED_READ: &str = "知道了";

/// How much is kept: 这里的内容共占 0.42 兆.
pub fn used(bytes: f64) -> String {
    [&with_size("这里的内容共占", bytes), "。"].concat()
}

/// 382 个服务站.
pub fn stations_count(count: usize) -> String {
    [&count.to_string(), " 个服务站"].concat()
}

/// 37 个区县.
pub fn districts_count(count: usize) -> String {
    [&count.to_string(), " 个区县"].concat()
}

/// What a download takes: 下载约 0.04 兆.
pub fn download_size(bytes: u32) -> String {
    match bytes {
        0..5_000 => with_size("下载", f64::from(bytes)),
        _ => with_size("下载约", f64::from(bytes)),
    }
}

/// 数据截至 10:32.
pub fn since(moment: &str) -> String {
    ["数据截至 ", moment].concat()
}

/// Words before a size: a space goes before a number only.
fn with_size(words: &str, bytes: f64) -> String {
    let size = size(bytes);
    let space = if size.starts_with("不到") { "" } else { " " };
    [words, space, &size].concat()
}

/// A size that a person can compare with the data left this month, which is counted in 兆.
fn size(bytes: f64) -> String {
    let hundredths = (bytes / 10_000.0).round() as u32;
    let number = match hundredths {
        0 => return "不到 0.01 兆".to_owned(),
        1..100 => decimal(hundredths, 100),
        100..995 => decimal((hundredths + 5) / 10, 10),
        _ => ((hundredths + 50) / 100).to_string(),
    };
    [&number, " 兆"].concat()
}

/// `number / scale` with the places that the scale (10 or 100) has.
fn decimal(number: u32, scale: u32) -> String {
    let places = (scale + number % scale).to_string();
    [&(number / scale).to_string(), ".", &places[1..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stand_well_in_a_sentence() {
        assert_eq!(used(466.0), "这里的内容共占不到 0.01 兆。");
        assert_eq!(used(420_000.0), "这里的内容共占 0.42 兆。");
        assert_eq!(download_size(2_964), "下载不到 0.01 兆");
        assert_eq!(download_size(5_000), "下载约 0.01 兆");
    }

    #[test]
    fn sizes_are_short() {
        let shown = [
            466.0,
            9_100.0,
            37_293.0,
            99_600.0,
            999_600.0,
            4_250_000.0,
            24_600_000.0,
        ]
        .map(size);
        assert_eq!(
            shown,
            [
                "不到 0.01 兆",
                "0.01 兆",
                "0.04 兆",
                "0.10 兆",
                "1.0 兆",
                "4.3 兆",
                "25 兆"
            ]
        );
    }
}
