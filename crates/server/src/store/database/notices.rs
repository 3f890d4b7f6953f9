//! Notices (公告): put up, taken back, forgotten; and what else is kept only to tell it.

use futures_util::future::BoxFuture;
use model::audit::{Act, TargetKind};
use model::civil::Date;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::publishing::NoticeRow;
use model::sync::Notice;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::identity::deeds::{Told, note_if_staff};
use super::sequence::{Followable, NOTICE_FLOOR, Writing, number, set_number};
use super::writer::Operation;
use crate::store::publishing::{NoticeMark, NoticePut, NoticeTaken};
use crate::store::{StoreError, sql};

/// The scope of a notice, and whether it was taken back.
pub(super) async fn find(
    db: &mut AnyConnection,
    id: &str,
) -> Result<Option<(DivisionCode, bool)>, StoreError> {
    let row = sqlx::query(sql::NOTICE_FIND)
        .bind(id)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let scope = DivisionCode::parse(row.try_get(0)?);
    let gone = row.try_get::<Option<i64>, _>(1)?.is_some();
    let scope = scope.map_err(|_| StoreError::Corrupt("notice.scope"))?;
    Ok(Some((scope, gone)))
}

/// Puts up a notice, or changes it.
pub(super) struct Put(pub(super) NoticePut);

impl Operation for Put {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let NoticePut { by, notice, at } = &self.0;
            if stands(db, notice).await? {
                return Ok(());
            }
            match find(db, &notice.id).await? {
                Some((scope, gone)) if gone || scope != notice.scope => {
                    return Err(StoreError::NotChangeable);
                }
                _ => {}
            }
            let told = Told {
                act: Act::PublishNotice,
                kind: TargetKind::Notice,
                target: notice.id.clone(),
                why: "",
                at: *at,
            };
            note_if_staff(db, *by, notice.scope, told).await?;
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

/// Whether the very same notice is up.
async fn stands(db: &mut AnyConnection, notice: &Notice) -> Result<bool, StoreError> {
    let row = sqlx::query(sql::NOTICE)
        .bind(&notice.id)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(false) };
    let known = notice_row(&row)?;
    Ok(known.gone_at.is_none() && known.notice == *notice)
}

fn notice_row(row: &AnyRow) -> Result<NoticeRow, StoreError> {
    let day = |index: usize, column| -> Result<Date, StoreError> {
        Date::parse(row.try_get(index)?).ok_or(StoreError::Corrupt(column))
    };
    let scope = DivisionCode::parse(row.try_get(1)?);
    Ok(NoticeRow {
        notice: Notice {
            id: row.try_get(0)?,
            scope: scope.map_err(|_| StoreError::Corrupt("notice.scope"))?,
            from: day(2, "notice.from_day")?,
            to: day(3, "notice.to_day")?,
            title: row.try_get(4)?,
            text: row.try_get(5)?,
        },
        gone_at: row.try_get::<Option<i64>, _>(6)?.map(Timestamp),
    })
}

/// Notices of `division` and of what lies in it, those that changed last first.
pub(super) async fn page(
    db: &mut AnyConnection,
    division: DivisionCode,
    after: Option<NoticeMark>,
    limit: u16,
) -> Result<Vec<(NoticeRow, NoticeMark)>, StoreError> {
    let NoticeMark { seq, id } = after.unwrap_or(NoticeMark {
        seq: i64::MAX,
        id: String::new(),
    });
    let code = division.to_string();
    let rows = sqlx::query(sql::NOTICE_PAGE)
        .bind(&code)
        .bind(seq)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    let read = |row: &AnyRow| -> Result<_, StoreError> {
        let found = notice_row(row)?;
        let mark = NoticeMark {
            seq: row.try_get(7)?,
            id: found.notice.id.clone(),
        };
        Ok((found, mark))
    };
    rows.iter().map(read).collect()
}

/// Takes a notice back.
pub(super) struct TakeBack(pub(super) NoticeTaken);

impl Operation for TakeBack {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let NoticeTaken { by, id, why, at } = &self.0;
            let known = find(db, id).await?;
            let (scope, gone) = known.ok_or(StoreError::NotFound)?;
            if gone {
                return Ok(());
            }
            let told = Told {
                act: Act::TakeBackNotice,
                kind: TargetKind::Notice,
                target: id.clone(),
                why,
                at: *at,
            };
            note_if_staff(db, *by, scope, told).await?;
            let seq = db.touch(Followable::Division(scope));
            sqlx::query(sql::NOTICE_TAKE_BACK)
                .bind(id)
                .bind(at.0)
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
