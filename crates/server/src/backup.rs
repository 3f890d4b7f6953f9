//! `veterans-station migrate`, `backup`, `restore` and `restored`: what is done with a database while no
//! server, or beside one.
//!
//! A store that goes back in time is another store: devices have seen numbers of the future that was lost,
//! so it gets another name, and their cursors start over ([`model::sync`]).

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sqlx::{Connection as _, Row as _};

use crate::config::Config;
use crate::key::{FILE as KEY, ServerKey};
use crate::lock::Alone;
use crate::run::{RunError, make_private, server_key};
use crate::store::StoreError;
use crate::store::database::Database;

/// Why it was not done.
#[derive(Debug)]
pub enum BackupError {
    /// A file cannot be read, written or moved.
    Io(PathBuf, io::Error),
    /// The database.
    Store(StoreError),
    /// The server's key.
    Key(RunError),
    /// It is there already.
    There(PathBuf),
    /// There is no database to copy.
    Missing(PathBuf),
    /// What is to be restored is not whole; says what is wrong.
    Broken(PathBuf, String),
    /// The database was not written under the key beside it.
    OtherKey(PathBuf),
    /// PostgreSQL has programs of its own for this.
    Postgres,
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Store(error) => write!(f, "the database: {error}"),
            Self::Key(error) => write!(f, "{error}"),
            Self::There(path) => write!(f, "{} is there already; nothing was done", path.display()),
            Self::Missing(path) => write!(f, "{} is not there", path.display()),
            Self::Broken(path, why) => write!(f, "{} is no whole copy: {why}", path.display()),
            Self::OtherKey(path) => {
                write!(f, "{} is not the key of that database", path.display())
            }
            Self::Postgres => f.write_str(
                "a PostgreSQL database is copied with pg_dump --format=custom and put back with \
                 pg_restore into an empty database; then run `veterans-station restored`. Keep the \
                 key file with the copy.",
            ),
        }
    }
}

impl std::error::Error for BackupError {}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The copy of the key that belongs to a copy of the database.
pub fn key_beside(copy: &Path) -> PathBuf {
    with_end(copy, ".key")
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn file_of(config: &Config) -> Result<PathBuf, BackupError> {
    match config.database() {
        Database::Sqlite(file) => Ok(file),
        Database::Postgres(_) => Err(BackupError::Postgres),
    }
}

/// Brings the tables up to date; answers how many versions were new. A SQLite file is left alone while a
/// server runs on it.
pub async fn migrate(config: &Config) -> Result<usize, BackupError> {
    let database = config.database();
    let failed = |error| BackupError::Io(config.data.clone(), error);
    let _alone = match &database {
        Database::Sqlite(file) => {
            std::fs::create_dir_all(&config.data).map_err(failed)?;
            make_private(file).map_err(failed)?;
            Some(Alone::on(&config.data).map_err(failed)?)
        }
        Database::Postgres(_) => None,
    };
    Ok(database.migrate().await?)
}

/// Copies database and key, whether a server is running or not. The copy is of one moment.
pub async fn backup(config: &Config, copy: &Path) -> Result<(), BackupError> {
    let file = file_of(config)?;
    if !file.is_file() {
        return Err(BackupError::Missing(file));
    }
    let key = server_key(config).map_err(BackupError::Key)?;
    let key_copy = key_beside(copy);
    for path in [copy, &key_copy] {
        if path.exists() {
            return Err(BackupError::There(path.to_owned()));
        }
    }
    // Under another name until it is whole: nobody takes half a copy for one.
    let draft = with_end(copy, ".part");
    remove(&draft)?;
    let failed = |error| BackupError::Io(draft.clone(), error);
    make_private(&draft).map_err(failed)?;
    let name = draft.to_str().map(str::to_owned);
    let name = name.ok_or(failed(io::ErrorKind::InvalidFilename.into()))?;
    let mut db = Database::Sqlite(file).connect().await?;
    sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(&mut db)
        .await?;
    db.close().await?;
    check(&draft, &key, &key_copy).await?;
    key.write_to(&key_copy)
        .map_err(|error| BackupError::Io(key_copy.clone(), error))?;
    put(&draft, copy)
}

/// Puts a copy into the data folder, where no server may be running. `force`: what is there is moved aside.
pub async fn restore(config: &Config, copy: &Path, force: bool) -> Result<(), BackupError> {
    let file = file_of(config)?;
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| BackupError::Io(path, error)
    };
    let key_copy = key_beside(copy);
    let key = ServerKey::of_file(&key_copy).map_err(failed(&key_copy))?;
    std::fs::create_dir_all(&config.data).map_err(failed(&config.data))?;
    let _alone = Alone::on(&config.data).map_err(failed(&config.data))?;
    let key_file = config.key.clone();
    let key_file = key_file.unwrap_or_else(|| config.data.join(KEY));
    let there = [
        file.clone(),
        with_end(&file, "-wal"),
        with_end(&file, "-shm"),
        key_file.clone(),
    ];
    let there: Vec<_> = there.into_iter().filter(|path| path.exists()).collect();
    if let (false, Some(first)) = (force, there.first()) {
        return Err(BackupError::There(first.clone()));
    }
    let draft = with_end(&file, ".part");
    remove(&draft)?;
    make_private(&draft).map_err(failed(&draft))?;
    std::fs::copy(copy, &draft).map_err(failed(copy))?;
    check(&draft, &key, &key_copy).await?;
    rename_store(&Database::Sqlite(draft.clone())).await?;
    for path in &there {
        let aside = with_end(path, &format!(".before-restore-{}", std::process::id()));
        std::fs::rename(path, &aside).map_err(failed(path))?;
    }
    key.write_to(&key_file).map_err(failed(&key_file))?;
    put(&draft, &file)
}

