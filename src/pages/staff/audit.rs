//! What the staff of the tiers below did.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::audit::{AuditEntry, AuditPage};

use super::bench::Bench;
use super::form::Form;
use super::{api, frame};
use crate::browser::clock;
use crate::components::{Button, LoadingState, Tone};
use crate::live::live;
use crate::routes::percent_encode;
use crate::text::dates;
use crate::text::staff::accounts as text;

#[derive(Clone, Copy)]
struct Page {
    bench: Bench,
    rows: RwSignal<Vec<AuditEntry>>,
    next: RwSignal<Option<Option<String>>>,
    form: Form,
}

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let page = Page {
        bench,
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        form: Form::new(),
    };
    page.load();
    let table = live(move || {
        let rows = page.rows.read();
        if rows.is_empty() {
            let none = page.next.get().is_some();
            return none
                .then(|| view! { <p class="st-none muted">{text::AUDIT_NONE}</p> })
                .into_any();
        }
        table(bench, &rows)
    });
    let more = live(move || match page.next.get() {
        None => view! { <LoadingState /> }.into_any(),
        Some(None) => ().into_any(),
        Some(Some(_)) => {
            view! { <Button label=text::MORE wide=true on_press=move |()| page.load() /> }
                .into_any()
        }
    });
    let body = view! {
        <p class="lead">{text::AUDIT_LEAD}</p>
        {page.form.notice()}
        {table}
        {more}
    };
    frame::heading(text::AUDIT_TITLE, body.into_any())
}

impl Page {
    fn load(self) {
        let after = self.next.get_untracked().flatten();
        let mut path = [server::AUDIT, "?limit=50"].concat();
        if let Some(after) = after {
            path = [&path, "&after=", &percent_encode(&after)].concat();
        }
        spawn_local(async move {
            match api::get::<AuditPage>(&path).await {
                Ok(page) => {
                    self.rows.try_update(|rows| rows.extend(page.entries));
                    self.next.try_set(Some(page.next));
                }
                Err(trouble) => {
                    self.bench.desk.heard(&trouble);
                    self.next.try_set(Some(None));
                    self.form.say(Tone::Fail, trouble.words());
                }
            }
        });
    }
}

fn table(bench: Bench, rows: &[AuditEntry]) -> AnyView {
    let now = clock::now();
    let heads = text::AUDIT_HEADS.map(|head| view! { <th scope="col">{head}</th> });
    let line = |entry: &AuditEntry| {
        let who = entry
            .user_name
            .clone()
            .unwrap_or_else(|| text::OPERATOR.to_owned());
        view! {
            <tr>
                <td class="num">{dates::moment(entry.at, now)}</td>
                <td>{who}</td>
                <td>{entry.act.title()}</td>
                <td>{bench.station_name(entry.division)}</td>
                <td>{entry.why.clone()}</td>
            </tr>
        }
    };
    view! {
        <div class="st-scroll" tabindex="0" role="region" aria-label=text::AUDIT_TITLE>
            <table class="st-table"><thead><tr>{heads}</tr></thead><tbody>{rows.iter().map(line).collect_view()}</tbody></table>
        </div>
    }
    .into_any()
}
