//! What happens behind the first screen: the storage is opened, stations and catalogue are read
//! from it and asked for anew, then the lazy engine begins to send what waits.

use std::cell::Cell;
use std::rc::Rc;

use async_once_cell::OnceCell;
use client::packs::{self, Dated, Refreshed, Stamp};
use client::ports::StoreError;
use client::settings;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::division::DivisionCode;

use crate::browser::net::{self, Net};
use crate::browser::store::PublicStore;
use crate::browser::time::Race;
use crate::browser::{channel, clock, dom, measure, time, update};
use crate::chunks;
use crate::routes::{Area, Route};
use crate::state::{App, Keeping, Link, Services, Stations};

/// A request that takes longer is called weak, milliseconds.
pub const SLOW: f64 = 3_000.0;
/// The first screen's peace before the lazy part begins, milliseconds.
const PEACE: i32 = 1_200;
/// How long public pages wait for the storage to open, milliseconds.
const SOON: i32 = 2_000;
/// The longest rest before another try to fetch the lazy part, milliseconds.
const LONGEST_REST: i32 = 60_000;
/// The attribute of `<html>` that says: the stations have been asked for, whatever came of it.
const SETTLED: &str = "data-settled";

thread_local! {
    /// When the missing districts were last asked for, on the stopwatch.
    static COMPLETED: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
    static STORE: Rc<OnceCell<Result<PublicStore, StoreError>>> = Rc::new(OnceCell::new());
}

/// Begins, once the first page stands. What is on the device is read first; nothing that comes
/// after waits for the network, which may swallow requests for half a minute.
pub fn start(app: App) {
    update::on_ready(move || app.update_ready.set(true));
    spawn_local(async move {
        let store = public(app).await;
        if fetch_public(app, store).await {
            time::sleep(PEACE).await;
        }
        start_engine(app).await;
    });
}

/// Shows what is on the device and asks for what is not. On a first visit, when nothing can wait to
/// be sent, that is all that the line is used for until it has come; else it is not waited for.
/// Whether what is here is the newest, the engine's round trip tells, and `freshen` then fetches what
/// has changed. Says whether the stations were
/// on the device.
async fn fetch_public(app: App, store: PublicStore) -> bool {
    if let Ok(mine) = settings::my_station(&store).await {
        app.my_station.set(mine);
    }
    let stations = kept_stations(app, &store).await;
    let services = kept_services(app, &store).await.is_some();
    let asking = ask_in_order(app, store, stations, services);
    if stations {
        spawn_local(asking);
    } else {
        asking.await;
    }
    stations
}

/// The list that the search page stands for comes before all else; any other page wants both.
/// `stations`, `services`: whether they are here.
async fn ask_in_order(app: App, store: PublicStore, stations: bool, services: bool) {
    let searching = app.route.with_untracked(Route::area) == Area::Stations;
    let other = store.clone();
    let asking = async move {
        if !services {
            ask_for_services(app, &other, None).await;
        }
    };
    if stations {
        asking.await;
    } else if searching {
        ask_for_stations(app, &store).await;
        spawn_local(asking);
    } else {
        spawn_local(asking);
        ask_for_stations(app, &store).await;
    }
    // The service worker waits for it (`public/start.js`), so as not to take the line from it.
    dom::set_root_attribute(SETTLED, Some(""));
}

/// Nothing is sent before it runs, so it is fetched until it comes.
async fn start_engine(app: App) {
    let mut rest = PEACE;
    while chunks::start_engine(app).await.is_err() {
        time::rest(rest).await;
        rest = LONGEST_REST.min(rest * 2);
    }
}

/// The public part of the storage. In memory if another version of the app holds it, so that
/// reading goes on until the page is loaded anew; and if the browser does not open it soon, as some
/// never do: then the network answers meanwhile, and what is kept is shown if it opens after all.
async fn public(app: App) -> PublicStore {
    match time::race(store(app), SOON).await {
        Race::Done(Ok(store)) => return store,
        Race::Done(Err(_)) => {}
        Race::Late(opening) => spawn_local(async move {
            if let Ok(store) = opening.await {
                fetch_public(app, store).await;
            }
        }),
    }
    PublicStore::InMemory(Rc::default())
}

