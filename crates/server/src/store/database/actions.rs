//! Which actions have been answered, and references that nobody has yet.

use futures_util::future::BoxFuture;
use model::civil::Timestamp;
use model::reference::{REFERENCE_SPACE, Reference};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::sequence::Writing;
use super::stations::to_json;
use super::writer::Operation;
use super::{erased, spoken};
use crate::store::{Action, StoreError, sql};

/// How often another reference is drawn when one is taken already. With ten million bookings one
/// draw in ten meets a known one; twenty in a row is a broken random source.
const DRAWS: usize = 20;

/// Whether the action was done before. Errors: `NoPlace` if it was refused before, `ActionReused`
/// if it was either with another content.
pub(super) async fn was_done(db: &mut AnyConnection, action: &Action) -> Result<bool, StoreError> {
    let row = sqlx::query(sql::ACTION_FIND)
        .bind(action.id.as_bytes().as_slice())
        .fetch_optional(db)
        .await?;
    row.map_or(Ok(false), |row| is_known(action, &row, 0))
}

/// The same of a row that holds `body_mac` and `passed_over` from column `at` on, both NULL if no
/// action of that id is known.
pub(super) fn is_known(action: &Action, row: &AnyRow, at: usize) -> Result<bool, StoreError> {
    let Some(body_mac) = row.try_get::<Option<&[u8]>, _>(at)? else {
        return Ok(false);
    };
    if body_mac != action.body_mac {
        return Err(StoreError::ActionReused);
    }
    match row.try_get::<Option<&str>, _>(at + 1)? {
        None => Ok(true),
        Some(text) => Err(serde_json::from_str(text).map_or(
            StoreError::Corrupt("action.passed_over"),
            StoreError::NoPlace,
        )),
    }
}

/// Remembers the action in the transaction of its effect.
pub(super) async fn remember(
    db: &mut Writing,
    action: &Action,
    kind: &'static str,
    entity: &[u8; 16],
) -> Result<(), StoreError> {
    add(db, action, kind, entity, None).await
}

/// Passes on what was settled; that there was no place is remembered first. Otherwise the same
/// action, delayed on its way a second time, could win a place that nobody knows of.
pub(super) async fn remember_refusal<T>(
    db: &mut Writing,
    action: &Action,
    kind: &'static str,
    entity: &[u8; 16],
    settled: Result<T, StoreError>,
) -> Result<T, StoreError> {
    if let Err(StoreError::NoPlace(passed_over)) = &settled {
        add(db, action, kind, entity, Some(to_json(passed_over)?)).await?;
    }
    settled
}

async fn add(
    db: &mut Writing,
    action: &Action,
    kind: &'static str,
    entity: &[u8; 16],
    passed_over: Option<String>,
) -> Result<(), StoreError> {
    sqlx::query(sql::ACTION_ADD)
        .bind(action.id.as_bytes().as_slice())
        .bind(action.body_mac.as_slice())
        .bind(kind)
        .bind(entity.as_slice())
        .bind(action.at.0)
        .bind(passed_over)
        .execute(&mut **db)
        .await?;
    Ok(())
}

/// References for a new row, one after the other until it goes in: that it does not go in says that
/// either its id or its reference is known already.
pub(super) struct Draws<'a> {
    id: &'a [u8; 16],
    exists: &'static str,
    column: &'static str,
    drawn: usize,
}

impl<'a> Draws<'a> {
    /// For a row of that id; `exists` is the statement that finds one, `column` names the
    /// reference's.
    pub(super) fn new(id: &'a [u8; 16], exists: &'static str, column: &'static str) -> Self {
        Self {
            id,
            exists,
            column,
            drawn: 0,
        }
    }

    /// The next to try. Errors: `ActionReused` if it was the id that is known; `Corrupt` if it is
    /// the reference time and again; the random source fails.
    pub(super) async fn next(&mut self, db: &mut AnyConnection) -> Result<Reference, StoreError> {
        if self.drawn > 0 {
            let known = sqlx::query(self.exists)
                .bind(self.id.as_slice())
                .fetch_optional(db)
                .await?;
            if known.is_some() {
                return Err(StoreError::ActionReused);
            }
        }
        if self.drawn == DRAWS {
            return Err(StoreError::Corrupt(self.column));
        }
        self.drawn += 1;
        draw_reference()
    }
}

/// A reference drawn from the operating system's random source, so that none can be guessed from
/// another. Errors: the source fails.
fn draw_reference() -> Result<Reference, StoreError> {
    let random = || {
        getrandom::u32().map_err(|error| sqlx::Error::Io(std::io::Error::other(error.to_string())))
    };
    // Numbers above the last whole multiple would make the low references likelier.
    let fair = u32::MAX - u32::MAX % REFERENCE_SPACE;
    loop {
        let number = random()?;
        if number < fair {
            return Ok(Reference::from_number(number));
        }
    }
}

/// Forgets old actions.
pub(super) struct Prune(pub(super) Timestamp);

impl Operation for Prune {
    type Answer = u64;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let done = sqlx::query(sql::ACTION_PRUNE)
                .bind(self.0.0)
                .execute(&mut **db)
                .await?;
            spoken::prune(db, self.0).await?;
            erased::prune(db, self.0).await?;
            Ok(done.rows_affected())
        })
    }
}

/// Shows that the file can be written.
pub(super) struct Probe;

impl Operation for Probe {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            sqlx::query(sql::META_SET)
                .bind("probe")
                .bind("ready")
                .execute(&mut **db)
                .await?;
            Ok(())
        })
    }
}
