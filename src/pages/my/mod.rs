//! What is mine: bookings, outbox, data, settings.

use std::sync::Arc;

use client::mine::Mine;
use client::ports::StoreError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::civil::Timestamp;

use crate::app::{came, lazy, ready};
use crate::browser::{clock, history};
use crate::chunks;
use crate::components::{Button, ErrorState, Icon, IconName, LoadingState, Notice, Tone};
use crate::live::live;
use crate::routes::{MyPage, Route};
use crate::state::{App, Keeping};
use crate::text::{common, my as text};

mod actions;
mod booking;
pub(in crate::pages) mod calls;
mod change;
mod data;
mod edit;
mod lookup;
mod marks;
pub(in crate::pages) mod names;
pub mod next;
pub mod notices;
mod order;
mod outbox;
mod overview;
mod places;
mod settings;
mod slip;
mod steps;
mod storage;
mod trouble;
pub(in crate::pages) mod wishes;

#[cfg(test)]
pub(crate) use steps::tests as fixtures;

/// The records as last read; `None` before the first reading.
#[derive(Clone, Copy)]
struct Records {
    read: RwSignal<Option<Result<Arc<Mine>, StoreError>>>,
}

/// The area's view, following the route.
pub fn area() -> AnyView {
    let app = App::get();
    let records = Records {
        read: RwSignal::new(None),
    };
    provide_context(records);
    Effect::new(move |_| {
        app.records.track();
        app.keeping.track();
        load(records);
    });
    let page = Memo::new(move |_| match *app.route.read() {
        Route::My(ref page) => Some(page.clone()),
        _ => None,
    });
    let view = move || match page.get() {
        Some(MyPage::Overview) => overview::page(),
        Some(MyPage::Booking(id)) => booking::page(id),
        Some(MyPage::ChangeTime(id)) => change::page(id),
        Some(MyPage::LookUp) => lookup::page(),
        Some(MyPage::Outbox) => outbox::page(),
        Some(MyPage::Data) => data::page(),
        Some(MyPage::Settings) => settings::page(),
        Some(MyPage::HandOver(_)) => lazy(
            || ready(chunks::handover()),
            || came(chunks::preload_handover()),
        ),
        Some(MyPage::Receive | MyPage::Received(_)) => lazy(
            || ready(chunks::receive()),
            || came(chunks::preload_receive()),
        ),
        None => ().into_any(),
    };
    live(view)
}

fn load(records: Records) {
    spawn_local(async move {
        let read = calls::load().await;
        records.read.try_set(Some(read.map(Arc::new)));
    });
}

/// Now, by the device's clock.
fn now() -> Timestamp {
    clock::now()
}

/// Draws with the person's records, again whenever they change; before they are read, calmly, what
/// is going on.
fn with_mine(app: App, draw: impl Fn(&Mine) -> AnyView + Send + Sync + 'static) -> AnyView {
    let records: Records = expect_context();
    live(move || match &*records.read.read() {
        Some(Ok(mine)) => with_names(app, || draw(mine)),
        Some(Err(_)) => unread(app, records),
        None => view! { <LoadingState /> }.into_any(),
    })
}

/// The same with one part of the records, drawn again only when that part is another: what is being
/// typed or read stays while messages about other things come in.
pub(in crate::pages) fn with_part<T: PartialEq + Send + Sync + 'static>(
    app: App,
    pick: impl Fn(&Mine) -> T + Send + Sync + 'static,
    draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let records: Records = expect_context();
    let part = Memo::new(move |_| {
        let read = records.read.read();
        let read = read.as_ref()?.as_ref();
        Some(read.map(|mine| pick(mine)).map_err(|error| *error))
    });
    live(move || match &*part.read() {
        Some(Ok(part)) => with_names(app, || draw(part)),
        Some(Err(_)) => unread(app, records),
        None => view! { <LoadingState /> }.into_any(),
    })
}

/// One part of the records, by itself; `None` before they are read.
fn part<T: PartialEq + Send + Sync + 'static>(
    pick: impl Fn(&Mine) -> Option<T> + Send + Sync + 'static,
) -> Memo<Option<T>> {
    let records: Records = expect_context();
    Memo::new(move |_| match records.read.read().as_ref() {
        Some(Ok(mine)) => pick(mine),
        Some(Err(_)) | None => None,
    })
}

/// Names come from lists that may arrive later: drawn again then.
fn with_names(app: App, draw: impl FnOnce() -> AnyView) -> AnyView {
    app.services.track();
    app.stations.track();
    draw()
}

/// The records could not be read.
fn unread(app: App, records: Records) -> AnyView {
    // The notice above says what to do.
    if matches!(app.keeping.get(), Keeping::NeedsReload | Keeping::Broken) {
        return ().into_any();
    }
    view! {
        <ErrorState title=text::UNREADABLE text=text::UNREADABLE_HINT on_retry=move |()| load(records) />
    }
    .into_any()
}

/// What to know about where records are kept, if it is not as it should be.
pub(in crate::pages) fn keeping_notice(app: App) -> AnyView {
    let view = move || match app.keeping.get() {
        Keeping::MemoryOnly => {
            view! { <Notice tone=Tone::Wait>{text::MEMORY_ONLY}</Notice> }.into_any()
        }
        Keeping::NeedsReload => view! {
            <Notice tone=Tone::Wait>
                {text::NEEDS_RELOAD}
                <Button label=text::RELOAD icon=IconName::AGAIN on_press=|()| history::reload() />
            </Notice>
        }
        .into_any(),
        Keeping::Broken => view! {
            <Notice tone=Tone::Fail>
                {text::BROKEN}
                <Button label=text::RELOAD icon=IconName::AGAIN on_press=|()| history::reload() />
            </Notice>
        }
        .into_any(),
        Keeping::Opening | Keeping::OnDevice => storage::cleared(app),
    };
    live(view)
}

/// The way back.
pub(in crate::pages) fn back(app: App) -> AnyView {
    view! {
        <button type="button" class="back no-print" on:click=move |_| app.back()>
            <Icon name=IconName::BACK />
            {common::BACK}
        </button>
    }
    .into_any()
}
