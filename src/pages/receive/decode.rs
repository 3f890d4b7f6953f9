//! Reading QR codes where the browser itself cannot: the content of the chunk `decoder`.

use quircs::Quirc;

use crate::browser::camera::Grey;

/// The texts of all codes in the picture.
pub(crate) fn texts(picture: &Grey) -> Vec<String> {
    let Some(height) = picture.pixels.len().checked_div(picture.width) else {
        return Vec::new();
    };
    // It reads width times height bytes, and nothing may be missing.
    let Some(pixels) = picture.pixels.get(..picture.width * height) else {
        return Vec::new();
    };
    if pixels.is_empty() {
        return Vec::new();
    }
    let mut reader = Quirc::default();
    let codes = reader.identify(picture.width, height, pixels);
    codes
        .filter_map(|code| code.ok()?.decode().ok())
        .filter_map(|data| String::from_utf8(data.payload).ok())
        .collect()
}
