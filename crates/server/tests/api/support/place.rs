//! Databases to test on, each thrown away with its test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use server::store::database::{Database, PostgresUrl, SqlStore, StoreOptions};
use sqlx::{AnyConnection, Connection as _};
use tempfile::TempDir;

use super::dataset;

/// Names the PostgreSQL to test on: the address of somebody who may make schemas.
const POSTGRES: &str = "VS_TEST_POSTGRES";
/// Set to `postgres`: whatever has no need of a file is tested there.
const ON: &str = "VS_TEST_ON";

/// An empty database.
pub struct Place {
    pub database: Database,
    pub folder: TempDir,
}

impl Place {
    /// A file of its own.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            database: Database::Sqlite(folder.path().join("test.db")),
            folder,
        }
    }

    /// Where a test goes that says nothing of where.
    pub async fn usual() -> Self {
        if std::env::var_os(ON).is_some_and(|on| on == "postgres") {
            Self::postgres().await
        } else {
            Self::sqlite()
        }
    }

    /// The same database once more, for another server.
    pub fn again(&self) -> Self {
        Self {
            database: self.database.clone(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Cuts all connections that servers have to it. PostgreSQL only.
    pub async fn cut(&self) -> i64 {
        self.number(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE application_name = current_setting('application_name') \
             AND pid <> pg_backend_pid()",
        )
        .await
    }

    /// Whether there is a PostgreSQL to test on.
    pub fn is_postgres_there() -> bool {
        std::env::var_os(POSTGRES).is_some()
    }

    /// A schema of its own. Panics if there is no PostgreSQL, and says how to get one.
    pub async fn postgres() -> Self {
        let Ok(url) = std::env::var(POSTGRES) else {
            panic!(
                "no PostgreSQL to test on: run `cargo xtask test --only native`, which brings one, \
                 or name yours, which may be thrown away, in {POSTGRES}=postgres://..."
            );
        };
        sqlx::any::install_default_drivers();
        let mut admin = AnyConnection::connect(&url).await.unwrap();
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("vs_{}_{number}", std::process::id());
        let make = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(make))
            .execute(&mut admin)
            .await
            .unwrap();
        let mark = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{mark}options[search_path]={name}&application_name={name}");
        Self {
            database: Database::Postgres(PostgresUrl::parse(&url).unwrap()),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A store on it: the first makes the tables.
    pub async fn open(&self) -> SqlStore {
        let options = StoreOptions {
            readers: 2,
            ..StoreOptions::default()
        };
        SqlStore::open(&self.database, Arc::new(dataset()), options)
            .await
            .unwrap()
    }

    /// Writes what no operation of the store writes.
    pub async fn write(&self, sql: &'static str) {
        let mut db = self.database.connect().await.unwrap();
        sqlx::raw_sql(sql).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    }

    /// One number out of it.
    pub async fn number(&self, sql: &'static str) -> i64 {
        let mut db = self.database.connect().await.unwrap();
        let number = sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap();
        db.close().await.unwrap();
        number
    }
}

#[test]
fn there_is_a_postgres_to_test_on() {
    assert!(
        Place::is_postgres_there(),
        "everything was tested on SQLite only: run `cargo xtask test --only native`, which brings a \
         PostgreSQL, or name yours, which may be thrown away, in {POSTGRES}=postgres://..."
    );
}
