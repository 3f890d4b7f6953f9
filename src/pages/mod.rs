//! One folder an area. A page reads the shared state and calls use cases; it names no storage and
//! no network.

use leptos::prelude::*;

use crate::browser::{dom, history, update};
use crate::components::{Icon, IconName};
use crate::live::follow;
use crate::routes::{Route, paths};
use crate::state::App;
use crate::text::common;

pub mod booking;
pub mod handover;
pub mod home;
pub mod more;
pub mod my;
pub mod receive;
pub mod services;
pub mod staff;
pub mod stations;
pub mod volunteer;
pub mod wizard;

/// Says to the document which page stands: title, scroll position, and, once the person has moved,
/// the focus on its heading `<h1 id="title">`. To be called when a page (or a wizard's step) is
/// built; it acts after the page has been drawn.
pub fn arrived(title: &str) {
    let full = [title, " · ", common::APP].concat();
    let moved = App::get().moved.get_untracked();
    leptos::task::spawn_local(async move {
        leptos::task::tick().await;
        dom::set_title(&full);
        if moved {
            dom::focus("title");
            history::restore_scroll();
        }
    });
}

/// What is typed into the search of a page: as the address has it (`query`), now and whenever the
/// address changes, so that a tab leads back to the page as it was before anything was typed.
pub fn typed_in(app: App, query: fn(&Route) -> Option<&String>) -> RwSignal<String> {
    let start = query(&app.route.read_untracked()).cloned();
    let typed = RwSignal::new(start.unwrap_or_default());
    follow(move || {
        let route = app.route.read();
        let Some(query) = query(&route) else { return };
        if *typed.read_untracked() != *query {
            typed.set(query.clone());
        }
        if app.moved.get_untracked() {
            history::restore_scroll();
        }
    });
    typed
}

/// The end of a page: a number where somebody answers.
pub fn call() -> AnyView {
    view! {
        <a class="btn wide sec no-print" href="tel:12345">
            <Icon name=IconName::PHONE />
            {common::CALL_12345}
        </a>
    }
    .into_any()
}

/// A page: a way back where there is one, the heading, the rest.
pub fn page(title: String, back: bool, body: impl IntoView + 'static) -> AnyView {
    arrived(&title);
    let app = App::get();
    let back = back.then(|| {
        view! {
            <button type="button" class="back" on:click=move |_| app.back()>
                <svg class="i" aria-hidden="true"><use href="#i-back" /></svg>
                {common::BACK}
            </button>
        }
    });
    view! {
        <div class="wrap">
            {back}
            <h1 id="title" tabindex="-1">{title}</h1>
            <div class="stack">{body.into_any()}</div>
        </div>
    }
    .into_any()
}

/// Something is on its way. Says nothing for a moment (CSS), then one calm word, and a number to
/// ring if it takes long.
pub fn loading() -> AnyView {
    view! {
        <div class="wrap">
            <div class="loading">
                <p role="status">{common::LOADING}</p>
                {call()}
            </div>
        </div>
    }
    .into_any()
}

/// A page's code could not be fetched, that many times: what happened, what is kept, what to do.
/// Where the server has gone over to a newer build, another try is that build; where trying again
/// did not help, the whole app can be loaded anew.
pub fn chunk_failed(again: Callback<()>, times: u8) -> AnyView {
    let (hint, reload) = way_out(update::is_gone(), times);
    let again = move |_| {
        if update::is_gone() {
            update::accept();
        } else {
            again.run(());
        }
    };
    let reload = reload.then(|| {
        let press = |_| history::reload();
        view! { <button type="button" class="btn wide" on:click=press>{common::RELOAD}</button> }
    });
    page(
        common::CHUNK_FAILED.to_owned(),
        true,
        view! {
            <p>{hint}</p>
            <button type="button" class="btn go wide" on:click=again>{common::AGAIN}</button>
            {reload}
            {call()}
        },
    )
}

/// What to say of code that did not come, and whether to offer to load the app anew. `gone`: the
/// server answers, but has no more of this build's parts.
fn way_out(gone: bool, times: u8) -> (&'static str, bool) {
    match (gone, times) {
        (true, _) => (common::CHUNK_GONE_HINT, false),
        (false, 0 | 1) => (common::CHUNK_FAILED_HINT, false),
        (false, _) => (common::CHUNK_STUCK_HINT, true),
    }
}

/// No such page.
pub fn not_found() -> AnyView {
    page(
        common::NOT_FOUND.to_owned(),
        true,
        view! {
            <p>{common::NOT_FOUND_HINT}</p>
            <a class="btn go wide" href=paths::HOME>{common::TO_HOME}</a>
            {call()}
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_blamed_only_at_first_and_nobody_is_left_without_a_way_out() {
        assert_eq!(way_out(false, 1), (common::CHUNK_FAILED_HINT, false));
        assert_eq!(way_out(false, 2), (common::CHUNK_STUCK_HINT, true));
        assert_eq!(way_out(true, 1), (common::CHUNK_GONE_HINT, false));
    }
}
