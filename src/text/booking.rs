//! Words of the booking wizard and of what comes after it.

use model::error::PassedOver;
use model::person::OnBehalf;
use model::reference::Reference;
use model::slot::{Refusal, SlotStart, Way};
use model::tier::Tier;

use super::{dates, my};

/// Title while the draft is being read.
pub const TITLE: &str = "预约办理";
/// Goes on to the following question.
pub const GO_ON: &str = "下一步";
/// Back to the check page, when one answer was changed.
pub const GO_CHECK: &str = "改好了";

/// At the end of each question.
pub const ASK: &str = "不会填？打 12345 问一问";
/// The browser's storage does not work.
pub const BROKEN: &str =
    "这个浏览器现在存不了东西，提交不了。请把浏览器完全关掉再打开，或拨打 12345。";

/// Heading: a draft was found.
pub const RESUME: &str = "接着上次的填吗？";
/// What it is.
pub const RESUME_HINT: &str = "您上次填到一半，内容都还在：";
/// Goes on with it.
pub const RESUME_GO: &str = "接着填";
/// Drops it.
pub const RESUME_NEW: &str = "不要了，重新开始";
/// Another draft waits behind this one.
pub const ASIDE: &str = "您另有一份没填完的预约，已经留好了，这一份交了以后可以接着填。";
/// To that one, once this one is submitted.
pub const ASIDE_GO: &str = "接着填另一份预约";

/// Question: what for.
pub const SERVICE: &str = "您要办什么事？";
/// Below it.
pub const SERVICE_HINT: &str = "点一下就选好了。拿不准的，选最接近的，到时再跟工作人员说。";
/// Beside the service chosen before.
pub const CHOSEN: &str = "已选";
/// A service from a link that does not exist.
pub const NOT_A_SERVICE: &str = "没有找到您刚才看的事项，可能改了名。请在下面选。";
/// A service from a link that cannot be booked.
pub const NOT_BOOKABLE: &str =
    "您刚才看的这件事不用预约，可以直接去服务站或打电话问。要约别的事，请在下面选。";

/// Question: how.
pub const WAY: &str = "您想用哪种方式办？";
/// At the error.
pub const WAY_MISSING: &str = "请选一种办理方式。";

/// Question: where.
pub const STATION: &str = "去哪个服务站办？";
/// Question: which station, for a home visit or a call.
pub const STATION_FOR_VISIT: &str = "由哪个服务站来办？";
/// At the error.
pub const STATION_MISSING: &str = "请选一个服务站。";
/// Heading: my own station.
pub const MINE: &str = "我的服务站";
/// Heading: the station chosen.
pub const STATION_CHOSEN: &str = "选好的服务站";
/// Heading: find another by name.
pub const OTHER_STATION: &str = "换一个服务站";
/// Heading: find one by name.
pub const FIND_STATION: &str = "按名称找";
/// Heading: find one level by level.
pub const DRILL: &str = "一级一级找";
/// To the top again.
pub const DRILL_TOP: &str = "全市";
/// Chooses.
pub const CHOOSE_THIS: &str = "选这个站";
/// Makes it my station as well.
pub const MAKE_MINE: &str = "也设为我的服务站";

/// Before the station's name, above the times.
pub const AT_STATION: &str = "服务站：";
/// Question: when.
pub const TIME: &str = "您哪天方便？";
/// Below it.
pub const TIME_HINT: &str = "最多点三个时间，先点的先排。第一个约满了，就给您排第二个。";
/// Times are being fetched.
pub const TIME_LOADING: &str = "正在取可约时间…";
/// They are slow to come; one may choose already.
pub const TIME_ASKING: &str = "网络有点慢，余号还在取。您可以先选时间。";
/// No network, nothing known.
pub const TIME_GUESSED: &str = "没有网络，余号未知，提交后按顺序为您安排。";
/// No network, an older answer.
pub const TIME_KEPT: &str = "没有网络，余号可能变了，提交后按顺序为您安排。";
/// The hours are the usual ones.
pub const HOURS_UNPUBLISHED: &str =
    "这个站的办公时间还没有登记，下面按通常的时间排，以服务站答复为准。";
