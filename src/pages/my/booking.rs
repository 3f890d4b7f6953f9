//! One booking: how far it has come, its number, where and when, and what can be done about it.

use client::mine::BookingItem;
use client::state::LocalState;
use leptos::prelude::*;
use model::civil::Timestamp;
use model::id::BookingId;
use model::person::OnBehalf;

use super::edit::Typed;
use super::order::{is_given_up, is_over, is_troubled, time};
use super::steps::steps;
use super::{actions, marks, names, part, slip, trouble, wishes, with_part};
use crate::components::{
    EmptyState, IconName, LinkButton, Look, Notice, ReferenceCard, Row, Rows, Section, StationName,
    StationRow, StepPath, SummaryList, SummaryRow, TimeWords, Tone,
};
use crate::pages::booking::take_away::Subject;
use crate::pages::{arrived, call, handover};
use crate::routes::paths;
use crate::state::App;
use crate::text::{common, my as text, services};

pub(super) fn page(id: BookingId) -> AnyView {
    let app = App::get();
    arrived(text::BOOKING_TITLE);
    // Made once a page: what is being typed or asked survives the drawing anew.
    let typed = Typed::new();
    let page = actions::OnPage {
        asking: actions::refresh(app, id),
        heard: part(move |mine| mine.booking(id).and_then(|item| item.record.as_of)),
        cancelling: RwSignal::new(false),
    };
    let draw = move |item: &Option<BookingItem>| match item {
        Some(item) => one(app, item, page, typed),
        None => unknown(),
    };
    let body = with_part(app, move |mine| mine.booking(id).map(undated), draw);
    view! { <div class="wrap">{super::back(app)}{super::keeping_notice(app)}{body}</div> }
        .into_any()
}

/// The booking without the moment at which the server last spoke about it: hearing the same once
/// more is no reason to draw anew.
fn undated(item: &BookingItem) -> BookingItem {
    let mut item = item.clone();
    item.record.as_of = None;
    item
}

fn one(app: App, item: &BookingItem, page: actions::OnPage, typed: Typed) -> AnyView {
    let now = super::now();
    let record = &item.record;
    let subject = Subject::of(app, item);
    let keeping = app.keeping.get();
    let path = steps(item, &|code| names::short(app, code), now, keeping);
    let reference = record.view.as_ref().map(|view| {
        view! {
            <ReferenceCard label=text::REFERENCE digits=view.reference.grouped() hint=text::REFERENCE_HINT />
        }
    });
    let unsent = (item.state == LocalState::Kept && !is_given_up(item))
        .then(|| view! { <p class="muted small">{text::NO_REFERENCE}</p> });
    let open = record
        .view
        .as_ref()
        .is_some_and(|view| view.state.is_open());
    let remember = (open && !text::lasts(keeping))
        .then(|| view! { <Notice tone=Tone::Wait>{text::REMEMBER}</Notice> });
    view! {
        <div class="no-print">
            <p>{marks::booking(app, item)}</p>
            <h1 id="title" tabindex="-1">{subject.service.clone()}</h1>
            {warnings(item, now)}
            {message(item)}
            {is_troubled(item).then(|| trouble::panel(app, item, typed))}
            <div class="card sec">
                <p class="when"><TimeWords words=time(item) /></p>
                <p class="muted"><StationName name=subject.station.clone() /></p>
            </div>
            <div class="sec stack">{reference}{unsent}{remember}</div>
            {hand_over(item)}
            <Section title=text::PATH><StepPath steps=path /></Section>
            {page.news()}
            {adjusted(item)}
            {page.panel(app, item, &subject, now)}
            {bring(item, &subject)}
            {place(item, &subject).unwrap_or_else(call)}
            {details(item)}
        </div>
        {slip::view(item, &subject, now, keeping)}
    }
    .into_any()
}

/// What to know before reading on.
fn warnings(item: &BookingItem, now: Timestamp) -> Option<AnyView> {
    let words = if item.record.missing {
        text::MISSING
    } else if is_over(item, now)
        && item
            .record
            .view
            .as_ref()
            .is_some_and(|view| view.state.is_open())
    {
        text::TIME_PAST
    } else if is_given_up(item) {
        text::NOT_SENT_CANCELLED
    } else if item.state == LocalState::Kept {
        text::NOT_YET
    } else {
        return None;
    };
    Some(view! { <div class="sec"><Notice tone=Tone::Wait>{words}</Notice></div> }.into_any())
}

