//! All services: by search, or by category.

use leptos::prelude::*;
use model::catalogue::{Catalogue, Category, Service};

use super::{category_icon, with_catalogue};
use crate::browser::history;
use crate::components::{
    Button, CategoryTile, EmptyState, IconName, LinkButton, Row, Rows, Section,
};
use crate::pages::{call, typed_in};
use crate::routes::{Route, ServicesPage, paths, percent_encode};
use crate::state::App;
use crate::text::{common, services as text};

/// The most services that a search shows.
const MOST: usize = 30;

/// `/services`: search, categories, then every service under its category.
pub(super) fn all() -> AnyView {
    let app = App::get();
    let typed = typed_in(app, |route| match route {
        Route::Services(ServicesPage::All(query)) => Some(query),
        _ => None,
    });
    let searching = Memo::new(move |_| !typed.read().trim().is_empty());
    let body = view! {
        {search(typed)}
        {move || searching.get().then(|| found(app, typed))}
        <div hidden=searching>
            {with_catalogue(app, |_, catalogue| by_category(catalogue))}
        </div>
    };
    crate::pages::page(text::TITLE.to_owned(), false, body)
}

/// The search field. What is typed is kept in the address, so that back and reload find it again.
fn search(typed: RwSignal<String>) -> AnyView {
    let keep = move || {
        let words = typed.read_untracked();
        let words = words.trim();
        let path = match words.is_empty() {
            true => paths::SERVICES.to_owned(),
            false => [paths::SERVICES, "?q=", &percent_encode(words)].concat(),
        };
        history::replace(&path);
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        keep();
    };
    view! {
        <form class="search" role="search" on:submit=submit>
            <svg class="i" aria-hidden="true"><use href="#i-search"></use></svg>
            <label class="vh" for="service-q">{text::SEARCH_LABEL}</label>
            <input
                id="service-q"
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=text::SEARCH_LABEL
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:change=move |_| keep()
            />
        </form>
        <p class="hint">{text::SEARCH_EXAMPLE}</p>
    }
    .into_any()
}

fn found(app: App, typed: RwSignal<String>) -> AnyView {
    let view = with_catalogue(app, move |known, _| {
        let hits = known.outline.search(&typed.read(), MOST);
        if hits.is_empty() {
            return view! {
                <EmptyState icon=IconName::SEARCH title=text::NONE text=text::NONE_HINT>
                    <Button label=text::SHOW_ALL on_press=move |()| typed.set(String::new()) />
                    <LinkButton href="tel:12345" label=common::CALL_12345 />
                </EmptyState>
            }
            .into_any();
        }
        let count = text::found(hits.len());
        let rows: Vec<AnyView> = hits
            .into_iter()
            .filter_map(|hit| known.outline.services.get(hit.index))
            .map(|line| {
                let href = paths::service(line.slug.as_str());
                view! { <Row href title=line.title.clone() sub=line.category.title() /> }.into_any()
            })
            .collect();
        view! { <p class="muted" role="status">{count}</p><Rows>{rows}</Rows>{call()} }.into_any()
    });
    view! { <div class="sec">{view}</div> }.into_any()
}

fn by_category(catalogue: &Catalogue) -> AnyView {
    let filled = || {
        Category::ALL
            .into_iter()
            .filter(|category| catalogue.within(*category).next().is_some())
    };
    let tiles = filled().map(|category| {
        let icon = category_icon(category);
        view! { <CategoryTile href=paths::category(category.slug()) label=category.title() icon /> }
    });
    let sections = filled().map(|category| {
        let title = |service: &Service| {
            let href = paths::service(service.slug.as_str());
            view! { <Row href title=service.title.clone() /> }
        };
        let rows = catalogue.within(category).map(title).collect_view();
        view! { <Section title=category.title()><Rows>{rows}</Rows></Section> }
    });
    view! {
        <ul class="tiles">{tiles.collect_view()}</ul>
        {sections.collect_view()}
        {call()}
    }
    .into_any()
}

/// `/services/c/{category}`.
pub(super) fn category(slug: String) -> AnyView {
    let app = App::get();
    let Some(category) = Category::parse(&slug) else {
        return super::unknown(text::UNKNOWN_CATEGORY);
    };
    let body = with_catalogue(app, move |_, catalogue| {
        let rows: Vec<AnyView> = catalogue.within(category).map(row).collect();
        if rows.is_empty() {
            return view! {
                <EmptyState icon=category_icon(category) title=category.title() text=text::EMPTY_CATEGORY>
                    <LinkButton href="tel:12345" label=common::CALL_12345 />
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <Rows>{rows}</Rows>
            <LinkButton href=paths::SERVICES label=text::SHOW_ALL wide=true />
            {call()}
        }
        .into_any()
    });
    crate::pages::page(category.title().to_owned(), true, body)
}

/// A service in a list: its title and the answer in one sentence.
pub(super) fn row(service: &Service) -> AnyView {
    let href = paths::service(service.slug.as_str());
    view! { <Row href title=service.title.clone() sub=service.answer.clone() /> }.into_any()
}
