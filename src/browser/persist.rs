//! Asking the browser not to clear away what is kept here.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Asks that the storage be kept when the device runs short of room. To be called after the first
/// action, when the person has something to lose; some browsers then ask the person. Says whether
/// it was granted.
pub async fn ask() -> bool {
    call("persist").await == Some(true)
}

/// Whether it has been granted; `None` if this browser does not say.
pub async fn is_granted() -> Option<bool> {
    call("persisted").await
}

/// Bytes that everything kept here takes; `None` if this browser does not say.
pub async fn used() -> Option<f64> {
    let estimate = answer("estimate").await?;
    Reflect::get(&estimate, &"usage".into()).ok()?.as_f64()
}

async fn call(method: &str) -> Option<bool> {
    answer(method).await?.as_bool()
}

async fn answer(method: &str) -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let function: Function = Reflect::get(&storage, &method.into())
        .ok()?
        .dyn_into()
        .ok()?;
    let promise: Promise = function.call0(&storage).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
