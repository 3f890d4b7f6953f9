//! Sessions: begun, found by their token, used, listed, ended.

use futures_util::future::BoxFuture;
use model::audit::{Act, TargetKind};
use model::civil::Timestamp;
use model::id::{SessionId, StaffId};
use model::permissions::Actor;
use model::staff::{ABSOLUTE, IDLE, SessionView};
use sqlx::{AnyConnection, Row as _};

use super::rows::{self, COLUMNS};
use super::{audit, tries};
use crate::staff::tokens::TokenHash;
use crate::store::database::sequence::Writing;
use crate::store::database::writer::Operation;
use crate::store::staff::{NewEntry, NewSession, Proven, Session};
use crate::store::{StoreError, staff_sql as sql};

/// The most sessions listed.
const LISTED: i64 = 100;

/// Begins a session of somebody who proved who he is.
pub(super) struct Begin {
    pub(super) proven: Proven,
    pub(super) step: i64,
    pub(super) session: NewSession,
}

impl Operation for Begin {
    type Answer = bool;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let Proven {
                actor,
                password_hash,
                tried,
                at,
            } = &self.proven;
            let done = sqlx::query(sql::STAFF_SIGNED_IN)
                .bind(actor.staff.as_bytes().as_slice())
                .bind(password_hash)
                .bind(at.0)
                .bind(self.step)
                .execute(&mut *db)
                .await?;
            if done.rows_affected() == 0 {
                return Ok(false);
            }
            tries::forget(db, *tried).await?;
            sqlx::query(sql::SESSIONS_PRUNE)
                .bind(at.0.saturating_sub(ABSOLUTE))
                .execute(&mut *db)
                .await?;
            begin(db, *actor, &self.session).await?;
            audit::add(db, &NewEntry::own(*actor, Act::SignIn, *at)).await?;
            Ok(true)
        })
    }
}

/// Writes a session.
pub(super) async fn begin(
    db: &mut AnyConnection,
    actor: Actor,
    session: &NewSession,
) -> Result<(), StoreError> {
    sqlx::query(sql::SESSION_ADD)
        .bind(session.id.as_bytes().as_slice())
        .bind(actor.staff.as_bytes().as_slice())
        .bind(session.token.0.as_slice())
        .bind(session.at.0)
        .bind(&session.agent)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends all sessions of an account.
pub(super) async fn end_all(db: &mut AnyConnection, staff: StaffId) -> Result<(), StoreError> {
    sqlx::query(sql::SESSIONS_END)
        .bind(staff.as_bytes().as_slice())
        .execute(db)
        .await?;
    Ok(())
}

/// The session of a token. Errors: `NotFound`.
pub(super) async fn find(db: &mut AnyConnection, token: TokenHash) -> Result<Session, StoreError> {
    let row = sqlx::query(sql::SESSION_BY_TOKEN).bind(token.0.as_slice());
    let row = row.fetch_optional(db).await?.ok_or(StoreError::NotFound)?;
    Ok(Session {
        account: rows::staff_view(&row)?,
        id: rows::id(&row, COLUMNS, "staff_session.id", SessionId::from_bytes)?,
        created_at: Timestamp(row.try_get(COLUMNS + 1)?),
        seen_at: Timestamp(row.try_get(COLUMNS + 2)?),
    })
}

/// The sessions of an account that have not ended.
pub(super) async fn of_staff(
    db: &mut AnyConnection,
    staff: StaffId,
    now: Timestamp,
) -> Result<Vec<SessionView>, StoreError> {
    let rows = sqlx::query(sql::SESSIONS)
        .bind(staff.as_bytes().as_slice())
        .bind(now.0.saturating_sub(ABSOLUTE))
        .bind(now.0.saturating_sub(IDLE))
        .bind(LISTED)
        .fetch_all(db)
        .await?;
    let view = |row| -> Result<SessionView, StoreError> {
        Ok(SessionView {
            session: rows::id(row, 0, "staff_session.id", SessionId::from_bytes)?,
            created_at: Timestamp(row.try_get(1)?),
            seen_at: Timestamp(row.try_get(2)?),
            agent: row.try_get(3)?,
            current: false,
        })
    };
    rows.iter().map(view).collect()
}

/// The session is used.
pub(super) struct Seen {
    pub(super) id: SessionId,
    pub(super) at: Timestamp,
}

impl Operation for Seen {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            sqlx::query(sql::SESSION_SEEN)
                .bind(self.id.as_bytes().as_slice())
                .bind(self.at.0)
                .execute(db)
                .await?;
            Ok(())
        })
    }
}

/// Ends one of one's own sessions.
pub(super) struct End {
    pub(super) actor: Actor,
    pub(super) id: SessionId,
    pub(super) act: Act,
    pub(super) at: Timestamp,
}

impl Operation for End {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let done = sqlx::query(sql::SESSION_END)
                .bind(self.id.as_bytes().as_slice())
                .bind(self.actor.staff.as_bytes().as_slice())
                .execute(&mut *db)
                .await?;
            if done.rows_affected() == 0 {
                return Err(StoreError::NotFound);
            }
            let entry = NewEntry::own(self.actor, self.act, self.at);
            audit::add(db, &entry.to(TargetKind::Session, self.id.to_string())).await
        })
    }
}
