//! The lazy part that keeps personal records and sends what waits.

use std::cell::Cell;
use std::rc::Rc;

use async_once_cell::OnceCell;
use client::mine::Mine;
use client::near::Near;
use client::packs::Stamps;
use client::plan::Haste;
use client::ports::{Ports, StorageKind, StoreError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::division::DivisionCode;

use crate::browser::ports::BrowserPorts;
use crate::browser::store::PublicStore;
use crate::browser::{channel, measure, notes, online, runner};
use crate::pages::my::{next, notices};
use crate::state::{App, Keeping, Link, Services, Stations};
use crate::{background, chunks, freshen};

thread_local! {
    /// When the round under way began, by the page's own clock.
    static BEGUN: Cell<f64> = const { Cell::new(0.0) };
    /// The station whose news was last asked for.
    static WATCHED: Cell<Option<Option<DivisionCode>>> = const { Cell::new(None) };
    /// Whether records have been counted since the app was opened.
    static COUNTED: Cell<bool> = const { Cell::new(false) };
    static PORTS: Rc<OnceCell<Option<BrowserPorts>>> = Rc::new(OnceCell::new());
}

/// Opens the records, begins to send, and keeps the shared counts in step with them.
pub fn start(app: App) {
    spawn_local(chunks::keep_without_worker());
    spawn_local(async move {
        let Some(ports) = ports_for(app).await else {
            // Nothing will come to the place that is kept for it.
            notes::keep_place(false);
            return ask_for_newer(app).await;
        };
        next::draw(app);
        notices::draw(app);
        channel::on_change(move || recount(app));
        recount(app);
        runner::start(ports, move |progress| report(app, &progress));
        online::on_hint(move || look_again(app));
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
        // Records are on this device, and the browser does not open them now: that must not look
        // as if there were none.
        Ok(PublicStore::InMemory(_)) if notes::has_records() => Err(StoreError::Failed),
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
        let mine = app.my_station.get_untracked();
        if WATCHED
            .replace(Some(mine))
            .is_some_and(|before| before != mine)
        {
            runner::kick(Haste::Look);
        }
        notices::note(match mine {
            Some(code) => Near::load(ports.store(), code).await.ok().flatten(),
            None => None,
        });
        match Mine::load(ports.store()).await {
            Ok(mine) => {
                app.waiting.set(mine.waiting());
                app.parked.set(mine.parked());
                let lasting = ports.storage() == StorageKind::OnDevice;
                if lasting {
                    note_records(has_any(&mine));
                }
                next::note(&mine, lasting);
            }
            Err(_) => next::unread(),
        }
        app.records_changed();
    });
}

/// Notes whether records are here. If they were when the app was last open, and nobody has deleted
/// anything since it was opened now, then the browser has cleared them away.
fn note_records(there: bool) {
    let first = !COUNTED.replace(true);
    if first && !there && notes::has_records() {
        notes::note_cleared(true);
    }
    notes::note_records(there);
}

fn has_any(mine: &Mine) -> bool {
    let kept = mine.bookings.len() + mine.volunteers.len() + mine.outbox.len();
    kept + mine.unreadable > 0
}

/// After a hint that the network may be back, what did not come before is asked for again; what has
/// changed, the runner asks for.
fn look_again(app: App) {
    if matches!(app.stations.get_untracked(), Stations::Unavailable) {
        background::fetch_stations(app);
    }
    if matches!(app.services.get_untracked(), Services::Unavailable) {
        background::fetch_services(app);
    }
}

/// Asks for newer packs than those on the device.
async fn ask_for_newer(app: App) {
    let Ok(store) = background::store(app).await else {
        return;
    };
    let held = Stamps::load(&store).await.unwrap_or_default();
    if held.stations.is_some() {
        freshen::run(app).await;
    }
    if held.catalogue.is_some() {
        background::ask_for_services(app, &store, held.catalogue).await;
    }
}

fn report(app: App, progress: &runner::Progress) {
    match progress {
        runner::Progress::Sending => {
            BEGUN.set(measure::now());
            if app.waiting.get_untracked() > 0 {
                app.link.set(Link::Sending);
            }
        }
        runner::Progress::Round(round) => {
            let link = match round.reached {
                Some(true) if measure::now() - BEGUN.get() > background::SLOW => Link::Weak,
                Some(true) => Link::Online,
                Some(false) => Link::Offline,
                None => return nothing_sent(app),
            };
            app.link.set(link);
            // The server has others, or is one that does not say so.
            if round.packs.is_some() || round.one_by_one {
                spawn_local(ask_for_newer(app));
            }
        }
        runner::Progress::Stuck(_) => nothing_sent(app),
    }
}

/// A round is over in which the server was not asked.
fn nothing_sent(app: App) {
    if app.link.get_untracked() == Link::Sending {
        app.link.set(Link::Unknown);
    }
}
