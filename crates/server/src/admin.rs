//! `veterans-station admin create`: the first account, made by whoever runs the server. There is no
//! default password anywhere.
//!
//! The server may be running: both write through the database's own lock, one short transaction here. Only the
//! tables are not brought up to date beneath a running server; that is left to its own start.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;

use model::civil::Timestamp;
use model::credentials::{CredentialError, Password, UserName};
use model::division::DivisionCode;
use model::id::StaffId;
use model::permissions::{Role, Scope};
use model::person::PersonName;
use model::staff::{ONE_TIME, ValidStaff};

use crate::clock::{Clock as _, SystemClock};
use crate::demo;
use crate::load;
use crate::lock::lock_file;
use crate::run::{DATABASE, make_private};
use crate::staff::passwords;
use crate::staff::tokens::draw_one_time_password;
use crate::store::database::{Database, PostgresUrl, SqlStore, StoreOptions};
use crate::store::staff::{Made, NewStaff, StaffStore as _};
use crate::store::{Store as _, StoreError};

/// What `veterans-station admin --help` prints.
pub const HELP: &str = "\
veterans-station admin create --name USER --scope CODE [options]
veterans-station admin demo [--data FOLDER | --database-url URL]

  create makes an account for an administrator. The password is asked for, or read from the standard
  input, one line; it is never an argument, which others could see.
  demo makes an account of each role to show around, and prints them with their password, which is no
  secret: a server refuses to start where they are, unless it is told --demo.

  --name USER          what it is signed in with: letters, digits, . - _
  --scope CODE         a division code: 50 for the city, 6, 9 or 12 digits below it
  --display NAME       whose it is; 系统管理员 if nothing is said
  --one-time           prints a password that must be changed at the first login, within a week
  --data FOLDER        VS_DATA, ./var: the server's data folder
  --database-url URL   DATABASE_URL: a PostgreSQL database instead of the SQLite file there

  Run it as the user that the server runs as.
";

/// Why no account was made.
#[derive(Debug)]
pub enum AdminError {
    /// No such argument, or one without its value.
    Argument(String),
    /// Something is not given.
    Missing(&'static str),
    /// What was given is not taken.
    Refused(String),
    /// The two passwords typed differ.
    Different,
    /// The data folder or the terminal.
    Io(PathBuf, io::Error),
    /// The public data.
    Load(load::LoadError),
    /// The database.
    Store(StoreError),
    /// A running server's tables are of another version.
    OtherVersion,
    /// The demonstration accounts.
    Demo(demo::DemoError),
    /// There is no randomness.
    NoRandomness,
}

impl fmt::Display for AdminError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(text) => write!(f, "cannot use {text:?} (see admin --help)"),
            Self::Missing(name) => write!(f, "{name} is missing (see admin --help)"),
            Self::Refused(words) => f.write_str(words),
            Self::Different => f.write_str("两次输入的密码不一样，没有建账号。"),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Load(error) => write!(f, "the public data: {error}"),
            Self::Store(error) => write!(f, "the database: {error}"),
            Self::OtherVersion => f.write_str(
                "a server of another version is running on this data folder; stop it, or use its \
                 own program",
            ),
            Self::Demo(error) => write!(f, "{error}"),
            Self::NoRandomness => f.write_str("there is no randomness"),
        }
    }
}

impl std::error::Error for AdminError {}

impl From<StoreError> for AdminError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<demo::DemoError> for AdminError {
    fn from(error: demo::DemoError) -> Self {
        Self::Demo(error)
    }
}

impl From<CredentialError> for AdminError {
    fn from(error: CredentialError) -> Self {
        Self::Refused(error.message())
    }
}

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Create,
    Demo,
}

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Arguments {
    help: bool,
    command: Option<Command>,
    name: Option<String>,
    scope: Option<String>,
    display: Option<String>,
    one_time: bool,
    data: Option<PathBuf>,
    database: Option<String>,
}