/// Asks again.
pub const TIME_AGAIN: &str = "重新取一次";
/// A day without hours.
pub const DAY_CLOSED: &str = "休息";
/// A day whose places are gone.
pub const DAY_FULL: &str = "已满";
/// A day with places.
pub const DAY_OPEN: &str = "可约";
/// Nothing at all can be had.
pub const NO_TIMES: &str = "这个站近期没有可约的时间。可以换一个服务站，或打电话问一问。";
/// Nothing on the day shown.
pub const NO_TIMES_DAY: &str = "这一天没有可约的时间，请点别的日子。";
/// Heading: what was chosen.
pub const PICKS: &str = "您选的时间";
/// Three are chosen, a fourth was tapped.
pub const THREE_ONLY: &str = "最多选三个。想换的话，先去掉一个。";
/// Any time.
pub const ANY_TIME: &str = "这几天任意时间都可以";
/// What it does.
pub const ANY_TIME_HINT: &str = "上面选的都约满了，就在这几天里给您排最早的。";
/// How long "these days" are.
pub const ANY_TIME_SPAN: &str = "哪几天？";
/// Which half of the day.
pub const ANY_TIME_PART: &str = "什么时段？";
/// 7, 14, 30 days.
pub const SPANS: [&str; 3] = ["一周内", "两周内", "30 天内"];
/// Any, morning, afternoon.
pub const PARTS: [&str; 3] = ["全天都行", "只要上午", "只要下午"];
/// The time held now, on the page that changes it.
pub const HELD: &str = "现在约的是";

/// Question: for whom.
pub const WHO: &str = "为谁预约？";
/// At the error.
pub const WHO_MISSING: &str = "请选为谁预约。";
/// Myself.
pub const WHO_ME: &str = "为我自己";
/// Somebody else.
pub const WHO_OTHER: &str = "替家人或战友";
/// Below it.
pub const WHO_OTHER_HINT: &str = "要先得到他（她）本人同意";
/// The consent of the other.
pub const WHO_AGREED: &str = "他（她）本人知道，并同意我代为预约";
/// At the error.
pub const WHO_AGREED_MISSING: &str = "替别人预约，要先得到他（她）本人同意，请勾选。";

/// Question: whose name.
pub const PERSON_ME: &str = "怎么联系您？";
/// Question: whose name, for another.
pub const PERSON_OTHER: &str = "办事的人是谁？";
/// Below it.
pub const PERSON_HINT: &str = "不用填身份证号。";
/// The field.
pub const NAME_ME: &str = "您的姓名";
/// The field.
pub const NAME_OTHER: &str = "办事人的姓名";
/// The field.
pub const MOBILE: &str = "手机号";
/// What it is for.
pub const MOBILE_HINT: &str = "11 位。只用来联系这次预约的事。";
/// What it is for, for another.
pub const MOBILE_OTHER_HINT: &str = "11 位，填您的或办事人的都行，能打通就好。";
/// The field.
pub const NOTE: &str = "想说的话";
/// The same for a home visit, where the address is told in it.
pub const NOTE_VISIT: &str = "上门地址和想说的话";
/// What might be said.
pub const NOTE_HINT: &str = "例如：腿脚不便、听力不好。身体情况不必细写。";
/// For a home visit.
pub const NOTE_VISIT_HINT: &str =
    "先写上门的地址和楼层，例如：凤鸣路 8 号 2 单元 3 楼。还有想说的，接着写在后面。";
/// For a call.
pub const NOTE_CALL_HINT: &str = "可以先写想问什么，工作人员好准备。";
/// Before the consent.
pub const CONSENT_LEAD: &str = "您的姓名、手机号和要办的事，只给您选的服务站和它的上级办事用。";
/// To the notice.
pub const CONSENT_LINK: &str = "看个人信息处理告知";
/// The consent.
pub const CONSENT: &str = "我看过告知，同意处理我的个人信息";
/// The consent of its own to what is sensitive.
pub const SENSITIVE: &str = "我单独同意处理敏感个人信息";
/// What that is.
pub const SENSITIVE_HINT: &str = "就是退役军人这个身份，还有您写到的身体情况。只用来办您要办的事。";

/// Title: check.
pub const CHECK: &str = "看看对不对";
/// Below it.
pub const CHECK_HINT: &str = "点「修改」可以改，改完回到这里。";
/// Submits.
pub const SUBMIT: &str = "提交预约";
/// Being kept.
pub const SUBMITTING: &str = "正在保存…";
/// Below the button.
pub const SUBMIT_HINT: &str = "没有网络也能提交：先存在这台手机上，有信号时自动送达。";
/// The same, where nothing can be kept.
pub const SUBMIT_HINT_MEMORY: &str =
    "这个浏览器不让存记录，请在有信号时提交，送达前不要关掉这一页。";
