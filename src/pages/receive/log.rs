//! What this device has taken for others (代收记录): names masked, states as far as it has heard.

use client::mine::DeliveryItem;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Desk, calls, errand};
use crate::components::{
    Button, ConfirmBox, IconName, Look, Notice, Row, Rows, Section, StateBadge, Tone,
};
use crate::live::{follow, live};
use crate::pages::booking::desk::{self, now};
use crate::routes::paths;
use crate::state::App;
use crate::text::{dates, handover as text, my as words};

/// The list; nothing before it is read, nor where it cannot be.
pub(super) fn section(desk: Desk) -> AnyView {
    let app = desk.app;
    let read = RwSignal::new(None::<Vec<DeliveryItem>>);
    follow(move || {
        app.records.track();
        spawn_local(async move {
            let taken = desk::mine().await.map(|mine| mine.deliveries);
            if taken.is_some() {
                read.try_set(taken);
            }
        });
    });
    let taken = Memo::new(move |_| read.get());
    let asking = RwSignal::new(false);
    live(move || match &*taken.read() {
        Some(taken) => list(app, taken, asking),
        None => ().into_any(),
    })
}

fn list(app: App, taken: &[DeliveryItem], asking: RwSignal<bool>) -> AnyView {
    if taken.is_empty() {
        return view! { <Section title=text::LOG><p class="muted">{text::LOG_EMPTY}</p></Section> }
            .into_any();
    }
    let rows: Vec<AnyView> = taken.iter().map(|item| row(app, item)).collect();
    let settled = taken.iter().any(|item| item.record.receipt.is_some());
    view! {
        <Section title=text::LOG>
            <p class="muted">{text::LOG_HINT}</p>
            <Rows>{rows}</Rows>
            {settled.then(|| clear(app, asking))}
        </Section>
    }
    .into_any()
}

fn row(app: App, item: &DeliveryItem) -> AnyView {
    let record = &item.record;
    let kind = errand::words(record.errand);
    let title = if record.who.is_empty() {
        kind.to_owned()
    } else {
        [&record.who, " · ", kind].concat()
    };
    let (tone, label) = errand::mark(item, app.keeping.get());
    let sub = [&dates::moment(record.kept_at, now()), text::TAKEN].concat();
    view! { <Row href=paths::received(record.id) title sub><StateBadge tone label /></Row> }
        .into_any()
}

/// Forgets what is settled, after a question.
fn clear(app: App, asking: RwSignal<bool>) -> AnyView {
    let failed = RwSignal::new(false);
    let view = live(move || {
        if asking.get() {
            let yes = move |()| {
                asking.set(false);
                calls::clear(app, move |cleared| {
                    failed.try_set(!cleared);
                });
            };
            view! {
                <ConfirmBox question=text::CLEAR_ASK text=text::CLEAR_HINT yes=text::CLEAR no=text::CLEAR_NO
                    on_yes=yes on_no=move |()| asking.set(false) />
            }
            .into_any()
        } else {
            view! { <Button label=text::CLEAR look=Look::Quiet icon=IconName::TRASH wide=true on_press=move |()| asking.set(true) /> }
                .into_any()
        }
    });
    let trouble = move || {
        failed
            .get()
            .then(|| view! { <Notice tone=Tone::Fail>{words::STORE_FAILED}</Notice> })
    };
    view! { {view}{trouble} }.into_any()
}
