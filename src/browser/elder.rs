//! Elder mode (长辈版): an attribute of `<html>`, remembered beside `boot.js`, which reads it before
//! the first paint.

use super::{dom, notes};

/// The attribute of `<html>`: absent, `on`, or `xl` for the largest type.
pub const ATTRIBUTE: &str = "data-elder";
/// Where `boot.js` keeps it.
const KEY: &str = "vs-elder";

/// Switches elder mode: `None` off, else the attribute's value. Where nothing can be stored it
/// lasts for this visit.
pub fn set(value: Option<&str>) {
    dom::set_root_attribute(ATTRIBUTE, value);
    if let Some(button) = dom::element("elder") {
        let _ = button.set_attribute(
            "aria-pressed",
            if value.is_some() { "true" } else { "false" },
        );
    }
    if let Some(storage) = notes::storage() {
        let _ = match value {
            Some(value) => storage.set_item(KEY, value),
            None => storage.remove_item(KEY),
        };
    }
}
