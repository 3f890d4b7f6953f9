//! Erasures that came before what they are about: a booking or registration that its author handed over
//! and then had erased is refused when it comes at last.

use model::civil::Timestamp;
use model::conflict::Bar;
use sqlx::AnyConnection;

use crate::store::{Action, SecretHash, StoreError, sql};

/// What was `found` to be erased; `None` where there is none of this author's, who from then on wants
/// nothing kept of what has this id, whatever may come.
pub(super) async fn found_or_noted<T>(
    db: &mut AnyConnection,
    entity: &[u8; 16],
    action: &Action,
    found: Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    match found {
        Err(StoreError::NotFound) => note(db, entity, action).await.map(|()| None),
        found => found.map(Some),
    }
}

async fn note(
    db: &mut AnyConnection,
    entity: &[u8; 16],
    action: &Action,
) -> Result<(), StoreError> {
    sqlx::query(sql::ERASED_ADD)
        .bind(entity.as_slice())
        .bind(action.secret.0.as_slice())
        .bind(action.at.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Errors: `Barred` if its author had it erased before it came.
pub(super) async fn refuse(
    db: &mut AnyConnection,
    entity: &[u8; 16],
    author: SecretHash,
) -> Result<(), StoreError> {
    let erased = sqlx::query(sql::ERASED)
        .bind(entity.as_slice())
        .bind(author.0.as_slice())
        .fetch_optional(db)
        .await?;
    match erased {
        Some(_) => Err(StoreError::Barred(Bar::Erased, None)),
        None => Ok(()),
    }
}

/// Forgets those of before `before`.
pub(super) async fn prune(db: &mut AnyConnection, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query(sql::ERASED_PRUNE)
        .bind(before.0)
        .execute(db)
        .await?;
    Ok(())
}
