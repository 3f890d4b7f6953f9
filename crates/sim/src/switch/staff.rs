//! What is remembered of staff, passed on like everything else.

use model::audit::{Act, AuditEntry};
use model::civil::Timestamp;
use model::credentials::UserName;
use model::division::DivisionCode;
use model::id::{SessionId, StaffId};
use model::permissions::permission::{ManageAccounts, ReadAudit};
use model::permissions::{Actor, Granted};
use model::staff::{SessionView, StaffView};
use server::staff::tokens::TokenHash;
use server::store::Answer;
use server::store::staff::{
    About, AuditAsked, Credentials, Made, NewEntry, NewSession, NewStaff, Proven, Renewal, Session,
    StaffStore, Try, TryKey,
};

use super::Switch;

pass_on! {
    StaffStore {
        credentials(name: UserName) -> Option<Credentials>;
        credentials_of(id: StaffId) -> Credentials;
        staff(id: StaffId) -> StaffView;
        try_once(who: TryKey, at: Timestamp) -> Try;
        sign_in(proven: Proven, step: i64, session: NewSession) -> bool;
        note(entry: NewEntry) -> ();
        session(token: TokenHash) -> Session;
        session_seen(id: SessionId, at: Timestamp) -> ();
        sessions(staff: StaffId, now: Timestamp) -> Vec<SessionView>;
        end_session(actor: Actor, id: SessionId, act: Act, at: Timestamp) -> ();
        renew(proven: Proven, renewal: Renewal, session: NewSession) -> ();
        begin_totp(proven: Proven, sealed: Vec<u8>) -> ();
        confirm_totp(actor: Actor, sealed: Vec<u8>, step: i64, session: NewSession) -> ();
        create_staff(by: Granted<ManageAccounts>, new: NewStaff) -> Made;
        create_first(new: NewStaff) -> Made;
        accounts(by: Granted<ManageAccounts>, after: Option<(DivisionCode, StaffId)>, limit: u16)
            -> Vec<StaffView>;
        disable_staff(by: Granted<ManageAccounts>, about: About) -> StaffView;
        reset_staff(by: Granted<ManageAccounts>, about: About, password_hash: String, until: Timestamp)
            -> StaffView;
        audit(by: Granted<ReadAudit>, asked: AuditAsked) -> Vec<AuditEntry>;
    }
}
