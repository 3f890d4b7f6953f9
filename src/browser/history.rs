//! The address bar, the back button and clicks on links: what the router stands on.
//!
//! Scrolling is restored by hand, because lazy pages are not there yet when the browser would do
//! it: each history entry carries its scroll position as its state.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, HtmlAnchorElement, HtmlElement, MouseEvent, ScrollRestoration, Window,
};

thread_local! {
    static TIMER: Cell<Option<i32>> = const { Cell::new(None) };
    static LAST_PATH: RefCell<String> = const { RefCell::new(String::new()) };
    static WENT_BACK: Cell<bool> = const { Cell::new(false) };
}

/// Milliseconds of rest after which the scroll position is noted. Safari allows 100 notes in 30 s.
const REST: i32 = 400;

/// Path and query of the address bar, without the fragment: `/stations?q=fmlsq`.
pub fn current_path_and_query() -> String {
    let Some(location) = web_sys::window().map(|window| window.location()) else {
        return String::from("/");
    };
    let mut path = location.pathname().unwrap_or_else(|_| String::from("/"));
    path.push_str(&location.search().unwrap_or_default());
    path
}

/// Adds a history entry, noting first how far the page left was scrolled. `path` begins with `/`.
pub fn push(path: &str) {
    WENT_BACK.set(false);
    note_scroll();
    with_history(|history| history.push_state_with_url(&JsValue::NULL, "", Some(path)));
    remember();
}

/// Puts `path` in the place of the present history entry, keeping its scroll position.
pub fn replace(path: &str) {
    let state = scroll_y().map_or(JsValue::NULL, JsValue::from_f64);
    with_history(|history| history.replace_state_with_url(&state, "", Some(path)));
    remember();
}

/// Goes one entry back; `false` when this page was the first, so that the caller can go home.
pub fn back() -> bool {
    let mut gone = false;
    with_history(|history| {
        gone = history.length()? > 1;
        if gone { history.back() } else { Ok(()) }
    });
    gone
}

/// Whether the page shown was come to by going back or forward.
pub fn went_back() -> bool {
    WENT_BACK.get()
}

/// Leaves the app for another address, or loads the same one anew.
pub fn load(url: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(url);
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Calls back with path and query when the person goes back or forward to another page of the
/// app. Moves within a page (a fragment only) are left to the browser. Call it once.
pub fn on_pop(callback: impl Fn(String) + 'static) {
    with_history(|history| history.set_scroll_restoration(ScrollRestoration::Manual));
    remember();
    listen("popstate", move |_: Event| {
        cancel_note();
        WENT_BACK.set(true);
        if remember() {
            callback(current_path_and_query());
        }
    });
    listen("scroll", |_: Event| note_scroll_soon());
}

/// Scrolls to where the person was on this history entry; to the top on a new one. To be called
/// when the page stands.
pub fn restore_scroll() {
    cancel_note();
    let Some(window) = web_sys::window() else {
        return;
    };
    let state = window
        .history()
        .and_then(|history| history.state())
        .unwrap_or(JsValue::NULL);
    window.scroll_to_with_x_and_y(0.0, state.as_f64().unwrap_or(0.0));
}

/// Calls back with the path, query and fragment of every plain click on a link into the app. The
/// callback says whether it took the click; if not, the browser follows the link.
///
/// Not plain: another button, a modifier key, a `target`, a `download`, another origin, a fragment
/// of the page shown, or a click that somebody else has dealt with.
pub fn on_link_click(callback: impl Fn(&str) -> bool + 'static) {
    listen("click", move |event: Event| {
        if let Some(path) = plain_link(&event)
            && callback(&path)
        {
            event.prevent_default();
        }
    });
}

/// Forms are the app's to deal with: the browser never sends one, which would load the page anew.
/// After a search the keyboard of a phone makes room for the answers.
pub fn keep_forms() {
    listen("submit", |event: Event| {
        event.prevent_default();
        let form = event
            .target()
            .and_then(|form| form.dyn_into::<Element>().ok());
        if let Some(Ok(Some(field))) = form.map(|form| form.query_selector("[type=search]:focus"))
            && let Some(field) = field.dyn_ref::<HtmlElement>()
        {
            let _ = field.blur();
        }
    });
}

fn plain_link(event: &Event) -> Option<String> {
    let mouse: &MouseEvent = event.dyn_ref()?;
    let modified = mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key();
    if event.default_prevented() || mouse.button() != 0 || modified {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let elsewhere = !matches!(link.target().as_str(), "" | "_self")
        || link.has_attribute("download")
        || link.origin() != web_sys::window()?.location().origin().ok()?;
    if elsewhere {
        return None;
    }
    let mut path = link.pathname();
    path.push_str(&link.search());
    let hash = link.hash();
    if !hash.is_empty() && path == current_path_and_query() {
        return None;
    }
    path.push_str(&hash);
    Some(path)
}

/// Notes the path shown; says whether it is another one than before.
fn remember() -> bool {
    let path = current_path_and_query();
    LAST_PATH.with_borrow_mut(|last| {
        let moved = *last != path;
        *last = path;
        moved
    })
}

fn scroll_y() -> Option<f64> {
    web_sys::window()?.scroll_y().ok()
}

fn note_scroll() {
    cancel_note();
    if let Some(y) = scroll_y() {
        with_history(|history| history.replace_state(&JsValue::from_f64(y), ""));
    }
}

fn note_scroll_soon() {
    cancel_note();
    let Some(window) = web_sys::window() else {
        return;
    };
    let note = Closure::once_into_js(note_scroll);
    let timer =
        window.set_timeout_with_callback_and_timeout_and_arguments_0(note.unchecked_ref(), REST);
    TIMER.set(timer.ok());
}

fn cancel_note() {
    if let (Some(window), Some(timer)) = (web_sys::window(), TIMER.take()) {
        window.clear_timeout_with_handle(timer);
    }
}

fn with_history(action: impl FnOnce(web_sys::History) -> Result<(), JsValue>) {
    // A browser refuses only when a page changes its address hundreds of times a minute.
    let _ = web_sys::window().map(|window: Window| window.history().and_then(action));
}

/// Listens on the window for as long as the page is open.
pub(crate) fn listen(event: &str, callback: impl Fn(Event) + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let callback = Closure::<dyn Fn(Event)>::new(callback).into_js_value();
    let _ = window.add_event_listener_with_callback(event, callback.unchecked_ref());
}
