//! What the whole app shares: the route, the stations, what waits to be sent. One `Copy` handle
//! in the context; pages never keep copies of their own.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;
use model::division::DivisionCode;
use model::station::StationIndex;

use crate::routes::Route;

/// How the last exchange with the server went. Never taken from `navigator.onLine` alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nothing asked yet.
    #[default]
    Unknown,
    /// The last request was answered quickly.
    Online,
    /// The last request was answered, but slowly.
    Weak,
    /// The last request was not answered.
    Offline,
    /// A waiting action is on its way.
    Sending,
}

/// Where personal records are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Not opened yet.
    #[default]
    Opening,
    /// On this device, encrypted.
    OnDevice,
    /// In memory only: the browser allows no storage (private mode). Lost when the page closes.
    MemoryOnly,
    /// A newer version of the app has taken over in another tab; reload needed.
    NeedsReload,
    /// The browser's storage does not work; a restart of the browser often helps.
    Broken,
}

/// The list of stations: on its way, there, or not to be had for now.
#[derive(Clone, Debug, Default)]
pub enum Stations {
    /// On its way from the device or the server.
    #[default]
    Loading,
    /// All of them.
    Ready(Arc<StationIndex>),
    /// Neither kept on the device nor to be fetched.
    Unavailable,
}

impl Stations {
    /// The list, if it is there.
    pub fn ready(&self) -> Option<&Arc<StationIndex>> {
        match self {
            Self::Ready(index) => Some(index),
            Self::Loading | Self::Unavailable => None,
        }
    }
}

/// The service catalogue: on its way, there, or not to be had for now.
#[derive(Clone, Debug, Default)]
pub enum Services {
    /// On its way from the device or the server.
    #[default]
    Loading,
    /// There.
    Ready(Arc<KnownServices>),
    /// Neither kept on the device nor to be fetched.
    Unavailable,
}

/// The catalogue as it came: the outline read, the full texts left to the lazy pages.
pub use client::packs::CataloguePack as KnownServices;

impl Services {
    /// The catalogue, if it is there.
    pub fn ready(&self) -> Option<&Arc<KnownServices>> {
        match self {
            Self::Ready(known) => Some(known),
            Self::Loading | Self::Unavailable => None,
        }
    }
}

thread_local! {
    static RUNNING: Cell<Option<App>> = const { Cell::new(None) };
}

/// The shared state. Context is keyed by type, hence one named type for all of it.
#[derive(Clone, Copy, Debug)]
pub struct App {
    /// The page shown.
    pub route: RwSignal<Route>,
    /// Whether the person has moved from the page first opened: only then does a page take focus.
    pub moved: RwSignal<bool>,
    /// The list of stations.
    pub stations: RwSignal<Stations>,
    /// The service catalogue.
    pub services: RwSignal<Services>,
    /// The person's own station, if chosen.
    pub my_station: RwSignal<Option<DivisionCode>>,
    /// How the network does.
    pub link: RwSignal<Link>,
    /// How many actions wait in the outbox.
    pub waiting: RwSignal<usize>,
    /// How many actions came back and need the person.
    pub parked: RwSignal<usize>,
    /// Grows whenever personal records changed, here or in another tab: pages that show them
    /// read it and draw again.
    pub records: RwSignal<u32>,
    /// Where personal records are kept.
    pub keeping: RwSignal<Keeping>,
    /// A newer version of the app is ready to be taken.
    pub update_ready: RwSignal<bool>,
    /// Elder mode (长辈版).
    pub elder: RwSignal<bool>,
}

impl App {
    /// Reads the handle. Every component of the app lies under the provider, so it is there.
    pub fn get() -> Self {
        expect_context()
    }

    /// The handle outside components, as in tasks; `None` before the app has started.
    pub fn running() -> Option<Self> {
        RUNNING.get()
    }

    /// A fresh state showing `route`.
    pub fn new(route: Route, elder: bool) -> Self {
        let app = Self {
            route: RwSignal::new(route),
            moved: RwSignal::new(false),
            stations: RwSignal::new(Stations::default()),
            services: RwSignal::new(Services::default()),
            my_station: RwSignal::new(None),
            link: RwSignal::new(Link::default()),
            waiting: RwSignal::new(0),
            parked: RwSignal::new(0),
            records: RwSignal::new(0),
            keeping: RwSignal::new(Keeping::default()),
            update_ready: RwSignal::new(false),
            elder: RwSignal::new(elder),
        };
        RUNNING.set(Some(app));
        app
    }

    /// Personal records changed: every page that shows them draws again.
    pub fn records_changed(self) {
        self.records.update(|count| *count = count.wrapping_add(1));
    }
}
