//! Notices (公告): put up, taken back, forgotten; and what else is kept only to tell it.

use futures_util::future::BoxFuture;
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::sync::Notice;
use sqlx::Row as _;

use super::sequence::{Followable, NOTICE_FLOOR, Writing, number, set_number};
use super::writer::Operation;
use crate::store::{StoreError, sql};

/// The scope of a notice, and whether it was taken back.
async fn find(db: &mut Writing, id: &str) -> Result<Option<(DivisionCode, bool)>, StoreError> {
    let row = sqlx::query(sql::NOTICE_FIND)
        .bind(id)
        .fetch_optional(&mut **db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let scope = DivisionCode::parse(row.try_get(0)?);
    let gone = row.try_get::<Option<i64>, _>(1)?.is_some();
    let scope = scope.map_err(|_| StoreError::Corrupt("notice.scope"))?;
    Ok(Some((scope, gone)))
}

/// Puts up a notice, or changes it.
pub(super) struct Put(pub(super) Notice);

impl Operation for Put {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let notice = &self.0;
            match find(db, &notice.id).await? {
                Some((scope, gone)) if gone || scope != notice.scope => {
                    return Err(StoreError::NotChangeable);
                }
                _ => {}
            }
            let seq = db.touch(Followable::Division(notice.scope));
            sqlx::query(sql::NOTICE_PUT)
                .bind(&notice.id)
                .bind(notice.scope.to_string())
                .bind(notice.from.to_iso())
                .bind(notice.to.to_iso())
                .bind(&notice.title)
                .bind(&notice.text)
                .bind(seq)
                .execute(&mut **db)
                .await?;
            Ok(())
        })
    }
}

/// Takes a notice back.
pub(super) struct TakeBack {
    pub(super) id: String,
    pub(super) at: Timestamp,
}

impl Operation for TakeBack {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let known = find(db, &self.id).await?;
            let (scope, gone) = known.ok_or(StoreError::NotFound)?;
            if gone {
                return Ok(());
            }
            let seq = db.touch(Followable::Division(scope));
            sqlx::query(sql::NOTICE_TAKE_BACK)
                .bind(&self.id)
                .bind(self.at.0)
                .bind(seq)
                .execute(&mut **db)
                .await?;
            Ok(())
        })
    }
}

/// Forgets what is kept only to be told: empty slots of days past, at once, for nobody looks at a day
/// past; and notices taken back or over before `before`. A device whose cursor is older than one of
/// those may have it still, so it starts over.
pub(super) struct Prune {
    pub(super) today: Date,
    pub(super) before: Timestamp,
}

impl Operation for Prune {
    type Answer = u64;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let slots = sqlx::query(sql::SLOT_PRUNE)
                .bind(self.today.to_iso())
                .execute(&mut **db)
                .await?;
            Ok(slots.rows_affected() + self.notices(db).await?)
        })
    }
}

impl Prune {
    async fn notices(&self, db: &mut Writing) -> Result<u64, StoreError> {
        let (moment, day) = (self.before.0, self.before.in_chongqing().0.to_iso());
        let oldest: Option<i64> = sqlx::query(sql::NOTICE_OLDEST)
            .bind(moment)
            .bind(&day)
            .fetch_one(&mut **db)
            .await?
            .try_get(0)?;
        let Some(oldest) = oldest else { return Ok(0) };
        let oldest = u64::try_from(oldest).map_err(|_| StoreError::Corrupt("notice.seq"))?;
        let floor = number(db, NOTICE_FLOOR).await?.max(oldest);
        // Nobody may believe any more that nothing has changed since then.
        db.touch_everything();
        set_number(db, NOTICE_FLOOR, floor).await?;
        let gone = sqlx::query(sql::NOTICE_PRUNE)
            .bind(moment)
            .bind(&day)
            .execute(&mut **db)
            .await?;
        Ok(gone.rows_affected())
    }
}
