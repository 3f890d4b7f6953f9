//! Services: what one is entitled to, what to bring, where to go; brand services and named stations.

use leptos::prelude::*;
use model::catalogue::{Catalogue, Category};
use model::division::DivisionCode;

use crate::background;
use crate::components::{EmptyState, ErrorState, Icon, IconName, LinkButton, LoadingState, Look};
use crate::live::live;
use crate::pages::arrived;
use crate::pages::booking::facts;
use crate::routes::{Route, ServicesPage, paths};
use crate::state::{App, KnownServices, Services};
use crate::text::{common, services as text};

mod brand;
mod kept;
mod list;
mod one;
mod sheet;
mod ticks;

/// The area's view, following the route.
pub fn area() -> AnyView {
    let app = App::get();
    let page = Memo::new(move |_| match &*app.route.read() {
        Route::Services(page) => Some(page.clone()),
        _ => None,
    });
    let view = move || match page.get() {
        Some(ServicesPage::All(_)) => list::all(),
        Some(ServicesPage::Category(slug)) => list::category(slug),
        Some(ServicesPage::One(slug)) => one::page(slug),
        Some(ServicesPage::Print(slug)) => sheet::page(slug),
        Some(ServicesPage::Brand(slug)) => brand::page(slug),
        None => ().into_any(),
    };
    live(view)
}

/// What the catalogue knows of a station: honours, facilities, services, story.
pub fn station_more(station: DivisionCode) -> AnyView {
    brand::station_more(station)
}

/// Draws with the catalogue once it is there, and again with a newer one; before that, calmly, what
/// is going on.
pub fn with_catalogue(
    app: App,
    draw: impl Fn(&KnownServices, &Catalogue) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let again = move |()| background::fetch_services(app);
    let failed = move || {
        view! {
            <ErrorState title=text::UNAVAILABLE text=text::UNAVAILABLE_HINT on_retry=again />
            <LinkButton href="tel:12345" label=common::CALL_12345 wide=true />
        }
        .into_any()
    };
    let view = move || match &*app.services.read() {
        Services::Loading => view! { <LoadingState /> }.into_any(),
        Services::Ready(known) => match facts::read(known) {
            Some(catalogue) => draw(known, &catalogue),
            None => failed(),
        },
        Services::Unavailable => failed(),
    };
    live(view)
}

/// A page for something that is not in the catalogue.
fn unknown(title: &'static str) -> AnyView {
    view! { <div class="wrap">{back(App::get())}{unknown_inside(title)}</div> }.into_any()
}

/// The same, inside a page that has its way back.
fn unknown_inside(title: &'static str) -> AnyView {
    arrived(title);
    view! {
        <h1 id="title" tabindex="-1">{title}</h1>
        <div class="sec">
            <EmptyState icon=IconName::SEARCH title=text::LOOK_THERE text=text::UNKNOWN_HINT>
                <LinkButton href=paths::SERVICES label=text::SHOW_ALL look=Look::Go />
                <LinkButton href="tel:12345" label=common::CALL_12345 />
            </EmptyState>
        </div>
    }
    .into_any()
}

/// The way back.
fn back(app: App) -> AnyView {
    view! {
        <button type="button" class="back no-print" on:click=move |_| app.back()>
            <Icon name=IconName::BACK />
            {common::BACK}
        </button>
    }
    .into_any()
}

/// The symbol of a category.
fn category_icon(category: Category) -> IconName {
    match category {
        Category::Registration => IconName::FILE,
        Category::Card => IconName::CARD,
        Category::Work => IconName::JOB,
        Category::Visits => IconName::VISIT,
        Category::Hardship => IconName::HELP,
        Category::Rights => IconName::LAW,
        Category::Guidance => IconName::FLAG,
        Category::Advice => IconName::CHAT,
        Category::Volunteering => IconName::HEART,
    }
}
