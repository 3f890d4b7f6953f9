//! One's own password: the first, and another.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::credentials::{Password, UserName};
use model::error::Field;
use model::staff::{ChangePassword, MeView};

use super::form::{Form, focus_soon};
use super::{Desk, api, sign_in};
use crate::components::{Button, CheckCard, Look, Tone};
use crate::pages::arrived;
use crate::text::staff as text;

const OLD: &str = "password";
const NEW: &str = "new-password";
const AGAIN: &str = "new-again";

#[derive(Clone, Copy)]
struct Typed {
    old: RwSignal<String>,
    new: RwSignal<String>,
    again: RwSignal<String>,
    shown: RwSignal<bool>,
    form: Form,
}

impl Typed {
    fn new() -> Self {
        Self {
            old: RwSignal::new(String::new()),
            new: RwSignal::new(String::new()),
            again: RwSignal::new(String::new()),
            shown: RwSignal::new(false),
            form: Form::new(),
        }
    }
}

/// The page on which a one-time password is changed; nothing else can be done before.
pub(super) fn first(desk: Desk, me: &MeView) -> AnyView {
    arrived(text::FIRST_TITLE);
    focus_soon(OLD);
    let typed = Typed::new();
    view! {
        <div class="wrap st-in">
            <div class="card">
                <h1 id="title" tabindex="-1">{text::FIRST_TITLE}</h1>
                <p class="lead">{me.account.name.clone()}"："{text::FIRST_LEAD}</p>
                {form(desk, typed, text::ONE_TIME, text::SET_PASSWORD)}
            </div>
            <Button label=text::SIGN_OUT look=Look::Quiet wide=true on_press=move |()| sign_in::out(desk) />
        </div>
    }
    .into_any()
}

/// The same for somebody who has one.
pub(super) fn change(desk: Desk) -> AnyView {
    form(
        desk,
        Typed::new(),
        text::OLD_PASSWORD,
        text::CHANGE_PASSWORD,
    )
}

fn form(desk: Desk, typed: Typed, old: &'static str, send: &'static str) -> AnyView {
    let form = typed.form;
    let secret = move |id, label, hint, fill, value| {
        let input = view! {
            <input
                id=id
                type=move || if typed.shown.get() { "text" } else { "password" }
                autocomplete=fill
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=super::form::note(id)
                prop:value=move || RwSignal::get(&value)
                on:input=move |event| RwSignal::set(&value, event_target_value(&event))
            />
        };
        form.field(id, label, hint, input.into_any())
    };
    let user = match &*desk.me.read_untracked() {
        super::Me::In(me) => me.account.user_name.clone(),
        _ => String::new(),
    };
    view! {
        <form class="stack" on:submit=move |_| submit(desk, typed)>
            // For the browser's own keeper of passwords.
            <input type="text" autocomplete="username" value=user hidden=true />
            {secret(OLD, old, "", "current-password", typed.old)}
            {secret(NEW, text::NEW_PASSWORD, text::NEW_HINT, "new-password", typed.new)}
            {secret(AGAIN, text::NEW_AGAIN, "", "new-password", typed.again)}
            <CheckCard id="show" label=text::SHOW_PASSWORD on=typed.shown on_toggle=move |on| typed.shown.set(on) />
            {form.notice()}
            {form.send(send)}
        </form>
    }
    .into_any()
}

fn submit(desk: Desk, typed: Typed) {
    let form = typed.form;
    if !form.begin() {
        return;
    }
    let wire = ChangePassword {
        password: typed.old.get_untracked(),
        new_password: typed.new.get_untracked(),
    };
    if let Some((id, words)) = wrong(desk, &wire, &typed.again.get_untracked()) {
        return form.fault(id, words);
    }
    form.busy.set(true);
    spawn_local(async move {
        let answer = api::post::<MeView>(server::PASSWORD, &wire).await;
        let fields = [(Field::Password, OLD), (Field::NewPassword, NEW)];
        if let Some(me) = form.settle(desk, answer, &fields) {
            for value in [typed.old, typed.new, typed.again] {
                value.try_set(String::new());
            }
            form.say(Tone::Ok, text::PASSWORD_CHANGED);
            desk.came(me);
        }
    });
}

/// The first thing that is wrong, by the rules that the server asks too.
fn wrong(desk: Desk, wire: &ChangePassword, again: &str) -> Option<(&'static str, String)> {
    if let Err(error) = Password::typed(&wire.password) {
        return Some((OLD, error.message()));
    }
    if let super::Me::In(me) = &*desk.me.read_untracked()
        && let Ok(user) = UserName::parse(&me.account.user_name)
        && let Err(error) = Password::chosen(&wire.new_password, &user, &[&me.account.name])
    {
        return Some((NEW, error.message()));
    }
    (wire.new_password != again).then(|| (AGAIN, text::NOT_SAME.to_owned()))
}
