//! What happens behind the first screen: the storage is opened, stations and catalogue are read
//! from it and asked for anew, then the lazy engine begins to send what waits.

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
use crate::browser::{channel, clock, measure, time, update};
use crate::chunks;
use crate::state::{App, Keeping, Link, Services, Stations};

/// A request that takes longer is called weak, milliseconds.
pub const SLOW: f64 = 3_000.0;
/// The first screen's peace before the lazy part begins, milliseconds.
const PEACE: i32 = 1_200;
/// The longest rest before another try to fetch the lazy part, milliseconds.
const LONGEST_REST: i32 = 60_000;

thread_local! {
    static STORE: Rc<OnceCell<Result<PublicStore, StoreError>>> = Rc::new(OnceCell::new());
}

/// Begins, once the first page stands. What is on the device is read first; nothing that comes
/// after waits for the network, which may swallow requests for half a minute.
pub fn start(app: App) {
    update::on_ready(move || app.update_ready.set(true));
    spawn_local(async move {
        let store = public(app).await;
        if let Ok(mine) = settings::my_station(&store).await {
            app.my_station.set(mine);
        }
        let stations = kept_stations(app, &store).await;
        let services = kept_services(app, &store).await;
        // Whether what is here is the newest, the engine's round trip tells.
        let other = store.clone();
        if stations.is_none() {
            spawn_local(async move { ask_for_stations(app, &store, None).await });
        }
        if services.is_none() {
            spawn_local(async move { ask_for_services(app, &other, None).await });
        }
        time::sleep(PEACE).await;
        // Nothing is sent before it runs, so it is fetched until it comes.
        let mut rest = PEACE;
        while chunks::start_engine(app).await.is_err() {
            time::rest(rest).await;
            rest = LONGEST_REST.min(rest * 2);
        }
    });
}

/// The public part of the storage; in memory if another version of the app holds it, so that
/// reading goes on until the page is loaded anew.
async fn public(app: App) -> PublicStore {
    match store(app).await {
        Ok(store) => store,
        Err(_) => PublicStore::InMemory(Rc::default()),
    }
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
        let kept = kept_stations(app, &store).await;
        ask_for_stations(app, &store, kept).await;
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

async fn kept_stations(app: App, store: &PublicStore) -> Option<Stamp> {
    let Dated { value, stamp } = packs::stations_local(store).await.ok()??;
    app.stations.set(Stations::Ready(value.into()));
    Some(stamp)
}

/// Asks the server for newer stations; `kept`: those on the device.
pub async fn ask_for_stations(app: App, store: &PublicStore, kept: Option<Stamp>) {
    match asked(
        app,
        packs::refresh_stations(store, &Net, clock::now(), kept.as_ref()),
    )
    .await
    {
        Refreshed::Newer { data, .. } => app.stations.set(Stations::Ready(data.value.into())),
        Refreshed::NoNews if kept.is_none() => app.stations.set(Stations::Unavailable),
        Refreshed::Same(_) | Refreshed::NoNews => {}
    }
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
        Refreshed::Newer { data, .. } => app.services.set(Services::Ready(data.value.into())),
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
