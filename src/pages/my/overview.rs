//! What is mine at a glance: the next booking first, then the others, then everything else.

use client::mine::{BookingItem, Mine};
use client::state::LocalState;
use leptos::prelude::*;

use super::order::{order, time};
use super::{marks, names, with_mine};
use crate::components::{
    EmptyState, IconName, LinkButton, Look, Notice, Row, Rows, Section, Tags, TimeWords, Tone,
};
use crate::live::live;
use crate::pages::booking::take_away::Subject;
use crate::pages::call;
use crate::routes::paths;
use crate::state::{App, Keeping};
use crate::text::{handover, my as text};

pub(super) fn page() -> AnyView {
    let app = App::get();
    let body = view! {
        {super::keeping_notice(app)}
        {with_mine(app, move |mine| bookings(app, mine))}
        {more(app)}
        {call()}
    };
    crate::pages::page(text::TITLE.to_owned(), false, body)
}

fn bookings(app: App, mine: &Mine) -> AnyView {
    let unreadable = (mine.unreadable > 0).then(|| {
        let words = text::unreadable(mine.unreadable);
        view! { <Notice tone=Tone::Fail>{words}</Notice> }
    });
    if mine.bookings.is_empty() {
        return view! {
            {unreadable}
            <EmptyState icon=IconName::CALENDAR title=text::NONE text=text::NONE_HINT>
                <LinkButton href=paths::SERVICES label=text::SEE_SERVICES look=Look::Go />
            </EmptyState>
        }
        .into_any();
    }
    let order = order(&mine.bookings, super::now());
    let list = |title: &'static str, places: &[usize]| {
        let rows: Vec<AnyView> = places
            .iter()
            .map(|at| row(app, &mine.bookings[*at]))
            .collect();
        (!rows.is_empty()).then(|| view! { <Section title><Rows>{rows}</Rows></Section> })
    };
    let next = order.next.map(|at| next(app, &mine.bookings[at]));
    view! {
        {unreadable}
        {list(text::NEEDS_YOU, &order.troubled)}
        {next}
        {list(text::OTHERS, &order.later)}
        {list(text::PAST, &order.past)}
    }
    .into_any()
}

/// The next appointment as a card with a leaf of the calendar and what to bring.
fn next(app: App, item: &BookingItem) -> AnyView {
    let mine = &item.record;
    let subject = Subject::of(app, item);
    let (leaf, clock) = (marks::leaf(item), marks::clock(item));
    let names: Vec<String> = subject
        .materials
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let bring = (!names.is_empty())
        .then(|| view! { <p class="small muted">{text::BRING}</p><Tags labels=names /> });
    let (marks, href) = (marks::booking(app, item), paths::booking(mine.id));
    view! {
        <Section title=text::NEXT>
            <a class="card plain" href=href>
                <div class="next-in">
                    {leaf}
                    <div>
                        <p class="when"><TimeWords words=clock /></p>
                        <p>{subject.service}</p>
                        <p class="muted small">{subject.station}</p>
                        <p class="tags">{marks}</p>
                    </div>
                </div>
                {bring}
            </a>
        </Section>
    }
    .into_any()
}

fn row(app: App, item: &BookingItem) -> AnyView {
    let href = paths::booking(item.record.id);
    let title = names::service_of(app, &item.record);
    let marks = marks::booking(app, item);
    view! { <Row href title sub=time(item)>{marks}</Row> }.into_any()
}

fn more(app: App) -> AnyView {
    let outbox = move || {
        let (waiting, parked) = (app.waiting.get(), app.parked.get());
        let open = matches!(app.keeping.get(), Keeping::OnDevice | Keeping::MemoryOnly);
        let sub = match (waiting, parked) {
            // Nothing is known of records that are not open.
            (0, 0) if !open => String::new(),
            (0, 0) => text::OUTBOX_NONE.to_owned(),
            (_, 0) => text::waiting(waiting),
            _ => text::parked(parked),
        };
        view! { <Row href=paths::MY_OUTBOX title=text::OUTBOX sub icon=IconName::TRAY /> }
            .into_any()
    };
    let station = move || {
        let code = app.my_station.get();
        let href = code.map_or_else(|| paths::STATIONS.to_owned(), paths::station);
        let sub = code.map_or_else(
            || text::STATION_NONE.to_owned(),
            |code| names::station(app, code),
        );
        view! { <Row href title=text::STATION sub icon=IconName::STATION /> }.into_any()
    };
    let volunteer = with_mine(app, move |mine| {
        let item = mine
            .volunteers
            .iter()
            .find(|item| item.state != LocalState::Withdrawn);
        let item = item.or(mine.volunteers.first());
        let (href, sub) = match item {
            Some(item) => {
                let word = text::state_word(item.state, app.keeping.get());
                (paths::volunteer(item.record.id), word)
            }
            None => (paths::VOLUNTEER.to_owned(), text::VOLUNTEER_NONE),
        };
        view! { <Row href title=text::VOLUNTEER sub icon=IconName::HEART /> }.into_any()
    });
    let (outbox, station) = (live(outbox), live(station));
    view! {
        <Section title=text::MORE>
            <Rows>
                <Row href=paths::MY_LOOKUP title=text::LOOK_UP sub=text::LOOK_UP_HINT icon=IconName::SEARCH />
                {volunteer}
                {outbox}
                {station}
                <Row href=paths::RECEIVE title=handover::RECEIVE sub=handover::RECEIVE_HINT icon=IconName::QR />
                <Row href=paths::MY_DATA title=text::DATA sub=text::DATA_HINT icon=IconName::SAFE />
                <Row href=paths::MY_SETTINGS title=text::SETTINGS sub=text::SETTINGS_HINT icon=IconName::EYE />
                <Row href=paths::ABOUT title=text::ABOUT icon=IconName::INFO />
            </Rows>
        </Section>
    }
    .into_any()
}
