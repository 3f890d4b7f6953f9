//! What the server remembers of its staff. The same store as everything else, through the same
//! writer; a trait of its own, for it is another subject.

use model::audit::{Act, AuditEntry, TargetKind};
use model::civil::Timestamp;
use model::credentials::UserName;
use model::division::DivisionCode;
use model::id::{SessionId, StaffId};
use model::permissions::permission::{ManageAccounts, ReadAudit};
use model::permissions::{Actor, Granted, Scope};
use model::person::Note;
use model::staff::{SessionView, StaffView, ValidStaff};

use super::{Answer, Answered};
use crate::staff::tokens::TokenHash;

/// An account with what it is signed in with.
#[derive(Clone)]
pub struct Credentials {
    /// The account.
    pub account: StaffView,
    /// argon2id in PHC form.
    pub password_hash: String,
    /// Until when a one-time password is good; `None` for a usual one.
    pub password_until: Option<Timestamp>,
    /// The secret of the second factor, sealed; `None` if none is asked for.
    pub totp: Option<Vec<u8>>,
    /// One that waits to be confirmed, sealed.
    pub totp_pending: Option<Vec<u8>>,
    /// The last step of which a code was taken.
    pub totp_step: i64,
}

impl Credentials {
    /// Who that is.
    pub fn actor(&self) -> Actor {
        actor(&self.account)
    }
}

/// Who acts with that account.
pub fn actor(account: &StaffView) -> Actor {
    Actor {
        staff: account.staff,
        role: account.role,
        scope: account.scope,
    }
}

/// A session as the server finds it by its token.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose.
    pub account: StaffView,
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}

/// A session to be begun.
#[derive(Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// What is stored of its token.
    pub token: TokenHash,
    /// The browser's family and the system.
    pub agent: String,
    /// Now.
    pub at: Timestamp,
}

/// Whose password is tried, and from what kind of device: a keyed digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TryKey(pub [u8; 32]);

/// Whether somebody may try now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Try {
    /// Yes; it counts as a failure until it is forgotten.
    Counted,
    /// Not before so many milliseconds.
    Locked(i64),
}

/// Somebody proved who he is.
#[derive(Clone)]
pub struct Proven {
    /// Who.
    pub actor: Actor,
    /// The hash that the password was compared with: if it is another by now, nothing is done.
    pub password_hash: String,
    /// The tries to be forgotten.
    pub tried: TryKey,
    /// Now.
    pub at: Timestamp,
}

/// A change of what one signs in with; all sessions end and one begins.
#[derive(Clone)]
pub enum Renewal {
    /// Another password, hashed.
    Password(String),
    /// No second factor any more.
    NoTotp,
}

/// An account with its first password.
#[derive(Clone)]
pub struct NewStaff {
    /// What is told of it.
    pub valid: ValidStaff,
    /// The password, hashed.
    pub password_hash: String,
    /// Until when, if it is a one-time password.
    pub password_until: Option<Timestamp>,
    /// Now.
    pub at: Timestamp,
}

/// What became of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is there; made before, if the same was asked for again.
    Account(Answered<StaffView>),
    /// Another account has the user name.
    NameTaken,
}

/// An account and the reason for what is done to it.
#[derive(Clone)]
pub struct About {
    /// The account.
    pub staff: StaffId,
    /// Why.
    pub why: Note,
    /// Now.
    pub at: Timestamp,
}

/// An entry to be added to the audit.
#[derive(Clone)]
pub struct NewEntry {
    /// When.
    pub at: Timestamp,
    /// Whose account acts; `None` for whoever runs the server.
    pub staff: Option<StaffId>,
    /// The scope of who acts.
    pub scope: Scope,
    /// What is done.
    pub act: Act,
    /// To what kind of thing.
    pub kind: TargetKind,
    /// Its id.
    pub target: String,
    /// Where it belongs.
    pub division: DivisionCode,
    /// Why; may be empty.
    pub why: String,
}

impl NewEntry {
    /// That somebody did something to his own account.
    pub fn own(actor: Actor, act: Act, at: Timestamp) -> Self {
        Self {
            at,
            staff: Some(actor.staff),
            scope: actor.scope,
            act,
            kind: TargetKind::Account,
            target: actor.staff.to_string(),
            division: actor.scope.0,
            why: String::new(),
        }
    }

