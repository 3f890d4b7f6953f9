//! Accounts read back as domain types.

use model::civil::Timestamp;
use model::credentials::UserName;
use model::division::DivisionCode;
use model::id::StaffId;
use model::permissions::{Role, Scope};
use model::staff::StaffView;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

pub(super) use crate::store::database::rows::parsed;
use crate::store::staff::Credentials;
use crate::store::{StoreError, staff_sql as sql};

/// How many columns an account has.
pub(super) const COLUMNS: usize = 10;

/// A division code.
pub(super) fn division(
    row: &AnyRow,
    index: usize,
    column: &'static str,
) -> Result<DivisionCode, StoreError> {
    parsed(row, index, column, |text| DivisionCode::parse(text).ok())
}

/// The sixteen bytes of an id.
pub(super) fn id<T, E>(
    row: &AnyRow,
    index: usize,
    column: &'static str,
    read: impl FnOnce([u8; 16]) -> Result<T, E>,
) -> Result<T, StoreError> {
    let bytes: &[u8] = row.try_get(index)?;
    let bytes = bytes.try_into().map_err(|_| StoreError::Corrupt(column))?;
    read(bytes).map_err(|_| StoreError::Corrupt(column))
}

/// The account in the first columns of a row.
pub(super) fn staff_view(row: &AnyRow) -> Result<StaffView, StoreError> {
    let moment = |index: usize| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(index)?.map(Timestamp))
    };
    Ok(StaffView {
        staff: id(row, 0, "staff.id", StaffId::from_bytes)?,
        user_name: row.try_get(1)?,
        name: row.try_get(2)?,
        role: parsed(row, 3, "staff.role", Role::parse)?,
        scope: Scope(division(row, 4, "staff.scope")?),
        must_change: row.try_get::<i64, _>(5)? == 1,
        second_factor: row.try_get::<i64, _>(6)? == 1,
        created_at: Timestamp(row.try_get(7)?),
        signed_in_at: moment(8)?,
        disabled_at: moment(9)?,
    })
}

fn with_credentials(row: &AnyRow) -> Result<Credentials, StoreError> {
    Ok(Credentials {
        account: staff_view(row)?,
        password_hash: row.try_get(COLUMNS)?,
        password_until: row.try_get::<Option<i64>, _>(COLUMNS + 1)?.map(Timestamp),
        totp: row.try_get(COLUMNS + 2)?,
        totp_pending: row.try_get(COLUMNS + 3)?,
        totp_step: row.try_get(COLUMNS + 4)?,
    })
}

/// The account of a user name; `None` if nobody has it.
pub(super) async fn credentials_by_name(
    db: &mut AnyConnection,
    name: &UserName,
) -> Result<Option<Credentials>, StoreError> {
    let row = sqlx::query(sql::CREDENTIALS_BY_NAME).bind(name.as_str());
    row.fetch_optional(db)
        .await?
        .as_ref()
        .map(with_credentials)
        .transpose()
}

/// The account. Errors: `NotFound`.
pub(super) async fn credentials(
    db: &mut AnyConnection,
    id: StaffId,
) -> Result<Credentials, StoreError> {
    let row = sqlx::query(sql::CREDENTIALS_BY_ID).bind(id.as_bytes().as_slice());
    with_credentials(&row.fetch_optional(db).await?.ok_or(StoreError::NotFound)?)
}

/// The account. Errors: `NotFound`.
pub(super) async fn staff(db: &mut AnyConnection, id: StaffId) -> Result<StaffView, StoreError> {
    let row = sqlx::query(sql::STAFF_BY_ID).bind(id.as_bytes().as_slice());
    staff_view(&row.fetch_optional(db).await?.ok_or(StoreError::NotFound)?)
}

/// Accounts of a division and everything in it.
pub(super) async fn staff_page(
    db: &mut AnyConnection,
    scope: DivisionCode,
    after: Option<(DivisionCode, StaffId)>,
    limit: u16,
) -> Result<Vec<StaffView>, StoreError> {
    let from = scope.to_string();
    // `:` comes after the digits, so that all codes that begin so lie between.
    let to = format!("{from}:");
    let (after_scope, after_id) = match after {
        Some((scope, id)) => (scope.to_string(), id.as_bytes().to_vec()),
        None => (String::new(), Vec::new()),
    };
    let rows = sqlx::query(sql::STAFF_PAGE)
        .bind(from)
        .bind(to)
        .bind(after_scope)
        .bind(after_id)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    rows.iter().map(staff_view).collect()
}