/// Storage failed.
pub const NOT_KEPT: &str =
    "没有存成，还没有提交。您填的内容都还在，请再点一次「提交预约」，或拨打 12345。";
/// Another version of the app has taken the storage over.
pub const OUTDATED: &str =
    "这一页是旧版本，存不了，还没有提交。请点「重新打开」，看一遍内容，再点一次提交。";
/// The device is full.
pub const STORAGE_FULL: &str =
    "这台手机的存储空间满了，没有存成。请删掉一些照片或应用，再点一次「提交预约」。";
/// The form was submitted in another tab with other answers.
pub const TAKEN: &str =
    "这份预约已经提交过了，和您现在填的不一样。先看看已提交的；要的话，可以再约一份。";
/// Submits it as another booking.
pub const ONE_MORE: &str = "再约一份";
/// The refused booking was settled meanwhile.
pub const MENDED_ELSEWHERE: &str = "这次预约已在别处改过，请在「我的」里看最新情况。";

/// Rows of the check page.
pub const ROW_SERVICE: &str = "办什么事";
/// Rows of the check page.
pub const ROW_WAY: &str = "办理方式";
/// Rows of the check page.
pub const ROW_STATION: &str = "服务站";
/// Rows of the check page.
pub const ROW_TIME: &str = "时间";
/// Rows of the check page.
pub const ROW_WHO: &str = "为谁预约";
/// Rows of the check page.
pub const ROW_PERSON: &str = "姓名和手机号";
/// Nothing was written.
pub const NO_NOTE: &str = "没有写";

/// Heading, while it is being sent.
pub const SENDING: &str = "正在送达…";
/// What is safe by now.
pub const SENDING_HINT: &str = "已经存好了，请稍等几秒。";
/// The same, where nothing can be kept.
pub const SENDING_MEMORY_HINT: &str = "请稍等几秒，不要关掉这一页。";
/// Heading, kept here.
pub const KEPT: &str = "已存本机，联网后自动送达";
/// What that means.
pub const KEPT_HINT: &str =
    "还没有约上。手机有信号时会自动送到服务站，结果显示在这里，您不用再填一遍。";
/// Heading, not delivered and nothing can be kept.
pub const KEPT_MEMORY: &str = "还没有送达，请不要关掉这一页";
/// What that means.
pub const KEPT_MEMORY_HINT: &str =
    "还没有约上。这个浏览器不让存记录。有信号时会自动送到服务站，结果显示在这里。";
/// Heading: the first wish was won.
pub const CONFIRMED: &str = "预约已确认";
/// Heading: another wish was won.
pub const ADJUSTED: &str = "约上了，时间有调整";
/// Heading: refused.
pub const FAILED: &str = "没有约上";
/// What is kept.
pub const FAILED_KEPT: &str = "您填的内容都还在，改一下就能再提交。";
/// Heading: cancelled.
pub const CANCELLED: &str = "预约已取消";
/// Heading: done.
pub const SERVED: &str = "已经办完";
/// Heading: not come.
pub const NO_SHOW: &str = "这次没有到";
/// Below those.
pub const PAST_HINT: &str = "需要的话，可以再约一次。";
/// A change or cancellation waits.
pub const ENDING: &str = "取消的请求已存本机，联网后自动送达。";
/// The same, where nothing can be kept.
pub const ENDING_MEMORY: &str = "取消的请求还没有送达，请不要关掉这一页。";
/// The record is gone.
pub const UNKNOWN: &str = "这台手机上没有这个预约";
/// What to do then.
pub const UNKNOWN_HINT: &str = "可能已从这台手机删除。有预约号的，可以在「我的」里查。";

/// Heading: what happens next.
pub const NEXT: &str = "接下来";
/// Heading: materials.
pub const BRING: &str = "要带的材料";
/// No materials are known.
pub const BRING_NONE: &str = "要带什么没有查到，请先打电话问一问。";
/// The reference.
pub const REFERENCE: &str = "预约号";
/// What it is good for.
pub const REFERENCE_HINT: &str = "到站或打电话时，报这个号";
/// Before it is granted.
pub const NO_REFERENCE: &str = "预约号送达后才有";
/// Other times.
pub const OTHER_TIMES: &str = "另选时间";
/// Mends and sends again.
pub const MEND: &str = "修改后再提交";
/// Rings the station.
pub const CALL_STATION: &str = "给服务站打电话";
/// Calendar.
pub const CALENDAR: &str = "存到日历";
/// Prints.
pub const PRINT: &str = "打印";
/// Shares.
pub const SHARE: &str = "发给家人";
/// Sends by text message.
pub const SMS: &str = "发短信";
/// The text was copied.
pub const COPIED: &str = "已复制，可以粘贴到微信发给家人。";
/// Neither is possible.
pub const SHARE_FAILED: &str = "这个浏览器不能分享，可以截图保存。";
/// To my bookings.
pub const TO_MY: &str = "看我的预约";
/// To the outbox.
pub const TO_OUTBOX: &str = "看待发送的内容";
/// Once more.
pub const BOOK_AGAIN: &str = "再约一次";
/// To the first page.
pub const TO_HOME: &str = "回首页";

