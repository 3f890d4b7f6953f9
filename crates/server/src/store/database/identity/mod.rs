//! The identity of staff: accounts, sessions, tries to sign in, the audit.

mod accounts;
mod audit;
pub(super) mod deeds;
mod own;
mod rows;
mod sessions;
mod tries;

use model::audit::{Act, AuditEntry};
use model::civil::Timestamp;
use model::credentials::UserName;
use model::division::DivisionCode;
use model::id::{SessionId, StaffId};
use model::permissions::permission::{ManageAccounts, ReadAudit};
use model::permissions::{Actor, Granted};
use model::staff::{SessionView, StaffView};

pub(super) use accounts::stands;

use super::SqlStore;
use crate::staff::tokens::TokenHash;
use crate::store::Answer;
use crate::store::staff::{
    About, AuditAsked, Credentials, Made, NewEntry, NewSession, NewStaff, Proven, Renewal, Session,
    StaffStore, Try, TryKey,
};

impl StaffStore for SqlStore {
    fn credentials(&self, name: UserName) -> Answer<'_, Option<Credentials>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            rows::credentials_by_name(&mut db, &name).await
        })
    }

    fn credentials_of(&self, id: StaffId) -> Answer<'_, Credentials> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            rows::credentials(&mut db, id).await
        })
    }

    fn staff(&self, id: StaffId) -> Answer<'_, StaffView> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            rows::staff(&mut db, id).await
        })
    }

    fn try_once(&self, who: TryKey, at: Timestamp) -> Answer<'_, Try> {
        self.submit(tries::Count { who, at })
    }

    fn sign_in(&self, proven: Proven, step: i64, session: NewSession) -> Answer<'_, bool> {
        self.submit(sessions::Begin {
            proven,
            step,
            session,
        })
    }

    fn note(&self, entry: NewEntry) -> Answer<'_, ()> {
        self.submit(audit::Add(entry))
    }

    fn session(&self, token: TokenHash) -> Answer<'_, Session> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            sessions::find(&mut db, token).await
        })
    }

    fn session_seen(&self, id: SessionId, at: Timestamp) -> Answer<'_, ()> {
        self.submit(sessions::Seen { id, at })
    }

    fn sessions(&self, staff: StaffId, now: Timestamp) -> Answer<'_, Vec<SessionView>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            sessions::of_staff(&mut db, staff, now).await
        })
    }

    fn end_session(&self, actor: Actor, id: SessionId, act: Act, at: Timestamp) -> Answer<'_, ()> {
        self.submit(sessions::End { actor, id, act, at })
    }

    fn renew(&self, proven: Proven, renewal: Renewal, session: NewSession) -> Answer<'_, ()> {
        self.submit(own::Renew {
            proven,
            renewal,
            session,
        })
    }

    fn begin_totp(&self, proven: Proven, sealed: Vec<u8>) -> Answer<'_, ()> {
        self.submit(own::BeginTotp { proven, sealed })
    }

    fn confirm_totp(
        &self,
        actor: Actor,
        sealed: Vec<u8>,
        step: i64,
        session: NewSession,
    ) -> Answer<'_, ()> {
        self.submit(own::ConfirmTotp {
            actor,
            sealed,
            step,
            session,
        })
    }

    fn create_staff(&self, by: Granted<ManageAccounts>, new: NewStaff) -> Answer<'_, Made> {
        self.submit(accounts::Create { by: Some(by), new })
    }

    fn create_first(&self, new: NewStaff) -> Answer<'_, Made> {
        self.submit(accounts::Create { by: None, new })
    }

    fn accounts(
        &self,
        by: Granted<ManageAccounts>,
        after: Option<(DivisionCode, StaffId)>,
        limit: u16,
    ) -> Answer<'_, Vec<StaffView>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            rows::staff_page(&mut db, by.division(), after, limit).await
        })
    }

    fn disable_staff(&self, by: Granted<ManageAccounts>, about: About) -> Answer<'_, StaffView> {
        self.submit(accounts::Disable { by, about })
    }

    fn reset_staff(
        &self,
        by: Granted<ManageAccounts>,
        about: About,
        password_hash: String,
        until: Timestamp,
    ) -> Answer<'_, StaffView> {
        self.submit(accounts::Reset {
            by,
            about,
            password_hash,
            until,
        })
    }

    fn audit(&self, by: Granted<ReadAudit>, asked: AuditAsked) -> Answer<'_, Vec<AuditEntry>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            audit::page(&mut db, by.actor().scope, asked).await
        })
    }
}
