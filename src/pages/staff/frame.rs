//! The frame of the station's side: a bar with what there is to do, and the page beside it.

use leptos::prelude::*;
use model::permissions::Deed;

use super::bench::Bench;
use super::form::focus_soon;
use super::routes::{Page, paths};
use super::{Desk, sign_in};
use crate::browser::dom;
use crate::components::{Icon, IconName, LinkButton, Look};
use crate::live::live;
use crate::text::{common, staff as text};

/// The page in its frame.
pub(super) fn view(bench: Bench, body: AnyView) -> AnyView {
    let me = bench.me();
    let who = [me.account.role.title(), " ", &me.account.name].concat();
    let name = live(move || bench.station_name(me.account.scope.0).into_any());
    view! {
        <div class="st">
            <nav class="st-bar no-print" aria-label=text::BAR>
                <div class="st-who"><b>{name}</b><small>{who}</small></div>
                <ul>{links(bench)}</ul>
                <button type="button" class="st-link st-out" on:click=move |_| sign_in::out(bench.desk)>
                    <Icon name=IconName::OUT />
                    <span>{text::SIGN_OUT}</span>
                </button>
            </nav>
            <div class="st-main">{body}</div>
        </div>
    }
    .into_any()
}

fn links(bench: Bench) -> AnyView {
    let all = [
        (
            Some(Deed::SeeBookings),
            paths::TODAY,
            text::TO_TODAY,
            IconName::CALENDAR,
        ),
        (
            Some(Deed::SeeBookings),
            paths::FIND,
            text::TO_FIND,
            IconName::SEARCH,
        ),
        (
            Some(Deed::AddBooking),
            paths::PAPER,
            text::TO_PAPER,
            IconName::EDIT,
        ),
        (
            Some(Deed::ManageAccounts),
            paths::ACCOUNTS,
            text::TO_ACCOUNTS,
            IconName::TEAM,
        ),
        (
            Some(Deed::ReadAudit),
            paths::AUDIT,
            text::TO_AUDIT,
            IconName::FILE,
        ),
        (None, paths::ME, text::TO_ME, IconName::ME),
    ];
    let mine = all
        .into_iter()
        .filter(|(deed, ..)| deed.is_none_or(|deed| bench.may(deed)));
    let link = |(_, path, name, icon): (_, &'static str, &'static str, IconName)| {
        let here = move || (tab(bench.desk.page.get()) == path).then_some("page");
        view! {
            <li><a class="st-link" href=path aria-current=here><Icon name=icon /><span>{name}</span></a></li>
        }
    };
    mine.map(link).collect_view().into_any()
}

/// The link under which a page lies.
fn tab(page: Page) -> &'static str {
    match page {
        Page::Today | Page::Record(_) | Page::New(_) | Page::Sheet | Page::Station => paths::TODAY,
        Page::Find => paths::FIND,
        Page::Paper => paths::PAPER,
        Page::Accounts => paths::ACCOUNTS,
        Page::Audit => paths::AUDIT,
        Page::Me => paths::ME,
        Page::Unknown => "",
    }
}

/// A page with its heading.
pub(super) fn heading(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <div class="st-page">
            <h1 id="title" tabindex="-1">{title}</h1>
            <div class="stack">{body}</div>
        </div>
    }
    .into_any()
}

/// What somebody sees whose role does not do that.
pub(super) fn not_yours(deed: Deed) -> AnyView {
    if deed == Deed::SeeBookings {
        let link = view! {
            <p>{text::HELPER}</p>
            <LinkButton href=crate::routes::paths::RECEIVE label=text::TO_RECEIVE look=Look::Go />
        };
        return heading(text::TO_TODAY, link.into_any());
    }
    heading(text::UNKNOWN, view! { <p>{text::NOT_YOURS}</p> }.into_any())
}

impl Bench {
    /// Says to the document which page stands.
    pub(super) fn title(self, page: Page) {
        let title = match page {
            Page::Find => text::TO_FIND,
            Page::Paper => text::TO_PAPER,
            Page::Accounts => text::TO_ACCOUNTS,
            Page::Audit => text::TO_AUDIT,
            Page::Me => text::TO_ME,
            Page::Station => text::STATION_TITLE,
            _ => text::TO_TODAY,
        };
        // No name of a person: the title is in the browser's own history.
        dom::set_title(&[title, " · ", text::DESK, " · ", common::APP].concat());
        focus_title(self.desk, page);
    }
}

/// Puts the focus on the heading, once the person has moved.
pub(super) fn focus_title(desk: Desk, page: Page) {
    if desk.app.moved.get_untracked() && !page.is_day() {
        focus_soon("title");
    }
}
