//! How the server is started: arguments, then environment, then what is usual.

use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::http::assets::ServiceWorker;
use crate::http::forwarded::TrustedProxies;
use crate::http::limits::{Rate, Rates};
use crate::run::DATABASE;
use crate::store::database::{Database, PostgresUrl, QUEUE};

/// What `--help` prints.
pub const HELP: &str = "\
老兵驿站: the API and the app

veterans-station [serve] [options]        serve until stopped
veterans-station bench [options]          measure durable bookings on this machine
veterans-station migrate [options]        bring the tables up to date, which a start does too
veterans-station backup FILE [options]    copy the SQLite database to FILE and the key to FILE.key
veterans-station restore FILE [options]   put both back; --force moves aside what is there
veterans-station restored [options]       after pg_restore: tell devices to start over
veterans-station admin create [options]   make an administrator's account (see admin --help)
veterans-station admin demo [options]     make accounts to show around, whose password is no secret

  --listen ADDRESS:PORT      VS_LISTEN            127.0.0.1:8080
  --data FOLDER              VS_DATA              ./var
  --database-url URL         DATABASE_URL         unset: SQLite in the data folder; else postgres://...
  --key FILE                 VS_KEY_FILE          server.key in the data folder, made at the first start
  --spa FOLDER               VS_SPA               the app inside this program, or ./dist
  --trusted-proxies LIST     VS_TRUSTED_PROXIES   none; addresses or networks, commas between
  --behind-tls               VS_BEHIND_TLS=on     browsers come over TLS: sends HSTS
  --queue N                  VS_QUEUE             16384 writes may wait
  --create-per-minute N      VS_CREATE_PER_MINUTE 30 bookings and registrations an address
  --create-burst N           VS_CREATE_BURST      60
  --change-per-minute N      VS_CHANGE_PER_MINUTE 30 changes and cancellations an address
  --change-burst N           VS_CHANGE_BURST      60
  --sync-per-minute N        VS_SYNC_PER_MINUTE   600 round trips of syncing an address
  --sync-burst N             VS_SYNC_BURST        600
  --lookup-per-minute N      VS_LOOKUP_PER_MINUTE 5 look-ups an address
  --reference-per-hour N     VS_REFERENCE_PER_HOUR 10 look-ups a reference
  --seconds N, --clients N                        bench only: 10, 64

  --demo                     VS_DEMO=on           start although there are accounts to show around

                             VS_SERVICE_WORKER=off takes the service worker away from browsers
                             VS_LOG               info; what is logged, e.g. server=debug
";

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Serve until stopped.
    Serve,
    /// Measure durable bookings.
    Bench,
    /// Bring the tables up to date.
    Migrate,
    /// Copy database and key.
    Backup(PathBuf),
    /// Put a copy back.
    Restore(PathBuf),
    /// Say that the database was put back by other means.
    Restored,
    /// Print [`HELP`].
    Help,
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// What is to be done.
    pub command: Command,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the database and the key are, if nothing else is said of either.
    pub data: PathBuf,
    /// The PostgreSQL database; `None`: SQLite in the data folder.
    pub database: Option<PostgresUrl>,
    /// The file with the server's key; `None`: in the data folder, made at the first start.
    pub key: Option<PathBuf>,
    /// Where the built app is; `None`: inside this program, or `./dist`.
    pub spa: Option<PathBuf>,
    /// Proxies whose word is taken.
    pub proxies: TrustedProxies,
    /// Whether browsers come over TLS.
    pub behind_tls: bool,
    /// Whether restoring moves aside what is there.
    pub force: bool,
    /// Whether demonstration accounts may sign in.
    pub demo: bool,
    /// How many writes may wait.
    pub queue: usize,
    /// How often somebody may try.
    pub rates: Rates,
    /// Whether browsers run the service worker.
    pub worker: ServiceWorker,
    /// How long the measurement lasts, in seconds.
    pub seconds: u32,
    /// How many clients book at once in the measurement.
    pub clients: u32,
}

/// Why the server cannot be started so.
#[derive(Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// No such argument.
    Unknown(String),
    /// An argument without its value.
    NoValue(String),
    /// A value that cannot be read.
    Invalid(&'static str, String),
    /// `DATABASE_URL` names a database of another kind.
    Database,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(argument) => write!(f, "no such argument: {argument} (see --help)"),
            Self::NoValue(argument) => write!(f, "{argument} wants a value (see --help)"),
            Self::Invalid(name, value) => write!(f, "{name}: cannot use {value:?} (see --help)"),
            Self::Database => f.write_str(
                "DATABASE_URL: begins with postgres:// or is left out, for the SQLite file in the \
                 data folder",
            ),
        }
    }
}

