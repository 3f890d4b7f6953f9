//! Accounts and sessions of staff, as they travel. Everything typed travels as typed and is parsed by
//! the rules of [`crate::credentials`] and [`crate::person`] on both sides.

use serde::{Deserialize, Serialize};

use crate::civil::Timestamp;
use crate::credentials::{CredentialError, UserName};
use crate::error::Field;
use crate::id::{SessionId, StaffId};
use crate::permissions::{Deed, Role, Scope};
use crate::person::{NameError, Note, NoteError, PersonName};
use crate::words::Problem;

/// A session ends when nothing was asked for so long, in milliseconds.
pub const IDLE: i64 = 30 * 60_000;
/// A session ends so long after signing in, whatever happens, in milliseconds.
pub const ABSOLUTE: i64 = 12 * 3_600_000;
/// A one-time password can be used for so long, in milliseconds.
pub const ONE_TIME: i64 = 7 * 24 * 3_600_000;

/// Failures in a row that cost nothing.
const FREE_FAILURES: u32 = 5;
/// The delay after the first failure that costs something, in milliseconds; each further one doubles it.
const FIRST_DELAY: i64 = 30_000;
/// The longest delay, in milliseconds. It is short enough that nobody who fails on purpose keeps a
/// colleague out for long, and leaves about a hundred guesses a day.
pub const LONGEST_DELAY: i64 = 15 * 60_000;
/// Failures are forgotten after so long, in milliseconds.
pub const FAILURES_FORGOTTEN: i64 = 24 * 3_600_000;

/// How long nobody may try after that many failures in a row, in milliseconds.
pub fn delay_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(over) => (FIRST_DELAY << over.min(16)).min(LONGEST_DELAY),
    }
}

/// Whether a session begun and last used then is still good now. A clock set back ends none.
pub fn is_live(created: Timestamp, seen: Timestamp, now: Timestamp) -> bool {
    now.0.saturating_sub(created.0) < ABSOLUTE && now.0.saturating_sub(seen.0) < IDLE
}

/// Sign in.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// User name, as typed.
    pub user_name: String,
    /// Password, as typed.
    pub password: String,
    /// Code of the second factor, as typed; empty if there is none yet.
    #[serde(default)]
    pub code: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeView {
    /// The account.
    pub account: StaffView,
    /// This session.
    pub session: SessionId,
    /// Nothing else can be done before the one-time password is changed.
    pub must_change: bool,
    /// What the role does inside of the scope.
    pub deeds: Vec<Deed>,
    /// When the session ends if nothing more is asked for.
    pub idle_until: Timestamp,
    /// When it ends at the latest.
    pub until: Timestamp,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffView {
    /// Its id.
    pub staff: StaffId,
    /// What it is signed in with.
    pub user_name: String,
    /// Whose it is.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Scope: a division and everything in it.
    pub scope: Scope,
    /// Whether a one-time password waits to be changed.
    pub must_change: bool,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody signed in with it last.
    pub signed_in_at: Option<Timestamp>,
    /// When it was shut.
    pub disabled_at: Option<Timestamp>,
}

/// Change one's own password. All sessions end; this one goes on under a new token.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The present password.
    pub password: String,
    /// The new one.
    pub new_password: String,
}

/// The present password once more, before something that weighs.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProvePassword {
    /// The present password.
    pub password: String,
}

/// A second factor to be put into an authenticator. Shown once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpEnrolment {
    /// The secret in Base32, to be typed.
    pub secret: String,
    /// The same as `otpauth://` address, to be shown as QR code.
    pub uri: String,
}

/// The first code that the authenticator shows.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmTotp {
    /// The code, as typed.
    pub code: String,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// Its id, which opens nothing.
    pub session: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// With what: the browser's family and the system, such as `Chrome Windows`.
    pub agent: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// One's own sessions that have not ended, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sessions {
    /// The sessions.
    pub sessions: Vec<SessionView>,
}

/// Make an account. The id is made by who asks, so that a repeat is recognised.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateStaff {
    /// The account's id.
    pub staff: StaffId,
    /// User name, as typed.
    pub user_name: String,
    /// Whose it is, as typed.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Scope.
    pub scope: Scope,
}

/// A [`CreateStaff`] whose every part keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidStaff {
    /// The account's id.
    pub staff: StaffId,
    /// User name.
    pub user_name: UserName,
    /// Whose it is.
    pub name: PersonName,
    /// Role.
    pub role: Role,
    /// Scope.
    pub scope: Scope,
}

/// A field of the station's side and the words for what is wrong with it.
pub type Fault = (Field, String);

/// The words for a credential at its field.
pub fn fault(field: Field, error: CredentialError) -> Fault {
    (field, error.message())
}

impl TryFrom<CreateStaff> for ValidStaff {
    type Error = Fault;

    fn try_from(wire: CreateStaff) -> Result<Self, Fault> {
        let user_name = UserName::parse(&wire.user_name).and_then(UserName::in_earnest);
        let name = PersonName::parse(&wire.name);
        Ok(Self {
            staff: wire.staff,
            user_name: user_name.map_err(|error| fault(Field::UserName, error))?,
            name: name.map_err(|error: NameError| (Field::Name, Problem::from(error).message()))?,
            role: wire.role,
            scope: wire.scope,
        })
    }
}

/// An account just made or reset.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccount {
    /// The account.
    pub account: StaffView,
    /// To be told to its owner, who changes it when first signing in. Shown once: a repeat of the same
    /// request has none, and a reset gives another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_time_password: Option<String>,
}

/// Shut or reset an account.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Because {
    /// Why, for the audit; as typed.
    pub why: String,
}

impl Because {
    /// The reason. Errors: none is given, or it is too long.
    pub fn reason(&self) -> Result<Note, Fault> {
        let note = Note::parse(&self.why);
        let note =
            note.map_err(|error: NoteError| (Field::Note, Problem::from(error).message()))?;
        if note.as_str().is_empty() {
            return Err(fault(Field::Note, CredentialError::NoReason));
        }
        Ok(note)
    }
}

/// A page of accounts, by scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accounts {
    /// The accounts.
    pub accounts: Vec<StaffView>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_end() {
        let delays: Vec<_> = (0..13)
            .map(|failures| delay_after(failures) / 1_000)
            .collect();
        assert_eq!(
            delays,
            [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
        );
        assert_eq!(delay_after(u32::MAX), LONGEST_DELAY);
    }

    #[test]
    fn sessions_end() {
        let live =
            |created, seen, now| is_live(Timestamp(created), Timestamp(seen), Timestamp(now));
        assert!(live(0, 0, IDLE - 1));
        assert!(!live(0, 0, IDLE));
        assert!(live(0, ABSOLUTE - 1, ABSOLUTE - 1));
        assert!(!live(0, ABSOLUTE - 1, ABSOLUTE));
        assert!(live(1_000, 1_000, 0));
    }

    #[test]
    fn a_reason_is_asked_for() {
        let because = |why: &str| Because { why: why.into() }.reason();
        assert_eq!(because(" 调离岗位 ").unwrap().as_str(), "调离岗位");
        assert_eq!(
            because("  "),
            Err((Field::Note, "请写明原因，便于以后查对。".to_owned()))
        );
        assert_eq!(because(&"长".repeat(201)).unwrap_err().0, Field::Note);
    }
}
