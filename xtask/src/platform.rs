//! What comes from the operating system's own packages.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::sh::{self, say};

/// Installs Debian packages that are missing. Where that cannot be done it says what to install.
pub fn apt_install(packages: &[&str], why: &str) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    apt_newest(&missing, why)
}

/// Installs Debian packages, or newer versions of them, whichever the system's sources have today.
pub fn apt_newest(packages: &[&str], why: &str) -> Result<()> {
    let listed = packages.join(" ");
    if sh::which(&["apt-get"]).is_none() {
        bail!(
            "{why} is missing, and this system has no apt-get. Please install what Debian calls: {listed}"
        );
    }
    if !can_apt() {
        bail!("{why} is missing. As root, run: apt-get install {listed}");
    }
    say(format!(
        "installing {why} with apt-get ({listed}), usually 1 to 2 minutes"
    ));
    // A machine that never ran `update` knows no packages; one that ran it long ago knows only old ones. One
    // source of several that fails is no reason to give up: the installation shows whether it was needed.
    if let Err(error) = apt(&["update"]) {
        say(format!("{error:#}; going on with the lists as they are"));
    }
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

/// True where apt-get is there and can be used (root, or sudo that asks no password).
pub fn can_apt() -> bool {
    sh::which(&["apt-get"]).is_some()
        && (is_root()
            || sh::cmd("sudo", ["-n", "true"])
                .output()
                .is_ok_and(|o| o.status.success()))
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root() {
        sh::cmd("apt-get", arguments)
    } else {
        let mut sudo = sh::cmd("sudo", ["-n", "apt-get"]);
        sudo.args(arguments);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.arg("-qq");
    sh::run(&mut command)
}

fn installed(package: &str) -> bool {
    sh::cmd("dpkg-query", ["-W", "-f=${Status}", package])
        .output()
        .is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("install ok installed"))
}

/// True for who may do everything.
pub fn is_root() -> bool {
    sh::output(&mut sh::cmd("id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}

/// A Chromium kind of browser and its driver.
pub struct Browser {
    /// The browser's program.
    pub chromium: PathBuf,
    /// ChromeDriver of the same version.
    pub driver: PathBuf,
}

const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The system's Chromium and ChromeDriver, installed where missing, and a Chinese font for the pictures.
pub fn browser() -> Result<Browser> {
    if find_chromium().is_none() || find_driver().is_none() {
        apt_install(
            &["chromium", "chromium-driver"],
            "the browser for the tests",
        )?;
    }
    if sh::which(&["apt-get"]).is_some() && !has_chinese_font() {
        apt_install(&["fonts-noto-cjk", "fontconfig"], "a Chinese font")?;
    }
    match (find_chromium(), find_driver()) {
        (Some(chromium), Some(driver)) => Ok(Browser { chromium, driver }),
        _ => bail!(
            "Chromium and ChromeDriver are needed; set CHROMIUM and CHROMEDRIVER to their programs"
        ),
    }
}

fn find_chromium() -> Option<PathBuf> {
    named_by("CHROMIUM")
        .or_else(|| sh::which(&CHROMIUM_NAMES))
        .or_else(|| Some(PathBuf::from(MAC_CHROME)).filter(|path| path.is_file()))
}

fn find_driver() -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| sh::which(&["chromedriver"]))
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn has_chinese_font() -> bool {
    Command::new("fc-list")
        .arg(":lang=zh-cn")
        .output()
        .is_ok_and(|out| out.status.success() && !out.stdout.is_empty())
}
