//! Signing in and out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::credentials::{Password, UserName};
use model::error::{ErrorCode, Field};
use model::staff::{MeView, SignIn};

use super::form::{Form, Line, focus_soon};
use super::{Desk, Me, api, routes};
use crate::components::{Emblem, LinkButton, Look, Notice, Tone};
use crate::live::live;
use crate::pages::arrived;
use crate::routes::paths;
use crate::text::staff as text;

const USER: &str = "user-name";
const PASSWORD: &str = "password";
const CODE: &str = "code";

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    user: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    /// The server asks for a code too.
    with_code: RwSignal<bool>,
    form: Form,
}

/// The page to sign in; `why`: what to say of the session before.
pub(super) fn page(desk: Desk, why: Option<&'static str>) -> AnyView {
    arrived(text::SIGN_IN_TITLE);
    let typed = Typed {
        user: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        with_code: RwSignal::new(false),
        form: Form::new(),
    };
    focus_soon(USER);
    let why = why.map(|words| view! { <Notice tone=Tone::Info>{words}</Notice> });
    view! {
        <div class="wrap st-in">
            <div class="card">
                <div class="st-in-h"><Emblem /><h1 id="title" tabindex="-1">{text::SIGN_IN_TITLE}</h1></div>
                <p class="lead">{text::SIGN_IN_LEAD}</p>
                {why}
                <form class="stack" on:submit=move |_| submit(desk, typed)>{fields(typed)}</form>
                <p class="fresh">{text::FORGOT}</p>
            </div>
            <LinkButton href=paths::BOOK label=text::TO_PUBLIC look=Look::Quiet wide=true />
        </div>
    }
    .into_any()
}

fn fields(typed: Typed) -> AnyView {
    let form = typed.form;
    let user = Line {
        id: USER,
        label: text::USER_NAME,
        fill: "username",
        ..Line::default()
    };
    let password = Line::password(PASSWORD, text::PASSWORD);
    view! {
        {form.line(user, typed.user)}
        {form.line(password, typed.password)}
        {live(move || typed.with_code.get().then(|| form.line(Line::code(CODE), typed.code)).into_any())}
        {form.notice()}
        {live(move || form.send(if form.busy.get() { text::SIGNING_IN } else { text::SIGN_IN }))}
    }
    .into_any()
}

fn submit(desk: Desk, typed: Typed) {
    let form = typed.form;
    if !form.begin() {
        return;
    }
    let wire = SignIn {
        user_name: typed.user.get_untracked(),
        password: typed.password.get_untracked(),
        code: typed.code.get_untracked(),
    };
    let user = UserName::parse(&wire.user_name).err();
    let password = Password::typed(&wire.password).err();
    if user.is_some() || password.is_some() {
        if let Some(error) = user {
            form.fault(USER, error.message());
        }
        if let Some(error) = password {
            form.fault(PASSWORD, error.message());
        }
        return;
    }
    form.busy.set(true);
    spawn_local(async move {
        let answer = api::post::<MeView>(server::SIGN_IN, &wire).await;
        form.busy.try_set(false);
        match answer {
            Ok(me) => desk.came(me),
            Err(trouble) if trouble.code() == Some(ErrorCode::CodeNeeded) => {
                typed.with_code.try_set(true);
                form.say(Tone::Info, trouble.words());
                focus_soon(CODE);
            }
            Err(trouble) => form.trouble(
                &trouble,
                &[
                    (Field::UserName, USER),
                    (Field::Password, PASSWORD),
                    (Field::Code, CODE),
                ],
            ),
        }
    });
}

/// Ends the session, here at once and on the server if that can be reached, and wipes what this desk
/// keeps of the day.
pub(super) fn out(desk: Desk) {
    spawn_local(async move {
        super::kept::wipe().await;
        let told = api::tell(server::SIGN_OUT, &api::Nothing {}).await;
        let words = match told {
            Ok(()) => text::SIGNED_OUT,
            Err(_) => text::SIGNED_OUT_HERE,
        };
        desk.me.try_set(Me::Out(Some(words)));
        desk.app.replace(routes::paths::TODAY);
    });
}
