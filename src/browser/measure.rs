//! The app's own stopwatch: entries on the browser's timeline, read by `cargo xtask bench` and by
//! whoever opens the developer tools. Nothing of it leaves the device.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(js_namespace = performance, js_name = measure, catch)]
    fn performance_measure(name: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// Now on the stopwatch, milliseconds.
pub fn now() -> f64 {
    performance_now()
}

/// Notes how long something took that began at `start`, under a name that begins with `vs:`.
pub fn since(name: &str, start: f64) {
    let options = Object::new();
    let _ = Reflect::set(&options, &"start".into(), &start.into());
    // Browsers before 2021 do not take options: then there is no entry.
    let _ = performance_measure(name, &options);
}
