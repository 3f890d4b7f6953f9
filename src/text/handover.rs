//! Words of handing an action over without a network: the page that shows its codes, and the page
//! that receives them.

use super::ui;

/// To the page that shows the codes.
pub const NO_NETWORK: &str = "没有网络？请工作人员代收";
/// Below it.
pub const NO_NETWORK_HINT: &str = "给工作人员扫码，或打电话念数字";

/// Title of the page that shows the codes.
pub const TITLE: &str = "请工作人员代收";
/// What it is for.
pub const LEAD: &str =
    "这台手机没有网络，也能把事情交出去：请工作人员或身边有网络的人，用老兵驿站扫上面的码。";
/// Heading of the code.
pub const CODE: &str = "给对方扫的码";
/// Below it.
pub const BRIGHT: &str = "给工作人员扫。扫不上时，请把屏幕调到最亮，隔一个手掌远。";
/// Before the code can be seen.
pub const MAKING: &str = "正在生成…";
/// Where the other finds the page that receives.
pub const HOW: [(&str, &str); 3] = [
    (
        "对方打开老兵驿站",
        "点「我的」，再点「代收」，选「用相机扫码」。",
    ),
    ("让对方对准您的屏幕", "整个码都要在对方的框里。"),
    (
        "等对方说「收到」",
        "对方当面念出姓名和事项，没错再点「确认代收」。",
    ),
];
/// Heading of the steps.
pub const HOW_TITLE: &str = "怎么交";
/// To the code before.
pub const BEFORE: &str = "上一个";
/// To the code after.
pub const AFTER: &str = "下一个";
/// Stops the turning.
pub const PAUSE: &str = "停住";
/// Turns by itself again.
pub const PLAY: &str = "自动换";
/// What the turning is.
pub const TURNS: &str = "内容多，分成几个码，会自动换。每个都扫到才算完。";
/// The same where nothing moves by itself.
pub const TURN_BY_HAND: &str = "内容多，分成几个码。对方扫到一个，您就点「下一个」。";
/// Heading: what is in the code.
pub const INSIDE: &str = "码里有什么";
/// Whom it names.
pub const INSIDE_TEXT: &str =
    "姓名、手机号、要办的事和您填的话。只给工作人员或您信得过的人扫，不要拍照发到网上。";
/// The same for what carries no name.
pub const INSIDE_NAMELESS: &str =
    "只有这一件事，没有姓名和手机号。只给工作人员或您信得过的人扫，不要拍照发到网上。";
/// Heading: what holds afterwards.
pub const STAYS: &str = "交出去以后";
/// What holds afterwards.
pub const STAYS_TEXT: &str = "这件事还留在这台手机上，现在还不算送达。等这台手机联网，问到服务器已经收下，才会显示「已送达」。两边都送出去也只算一次，不会重复。";
/// The same where nothing lasts.
pub const STAYS_MEMORY: &str = "现在还不算送达。这个浏览器不让存记录：关掉这一页，这台手机就忘了这件事，结果请向对方问。两边都送出去也只算一次，不会重复。";
/// Heading of the digits.
pub const SPOKEN: &str = "打电话时念这串数字";
/// What to do with them.
pub const SPOKEN_LEAD: &str = "请拨打下面的电话，从左到右、从上到下，一组一组地念：";
/// Heading: what will be asked.
pub const ASKED: &str = "对方还会问您";
/// What will be asked.
pub const ASKED_LIST: [&str; 4] = [
    "您的姓名",
    "您的手机号",
    "想说的话（可以不说；上门办理要说地址）",
    "听对方念个人信息处理告知，问您同不同意",
];
/// The digits carry the first time only.
pub const ASKED_TIMES: &str = "数字里只带得下第一个时间。别的时间请在电话里说。";
/// Name of the digits, for screen readers.
pub const DIGITS: &str = "交接数字";
/// Heading: it is not here any more, or has been settled.
pub const SETTLED: &str = "这件事不用再交了";
/// What that means.
pub const SETTLED_TEXT: &str = "它已经不在待发送里：多半是这台手机自己送到了。请看它现在怎样。";
/// It came back and is to be mended first.
pub const PARKED_TEXT: &str = "它没有成功，要先改一下，不能这样交出去。";
/// It waits for another action that is not handed over.
pub const BLOCKED_TEXT: &str = "它要等前一件事先送到。请先把前一件事交出去。";
/// It was heard over the telephone, so its owner alone could sign it.
pub const HEARD_TEXT: &str =
    "这是您在电话里替别人收下的，不能再转交。请等这台设备有网络时自己送出。";
