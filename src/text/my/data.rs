//! My data, the look-up from another device, settings, and where records are kept.

/// Records are in memory only.
pub const MEMORY_ONLY: &str = "这个浏览器不让存记录（可能是无痕模式）。关掉页面，没送出去的内容就没有了。\
     请联网提交，或换一个浏览器打开。";
/// Another tab holds an older version.
pub const NEEDS_RELOAD: &str = "老兵驿站有两个版本同时开着。请关掉其他页面，再重新打开这一页。";
/// The storage does not work.
pub const BROKEN: &str = "您的记录现在打不开，都还在这台设备上，没有删。请重新打开这一页；还不行，请把浏览器关掉再打开。";
/// Loads anew.
pub const RELOAD: &str = "重新打开";
/// Title of the look-up.
pub const LOOK_UP_TITLE: &str = "用预约号查";
/// What is needed.
pub const LOOK_UP_LEAD: &str = "在别的手机、电脑上约的，填这两样就能在这里看到，也能改时间或取消。";
/// The field.
pub const LOOK_UP_REFERENCE: &str = "预约号";
/// An example.
pub const LOOK_UP_REFERENCE_HINT: &str = "9 位数字，在预约成功的页面上";
/// The field.
pub const LOOK_UP_MOBILE: &str = "手机号";
/// Which one.
pub const LOOK_UP_MOBILE_HINT: &str = "预约时填的手机号，11 位";
/// Nothing is written in it.
pub const LOOK_UP_REFERENCE_EMPTY: &str = "请填写 9 位预约号。";
/// Asks.
pub const LOOK_UP_GO: &str = "查询";
/// On the way.
pub const LOOK_UP_WAIT: &str = "正在查询…";
/// No answer.
pub const LOOK_UP_OFFLINE: &str =
    "现在连不上服务器，查不了。您填的内容都还在，有信号时再试，或拨打 12345。";
/// Title of my data.
pub const DATA_TITLE: &str = "我的数据";
/// Below it.
pub const DATA_LEAD: &str = "这台设备上存了什么、服务器上存了什么，都在这里看、导出、删除。";
/// Heading: on this device.
pub const DATA_HERE: &str = "存在这台设备上的";
/// How it is kept.
pub const DATA_ENCRYPTED: &str = "加了密存在这个浏览器里，钥匙不离开这台设备。";
/// How it is kept.
pub const DATA_MEMORY: &str = "没有存到这台设备上，关掉页面就没有了。";
/// Nothing.
pub const DATA_NOTHING: &str = "这台设备上没有您的个人信息。";
/// Heading: export.
pub const EXPORT: &str = "导出";
/// What it is.
pub const EXPORT_HINT: &str = "存成一份文件，可以自己留着，也可以给别人看。文件没有加密，请收好。";
/// Saves the file.
pub const EXPORT_GO: &str = "导出成文件";
/// Saved.
pub const EXPORTED: &str = "已存成文件，一般在「下载」里。";
/// Could not.
pub const EXPORT_FAILED: &str = "这个浏览器存不了文件。请换一个浏览器再试。";
/// Heading: delete.
pub const ERASE_HERE: &str = "从这台设备删除";
/// What it does.
pub const ERASE_HERE_HINT: &str = "删掉这台设备上的预约、登记、待发送和没填完的内容。已经送到服务站的预约仍然有效。\
     删除前请记下预约号。";
/// What waits would be lost, but for what somebody else may bring.
pub const ERASE_WAITING: &str =
    "还有没送出去的内容，删除后这台设备不会再送。给人扫过码、念过数字的，对方仍可能替您送到。";
/// What waits would be lost; the server refuses it from whoever was given a code.
pub const ERASE_SERVER_WAITING: &str = "还有没送出去的内容，删除后服务站不会收到，给人扫过码的也不会。\
     在电话里念过数字的，请再打电话取消。";
/// Does it.
pub const ERASE_HERE_GO: &str = "从这台设备删除";
/// Asks.
pub const ERASE_HERE_ASK: &str = "确定全部删除吗？";
/// Does not.
pub const ERASE_NO: &str = "先不删";
/// Done.
pub const ERASED_HERE: &str = "这台设备上的个人信息已删除。";
/// Could not.
pub const ERASE_FAILED: &str = "没有删成。请再试一次。";
/// Heading: at the server.
pub const ERASE_SERVER: &str = "撤回同意，请服务器删除";
/// What it does.
pub const ERASE_SERVER_HINT: &str = "没到时间的预约会取消，志愿者登记会退出，服务器删掉姓名、手机号和留言。这台设备上的也一起删除。";
/// Does it, for one booking.
pub const ERASE_SERVER_GO: &str = "请服务器删除";
/// Asks.
pub const ERASE_SERVER_ASK: &str = "确定连服务器上的一起删除吗？";
/// Sent.
pub const ERASE_SERVER_SENT: &str =
    "这台设备上的已删除。给服务器的删除请求已记下，联网后自动送达。";
