//! News of changed records, to this tab and to all others: whoever shows records draws again.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

const NAME: &str = "vs-changes";

type Callback = Rc<dyn Fn()>;

thread_local! {
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
    static CALLBACKS: RefCell<Vec<Callback>> = const { RefCell::new(Vec::new()) };
}

/// Says that records have changed.
pub fn announce() {
    call_all();
    CHANNEL.with_borrow(|channel| {
        if let Some(channel) = channel {
            let _ = channel.post_message(&JsValue::TRUE);
        }
    });
}

/// Calls back whenever records have changed, in this tab or another, for as long as the page is
/// open. A browser without channels tells of this tab's changes only.
pub fn on_change(callback: impl Fn() + 'static) {
    CALLBACKS.with_borrow_mut(|callbacks| callbacks.push(Rc::new(callback)));
    CHANNEL.with_borrow_mut(|channel| {
        if channel.is_none() {
            *channel = listen();
        }
    });
}

fn listen() -> Option<BroadcastChannel> {
    let exists = js_sys::Reflect::has(&js_sys::global(), &"BroadcastChannel".into());
    if exists != Ok(true) {
        return None;
    }
    let channel = BroadcastChannel::new(NAME).ok()?;
    let callback = Closure::<dyn Fn()>::new(call_all).into_js_value();
    channel.set_onmessage(Some(callback.unchecked_ref()));
    Some(channel)
}

fn call_all() {
    // A callback may add another one: the list is not held while they run.
    let callbacks = CALLBACKS.with_borrow(Clone::clone);
    for callback in callbacks {
        callback();
    }
}
