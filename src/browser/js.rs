//! Parts of the browser called by their names.
//!
//! Each typed binding puts its glue into the main module, which everybody downloads. What only a few
//! rare pages need, such as the camera, goes through these few functions instead: the names then lie
//! in the pages' own chunk.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A property that is there and holds something.
pub fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// Something that hangs on the window, such as `navigator`.
pub fn global(name: &str) -> Option<JsValue> {
    get(web_sys::window()?.as_ref(), name)
}

/// Sets a property. Does nothing where that cannot be.
pub fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    let _ = Reflect::set(object, &JsValue::from_str(name), &value.into());
}

/// A number that is a property.
pub fn number(object: &JsValue, name: &str) -> Option<f64> {
    get(object, name)?.as_f64()
}

/// A text that is a property.
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}

/// Calls a method. Errors: what it throws; `undefined` if there is no such method.
pub fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(object, method)
        .and_then(|function| function.dyn_into().ok())
        .ok_or(JsValue::UNDEFINED)?;
    function.apply(object, &list(arguments))
}

/// Calls a method that promises something, and waits for it. Errors: as [`call`], or why the promise
/// was not kept.
pub async fn ask(
    object: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, JsValue> {
    let promise: Promise = call(object, method, arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}

/// Makes an object of a class that hangs on the window; `None` if there is no such class or it
/// refuses.
pub fn make(class: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let class: Function = global(class)?.dyn_into().ok()?;
    Reflect::construct(&class, &list(arguments)).ok()
}

/// An object of those properties.
pub fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in properties {
        set(&object, name, value.clone());
    }
    object.into()
}

/// A list.
pub fn list(values: &[JsValue]) -> Array {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array
}

/// The items of a list; none if it is no list.
pub fn items(list: &JsValue) -> Vec<JsValue> {
    let Some(count) = number(list, "length") else {
        return Vec::new();
    };
    let item = |at: usize| get(list, &at.to_string());
    (0..count as usize).filter_map(item).collect()
}