/// What staff say.
fn message(item: &BookingItem) -> Option<AnyView> {
    let view = item.record.view.as_ref()?;
    let words = (!view.message.is_empty()).then(|| view.message.clone())?;
    let notice =
        view! { <Notice icon=IconName::PHONE><b>{text::MESSAGE}</b><p>{words}</p></Notice> };
    Some(view! { <div class="sec">{notice}</div> }.into_any())
}

/// What waits first can leave the phone without a network.
fn hand_over(item: &BookingItem) -> Option<AnyView> {
    let entry = item.pending.waiting.first()?;
    Some(view! { <div class="sec">{handover::link(entry.action)}</div> }.into_any())
}

/// Why not a better wish.
fn adjusted(item: &BookingItem) -> Option<AnyView> {
    let view = item.record.view.as_ref()?;
    if view.passed_over.is_empty() || !view.state.is_open() {
        return None;
    }
    let lines = view.passed_over.iter().map(|over| {
        view! { <li>{text::passed_over(over.rank, over.reason)}</li> }
    });
    let lines = lines.collect_view();
    let won = text::won(view.rank);
    Some(
        view! {
            <Section title=text::WHY>
                <div class="card prose">
                    <p>{won}</p>
                    <ul>{lines}</ul>
                </div>
            </Section>
        }
        .into_any(),
    )
}

fn bring(item: &BookingItem, subject: &Subject) -> Option<AnyView> {
    let slug = names::slug(&item.record)?;
    let things = subject.materials.iter().map(|(name, note)| {
        let note =
            (!note.is_empty()).then(|| view! { <small class="muted">" "{note.clone()}</small> });
        view! { <li>{name.clone()}{note}</li> }
    });
    let list = (!subject.materials.is_empty())
        .then(|| view! { <div class="card prose"><ul>{things.collect_view()}</ul></div> });
    let href = paths::service(slug.as_str());
    Some(
        view! {
            <Section title=text::BRING>
                {list}
                <a class="more" href=href>{text::SEE_SERVICE}</a>
            </Section>
        }
        .into_any(),
    )
}

fn place(item: &BookingItem, subject: &Subject) -> Option<AnyView> {
    let href = paths::station(names::station_code(&item.record)?);
    let name = subject.station.clone();
    Some(
        view! {
            <Section title=text::WHERE>
                <Rows>
                    <StationRow href name place=text::SEE_STATION />
                    <Row href="tel:12345" title=common::CALL_12345 icon=IconName::PHONE />
                </Rows>
            </Section>
        }
        .into_any(),
    )
}

/// What was told, the times asked for and the one won.
fn details(item: &BookingItem) -> AnyView {
    let row = |label: &str, lines: Vec<String>| SummaryRow {
        label: label.to_owned(),
        lines,
        ..SummaryRow::default()
    };
    let mut rows = Vec::new();
    let record = &item.record;
    let (way, whom, told) = match (&record.view, &record.asked) {
        (Some(view), _) => (
            view.way,
            view.on_behalf,
            [&view.name, &view.mobile, &view.note],
        ),
        (None, Some(asked)) => (
            asked.way,
            asked.on_behalf,
            [&asked.name, &asked.mobile, &asked.note],
        ),
        (None, None) => return ().into_any(),
    };
    rows.push(row(text::WAY, vec![services::way(way).to_owned()]));
    for (label, lines) in wishes::rows(item) {
        rows.push(row(label, lines));
    }
    let whom = match whom {
        OnBehalf::Myself => text::FOR_ME,
        OnBehalf::OtherWithConsent => text::FOR_OTHER,
    };
    rows.push(row(text::FOR_WHOM, vec![whom.to_owned()]));
    for (label, words) in [text::NAME, text::MOBILE, text::NOTE].into_iter().zip(told) {
        if !words.is_empty() {
            rows.push(row(label, vec![words.clone()]));
        }
    }
    view! { <Section title=text::DETAILS><SummaryList rows /></Section> }.into_any()
}

/// No such booking on this device.
pub(super) fn unknown() -> AnyView {
    view! {
        <h1 id="title" tabindex="-1">{text::UNKNOWN}</h1>
        <EmptyState icon=IconName::SEARCH title=text::LOOK_UP text=text::UNKNOWN_HINT>
            <LinkButton href=paths::MY_LOOKUP label=text::LOOK_UP look=Look::Go />
            <LinkButton href="tel:12345" label=common::CALL_12345 wide=true />
        </EmptyState>
    }
    .into_any()
}
