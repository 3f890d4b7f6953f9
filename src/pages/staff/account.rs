//! My account: who I am here, where I am signed in, my password and second factor.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::id::SessionId;
use model::staff::{SessionView, Sessions};

use super::api::Nothing;
use super::bench::Bench;
use super::form::Form;
use super::{api, factor, frame, password};
use crate::browser::clock;
use crate::components::{Card, LoadingState, Notice, Section, StateBadge, Tone};
use crate::live::live;
use crate::text::dates;
use crate::text::staff as text;

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let me = bench.me();
    let account = &me.account;
    let (name, role, user) = (
        account.name.clone(),
        account.role.title(),
        account.user_name.clone(),
    );
    let scope = account.scope.0;
    let place = live(move || bench.station_name(scope).into_any());
    let body = view! {
        <Section title=text::WHO>
            <Card>
                <dl class="st-facts">
                    <div><dt>{text::NAME}</dt><dd>{name}</dd></div>
                    <div><dt>{text::USER_NAME}</dt><dd>{user}</dd></div>
                    <div><dt>{text::ROLE}</dt><dd>{role}</dd></div>
                    <div><dt>{text::SCOPE}</dt><dd>{place}</dd></div>
                </dl>
            </Card>
        </Section>
        {factor::view(bench)}
        <Section title=text::CHANGE_PASSWORD>
            <Card>{password::change(bench.desk)}</Card>
        </Section>
        <Section title=text::SESSIONS>{sessions(bench)}</Section>
    };
    frame::heading(text::TO_ME, body.into_any())
}

fn sessions(bench: Bench) -> AnyView {
    let list: RwSignal<Option<Result<Vec<SessionView>, String>>> = RwSignal::new(None);
    let form = Form::new();
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let came = api::get::<Sessions>(server::SESSIONS).await;
            list.try_set(Some(match came {
                Ok(came) => Ok(came.sessions),
                Err(trouble) => {
                    bench.desk.heard(&trouble);
                    Err(trouble.words())
                }
            }));
        });
    });
    load.run(());
    let end = Callback::new(move |id: SessionId| {
        if !form.begin() {
            return;
        }
        form.busy.set(true);
        spawn_local(async move {
            let told = api::tell(&server::session_end(id), &Nothing {}).await;
            if form.settle(bench.desk, told, &[]).is_some() {
                form.say(Tone::Ok, text::SESSION_ENDED);
                load.run(());
            }
        });
    });
    let body = live(move || match list.get() {
        None => view! { <LoadingState /> }.into_any(),
        Some(Err(words)) => view! { <Notice tone=Tone::Fail>{words}</Notice> }.into_any(),
        Some(Ok(sessions)) => {
            let rows = sessions.into_iter().map(|session| row(session, end));
            view! { <ul class="card list">{rows.collect_view()}</ul> }.into_any()
        }
    });
    view! { {form.notice()}{body} }.into_any()
}

fn row(session: SessionView, end: Callback<SessionId>) -> AnyView {
    let now = clock::now();
    let times = text::session_times(
        &dates::moment(session.created_at, now),
        &dates::moment(session.seen_at, now),
    );
    let name = match session.agent.is_empty() {
        true => text::SOME_BROWSER.to_owned(),
        false => session.agent,
    };
    let id = session.session;
    let side = match session.current {
        true => view! { <StateBadge tone=Tone::Ok label=text::THIS_DEVICE /> }.into_any(),
        false => view! {
            <button type="button" class="txt" on:click=move |_| end.run(id)>
                {text::END_SESSION}<span class="vh">{name.clone()}</span>
            </button>
        }
        .into_any(),
    };
    view! {
        <li class="row"><span class="row-t"><b>{name}</b><small class="num">{times}</small></span>{side}</li>
    }
    .into_any()
}
