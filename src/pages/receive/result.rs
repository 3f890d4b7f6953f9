//! What became of something that was taken, live: on this device, at the server, refused.

use client::mine::DeliveryItem;
use client::outbox::{Entry, What};
use client::state::LocalState;
use leptos::prelude::*;
use model::booking::BookingState;
use model::error::PassedOver;
use model::handover::{Delivered, Delivery};
use model::id::DeliveryId;

use super::{Desk, calls, errand};
use crate::components::{
    Button, Card, ConfirmBox, EmptyState, Fact, IconName, LinkButton, Look, Notice, ReferenceCard,
    StationName, TimeWords, Tone,
};
use crate::live::live;
use crate::pages::booking::desk::now;
use crate::pages::my::names;
use crate::pages::wizard::sent::{self, line};
use crate::pages::{arrived, call};
use crate::routes::paths;
use crate::state::{App, Link};
use crate::text::{booking, dates, handover as text, my as words};

pub(super) fn page(desk: Desk, id: DeliveryId) -> AnyView {
    arrived(text::RESULT);
    let app = desk.app;
    let waited = sent::patience(true);
    let draw = move |item: &DeliveryItem| {
        let again = (desk.again.get_untracked() == Some(id)).then(|| {
            view! { <Notice><b>{text::AGAIN}</b>{text::AGAIN_TEXT}</Notice> }
        });
        view! {
            <div class="wrap">
                {again}
                <div aria-live="polite">{outcome(app, item, waited)}</div>
                <div class="stack sec">{details(desk, item)}</div>
            </div>
        }
        .into_any()
    };
    sent::follow(app, move |mine| mine.delivery(id).cloned(), gone, draw)
}

fn gone() -> AnyView {
    view! {
        <div class="wrap">
            <h1 id="title" class="vh" tabindex="-1">{text::UNKNOWN}</h1>
            <EmptyState icon=IconName::SEARCH title=text::UNKNOWN text=text::UNKNOWN_HINT>
                <LinkButton href=paths::RECEIVE label=text::TO_RECEIVE look=Look::Go />
            </EmptyState>
            {call()}
        </div>
    }
    .into_any()
}

/// The refusal, if it came back.
fn refused(item: &DeliveryItem) -> Option<&Entry> {
    item.pending.parked.first()
}

/// The big line.
fn outcome(app: App, item: &DeliveryItem, waited: RwSignal<bool>) -> AnyView {
    if let Some(receipt) = &item.record.receipt {
        return granted(receipt);
    }
    if let Some(parked) = refused(item).and_then(|entry| entry.parked.as_ref()) {
        return line(Tone::Fail, text::FAILED_TITLE, parked.error.message.clone());
    }
    live(move || {
        let sending = !waited.get() && app.link.get() != Link::Offline;
        match (sending, words::lasts(app.keeping.get())) {
            (true, _) => line(Tone::Info, text::SENDING, text::KEPT_HINT),
            (false, true) => line(Tone::Wait, text::KEPT, text::KEPT_HINT),
            (false, false) => line(Tone::Wait, text::KEPT_MEMORY, text::KEPT_HINT),
        }
    })
}

fn granted(receipt: &Delivery) -> AnyView {
    match &receipt.result {
        Delivered::Booking { slot, state, .. } if state.is_open() => {
            let title = match state {
                BookingState::Adjusted => text::ADJUSTED,
                _ => text::CONFIRMED,
            };
            line(Tone::Ok, title, booking::unbroken(*slot))
        }
        _ => match errand::granted(receipt) {
            LocalState::Failed => line(Tone::Fail, text::FAILED_TITLE, text::DECLINED_HINT),
            state => line(Tone::Ok, state.label(), text::RECEIVED_HINT),
        },
    }
}

/// All below the big line.
fn details(desk: Desk, item: &DeliveryItem) -> AnyView {
    let app = desk.app;
    let answer = match (&item.record.receipt, refused(item)) {
        (Some(receipt), _) => told(receipt),
        (None, Some(entry)) => mend(desk, entry),
        (None, None) => ().into_any(),
    };
    let next = |look| view! { <LinkButton href=paths::RECEIVE label=text::NEXT look wide=true /> };
    let look = match refused(item) {
        Some(_) => Look::Plain,
        None => Look::Go,
    };
    view! {
        {answer}
        {facts(app, item)}
        {next(look)}
        {call()}
    }
    .into_any()
}

