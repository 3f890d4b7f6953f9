//! After submitting: how it stands, in one big line, live; what next, what to bring.

use client::mine::BookingItem;
use client::outbox::{Entry, What};
use client::state::LocalState;
use leptos::prelude::*;
use model::booking::BookingView;
use model::error::ErrorCode;
use model::id::BookingId;

use super::check::step_of;
use super::desk;
use super::draft::{Draft, Mending};
use super::flow::Step;
use super::problems::Problems;
use super::take_away::{self, Subject};
use super::time::{refusals, window_words};
use super::wizard::Wizard;
use crate::components::{
    Button, Card, EmptyState, Fact, IconName, LinkButton, Look, Notice, ReferenceCard, StationName,
    Steps, TimeWords, Tone,
};
use crate::live::live;
use crate::pages::wizard::aside::Aside;
use crate::pages::wizard::call;
use crate::pages::wizard::sent::{self, line};
use crate::pages::{arrived, handover};
use crate::routes::paths;
use crate::state::{App, Link};
use crate::text::{booking as text, my};

/// The page.
pub fn page(wizard: Wizard, id: BookingId) -> AnyView {
    arrived(text::TITLE);
    let waited = sent::patience(true);
    let draw = move |item: &BookingItem| {
        view! {
            <div class="wrap">
                <div aria-live="polite">{outcome(wizard, item, waited)}</div>
                {details(wizard, item, waited)}
            </div>
        }
        .into_any()
    };
    sent::follow(
        wizard.app,
        move |mine| mine.booking(id).cloned(),
        gone,
        draw,
    )
}

fn gone() -> AnyView {
    view! {
        <div class="wrap">
            <h1 id="title" class="vh" tabindex="-1">{text::UNKNOWN}</h1>
            <EmptyState icon=IconName::CALENDAR title=text::UNKNOWN text=text::UNKNOWN_HINT>
                <LinkButton href=paths::MY label=text::TO_MY look=Look::Go />
                <LinkButton href=paths::HOME label=text::TO_HOME wide=true />
            </EmptyState>
        </div>
    }
    .into_any()
}

/// The big line.
fn outcome(wizard: Wizard, item: &BookingItem, waited: RwSignal<bool>) -> AnyView {
    let app = wizard.app;
    let when = item
        .record
        .view
        .as_ref()
        .map(|view| text::unbroken(view.slot))
        .unwrap_or_default();
    match item.state {
        LocalState::Kept | LocalState::Received => {
            let fresh = item.record.kept_at.0 + 10_000 > desk::now().0;
            let waited = if fresh { waited } else { RwSignal::new(true) };
            sent::on_its_way(app, waited, text::KEPT_HINT, text::KEPT_MEMORY_HINT)
        }
        LocalState::Confirmed => line(Tone::Ok, text::CONFIRMED, when),
        LocalState::Adjusted => line(Tone::Ok, text::ADJUSTED, when),
        LocalState::Failed => line(Tone::Fail, text::FAILED, failure(item)),
        LocalState::Cancelled | LocalState::Withdrawn => {
            line(Tone::Quiet, text::CANCELLED, text::PAST_HINT)
        }
        LocalState::Served | LocalState::Registered => {
            line(Tone::Quiet, text::SERVED, text::PAST_HINT)
        }
        LocalState::NoShow => line(Tone::Quiet, text::NO_SHOW, text::PAST_HINT),
    }
}

/// The refused creation.
fn refused(item: &BookingItem) -> Option<&Entry> {
    item.pending
        .parked
        .iter()
        .find(|entry| entry.what.is_create())
}

/// Why it was refused, in a sentence.
fn failure(item: &BookingItem) -> String {
    if let Some(view) = item.record.view.as_ref().filter(|view| view.is_declined()) {
        let reason = (!view.reason.is_empty()).then(|| ["（", &view.reason, "）"].concat());
        return [
            my::DECLINED,
            reason.as_deref().unwrap_or_default(),
            "。",
            my::DECLINED_HINT,
        ]
        .concat();
    }
    let error = refused(item).and_then(|entry| entry.parked.as_ref());
    error.map_or_else(
        || text::FAILED_KEPT.to_owned(),
        |parked| parked.error.message.clone(),
    )
}

/// All below the big line.
fn details(wizard: Wizard, item: &BookingItem, waited: RwSignal<bool>) -> AnyView {
    let subject = Subject::of(wizard.app, item);
    let granted = item
        .record
        .view
        .as_ref()
        .filter(|view| view.state.is_open());
    let lasts = my::lasts(wizard.app.keeping.get());
    let ending = item.pending.is_ending().then(|| {
        let words = match (&item.record.view, lasts) {
            (None, _) if item.state == LocalState::Kept => my::NOT_SENT_CANCELLED,
            (_, true) => text::ENDING,
            (_, false) => text::ENDING_MEMORY,
        };
        view! { <Notice tone=Tone::Wait>{words}</Notice> }
    });
    let remember = (granted.is_some() && !lasts)
        .then(|| view! { <Notice tone=Tone::Wait>{my::REMEMBER}</Notice> });
    let number = granted.map(|view| {
        let digits = view.reference.grouped();
        view! { <ReferenceCard label=text::REFERENCE digits hint=text::REFERENCE_HINT /> }
    });
    let unsent = item.state == LocalState::Failed && item.record.view.is_none();
    let mend = unsent.then(|| mend(wizard, item));
    let next = granted.map(|view| next(view, &subject, lasts));
    let station = item.record.view.as_ref().map(|view| view.station);
    let station = station.or(item.record.asked.as_ref().map(|asked| asked.station));
    let tools = take_away::tools(item, &subject);
    let other = wizard.draft.read().service.is_some().then(
        || view! { <LinkButton href=paths::BOOK label=text::ASIDE_GO icon=IconName::EDIT wide=true /> },
    );
    view! {
        <div class="stack sec">
            {ending}
            {mend}
            {number}
            {remember}
            {granted.and_then(why)}
            {hand_over(wizard.app, item, waited)}
            {facts(item, &subject)}
            {call(wizard.app, station)}
        </div>
        {next}
        {tools}
        <div class="stack sec">
            <LinkButton href=paths::booking(item.record.id) label=text::TO_MY look=Look::Go />
            {other}
            <LinkButton href=paths::HOME label=text::TO_HOME wide=true />
        </div>
    }
    .into_any()
}

