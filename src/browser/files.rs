//! What leaves the app by the person's hand: a file saved, a sheet printed, a message shared.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, ShareData, Url};

/// Type of a JSON file.
pub const JSON: &str = "application/json";
/// Type of a calendar file.
pub const CALENDAR: &str = "text/calendar";

/// Saves a text as a file. Says whether the browser was asked to; where it went is its business.
pub fn save(name: &str, kind: &str, text: &str) -> bool {
    try_save(name, kind, text).is_ok()
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    // The address stays good until the page closes: some browsers read it long after the click.
    link.click();
    Ok(())
}

/// Opens the browser's print dialogue. Does nothing where there is none.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// What became of a message to share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Handed to the system's share sheet, or given up there by the person.
    Handed,
    /// There is no share sheet: copied, to be pasted somewhere.
    Copied,
    /// Neither.
    No,
}

/// Hands a message to the system's share sheet; where there is none, copies it. To be called
/// straight from a tap: browsers refuse it otherwise.
pub async fn share(title: &str, text: &str) -> Shared {
    let Some(window) = web_sys::window() else {
        return Shared::No;
    };
    let navigator = window.navigator();
    if has(&navigator, "share") {
        let data = ShareData::new();
        data.set_title(title);
        data.set_text(text);
        match settled(navigator.share_with_data(&data)).await {
            Ok(()) => return Shared::Handed,
            Err(error) if name_of(&error) == "AbortError" => return Shared::Handed,
            Err(_) => {}
        }
    }
    if has(&navigator, "clipboard")
        && settled(navigator.clipboard().write_text(text))
            .await
            .is_ok()
    {
        return Shared::Copied;
    }
    Shared::No
}

async fn settled(promise: Promise) -> Result<(), JsValue> {
    JsFuture::from(promise).await.map(|_| ())
}

/// Whether the browser has that part of `navigator`; older ones and insecure addresses do not.
fn has(navigator: &JsValue, name: &str) -> bool {
    js_sys::Reflect::get(navigator, &JsValue::from_str(name)).is_ok_and(|part| !part.is_undefined())
}

fn name_of(error: &JsValue) -> String {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name"));
    name.ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}
