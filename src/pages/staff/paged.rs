//! A list of which the server gives a page at a time.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::audit::{AuditEntry, AuditPage};
use model::staff::{Accounts, StaffView};
use serde::de::DeserializeOwned;

use super::api;
use super::bench::Bench;
use super::form::Form;
use crate::components::{Button, LoadingState, Tone};
use crate::live::live;
use crate::routes::percent_encode;
use crate::text::staff::accounts as text;

/// What such a list consists of.
pub(super) trait Row: Send + Sync + 'static {
    /// A page as the server gives it.
    type Page: DeserializeOwned;
    /// Where it is asked for.
    const PATH: &str;
    /// Its rows, and where the next page begins.
    fn of(page: Self::Page) -> (Vec<Self>, Option<String>)
    where
        Self: Sized;
}

impl Row for StaffView {
    type Page = Accounts;
    const PATH: &str = server::ACCOUNTS;

    fn of(page: Accounts) -> (Vec<Self>, Option<String>) {
        (page.accounts, page.next)
    }
}

impl Row for AuditEntry {
    type Page = AuditPage;
    const PATH: &str = server::AUDIT;

    fn of(page: AuditPage) -> (Vec<Self>, Option<String>) {
        (page.entries, page.next)
    }
}

/// The list as far as it has come.
pub(super) struct Paged<T: Row> {
    bench: Bench,
    /// The rows.
    pub(super) rows: RwSignal<Vec<T>>,
    /// Where the next page begins; `None` while nothing has come.
    next: RwSignal<Option<Option<String>>>,
    /// Says what went wrong.
    pub(super) form: Form,
}

impl<T: Row> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Row> Copy for Paged<T> {}

impl<T: Row> Paged<T> {
    /// Asks for the first page.
    pub(super) fn new(bench: Bench) -> Self {
        let list = Self {
            bench,
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            form: Form::new(),
        };
        list.load();
        list
    }

    /// Asks for the next page.
    fn load(self) {
        let after = self.next.get_untracked().flatten();
        let mut path = [T::PATH, "?limit=50"].concat();
        if let Some(after) = after {
            path = [&path, "&after=", &percent_encode(&after)].concat();
        }
        spawn_local(async move {
            match api::get::<T::Page>(&path).await {
                Ok(page) => {
                    let (came, next) = T::of(page);
                    self.rows.try_update(|rows| rows.extend(came));
                    self.next.try_set(Some(next));
                }
                Err(trouble) => {
                    self.bench.desk.heard(&trouble);
                    self.next.try_set(Some(None));
                    self.form.say(Tone::Fail, trouble.words());
                }
            }
        });
    }

    /// Whether it is known that there are none.
    pub(super) fn is_empty(self) -> bool {
        self.next.get().is_some() && self.rows.read().is_empty()
    }

    /// What stands under the rows: more of them, or that they are coming.
    pub(super) fn more(self) -> AnyView {
        live(move || match self.next.get() {
            None => view! { <LoadingState /> }.into_any(),
            Some(None) => ().into_any(),
            Some(Some(_)) => {
                view! { <Button label=text::MORE wide=true on_press=move |()| self.load() /> }
                    .into_any()
            }
        })
    }
}
