//! What staff do to something: their right is looked at again inside of the transaction, and what they
//! did goes into the audit with it.

use model::audit::{Act, TargetKind};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::permissions::{Actor, Permission};
use sqlx::AnyConnection;

use super::{accounts, audit};
use crate::store::StoreError;
use crate::store::publishing::Authority;
use crate::store::staff::NewEntry;

/// A deed, but for who does it.
pub(in crate::store::database) struct Told<'a> {
    /// What.
    pub(in crate::store::database) act: Act,
    /// To what kind of thing.
    pub(in crate::store::database) kind: TargetKind,
    /// Its id.
    pub(in crate::store::database) target: String,
    /// Why; may be empty.
    pub(in crate::store::database) why: &'a str,
    /// Now.
    pub(in crate::store::database) at: Timestamp,
}

/// Notes a deed that touches `division`, of somebody whose right to it was looked at.
pub(in crate::store::database) async fn note(
    db: &mut AnyConnection,
    actor: Actor,
    division: DivisionCode,
    told: Told<'_>,
) -> Result<(), StoreError> {
    let entry = NewEntry {
        division,
        why: told.why.to_owned(),
        ..NewEntry::own(actor, told.act, told.at)
    };
    audit::add(db, &entry.to(told.kind, told.target)).await
}

/// Looks at the right and notes the deed; what is the wish of whoever runs the server is not noted.
/// Errors: `NotFound` if the right is one for another division, or whoever has it has been shut out
/// meanwhile.
pub(in crate::store::database) async fn note_if_staff<P: Permission>(
    db: &mut AnyConnection,
    by: Authority<P>,
    division: DivisionCode,
    told: Told<'_>,
) -> Result<(), StoreError> {
    let Authority::Staff(by) = by else {
        return Ok(());
    };
    if by.division() != division {
        return Err(StoreError::NotFound);
    }
    accounts::stands(db, by.actor()).await?;
    note(db, by.actor(), division, told).await
}
