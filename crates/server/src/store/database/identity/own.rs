//! What one changes of what one signs in with. Every such change ends all sessions and begins one under
//! a new token, so that nobody who had the old one goes on.

use futures_util::future::BoxFuture;
use model::audit::Act;
use model::permissions::Actor;
use sqlx::AnyConnection;

use super::{audit, sessions, tries};
use crate::store::database::sequence::Writing;
use crate::store::database::writer::Operation;
use crate::store::staff::{NewEntry, NewSession, Proven, Renewal};
use crate::store::{StoreError, staff_sql as sql};

/// Changes the password or gives the second factor up.
pub(super) struct Renew {
    pub(super) proven: Proven,
    pub(super) renewal: Renewal,
    pub(super) session: NewSession,
}

impl Operation for Renew {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let Proven {
                actor,
                password_hash,
                tried,
                ..
            } = &self.proven;
            let (query, act) = match &self.renewal {
                Renewal::Password(new) => {
                    let query = sqlx::query(sql::STAFF_PASSWORD)
                        .bind(actor.staff.as_bytes().as_slice())
                        .bind(password_hash)
                        .bind(new);
                    (query, Act::ChangePassword)
                }
                Renewal::NoTotp => {
                    let query = sqlx::query(sql::TOTP_REMOVE)
                        .bind(actor.staff.as_bytes().as_slice())
                        .bind(password_hash);
                    (query, Act::RemoveSecondFactor)
                }
            };
            if query.execute(&mut *db).await?.rows_affected() == 0 {
                return Err(StoreError::NotChangeable);
            }
            tries::forget(db, *tried).await?;
            go_on(db, *actor, act, &self.session).await
        })
    }
}

/// Ends all sessions, begins the one that goes on, and notes it.
async fn go_on(
    db: &mut AnyConnection,
    actor: Actor,
    act: Act,
    session: &NewSession,
) -> Result<(), StoreError> {
    sessions::end_all(db, actor.staff).await?;
    sessions::begin(db, actor, session).await?;
    audit::add(db, &NewEntry::own(actor, act, session.at)).await
}

/// Keeps a secret until a first code confirms it.
pub(super) struct BeginTotp {
    pub(super) proven: Proven,
    pub(super) sealed: Vec<u8>,
}

impl Operation for BeginTotp {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let done = sqlx::query(sql::TOTP_BEGIN)
                .bind(self.proven.actor.staff.as_bytes().as_slice())
                .bind(&self.proven.password_hash)
                .bind(&self.sealed)
                .execute(&mut *db)
                .await?;
            if done.rows_affected() == 0 {
                return Err(StoreError::NotChangeable);
            }
            tries::forget(db, self.proven.tried).await
        })
    }
}

/// From now on a code is asked for.
pub(super) struct ConfirmTotp {
    pub(super) actor: Actor,
    pub(super) sealed: Vec<u8>,
    pub(super) step: i64,
    pub(super) session: NewSession,
}

impl Operation for ConfirmTotp {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let done = sqlx::query(sql::TOTP_CONFIRM)
                .bind(self.actor.staff.as_bytes().as_slice())
                .bind(&self.sealed)
                .bind(self.step)
                .execute(&mut *db)
                .await?;
            if done.rows_affected() == 0 {
                return Err(StoreError::NotChangeable);
            }
            go_on(db, self.actor, Act::AddSecondFactor, &self.session).await
        })
    }
}