/// The codes could not be made.
pub const FAILED: &str = "码没有生成";
/// What to do then.
pub const FAILED_TEXT: &str = "您填的内容都还在。请再试一次，或把事情当面说给工作人员听。";
/// To the action's own page.
pub const TO_ACTION: &str = "看这件事";

/// Title of the receiving page.
pub const RECEIVE: &str = "代收";
/// Below its link.
pub const RECEIVE_HINT: &str = "帮没有网络的人把事情送出去";
/// What it is for.
pub const RECEIVE_LEAD: &str =
    "别人的手机没有网络时，您在这里收下他要办的事，替他送出去。您这里没有网络也能先收下。";
/// Scans with the camera.
pub const SCAN: &str = "用相机扫码";
/// Reads a picture.
pub const PICTURE: &str = "选一张码的图片";
/// Types the digits.
pub const TYPE: &str = "输入电话里念的数字";
/// Heading while the camera is on.
pub const SCAN_TITLE: &str = "对准对方屏幕上的码";
/// The camera is being opened.
pub const CAMERA_OPENING: &str = "正在打开相机。手机问可不可以用相机时，请点「允许」。";
/// It looks for a code.
pub const LOOKING: &str = "把整个码放进框里，隔一个手掌远。";
/// Ends the scanning.
pub const STOP: &str = "不扫了";
/// Name of the picture of the camera, for screen readers.
pub const VIEWFINDER: &str = "相机画面";
/// The camera may not be used.
pub const CAMERA_DENIED: &str =
    "手机没有允许使用相机。可以在浏览器的设置里允许后再试，也可以选图片，或输入数字。";
/// There is no camera.
pub const CAMERA_ABSENT: &str =
    "这台设备没有相机，或这个浏览器不能用相机。可以选图片，或输入数字。";
/// The camera is in use.
pub const CAMERA_BUSY: &str =
    "相机正被别的应用用着。请关掉那个应用再试，也可以选图片，或输入数字。";
/// The reader could not be fetched.
pub const NO_READER: &str = "认码的部分还没有下载好。有信号时再试一次，或输入数字。";
/// Reading a picture.
pub const READING: &str = "正在看图片…";
/// No code in a picture.
pub const NO_CODE: &str = "这张图片里没有找到码。请选整个码都在、没有拍糊的图片。";
/// The file is no picture.
pub const NO_PICTURE: &str = "这个文件打不开，可能不是图片。请另选一张。";
/// Another app's code.
pub const FOREIGN: &str = "这不是老兵驿站的码。请让对方打开「请工作人员代收」那一页。";
/// A later version's code.
pub const NEWER: &str = "对方的老兵驿站比您的新。请先更新您的老兵驿站，再来收。";
/// To the page where updates are taken.
pub const TO_UPDATE: &str = "去更新";
/// A damaged code.
pub const DAMAGED: &str = "这个码没有看清，请再扫一次。";
/// A forged code.
pub const FORGED: &str = "这个码被人改过，不能收。请让对方重新打开那一页，再扫一次。";

/// Title where the digits are typed.
pub const TYPE_TITLE: &str = "对方念的数字";
/// What they are.
pub const TYPE_HINT: &str = "共 24 位，4 位一组。空格可以不打。";
/// Goes on.
pub const TYPE_GO: &str = "下一步";
/// No digits.
pub const TYPE_EMPTY: &str = "请把对方念的数字填在这里。";
/// Something that is no digit.
pub const TYPE_SYMBOLS: &str = "只能填数字。请去掉字母和符号。";
/// A digit was misheard.
pub const TYPE_WRONG: &str =
    "数字有误：可能有一位听错，或相邻两位写反了。请对方再念一遍，一组一组地核对。";
/// A service that is not in the catalogue here.
pub const TYPE_UNKNOWN: &str =
    "数字没有填错，但这台设备还不认识这个事项。请连上网络再试，或拨打 12345。";

