//! A service chosen by a few characters or initials of pinyin: what is typed narrows, Enter takes.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::booking::ServiceSlug;
use model::slot::Way;

use super::bench::Bench;
use super::form::{Form, focus_soon, note};
use crate::browser::staff;
use crate::pages::booking::facts::Facts;
use crate::text::staff::enter as text;

/// Id of the field.
pub(super) const FIELD: &str = "service";
const LIST: &str = "service-list";
/// Services shown at once.
const SHOWN: usize = 6;

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    typed: RwSignal<String>,
    /// What is chosen.
    pub(super) chosen: RwSignal<Option<ServiceSlug>>,
    at: RwSignal<usize>,
    open: RwSignal<bool>,
}

impl Choice {
    pub(super) fn new() -> Self {
        Self {
            typed: RwSignal::new(String::new()),
            chosen: RwSignal::new(None),
            at: RwSignal::new(0),
            open: RwSignal::new(false),
        }
    }

    fn take(self, (slug, title): (ServiceSlug, String)) {
        self.typed.set(title);
        self.chosen.set(Some(slug));
        self.open.set(false);
    }

    fn type_in(self, typed: String) {
        self.open.set(!typed.trim().is_empty());
        self.typed.set(typed);
        self.chosen.set(None);
        self.at.set(0);
    }
}

/// The ways in which a service is done.
pub(super) fn ways(bench: Bench, slug: &ServiceSlug) -> Vec<Way> {
    let service = Facts::of(bench.app()).service(slug);
    service.map_or_else(|| vec![Way::AtStation], |service| service.ways)
}

/// The services that match what is typed and can be booked.
fn matching(bench: Bench, typed: &str) -> Vec<(ServiceSlug, String)> {
    let services = bench.app().services.read();
    let Some(known) = services.ready() else {
        return Vec::new();
    };
    let lines = &known.outline.services;
    let hits = known.outline.search(typed, SHOWN * 4);
    let hits = hits.into_iter().map(|hit| &lines[hit.index]);
    let booked = hits.filter(|line| line.duration.is_some());
    booked
        .take(SHOWN)
        .map(|line| (line.slug.clone(), line.title.clone()))
        .collect()
}

fn option_id(number: usize) -> String {
    ["service-", &number.to_string()].concat()
}

/// The field; Enter or Tab takes what is marked, and Enter goes on to `next`.
pub(super) fn field(bench: Bench, form: Form, choice: Choice, next: &'static str) -> AnyView {
    let found = Memo::new(move |_| choice.typed.with(|typed| matching(bench, typed)));
    let take_marked = move || {
        let found = found.read_untracked();
        let marked = found.get(choice.at.get_untracked()).cloned();
        drop(found);
        let open = choice.open.get_untracked() && choice.chosen.read_untracked().is_none();
        if let (true, Some(marked)) = (open, marked) {
            choice.take(marked);
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let count = found.read_untracked().len();
        let key = staff::key(event.as_ref());
        match key.as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                let down = key == "ArrowDown";
                choice.open.set(true);
                choice
                    .at
                    .update(|at| *at = (*at + if down { 1 } else { count - 1 }) % count);
            }
            "Enter" if !staff::is_composing(event.as_ref()) => {
                event.prevent_default();
                take_marked();
                if choice.chosen.read_untracked().is_some() {
                    focus_soon(next);
                }
            }
            "Escape" if choice.open.get_untracked() => {
                staff::keep(event.as_ref());
                choice.open.set(false);
            }
            _ => {}
        }
    };
    let is_open = move || choice.open.get() && choice.chosen.read().is_none();
    let active = move || is_open().then(|| option_id(choice.at.get()));
    let input = view! {
        <input
            id=FIELD
            type="text"
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-expanded=move || if is_open() { "true" } else { "false" }
            aria-controls=LIST
            aria-activedescendant=active
            aria-describedby=note(FIELD)
            prop:value=move || choice.typed.get()
            on:input=move |event| choice.type_in(event_target_value(&event))
            on:keydown=pressed
            on:change=move |_| take_marked()
        />
        <ul class="st-pick" id=LIST role="listbox" aria-label=text::SERVICE hidden=move || !is_open()>
            {move || options(found, choice, next)}
        </ul>
    };
    form.field(FIELD, text::SERVICE, text::SERVICE_HINT, input.into_any())
}

fn options(found: Memo<Vec<(ServiceSlug, String)>>, choice: Choice, next: &'static str) -> AnyView {
    let found = found.get();
    if found.is_empty() {
        return view! { <li class="muted" role="option" aria-selected="false" aria-disabled="true">{text::SERVICE_NONE}</li> }.into_any();
    }
    let option = move |(number, service): (usize, (ServiceSlug, String))| {
        let marked = move || {
            if choice.at.get() == number {
                "true"
            } else {
                "false"
            }
        };
        let title = service.1.clone();
        let take = move |event: leptos::ev::MouseEvent| {
            // Before the field loses the focus.
            event.prevent_default();
            choice.take(service.clone());
            focus_soon(next);
        };
        view! {
            <li id=option_id(number) role="option" aria-selected=marked on:mousedown=take>{title}</li>
        }
    };
    found
        .into_iter()
        .enumerate()
        .map(option)
        .collect_view()
        .into_any()
}
