//! What a page does to the document as a whole: title, focus, scrolling, marks on the root.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Sets the document's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Scrolls to the top at once.
pub fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Moves the focus to the element, making it focusable by script if it is not (headings, error
/// summaries). Says whether there is such an element.
pub fn focus(id: &str) -> bool {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    if element.tab_index() < 0 && !element.has_attribute("tabindex") {
        let _ = element.set_attribute("tabindex", "-1");
    }
    element.focus().is_ok()
}

/// Brings the element into view. Says whether there is such an element.
pub fn scroll_into_view(id: &str) -> bool {
    let element = document().and_then(|document| document.get_element_by_id(id));
    element.inspect(Element::scroll_into_view).is_some()
}

/// Sets (`Some`) or removes (`None`) an attribute of `<html>`, on which the style sheets depend.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|document| document.document_element()) else {
        return;
    };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// An attribute of `<html>`.
pub fn root_attribute(name: &str) -> Option<String> {
    document()?.document_element()?.get_attribute(name)
}

/// The element with that id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Removes the element from the document, if it is there.
pub fn remove(id: &str) {
    if let Some(element) = element(id) {
        element.remove();
    }
}

/// Puts a value into the field, unless it is there already: then the cursor stays where it is.
pub fn set_value(field: &web_sys::HtmlInputElement, value: &str) {
    if field.value() != value {
        field.set_value(value);
    }
}

/// Calls back with the field's value after every keystroke (`false`), and once more when the
/// person leaves the field or presses enter (`true`). Characters still being composed count,
/// because Chinese input shows pinyin first.
pub fn on_typing(field: &web_sys::HtmlInputElement, callback: impl Fn(String, bool) + 'static) {
    let callback = std::rc::Rc::new(callback);
    for (event, rests) in [("input", false), ("change", true)] {
        let (input, callback) = (field.clone(), callback.clone());
        let listener = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
            callback(input.value(), rests);
        });
        let listener = listener.into_js_value();
        let _ = field.add_event_listener_with_callback(event, listener.unchecked_ref());
    }
}
