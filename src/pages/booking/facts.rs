//! What the wizard has to know of the catalogue.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use model::booking::ServiceSlug;
use model::catalogue::Catalogue;
use model::division::DivisionCode;
use model::holiday::HolidayCalendar;
use model::slot::{Way, WeeklyHours};
use model::tier::Tier;

use crate::background;
use crate::components::{Button, LinkButton, Look};
use crate::pages;
use crate::state::{App, KnownServices, Services};
use crate::text::{common, services as words};

/// A service that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name in paths and bookings.
    pub slug: ServiceSlug,
    /// Its title.
    pub title: String,
    /// The title of its category.
    pub category: &'static str,
    /// The ways in which it is done, at least one.
    pub ways: Vec<Way>,
    /// The tiers whose stations do it.
    pub tiers: Vec<Tier>,
    /// Minutes that a visit takes.
    pub duration: u16,
    /// What to bring, by name, with a remark which may be empty.
    pub materials: Vec<(String, String)>,
}

thread_local! {
    /// The full texts, read once for each version that comes.
    static READ: RefCell<Option<(u64, Arc<Catalogue>)>> = const { RefCell::new(None) };
}

/// The catalogue at one moment.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    known: Option<Arc<KnownServices>>,
    catalogue: Option<Arc<Catalogue>>,
}

/// Draws once the catalogue is here; before that, calmly, what is going on.
pub fn with_facts(app: App, draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let ready = Memo::new(move |_| match &*app.services.read() {
        Services::Loading => None,
        Services::Ready(_) => Some(true),
        Services::Unavailable => Some(false),
    });
    let view = move || match ready.get() {
        Some(true) => untrack(&draw),
        None => pages::loading(),
        Some(false) => {
            let again = move |()| background::fetch_services(app);
            pages::page(
                words::UNAVAILABLE.to_owned(),
                true,
                view! {
                    <p>{words::UNAVAILABLE_HINT}</p>
                    <Button label=common::AGAIN look=Look::Go on_press=again />
                    <LinkButton href="tel:12345" label=common::CALL_12345 wide=true />
                },
            )
        }
    };
    view.into_any()
}

impl Facts {
    /// What is known now. Tracks nothing: it is also asked for by taps.
    pub fn of(app: App) -> Self {
        let known = app.services.read_untracked().ready().cloned();
        let catalogue = known.as_ref().and_then(|known| read(known));
        Self { known, catalogue }
    }

    /// The station's own hours, if it has published them.
    pub fn hours(&self, station: DivisionCode) -> Option<WeeklyHours> {
        self.known.as_ref()?.outline.station(station)?.hours.clone()
    }

    /// Public holidays, as far as they are known.
    pub fn holidays(&self) -> HolidayCalendar {
        self.known
            .as_ref()
            .map(|known| known.outline.holidays.clone())
            .unwrap_or_default()
    }

    /// The services that can be booked, in the order of the catalogue.
    pub fn bookable(&self) -> Vec<Service> {
        let services = self
            .catalogue
            .iter()
            .flat_map(|catalogue| &catalogue.services);
        services.filter_map(bookable).collect()
    }

    /// Whether there is a service of that name, bookable or not; `None` while that is not known.
    pub fn is_known(&self, slug: Option<&ServiceSlug>) -> Option<bool> {
        let catalogue = self.catalogue.as_ref()?;
        Some(slug.is_some_and(|slug| catalogue.service(slug.as_str()).is_some()))
    }

    /// The service of that name, if it can be booked.
    pub fn service(&self, slug: &ServiceSlug) -> Option<Service> {
        bookable(self.catalogue.as_ref()?.service(slug.as_str())?)
    }
}

/// The full name of a station, once the list is here.
pub fn station_name(app: App, code: Option<DivisionCode>) -> Option<String> {
    let stations = app.stations.read();
    let index = stations.ready()?;
    Some(index.display_name(index.find(code?)?))
}

/// The full texts; `None` if the pack is damaged, which the outline's own check makes unlikely.
pub fn read(known: &KnownServices) -> Option<Arc<Catalogue>> {
    let hash = known.outline.hash;
    READ.with_borrow_mut(|read| {
        if read.as_ref().is_none_or(|(other, _)| *other != hash) {
            *read = Some((hash, Arc::new(known.texts().ok()?)));
        }
        read.as_ref().map(|(_, catalogue)| Arc::clone(catalogue))
    })
}

/// The form in which the wizard wants a service; `None` if it is not booked.
fn bookable(service: &model::catalogue::Service) -> Option<Service> {
    let duration = service.duration?;
    let material = |material: &model::catalogue::Material| {
        let mut note = material.note.clone().unwrap_or_default();
        if material.if_any && note.is_empty() {
            note.push_str(words::IF_ANY);
        }
        (material.name.clone(), note)
    };
    let ways = if service.ways.is_empty() {
        vec![Way::AtStation]
    } else {
        service.ways.clone()
    };
    Some(Service {
        slug: service.slug.clone(),
        title: service.title.clone(),
        category: service.category.title(),
        ways,
        tiers: service.tiers.clone(),
        duration,
        materials: service.materials.iter().map(material).collect(),
    })
}
