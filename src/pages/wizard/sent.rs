//! After submitting: what is known of it, read again whenever records change, and how it goes on
//! its way.

use client::mine::Mine;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::time::sleep;
use crate::components::{Button, IconName, Look, Outcome, Tone};
use crate::live::{self, live};
use crate::pages;
use crate::pages::booking::desk;
use crate::state::{App, Keeping, Link};
use crate::text::{booking as text, common, my};

use super::parts;

/// How long the server's answer is calmly waited for, milliseconds.
const PATIENCE: i32 = 4_000;

/// What is known of something submitted.
#[derive(Clone, PartialEq)]
enum Known<T> {
    Reading,
    Failed,
    Gone,
    Here(Box<T>),
}

/// Draws what `pick` finds in the records, `gone` where it is not (any more) on this device. Equal
/// records draw nothing anew: what a person reads does not jump, nor does it go when a later
/// reading fails.
pub fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    app: App,
    pick: impl Fn(&Mine) -> Option<T> + Copy + Send + Sync + 'static,
    gone: fn() -> AnyView,
    draw: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    let known = RwSignal::new(Known::Reading);
    let read = move || {
        spawn_local(async move {
            let found = desk::mine().await.map(|mine| pick(&mine));
            known.try_update(|known| match found {
                Some(Some(item)) => *known = Known::Here(Box::new(item)),
                Some(None) => *known = Known::Gone,
                None if *known == Known::Reading => *known = Known::Failed,
                None => {}
            });
        });
    };
    live::follow(move || {
        app.records.track();
        read();
    });
    let again = Callback::new(move |()| read());
    let known = Memo::new(move |_| known.get());
    live(move || match &*known.read() {
        Known::Reading => pages::loading(),
        Known::Failed => unread(app, again),
        Known::Gone => gone(),
        Known::Here(item) => draw(item),
    })
}

/// The records could not be read: what helps here, another try, somebody to ask.
fn unread(app: App, again: Callback<()>) -> AnyView {
    let retry = live(move || {
        // The notice above says what to do, and trying again does not help.
        if matches!(app.keeping.get(), Keeping::NeedsReload | Keeping::Broken) {
            return ().into_any();
        }
        view! {
            <p>{my::UNREADABLE_HINT}</p>
            <Button label=common::AGAIN look=Look::Go icon=IconName::AGAIN on_press=again />
        }
        .into_any()
    });
    view! {
        <div class="wrap">
            <h1 id="title" tabindex="-1">{my::UNREADABLE}</h1>
            <div class="stack">
                {parts::keeping_or(app, my::BROKEN)}
                {retry}
                {parts::call(app, None)}
            </div>
        </div>
    }
    .into_any()
}

/// Turns true once the server's answer has been waited for long enough; `fresh`: right after
/// submitting.
pub fn patience(fresh: bool) -> RwSignal<bool> {
    let waited = RwSignal::new(!fresh);
    spawn_local(async move {
        sleep(PATIENCE).await;
        waited.try_set(true);
    });
    waited
}

/// The big line.
pub fn line(tone: Tone, title: &'static str, words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <Outcome tone title text=words /> }.into_any()
}

/// The big line while no answer is here: on its way, then kept on the device if it can be. `kept`: what
/// that means where it is kept, `lost`: where nothing can be kept.
pub fn on_its_way(
    app: App,
    waited: RwSignal<bool>,
    kept: &'static str,
    lost: &'static str,
) -> AnyView {
    live(move || {
        let sending = !waited.get() && app.link.get() != Link::Offline;
        match (sending, my::lasts(app.keeping.get())) {
            (true, true) => line(Tone::Info, text::SENDING, text::SENDING_HINT),
            (true, false) => line(Tone::Info, text::SENDING, text::SENDING_MEMORY_HINT),
            (false, true) => line(Tone::Wait, text::KEPT, kept),
            (false, false) => line(Tone::Wait, text::KEPT_MEMORY, lost),
        }
    })
}