/// The way out of the phone without a network, once sending it has not worked at once.
fn hand_over(app: App, item: &BookingItem, waited: RwSignal<bool>) -> Option<AnyView> {
    let action = item.pending.waiting.first()?.action;
    Some(live(move || {
        let stuck = waited.get() || app.link.get() == Link::Offline;
        stuck.then(|| handover::link(action)).into_any()
    }))
}

/// Which wish was won and why the better ones were not; nothing to say if it was the first.
fn why(view: &BookingView) -> Option<AnyView> {
    if view.passed_over.is_empty() {
        return None;
    }
    let reasons: Vec<AnyView> = view
        .passed_over
        .iter()
        .map(|passed_over| view! { <p>{text::refused(passed_over)}"。"</p> }.into_any())
        .collect();
    let won = my::won(view.rank);
    Some(view! { <Notice><b>{won}</b>{reasons}</Notice> }.into_any())
}

fn facts(item: &BookingItem, subject: &Subject) -> AnyView {
    let when: Vec<String> = match (&item.record.view, &item.record.asked) {
        (Some(view), _) => vec![text::unbroken(view.slot)],
        (None, Some(asked)) => {
            let choices = asked.choices.iter().enumerate();
            let mut lines: Vec<String> = choices
                .map(|(index, slot)| text::ranked(index + 1, *slot))
                .collect();
            lines.extend(asked.window.map(window_words));
            lines
        }
        (None, None) => Vec::new(),
    };
    let when: Vec<AnyView> = when
        .into_iter()
        .map(|line| view! { <div><TimeWords words=line /></div> }.into_any())
        .collect();
    let (service, station) = (subject.service.clone(), subject.station.clone());
    let way = subject
        .way
        .map(|way| view! { <div class="small muted">{text::way(way)}</div> });
    view! {
        <Card>
            <Fact icon=IconName::DOC label=text::ROW_SERVICE>{service}{way}</Fact>
            <Fact icon=IconName::PIN label=text::ROW_STATION><StationName name=station /></Fact>
            <Fact icon=IconName::CLOCK label=text::ROW_TIME>{when}</Fact>
        </Card>
    }
    .into_any()
}

/// What happens next and what to bring.
fn next(view: &BookingView, subject: &Subject, lasts: bool) -> AnyView {
    let steps = text::next_steps(view.way, &subject.station, lasts);
    let bring = subject.materials.iter().map(|(name, note)| {
        let note = (!note.is_empty()).then(|| view! { <small>{note.clone()}</small> });
        view! { <li class="row"><span class="row-t"><b>{name.clone()}</b>{note}</span></li> }
    });
    let bring: Vec<AnyView> = bring.map(IntoAny::into_any).collect();
    let list = if bring.is_empty() {
        view! { <p>{text::BRING_NONE}</p> }.into_any()
    } else {
        view! { <ul class="card list">{bring}</ul> }.into_any()
    };
    view! {
        <section class="sec"><h2>{text::NEXT}</h2><Steps steps /></section>
        <section class="sec"><h2>{text::BRING}</h2>{list}</section>
    }
    .into_any()
}

/// What to do about a refusal: all that was typed goes back into the wizard.
fn mend(wizard: Wizard, item: &BookingItem) -> AnyView {
    let reasons: Vec<AnyView> = refused(item)
        .and_then(|entry| entry.parked.as_ref())
        .iter()
        .flat_map(|parked| &parked.error.choices)
        .map(|passed_over| view! { <p>{text::refused(passed_over)}"。"</p> }.into_any())
        .collect();
    let reasons =
        (!reasons.is_empty()).then(|| view! { <Notice tone=Tone::Fail>{reasons}</Notice> });
    let entry = refused(item).cloned();
    let label = match entry.as_ref().and_then(|entry| entry.parked.as_ref()) {
        Some(parked) if parked.error.code == ErrorCode::NoPlace => text::OTHER_TIMES,
        _ => text::MEND,
    };
    let action = entry.map(|entry| {
        let again = move |()| put_right(wizard, &entry);
        view! { <Button label look=Look::Go on_press=again /> }
    });
    view! {
        {reasons}
        <p>{text::FAILED_KEPT}</p>
        {action}
    }
    .into_any()
}

/// Puts a refused booking back into the wizard, at the question that has to be answered anew.
fn put_right(wizard: Wizard, entry: &Entry) {
    let (What::CreateBooking(booking, asked), Some(parked)) = (&entry.what, &entry.parked) else {
        return;
    };
    let error = &parked.error;
    let mending = Mending {
        action: entry.action,
        booking: *booking,
    };
    let draft = Draft::mend(asked, mending, error.choices.clone());
    let (step, problems) = match (error.code, error.field) {
        (ErrorCode::NoPlace, _) => (Step::Time, refusals(&error.choices)),
        (_, Some(field)) => (step_of(field), Problems::one(field, error.message.clone())),
        (_, None) => (Step::Check, Problems::default()),
    };
    wizard.answer(|kept| kept.take_up(draft));
    wizard.go_mend(step, problems);
}
