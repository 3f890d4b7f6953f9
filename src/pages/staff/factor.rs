//! The second factor: put into an authenticator, confirmed by its first code, removed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::credentials::{Password, TotpCode};
use model::error::Field;
use model::staff::{ConfirmTotp, MeView, ProvePassword, TotpEnrolment};

use super::bench::Bench;
use super::form::{Form, Line, focus_soon};
use super::{Me, api};
use crate::components::{Button, Card, Look, Section, Tone};
use crate::live::live;
use crate::pages::handover::qr::Drawing;
use crate::text::staff as text;

const PASSWORD: &str = "factor-password";
const CODE: &str = "factor-code";

/// How far it has come.
#[derive(Clone)]
enum Step {
    /// Nothing is asked.
    Rest,
    /// The password, before something that weighs.
    Prove,
    /// The secret is shown once, and its first code asked for.
    Scan(TotpEnrolment),
}

#[derive(Clone, Copy)]
struct Factor {
    bench: Bench,
    step: RwSignal<Step>,
    typed: RwSignal<String>,
    form: Form,
}

/// The section.
pub(super) fn view(bench: Bench) -> AnyView {
    let factor = Factor {
        bench,
        step: RwSignal::new(Step::Rest),
        typed: RwSignal::new(String::new()),
        form: Form::new(),
    };
    let on = Memo::new(move |_| match &*bench.desk.me.read() {
        Me::In(me) => me.account.second_factor,
        _ => false,
    });
    let body = live(move || match factor.step.get() {
        Step::Rest => rest(factor, on.get()),
        Step::Prove => prove(factor, on.get()),
        Step::Scan(secret) => scan(factor, &secret),
    });
    view! {
        <Section title=text::FACTOR><Card>{body}{factor.form.notice()}</Card></Section>
    }
    .into_any()
}

fn rest(factor: Factor, on: bool) -> AnyView {
    let (words, label) = match on {
        true => (text::FACTOR_ON, text::FACTOR_REMOVE),
        false => (text::FACTOR_OFF, text::FACTOR_BEGIN),
    };
    let press = move |()| {
        factor.form.begin();
        factor.typed.set(String::new());
        factor.step.set(Step::Prove);
        focus_soon(PASSWORD);
    };
    view! { <p>{words}</p><Button label on_press=press /> }.into_any()
}

fn not_now(factor: Factor) -> AnyView {
    let press = move |()| {
        factor.form.begin();
        factor.step.set(Step::Rest);
    };
    view! { <Button label=text::NOT_NOW look=Look::Quiet on_press=press /> }.into_any()
}

fn prove(factor: Factor, on: bool) -> AnyView {
    let line = Line::password(PASSWORD, text::OLD_PASSWORD);
    let label = if on {
        text::FACTOR_REMOVE
    } else {
        text::FACTOR_BEGIN
    };
    view! {
        <form class="stack" on:submit=move |_| proved(factor, on)>
            {factor.form.line(line, factor.typed)}
            {factor.form.send(label)}
            {not_now(factor)}
        </form>
    }
    .into_any()
}

fn proved(factor: Factor, on: bool) {
    if !factor.form.begin() {
        return;
    }
    let wire = ProvePassword {
        password: factor.typed.get_untracked(),
    };
    if let Err(error) = Password::typed(&wire.password) {
        return factor.form.fault(PASSWORD, error.message());
    }
    factor.form.busy.set(true);
    spawn_local(async move {
        let fields = [(Field::Password, PASSWORD)];
        if on {
            let answer = api::post::<MeView>(server::TOTP_REMOVE, &wire).await;
            return settled(factor, answer, text::FACTOR_REMOVED, &fields);
        }
        let answer = api::post::<TotpEnrolment>(server::TOTP_ENROL, &wire).await;
        if let Some(secret) = factor.form.settle(factor.bench.desk, answer, &fields) {
            factor.typed.try_set(String::new());
            factor.step.try_set(Step::Scan(secret));
            focus_soon(CODE);
        }
    });
}

fn scan(factor: Factor, secret: &TotpEnrolment) -> AnyView {
    let picture = Drawing::of(&secret.uri).map(|drawing| {
        view! { <div class="qr-card st-qr">{drawing.view(text::FACTOR_QR.to_owned())}</div> }
    });
    // In groups of four, as it is typed.
    let symbols: Vec<char> = secret.secret.chars().collect();
    let groups: Vec<String> = symbols
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    view! {
        <p>{text::FACTOR_SCAN}</p>
        {picture}
        <p><small class="muted">{text::FACTOR_SECRET}</small><br /><code class="st-code">{groups.join(" ")}</code></p>
        <form class="stack" on:submit=move |_| confirm(factor)>
            {factor.form.line(Line::code(CODE), factor.typed)}
            {factor.form.send(text::FACTOR_CONFIRM)}
            {not_now(factor)}
        </form>
    }
    .into_any()
}

fn confirm(factor: Factor) {
    if !factor.form.begin() {
        return;
    }
    let wire = ConfirmTotp {
        code: factor.typed.get_untracked(),
    };
    if let Err(error) = TotpCode::parse(&wire.code) {
        return factor.form.fault(CODE, error.message());
    }
    factor.form.busy.set(true);
    spawn_local(async move {
        let answer = api::post::<MeView>(server::TOTP_CONFIRM, &wire).await;
        settled(factor, answer, text::FACTOR_ADDED, &[(Field::Code, CODE)]);
    });
}

fn settled(
    factor: Factor,
    answer: Result<MeView, api::Trouble>,
    words: &'static str,
    fields: &[(Field, &'static str)],
) {
    let desk = factor.bench.desk;
    if let Some(me) = factor.form.settle(desk, answer, fields) {
        factor.typed.try_set(String::new());
        factor.step.try_set(Step::Rest);
        factor.form.say(Tone::Ok, words);
        desk.came(me);
    }
}
