//! What is not the day's work: the own account and password, accounts of others, the audit. A chunk of its
//! own, so that nobody waits for it before the day is there.

use leptos::prelude::*;

use super::routes::Page;
use super::{Desk, Me, account, accounts, audit, frame, password};
use crate::app::{came, lazy, ready};
use crate::chunks;

/// The view, once its chunk has come.
pub(super) fn view() -> AnyView {
    lazy(
        || ready(chunks::office()),
        || came(chunks::preload_office()),
    )
}

/// What the chunk draws: the page to change a one-time password, else the page that the address names.
pub(crate) fn area() -> AnyView {
    let desk: Desk = expect_context();
    if let Me::In(me) = desk.me.get_untracked()
        && me.must_change
    {
        return password::first(desk, &me);
    }
    let page = desk.page.get_untracked();
    let bench = expect_context();
    // The heading was not there yet when the page changed.
    frame::focus_title(desk, page);
    match page {
        Page::Accounts => accounts::page(bench),
        Page::Audit => audit::page(bench),
        _ => account::page(bench),
    }
}
