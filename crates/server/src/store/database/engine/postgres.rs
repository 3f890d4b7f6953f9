//! A PostgreSQL database that several servers may use at once. Whoever writes holds the row of the last
//! number from the beginning of the transaction to its end; so numbers show up in their order, and what a
//! transaction reads stays so until it ends. Many operations share one transaction, so that this costs
//! little.

use std::fmt;

use super::For;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// Reads a row of `meta` and holds it until the transaction ends. Every further statement sees what
/// whoever held it before has committed.
pub(super) const HEAD_HELD: &str = "SELECT value FROM meta WHERE name = $1 FOR UPDATE";

/// name -> 1 if there is such a table where ours are, else 0.
pub(super) const TABLE: &str =
    "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1";

/// What every connection is told first.
pub(super) fn settings(purpose: For) -> &'static str {
    match purpose {
        // A server that hangs in the middle of a transaction is not waited for.
        For::Writing => {
            "SET default_transaction_isolation = 'read committed'; \
             SET lock_timeout = '30s'; \
             SET idle_in_transaction_session_timeout = '15s'; \
             SET client_min_messages = warning;"
        }
        For::Reading => {
            "SET default_transaction_read_only = on; \
             SET idle_in_transaction_session_timeout = '15s'; \
             SET client_min_messages = warning;"
        }
    }
}

/// Where a PostgreSQL database is, and how to get in. Shown without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl PostgresUrl {
    /// Takes `postgres://` and `postgresql://`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let ours = matches!(scheme, "postgres" | "postgresql") && !rest.is_empty();
        ours.then(|| Self(text.to_owned()))
    }

    /// All of it, for who connects.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.0.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
        write!(f, "{scheme}://{place}")
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        let url = PostgresUrl::parse("postgres://vs:p@ss@db.example:5433/vs?password=x").unwrap();
        assert_eq!(
            format!("{url} {url:?}"),
            "postgres://db.example:5433/vs postgres://db.example:5433/vs"
        );
        for other in ["", "postgres://", "sqlite:x.db", "mysql://a/b", "postgres"] {
            assert_eq!(PostgresUrl::parse(other), None, "{other}");
        }
    }
}
