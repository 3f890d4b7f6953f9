//! When to send: after an action, when the network seems back, when somebody looks, when a wait
//! is over. What to send is the engine's to decide.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use client::plan::Haste;
use client::ports::{Clock, StoreError};
use client::sync::{SyncReport, sync_once};
use wasm_bindgen_futures::spawn_local;

use super::ports::BrowserPorts;
use super::{locks, online, persist, time};

/// The longest time to sleep, milliseconds: devices that were asleep lose their timers.
const LONGEST_SLEEP: i64 = 10 * 60_000;

/// How the sending goes, for the screen.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Begun.
    Sending,
    /// A round is over.
    Round(SyncReport),
    /// The storage failed; nothing is lost, and it is tried again.
    Stuck(StoreError),
}

struct Runner {
    ports: BrowserPorts,
    report: Box<dyn Fn(Progress)>,
    running: Cell<bool>,
    again: Cell<Option<Haste>>,
    timer: Cell<Option<i32>>,
    asked_to_persist: Cell<bool>,
}

impl Runner {
    /// Once there is something to lose, the browser is asked not to clear it away.
    fn ask_to_persist(&self, round: &SyncReport) {
        let has_something = !round.delivered.is_empty() || round.next_try_at.is_some();
        if has_something && !self.asked_to_persist.replace(true) {
            spawn_local(async {
                let _ = persist::ask().await;
            });
        }
    }
}

thread_local! {
    static RUNNER: RefCell<Option<Rc<Runner>>> = const { RefCell::new(None) };
}

/// Starts sending, for as long as the page is open. `report` hears how it goes. Call it once.
pub fn start(ports: BrowserPorts, report: impl Fn(Progress) + 'static) {
    let runner = Rc::new(Runner {
        ports,
        report: Box::new(report),
        running: Cell::new(false),
        again: Cell::new(None),
        timer: Cell::new(None),
        asked_to_persist: Cell::new(false),
    });
    RUNNER.set(Some(runner));
    online::on_hint(|| kick(Haste::Look));
    // A page that has just been opened knows nothing of how it went before.
    kick(Haste::Look);
}

/// Sends what waits, now: [`Haste::Now`] after an action and when a person asks. If it is being
/// sent already, another round follows. Before [`start`] it does nothing.
pub fn kick(haste: Haste) {
    let Some(runner) = RUNNER.with_borrow(Clone::clone) else {
        return;
    };
    if runner.running.get() {
        runner.again.set(runner.again.get().max(Some(haste)));
        return;
    }
    runner.running.set(true);
    spawn_local(run(runner, haste));
}

async fn run(runner: Rc<Runner>, mut haste: Haste) {
    if let Some(timer) = runner.timer.take() {
        time::cancel(timer);
    }
    let wait = loop {
        let lock = locks::hold(locks::SYNC).await;
        (runner.report)(Progress::Sending);
        let round = sync_once(&runner.ports, haste).await;
        drop(lock);
        let wait = match round {
            Ok(report) => {
                let next = report.next_try_at.map(|at| at.0 - runner.ports.now().0);
                runner.ask_to_persist(&report);
                (runner.report)(Progress::Round(report));
                next
            }
            Err(error) => {
                (runner.report)(Progress::Stuck(error));
                // An outdated page has nothing to hope for; the newer one sends.
                (error != StoreError::Outdated).then_some(60_000)
            }
        };
        match runner.again.take() {
            Some(again) => haste = again,
            None => break wait,
        }
    };
    runner.running.set(false);
    if let Some(wait) = wait {
        let millis = wait.clamp(1_000, LONGEST_SLEEP) as i32;
        runner.timer.set(time::after(millis, || kick(Haste::Due)));
    }
}
