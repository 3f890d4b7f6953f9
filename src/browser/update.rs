//! A newer version of the app: `public/start.js` registers the service worker and watches for one;
//! here one hears of it, and takes it when the person says so, never before.

use js_sys::Reflect;
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

/// Whether a service worker looks after this page: the first time it does some seconds after the
/// start, and never where it could not be registered or the server has switched it off. `None`:
/// this browser has none here, like in-app browsers, or any browser under plain HTTP.
pub fn has_worker() -> Option<bool> {
    let navigator = web_sys::window()?.navigator();
    let workers = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    let controller = Reflect::get(&workers, &"controller".into()).ok()?;
    Some(controller.is_object())
}
