//! Hints that the network may be back, or that somebody is looking again. Hints only: nothing is
//! decided by them but when to try.

use wasm_bindgen::prelude::*;
use web_sys::VisibilityState;

use super::history::listen;

/// Calls back when the browser believes the network to be back, and when the page is shown again.
pub fn on_hint(callback: impl Fn() + 'static) {
    let callback = std::rc::Rc::new(callback);
    let online = callback.clone();
    listen("online", move |_| online());
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let shown = document.clone();
    let visible = Closure::<dyn Fn()>::new(move || {
        if shown.visibility_state() == VisibilityState::Visible {
            callback();
        }
    });
    let _ = document.add_event_listener_with_callback(
        "visibilitychange",
        visible.into_js_value().unchecked_ref(),
    );
}

/// Calls back when the browser believes the network to be gone.
pub fn on_offline(callback: impl Fn() + 'static) {
    listen("offline", move |_| callback());
}

/// What the browser believes. It says "online" on a network that leads nowhere, so never
/// conclude from it that something will arrive.
pub fn seems_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