/// The label of the note; `visit`: for a home visit.
pub fn note(visit: bool) -> &'static str {
    if visit { NOTE_VISIT } else { NOTE }
}

/// A way, as an answer.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::AtStation => "我到服务站办",
        Way::HomeVisit => "请工作人员上门",
        Way::CallBack => "请服务站给我打电话",
    }
}

/// What a way means.
pub fn way_hint(way: Way) -> &'static str {
    match way {
        Way::AtStation => "约好时间去，少排队",
        Way::HomeVisit => "80 岁以上、生活不能自理或卧床的",
        Way::CallBack => "先在电话里问清楚，不用跑路",
    }
}

/// Why a station was exchanged for one above: `service` is done on other tiers.
pub fn done_above(chosen: &str, above: &str) -> String {
    [chosen, "不办这件事，由上级的", above, "办理。"].concat()
}

/// A station's tier is too high: the service is done further down.
pub fn done_below(tier: Tier) -> &'static str {
    match tier {
        Tier::Village => "这件事在村、社区的服务站办，请再往下选。",
        Tier::Township => "这件事在乡镇、街道的服务站办，请再往下选。",
        Tier::City | Tier::District => "这件事在区县的服务中心办，请再往下选。",
    }
}

/// Where a service is done: 这件事在乡镇街道、区县办。
pub fn done_at(tiers: &[Tier]) -> String {
    let mut words = String::from("这件事在");
    for (index, tier) in tiers.iter().rev().enumerate() {
        if index > 0 {
            words.push('、');
        }
        words.push_str(match tier {
            Tier::City => "市里",
            Tier::District => "区县",
            Tier::Township => "乡镇街道",
            Tier::Village => "村和社区",
        });
    }
    words.push_str("的服务站办。");
    words
}

/// The holidays of a year are not published.
pub fn year_unpublished(year: u16) -> String {
    [
        &year.to_string(),
        " 年的放假安排还没有公布，节假日以服务站答复为准。",
    ]
    .concat()
}

/// How long a visit takes.
pub fn takes(way: Way, minutes: u16) -> String {
    let before = match way {
        Way::AtStation => "每次安排 ",
        Way::HomeVisit => "上门安排 ",
        Way::CallBack => "通话安排 ",
    };
    [before, &minutes.to_string(), " 分钟。"].concat()
}

/// A choice that cannot be had (any more): 第①个时间：这个时间已约满。
pub fn choice_refused(rank: usize, reason: Refusal) -> String {
    let circled = my::circled(rank as u8);
    [
        "第",
        circled,
        "个时间约不上：",
        reason.message(),
        "，请换一个。",
    ]
    .concat()
}

/// Why choices sent before were refused, in one sentence each.
pub fn refused(passed_over: &PassedOver) -> String {
    my::passed_over(passed_over.rank, passed_over.reason)
}

/// A slot whose weekday and time of day are never broken across lines: 11月25日（周三）上午9:30.
pub fn unbroken(slot: SlotStart) -> String {
    // Browsers break between a character and a digit; a word joiner forbids it.
    let half = dates::half(slot.minute);
    let time = dates::time(slot.minute);
    let clock = time.strip_prefix(half).unwrap_or(&time);
    let joined = half.replace('午', "\u{2060}午\u{2060}");
    let day = dates::day(slot.date).replace('周', "周\u{2060}");
    [&day, &joined, clock].concat()
}

/// A chosen slot, with its rank: ① 11月25日（周三）上午9:30.
pub fn ranked(rank: usize, slot: SlotStart) -> String {
    [my::circled(rank as u8), " ", &unbroken(slot)].concat()
}

/// The window: 7 天内任意时间，只要上午.
pub fn any_time(days: i32, part: &str) -> String {
    ["都不行的话：", &days.to_string(), " 天内任意时间，", part].concat()
}

