//! Public data brought up to date, by place: by itself in the background, and when a person asks.

use client::districts::{self, Wanted};
use client::packs::{self, Dated, Refreshed};
use client::settings;
use leptos::prelude::*;
use model::division::DivisionCode;
use model::station::{Contents, StationIndex};

use crate::background;
use crate::browser::net::Net;
use crate::browser::store::PublicStore;
use crate::browser::{clock, line};
use crate::state::{App, Services, Stations};

/// How urgent it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Haste {
    /// Nobody has asked: the own district, and all others only when there is nothing else to do and
    /// the line costs nothing by the byte.
    None,
    /// A person has asked.
    Asked,
}

/// Brings the stations on the device up to date, in no hurry.
pub async fn run(app: App) {
    line::idle().await;
    if let Some((store, contents)) = ask(app).await {
        let only = districts::only_these(&store).await.unwrap_or(true);
        catch_up(app, &store, &contents, only, Haste::None).await;
    }
}

/// Fetches one district, whether or not it has changed. Says whether it came.
pub async fn district(app: App, district: DivisionCode) -> bool {
    let Ok(store) = background::store(app).await else {
        return false;
    };
    let Some(here) = local(&store).await else {
        return all(app).await;
    };
    match districts::fetch(&store, &Net, clock::now(), &here, district).await {
        Some(fetched) => {
            show(app, fetched.list.value);
            fetched.kept
        }
        None => false,
    }
}

/// Fetches whatever is missing of all stations, to stay. Says whether it is all here.
pub async fn all(app: App) -> bool {
    let Some((store, contents)) = ask(app).await else {
        return false;
    };
    let wanted = districts::want_all(&store).await.is_ok();
    wanted && catch_up(app, &store, &contents, false, Haste::Asked).await
}

/// Fetches the service catalogue if there is a newer one. Says whether the newest is here.
pub async fn catalogue(app: App) -> bool {
    let Ok(store) = background::store(app).await else {
        return false;
    };
    let kept = packs::catalogue_local(&store).await.ok().flatten();
    let stamp = kept.map(|kept| kept.stamp);
    match packs::refresh_catalogue(&store, &Net, clock::now(), stamp.as_ref()).await {
        Refreshed::Newer { data, unstored } => {
            app.services.set(Services::Ready(data.value.into()));
            packs::keep(&store, unstored).await
        }
        Refreshed::Same(_) => true,
        Refreshed::NoNews => false,
    }
}

/// Asks what the server has; `None` without storage or an answer.
pub async fn ask(app: App) -> Option<(PublicStore, Contents)> {
    let store = background::store(app).await.ok()?;
    let contents = districts::ask_contents(&store, &Net, clock::now()).await?;
    Some((store, contents))
}

/// Fetches what is to be fetched, one after the other. Says whether everything came.
async fn catch_up(
    app: App,
    store: &PublicStore,
    contents: &Contents,
    only: bool,
    haste: Haste,
) -> bool {
    let own = settings::my_station(store).await.ok().flatten();
    // Every round leaves less to fetch. A server that contradicts itself (two of two editions) would be
    // asked for the same for ever.
    let mut last = None;
    loop {
        let here = local(store).await;
        let wanted = match &here {
            Some(here) => districts::plan(&here.value, contents, own, only),
            None => vec![Wanted::Whole],
        };
        let Some(next) = wanted.first() else {
            return districts::confirm(store, clock::now(), contents)
                .await
                .is_ok();
        };
        if last.replace(*next) == Some(*next) {
            return false;
        }
        let is_own = |district: DivisionCode| own.is_some_and(|own| district.contains(own));
        let urgent = matches!(next, Wanted::District(district) if is_own(*district));
        if haste == Haste::None && !urgent {
            if line::is_metered() {
                return false;
            }
            line::idle().await;
        }
        let fetched = match (next, here) {
            (Wanted::District(district), Some(here)) => {
                let fetched = districts::fetch(store, &Net, clock::now(), &here, *district).await;
                fetched.map(|fetched| (fetched.list.value, fetched.kept))
            }
            _ => whole(store).await,
        };
        let Some((list, kept)) = fetched else {
            return false;
        };
        show(app, list);
        // What the device has no room for would be fetched again in the next round.
        if !kept {
            return false;
        }
    }
}

/// Shows a list, unless that would take districts from the one that is shown.
fn show(app: App, list: StationIndex) {
    let shown = app.stations.with_untracked(|shown| shown.ready().cloned());
    if list.is_whole() || !shown.is_some_and(|shown| shown.is_whole()) {
        app.stations.set(Stations::Ready(list.into()));
    }
}

async fn local(store: &PublicStore) -> Option<Dated<StationIndex>> {
    packs::stations_local(store).await.ok().flatten()
}

/// All stations in one pack, and whether the device had room for them; `None`: they did not come.
async fn whole(store: &PublicStore) -> Option<(StationIndex, bool)> {
    match packs::refresh_stations(store, &Net, clock::now(), None).await {
        Refreshed::Newer { data, unstored } => {
            let kept = packs::keep(store, unstored).await;
            Some((data.value, kept))
        }
        Refreshed::Same(_) | Refreshed::NoNews => None,
    }
}
