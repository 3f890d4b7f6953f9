//! The station's side: who is signed in, and the page that stands in the frame. Lazy chunks that no citizen
//! downloads, with their own style sheet and sentences: the day's work in one, [`office`] in another.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::error::ErrorCode;
use model::permissions::Deed;
use model::staff::MeView;

use self::api::Trouble;
use self::bench::Bench;
use self::routes::Page;
use crate::browser::{clock, dom, history, staff};
use crate::components::{ErrorState, LinkButton, Look};
use crate::live::{follow, live};
use crate::pages;
use crate::routes::{MorePage, Route};
use crate::state::App;
use crate::text::{common, staff as text};

mod account;
mod accounts;
mod acts;
mod add;
mod api;
mod audit;
mod bench;
mod day;
mod factor;
mod find;
mod form;
mod frame;
mod kept;
mod keys;
mod list;
mod moving;
mod new_account;
pub(crate) mod office;
mod outbox;
mod paged;
mod paper;
mod password;
mod record;
mod routes;
mod service;
mod sheet;
mod sign_in;
mod station;
mod today;
mod when;

/// The style of the station's side.
const STYLE: &str = include_str!("../../../style/staff.css");
/// The attribute of `<html>` while the station's side is shown.
const MARK: &str = "data-staff";

/// Who sits at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Me {
    /// Being asked.
    Asking,
    /// The server did not answer.
    Unreachable,
    /// Nobody, and what to say of it.
    Out(Option<&'static str>),
    /// Somebody.
    In(Arc<MeView>),
}

/// The desk: what all pages of the station's side share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    app: App,
    me: RwSignal<Me>,
    page: Memo<Page>,
}

impl Desk {
    /// Whether the trouble is that nobody is signed in any more; then the page to sign in stands.
    fn heard(self, trouble: &Trouble) {
        match trouble.code() {
            Some(ErrorCode::SignInNeeded) => self.left(Some(text::ENDED)),
            Some(ErrorCode::PasswordChangeNeeded) => self.ask(),
            _ => {}
        }
    }

    /// Nobody is signed in any more: what this device keeps of the day goes too.
    fn left(self, why: Option<&'static str>) {
        self.me.try_set(Me::Out(why));
        spawn_local(kept::wipe());
    }

    /// Somebody signed in, or what is known of who did has changed.
    fn came(self, me: MeView) {
        let me = Arc::new(me);
        self.me.try_set(Me::In(me.clone()));
        spawn_local(async move { kept::keep_me(&me).await });
    }

    /// Asks who is signed in.
    fn ask(self) {
        spawn_local(async move {
            match api::get::<MeView>(server::ME).await {
                Ok(me) => self.came(me),
                Err(Trouble::Refused(_)) => self.left(None),
                Err(Trouble::Unreachable | Trouble::Odd) => {
                    let kept = kept::me(clock::now()).await;
                    self.me
                        .try_set(kept.map_or(Me::Unreachable, |me| Me::In(Arc::new(me))));
                }
            }
        });
    }
}

thread_local! {
    /// Whether the style sheet is there.
    static STYLED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// The area's view, following the route.
pub fn area() -> AnyView {
    if !STYLED.replace(true) {
        staff::add_style(STYLE);
    }
    dom::set_root_attribute(MARK, Some(""));
    on_cleanup(|| dom::set_root_attribute(MARK, None));
    let app = App::get();
    // The address is there before the route is told.
    let page = Memo::new(move |_| match *app.route.read() {
        Route::More(MorePage::Staff) => Page::parse(&history::current_path_and_query()),
        _ => Page::Unknown,
    });
    let desk = Desk {
        app,
        me: RwSignal::new(Me::Asking),
        page,
    };
    provide_context(desk);
    desk.ask();
    // Another page only when somebody else sits there, not when something of his account has changed.
    let who = Memo::new(move |_| match &*desk.me.read() {
        Me::In(me) => (3, Some((me.account.staff, me.must_change))),
        Me::Out(_) => (2, None),
        Me::Unreachable => (1, None),
        Me::Asking => (0, None),
    });
    live(move || {
        // A memo that nobody has read follows nothing: `track` alone would not do.
        who.get();
        match desk.me.get_untracked() {
            Me::Asking => pages::loading(),
            Me::Unreachable => unreachable(desk),
            Me::Out(why) => sign_in::page(desk, why),
            Me::In(me) if me.must_change => office::view(),
            Me::In(me) => signed_in(desk, me),
        }
    })
}

fn unreachable(desk: Desk) -> AnyView {
    let again = move |()| {
        desk.me.set(Me::Asking);
        desk.ask();
    };
    view! {
        <div class="wrap">
            <h1 id="title" class="vh">{text::SIGN_IN_TITLE}</h1>
            <ErrorState title=common::CHUNK_FAILED text=text::UNREACHABLE on_retry=again />
        </div>
    }
    .into_any()
}

fn signed_in(desk: Desk, me: Arc<MeView>) -> AnyView {
    let bench = Bench::new(desk, me);
    provide_context(bench);
    // Going from one record to the next draws the day no anew.
    let kind = Memo::new(move |_| match desk.page.get() {
        page if page.is_day() => Page::Today,
        other => other,
    });
    let body = live(move || page(bench, kind.get()));
    follow(move || bench.title(desk.page.get()));
    frame::view(bench, body)
}

fn page(bench: Bench, page: Page) -> AnyView {
    let needs = match page {
        Page::Today | Page::Record(_) | Page::New(_) | Page::Find | Page::Station => {
            Some(Deed::SeeBookings)
        }
        Page::Paper => Some(Deed::AddBooking),
        Page::Sheet => Some(Deed::PrintDay),
        Page::Accounts => Some(Deed::ManageAccounts),
        Page::Audit => Some(Deed::ReadAudit),
        Page::Me | Page::Unknown => None,
    };
    if let Some(deed) = needs.filter(|deed| !bench.may(*deed)) {
        return frame::not_yours(deed);
    }
    match page {
        Page::Today | Page::Record(_) | Page::New(_) => today::page(bench),
        Page::Paper => paper::page(bench),
        Page::Find => find::page(bench),
        Page::Sheet => sheet::page(bench),
        Page::Station => station::page(bench),
        Page::Me | Page::Accounts | Page::Audit => office::view(),
        Page::Unknown => frame::heading(
            text::UNKNOWN,
            view! { <LinkButton href=routes::paths::TODAY label=text::BACK_TO_TODAY look=Look::Go /> }
                .into_any(),
        ),
    }
}
