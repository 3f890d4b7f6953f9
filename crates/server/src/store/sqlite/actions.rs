//! Which actions have been done, and references that nobody has yet.

use futures_util::future::BoxFuture;
use model::civil::Timestamp;
use model::reference::{REFERENCE_SPACE, Reference};
use sqlx::{Row as _, SqliteConnection};

use super::writer::Operation;
use crate::store::{Action, StoreError, sql};

/// Whether the action was done before. Errors: `ActionReused` if it was, with another content.
pub(super) async fn was_done(
    db: &mut SqliteConnection,
    action: &Action,
) -> Result<bool, StoreError> {
    let row = sqlx::query(sql::ACTION_FIND)
        .bind(action.id.as_bytes().as_slice())
        .fetch_optional(db)
        .await?;
    is_same(action, row.as_ref().map(|row| row.try_get(0)).transpose()?)
}

/// Whether an action of that id was done, given the digest remembered of it, if there is one.
/// Errors: `ActionReused` if it was done with another content.
pub(super) fn is_same(action: &Action, known: Option<&[u8]>) -> Result<bool, StoreError> {
    match known {
        None => Ok(false),
        Some(body_mac) if body_mac == action.body_mac => Ok(true),
        Some(_) => Err(StoreError::ActionReused),
    }
}

/// Remembers the action in the transaction of its effect.
pub(super) async fn remember(
    db: &mut SqliteConnection,
    action: &Action,
    kind: &'static str,
    entity: &[u8; 16],
) -> Result<(), StoreError> {
    sqlx::query(sql::ACTION_ADD)
        .bind(action.id.as_bytes().as_slice())
        .bind(action.body_mac.as_slice())
        .bind(kind)
        .bind(entity.as_slice())
        .bind(action.at.0)
        .execute(db)
        .await?;
    Ok(())
}

/// A reference drawn from the operating system's random source, so that none can be guessed from
/// another. Errors: the source fails.
pub(super) fn draw_reference() -> Result<Reference, StoreError> {
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

    fn run<'a>(&'a self, db: &'a mut SqliteConnection) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let done = sqlx::query(sql::ACTION_PRUNE)
                .bind(self.0.0)
                .execute(db)
                .await?;
            Ok(done.rows_affected())
        })
    }
}

/// Shows that the file can be written.
pub(super) struct Probe;

impl Operation for Probe {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut SqliteConnection) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            sqlx::query(sql::META_SET)
                .bind("probe")
                .bind("ready")
                .execute(db)
                .await?;
            Ok(())
        })
    }
}
