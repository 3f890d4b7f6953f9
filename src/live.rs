//! What is done again when a signal it reads changes: parts of a page, and effects.

use leptos::prelude::*;

/// A part that follows the signals it reads.
///
/// The same as writing the closure into the view, but compiled once for all parts instead of once
/// for each: every closure type in a view costs the WASM one to three kilobytes.
pub fn live(draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    erased(Box::new(draw))
}

fn erased(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || draw()).into_any()
}

/// Does something now, and again whenever a signal that it reads changes. Compiled once, as
/// [`live`] is.
pub fn follow(action: impl Fn() + 'static) {
    followed(Box::new(action));
}

fn followed(action: Box<dyn Fn()>) {
    Effect::new(move |_| action());
}
