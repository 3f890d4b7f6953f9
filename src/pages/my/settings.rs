//! Settings: size of the type, where records are kept, version.

use leptos::prelude::*;

use crate::browser::{dom, elder, history};
use crate::components::{Button, Choice, IconName, Look, Notice, RadioCards, Section, Tone};
use crate::live::live;
use crate::pages::call;
use crate::state::{App, Keeping};
use crate::text::my as text;

pub(super) fn page() -> AnyView {
    let app = App::get();
    let body = view! {
        {size(app)}
        <Section title=text::KEEPING>{live(move || keeping(app.keeping.get()))}</Section>
        <Section title=text::VERSION>{version(app)}</Section>
        {call()}
    };
    crate::pages::page(text::SETTINGS_TITLE.to_owned(), true, body)
}

/// The values of `data-elder` on `<html>`, in the order of `text::SIZES`.
const SIZES: [Option<&str>; 3] = [None, Some("on"), Some("xl")];

fn size(app: App) -> AnyView {
    let chosen = Signal::derive(move || {
        // The switch in the frame changes the same thing.
        let on = app.elder.get();
        let xl = dom::root_attribute("data-elder").as_deref() == Some("xl");
        Some(match (on, xl) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        })
    });
    let choices = text::SIZES.map(|(label, hint)| Choice {
        label: label.to_owned(),
        hint: hint.to_owned(),
        icon: None,
    });
    let choose = move |at: usize| {
        elder::set(SIZES.get(at).copied().flatten());
        app.elder.set(at > 0);
    };
    view! {
        <RadioCards id="size" legend=text::SIZE hint=text::SIZE_SAMPLE choices=choices.to_vec() chosen on_choose=choose />
    }
    .into_any()
}

fn keeping(keeping: Keeping) -> AnyView {
    let (tone, words) = match keeping {
        Keeping::Opening => return view! { <p>{text::KEEPING_OPENING}</p> }.into_any(),
        Keeping::OnDevice => return view! { <p>{text::KEEPING_DEVICE}</p> }.into_any(),
        Keeping::MemoryOnly => (Tone::Wait, text::MEMORY_ONLY),
        Keeping::NeedsReload => (Tone::Wait, text::NEEDS_RELOAD),
        Keeping::Broken => (Tone::Fail, text::BROKEN),
    };
    let reload = (keeping != Keeping::MemoryOnly).then(|| {
        view! { <Button label=text::RELOAD icon=IconName::AGAIN on_press=|()| history::reload() /> }
    });
    view! { <Notice tone>{words}{reload}</Notice> }.into_any()
}

fn version(app: App) -> AnyView {
    let update = move || {
        if app.update_ready.get() {
            let hint = if text::lasts(app.keeping.get()) {
                text::UPDATE_HINT
            } else {
                text::UPDATE_HINT_MEMORY
            };
            view! {
                <Notice>
                    <b>{text::UPDATE_READY}</b>
                    {hint}
                    <Button label=text::UPDATE look=Look::Go on_press=|()| crate::browser::update::accept() />
                </Notice>
            }
            .into_any()
        } else {
            view! { <p class="muted small">{text::UP_TO_DATE}</p> }.into_any()
        }
    };
    view! { <p class="num">{env!("CARGO_PKG_VERSION")}</p>{live(update)} }.into_any()
}
