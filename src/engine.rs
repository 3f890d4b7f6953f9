//! The lazy part that keeps personal records and sends what waits.

use std::rc::Rc;

use async_once_cell::OnceCell;
use client::mine::Mine;
use client::plan::Haste;
use client::ports::{Ports, StorageKind, StoreError};
use client::sync::{self, Which};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::background;
use crate::browser::ports::BrowserPorts;
use crate::browser::{channel, online, runner};
use crate::state::{App, Keeping, Link};

thread_local! {
    static PORTS: Rc<OnceCell<Option<BrowserPorts>>> = Rc::new(OnceCell::new());
}

/// Opens the records, begins to send, and keeps the shared counts in step with them.
pub fn start(app: App) {
    spawn_local(async move {
        let Some(ports) = ports_for(app).await else {
            return;
        };
        channel::on_change(move || recount(app));
        recount(app);
        runner::start(ports.clone(), move |progress| report(app, &progress));
        look_again(app, ports.clone());
        online::on_hint(move || look_again(app, ports.clone()));
        online::on_offline(move || app.link.set(Link::Offline));
    });
}

/// The engine's ports, opened once; `None` where another version of the app holds the storage.
/// Waits for the storage to open.
pub async fn ports() -> Option<BrowserPorts> {
    ports_for(App::running()?).await
}

async fn ports_for(app: App) -> Option<BrowserPorts> {
    let cell = PORTS.with(Rc::clone);
    cell.get_or_init(open(app)).await.clone()
}

async fn open(app: App) -> Option<BrowserPorts> {
    let opened = match background::store(app).await {
        Ok(public) => BrowserPorts::open(public).await,
        Err(error) => Err(error),
    };
    app.keeping.set(match &opened {
        Ok(ports) if ports.storage() == StorageKind::OnDevice => Keeping::OnDevice,
        Ok(_) => Keeping::MemoryOnly,
        Err(StoreError::Outdated) => Keeping::NeedsReload,
        Err(_) => Keeping::Broken,
    });
    opened.ok()
}

/// Sends what waits, now: after an action, and when a person asks.
pub fn send_now() {
    runner::kick(Haste::Now);
}

/// Counts what waits and what came back, and has the pages draw again.
fn recount(app: App) {
    spawn_local(async move {
        let Some(ports) = ports_for(app).await else {
            return;
        };
        if let Ok(mine) = Mine::load(ports.store()).await {
            app.waiting.set(mine.waiting());
            app.parked.set(mine.parked());
        }
        app.records_changed();
    });
}

/// Asks how the person's open bookings stand; whatever changed is announced by the store.
fn look_again(app: App, ports: BrowserPorts) {
    spawn_local(async move {
        if let Ok(Some(reached)) = sync::refresh(&ports, Which::Open).await {
            app.link
                .set(if reached { Link::Online } else { Link::Offline });
        }
    });
}

fn report(app: App, progress: &runner::Progress) {
    match progress {
        runner::Progress::Sending if app.waiting.get_untracked() > 0 => {
            app.link.set(Link::Sending);
        }
        runner::Progress::Round(round) => {
            let link = match round.reached {
                Some(true) => Link::Online,
                Some(false) => Link::Offline,
                None if app.link.get_untracked() == Link::Sending => Link::Unknown,
                None => return,
            };
            app.link.set(link);
        }
        runner::Progress::Sending | runner::Progress::Stuck(_) => {}
    }
}
