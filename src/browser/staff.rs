//! What the station's side asks of the browser: requests that its session's cookie goes with, keys
//! pressed, and a style sheet that no citizen downloads.

use client::ports::Answer;
use gloo_net::http::{Method, RequestBuilder};
use model::api::staff::{HEADER, HEADER_VALUE};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, HtmlElement, KeyboardEvent, RequestCache};

use super::{clock, dom, time};

/// Milliseconds without a whole answer after which a request counts as lost. Somebody stands at the
/// counter and waits.
const PATIENCE: i32 = 15_000;

/// Asks the server: posts if there is a body, else reads. `None`: no whole answer came. The cookie
/// travels by itself; what comes back is in no cache of the browser.
pub async fn send(path: &str, body: Option<String>) -> Option<Answer> {
    let abort = AbortController::new().ok()?;
    let signal = abort.signal();
    let timer = time::after(PATIENCE, move || abort.abort());
    let answer = fetch(path, body, &signal).await;
    if let Some(timer) = timer {
        time::cancel(timer);
    }
    answer.ok()
}

async fn fetch(
    path: &str,
    body: Option<String>,
    signal: &AbortSignal,
) -> Result<Answer, gloo_net::Error> {
    let method = match body {
        Some(_) => Method::POST,
        None => Method::GET,
    };
    let asking = RequestBuilder::new(path)
        .method(method)
        .header(HEADER, HEADER_VALUE)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(signal));
    let asking = match body {
        Some(body) => asking
            .header("Content-Type", "application/json")
            .body(body)?,
        None => asking.build()?,
    };
    let answer = asking.send().await?;
    let headers = answer.headers();
    if let Some(date) = headers.get("Date") {
        clock::learn(&date);
    }
    Ok(Answer {
        status: answer.status(),
        etag: None,
        retry_after: headers
            .get("Retry-After")
            .and_then(|text| text.parse().ok()),
        body: answer.binary().await?,
    })
}

/// The key of a plain press outside of any field: what a page may take for a command. Letters come
/// as small ones, also with the shift key or caps lock.
pub fn command(event: &KeyboardEvent) -> Option<String> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
        return None;
    }
    let target: Option<HtmlElement> = event.target().and_then(|it| it.dyn_into().ok());
    let writes = target.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    });
    let key = event.key();
    // Escape leaves a field too.
    (!writes || key == "Escape").then(|| key.to_lowercase())
}

/// Whether the press is on an element that does something of its own with Enter: a button, a link.
pub fn on_control(event: &KeyboardEvent) -> bool {
    let target: Option<HtmlElement> = event.target().and_then(|it| it.dyn_into().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY"))
}

/// Brings the element into view if it is not, without a jump.
pub fn reveal(id: &str) {
    if let Some(element) = dom::element(id) {
        let how = web_sys::ScrollIntoViewOptions::new();
        how.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = CSSStyleSheet)]
    type Sheet;
    #[wasm_bindgen(constructor, catch, js_class = "CSSStyleSheet")]
    fn new() -> Result<Sheet, JsValue>;
    #[wasm_bindgen(method, catch, js_name = replaceSync)]
    fn replace_sync(this: &Sheet, text: &str) -> Result<(), JsValue>;
}

/// Adds a style sheet to the document, after all others. A script may, where a page's own text may
/// not: the policy forbids inline styles.
pub fn add_style(text: &str) -> Option<()> {
    let sheet = Sheet::new().ok()?;
    sheet.replace_sync(text).ok()?;
    let document = web_sys::window()?.document()?;
    let name = JsValue::from_str("adoptedStyleSheets");
    let there: js_sys::Array = js_sys::Array::from(&js_sys::Reflect::get(&document, &name).ok()?);
    there.push(&sheet);
    js_sys::Reflect::set(&document, &name, &there).ok()?;
    Some(())
}