impl std::error::Error for ConfigError {}

/// The option that names a PostgreSQL database.
const DATABASE_URL: &str = "--database-url";

/// The options that take a value: argument and environment variable.
const VALUED: [(&str, &str); 17] = [
    ("--listen", "VS_LISTEN"),
    ("--data", "VS_DATA"),
    (DATABASE_URL, "DATABASE_URL"),
    ("--key", "VS_KEY_FILE"),
    ("--spa", "VS_SPA"),
    ("--trusted-proxies", "VS_TRUSTED_PROXIES"),
    ("--queue", "VS_QUEUE"),
    ("--create-per-minute", "VS_CREATE_PER_MINUTE"),
    ("--create-burst", "VS_CREATE_BURST"),
    ("--change-per-minute", "VS_CHANGE_PER_MINUTE"),
    ("--change-burst", "VS_CHANGE_BURST"),
    ("--sync-per-minute", "VS_SYNC_PER_MINUTE"),
    ("--sync-burst", "VS_SYNC_BURST"),
    ("--lookup-per-minute", "VS_LOOKUP_PER_MINUTE"),
    ("--reference-per-hour", "VS_REFERENCE_PER_HOUR"),
    ("--seconds", "VS_BENCH_SECONDS"),
    ("--clients", "VS_BENCH_CLIENTS"),
];

impl Config {
    /// Reads the arguments (without the program's name) over the environment.
    pub fn read(
        arguments: impl IntoIterator<Item = OsString>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        let mut raw = Raw::default();
        raw.arguments(arguments)?;
        for (argument, variable) in VALUED {
            if let Some(value) = environment(variable).filter(|value| !value.is_empty()) {
                raw.values.push((argument, value));
            }
        }
        if environment("VS_BEHIND_TLS").is_some_and(|value| value == "on") {
            raw.behind_tls = true;
        }
        if environment("VS_DEMO").is_some_and(|value| value == "on") {
            raw.demo = true;
        }
        let mut config = raw.config()?;
        if environment("VS_SERVICE_WORKER").is_some_and(|value| value == "off") {
            config.worker = ServiceWorker::Off;
        }
        Ok(config)
    }

    /// Which database it is.
    pub fn database(&self) -> Database {
        match &self.database {
            Some(url) => Database::Postgres(url.clone()),
            None => Database::Sqlite(self.data.join(DATABASE)),
        }
    }
}

