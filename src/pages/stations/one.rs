//! The page of one station.

use client::near::Near;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::catalogue::StationDetails;
use model::division::DivisionCode;
use model::station::StationIndex;
use model::sync::StationChange;

use super::hours::{self, Today};
use super::{children, rows, with_stations};
use crate::background;
use crate::components::{Fact, Icon, IconName, PhoneLink, StationName, TierPath, posted};
use crate::live::live;
use crate::pages::services::station_more;
use crate::pages::{arrived, call};
use crate::routes::{Route, paths};
use crate::state::App;
use crate::text::stations as text;

/// The page `/stations/{code}`.
pub fn station_area() -> AnyView {
    let app = App::get();
    let code = Memo::new(move |_| match &*app.route.read() {
        Route::Station(code) => Some(*code),
        _ => None,
    });
    let near = RwSignal::new(None);
    Effect::new(move |_| {
        app.records.track();
        let code = code.get();
        spawn_local(async move {
            near.try_set(kept(app, code).await);
        });
    });
    view! {
        <div class="wrap">
            {with_stations(app, move |index| match code.get().and_then(|code| index.find(code)) {
                Some(at) => station(app, index, at, near),
                None => unknown(),
            })}
        </div>
    }
    .into_any()
}

/// What is kept of the station, if it is the person's own.
async fn kept(app: App, code: Option<DivisionCode>) -> Option<Near> {
    let store = background::store(app).await.ok()?;
    Near::load(&store, code?).await.ok()?
}

fn station(app: App, index: &StationIndex, at: usize, near: RwSignal<Option<Near>>) -> AnyView {
    let code = index.code(at);
    let name = index.display_name(at);
    arrived(&name);
    let above = index.ancestors(at);
    let services = app.services.read();
    let outline = services.ready().map(|known| &known.outline);
    let known = outline.and_then(|outline| outline.station(code));
    let today = Today::of(outline.map(|outline| &outline.holidays));
    let near = near.get().filter(|near| near.station == code);
    let published = near.as_ref().and_then(Near::published);
    let posted = near
        .as_ref()
        .map(|near| posted(near, today.date(), usize::MAX));
    view! {
        {path(index, &above)}
        <h1 id="title" tabindex="-1"><StationName name /></h1>
        <p class="muted">{text::tier(index.tier(at))}</p>
        {posted}
        {facts(index, at, &above, (known, published), today)}
        <div class="stack sec">
            <a class="btn go wide" href=paths::book_station(code)>
                <Icon name=IconName::CALENDAR />
                {text::BOOK_HERE}
            </a>
            {mine(app, code)}
        </div>
        {station_more(code)}
        {children(index, at)}
        {(!above.is_empty()).then(|| view! {
            <section class="sec">
                <h2>{text::ABOVE}</h2>
                {rows(index, above.iter().copied(), paths::station)}
            </section>
        })}
    }
    .into_any()
}

/// What everybody asks first: when, by telephone, where. What is not known is said to be so.
fn facts(
    index: &StationIndex,
    at: usize,
    above: &[usize],
    (known, published): (Option<&StationDetails>, Option<&StationChange>),
    today: Today,
) -> AnyView {
    let newest = published.and_then(|published| published.hours.as_ref());
    let own = newest.or(known.and_then(|known| known.hours.as_ref()));
    let closures = published.map_or(&[][..], |published| &published.closures);
    let today = today.with_closures(closures);
    let week = hours::table(own, &today);
    let shut = today.to_come(closures);
    let shut = (!shut.is_empty()).then(|| text::closed_on(&shut));
    let hours_hint = own.is_none().then_some(text::HOURS_UNPUBLISHED);
    let telephone = match known.and_then(|known| known.telephone.clone()) {
        Some(number) => view! { <PhoneLink number /> }.into_any(),
        None => no_telephone(index, above),
    };
    let address = known.and_then(|known| known.address.clone());
    let address_hint = address.is_none().then_some(text::ADDRESS_UNKNOWN);
    let address = address.unwrap_or_else(|| place(index, at, above));
    view! {
        <div class="card sec">
            <Fact icon=IconName::CLOCK label=text::HOURS>
                {week}
                {shut.map(|days| view! { <p>{days}</p> })}
                {hours_hint.map(|hint| view! { <small class="hint">{hint}</small> })}
            </Fact>
            <Fact icon=IconName::PHONE label=text::PHONE>{telephone}</Fact>
            <Fact icon=IconName::PIN label=text::ADDRESS>
                {address}
                {address_hint.map(|hint| view! { <small class="hint">{hint}</small> })}
            </Fact>
        </div>
    }
    .into_any()
}

/// The names from the district down, run together as on an envelope.
fn place(index: &StationIndex, at: usize, above: &[usize]) -> String {
    let places = above.iter().rev().skip(1).chain([&at]);
    places.map(|place| index.short_name(*place)).collect()
}

/// The number is not known: the station above, and the city's line.
fn no_telephone(index: &StationIndex, above: &[usize]) -> AnyView {
    let up = above.first().map(|up| {
        let (href, name) = (paths::station(index.code(*up)), index.short_name(*up));
        view! { <a class="txt" href=href>{name}</a> }
    });
    view! {
        {text::PHONE_UNKNOWN}
        <span class="nb">{up}<PhoneLink number="12345" /></span>
    }
    .into_any()
}

/// The way down from the city to this station.
fn path(index: &StationIndex, above: &[usize]) -> AnyView {
    let step = |at: &usize| (index.short_name(*at), paths::station(index.code(*at)));
    view! { <TierPath steps=above.iter().rev().map(step).collect() /> }.into_any()
}

fn mine(app: App, code: DivisionCode) -> AnyView {
    live(move || {
        let is_mine = app.my_station.get() == Some(code);
        let (label, icon) = if is_mine {
            (text::IS_MINE, IconName::OK)
        } else {
            (text::MAKE_MINE, IconName::HEART)
        };
        let choose = move |_| background::choose_station(app, (!is_mine).then_some(code));
        view! {
            <button type="button" class="btn wide" aria-pressed=is_mine.to_string() on:click=choose>
                <Icon name=icon />
                {label}
            </button>
        }
        .into_any()
    })
}

fn unknown() -> AnyView {
    arrived(text::UNKNOWN);
    view! {
        <h1 id="title" tabindex="-1">{text::UNKNOWN}</h1>
        <div class="stack">
            <p>{text::UNKNOWN_HINT}</p>
            <a class="btn go wide" href=paths::STATIONS>{text::TITLE}</a>
            {call()}
        </div>
    }
    .into_any()
}
