//! Catalogue packs: any bytes, and any bytes as either part with the right hash.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::catalogue::{CATALOGUE_MAGIC, Catalogue, OUTLINE_MAGIC, Outline};
use model::pack::frame;

fuzz_target!(|bytes: &[u8]| {
    let _ = Outline::decode(bytes);
    let _ = Catalogue::decode(bytes);
    if let Ok(outline) = Outline::decode(&frame(OUTLINE_MAGIC, bytes)) {
        outline.search("youdaizheng 优待证", 20);
    }
    let mut pack = frame(OUTLINE_MAGIC, &[]);
    pack.extend(frame(CATALOGUE_MAGIC, bytes));
    let _ = Catalogue::decode(&pack);
});
