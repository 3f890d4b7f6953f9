//! Why a field was not taken, and the words for it. Said by the app at the field and by the
//! server in its envelope, so it is written once.

use crate::person::{MobileError, NAME_MAX, NOTE_MAX, NameError, NoteError};
use crate::reference::ReferenceError;
use crate::slot::Refusal;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`message` says each in words")]
pub enum Problem {
    Name(NameError),
    Mobile(MobileError),
    Note(NoteError),
    Reference(ReferenceError),
    NoAddress,
    NoConsent,
    NoSensitiveConsent,
    NoChoice,
    TooManyChoices,
    SameChoiceTwice,
    WindowBackwards,
    UnknownService,
    ServiceNotBookable,
    WayNotOffered,
    UnknownStation,
    ServiceNotHere,
    NoRole,
    NoAvailability,
    TooManyEntries,
}

impl Problem {
    /// What a person reads beside the field: what is wrong and what to do.
    pub fn message(self) -> String {
        let text = match self {
            Self::Name(error) => return name(error),
            Self::Mobile(error) => return mobile(error),
            Self::Note(error) => return note(error),
            Self::Reference(error) => return reference(error),
            Self::NoAddress => "请写上门的地址，工作人员才找得到您。",
            Self::NoConsent => "请先阅读并同意个人信息处理告知。",
            Self::NoSensitiveConsent => "敏感个人信息要您单独同意，请再勾选一项。",
            Self::NoChoice => "请至少选一个时间，或选“这几天任意时间都可以”。",
            Self::TooManyChoices => "最多选三个时间，请去掉多余的。",
            Self::SameChoiceTwice => "同一个时间选了两次，请去掉一个。",
            Self::WindowBackwards => "日期范围不对：结束日期应不早于开始日期，且不超过 30 天。",
            Self::UnknownService => "没有这个服务事项，请重新选择。",
            Self::ServiceNotBookable => "这个事项不用预约，可直接到站或拨打电话咨询。",
            Self::WayNotOffered => "这个事项不支持这种办理方式，请换一种。",
            Self::UnknownStation => "没有这个服务站，请重新选择。",
            Self::ServiceNotHere => "这个服务站不办理该事项，请选择上级服务站。",
            Self::NoRole => "请至少选一个想参加的岗位。",
            Self::NoAvailability => "请至少选一个您方便的时间。",
            Self::TooManyEntries => "选得太多了，请去掉一些。",
        };
        text.to_owned()
    }
}

fn counted(before: &str, count: usize, after: &str) -> String {
    let mut text = String::from(before);
    text.push_str(&count.to_string());
    text.push_str(after);
    text
}

fn name(error: NameError) -> String {
    match error {
        NameError::Empty => "请填写姓名。".to_owned(),
        NameError::TooLong(count) => {
            let mut text = counted("姓名最多 ", NAME_MAX, " 个字，您填了 ");
            text.push_str(&counted("", count, " 个。"));
            text
        }
        NameError::Symbols => "姓名里不能有数字或符号，请只填写姓名。".to_owned(),
    }
}

fn mobile(error: MobileError) -> String {
    match error {
        MobileError::Empty => "请填写手机号，方便服务站联系您。".to_owned(),
        MobileError::Length(count) => counted("手机号应为 11 位数字，您填了 ", count, " 位。"),
        MobileError::Prefix => "手机号应以 13 到 19 开头，请核对。".to_owned(),
        MobileError::Symbols => "手机号只能是数字，请去掉其他字符。".to_owned(),
    }
}

fn note(error: NoteError) -> String {
    match error {
        NoteError::TooLong(count) => {
            let mut text = counted("留言最多 ", NOTE_MAX, " 个字，您填了 ");
            text.push_str(&counted("", count, " 个。"));
            text
        }
        NoteError::Control => "留言里有无法识别的字符，请删掉后再试。".to_owned(),
    }
}

fn reference(error: ReferenceError) -> String {
    match error {
        ReferenceError::Length(count) => counted("预约号应为 9 位数字，您填了 ", count, " 位。"),
        ReferenceError::Symbols => "预约号只有数字，请去掉字母和符号。".to_owned(),
        ReferenceError::CheckDigit => "预约号有误：可能有一位填错，或相邻两位写反了。".to_owned(),
    }
}

impl Refusal {
    /// What a person reads beside the time that could not be had.
    pub fn message(self) -> &'static str {
        match self {
            Self::Past => "这个时间已过，或马上就到，来不及预约了",
            Self::TooFar => "这个时间太远，只能预约 30 天以内的",
            Self::Closed => "这一天服务站不上班",
            Self::NotASlot => "这个时间留给现场和电话办理",
            Self::Full => "这个时间已约满",
            Self::Unknown => "这个时间不能预约",
        }
    }
}

macro_rules! problem_from {
    ($($error:ty => $variant:ident),*) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}
problem_from!(NameError => Name, MobileError => Mobile, NoteError => Note, ReferenceError => Reference);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Mobile;

    #[test]
    fn the_words_count() {
        let problem: Problem = Mobile::parse("1381234567").unwrap_err().into();
        assert_eq!(problem.message(), "手机号应为 11 位数字，您填了 10 位。");
        let problem = Problem::Name(NameError::TooLong(200));
        assert_eq!(problem.message(), "姓名最多 40 个字，您填了 200 个。");
    }
}