/// Title of the questions on the telephone.
pub const ASK_TITLE: &str = "再问对方几句";
/// What the digits say.
pub const ASK_LEAD: &str = "数字里是这件事。请念给对方听，再问下面几样。";
/// The name.
pub const ASK_NAME: &str = "对方姓名";
/// The number.
pub const ASK_MOBILE: &str = "对方手机号";
/// Where it is from.
pub const ASK_MOBILE_HINT: &str = "要和对方在手机上填的一样，才能对上同一件事";
/// The note.
pub const ASK_NOTE: &str = "对方想说的话";
/// The note of a home visit.
pub const ASK_ADDRESS: &str = "上门的地址";
/// The question: other times.
pub const OTHERWISE: &str = "约满了怎么办？";
/// The answers: nothing else, any time, mornings, afternoons.
pub const OTHERWISE_CHOICES: [&str; 4] = [
    "只要上面这个时间",
    "两周内任意时间都可以",
    "两周内，只要上午",
    "两周内，只要下午",
];
/// Heading: the consent.
pub const ASK_CONSENT: &str = "请念给对方听";
/// Read out.
pub const CONSENT_READ: &str = "「您的姓名、手机号和要办的事，只给您选的服务站和它的上级办事用，您随时可以要求删除。您同意吗？」";
/// Ticked once agreed to.
pub const CONSENT_YES: &str = "对方说同意";
/// Read out for the second consent.
pub const SENSITIVE_READ: &str = "「退役军人这个身份，还有您说到的身体情况，是敏感个人信息，要您单独同意。只用来办这件事。您同意吗？」";
/// Ticked once agreed to.
pub const SENSITIVE_YES: &str = "对方说单独同意";

/// Title before it is taken.
pub const CHECK: &str = "核对后再收";
/// What to do.
pub const CHECK_LEAD: &str = "请把下面的内容念给对方听。没错，再点「确认代收」。";
/// Row: whose.
pub const WHO: &str = "替谁";
/// Row: what.
pub const MATTER: &str = "什么事";
/// Row: where.
pub const WHERE: &str = "服务站";
/// Row: way.
pub const WAY: &str = "办理方式";
/// Row: times.
pub const TIMES: &str = "想要的时间";
/// Row: mobile number.
pub const MOBILE: &str = "手机号";
/// Row: note.
pub const NOTE: &str = "留言";
/// The name is not in it.
pub const NO_NAME: &str = "码里没有姓名，请当面问清";
/// Takes it.
pub const TAKE: &str = "确认代收";
/// Does not take it.
pub const LEAVE: &str = "不收";
/// What happens then.
pub const TAKE_HINT: &str =
    "收下后先存在您这台设备上，联网后自动送出。送达以后，请把结果告诉对方。";
/// The same where nothing lasts.
pub const TAKE_HINT_MEMORY: &str =
    "这个浏览器不让存记录：送出之前请不要关掉这一页。送达以后，请把结果告诉对方。";
/// Taken before.
pub const AGAIN: &str = "这件事已经收过了";
/// What that means.
pub const AGAIN_TEXT: &str = "再收一次也只算一次。下面是它现在的情况。";
/// It could not be kept.
pub const NOT_TAKEN: &str = "没有存下，所以还没有收。请再试一次，或请对方打电话办。";

/// It is this device's own.
pub const OWN: &str = "这是您自己这台手机上的事，不用代收：还没送出的，联网后会自动送出；送出过的，在“我的”里能看到结果。";
/// To what waits.
pub const TO_OUTBOX: &str = "看待发送";
/// The form has a gap.
pub const INCOMPLETE: &str = "还有没填的。请回上一步补上。";
/// An action: a booking heard over the telephone.
pub const DO_BOOK_HEARD: &str = "电话预约";
/// Behind the moment at which it was taken.
pub const TAKEN: &str = " 收下";
/// Row: when it was taken.
pub const TAKEN_AT: &str = "收下时间";
/// Asks for what was refused anew.
pub const ASK_ANEW: &str = "改一改再送";
/// What follows from letting a refused one go.
pub const LET_GO_HINT: &str = "从这台设备去掉这条记录。请先把没有办成的原因告诉对方。";

