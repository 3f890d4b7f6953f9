//! After submitting: what is known of it, read again whenever records change, and how it goes on
//! its way.

use client::mine::Mine;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::time::sleep;
use crate::components::{Outcome, Tone};
use crate::live::live;
use crate::pages;
use crate::pages::booking::desk;
use crate::state::{App, Link};
use crate::text::booking as text;

/// How long the server's answer is calmly waited for, milliseconds.
const PATIENCE: i32 = 4_000;

/// What is known of something submitted.
#[derive(Clone, PartialEq)]
enum Known<T> {
    Reading,
    Gone,
    Here(Box<T>),
}

/// Draws what `pick` finds in the records, `gone` where it is not (any more) on this device. Equal
/// records draw nothing anew: what a person reads does not jump.
pub fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    app: App,
    pick: impl Fn(&Mine) -> Option<T> + Copy + 'static,
    gone: fn() -> AnyView,
    draw: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    let known = RwSignal::new(Known::Reading);
    Effect::new(move |_| {
        app.records.track();
        spawn_local(async move {
            let Some(mine) = desk::mine().await else {
                return;
            };
            let here = pick(&mine);
            known.try_set(here.map_or(Known::Gone, |item| Known::Here(Box::new(item))));
        });
    });
    let known = Memo::new(move |_| known.get());
    live(move || match &*known.read() {
        Known::Reading => pages::loading(),
        Known::Gone => gone(),
        Known::Here(item) => draw(item),
    })
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

/// The big line while no answer is here: on its way, then kept on the device, with the words for
/// each.
pub fn on_its_way(
    app: App,
    waited: RwSignal<bool>,
    sending: &'static str,
    kept: impl Fn() -> &'static str + Send + 'static,
) -> AnyView {
    live(move || {
        if !waited.get() && app.link.get() != Link::Offline {
            line(Tone::Info, text::SENDING, sending)
        } else {
            line(Tone::Wait, text::KEPT, kept())
        }
    })
}
