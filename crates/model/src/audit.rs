//! What staff did: who, when, what, to what, why. Written by the server in the transaction of the
//! deed, never changed, read by the tier above.

use serde::{Deserialize, Serialize};

use crate::civil::Timestamp;
use crate::division::DivisionCode;
use crate::id::StaffId;
use crate::permissions::Scope;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $words:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Act {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Act {
            /// All acts.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its stored name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What people call it.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// Reads the stored name; `None` for any other text.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

acts! {
    /// Signed in.
    SignIn = "sign_in", "登录";
    /// A try to sign in with an account that failed.
    SignInFailed = "sign_in_failed", "登录失败";
    /// Signed out.
    SignOut = "sign_out", "退出";
    /// Ended another session of one's own.
    EndSession = "end_session", "结束一次登录";
    /// Changed one's own password.
    ChangePassword = "change_password", "修改密码";
    /// Began to use a second factor.
    AddSecondFactor = "add_second_factor", "启用动态验证码";
    /// Ceased to use it.
    RemoveSecondFactor = "remove_second_factor", "停用动态验证码";
    /// Made an account.
    CreateAccount = "create_account", "新建账号";
    /// Shut an account.
    DisableAccount = "disable_account", "停用账号";
    /// Gave an account a one-time password.
    ResetAccount = "reset_account", "重置账号";
    /// Put up a notice, or changed it.
    PublishNotice = "publish_notice", "发布公告";
    /// Took a notice back.
    TakeBackNotice = "take_back_notice", "撤回公告";
    /// Changed what a station publishes of itself.
    ChangeStation = "change_station", "修改服务站设置";
    /// Opened a booking's record.
    OpenRecord = "open_record", "查看预约";
    /// Saw a whole mobile number.
    ShowNumber = "show_number", "查看完整手机号";
    /// Entered a booking for somebody who came, telephoned or was on a paper list.
    AddBooking = "add_booking", "登记预约";
    /// Saw the person come.
    BookingArrived = "booking_arrived", "登记到站";
    /// Served the person.
    BookingServed = "booking_served", "登记办完";
    /// Waited in vain.
    BookingNoShow = "booking_no_show", "登记未到";
    /// Gave another time.
    BookingMoved = "booking_moved", "改预约时间";
    /// Did not take it.
    BookingDeclined = "booking_declined", "不予受理";
    /// Left the person a message.
    BookingMessage = "booking_message", "给本人留言";
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TargetKind {
    /// An account.
    Account,
    /// A session.
    Session,
    /// A notice.
    Notice,
    /// A station.
    Station,
    /// A booking.
    Booking,
}

impl TargetKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Account,
        Self::Session,
        Self::Booking,
        Self::Notice,
        Self::Station,
    ];

    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Session => "session",
            Self::Notice => "notice",
            Self::Station => "station",
            Self::Booking => "booking",
        }
    }

    /// Reads the stored name; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Its number; later entries have greater ones.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Whose account acted; none for whoever runs the server.
    pub staff: Option<StaffId>,
    /// The account's user name.
    pub user_name: Option<String>,
    /// The scope of who acted.
    pub scope: Scope,
    /// What was done.
    pub act: Act,
    /// To what kind of thing.
    pub kind: TargetKind,
    /// Its id.
    pub target: String,
    /// Where it belongs.
    pub division: DivisionCode,
    /// Why, in the words of who acted; may be empty.
    pub why: String,
}

/// A page of entries, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.as_str()), Some(*act));
            let json = serde_json::to_string(act).unwrap();
            assert_eq!(json, format!("\"{}\"", act.as_str()));
            assert!(!act.title().is_empty());
        }
        assert_eq!(Act::parse("erase_audit"), None);
        for kind in TargetKind::ALL {
            assert_eq!(TargetKind::parse(kind.as_str()), Some(kind));
        }
    }
}
