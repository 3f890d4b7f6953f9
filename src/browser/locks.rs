//! One tab at a time: a Web Lock, or nothing where the browser has none or does not give it. Without
//! it two tabs may send the same action; the server knows it by its id, so that does no harm.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::time::race;

/// The lock under which actions are sent, records refreshed and data wiped.
pub const SYNC: &str = "vs-sync";

#[wasm_bindgen]
extern "C" {
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, callback: &Function) -> Result<Promise, JsValue>;
}

/// How long to wait for the lock, milliseconds: longer than a request may take, so that a tab that
/// is sending is waited for, and a suspended tab that will never let go is not.
const PATIENCE: i32 = 45_000;

/// Held for as long as it lives.
#[must_use]
pub struct Guard(Option<Function>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Waits for the lock of that name, but not for ever: if it is refused or not given in time, the
/// work goes on without it. The browser gives it free if the page dies.
pub async fn hold(name: &str) -> Guard {
    let Some(locks) = locks() else {
        return Guard(None);
    };
    let (held, release) = promise();
    let (granted, grant) = promise();
    let callback = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
        let _ = grant.call0(&JsValue::NULL);
        held.into()
    });
    match locks.request(name, callback.unchecked_ref()) {
        Ok(requested) => {
            // If the lock comes late, it is given back at once or with this guard.
            let guard = Guard(Some(release));
            // The request itself ends before the grant only if it is refused.
            let first = Promise::race(&js_sys::Array::of2(&granted, &requested));
            let _ = race(JsFuture::from(first), PATIENCE).await;
            guard
        }
        Err(_) => Guard(None),
    }
}

fn locks() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

/// A promise and what resolves it.
fn promise() -> (Promise, Function) {
    let resolver = Rc::new(Cell::new(None));
    let inside = resolver.clone();
    let promise = Promise::new(&mut move |resolve, _| inside.set(Some(resolve)));
    // The executor has run before `Promise::new` returns.
    (
        promise,
        resolver.take().unwrap_or_else(|| Function::new_no_args("")),
    )
}