/// Number and reasons, to be told to the person.
fn told(receipt: &Delivery) -> AnyView {
    let again = (receipt.again).then(|| view! { <Notice>{text::BEFORE_US}</Notice> });
    let why = match &receipt.result {
        Delivered::Booking {
            rank,
            passed_over,
            state,
            ..
        } if state.is_open() && !passed_over.is_empty() => {
            let (won, reasons) = (words::won(*rank), reasons(passed_over));
            Some(view! { <Notice><b>{won}</b>{reasons}</Notice> })
        }
        _ => None,
    };
    let digits = receipt.reference.grouped();
    view! {
        <ReferenceCard label=text::REFERENCE digits hint=text::TELL />
        {why}
        {again}
    }
    .into_any()
}

fn reasons(passed_over: &[PassedOver]) -> Vec<AnyView> {
    passed_over
        .iter()
        .map(|over| view! { <p>{booking::refused(over)}"。"</p> }.into_any())
        .collect()
}

/// Why it was refused, and what can be done: what was heard can be asked for anew and sent again, what
/// was scanned is for its owner to mend.
fn mend(desk: Desk, entry: &Entry) -> AnyView {
    let app = desk.app;
    let parked = entry.parked.as_ref();
    let reasons = parked.map(|parked| reasons(&parked.error.choices));
    let reasons = reasons
        .filter(|reasons| !reasons.is_empty())
        .map(|reasons| view! { <Notice tone=Tone::Fail>{reasons}</Notice> });
    let ask = match &entry.what {
        What::DeliverSpoken(id, heard) => {
            let (id, heard, action) = (*id, heard.clone(), entry.action);
            let press = move |()| {
                desk.ask_anew(id, &heard, action);
                app.go(paths::RECEIVE);
            };
            Some(
                view! { <Button label=text::ASK_ANEW look=Look::Go icon=IconName::EDIT on_press=press /> },
            )
        }
        _ => None,
    };
    let (asking, failed) = (RwSignal::new(false), RwSignal::new(false));
    let action = entry.action;
    let drop = live(move || {
        if !asking.get() {
            let press = move |()| asking.set(true);
            return view! { <Button label=words::LET_GO look=Look::Quiet icon=IconName::TRASH wide=true on_press=press /> }
                .into_any();
        }
        let yes = move |()| {
            calls::let_go(app, action, move |gone| {
                if gone {
                    app.replace(paths::RECEIVE);
                } else {
                    failed.try_set(true);
                }
            });
        };
        view! {
            <ConfirmBox question=words::DELETE_ASK text=text::LET_GO_HINT yes=words::LET_GO no=words::DELETE_NO
                on_yes=yes on_no=move |()| asking.set(false) />
        }
        .into_any()
    });
    let trouble = move || {
        failed
            .get()
            .then(|| view! { <Notice tone=Tone::Fail>{words::STORE_FAILED}</Notice> })
    };
    view! {
        {reasons}
        <p>{text::FAILED_NEXT}</p>
        {ask}
        {drop}
        {trouble}
    }
    .into_any()
}

fn facts(app: App, item: &DeliveryItem) -> AnyView {
    let record = &item.record;
    let (kind, who) = (errand::words(record.errand), record.who.clone());
    let who =
        (!who.is_empty()).then(|| view! { <Fact icon=IconName::ME label=text::WHO>{who}</Fact> });
    let result = record.receipt.as_ref().map(|receipt| &receipt.result);
    let (matter, place) = match result {
        Some(Delivered::Booking {
            service, station, ..
        }) => (
            [kind, "：", &names::service(app, service)].concat(),
            Some(names::station(app, *station)),
        ),
        Some(Delivered::Volunteer { division, .. }) => {
            (kind.to_owned(), Some(names::station(app, *division)))
        }
        None => (kind.to_owned(), None),
    };
    let place = place.map(
        |name| view! { <Fact icon=IconName::PIN label=text::WHERE><StationName name /></Fact> },
    );
    let taken = dates::moment(record.kept_at, now());
    view! {
        <Card>
            {who}
            <Fact icon=IconName::DOC label=text::MATTER>{matter}</Fact>
            {place}
            <Fact icon=IconName::CLOCK label=text::TAKEN_AT><TimeWords words=taken /></Fact>
        </Card>
    }
    .into_any()
}
