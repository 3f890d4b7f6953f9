//! What differs between the databases: how one is opened, how its tables are made, how a transaction
//! begins. All else is said once, through `sqlx::Any`, in statements that both understand.

mod postgres;
mod sqlite;

use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use sqlx::any::AnyConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, ConnectOptions as _, Row as _};

use super::sequence::HEAD;
use crate::store::{StoreError, sql};

pub use postgres::PostgresUrl;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Which database, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// One SQLite file, made if it is not there: for one server.
    Sqlite(PathBuf),
    /// A PostgreSQL database: for several servers at once.
    Postgres(PostgresUrl),
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "{}", file.display()),
            Self::Postgres(url) => write!(f, "{url}"),
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Writing,
    Reading,
}

impl Database {
    /// The tables, version by version. Both databases count alike.
    pub fn migrations(&self) -> &'static Migrator {
        match self {
            Self::Sqlite(_) => &sqlite::MIGRATIONS,
            Self::Postgres(_) => &postgres::MIGRATIONS,
        }
    }

    /// Brings the tables up to date. Answers how many versions that took.
    /// Errors: it cannot be opened, or its tables are those of a newer program.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        let mut db = self.connect().await?;
        let before = self.applied_on(&mut db).await?.len();
        self.migrate_on(&mut db).await?;
        let after = self.applied_on(&mut db).await?.len();
        sqlx::Connection::close(db).await?;
        Ok(after.saturating_sub(before))
    }

    pub(super) async fn migrate_on(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let migrated = self.migrations().run(db).await;
        migrated.map_err(|error| StoreError::Database(error.into()))
    }

    /// The versions of the tables that are there; none if there are no tables.
    pub async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        let mut db = self.connect().await?;
        let versions = self.applied_on(&mut db).await?;
        sqlx::Connection::close(db).await?;
        Ok(versions)
    }

    async fn applied_on(&self, db: &mut AnyConnection) -> Result<Vec<i64>, StoreError> {
        let there = match self {
            Self::Sqlite(_) => sqlite::TABLE,
            Self::Postgres(_) => postgres::TABLE,
        };
        let row = sqlx::query(there).bind("_sqlx_migrations");
        let there: i64 = row.fetch_one(&mut *db).await?.try_get(0)?;
        if there == 0 {
            return Ok(Vec::new());
        }
        let versions = "SELECT version FROM _sqlx_migrations ORDER BY version";
        Ok(sqlx::query_scalar(versions).fetch_all(db).await?)
    }

    /// Whether the tables are those of this program.
    pub async fn is_up_to_date(&self) -> Result<bool, StoreError> {
        let ours = self.migrations().iter().map(|migration| migration.version);
        Ok(self.applied().await?.into_iter().eq(ours))
    }

    /// Whether other programs may write into it too, so that nothing in memory says what is in it.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// How long one transaction of many operations may take, if its end is not in our own hands.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.is_shared().then_some(Duration::from_secs(60))
    }

    fn options(&self, purpose: For) -> Result<AnyConnectOptions, StoreError> {
        sqlx::any::install_default_drivers();
        let url = match self {
            Self::Sqlite(file) => sqlite::url(file, purpose).map_err(sqlx::Error::Io)?,
            Self::Postgres(url) => url.secret().to_owned(),
        };
        Ok(url
            .parse::<AnyConnectOptions>()?
            .disable_statement_logging())
    }

    fn settings(&self, purpose: For) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite::SETTINGS,
            Self::Postgres(_) => postgres::settings(purpose),
        }
    }

    /// A connection that may write.
    pub async fn connect(&self) -> Result<AnyConnection, StoreError> {
        let options = self.options(For::Writing)?;
        let connecting = async {
            let mut db = options.connect().await?;
            sqlx::raw_sql(self.settings(For::Writing))
                .execute(&mut db)
                .await?;
            Ok(db)
        };
        // A file may take long to be put right after a crash; a server that does not answer is away.
        if self.is_shared() {
            return Ok(within(CONNECT, connecting).await?);
        }
        Ok(connecting.await?)
    }

    /// Connections that only read.
    pub(super) async fn readers(&self, most: u32) -> Result<AnyPool, StoreError> {
        let settings = self.settings(For::Reading);
        let pool = sqlx::any::AnyPoolOptions::new()
            .max_connections(most.max(1))
            .acquire_timeout(CONNECT)
            // A file stays; a server may have been started anew since.
            .test_before_acquire(self.is_shared())
            .after_connect(move |db, _| {
                Box::pin(async move {
                    sqlx::raw_sql(settings).execute(&mut *db).await?;
                    Ok(())
                })
            });
        Ok(pool.connect_with(self.options(For::Reading)?).await?)
    }

    /// Begins a transaction all of whose reads are of one moment.
    pub(super) fn begin_reading(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "BEGIN",
            Self::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        }
    }

    /// Begins a transaction that nobody else writes beside, and answers the last number given out.
    pub(super) async fn begin_writing(&self, db: &mut AnyConnection) -> Result<u64, StoreError> {
        let (begin, head) = match self {
            Self::Sqlite(_) => ("BEGIN IMMEDIATE", sql::META),
            Self::Postgres(_) => ("BEGIN", postgres::HEAD_HELD),
        };
        sqlx::query(begin).execute(&mut *db).await?;
        let row = sqlx::query(head).bind(HEAD).fetch_optional(db).await?;
        let Some(row) = row else { return Ok(0) };
        let text: &str = row.try_get(0)?;
        text.parse().map_err(|_| StoreError::Corrupt(HEAD))
    }

    /// Lets what hangs on a row follow it statement by statement until the transaction ends.
    pub(super) fn defer_references(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "PRAGMA defer_foreign_keys = ON",
            Self::Postgres(_) => "SET CONSTRAINTS ALL DEFERRED",
        }
    }

    /// Closes the last connection that wrote.
    pub async fn close(&self, mut db: AnyConnection) {
        if matches!(self, Self::Sqlite(_)) {
            // The log is written back, so that the one file is all there is to copy.
            let written = sqlx::query(sqlite::WRITE_BACK).execute(&mut db).await;
            if let Err(error) = written {
                tracing::warn!(%error, "the log was not written back; the next start will");
            }
        }
        if let Err(error) = sqlx::Connection::close(db).await {
            tracing::warn!(%error, "closing the database");
        }
    }
}

/// What comes in time. Errors: its own; `Io` if nothing has come.
pub(super) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let late = |_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()));
    tokio::time::timeout(limit, work).await.unwrap_or_else(late)
}
