//! The record beside the list: who, what, when, what was said, how it came to this, what can be done.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::id::BookingId;
use model::permissions::Deed;
use model::person::OnBehalf;
use model::slot::Way;
use model::workbench::{BookingRecord, BookingRow, Channel, OpenRecord, WholeNumber};

use super::bench::{Bench, Open};
use super::{acts, api, list};
use crate::browser::clock;
use crate::components::{ErrorState, Icon, IconName, LoadingState, Tone, tel};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::today as text;

/// The panel.
pub(super) fn panel(bench: Bench) -> AnyView {
    live(move || match bench.open.get() {
        Open::Nothing => keys(),
        Open::Loading(id) => known(bench, id, view! { <LoadingState /> }.into_any()),
        Open::Failed(id, words) => {
            let again = move |()| bench.open_record(id);
            let failed =
                view! { <ErrorState title=text::RECORD_FAILED text=words on_retry=again /> };
            known(bench, id, failed.into_any())
        }
        Open::There(record) => view(bench, record),
    })
}

/// What the keys do, where nothing is open.
fn keys() -> AnyView {
    let keys = text::KEYS
        .into_iter()
        .map(|(key, word)| view! { <li><kbd>{key}</kbd>{word}</li> });
    view! {
        <div class="st-idle">
            <Icon name=IconName::BOOK />
            <h2>{text::CHOOSE}</h2>
            <p class="muted">{text::CHOOSE_HINT}</p>
            <h3>{text::KEYS_TITLE}</h3>
            <ul class="st-keys">{keys.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// Back to the list, where it is not beside.
pub(super) fn back(bench: Bench) -> AnyView {
    view! {
        <button type="button" class="back st-back" on:click=move |_| bench.shut()>
            <Icon name=IconName::BACK />{text::TO_LIST}<kbd>"Esc"</kbd>
        </button>
    }
    .into_any()
}

fn view(bench: Bench, record: Arc<BookingRecord>) -> AnyView {
    view! {
        {card(bench, &as_row(&record), facts(bench, &record))}
        {history(&record)}
    }
    .into_any()
}

/// What the list knows of a booking, with `more` under it: something can be done before the record is
/// open, and without a network.
fn known(bench: Bench, id: BookingId, more: AnyView) -> AnyView {
    match bench.row(id) {
        Some(row) => {
            let when = [&dates::slot(row.slot), " · ", text::way(row.way)].concat();
            let facts = view! {
                <dl class="st-facts">
                    {fact(text::WHEN, when.into_any())}
                    {said(text::MOBILE, &row.mobile)}
                    {fact(text::REFERENCE, view! { <span class="num">{row.reference.grouped()}</span> }.into_any())}
                </dl>
            };
            view! { {card(bench, &row, facts.into_any())}{more} }.into_any()
        }
        None => view! { {back(bench)}{more} }.into_any(),
    }
}

/// A booking with what can be done about it, and `facts`.
fn card(bench: Bench, row: &BookingRow, facts: AnyView) -> AnyView {
    let service = {
        let slug = row.service.clone();
        live(move || bench.service(&slug).into_any())
    };
    view! {
        {back(bench)}
        <div class="card st-rec">
            <div class="st-rec-h">
                <h2>{list::name(row)}</h2>
                {list::badge(row)}
            </div>
            <p class="st-rec-s">{service}</p>
            {acts::buttons(bench, row.clone())}
            {acts::asked(bench, row)}
            {facts}
        </div>
    }
    .into_any()
}

/// The record that is open as a row, if it is that one: it may be on no list that is shown.
pub(super) fn open_row(bench: Bench, id: BookingId) -> Option<BookingRow> {
    match &*bench.open.read_untracked() {
        Open::There(record) if record.booking.booking == id => Some(as_row(record)),
        _ => None,
    }
}

/// The same as a row of the list.
pub(super) fn as_row(record: &BookingRecord) -> BookingRow {
    let booking = &record.booking;
    BookingRow {
        booking: booking.booking,
        reference: booking.reference,
        station: booking.station,
        service: booking.service.clone(),
        way: booking.way,
        slot: booking.slot,
        duration: booking.duration,
        state: booking.state,
        declined: booking.is_declined(),
        on_behalf: booking.on_behalf,
        name: booking.name.clone(),
        mobile: booking.mobile.clone(),
        channel: record.channel,
        has_note: !booking.note.is_empty(),
        opened_at: booking.opened_at,
        arrived_at: record.arrived_at,
        outcome: record.outcome,
        version: booking.version,
    }
}

fn fact(label: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

/// A fact in words, left out where there are none.
fn said(label: &'static str, words: &str) -> Option<AnyView> {
    (!words.is_empty()).then(|| fact(label, words.to_owned().into_any()))
}

fn facts(bench: Bench, record: &BookingRecord) -> AnyView {
    let booking = &record.booking;
    let when = [&dates::slot(booking.slot), " · ", text::way(booking.way)].concat();
    let note = match booking.way {
        Way::HomeVisit => text::ADDRESS,
        Way::AtStation | Way::CallBack => text::NOTE,
    };
    let others = (booking.on_behalf != OnBehalf::Myself)
        .then(|| fact(text::FOR_WHOM, text::FOR_OTHERS.into_any()));
    let channel = (record.channel != Channel::App)
        .then(|| fact(text::CHANNEL, record.channel.title().into_any()));
    let outcome = record
        .outcome
        .map(|outcome| fact(text::OUTCOME, outcome.title().into_any()));
    view! {
        <dl class="st-facts">
            {said(note, &booking.note)}
            {fact(text::WHEN, when.into_any())}
            {fact(text::MOBILE, number(bench, booking.booking, booking.mobile.clone()))}
            {fact(text::REFERENCE, view! { <span class="num">{booking.reference.grouped()}</span> }.into_any())}
            {others}
            {channel}
            {outcome}
            {said(text::REASON, &booking.reason)}
            {said(text::SAID, &booking.message)}
        </dl>
    }
    .into_any()
}

/// The number, masked until it is asked for.
fn number(bench: Bench, id: BookingId, masked: String) -> AnyView {
    if masked.is_empty() {
        return text::NO_MOBILE.into_any();
    }
    let whole = Memo::new(move |_| {
        let number = bench.number.get();
        number
            .filter(|(other, _)| *other == id)
            .map(|(_, whole)| whole)
    });
    live(move || match whole.get() {
        Some(whole) => {
            let (href, label) = (tel(&whole), [text::CALL, &whole].concat());
            view! {
            <a class="tel" href=href aria-label=label><Icon name=IconName::PHONE />{whole}</a>
            }
            .into_any()
        }
        None => {
            let masked = masked.clone();
            let ask = bench.may(Deed::UnmaskNumber).then(|| {
                view! {
                    <button type="button" class="txt" title=text::SHOW_NUMBER_HINT on:click=move |_| bench.show_number(id)>
                        <Icon name=IconName::EYE />{text::SHOW_NUMBER}<kbd>"X"</kbd>
                    </button>
                }
            });
            view! { <span class="num">{masked}</span>" "{ask} }.into_any()
        }
    })
}

fn history(record: &BookingRecord) -> AnyView {
    let now = clock::now();
    let steps = record.booking.history.iter().rev().map(|event| {
        let mut words = text::event(event.kind, event.by).to_owned();
        if let (Some(from), Some(to)) = (event.from, event.to) {
            words = [
                &words,
                "：",
                &text::moved(&dates::slot(from), &dates::slot(to)),
            ]
            .concat();
        }
        let at = dates::moment(event.at, now);
        view! { <li><time class="num">{at}</time><span>{words}</span></li> }
    });
    let steps = steps.collect_view();
    (!record.booking.history.is_empty())
        .then(|| {
            view! {
                <div class="card st-hist">
                    <h3>{text::HISTORY}</h3>
                    <ol>{steps}</ol>
                </div>
            }
        })
        .into_any()
}

impl Bench {
    /// Asks for the whole number. That is written into the audit.
    pub(super) fn show_number(self, id: BookingId) {
        if !self.may(Deed::UnmaskNumber) {
            return;
        }
        spawn_local(async move {
            let path = server::booking_number(id);
            let answer = api::post::<WholeNumber>(&path, &OpenRecord::default()).await;
            match answer {
                Ok(whole) if whole.mobile.is_empty() => {
                    self.said
                        .try_set(Some((Tone::Info, text::NO_MOBILE.to_owned())));
                }
                Ok(whole) => {
                    self.number.try_set(Some((id, whole.mobile)));
                }
                Err(trouble) => {
                    self.desk.heard(&trouble);
                    self.said.try_set(Some((Tone::Fail, trouble.words())));
                }
            }
        });
    }
}
