//! What the staff of the tiers below did.

use leptos::prelude::*;
use model::audit::AuditEntry;

use super::bench::Bench;
use super::frame;
use super::paged::Paged;
use crate::browser::clock;
use crate::live::live;
use crate::text::dates;
use crate::text::staff::accounts as text;

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let list = Paged::<AuditEntry>::new(bench);
    let table = live(move || {
        if list.is_empty() {
            return view! { <p class="st-none muted">{text::AUDIT_NONE}</p> }.into_any();
        }
        let rows = list.rows.read();
        match rows.is_empty() {
            true => ().into_any(),
            false => table(bench, &rows),
        }
    });
    let body = view! {
        <p class="lead">{text::AUDIT_LEAD}</p>
        {list.form.notice()}
        {table}
        {list.more()}
    };
    frame::heading(text::AUDIT_TITLE, body.into_any())
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
