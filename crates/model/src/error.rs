//! What can go wrong between the app and the server: one envelope, closed codes, words for people.

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::slot::Refusal;

/// A part of a form that a person can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Field {
    Service,
    Way,
    Station,
    Choices,
    Window,
    OnBehalf,
    Name,
    Mobile,
    Note,
    Consent,
    /// Asked by the app alone: what travels is the version of the notice, which stands for it too.
    #[serde(skip)]
    SensitiveConsent,
    Reference,
    Skills,
    Roles,
    Availability,
    Division,
    UserName,
    Password,
    NewPassword,
    Code,
    Role,
    Title,
    Text,
    Days,
    Hours,
    Closures,
    Capacity,
}

/// Everything the server can answer instead of what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ErrorCode {
    /// 400: no JSON, wrong types or unknown fields.
    BadRequest,
    /// 401: the device secret is missing or has no right form.
    SecretMissing,
    /// 401: nobody is signed in, or the session has ended.
    SignInNeeded,
    /// 401: user name and password do not belong together, or the account is shut.
    SignInFailed,
    /// 401: the password is right, and a code of the second factor is asked for.
    CodeNeeded,
    /// 403: the one-time password is to be changed first.
    PasswordChangeNeeded,
    /// 403: the role does no such deeds.
    Forbidden,
    /// 403: the request does not come from a page of this server.
    ForeignPage,
    /// 404: no such thing, or not one that this device may see.
    NotFound,
    /// 404: this server has no such path. Another version of it may: nothing is said about what
    /// was asked for.
    UnknownPath,
    /// 405.
    MethodNotAllowed,
    /// 408: the body did not arrive in time.
    RequestTimeout,
    /// 409: this action id was used with another content.
    ActionReused,
    /// 409: none of the choices can be had; `choices` says why for each.
    NoPlace,
    /// 409: it is cancelled, withdrawn or done and cannot be changed any more.
    NotChangeable,
    /// 409: it has changed since its author looked; how it stands now is to be seen first.
    Stale,
    /// 413.
    TooLarge,
    /// 415: the body is not `application/json`.
    UnsupportedMediaType,
    /// 422: `field` does not keep a rule.
    InvalidField,
    /// 429: too many attempts; `retry_after` says how many seconds to wait.
    RateLimited,
    /// 500.
    Internal,
    /// 503: stopping or overloaded; try again.
    Unavailable,
}

