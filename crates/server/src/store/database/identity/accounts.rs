//! Accounts: made, shut, reset. Who acts is looked at again inside of the transaction, for he may have
//! been shut out since the request came.

use futures_util::future::BoxFuture;
use model::audit::{Act, TargetKind};
use model::civil::Timestamp;
use model::permissions::permission::ManageAccounts;
use model::permissions::{Actor, Granted};
use model::staff::StaffView;
use sqlx::AnyConnection;

use super::deeds::{self, Told};
use super::{audit, rows, sessions};
use crate::store::database::sequence::Writing;
use crate::store::database::writer::Operation;
use crate::store::staff::{About, Made, NewEntry, NewStaff};
use crate::store::{Answered, StoreError, staff_sql as sql};

/// Makes an account; `by` is `None` for whoever runs the server.
pub(super) struct Create {
    pub(super) by: Option<Granted<ManageAccounts>>,
    pub(super) new: NewStaff,
}

impl Operation for Create {
    type Answer = Made;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Made, StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let valid = &self.new.valid;
            if let Some(by) = self.by {
                stands(db, by.actor()).await?;
            }
            if !self.insert(db).await? {
                return self.known(db).await;
            }
            let entry = NewEntry {
                at: self.new.at,
                staff: self.by.map(|by| by.actor().staff),
                scope: self.by.map_or(valid.scope, |by| by.actor().scope),
                act: Act::CreateAccount,
                kind: TargetKind::Account,
                target: valid.staff.to_string(),
                division: valid.scope.0,
                why: String::new(),
            };
            audit::add(db, &entry).await?;
            let view = rows::staff(db, valid.staff).await?;
            Ok(Made::Account(Answered::First(view)))
        })
    }
}

impl Create {
    /// Answers whether it went in; not so if the id or the user name is known already.
    async fn insert(&self, db: &mut AnyConnection) -> Result<bool, StoreError> {
        let valid = &self.new.valid;
        let done = sqlx::query(sql::STAFF_ADD)
            .bind(valid.staff.as_bytes().as_slice())
            .bind(valid.user_name.as_str())
            .bind(valid.name.as_str())
            .bind(valid.role.as_str())
            .bind(valid.scope.0.to_string())
            .bind(&self.new.password_hash)
            .bind(i64::from(self.new.password_until.is_some()))
            .bind(self.new.password_until.map(|until| until.0))
            .bind(self.new.at.0)
            .execute(db)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The id or the user name is known: the same account asked for again, or another.
    async fn known(&self, db: &mut AnyConnection) -> Result<Made, StoreError> {
        let valid = &self.new.valid;
        match rows::staff(db, valid.staff).await {
            Err(StoreError::NotFound) => Ok(Made::NameTaken),
            Err(error) => Err(error),
            Ok(view) => {
                let same = view.user_name == valid.user_name.as_str()
                    && view.name == valid.name.as_str()
                    && (view.role, view.scope) == (valid.role, valid.scope);
                if same {
                    Ok(Made::Account(Answered::Again(view)))
                } else {
                    Err(StoreError::ActionReused)
                }
            }
        }
    }
}

/// Errors: `NotFound` if who acts has been shut, or is not what he was.
pub(in crate::store::database) async fn stands(
    db: &mut AnyConnection,
    actor: Actor,
) -> Result<(), StoreError> {
    let row = sqlx::query(sql::STAFF_STANDS)
        .bind(actor.staff.as_bytes().as_slice())
        .bind(actor.role.as_str())
        .bind(actor.scope.0.to_string())
        .fetch_optional(db)
        .await?;
    row.map(drop).ok_or(StoreError::NotFound)
}

/// The account, if it belongs to the division of the right. Errors: `NotFound`; `NotChangeable` if it is
/// shut; who acts has been shut out.
async fn managed(
    db: &mut AnyConnection,
    by: Granted<ManageAccounts>,
    about: &About,
) -> Result<StaffView, StoreError> {
    stands(db, by.actor()).await?;
    let view = rows::staff(db, about.staff).await?;
    let theirs = view.scope.0 == by.division() && by.actor().role.may_give(view.role);
    match view.disabled_at {
        _ if !theirs => Err(StoreError::NotFound),
        Some(_) => Err(StoreError::NotChangeable),
        None => Ok(view),
    }
}

/// Ends the account's sessions, notes what was done, and answers how it stands.
async fn done(
    db: &mut AnyConnection,
    by: Granted<ManageAccounts>,
    about: &About,
    act: Act,
) -> Result<StaffView, StoreError> {
    sessions::end_all(db, about.staff).await?;
    let told = Told {
        act,
        kind: TargetKind::Account,
        target: about.staff.to_string(),
        why: about.why.as_str(),
        at: about.at,
    };
    deeds::note(db, by.actor(), by.division(), told).await?;
    rows::staff(db, about.staff).await
}

/// Shuts an account.
pub(super) struct Disable {
    pub(super) by: Granted<ManageAccounts>,
    pub(super) about: About,
}

impl Operation for Disable {
    type Answer = StaffView;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<StaffView, StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let Self { by, about } = self;
            let view = managed(db, *by, about).await?;
            sqlx::query(sql::STAFF_DISABLE)
                .bind(about.staff.as_bytes().as_slice())
                .bind(view.scope.0.to_string())
                .bind(about.at.0)
                .execute(&mut *db)
                .await?;
            done(db, *by, about, Act::DisableAccount).await
        })
    }
}

/// Gives an account a one-time password.
pub(super) struct Reset {
    pub(super) by: Granted<ManageAccounts>,
    pub(super) about: About,
    pub(super) password_hash: String,
    pub(super) until: Timestamp,
}

impl Operation for Reset {
    type Answer = StaffView;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<StaffView, StoreError>> {
        Box::pin(async move {
            let db: &mut AnyConnection = db;
            let Self { by, about, .. } = self;
            let view = managed(db, *by, about).await?;
            sqlx::query(sql::STAFF_RESET)
                .bind(about.staff.as_bytes().as_slice())
                .bind(view.scope.0.to_string())
                .bind(&self.password_hash)
                .bind(self.until.0)
                .execute(&mut *db)
                .await?;
            done(db, *by, about, Act::ResetAccount).await
        })
    }
}
