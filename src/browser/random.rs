//! Randomness from the browser.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// Fills `bytes`, at most 65,536 of them, from the browser's cryptographic source. It is there in
/// insecure contexts too.
pub fn fill(bytes: &mut [u8]) {
    get_random_values(bytes);
}
