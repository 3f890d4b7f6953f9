//! The keys with which devices sign what others hand over for them, and which server key the database
//! belongs to.

use futures_util::future::BoxFuture;
use model::sync::EntityId;
use sqlx::{AnyConnection, Row as _};

use super::sequence::Writing;
use super::writer::Operation;
use crate::store::{SecretHash, StoreError, VerifyingKey, sql};

fn find_statement(entity: EntityId) -> Option<(&'static str, &'static str, [u8; 16])> {
    match entity {
        EntityId::Booking(id) => Some((sql::BOOKING_KEY, sql::BOOKING_LEARN, *id.as_bytes())),
        EntityId::Volunteer(id) => Some((sql::VOLUNTEER_KEY, sql::VOLUNTEER_LEARN, *id.as_bytes())),
        EntityId::Delivery(_) => None,
    }
}

/// The key of a device that has the right to something; `None` if it is not known yet.
/// Errors: `NotFound` if it has none.
pub(super) async fn of_device(
    db: &mut AnyConnection,
    entity: EntityId,
    secret: SecretHash,
) -> Result<Option<VerifyingKey>, StoreError> {
    let (find, _, id) = find_statement(entity).ok_or(StoreError::NotFound)?;
    let row = sqlx::query(find)
        .bind(id.as_slice())
        .bind(secret.0.as_slice())
        .fetch_optional(db)
        .await?;
    let key: Option<Vec<u8>> = row.ok_or(StoreError::NotFound)?.try_get(0)?;
    let key = key.map(|bytes| bytes.try_into().map(VerifyingKey));
    key.transpose()
        .map_err(|_| StoreError::Corrupt("verifying_key"))
}

/// Keeps the key that a device's own secret gives. It replaces one that somebody else gave for it: who
/// has the secret is the device.
pub(super) async fn learn(
    db: &mut AnyConnection,
    entity: EntityId,
    secret: SecretHash,
    key: VerifyingKey,
) -> Result<(), StoreError> {
    if let Some((_, learn, id)) = find_statement(entity) {
        sqlx::query(learn)
            .bind(id.as_slice())
            .bind(secret.0.as_slice())
            .bind(key.0.as_slice())
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Learns a key apart from any action.
pub(super) struct Learn {
    pub(super) entity: EntityId,
    pub(super) secret: SecretHash,
    pub(super) key: VerifyingKey,
}

impl Operation for Learn {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(learn(db, self.entity, self.secret, self.key))
    }
}

/// The name under which the fingerprint of the server's key is kept.
const SERVER_KEY: &str = "server_key";

/// Lets the database belong to a server key.
pub(super) struct Claim(pub(super) String);

impl Operation for Claim {
    type Answer = bool;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let known = sqlx::query(sql::META).bind(SERVER_KEY);
            if let Some(row) = known.fetch_optional(&mut **db).await? {
                return Ok(row.try_get::<&str, _>(0)? == self.0);
            }
            let set = sqlx::query(sql::META_SET).bind(SERVER_KEY).bind(&self.0);
            set.execute(&mut **db).await?;
            Ok(true)
        })
    }
}
