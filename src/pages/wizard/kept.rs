//! Forms half filled in, kept on the device after each answer.

use std::cell::{Cell, RefCell};

use client::drafts;
use client::mine::Mine;
use client::ports::Ports;
use leptos::task::spawn_local;

use super::Questions;
use crate::pages::booking::desk::{mine, ports};

/// A form that is kept while it is being filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The booking wizard.
    Booking,
    /// The volunteer's form.
    Volunteer,
}

impl Kept {
    fn name(self) -> drafts::Draft<'static> {
        match self {
            Self::Booking => drafts::Draft::Booking,
            Self::Volunteer => drafts::Draft::Volunteer,
        }
    }
}

/// The draft kept on the device, in the text form its page has given it.
async fn load_draft(kept: Kept) -> Option<String> {
    let waiting = TO_KEEP.with_borrow(|list| {
        let same = |entry: &&(Kept, Option<String>)| entry.0 == kept;
        list.iter().find(same).map(|(_, text)| text.clone())
    });
    if let Some(newest) = waiting {
        return newest;
    }
    let ports = ports().await?;
    drafts::load(ports.store(), kept.name()).await.ok()?
}

/// The form half filled in, without what is spent: the page was closed, or another tab was faster,
/// before it could be forgotten.
pub async fn load_form<Q: Questions>() -> Q {
    let kept = load_draft(Q::KEPT).await;
    let form: Option<Q> = kept.and_then(|text| serde_json::from_str(&text).ok());
    let form = form.unwrap_or_default();
    match mine().await {
        Some(mine) => without_spent(form, &mine),
        None => form,
    }
}

/// What is left of a form and of those put aside for it once the spent ones are dropped.
pub fn without_spent<Q: Questions>(mut form: Q, mine: &Mine) -> Q {
    form.aside().retain_mut(|other| {
        other.outlive(mine);
        !other.is_spent(mine)
    });
    form.outlive(mine);
    if form.is_spent(mine) {
        form.rest()
    } else {
        form
    }
}

/// Keeps the form half filled in, or forgets it if there is none.
pub fn keep_form<Q: Questions>(form: &Q) {
    if !form.is_begun() {
        keep_draft(Q::KEPT, None);
    } else if let Ok(text) = serde_json::to_string(form) {
        keep_draft(Q::KEPT, Some(text));
    }
}

thread_local! {
    /// Drafts not yet written, the newest of each kind; `None` forgets it.
    static TO_KEEP: RefCell<Vec<(Kept, Option<String>)>> = const { RefCell::new(Vec::new()) };
    static KEEPING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps a draft, or forgets it. Returns at once; of changes that follow faster than they can be
/// written only the newest is.
fn keep_draft(kept: Kept, text: Option<String>) {
    TO_KEEP.with_borrow_mut(|list| {
        list.retain(|(other, _)| *other != kept);
        list.push((kept, text));
    });
    if !KEEPING.replace(true) {
        spawn_local(async {
            keep_all().await;
            KEEPING.set(false);
        });
    }
}

async fn keep_all() {
    let Some(ports) = ports().await else { return };
    while let Some((kept, text)) = TO_KEEP.with_borrow(|list| list.first().cloned()) {
        // A draft that cannot be written is still on the page; the next change tries again.
        let _ = match &text {
            Some(text) => drafts::save(ports.store(), kept.name(), text).await,
            None => drafts::clear(ports.store(), kept.name()).await,
        };
        TO_KEEP.with_borrow_mut(|list| list.retain(|entry| *entry != (kept, text.clone())));
    }
}
