//! Tries to sign in, counted before they are made.

use futures_util::future::BoxFuture;
use model::civil::Timestamp;
use model::staff::{FAILURES_FORGOTTEN, LONGEST_DELAY, delay_after};
use sqlx::{AnyConnection, Row as _};

use crate::store::database::sequence::Writing;
use crate::store::database::writer::Operation;
use crate::store::staff::{Try, TryKey};
use crate::store::{StoreError, staff_sql as sql};

/// Counts a try, unless nobody may try yet. What is locked is not counted: failing on purpose makes
/// no lock longer.
pub(super) struct Count {
    pub(super) who: TryKey,
    pub(super) at: Timestamp,
}

impl Operation for Count {
    type Answer = Try;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Try, StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let now = self.at.0;
            let (failures, locked_until) = self.known(db).await?;
            // A clock set back locks nobody longer than the longest lock.
            let wait = locked_until.saturating_sub(now).min(LONGEST_DELAY);
            if wait > 0 {
                return Ok(Try::Locked(wait));
            }
            let failures = failures.saturating_add(1);
            sqlx::query(sql::TRIES_PRUNE)
                .bind(now.saturating_sub(FAILURES_FORGOTTEN))
                .execute(&mut *db)
                .await?;
            sqlx::query(sql::TRY_SET)
                .bind(self.who.0.as_slice())
                .bind(i64::from(failures))
                .bind(now)
                .bind(now.saturating_add(delay_after(failures)))
                .execute(&mut *db)
                .await?;
            Ok(Try::Counted)
        })
    }
}

impl Count {
    /// Failures in a row, and until when nobody may try.
    async fn known(&self, db: &mut AnyConnection) -> Result<(u32, i64), StoreError> {
        let row = sqlx::query(sql::TRY_FIND).bind(self.who.0.as_slice());
        let Some(row) = row.fetch_optional(db).await? else {
            return Ok((0, 0));
        };
        let failures = u32::try_from(row.try_get::<i64, _>(0)?)
            .map_err(|_| StoreError::Corrupt("sign_in_try.failures"))?;
        let last_at: i64 = row.try_get(1)?;
        let forgotten = self.at.0.saturating_sub(last_at) >= FAILURES_FORGOTTEN;
        Ok((if forgotten { 0 } else { failures }, row.try_get(2)?))
    }
}

/// Forgets the failures of somebody who proved who he is.
pub(super) async fn forget(db: &mut AnyConnection, who: TryKey) -> Result<(), StoreError> {
    sqlx::query(sql::TRY_FORGET)
        .bind(who.0.as_slice())
        .execute(db)
        .await?;
    Ok(())
}