impl Arguments {
    fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, AdminError> {
        let mut read = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy().into_owned();
            let mut value = || arguments.next().ok_or(AdminError::Argument(text.clone()));
            let words = |value: OsString| value.to_string_lossy().into_owned();
            match text.as_str() {
                "create" if read.command.is_none() => read.command = Some(Command::Create),
                "demo" if read.command.is_none() => read.command = Some(Command::Demo),
                "--help" | "-h" => read.help = true,
                "--one-time" => read.one_time = true,
                "--name" => read.name = Some(words(value()?)),
                "--scope" => read.scope = Some(words(value()?)),
                "--display" => read.display = Some(words(value()?)),
                "--data" => read.data = Some(value()?.into()),
                "--database-url" => read.database = Some(words(value()?)),
                _ => return Err(AdminError::Argument(text)),
            }
        }
        if read.command.is_none() && !read.help {
            return Err(AdminError::Missing("create"));
        }
        Ok(read)
    }
}

/// Does what the arguments (after `admin`) ask for, and says on `out` what was done.
/// Errors: nothing was made.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: impl Fn(&str) -> Option<OsString>,
    out: &mut impl io::Write,
) -> Result<(), AdminError> {
    let arguments = Arguments::read(arguments)?;
    let said = |error| AdminError::Io(PathBuf::from("standard output"), error);
    if arguments.help {
        return out.write_all(HELP.as_bytes()).map_err(said);
    }
    let place = Place::of(&arguments, environment)?;
    let at = SystemClock.now();
    if arguments.command == Some(Command::Demo) {
        let opened = place.open(None).await?;
        let made = demo::make_accounts(&opened.store, at).await;
        opened.close().await;
        made?;
        return demo::tell(out).map_err(said);
    }
    let valid = valid(&arguments, at)?;
    let told = if arguments.one_time {
        let drawn = draw_one_time_password().map_err(|_| AdminError::NoRandomness)?;
        (Password::typed(&drawn)?, Some(drawn))
    } else {
        (ask(&valid)?, None)
    };
    let (password, drawn) = told;
    let password_hash = passwords::hash(&password).map_err(|_| AdminError::NoRandomness)?;
    let until = drawn
        .as_ref()
        .map(|_| Timestamp(at.0.saturating_add(ONE_TIME)));
    let new = NewStaff {
        valid,
        password_hash,
        password_until: until,
        at,
    };
    let opened = place.open(Some(new.valid.scope.0)).await?;
    let made = opened.store.create_first(new).await;
    opened.close().await;
    match made? {
        Made::NameTaken => Err(CredentialError::UserNameTaken.into()),
        Made::Account(answered) => {
            let account = answered.into_inner();
            let scope = account.scope.0;
            writeln!(out, "已建账号 {}，管理范围 {scope}", account.user_name).map_err(said)?;
            if let Some(drawn) = drawn {
                writeln!(out, "一次性密码 {drawn}，7 天内有效，首次登录时修改").map_err(said)?;
            }
            Ok(())
        }
    }
}

fn valid(arguments: &Arguments, at: Timestamp) -> Result<ValidStaff, AdminError> {
    let name = arguments
        .name
        .as_deref()
        .ok_or(AdminError::Missing("--name"))?;
    let scope = arguments
        .scope
        .as_deref()
        .ok_or(AdminError::Missing("--scope"))?;
    let display = arguments.display.as_deref().unwrap_or("系统管理员");
    let display = PersonName::parse(display)
        .map_err(|error| AdminError::Refused(model::words::Problem::from(error).message()))?;
    let scope = DivisionCode::parse(scope).map_err(|_| AdminError::Argument(scope.to_owned()))?;
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|_| AdminError::NoRandomness)?;
    Ok(ValidStaff {
        staff: StaffId::new(at.0.max(0).unsigned_abs(), &random),
        user_name: UserName::parse(name)?.in_earnest()?,
        name: display,
        role: Role::Administrator,
        scope: Scope(scope),
    })
}

