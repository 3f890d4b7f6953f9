//! For showing the program around: accounts whose password everybody may know, never made unless asked
//! for. A server refuses to start on a database that has them, unless that is asked for too.

use std::fmt;
use std::io::{self, Write};

use model::civil::Timestamp;
use model::credentials::{Password, UserName};
use model::division::DivisionCode;
use model::id::StaffId;
use model::permissions::{Role, Scope};
use model::person::PersonName;
use model::staff::ValidStaff;

use crate::staff::passwords;
use crate::store::StoreError;
use crate::store::staff::{NewStaff, StaffStore};

/// The password of all demonstration accounts.
pub const PASSWORD: &str = "仅供演示-黄葛树下";

/// User name, role, scope, and whose it is said to be: one of each role, the lower in the scope of the
/// higher.
const ACCOUNTS: [(&str, Role, &str, &str); 5] = [
    ("demo-admin", Role::Administrator, "50", "演示·系统管理员"),
    ("demo-manager", Role::Manager, "500112", "演示·区管理人员"),
    ("demo-head", Role::StationHead, "500112017", "演示·站长"),
    ("demo-clerk", Role::Clerk, "500112017005", "演示·工作人员"),
    ("demo-helper", Role::Helper, "500112017005", "演示·协助员"),
];

/// Why there are no demonstration accounts.
#[derive(Debug)]
pub enum DemoError {
    /// The store.
    Store(StoreError),
    /// There is no randomness.
    NoRandomness,
    /// One of them is not an account: a mistake in this file.
    Account(&'static str),
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "the database: {error}"),
            Self::NoRandomness => f.write_str("there is no randomness"),
            Self::Account(name) => write!(f, "{name} is no account"),
        }
    }
}

impl std::error::Error for DemoError {}

impl From<StoreError> for DemoError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Makes those that are not there yet.
pub async fn make_accounts(store: &dyn StaffStore, at: Timestamp) -> Result<(), DemoError> {
    let password = Password::typed(PASSWORD).map_err(|_| DemoError::Account(PASSWORD))?;
    let password_hash = passwords::hash(&password).map_err(|_| DemoError::NoRandomness)?;
    for (number, (user, role, scope, name)) in (0u8..).zip(ACCOUNTS) {
        let valid = account(number, (user, role, scope, name)).ok_or(DemoError::Account(user))?;
        let new = NewStaff {
            valid,
            password_hash: password_hash.clone(),
            password_until: None,
            at,
        };
        store.create_first(new).await?;
    }
    Ok(())
}

/// By the same id each time, so that it is made once.
fn account(number: u8, told: (&str, Role, &str, &str)) -> Option<ValidStaff> {
    let (user, role, scope, name) = told;
    let mut random = *b"demo------";
    random[9] = number;
    Some(ValidStaff {
        staff: StaffId::new(0, &random),
        user_name: UserName::parse(user).ok()?,
        name: PersonName::parse(name).ok()?,
        role,
        scope: Scope(DivisionCode::parse(scope).ok()?),
    })
}

/// Whether one of them can be signed in with.
pub async fn has_accounts(store: &dyn StaffStore) -> Result<bool, StoreError> {
    for (user, ..) in ACCOUNTS {
        let Ok(user) = UserName::parse(user) else {
            continue;
        };
        let known = store.credentials(user).await?;
        if known.is_some_and(|known| known.account.disabled_at.is_none()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says what there is to sign in with.
pub fn tell(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "演示账号，密码都是 {PASSWORD} ：")?;
    for (user, role, scope, _) in ACCOUNTS {
        writeln!(out, "  {user:<14}{}，管理范围 {scope}", role.title())?;
    }
    Ok(())
}
