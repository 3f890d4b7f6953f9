//! The phone as a thing in the hand: its screen kept on, a tremble, whether anything may move by itself.

use wasm_bindgen::JsValue;

use super::js;

/// Keeps the screen on, where the browser can.
#[derive(Default)]
pub struct Wake(Option<JsValue>);

impl Wake {
    /// Asks for it unless it is on already. The browser takes it back whenever the page is hidden,
    /// so this is to be called now and then.
    pub async fn keep(&mut self) {
        let held = self.0.as_ref();
        if held.is_some_and(|held| js::get(held, "released") == Some(JsValue::FALSE)) {
            return;
        }
        let lock = js::global("navigator").and_then(|found| js::get(&found, "wakeLock"));
        if let Some(lock) = lock {
            self.0 = js::ask(&lock, "request", &["screen".into()]).await.ok();
        }
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        if let Some(held) = &self.0 {
            let _ = js::call(held, "release", &[]);
        }
    }
}

/// Lets the phone tremble for a moment, where it can.
pub fn tap() {
    if let Some(navigator) = js::global("navigator") {
        let _ = js::call(&navigator, "vibrate", &[60.into()]);
    }
}

/// Whether the person has asked that nothing moves by itself.
pub fn calm() -> bool {
    let query = JsValue::from_str("(prefers-reduced-motion: reduce)");
    let window = web_sys::window().map(JsValue::from);
    let asked = window.and_then(|window| js::call(&window, "matchMedia", &[query]).ok());
    asked.and_then(|asked| js::get(&asked, "matches")) == Some(JsValue::TRUE)
}
