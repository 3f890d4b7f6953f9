//! The form for an account.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::division::DivisionCode;
use model::error::Field;
use model::id::StaffId;
use model::permissions::{Role, Scope};
use model::staff::{CreateStaff, NewAccount, ValidStaff};

use super::accounts::Page;
use super::bench::{Bench, new_staff};
use super::form::{Form, Line, focus_soon};
use super::{api, station};
use crate::components::{Button, Look};
use crate::live::live;
use crate::text::staff::{self as words, accounts as text};

const USER: &str = "new-user";
pub(super) const NAME: &str = "new-name";
const ROLE: &str = "new-role";
const SCOPE: &str = "new-scope";

/// The form.
pub(super) fn form(page: Page) -> AnyView {
    let form = Form::new();
    let (user, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let me = page.bench.me();
    let roles: Vec<Role> = Role::ALL
        .into_iter()
        .filter(|role| me.account.role.may_give(*role))
        .collect();
    let role = RwSignal::new(
        roles
            .iter()
            .copied()
            .find(|it| *it == Role::Clerk)
            .or(roles.first().copied()),
    );
    let scope: RwSignal<Option<DivisionCode>> = RwSignal::new(None);
    let id = new_staff();
    let submit = move |_| create(page, form, id, (user, name), role, scope);
    let option = move |it: Role| {
        view! { <option value=it.as_str() selected=move || role.get() == Some(it)>{it.title()}</option> }
    };
    let options = roles.into_iter().map(option).collect_view();
    let select = view! {
        <select id=ROLE on:change=move |event| role.set(Role::parse(&event_target_value(&event)))>{options}</select>
    };
    let line = |id, label, hint| Line {
        id,
        label,
        hint,
        ..Line::default()
    };
    view! {
        <form class="card st-form" on:submit=submit>
            <h2>{text::NEW}</h2>
            <div class="st-pair">
                {form.line(line(NAME, words::NAME, ""), name)}
                {form.line(line(USER, words::USER_NAME, text::USER_NAME_HINT), user)}
                {form.field(ROLE, words::ROLE, "", select.into_any())}
            </div>
            {scope_field(page.bench, form, scope)}
            {form.notice()}
            <div class="btns">
                {form.send(text::CREATE)}
                <Button label=words::NOT_NOW look=Look::Quiet on_press=move |()| page.adding.set(false) />
            </div>
        </form>
    }
    .into_any()
}

fn scope_field(bench: Bench, form: Form, scope: RwSignal<Option<DivisionCode>>) -> AnyView {
    let pick = Callback::new(move |code| scope.set(Some(code)));
    let body = live(move || {
        match scope.get() {
        None => station::picker(bench, SCOPE, text::SCOPE_HINT, pick),
        Some(code) => view! {
            <p id=SCOPE tabindex="-1"><b>{bench.station_name(code)}</b>" "<button type="button" class="txt" on:click=move |_| scope.set(None)>{crate::text::ui::CHANGE}</button></p>
        }
        .into_any(),
    }
    });
    form.field(SCOPE, text::SCOPE, "", body)
}

fn create(
    page: Page,
    form: Form,
    staff: StaffId,
    (user, name): (RwSignal<String>, RwSignal<String>),
    role: RwSignal<Option<Role>>,
    scope: RwSignal<Option<DivisionCode>>,
) {
    if !form.begin() {
        return;
    }
    let (Some(role), Some(scope)) = (role.get_untracked(), scope.get_untracked()) else {
        return form.fault(SCOPE, text::SCOPE_NEEDED);
    };
    let wire = CreateStaff {
        staff,
        user_name: user.get_untracked(),
        name: name.get_untracked(),
        role,
        scope: Scope(scope),
    };
    let fields = [
        (Field::UserName, USER),
        (Field::Name, NAME),
        (Field::Role, ROLE),
        (Field::Division, SCOPE),
    ];
    if let Err((field, said)) = ValidStaff::try_from(wire.clone()) {
        let place = fields.iter().find(|(other, _)| *other == field);
        return form.fault(place.map_or(USER, |(_, id)| *id), said);
    }
    form.busy.set(true);
    spawn_local(async move {
        let answer = api::post::<NewAccount>(server::ACCOUNTS, &wire).await;
        if let Some(made) = form.settle(page.bench.desk, answer, &fields) {
            page.put(made.account.clone());
            page.made.set(Some(made));
            page.adding.set(false);
            focus_soon("title");
        }
    });
}
