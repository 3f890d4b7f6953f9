//! Whether the browser keeps what is here, how much it is, and what to do if it was cleared away.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{notes, persist, update};
use crate::components::{Button, LinkButton, Notice, Section, Tone};
use crate::live::live;
use crate::routes::paths;
use crate::state::{App, Keeping};
use crate::text::my as text;

/// What the browser says of the room it gives.
#[derive(Clone, Copy)]
struct Room {
    promised: Option<bool>,
    used: Option<f64>,
}

/// The part of the page of my data.
pub(super) fn section(app: App) -> AnyView {
    let room = RwSignal::new(None);
    spawn_local(async move {
        let promised = persist::is_granted().await;
        let used = persist::used().await;
        room.try_set(Some(Room { promised, used }));
    });
    let body = live(move || match room.get() {
        // Where nothing is kept, the notice above says so.
        Some(room) if app.keeping.get() == Keeping::OnDevice => words(room),
        _ => ().into_any(),
    });
    view! {
        <Section title=text::ROOM>
            <div class="card prose">
                {body}
                <p>{starts_alone()}</p>
                <p>{text::ROOM_ADVICE}</p>
                <p>{text::ROOM_PRIVATE}</p>
            </div>
        </Section>
    }
    .into_any()
}

/// Whether the app can be opened without a network.
fn starts_alone() -> &'static str {
    match update::has_worker() {
        Some(true) => text::ROOM_WORKER,
        Some(false) => text::ROOM_WORKER_COMES,
        None => text::ROOM_NO_WORKER,
    }
}

fn words(room: Room) -> AnyView {
    let promise = match room.promised {
        Some(true) => text::ROOM_PROMISED,
        Some(false) => text::ROOM_NOT_PROMISED,
        None => text::ROOM_UNKNOWN,
    };
    let used = room.used.map(|used| view! { <p>{text::used(used)}</p> });
    view! { <p>{promise}</p> {used} }.into_any()
}

/// Says that the browser has cleared the records away, and how to have them back, until that has
/// been read.
pub(super) fn cleared(app: App) -> AnyView {
    app.records.track();
    if !notes::was_cleared() {
        return ().into_any();
    }
    let read = move |()| {
        notes::note_cleared(false);
        app.records_changed();
    };
    view! {
        <Notice tone=Tone::Wait>
            <b>{text::CLEARED_BY_BROWSER}</b>
            {text::CLEARED_HELP}
            <LinkButton href=paths::MY_LOOKUP label=text::LOOK_UP_TITLE />
            <Button label=text::CLEARED_READ on_press=read />
        </Notice>
    }
    .into_any()
}
