//! Accounts of the scope: made, shut, reset.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::error::Field;
use model::id::StaffId;
use model::staff::{Because, NewAccount, StaffView};

use super::bench::Bench;
use super::form::{Form, Line, focus_soon};
use super::paged::Paged;
use super::{api, frame, new_account};
use crate::browser::clock;
use crate::components::{Button, IconName, Look, Notice, Section, StateBadge, Tone};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::{self as words, accounts as text};

const WHY: &str = "why";

/// What is asked about an account before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Disable(StaffId),
    Reset(StaffId),
}

/// The page's state.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) bench: Bench,
    list: Paged<StaffView>,
    ask: RwSignal<Option<Ask>>,
    /// An account and its one-time password, shown once.
    pub(super) made: RwSignal<Option<NewAccount>>,
    pub(super) adding: RwSignal<bool>,
}

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let page = Page {
        bench,
        list: Paged::new(bench),
        ask: RwSignal::new(None),
        made: RwSignal::new(None),
        adding: RwSignal::new(false),
    };
    let made = live(move || {
        let made = page.made.get();
        made.map(|made| made_view(page, &made)).into_any()
    });
    let add = live(move || match page.adding.get() {
        true => new_account::form(page),
        false => {
            let press = move |()| {
                page.adding.set(true);
                focus_soon(new_account::NAME);
            };
            view! { <Button label=text::NEW icon=IconName::PLUS look=Look::Go on_press=press /> }
                .into_any()
        }
    });
    let body = view! {
        {made}
        {page.list.form.notice()}
        {add}
        <Section title=text::LIST>{list(page)}</Section>
    };
    frame::heading(text::TITLE, body.into_any())
}

impl Page {
    /// Shows an account as the server gave it.
    pub(super) fn put(self, account: StaffView) {
        self.list.rows.update(|rows| {
            match rows.iter_mut().find(|row| row.staff == account.staff) {
                Some(row) => *row = account,
                None => rows.insert(0, account),
            }
        });
    }
}

fn made_view(page: Page, made: &NewAccount) -> AnyView {
    let Some(password) = made.one_time_password.clone() else {
        return view! { <Notice tone=Tone::Wait>{text::NO_PASSWORD}</Notice> }.into_any();
    };
    let who = [&made.account.name, "（", &made.account.user_name, "）"].concat();
    view! {
        <div class="card st-once" role="status">
            <h2>{text::ONE_TIME}"："{who}</h2>
            <p><code class="st-code">{password}</code></p>
            <p>{text::ONE_TIME_HINT}</p>
            <div class="btns">
                <Button label=text::GOT_IT look=Look::Go on_press=move |()| page.made.set(None) />
            </div>
        </div>
    }
    .into_any()
}

fn list(page: Page) -> AnyView {
    let rows = live(move || {
        let rows = page.list.rows.get();
        let rows = rows.into_iter().map(|account| row(page, account));
        view! { <ul class="card list">{rows.collect_view()}</ul> }.into_any()
    });
    view! { {rows}{page.list.more()} }.into_any()
}

fn row(page: Page, account: StaffView) -> AnyView {
    let bench = page.bench;
    let me = bench.me();
    let id = account.staff;
    let own = id == me.account.staff;
    let mine = !own && account.disabled_at.is_none() && me.account.role.may_give(account.role);
    let scope = account.scope.0;
    let place = live(move || bench.station_name(scope).into_any());
    let state = match (own, account.disabled_at, account.must_change) {
        (true, ..) => Some((Tone::Ok, text::YOURSELF)),
        (_, Some(_), _) => Some((Tone::Quiet, text::OFF)),
        (_, _, true) => Some((Tone::Wait, text::NOT_YET)),
        _ if account.second_factor => Some((Tone::Info, text::WITH_FACTOR)),
        _ => None,
    };
    let badge = state.map(|(tone, label)| view! { <StateBadge tone label /> });
    let last = account
        .signed_in_at
        .map(|at| text::last_in(&dates::moment(at, clock::now())));
    let about = [account.role.title(), " · ", &account.user_name].concat();
    let who = account.name.clone();
    let button = move |word: &'static str, ask: Ask| {
        let press = move |_| {
            page.ask.set(Some(ask));
            focus_soon(WHY);
        };
        view! { <button type="button" class="txt" on:click=press>{word}<span class="vh">{who.clone()}</span></button> }
    };
    let buttons = mine.then(|| {
        view! { <span class="st-quicks">{button(text::RESET, Ask::Reset(id))}{button(text::DISABLE, Ask::Disable(id))}</span> }
    });
    let name = account.name.clone();
    let asked = live(move || match page.ask.get() {
        Some(ask @ (Ask::Disable(other) | Ask::Reset(other))) if other == id => {
            because(page, ask, &name)
        }
        _ => ().into_any(),
    });
    view! {
        <li>
            <div class="row st-acc">
                <span class="row-t"><b>{account.name}" "{badge}</b><small>{about}" · "{place}</small><small class="num">{last}</small></span>
                {buttons}
            </div>
            {asked}
        </li>
    }
    .into_any()
}

/// Why an account is shut or reset.
fn because(page: Page, ask: Ask, name: &str) -> AnyView {
    let form = Form::new();
    let why = RwSignal::new(String::new());
    let (title, hint, id) = match ask {
        Ask::Disable(id) => (text::disable(name), text::DISABLE_HINT, id),
        Ask::Reset(id) => (text::reset(name), text::RESET_HINT, id),
    };
    let disables = matches!(ask, Ask::Disable(_));
    let said = text::disabled(name);
    let submit = move |_| {
        if !form.begin() {
            return;
        }
        let wire = Because {
            why: why.get_untracked(),
        };
        if let Err((_, words)) = wire.reason() {
            return form.fault(WHY, words);
        }
        form.busy.set(true);
        let said = said.clone();
        spawn_local(async move {
            let done = match disables {
                true => api::post::<StaffView>(&server::account_disable(id), &wire)
                    .await
                    .map(|account| {
                        page.put(account);
                        page.list.form.say(Tone::Ok, said);
                    }),
                false => api::post::<NewAccount>(&server::account_reset(id), &wire)
                    .await
                    .map(|made| {
                        page.put(made.account.clone());
                        page.made.set(Some(made));
                        focus_soon("title");
                    }),
            };
            if form
                .settle(page.bench.desk, done, &[(Field::Note, WHY)])
                .is_some()
            {
                page.ask.try_set(None);
            }
        });
    };
    let line = Line {
        id: WHY,
        label: text::WHY,
        hint: text::WHY_HINT,
        ..Line::default()
    };
    let label = if disables { text::DISABLE } else { text::RESET };
    view! {
        <form class="st-ask" on:submit=submit>
            <h3>{title}</h3>
            <p>{hint}</p>
            {form.line(line, why)}
            {form.notice()}
            <div class="btns">
                <Button label look=if disables { Look::Bad } else { Look::Go } submit=true off=form.busy />
                <Button label=words::NOT_NOW look=Look::Quiet on_press=move |()| page.ask.set(None) />
            </div>
        </form>
    }
    .into_any()
}