impl ErrorCode {
    /// All codes, for tables and documents.
    pub const ALL: [Self; 22] = [
        Self::BadRequest,
        Self::SecretMissing,
        Self::SignInNeeded,
        Self::SignInFailed,
        Self::CodeNeeded,
        Self::PasswordChangeNeeded,
        Self::Forbidden,
        Self::ForeignPage,
        Self::NotFound,
        Self::UnknownPath,
        Self::MethodNotAllowed,
        Self::RequestTimeout,
        Self::ActionReused,
        Self::NoPlace,
        Self::NotChangeable,
        Self::Stale,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidField,
        Self::RateLimited,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The HTTP status it goes with.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SecretMissing | Self::SignInNeeded | Self::SignInFailed | Self::CodeNeeded => 401,
            Self::PasswordChangeNeeded | Self::Forbidden | Self::ForeignPage => 403,
            Self::NotFound | Self::UnknownPath => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::ActionReused | Self::NoPlace | Self::NotChangeable | Self::Stale => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::InvalidField => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// Whether sending the same again can never succeed. An action refused for good is parked and
    /// shown to its author; any other is sent again later.
    pub fn is_permanent(self) -> bool {
        !matches!(
            self,
            Self::SignInNeeded
                | Self::PasswordChangeNeeded
                | Self::UnknownPath
                | Self::RequestTimeout
                | Self::RateLimited
                | Self::Internal
                | Self::Unavailable
        )
    }

    /// What a person reads: what happened and what to do.
    pub fn message(self) -> &'static str {
        match self {
            Self::BadRequest => "提交的内容格式不对，系统没有办理。请更新页面后再试。",
            Self::SecretMissing => "这台设备没有查看凭证。请用预约号和手机号查询。",
            Self::SignInNeeded => "请先登录。如果刚才登录过，是时间太长自动退出了。",
            Self::SignInFailed => "用户名或密码不对，没有登录。忘记密码请找管理员重置。",
            Self::CodeNeeded => "请填写手机验证器上的 6 位动态验证码。",
            Self::PasswordChangeNeeded => "请先把一次性密码改成自己的密码。",
            Self::Forbidden => "您的岗位不能办这一项。需要时请找站长或管理员。",
            Self::ForeignPage => "这次请求不是从本系统的页面发出的，没有办理。请刷新页面后再试。",
            Self::NotFound => "没有找到。请核对后再试，或拨打 12345。",
            Self::UnknownPath => "服务器暂时还办不了这一项。请稍后再试，或拨打 12345。",
            Self::MethodNotAllowed => "不支持这样的操作。",
            Self::RequestTimeout => "网络太慢，提交的内容没有传完，没有办理。请稍后再试。",
            Self::ActionReused => "这次提交与先前的一次编号相同而内容不同，没有办理。请重新提交。",
            Self::NoPlace => "您选的时间都约不上了，没有预约成功。请另选时间，您填的内容都还在。",
            Self::NotChangeable => "这条记录已取消或已办结，不能再改。",
            Self::Stale => "这条记录刚刚有了变化，没有办理。请看最新情况后再定。",
            Self::TooLarge => "提交的内容太长，没有办理。请缩短后再试。",
            Self::UnsupportedMediaType => "提交的内容格式不对，系统没有办理。",
            Self::InvalidField => "有一项填写不符合要求，请修改后再提交。",
            Self::RateLimited => "尝试次数太多，请稍后再试。急事请拨打 12345。",
            Self::Internal => "服务器出了问题，没有办成。请稍后再试，或拨打 12345。",
            Self::Unavailable => "服务器正忙，没有办成。请稍后再试。",
        }
    }
}

/// A choice that was not won, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassedOver {
    /// 1 to 3 for a choice, 0 for the window as a whole.
    pub rank: u8,
    /// Why.
    pub reason: Refusal,
}

/// The one envelope of every answer that is not what was asked for. Read by apps that may be months
/// older than the server, and so what they do not know is left out, not refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// What kind of error.
    pub code: ErrorCode,
    /// The same for a person, in Chinese.
    pub message: String,
    /// The field to mend, if one is at fault.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient::known_or_none"
    )]
    pub field: Option<Field>,
    /// Seconds to wait before the next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// With [`ErrorCode::NoPlace`]: why each choice was passed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<PassedOver>,
}

impl ApiError {
    /// An error with the code's own message.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            message: code.message().to_owned(),
            field: None,
            retry_after: None,
            choices: Vec::new(),
        }
    }

    /// A field that does not keep a rule, with the words for it.
    pub fn invalid(field: Field, message: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            message: message.into(),
            ..Self::new(ErrorCode::InvalidField)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_app_reads_a_newer_envelope() {
        let newer = r#"{"code":"no_place","message":"约不上","field":"colour","more":[1],
            "choices":[{"rank":1,"reason":"flooded","until":"noon"},{"rank":2,"reason":"full"}]}"#;
        let error: ApiError = serde_json::from_str(newer).unwrap();
        assert_eq!((error.code, error.field), (ErrorCode::NoPlace, None));
        assert_eq!(
            error.choices,
            [
                PassedOver {
                    rank: 1,
                    reason: Refusal::Unknown
                },
                PassedOver {
                    rank: 2,
                    reason: Refusal::Full
                },
            ]
        );
        let known = r#"{"code":"invalid_field","message":"x","field":"mobile"}"#;
        let error: ApiError = serde_json::from_str(known).unwrap();
        assert_eq!(error.field, Some(Field::Mobile));
    }

    #[test]
    fn an_unknown_path_says_nothing_about_what_was_asked_for() {
        assert!(ErrorCode::NotFound.is_permanent());
        assert!(!ErrorCode::UnknownPath.is_permanent());
    }
}