    /// That it was done to another thing than the own account.
    pub fn to(self, kind: TargetKind, target: String) -> Self {
        Self {
            kind,
            target,
            ..self
        }
    }
}

/// Which page of the audit.
#[derive(Clone, Copy, Debug)]
pub struct AuditAsked {
    /// Entries before that number.
    pub before: i64,
    /// Of things in that division.
    pub division: Option<DivisionCode>,
    /// Of that member of staff.
    pub staff: Option<StaffId>,
    /// How many.
    pub limit: u16,
}

/// Everything the server remembers of its staff. Whatever changes something writes its entry of the
/// audit in the same transaction.
pub trait StaffStore: Send + Sync + 'static {
    /// The account of a user name; `None` if nobody has it.
    fn credentials(&self, name: UserName) -> Answer<'_, Option<Credentials>>;
    /// The account. Errors: `NotFound`.
    fn credentials_of(&self, id: StaffId) -> Answer<'_, Credentials>;
    /// The account. Errors: `NotFound`.
    fn staff(&self, id: StaffId) -> Answer<'_, StaffView>;
    /// Counts a try before it is made, so that many at once are counted too.
    fn try_once(&self, who: TryKey, at: Timestamp) -> Answer<'_, Try>;
    /// Begins a session. `step` is that of the code, or the last one known where none is asked for.
    /// Answers whether; not so if the account has changed meanwhile or the code was used before.
    fn sign_in(&self, proven: Proven, step: i64, session: NewSession) -> Answer<'_, bool>;
    /// Adds an entry for something that changes nothing else.
    fn note(&self, entry: NewEntry) -> Answer<'_, ()>;
    /// The session of a token, be it over or not. Errors: `NotFound`; also if the account is shut.
    fn session(&self, token: TokenHash) -> Answer<'_, Session>;
    /// The session is used.
    fn session_seen(&self, id: SessionId, at: Timestamp) -> Answer<'_, ()>;
    /// One's own sessions that have not ended, the newest first, none marked as the current.
    fn sessions(&self, staff: StaffId, now: Timestamp) -> Answer<'_, Vec<SessionView>>;
    /// Ends one of one's own sessions. Errors: `NotFound`.
    fn end_session(&self, actor: Actor, id: SessionId, act: Act, at: Timestamp) -> Answer<'_, ()>;
    /// Changes what one signs in with. Errors: `NotChangeable` if it has changed meanwhile.
    fn renew(&self, proven: Proven, renewal: Renewal, session: NewSession) -> Answer<'_, ()>;
    /// Keeps a sealed secret until it is confirmed. Errors: `NotChangeable` as above.
    fn begin_totp(&self, proven: Proven, sealed: Vec<u8>) -> Answer<'_, ()>;
    /// From now on a code is asked for. Errors: `NotChangeable` if it is not that secret that waits.
    fn confirm_totp(
        &self,
        actor: Actor,
        sealed: Vec<u8>,
        step: i64,
        session: NewSession,
    ) -> Answer<'_, ()>;
    /// Makes an account. Errors: `ActionReused` if the id has another account; `NotFound` if who acts
    /// is not what he was.
    fn create_staff(&self, by: Granted<ManageAccounts>, new: NewStaff) -> Answer<'_, Made>;
    /// Makes an account at the wish of whoever runs the server. Errors as above.
    fn create_first(&self, new: NewStaff) -> Answer<'_, Made>;
    /// Accounts in the scope, by scope and id, after those.
    fn accounts(
        &self,
        by: Granted<ManageAccounts>,
        after: Option<(DivisionCode, StaffId)>,
        limit: u16,
    ) -> Answer<'_, Vec<StaffView>>;
    /// Shuts an account and ends its sessions. Errors: `NotFound` if it is not in the division of the
    /// right; `NotChangeable` if it is shut.
    fn disable_staff(&self, by: Granted<ManageAccounts>, about: About) -> Answer<'_, StaffView>;
    /// Gives an account a one-time password, takes the second factor away, and ends its sessions.
    /// Errors as above.
    fn reset_staff(
        &self,
        by: Granted<ManageAccounts>,
        about: About,
        password_hash: String,
        until: Timestamp,
    ) -> Answer<'_, StaffView>;
    /// What the staff of the tiers below did, the newest first.
    fn audit(&self, by: Granted<ReadAudit>, asked: AuditAsked) -> Answer<'_, Vec<AuditEntry>>;
}
