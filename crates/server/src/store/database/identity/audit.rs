//! The audit: added to, read by page, never changed.

use futures_util::future::BoxFuture;
use model::audit::{Act, AuditEntry, TargetKind};
use model::civil::Timestamp;
use model::id::StaffId;
use model::permissions::Scope;
use model::tier::Tier;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::rows;
use crate::store::database::sequence::Writing;
use crate::store::database::writer::Operation;
use crate::store::staff::{AuditAsked, NewEntry};
use crate::store::{StoreError, staff_sql as sql};

/// Adds an entry.
pub(super) async fn add(db: &mut AnyConnection, entry: &NewEntry) -> Result<(), StoreError> {
    let staff = entry.staff.map(|id| id.as_bytes().to_vec());
    sqlx::query(sql::AUDIT_ADD)
        .bind(entry.at.0)
        .bind(staff)
        .bind(entry.scope.0.to_string())
        .bind(entry.act.as_str())
        .bind(entry.kind.as_str())
        .bind(&entry.target)
        .bind(entry.division.to_string())
        .bind(&entry.why)
        .execute(db)
        .await?;
    Ok(())
}

/// Adds an entry by itself.
pub(super) struct Add(pub(super) NewEntry);

impl Operation for Add {
    type Answer = ();

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(add(db, &self.0))
    }
}

/// Entries about what staff of the tiers below `scope` did.
pub(super) async fn page(
    db: &mut AnyConnection,
    scope: Scope,
    asked: AuditAsked,
) -> Result<Vec<AuditEntry>, StoreError> {
    let code = scope.0.to_string();
    let statement = match (asked.staff, scope.0.tier()) {
        (Some(_), _) => sql::AUDIT_OF_STAFF,
        (None, Tier::City) => sql::AUDIT_OF_CITY,
        (None, Tier::District) => sql::AUDIT_OF_DISTRICT,
        (None, Tier::Township) => sql::AUDIT_OF_TOWNSHIP,
        // Below a village there is nobody.
        (None, Tier::Village) => return Ok(Vec::new()),
    };
    let division = asked.division.map(|code| code.to_string());
    let mut query = sqlx::query(statement)
        .bind(code.clone())
        .bind(asked.before)
        .bind(division.unwrap_or_default())
        .bind(i64::from(asked.limit));
    if let Some(staff) = asked.staff {
        let not_read = if scope.0.parent().is_none() {
            String::new()
        } else {
            code
        };
        query = query.bind(staff.as_bytes().to_vec()).bind(not_read);
    }
    let rows = query.fetch_all(db).await?;
    rows.iter().map(entry).collect()
}

fn entry(row: &AnyRow) -> Result<AuditEntry, StoreError> {
    let staff = match row.try_get::<Option<&[u8]>, _>(2)? {
        None => None,
        Some(_) => Some(rows::id(row, 2, "audit.staff", StaffId::from_bytes)?),
    };
    Ok(AuditEntry {
        number: row.try_get(0)?,
        at: Timestamp(row.try_get(1)?),
        staff,
        user_name: row.try_get(3)?,
        scope: Scope(rows::division(row, 4, "audit.scope")?),
        act: rows::parsed(row, 5, "audit.act", Act::parse)?,
        kind: rows::parsed(row, 6, "audit.kind", TargetKind::parse)?,
        target: row.try_get(7)?,
        division: rows::division(row, 8, "audit.division")?,
        why: row.try_get(9)?,
    })
}
