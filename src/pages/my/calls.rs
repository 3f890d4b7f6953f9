//! Between the pages and the engine. Every action is kept on the device first; then the pages draw
//! again and it is sent.

use client::act::{ActionError, cancel_booking, change_booking};
use client::handover;
use client::mend::{delete_parked as delete, resend as send_again};
use client::mine::Mine;
use client::my_data;
use client::outbox::{Entry, What};
use client::plan::Haste;
use client::ports::{Ports, StoreError};
use client::record::EntityId;
use client::sync::{self, LookUpError, Which};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::booking::Wish;
use model::id::{ActionId, BookingId};
use model::reference::Reference;

use crate::browser::ports::BrowserPorts;
use crate::browser::{locks, runner};
use crate::components::{Notice, Tone};
use crate::live::live;
use crate::state::{App, Keeping};
use crate::text::my as text;

async fn ports() -> Result<BrowserPorts, StoreError> {
    crate::engine::ports().await.ok_or_else(|| {
        let keeping = App::running().map(|app| app.keeping.get_untracked());
        match keeping {
            Some(Keeping::NeedsReload) => StoreError::Outdated,
            _ => StoreError::Failed,
        }
    })
}

/// Everything of the person on this device. Errors: storage failed.
pub(super) async fn load() -> Result<Mine, StoreError> {
    Mine::load(ports().await?.store()).await
}

/// Something was kept: draw again, and send.
fn done(app: App) {
    app.records_changed();
    runner::kick(Haste::Now);
}

/// Cancels a booking; `then` hears whether that was kept.
pub(super) fn cancel(
    app: App,
    id: BookingId,
    then: impl FnOnce(Result<(), ActionError>) + 'static,
) {
    spawn_local(async move {
        let outcome = match ports().await {
            Ok(ports) => cancel_booking(&ports, id).await,
            Err(error) => Err(error.into()),
        };
        done(app);
        then(outcome);
    });
}

/// Asks for other times; `then` hears whether that was kept.
pub(super) fn change(
    app: App,
    id: BookingId,
    wish: Wish,
    then: impl FnOnce(Result<(), ActionError>) + 'static,
) {
    spawn_local(async move {
        let outcome = match ports().await {
            Ok(ports) => change_booking(&ports, id, wish).await,
            Err(error) => Err(error.into()),
        };
        done(app);
        then(outcome);
    });
}

/// Sends a refused action again, mended; `then` hears whether that was kept.
pub(super) fn resend(
    app: App,
    action: ActionId,
    what: What,
    then: impl FnOnce(Result<(), ActionError>) + 'static,
) {
    spawn_local(async move {
        let outcome = match ports().await {
            Ok(ports) => send_again(&ports, action, what).await.map(|_| ()),
            Err(error) => Err(error.into()),
        };
        done(app);
        then(outcome);
    });
}

/// Deletes a refused action; `then` hears whether it is gone.
pub(super) fn delete_parked(
    app: App,
    action: ActionId,
    then: impl FnOnce(Result<(), ActionError>) + 'static,
) {
    spawn_local(async move {
        let outcome = match ports().await {
            Ok(ports) => delete(&ports, action).await,
            Err(error) => Err(error.into()),
        };
        app.records_changed();
        then(outcome);
    });
}

/// Asks the server how a booking stands; `then` hears whether it answered, `None` if there was
/// nothing to ask.
pub(super) fn refresh(app: App, id: BookingId, then: impl FnOnce(Option<bool>) + 'static) {
    spawn_local(async move {
        let Ok(ports) = ports().await else {
            return then(None);
        };
        let answered = sync::refresh(&ports, Which::One(EntityId::Booking(id))).await;
        let answered = answered.unwrap_or(None);
        if answered == Some(true) {
            app.records_changed();
        }
        then(answered);
    });
}

/// Looks a booking up and keeps it on this device.
pub(super) fn look_up(
    app: App,
    reference: Reference,
    mobile: String,
    then: impl FnOnce(Result<BookingId, LookUpError>) + 'static,
) {
    spawn_local(async move {
        let found = match ports().await {
            Ok(ports) => sync::look_up(&ports, reference, &mobile).await,
            Err(error) => Err(LookUpError::Store(error)),
        };
        if found.is_ok() {
            app.records_changed();
        }
        then(found);
    });
}

/// Sends what waits, now.
pub(super) fn send_now() {
    runner::kick(Haste::Now);
}

/// Puts what went wrong into `said`; nothing if nothing did.
pub(super) fn say(said: RwSignal<String>) -> impl FnOnce(Result<(), ActionError>) + 'static {
    move |outcome| {
        let words = match outcome {
            Ok(()) => String::new(),
            Err(ActionError::Invalid(_, problem)) => problem.message(),
            Err(ActionError::Unknown | ActionError::Taken) => text::GONE.to_owned(),
            Err(ActionError::Over) => text::OVER.to_owned(),
            Err(ActionError::Store(error)) => storage(error).to_owned(),
        };
        said.try_set(words);
    }
}

/// Why storage failed, and what helps.
fn storage(error: StoreError) -> &'static str {
    match error {
        StoreError::Full => text::NOT_KEPT,
        StoreError::Outdated => text::NEEDS_RELOAD,
        StoreError::Conflict | StoreError::Failed => text::STORE_FAILED,
    }
}

/// Shows what went wrong.
pub(super) fn said(said: RwSignal<String>) -> AnyView {
    live(move || {
        let words = said.get();
        if words.is_empty() {
            return ().into_any();
        }
        view! { <Notice tone=Tone::Fail>{words}</Notice> }.into_any()
    })
}

/// All data as readable JSON; `None` if it could not be read.
pub(super) fn export(then: impl FnOnce(Option<String>) + 'static) {
    spawn_local(async move {
        let file = match ports().await {
            Ok(ports) => my_data::export(&ports).await.ok(),
            Err(_) => None,
        };
        then(file);
    });
}

/// Deletes everything on this device; with `everywhere` at the server too. `then` hears whether
/// it is done here. Under the lock of the sending, as the engine asks.
pub(super) fn erase(app: App, everywhere: bool, then: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let done_here = match ports().await {
            Ok(ports) => {
                let lock = locks::hold(locks::SYNC).await;
                let outcome = my_data::delete(&ports, everywhere).await;
                drop(lock);
                outcome.is_ok()
            }
            Err(_) => false,
        };
        if done_here {
            app.my_station.set(None);
        }
        done(app);
        then(done_here);
    });
}

/// The texts of an action's codes, and that they were shown is remembered; `None` if they cannot be
/// made.
pub(in crate::pages) async fn codes(entry: Entry) -> Option<Vec<String>> {
    let codes = handover::codes(&entry);
    if codes.is_empty() {
        return None;
    }
    // A note that could not be kept is a warning less later, no reason to show no code now.
    let _ = handover::shown(&ports().await.ok()?, entry.action).await;
    Some(codes)
}
