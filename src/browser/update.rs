//! A newer version of the app: `public/start.js` registers the service worker and watches for one;
//! here one hears of it, and takes it when the person says so, never before.

use wasm_bindgen::prelude::*;
use web_sys::Event;

use super::dom;

/// Calls back when a newer version lies ready, at once if it already does.
pub fn on_ready(callback: impl Fn() + 'static) {
    if dom::root_attribute("data-update").is_some() {
        callback();
    }
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let callback = Closure::<dyn Fn()>::new(callback).into_js_value();
    let _ = document.add_event_listener_with_callback("vs-update-ready", callback.unchecked_ref());
}

/// Takes the newer version: this tab loads anew, others stay as they are.
pub fn accept() {
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(document), Ok(event)) = (document, Event::new("vs-update-accept")) {
        let _ = document.dispatch_event(&event);
    }
}

/// Whether the server has no more of this build's parts: it was upgraded while this tab was open.
pub fn is_gone() -> bool {
    dom::root_attribute("data-gone").is_some()
}

/// Whether this browser has service workers here; in-app browsers and plain HTTP have none.
pub fn has_worker() -> bool {
    web_sys::window().is_some_and(|window| {
        js_sys::Reflect::has(&window.navigator(), &"serviceWorker".into()) == Ok(true)
    })
}