/// The password: typed twice unseen, or a line of the standard input.
fn ask(valid: &ValidStaff) -> Result<Password, AdminError> {
    let failed = |error| AdminError::Io(PathBuf::from("standard input"), error);
    let typed = if io::stdin().is_terminal() {
        let typed = rpassword::prompt_password("密码：").map_err(failed)?;
        if typed != rpassword::prompt_password("再输一次：").map_err(failed)? {
            return Err(AdminError::Different);
        }
        typed
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map_err(failed)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    Ok(Password::chosen(
        &typed,
        &valid.user_name,
        &[valid.name.as_str()],
    )?)
}

/// A database that is held while an account is made.
struct Opened {
    store: SqlStore,
    lock: Option<File>,
}

impl Opened {
    async fn close(self) {
        self.store.close().await;
        drop(self.lock);
    }
}

/// Where the account is made.
struct Place {
    folder: PathBuf,
    database: Database,
}

impl Place {
    fn of(
        arguments: &Arguments,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, AdminError> {
        let set = |name| environment(name).filter(|value| !value.is_empty());
        let folder = arguments.data.clone();
        let folder = folder.or_else(|| set("VS_DATA").map(PathBuf::from));
        let folder = folder.unwrap_or_else(|| PathBuf::from("var"));
        let url = arguments.database.clone();
        let url = url.or_else(|| set("DATABASE_URL").map(|url| url.to_string_lossy().into_owned()));
        let database = match url {
            None => Database::Sqlite(folder.join(DATABASE)),
            Some(url) => Database::Postgres(
                PostgresUrl::parse(&url).ok_or(AdminError::Argument("--database-url".into()))?,
            ),
        };
        Ok(Self { folder, database })
    }

    /// Opens the database, for accounts in that scope. Errors: there is no such division.
    async fn open(&self, scope: Option<DivisionCode>) -> Result<Opened, AdminError> {
        let dataset = Arc::new(load::embedded().map_err(AdminError::Load)?);
        if let Some(unknown) = scope.filter(|scope| !dataset.stations.contains_key(scope)) {
            return Err(AdminError::Argument(unknown.to_string()));
        }
        let lock = self.hold()?;
        // Of a database elsewhere it is not known whether a server runs on it.
        let alone = lock.as_ref().is_some_and(|lock| lock.try_lock().is_ok());
        if !alone && !self.is_fresh_or_up_to_date().await? {
            return Err(AdminError::OtherVersion);
        }
        let store = SqlStore::open(&self.database, dataset, StoreOptions::default()).await?;
        Ok(Opened { store, lock })
    }

    /// The lock of the data folder, if the database is in it.
    fn hold(&self) -> Result<Option<File>, AdminError> {
        let failed = |error| AdminError::Io(self.folder.clone(), error);
        let Database::Sqlite(file) = &self.database else {
            return Ok(None);
        };
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        make_private(file).map_err(failed)?;
        lock_file(&self.folder).map(Some).map_err(failed)
    }

    async fn is_fresh_or_up_to_date(&self) -> Result<bool, AdminError> {
        let fresh = matches!(self.database, Database::Postgres(_))
            && self.database.applied().await?.is_empty();
        Ok(fresh || self.database.is_up_to_date().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Arguments, AdminError> {
        Arguments::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn arguments() {
        let read_well = read(&["create", "--name", "a", "--scope", "50", "--one-time"]).unwrap();
        assert_eq!(read_well.name.as_deref(), Some("a"));
        assert!(read_well.one_time && read_well.data.is_none());
        for wrong in [
            &["create", "--password", "x"][..],
            &["create", "--name"],
            &["delete"],
            &["create", "create"],
            &[],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
        let missing = valid(&read(&["create", "--name", "abc"]).unwrap(), Timestamp(0));
        assert!(matches!(missing, Err(AdminError::Missing("--scope"))));
    }
}
