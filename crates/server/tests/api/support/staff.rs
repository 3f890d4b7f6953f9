//! Staff for tests of the store itself: a clerk of each division, who is what his right says.

use model::credentials::UserName;
use model::id::StaffId;
use model::permissions::{Actor, Granted, Permission, Role, Scope};
use model::person::PersonName;
use model::staff::ValidStaff;
use server::store::Store;
use server::store::staff::NewStaff;

use super::*;

/// A clerk of a division.
pub fn clerk(scope: &str) -> Actor {
    let mut random = [7; 10];
    random[..scope.len().min(10)]
        .copy_from_slice(&scope.as_bytes()[scope.len().saturating_sub(10)..]);
    Actor {
        staff: StaffId::new(1_000, &random),
        role: Role::Clerk,
        scope: Scope(code(scope)),
    }
}

/// What a clerk may do in all of his division.
pub fn right<P: Permission>(scope: &str) -> Granted<P> {
    clerk(scope).granted_in_scope().unwrap()
}

/// Makes their accounts.
pub async fn hire(store: &dyn Store, scopes: &[&str]) {
    for scope in scopes {
        let actor = clerk(scope);
        let new = NewStaff {
            valid: ValidStaff {
                staff: actor.staff,
                user_name: UserName::parse(&format!("clerk.{scope}")).unwrap(),
                name: PersonName::parse("李秀英").unwrap(),
                role: actor.role,
                scope: actor.scope,
            },
            password_hash: String::new(),
            password_until: None,
            at: slot(NOW).timestamp(),
        };
        store.create_first(new).await.unwrap();
    }
}