/// Title of the result.
pub const RESULT: &str = "代收结果";
/// On the device.
pub const KEPT: &str = "已存本机，联网后自动送出";
/// The same where nothing lasts.
pub const KEPT_MEMORY: &str = "等着送出，先别关这一页";
/// What that means.
pub const KEPT_HINT: &str = "还没有送到服务站，请告诉对方：现在还不算约上。";
/// Being sent.
pub const SENDING: &str = "正在送出…";
/// At the server.
pub const RECEIVED: &str = "已送达";
/// What that means.
pub const RECEIVED_HINT: &str = "服务器已经收下。请告诉对方。";
/// The station did not take the booking.
pub const DECLINED_HINT: &str =
    "服务站没有接收这个预约，原因在对方手机上能看到。请告诉对方打电话问一问，或改一个时间。";
/// Granted.
pub const CONFIRMED: &str = "已确认";
/// Granted at another time.
pub const ADJUSTED: &str = "已约上，时间有调整";
/// Not granted.
pub const FAILED_TITLE: &str = "未成功";
/// What to do then.
pub const FAILED_NEXT: &str =
    "请告诉对方没有办成，为什么。对方可以在自己的手机上改好再交，也可以现在拨打 12345。";
/// The server had it before.
pub const BEFORE_US: &str = "服务器之前已经收到这件事了，结果一样，只算一次。";
/// What to tell the person.
pub const TELL: &str = "请把预约号和时间念给对方听";
/// The label of the reference.
pub const REFERENCE: &str = "预约号";
/// Receives the next.
pub const NEXT: &str = "再收一件";
/// Heading of the list.
pub const LOG: &str = "代收记录";
/// Below it.
pub const LOG_HINT: &str = "这台设备收过的事。姓名只留姓。";
/// Nothing has been taken.
pub const LOG_EMPTY: &str = "还没有收过。";
/// Clears the list.
pub const CLEAR: &str = "清除已办完的记录";
/// Asks.
pub const CLEAR_ASK: &str = "确定清除吗？";
/// What follows.
pub const CLEAR_HINT: &str = "只清除这台设备上的记录。已经送出的不受影响，还没有送出的会留着。";
/// Does not.
pub const CLEAR_NO: &str = "先留着";
/// No such record.
pub const UNKNOWN: &str = "这台设备上没有这条代收记录";
/// What to do then.
pub const UNKNOWN_HINT: &str = "可能已经清除。可以请对方看自己的手机，或用预约号查。";
/// To the receiving page.
pub const TO_RECEIVE: &str = "去代收";

/// Before an action that has been handed over is changed or deleted.
pub const HANDED: &str = "这件事已经给人扫过码或念过数字，对方可能已经替您送出。现在改或删，可能会变成两件。请先问一问对方，或联网看看结果。";

/// Before one is cancelled.
pub const HANDED_CANCEL: &str = "这件事已经给人扫过码或念过数字，对方可能已经替您约上了。取消的请求会跟在后面送出，送到以后才算取消。";

/// 第 1 个，共 3 个.
pub fn turn(at: usize, of: usize) -> String {
    ["第 ", &at.to_string(), " 个，共 ", &of.to_string(), " 个"].concat()
}

/// What a screen reader says of a code.
pub fn code(at: usize, of: usize) -> String {
    if of > 1 {
        ["二维码，", &turn(at, of)].concat()
    } else {
        "二维码".to_owned()
    }
}

/// How many codes have been read.
pub fn have(have: usize, of: usize) -> String {
    ["已扫到 ", &ui::of(have, of), " 个，请接着对准下一个。"].concat()
}

/// Too few or too many digits.
pub fn length(count: usize, right: usize) -> String {
    [
        "应为 ",
        &right.to_string(),
        " 位数字，您填了 ",
        &count.to_string(),
        " 位。",
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(code(1, 1), "二维码");
        assert_eq!(code(2, 3), "二维码，第 2 个，共 3 个");
        assert_eq!(have(1, 3), "已扫到 1 / 3 个，请接着对准下一个。");
        assert_eq!(length(23, 24), "应为 24 位数字，您填了 23 位。");
    }
}