/// Values as given; the first of a name counts.
#[derive(Default)]
struct Raw {
    command: Option<Command>,
    values: Vec<(&'static str, OsString)>,
    behind_tls: bool,
    force: bool,
    demo: bool,
}

impl Raw {
    fn arguments(
        &mut self,
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<(), ConfigError> {
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy().into_owned();
            match text.as_str() {
                "serve" if self.command.is_none() => self.command = Some(Command::Serve),
                "bench" if self.command.is_none() => self.command = Some(Command::Bench),
                "migrate" if self.command.is_none() => self.command = Some(Command::Migrate),
                "restored" if self.command.is_none() => self.command = Some(Command::Restored),
                "backup" | "restore" if self.command.is_none() => {
                    let file = arguments.next().map(PathBuf::from);
                    let file = file.ok_or(ConfigError::NoValue(text.clone()))?;
                    self.command = Some(match text.as_str() {
                        "backup" => Command::Backup(file),
                        _ => Command::Restore(file),
                    });
                }
                "--force" => self.force = true,
                "--demo" => self.demo = true,
                "help" | "--help" | "-h" => self.command = Some(Command::Help),
                "--behind-tls" => self.behind_tls = true,
                other => {
                    let known = VALUED.iter().find(|(name, _)| *name == other);
                    let (name, _) = known.ok_or(ConfigError::Unknown(text.clone()))?;
                    let value = arguments.next().ok_or(ConfigError::NoValue(text))?;
                    self.values.push((name, value));
                }
            }
        }
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&OsString> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    fn parsed<T: std::str::FromStr>(&self, name: &'static str, usual: T) -> Result<T, ConfigError> {
        let Some(value) = self.get(name) else {
            return Ok(usual);
        };
        let text = value.to_string_lossy();
        text.parse()
            .map_err(|_| ConfigError::Invalid(name, text.into_owned()))
    }

    fn database(&self) -> Result<Option<PostgresUrl>, ConfigError> {
        let Some(url) = self.get(DATABASE_URL) else {
            return Ok(None);
        };
        let url = url.to_str().and_then(PostgresUrl::parse);
        url.map(Some).ok_or(ConfigError::Database)
    }

    fn rates(&self) -> Result<Rates, ConfigError> {
        let create_burst = self.parsed("--create-burst", 60)?;
        let create: u32 = self.parsed("--create-per-minute", 30)?;
        let change_burst = self.parsed("--change-burst", 60)?;
        let change: u32 = self.parsed("--change-per-minute", 30)?;
        let sync_burst = self.parsed("--sync-burst", 600)?;
        let sync: u32 = self.parsed("--sync-per-minute", 600)?;
        let look_up: u32 = self.parsed("--lookup-per-minute", 5)?;
        let reference = self.parsed("--reference-per-hour", 10)?;
        Ok(Rates {
            create: Rate::hourly(create.saturating_mul(60), create_burst),
            change: Rate::hourly(change.saturating_mul(60), change_burst),
            sync: Rate::hourly(sync.saturating_mul(60), sync_burst),
            look_up: Rate::hourly(look_up.saturating_mul(60), look_up),
            reference: Rate::hourly(reference, reference),
        })
    }

    fn config(&self) -> Result<Config, ConfigError> {
        let listed = self
            .get("--trusted-proxies")
            .map(|list| list.to_string_lossy());
        let proxies = TrustedProxies::parse(&listed.unwrap_or_default())
            .map_err(|part| ConfigError::Invalid("--trusted-proxies", part))?;
        Ok(Config {
            command: self.command.clone().unwrap_or(Command::Serve),
            listen: self.parsed("--listen", SocketAddr::from(([127, 0, 0, 1], 8080)))?,
            data: self
                .get("--data")
                .map_or_else(|| PathBuf::from("var"), PathBuf::from),
            database: self.database()?,
            key: self.get("--key").map(PathBuf::from),
            spa: self.get("--spa").map(PathBuf::from),
            proxies,
            behind_tls: self.behind_tls,
            force: self.force,
            demo: self.demo,
            queue: self.parsed("--queue", QUEUE)?,
            rates: self.rates()?,
            worker: ServiceWorker::On,
            seconds: self.parsed("--seconds", 10)?,
            clients: self.parsed("--clients", 64)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str], environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(arguments.iter().map(OsString::from), |name| {
            environment
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        })
    }

    #[test]
    fn arguments_go_before_the_environment() {
        let config = read(
            &["--data", "a"],
            &[("VS_DATA", "b"), ("VS_LISTEN", "0.0.0.0:80")],
        )
        .unwrap();
        assert_eq!(config.data, PathBuf::from("a"));
        assert_eq!(config.listen.port(), 80);
        assert_eq!(config.rates, Rates::default());
        assert_eq!(config.command, Command::Serve);
        assert_eq!(config.queue, QUEUE);
        assert!(HELP.contains(&format!("{QUEUE} writes may wait")));
        assert_eq!(read(&["bench"], &[]).unwrap().command, Command::Bench);
    }

    #[test]
    fn mistakes_are_named() {
        let error = |arguments: &[&str]| read(arguments, &[]).unwrap_err();
        assert_eq!(error(&["--spam"]), ConfigError::Unknown("--spam".into()));
        assert_eq!(error(&["--data"]), ConfigError::NoValue("--data".into()));
        assert_eq!(
            error(&["--queue", "x"]),
            ConfigError::Invalid("--queue", "x".into())
        );
        let other = [("DATABASE_URL", "mysql://somewhere/vs")];
        assert_eq!(read(&[], &other).unwrap_err(), ConfigError::Database);
    }

    #[test]
    fn the_database_is_chosen_by_its_address() {
        let file = Database::Sqlite(PathBuf::from("var").join(DATABASE));
        for none in [&[][..], &[("DATABASE_URL", "")]] {
            assert_eq!(read(&[], none).unwrap().database(), file);
        }
        let (a, b) = ("postgres://somewhere/a", "postgresql://somewhere/b");
        let config = read(&["--database-url", b], &[("DATABASE_URL", a)]).unwrap();
        let url = PostgresUrl::parse(b).unwrap();
        assert_eq!(config.database(), Database::Postgres(url));
    }

    #[test]
    fn the_worker_can_be_taken_away() {
        let config = read(&[], &[("VS_SERVICE_WORKER", "off")]).unwrap();
        assert_eq!(config.worker, ServiceWorker::Off);
    }
}
