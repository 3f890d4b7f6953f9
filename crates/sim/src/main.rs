//! `sim --seeds N [--from SEED] [--sabotage NAME] [--log]`: lives N lives, and says how to see the
//! first one again in which something does not hold.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool talks to the terminal"
)]

use std::process::ExitCode;

use sim::{Sabotage, Summary};

const HELP: &str = "sim [--seeds N] [--from SEED] [--sabotage NAME] [--log]

  --seeds N        how many seeds (default 1000)
  --from SEED      the first of them (default 0)
  --sabotage NAME  put a fault in on purpose, to see it found
  --log            show what happened, line by line";

struct Wanted {
    seeds: u64,
    from: u64,
    sabotage: Option<Sabotage>,
    log: bool,
}

fn main() -> ExitCode {
    match wanted(std::env::args().skip(1)) {
        Ok(wanted) => run(&wanted),
        Err(unknown) => {
            println!("{unknown}\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        seeds: 1_000,
        from: 0,
        sabotage: None,
        log: false,
    };
    while let Some(flag) = arguments.next() {
        if flag == "--log" {
            wanted.log = true;
            continue;
        }
        let value = arguments.next().unwrap_or_default();
        let number = || {
            let number = value.parse();
            number.map_err(|_| format!("{flag} wants a number, not {value:?}"))
        };
        match flag.as_str() {
            "--seeds" => wanted.seeds = number()?,
            "--from" => wanted.from = number()?,
            "--sabotage" => {
                let known = Sabotage::ALL.into_iter();
                let mut named = known.filter(|one| format!("{one:?}") == value);
                let none = || format!("no sabotage {value:?}; there are {:?}", Sabotage::ALL);
                wanted.sabotage = Some(named.next().ok_or_else(none)?);
            }
            _ => return Err(format!("unknown: {flag}")),
        }
    }
    Ok(wanted)
}

fn run(wanted: &Wanted) -> ExitCode {
    let mut total = [0u64; 5];
    let last = wanted.from.saturating_add(wanted.seeds);
    for (number, seed) in (1u64..).zip(wanted.from..last) {
        match sim::run(seed, wanted.sabotage) {
            Ok(summary) => {
                if wanted.log {
                    println!("{}\n", summary.log.join("\n"));
                }
                add(&mut total, &summary);
                if wanted.log || number.is_multiple_of(1_000) {
                    println!("seed {seed} holds, log {:016x}", summary.hash);
                }
            }
            Err(failure) => {
                println!(
                    "{failure}\nTo see it again: cargo xtask sim --seeds 1 --from {seed} --log"
                );
                return ExitCode::FAILURE;
            }
        }
    }
    let [requests, asked, done, refused, deaths] = total;
    println!(
        "{} seeds hold: {asked} actions asked for, {done} done, {refused} refused, \
         {requests} requests, {deaths} deaths",
        wanted.seeds
    );
    ExitCode::SUCCESS
}

fn add(total: &mut [u64; 5], summary: &Summary) {
    let Summary {
        requests,
        asked,
        done,
        refused,
        deaths,
        ..
    } = summary;
    let counts = [
        *requests,
        *asked as u64,
        *done as u64,
        *refused as u64,
        *deaths,
    ];
    for (sum, count) in total.iter_mut().zip(counts) {
        *sum += count;
    }
}