/// Sent, where nothing can be kept.
pub const ERASE_SERVER_SENT_MEMORY: &str =
    "这台设备上的已删除。给服务器的删除请求联网后自动送达，送达之前请不要关掉这一页。";
/// To the notice.
pub const NOTICE: &str = "个人信息处理告知";
/// Title of the settings.
pub const SETTINGS_TITLE: &str = "设置";
/// Heading: size of the type.
pub const SIZE: &str = "字号";
/// The sizes.
pub const SIZES: [(&str, &str); 3] = [
    ("标准", "正文 18 号"),
    ("长辈版", "字大、按钮大"),
    ("长辈版特大", "字最大，正文 30 号"),
];
/// A line in the size chosen.
pub const SIZE_SAMPLE: &str = "选好马上变，下次打开还是这样。";
/// Heading: where records are kept.
pub const KEEPING: &str = "记录存在哪里";
/// On the device.
pub const KEEPING_DEVICE: &str = "加密存在这台设备的浏览器里。";
/// Not open yet.
pub const KEEPING_OPENING: &str = "正在打开…";
/// Heading: version.
pub const VERSION: &str = "版本";
/// A newer one is ready.
pub const UPDATE_READY: &str = "有新版本";
/// What happens.
pub const UPDATE_HINT: &str = "更新时这一页会重新打开，存好的内容都还在。";
/// What happens where nothing can be kept.
pub const UPDATE_HINT_MEMORY: &str =
    "更新时这一页会重新打开。这个浏览器不让存记录，没送出去的内容会丢，请等送达了再更新。";
/// Takes it.
pub const UPDATE: &str = "现在更新";
/// It is the newest.
pub const UP_TO_DATE: &str = "已是最新下载的版本。有新版本时会在这里提醒。";
/// Kept here: bookings.
pub const DATA_BOOKINGS: &str = "预约";
/// Kept here: registrations.
pub const DATA_VOLUNTEERS: &str = "志愿者登记";
/// Kept here: actions.
pub const DATA_WAITING: &str = "待发送和要您看的";
/// Kept here: rows that cannot be read.
pub const DATA_UNREADABLE: &str = "打不开的记录";
/// What they hold.
pub const DATA_WHAT: &str = "里面有姓名、手机号、要办的事、时间和留言。没填完的表、材料勾选和最近看过的空余时间也在这台设备上。";
/// What a deletion is.
pub const ERASE_FOR_GOOD: &str = "删除后找不回来。";
/// Name of the exported file.
pub const FILE_NAME: &str = "老兵驿站-我的数据.json";
/// Nothing found.
pub const LOOK_UP_NOT_FOUND: &str =
    "没有找到。请核对预约号，手机号要填预约时用的那个。还是查不到，请拨打 12345。";
/// Storage failed.
pub const NOT_KEPT: &str = "这台设备存不下，没有办成。请清理一些空间再试。";
/// Storage failed for another reason.
pub const STORE_FAILED: &str = "没有存成，原来的内容没有变。请再试一次。";
/// The records cannot be read.
pub const UNREADABLE: &str = "您的记录没有打开";
/// What to do then.
pub const UNREADABLE_HINT: &str = "浏览器暂时读不出来，内容没有丢。请再试一次，或关掉重新打开。";

/// Rows that cannot be read.
pub fn unreadable(count: usize) -> String {
    [
        "有 ",
        &count.to_string(),
        " 条记录打不开，没有删除。可能要更新到新版本，或浏览器清过数据。",
    ]
    .concat()
}

/// How many seconds or minutes until the next try.
pub fn retry_after(seconds: u32) -> String {
    if seconds < 90 {
        return [
            "试得太多了，请等 ",
            &seconds.max(1).to_string(),
            " 秒再查。急事请拨打 12345。",
        ]
        .concat();
    }
    [
        "试得太多了，请等 ",
        &seconds.div_ceil(60).to_string(),
        " 分钟再查。急事请拨打 12345。",
    ]
    .concat()
}

/// How many bookings, registrations, waiting actions and drafts are kept.
pub fn data_row(what: &str, count: usize) -> String {
    [what, "：", &count.to_string(), " 条"].concat()
}