/// Gives a store that has gone back in time another name. No server may be running on it.
pub async fn rename_store(database: &Database) -> Result<(), BackupError> {
    let mut random = [0; 4];
    getrandom::fill(&mut random)
        .map_err(|error| sqlx::Error::Io(io::Error::other(error.to_string())))?;
    let mut db = database.connect().await?;
    let done = sqlx::query("UPDATE meta SET value = $1 WHERE name = 'store_id'")
        .bind(model::hex::encode(&random))
        .execute(&mut db)
        .await?;
    database.close(db).await;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::NotFound.into())
    }
}

/// Looks whether a copy is whole and was written under `key`.
async fn check(copy: &Path, key: &ServerKey, key_copy: &Path) -> Result<(), BackupError> {
    let broken = |why: String| BackupError::Broken(copy.to_owned(), why);
    let database = Database::Sqlite(copy.to_owned());
    let mut db = database.connect().await?;
    let found = sqlx::query("PRAGMA integrity_check").fetch_one(&mut db);
    let found = match found.await {
        Ok(row) => row.try_get::<String, _>(0)?,
        Err(error) => error.to_string(),
    };
    if found != "ok" {
        return Err(broken(found));
    }
    let known = sqlx::query("SELECT value FROM meta WHERE name = 'server_key'");
    let known = known.fetch_optional(&mut db).await;
    let known = known.map_err(|error| broken(error.to_string()))?;
    let other = match known {
        Some(row) => row.try_get::<String, _>(0)? != key.fingerprint(),
        None => false,
    };
    database.close(db).await;
    if other {
        return Err(BackupError::OtherKey(key_copy.to_owned()));
    }
    Ok(())
}

fn remove(file: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(BackupError::Io(file.to_owned(), error))
        }
        _ => Ok(()),
    }
}

/// Gives a whole file its name, durably.
fn put(draft: &Path, file: &Path) -> Result<(), BackupError> {
    let durable = || -> io::Result<()> {
        File::open(draft)?.sync_all()?;
        std::fs::rename(draft, file)?;
        #[cfg(unix)]
        {
            let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(())
    };
    durable().map_err(|error| BackupError::Io(file.to_owned(), error))
}
