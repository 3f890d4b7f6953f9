//! What is noted beside the database, to be known before it is open and where it does not open: yes
//! or no, and nothing of what it holds.

use web_sys::Storage;

use super::dom;

/// Records are kept on this device.
const RECORDS: &str = "vs-records";
/// Records were here and are not: the browser has cleared them.
const CLEARED: &str = "vs-cleared";
/// An appointment is next. Read by `boot.js` too, before the first paint.
const NEXT: &str = "vs-next";
/// The attribute of `<html>` under which the first page keeps a place for it.
const PLACE: &str = "data-next";

/// Notes whether records are kept on this device.
pub fn note_records(there: bool) {
    note(RECORDS, there);
}

/// Whether records were kept on this device when last they could be read.
pub fn has_records() -> bool {
    has(RECORDS)
}

/// Notes whether the browser has cleared records away, until the person has read it.
pub fn note_cleared(cleared: bool) {
    note(CLEARED, cleared);
}

/// Whether it has, and the person has not said to have read it.
pub fn was_cleared() -> bool {
    has(CLEARED)
}

/// Notes whether an appointment is next, so that the first page of the next visit keeps a place for
/// it from its first paint on and does not jump.
pub fn note_next(there: bool) {
    note(NEXT, there);
}

/// Whether the first page keeps that place, for this visit.
pub fn keep_place(kept: bool) {
    dom::set_root_attribute(PLACE, kept.then_some(""));
}

fn has(key: &str) -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(key), Ok(Some(_))))
}

fn note(key: &str, there: bool) {
    if let Some(storage) = storage() {
        let _ = match there {
            true => storage.set_item(key, ""),
            false => storage.remove_item(key),
        };
    }
}

/// The browser's small storage, where it allows one.
pub(super) fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