/// For whom.
pub fn who(who: OnBehalf) -> &'static str {
    match who {
        OnBehalf::Myself => WHO_ME,
        OnBehalf::OtherWithConsent => "替别人（已得到本人同意）",
    }
}

/// 138 1234 5678: digits in groups, as they are read aloud; anything else as typed.
pub fn grouped_mobile(mobile: &str) -> String {
    match (mobile.get(..3), mobile.get(3..7), mobile.get(7..)) {
        (Some(a), Some(b), Some(c)) if mobile.len() == 11 => [a, " ", b, " ", c].concat(),
        _ => mobile.to_owned(),
    }
}

/// Takes name and number of the last booking: 用上次填的：王建国，199 1234 5678.
pub fn as_before(name: &str, mobile: &str) -> String {
    ["用上次填的：", name, "，", &grouped_mobile(mobile)].concat()
}

/// Whoever calls or comes: what never to tell them.
const SAFE: &str = "拿不准就拨打 12345 问一问。不要告诉任何人验证码和银行卡密码。";

/// What happens after a booking that was granted. Says nothing about the station's ways that is
/// not known: who calls first, what is asked, what it costs. `lasts`: the booking can be found
/// under 我的 later.
pub fn next_steps(way: Way, station: &str, lasts: bool) -> Vec<(String, String)> {
    let step = |name: &str, more: String| (name.to_owned(), more);
    let undo = if lasts {
        "在「我的」里改时间或取消"
    } else {
        "用预约号和手机号查到这次预约，改时间或取消"
    };
    match way {
        Way::AtStation => vec![
            step(
                "备好材料",
                "缺了哪样，先打电话问一问，免得白跑。".to_owned(),
            ),
            step("按时到站", ["到", station, "，报预约号。"].concat()),
            step("有事去不了", [undo, "，把位置让给战友。"].concat()),
        ],
        Way::HomeVisit => vec![
            step("在家等候", ["约的是", station, "上门。"].concat()),
            step("认准工作人员", SAFE.to_owned()),
            step("有事不在家", [undo, "。"].concat()),
        ],
        Way::CallBack => vec![
            step("留意电话", ["约的是", station, "打来电话。"].concat()),
            step("认准服务站", SAFE.to_owned()),
            step("时间不便", [undo, "。"].concat()),
        ],
    }
}

/// What is shared or sent by text message about a booking that was granted.
pub fn shared(service: &str, when: &str, place: &str, reference: Reference) -> String {
    [
        "【老兵驿站】预约：",
        service,
        "\n时间：",
        when,
        "\n服务站：",
        place,
        "\n",
        REFERENCE,
        " ",
        &reference.grouped(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_grouped() {
        assert_eq!(grouped_mobile("13812345678"), "138 1234 5678");
        assert_eq!(grouped_mobile("138"), "138");
        assert_eq!(
            grouped_mobile("一二三四五六七八九十一"),
            "一二三四五六七八九十一"
        );
    }

    #[test]
    fn tiers_are_listed_from_the_nearest() {
        assert_eq!(
            done_at(&[Tier::District, Tier::Township]),
            "这件事在乡镇街道、区县的服务站办。"
        );
    }

    #[test]
    fn what_is_shared_says_what_where_when() {
        let text = shared(
            "优待证申领",
            "11月25日（周三）上午9:30",
            "凤鸣路社区退役军人服务站",
            Reference::from_number(12),
        );
        assert_eq!(
            text,
            "【老兵驿站】预约：优待证申领\n时间：11月25日（周三）上午9:30\n\
             服务站：凤鸣路社区退役军人服务站\n预约号 000 000 125"
        );
    }

    #[test]
    fn nothing_is_promised_for_the_station() {
        for way in [Way::AtStation, Way::HomeVisit, Way::CallBack] {
            for lasts in [true, false] {
                let mut mine = false;
                for (name, more) in next_steps(way, "凤鸣路社区退役军人服务站", lasts) {
                    let words = [name, more].concat();
                    for promise in ["会", "不收费", "分钟"] {
                        assert!(!words.contains(promise), "{words}");
                    }
                    mine |= words.contains("「我的」");
                }
                assert_eq!(mine, lasts, "only where it can be found there later");
            }
        }
    }

    #[test]
    fn reasons_name_the_choice() {
        assert_eq!(
            choice_refused(2, Refusal::Past),
            "第②个时间约不上：这个时间已过，或马上就到，来不及预约了，请换一个。"
        );
    }
}
