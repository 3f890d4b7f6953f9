//! The codes to be scanned: one, or several in turn.

use client::outbox::Entry;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::qr::Drawing;
use crate::browser::screen::{self, Wake};
use crate::browser::time::sleep;
use crate::components::{Button, ErrorState};
use crate::live::live;
use crate::pages::my::calls;
use crate::text::handover as text;

/// Milliseconds that each of several codes is shown: a slow camera takes one or two seconds for one.
const TURN: i32 = 3_000;

/// The drawings, once they are made; an error if they cannot be.
type Made = Option<Result<Vec<Drawing>, ()>>;

pub(super) fn section(entry: &Entry) -> AnyView {
    let entry = StoredValue::new(entry.clone());
    let made = RwSignal::new(Made::None);
    let make = move || {
        made.set(None);
        spawn_local(async move {
            let Some(entry) = entry.try_get_value() else {
                return;
            };
            let drawings = match calls::codes(entry).await {
                Some(texts) => texts.iter().map(|text| Drawing::of(text)).collect(),
                None => None,
            };
            made.try_set(Some(drawings.ok_or(())));
        });
    };
    make();
    let view = move || match &*made.read() {
        None => view! { <p class="muted" role="status">{text::MAKING}</p> }.into_any(),
        Some(Ok(drawings)) => shown(drawings.clone()),
        Some(Err(())) => view! {
            <ErrorState title=text::FAILED text=text::FAILED_TEXT on_retry=move |()| make() />
        }
        .into_any(),
    };
    view! {
        <section class="qr-sec">
            <h2 class="vh">{text::CODE}</h2>
            {live(view)}
        </section>
    }
    .into_any()
}

fn shown(drawings: Vec<Drawing>) -> AnyView {
    let of = drawings.len();
    let at = RwSignal::new(0);
    let moves = RwSignal::new(of > 1 && !screen::calm());
    keep_turning(at, moves, of);
    let picture = live(move || {
        let at = at.get();
        let drawing = drawings.get(at);
        drawing
            .map(|drawing| drawing.view(text::code(at + 1, of)))
            .into_any()
    });
    let several = (of > 1).then(|| turning(at, moves, of));
    view! { <figure class="qr-card">{picture}</figure>{several}<p class="muted">{text::BRIGHT}</p> }
        .into_any()
}

/// Which of several it is, and the buttons that turn them.
fn turning(at: RwSignal<usize>, moves: RwSignal<bool>, of: usize) -> AnyView {
    let turn = move |by: usize| {
        // Whoever turns by hand wants to keep what he sees.
        moves.set(false);
        at.update(|at| *at = (*at + by) % of);
    };
    let hint = move || {
        if moves.get() {
            text::TURNS
        } else {
            text::TURN_BY_HAND
        }
    };
    let label = Signal::derive(move || {
        let word = if moves.get() { text::PAUSE } else { text::PLAY };
        word.to_owned()
    });
    view! {
        <p class="qr-at num">{move || text::turn(at.get() + 1, of)}</p>
        <div class="btns three">
            <Button label=text::BEFORE on_press=move |()| turn(of - 1) />
            <Button label on_press=move |()| moves.update(|moves| *moves = !*moves) />
            <Button label=text::AFTER on_press=move |()| turn(1) />
        </div>
        <p class="muted">{hint}</p>
    }
    .into_any()
}

/// Turns the codes and keeps the screen on for as long as they are shown.
fn keep_turning(at: RwSignal<usize>, moves: RwSignal<bool>, of: usize) {
    spawn_local(async move {
        let mut wake = Wake::default();
        loop {
            wake.keep().await;
            sleep(TURN).await;
            match moves.try_get_untracked() {
                Some(true) => {
                    at.try_update(|at| *at = (*at + 1) % of);
                }
                Some(false) => {}
                // The page is gone.
                None => return,
            }
        }
    });
}
