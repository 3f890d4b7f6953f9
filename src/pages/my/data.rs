//! My data: what is kept, take it along, delete it here and at the server.

use client::mine::Mine;
use leptos::prelude::*;

use super::{calls, places, storage, with_mine};
use crate::browser::files;
use crate::components::{Button, ConfirmBox, IconName, Look, Notice, Row, Rows, Section, Tone};
use crate::live::live;
use crate::pages::call;
use crate::routes::paths;
use crate::state::{App, Keeping};
use crate::text::my as text;

/// How far a deletion has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Erasing {
    /// Not asked for.
    No,
    /// The question stands: `true` for the server too.
    Asked(bool),
    /// Done: `true` for the server too.
    Done(bool),
    /// Nothing was deleted.
    Failed(bool),
}

pub(super) fn page() -> AnyView {
    let app = App::get();
    let erasing = RwSignal::new(Erasing::No);
    let body = view! {
        <p class="lead">{text::DATA_LEAD}</p>
        {super::keeping_notice(app)}
        {with_mine(app, move |mine| kept(app, mine))}
        {storage::section(app)}
        {places::section(app)}
        {export()}
        {erase(app, erasing)}
        <Rows>
            <Row href=paths::PRIVACY title=text::NOTICE icon=IconName::SAFE />
            <Row href=paths::MY_OUTBOX title=text::OUTBOX icon=IconName::TRAY />
        </Rows>
        {call()}
    };
    crate::pages::page(text::DATA_TITLE.to_owned(), true, body)
}

/// What is kept on this device, counted.
fn kept(app: App, mine: &Mine) -> AnyView {
    let how = match app.keeping.get() {
        Keeping::MemoryOnly => text::DATA_MEMORY,
        _ => text::DATA_ENCRYPTED,
    };
    let counts = [
        (text::DATA_BOOKINGS, mine.bookings.len()),
        (text::DATA_VOLUNTEERS, mine.volunteers.len()),
        (text::DATA_WAITING, mine.outbox.len()),
        (text::DATA_UNREADABLE, mine.unreadable),
    ];
    let rows: Vec<AnyView> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| view! { <li>{text::data_row(what, count)}</li> }.into_any())
        .collect();
    let list = if rows.is_empty() {
        view! { <p>{text::DATA_NOTHING}</p> }.into_any()
    } else {
        view! { <ul>{rows}</ul><p>{text::DATA_WHAT}</p> }.into_any()
    };
    view! {
        <Section title=text::DATA_HERE>
            <div class="card prose">{list}<p class="muted small">{how}</p></div>
        </Section>
    }
    .into_any()
}

fn export() -> AnyView {
    let said = RwSignal::new("");
    let press = move |()| {
        calls::export(move |file| {
            let saved = file.is_some_and(|file| files::save(text::FILE_NAME, files::JSON, &file));
            said.try_set(if saved {
                text::EXPORTED
            } else {
                text::EXPORT_FAILED
            });
        });
    };
    view! {
        <Section title=text::EXPORT>
            <p>{text::EXPORT_HINT}</p>
            <Button label=text::EXPORT_GO icon=IconName::SAVE wide=true on_press=press />
            <p class="small" role="status">{move || said.get()}</p>
        </Section>
    }
    .into_any()
}

fn erase(app: App, erasing: RwSignal<Erasing>) -> AnyView {
    let yes = move |everywhere: bool| {
        calls::erase(app, everywhere, move |done| {
            erasing.try_set(if done {
                Erasing::Done(everywhere)
            } else {
                Erasing::Failed(everywhere)
            });
        });
    };
    let part = move |everywhere: bool| {
        let (title, hint, go, ask) = if everywhere {
            (
                text::ERASE_SERVER,
                text::ERASE_SERVER_HINT,
                text::ERASE_SERVER_GO,
                text::ERASE_SERVER_ASK,
            )
        } else {
            (
                text::ERASE_HERE,
                text::ERASE_HERE_HINT,
                text::ERASE_HERE_GO,
                text::ERASE_HERE_ASK,
            )
        };
        let button = move || {
            let step = erasing.get();
            if let Some(done) = outcome(step, everywhere, app.keeping.get()) {
                done
            } else if step == Erasing::Asked(everywhere) {
                let waits = match (app.waiting.get() > 0, everywhere) {
                    (false, _) => text::ERASE_FOR_GOOD,
                    (true, false) => text::ERASE_WAITING,
                    (true, true) => text::ERASE_SERVER_WAITING,
                };
                view! {
                    <ConfirmBox question=ask text=waits yes=go no=text::ERASE_NO
                        on_yes=move |()| yes(everywhere) on_no=move |()| erasing.set(Erasing::No) />
                }
                .into_any()
            } else {
                let press = move |()| erasing.set(Erasing::Asked(everywhere));
                view! { <Button label=go look=Look::Bad icon=IconName::TRASH wide=true on_press=press /> }
                    .into_any()
            }
        };
        view! { <Section title><p>{hint}</p>{live(button)}</Section> }
    };
    view! { {part(true)} {part(false)} }.into_any()
}

/// What came of it.
fn outcome(step: Erasing, everywhere: bool, keeping: Keeping) -> Option<AnyView> {
    let (tone, words) = match step {
        Erasing::Done(server) if server != everywhere => return None,
        Erasing::Done(true) if !text::lasts(keeping) => {
            (Tone::Wait, text::ERASE_SERVER_SENT_MEMORY)
        }
        Erasing::Done(true) => (Tone::Ok, text::ERASE_SERVER_SENT),
        Erasing::Done(false) => (Tone::Ok, text::ERASED_HERE),
        Erasing::Failed(server) if server == everywhere => (Tone::Fail, text::ERASE_FAILED),
        _ => return None,
    };
    Some(view! { <Notice tone>{words}</Notice> }.into_any())
}
