//! The byte budgets of the design: what a visitor downloads. A breach fails the tests.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::http;
use crate::numbers;
use crate::paths;
use crate::spa::manifest::{Kind, Manifest};

/// One measured thing and its target. Smaller is better unless `at_least`.
#[derive(Clone, Debug)]
pub struct Budget {
    /// What is measured, in words.
    pub what: String,
    /// The unit of both numbers: `B`, `ms`, `/s`.
    pub unit: String,
    /// What was measured.
    pub measured: f64,
    /// The limit.
    pub target: f64,
    /// True where more is better.
    pub at_least: bool,
}

impl Budget {
    fn bytes(what: &str, measured: u64, target: u64) -> Self {
        Self {
            what: what.to_owned(),
            unit: "B".to_owned(),
            measured: measured as f64,
            target: target as f64,
            at_least: false,
        }
    }

    /// Reads a line of a benchmark script: `{"what", "unit", "measured", "target", "at_least"?}`.
    pub fn from_json(value: &Value) -> Result<Self> {
        let number = |key: &str| {
            value[key]
                .as_f64()
                .with_context(|| format!("{value}: {key}"))
        };
        Ok(Self {
            what: value["what"]
                .as_str()
                .with_context(|| format!("{value}: what"))?
                .to_owned(),
            unit: value["unit"].as_str().unwrap_or_default().to_owned(),
            measured: number("measured")?,
            target: number("target")?,
            at_least: value["at_least"].as_bool().unwrap_or(false),
        })
    }

    /// Whether the target is met.
    pub fn met(&self) -> bool {
        if self.at_least {
            self.measured >= self.target
        } else {
            self.measured <= self.target
        }
    }

    /// For `bench.json`.
    pub fn json(&self) -> Value {
        json!({
            "what": self.what, "unit": self.unit, "measured": self.measured, "target": self.target,
            "at_least": self.at_least, "met": self.met(),
        })
    }

    fn number(&self, value: f64) -> String {
        match self.unit.as_str() {
            // Byte counts are whole and far below 2^53.
            "B" => numbers::bytes(value as u64),
            unit if value >= 100.0 => format!("{value:.0} {unit}"),
            unit => format!("{value:.1} {unit}"),
        }
    }
}

/// The table of all budgets.
pub fn table(budgets: &[Budget]) -> String {
    let mut rows = vec![
        ["what", "measured", "target", ""]
            .map(str::to_owned)
            .to_vec(),
    ];
    for budget in budgets {
        let sign = if budget.at_least { ">=" } else { "<=" };
        rows.push(vec![
            budget.what.clone(),
            budget.number(budget.measured),
            format!("{sign} {}", budget.number(budget.target)),
            if budget.met() { "met" } else { "BROKEN" }.to_owned(),
        ]);
    }
    numbers::table(&rows)
}

/// Budgets that the built files decide.
pub fn of_build(manifest: &Manifest) -> Vec<Budget> {
    let sum = |wanted: &dyn Fn(&str, Kind) -> bool| -> u64 {
        let chosen = manifest
            .assets
            .iter()
            .filter(|asset| wanted(&asset.path, asset.kind));
        chosen.map(|asset| asset.wire()).sum()
    };
    let html = sum(&|_, kind| kind == Kind::Html);
    let wasm = sum(&|path, kind| kind == Kind::Shell && path.ends_with(".wasm"));
    let first = sum(&|_, kind| matches!(kind, Kind::Html | Kind::Shell));
    let desk = sum(&|path, kind| kind == Kind::Rare && path.contains("/staff-"));
    let office = sum(&|path, kind| kind == Kind::Rare && path.contains("/office-"));
    vec![
        Budget::bytes("HTML, brotli", html, 14_000),
        Budget::bytes("main WASM, brotli", wasm, 110_000),
        Budget::bytes("page and shell of the first screen, brotli", first, 150_000),
        Budget::bytes("the day at a station, own chunk, brotli", desk, 180_000),
        Budget::bytes("accounts and audit, own chunk, brotli", office, 60_000),
    ]
}

/// Budgets of the data packs, as the running server sends them.
pub fn of_packs(address: &str) -> Result<Vec<Budget>> {
    let all = body_length(address, "/api/v1/packs/stations")?;
    let mut largest = 0;
    for district in districts()? {
        let path = format!("/api/v1/packs/stations/{district}");
        largest = largest.max(body_length(address, &path)?);
    }
    Ok(vec![
        Budget::bytes("all stations, brotli over the wire", all, 50_000),
        Budget::bytes(
            "the largest district's stations, brotli over the wire",
            largest,
            3_000,
        ),
    ])
}

/// The six-digit codes in the divisions file.
fn districts() -> Result<Vec<String>> {
    let csv = paths::read(&paths::root().join("data/chongqing-divisions.csv"))?;
    let codes = csv.lines().filter_map(|line| line.split(',').next());
    let codes: Vec<String> = codes
        .filter(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .collect();
    if codes.is_empty() {
        bail!("no district in data/chongqing-divisions.csv");
    }
    Ok(codes)
}

/// Asks for brotli and counts the bytes of the body.
fn body_length(address: &str, path: &str) -> Result<u64> {
    let answer = http::get(address, path)?;
    if !answer.head.contains("content-length:") {
        bail!("{path} is not sent with its length, so it was not compressed beforehand");
    }
    Ok(answer.body.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spa::manifest::Asset;

    fn asset(path: &str, bytes: u64, brotli: Option<u64>, kind: Kind) -> Asset {
        Asset {
            path: path.to_owned(),
            bytes,
            brotli,
            kind,
        }
    }

    #[test]
    fn the_first_screen_counts_the_page_and_the_shell_as_sent() {
        let manifest = Manifest {
            build: "b".to_owned(),
            assets: vec![
                asset("/index.html", 50_000, Some(10_000), Kind::Html),
                asset("/assets/app-1.wasm", 300_000, Some(200_000), Kind::Shell),
                asset("/assets/boot-1.js", 100, None, Kind::Shell),
                asset("/assets/booking-1.wasm", 90_000, Some(80_000), Kind::Chunk),
                asset("/assets/staff-1.wasm", 99_000, Some(90_000), Kind::Rare),
                asset("/assets/office-1.wasm", 9_000, Some(7_000), Kind::Rare),
            ],
        };
        let budgets = of_build(&manifest);
        let measured: Vec<f64> = budgets.iter().map(|budget| budget.measured).collect();
        assert_eq!(
            measured,
            [10_000.0, 200_000.0, 210_100.0, 90_000.0, 7_000.0]
        );
        let met: Vec<bool> = budgets.iter().map(Budget::met).collect();
        assert_eq!(met, [true, false, false, true, true]);
    }

    #[test]
    fn more_is_better_where_said_so() {
        let line = json!({"what": "bookings", "unit": "/s", "measured": 1400, "target": 1500, "at_least": true});
        assert!(!Budget::from_json(&line).unwrap().met());
    }
}
