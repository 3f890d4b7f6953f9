//! What the station's side asks of the browser: requests that its session's cookie goes with, keys
//! pressed, and a style sheet that no citizen downloads.

use client::ports::Answer;
use gloo_net::http::{Method, RequestBuilder};
use model::api::staff::{HEADER, HEADER_VALUE};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, AbortSignal, RequestCache};

use super::{js, net, time, update};

/// Milliseconds without a whole answer after which a request counts as lost. Somebody stands at the
/// counter and waits.
const PATIENCE: i32 = 15_000;

/// Asks the server: posts if there is a body, else reads. `None`: no whole answer came. The cookie
/// travels by itself; what comes back is in no cache of the browser.
pub async fn send(path: &str, body: Option<String>) -> Option<Answer> {
    let abort = AbortController::new().ok()?;
    let signal = abort.signal();
    // The same closure as for all requests: each kind of closure has its glue in the main module.
    let timer = net::give_up_after(PATIENCE, abort);
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
    net::exchange(asking, body.as_deref()).await
}

/// Has the worker keep the code that this page has loaded before it ruled: it keeps what goes through
/// it, and the station's side is no part of what it fetches by itself. What is in the browser's own
/// cache does not travel again. Does nothing, and says so, while no worker rules.
pub async fn keep_code() -> bool {
    if update::has_worker() != Some(true) {
        return false;
    }
    let entries = js::global("performance")
        .and_then(|it| js::call(&it, "getEntriesByType", &["resource".into()]).ok());
    let count = entries.as_ref().and_then(|it| js::number(it, "length"));
    let (Some(entries), Some(window)) = (entries, web_sys::window()) else {
        return true;
    };
    for at in 0..count.unwrap_or_default() as u32 {
        let entry = js::get(&entries, &at.to_string());
        let name = entry.and_then(|entry| js::text(&entry, "name"));
        if let Some(name) = name.filter(|name| name.contains("/assets/")) {
            let _ = js::ask(window.as_ref(), "fetch", &[name.into()]).await;
        }
    }
    true
}

/// The key of a plain press outside of any field: what a page may take for a command. Letters come
/// as small ones, also with the shift key or caps lock.
pub fn command(event: &JsValue) -> Option<String> {
    let held = |name| js::get(event, name).is_some_and(|it| it.is_truthy());
    if ["ctrlKey", "metaKey", "altKey", "isComposing"]
        .into_iter()
        .any(held)
    {
        return None;
    }
    let key = key(event);
    // Escape leaves a field too.
    (!is_on(event, &["INPUT", "TEXTAREA", "SELECT"]) || key == "Escape").then(|| key.to_lowercase())
}

/// The key pressed, as `Enter`.
pub fn key(event: &JsValue) -> String {
    js::text(event, "key").unwrap_or_default()
}

/// Whether an input method is still at work: its Enter is its own.
pub fn is_composing(event: &JsValue) -> bool {
    js::get(event, "isComposing").is_some_and(|it| it.is_truthy())
}

/// Nobody else hears of the press.
pub fn keep(event: &JsValue) {
    let _ = js::call(event, "stopPropagation", &[]);
}

/// Whether the press is on an element that does something of its own with Enter: a button, a link.
pub fn on_control(event: &JsValue) -> bool {
    is_on(event, &["BUTTON", "A", "SUMMARY"])
}

/// The id of the element that the press is on.
pub fn place(event: &JsValue) -> Option<String> {
    js::text(&js::get(event, "target")?, "id")
}

fn is_on(event: &JsValue, names: &[&str]) -> bool {
    let target = js::get(event, "target");
    let name = target.and_then(|target| js::text(&target, "tagName"));
    name.is_some_and(|name| names.contains(&name.as_str()))
}

/// Adds rules to the document's last style sheet. A script may, where a page's own text may not: the
/// policy forbids inline styles.
pub fn add_style(text: &str) {
    let sheet = js::global("document")
        .and_then(|document| js::get(&document, "styleSheets"))
        .and_then(|sheets| {
            let last = js::number(&sheets, "length")? as u32;
            js::get(&sheets, &last.checked_sub(1)?.to_string())
        });
    let Some(sheet) = sheet else { return };
    let there = js::get(&sheet, "cssRules").and_then(|rules| js::number(&rules, "length"));
    let mut at = there.unwrap_or_default();
    for rule in rules(text) {
        // One that a browser does not know is left out.
        if js::call(&sheet, "insertRule", &[rule.into(), at.into()]).is_ok() {
            at += 1.0;
        }
    }
}

/// The rules of a sheet in which each begins a line and no comment holds a brace.
fn rules(text: &str) -> Vec<&str> {
    let mut rules = Vec::new();
    let (mut from, mut depth) = (0, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            '/' if depth == 0 && text[..at].ends_with('*') => from = at + 1,
            _ => continue,
        }
        if letter == '}' && depth == 0 {
            rules.push(text[from..=at].trim());
            from = at + 1;
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_a_sheet() {
        let text = "/* Words. */\n.a{b:c}\n.d,.e{f:g}\n/* More. */\n@media print{\n  .h{i:j}\n}\n";
        let media = "@media print{\n  .h{i:j}\n}";
        assert_eq!(rules(text), [".a{b:c}", ".d,.e{f:g}", media]);
        assert!(rules("").is_empty());
    }
}