/// The public part of the storage, opened once. Errors: another version of the app holds it.
pub async fn store(app: App) -> Result<PublicStore, StoreError> {
    let cell = STORE.with(Rc::clone);
    let opened = cell
        .get_or_init(async {
            let opened = PublicStore::open(move || outdated(app)).await;
            if opened.is_err() {
                outdated(app);
            }
            opened
        })
        .await;
    opened.clone()
}

fn outdated(app: App) {
    app.keeping.set(Keeping::NeedsReload);
}

/// Asks the server for the stations once more, after a failure.
pub fn fetch_stations(app: App) {
    app.stations.set(Stations::Loading);
    spawn_local(async move {
        let store = public(app).await;
        if !kept_stations(app, &store).await {
            ask_for_stations(app, &store).await;
        }
    });
}

/// Asks the server for the catalogue once more, after a failure.
pub fn fetch_services(app: App) {
    app.services.set(Services::Loading);
    spawn_local(async move {
        let store = public(app).await;
        let kept = kept_services(app, &store).await;
        ask_for_services(app, &store, kept).await;
    });
}

/// Makes a station the person's own, or none.
pub fn choose_station(app: App, station: Option<DivisionCode>) {
    app.my_station.set(station);
    spawn_local(async move {
        if let Ok(store) = store(app).await
            && settings::set_my_station(&store, station).await.is_ok()
        {
            channel::announce();
        }
    });
}

/// Shows the stations on the device; says whether there are any.
async fn kept_stations(app: App, store: &PublicStore) -> bool {
    let kept = packs::stations_local(store).await.ok().flatten();
    let there = kept.is_some();
    if let Some(kept) = kept {
        app.stations.set(Stations::Ready(kept.value.into()));
    }
    there
}

/// Fetches all stations, for a device that has none.
async fn ask_for_stations(app: App, store: &PublicStore) {
    match asked(
        app,
        packs::refresh_stations(store, &Net, clock::now(), None),
    )
    .await
    {
        Refreshed::Newer { data, unstored } => {
            app.stations.set(Stations::Ready(data.value.into()));
            // The list is drawn before it is stored.
            time::sleep(0).await;
            packs::keep(store, unstored).await;
        }
        Refreshed::NoNews => app.stations.set(Stations::Unavailable),
        Refreshed::Same(_) => {}
    }
}

/// Fetches the stations of the districts that the device does not keep, for this visit: a search
/// wants them all. Not more often than every minute, however often it is drawn.
pub fn complete_stations(app: App) {
    let now = measure::now();
    if now - COMPLETED.get() < LONGEST_REST.into() {
        return;
    }
    COMPLETED.set(now);
    spawn_local(async move {
        // What to keep is not decided here: nothing of it is stored.
        let nowhere = PublicStore::InMemory(Rc::default());
        let asking = packs::refresh_stations(&nowhere, &Net, clock::now(), None);
        if let Refreshed::Newer { data, .. } = asked(app, asking).await {
            app.stations.set(Stations::Ready(data.value.into()));
        }
    });
}

async fn kept_services(app: App, store: &PublicStore) -> Option<Stamp> {
    let Dated { value, stamp } = packs::catalogue_local(store).await.ok()??;
    app.services.set(Services::Ready(value.into()));
    Some(stamp)
}

/// Asks the server for a newer catalogue; `kept`: the one on the device.
pub async fn ask_for_services(app: App, store: &PublicStore, kept: Option<Stamp>) {
    match asked(
        app,
        packs::refresh_catalogue(store, &Net, clock::now(), kept.as_ref()),
    )
    .await
    {
        Refreshed::Newer { data, unstored } => {
            app.services.set(Services::Ready(data.value.into()));
            packs::keep(store, unstored).await;
        }
        Refreshed::NoNews if app.services.read_untracked().ready().is_none() => {
            app.services.set(Services::Unavailable);
        }
        Refreshed::Same(_) | Refreshed::NoNews => {}
    }
}

/// Waits for an answer and notes what it says about the network.
async fn asked<T>(app: App, asking: impl Future<Output = Refreshed<T>>) -> Refreshed<T> {
    let begun = measure::now();
    let answer = asking.await;
    app.link.set(match &answer {
        Refreshed::NoNews if !net::answered() => Link::Offline,
        // Something is there, but what it says is of no use: a gateway, or our server in trouble.
        Refreshed::NoNews => Link::Weak,
        _ if measure::now() - begun > SLOW => Link::Weak,
        _ => Link::Online,
    });
    answer
}
