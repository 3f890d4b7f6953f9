//! Notices (公告): put up, taken back, forgotten; and what else is kept only to tell it.

use futures_util::future::BoxFuture;
use model::audit::{Act, TargetKind};
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::publishing::NoticeRow;
use model::sync::Notice;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::identity::deeds::{Told, note_if_staff};
use super::rows::{moment, parsed};
use super::sequence::{Followable, NOTICE_FLOOR, Writing, number, set_number};
use super::writer::Operation;
use crate::store::publishing::{NoticeMark, NoticePut, NoticeTaken};
use crate::store::{StoreError, sql};

/// The notice of that id.
pub(super) async fn find(
    db: &mut AnyConnection,
    id: &str,
) -> Result<Option<NoticeRow>, StoreError> {
    let row = sqlx::query(sql::NOTICE).bind(id).fetch_optional(db).await?;
    row.map(|row| notice_row(&row, 0)).transpose()
}

/// The notice in seven columns of a row, from column `at` on.
pub(super) fn notice_row(row: &AnyRow, at: usize) -> Result<NoticeRow, StoreError> {
    let day = |index, column| parsed(row, at + index, column, Date::parse);
    let scope = |text: &str| DivisionCode::parse(text).ok();
    Ok(NoticeRow {
        notice: Notice {
            id: row.try_get(at)?,
            scope: parsed(row, at + 1, "notice.scope", scope)?,
            from: day(2, "notice.from_day")?,
            to: day(3, "notice.to_day")?,
            title: row.try_get(at + 4)?,
            text: row.try_get(at + 5)?,
        },
        gone_at: moment(row, at + 6)?,
    })
}

/// Puts up a notice, or changes it.
pub(super) struct Put(pub(super) NoticePut);

impl Operation for Put {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let NoticePut { by, notice, at } = &self.0;
            if let Some(known) = find(db, &notice.id).await? {
                if known.gone_at.is_some() || known.notice.scope != notice.scope {
                    return Err(StoreError::NotChangeable);
                }
                if known.notice == *notice {
                    return Ok(());
                }
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
        let found = notice_row(row, 0)?;
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
            let known = find(db, id).await?.ok_or(StoreError::NotFound)?;
            if known.gone_at.is_some() {
                return Ok(());
            }
            let scope = known.notice.scope;
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
