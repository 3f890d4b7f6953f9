//! A PostgreSQL to test on: Debian's own, in a folder that is thrown away, reached by a socket in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::platform;
use crate::sh::{self, say};

/// Where Debian puts the programs, version by version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Whom PostgreSQL runs as where we are root, which it refuses.
const USER: &str = "postgres";
/// It starts within a second, on a busy machine within some.
const START_LIMIT: Duration = Duration::from_secs(60);
/// Nothing of it has to survive, and many tests connect at once.
const SETTINGS: [&str; 4] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=300",
];

/// A running PostgreSQL, stopped and removed when dropped.
pub struct Postgres {
    child: Child,
    folder: PathBuf,
}

/// The folder of PostgreSQL's programs, which are installed where they are missing.
pub fn programs() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    platform::apt_install(&["postgresql"], "PostgreSQL for the tests")?;
    find().context("PostgreSQL's initdb is nowhere to be found; put its folder on PATH")
}

fn find() -> Option<PathBuf> {
    // What is on PATH may be a link to one program of several.
    let of_path = sh::which(&["initdb"]).and_then(|file| file.canonicalize().ok());
    let of_path = of_path.as_deref().and_then(Path::parent);
    if let Some(folder) = of_path.filter(|folder| folder.join("pg_isready").is_file()) {
        return Some(folder.to_owned());
    }
    let versions = std::fs::read_dir(DEBIAN).ok()?.flatten();
    let newest = versions
        .filter(|entry| entry.path().join("bin/initdb").is_file())
        .max_by_key(|entry| entry.file_name().to_string_lossy().parse().unwrap_or(0u32))?;
    Some(newest.path().join("bin"))
}

impl Postgres {
    /// Makes an empty one and starts it.
    pub fn start() -> Result<Self> {
        let programs = programs()?;
        // The target folder may be one that its user cannot enter, and a socket's name has to be short.
        let folder = std::env::temp_dir().join(format!("vs-postgres-{}", std::process::id()));
        sh::run(as_user("mkdir", ["-m", "700"]).arg(&folder))?;
        let data = folder.join("data");
        say("starting a PostgreSQL for the tests");
        let mut made = as_user(
            programs.join("initdb"),
            ["--username=vs", "--auth=trust", "--encoding=UTF8"],
        );
        // A place whose order is not that of bytes: the tables must not lean on it.
        made.args(["--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data);
        sh::output(&mut made)?;
        let mut server = as_user(programs.join("postgres"), ["-D"]);
        server.arg(&data).arg("-k").arg(&folder);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let log = std::fs::File::create(std::env::temp_dir().join(log_name()))?;
        let child = server.stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut postgres = Self { child, folder };
        postgres.wait(&programs)?;
        Ok(postgres)
    }

    fn wait(&mut self, programs: &Path) -> Result<()> {
        let end = Instant::now() + START_LIMIT;
        loop {
            if let Some(status) = self.child.try_wait()? {
                let log = std::env::temp_dir().join(log_name());
                bail!(
                    "PostgreSQL ended at its start ({status}); see {}",
                    log.display()
                );
            }
            let mut asked = as_user(programs.join("pg_isready"), ["-q", "-h"]);
            asked.arg(&self.folder);
            if asked.status()?.success() {
                return Ok(());
            }
            if Instant::now() > end {
                bail!("PostgreSQL did not start within {START_LIMIT:?}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Its address, as the tests want it.
    pub fn url(&self) -> String {
        format!(
            "postgres://vs@localhost/postgres?host={}",
            self.folder.display()
        )
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT: it ends at once, with all of its own processes. Nothing in it is wanted any more.
        let pid = self.child.id().to_string();
        let _told = sh::cmd("kill", ["-QUIT", &pid]).status();
        if sh::wait_within(&mut self.child, Duration::from_secs(10)).is_none() {
            let _killed = self.child.kill();
            let _reaped = self.child.wait();
        }
        let _removed = std::fs::remove_dir_all(&self.folder);
        let _log = std::fs::remove_file(std::env::temp_dir().join(log_name()));
    }
}

fn log_name() -> String {
    format!("vs-postgres-{}.log", std::process::id())
}

/// A command as somebody who is not root, that ends with this program however that ends.
fn as_user<I, S>(program: impl AsRef<OsStr>, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = if sh::which(&["setpriv"]).is_some() {
        let mut command = sh::cmd("setpriv", ["--pdeathsig=QUIT"]);
        if platform::is_root() {
            command.args([
                &format!("--reuid={USER}"),
                &format!("--regid={USER}"),
                "--init-groups",
            ]);
        }
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments).stdin(Stdio::null());
    // Root's own folder is closed to it.
    command.current_dir(std::env::temp_dir());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_and_leaves_nothing_behind() {
        if find().is_none() {
            // Installed by `cargo xtask test`, which needs it; not by a test.
            return;
        }
        let postgres = Postgres::start().unwrap();
        let (folder, pid) = (postgres.folder.clone(), postgres.child.id());
        assert!(postgres.url().starts_with("postgres://vs@localhost/"));
        drop(postgres);
        assert!(!folder.exists() && !Path::new(&format!("/proc/{pid}")).exists());
    }
}
