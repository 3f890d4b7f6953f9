//! When a download that nobody has asked for may run: nothing else to do, and a line that costs
//! nothing by the byte.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::time;

/// Milliseconds to wait where the browser does not say when it has nothing to do.
const WHILE: i32 = 5_000;

/// Whether the person asks to save data, or the line is a telephone's, or as slow as one. A browser
/// that does not say has a line that counts as free.
pub fn is_metered() -> bool {
    let Some(line) = navigator("connection") else {
        return false;
    };
    let is = |name: &str, values: &[&str]| {
        let value = Reflect::get(&line, &name.into());
        let value = value.ok().and_then(|value| value.as_string());
        value.is_some_and(|value| values.contains(&value.as_str()))
    };
    let saves = Reflect::get(&line, &"saveData".into());
    saves.is_ok_and(|saves| saves.is_truthy())
        || is("type", &["cellular"])
        || is("effectiveType", &["slow-2g", "2g"])
}

/// Waits until the browser has nothing to do.
pub async fn idle() {
    let window = web_sys::window();
    let request = window
        .as_ref()
        .and_then(|window| Reflect::get(window, &"requestIdleCallback".into()).ok())
        .and_then(|request| request.dyn_into::<Function>().ok());
    let (Some(window), Some(request)) = (window, request) else {
        return time::sleep(WHILE).await;
    };
    let promise = Promise::new(&mut |resolve, _| {
        let _ = request.call1(&window, &resolve);
    });
    let _ = JsFuture::from(promise).await;
}

fn navigator(name: &str) -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let value = Reflect::get(&navigator, &name.into()).ok()?;
    value.is_object().then_some(value)
}
