//! Notices (公告) to the people of a station, as they were put up.

use client::near::Near;
use leptos::prelude::*;
use model::civil::Date;
use model::sync::Notice;

use crate::text::stations as text;

/// The notices that are up on `today`, at most so many of them, under a heading; nothing if there is
/// none.
pub fn posted(near: &Near, today: Date, most: usize) -> AnyView {
    let notices = near.notices(today);
    if notices.is_empty() {
        return ().into_any();
    }
    let cards: Vec<AnyView> = notices.into_iter().take(most).map(card).collect();
    view! {
        <section class="sec">
            <h2>{text::NOTICES}</h2>
            <div class="stack">{cards}</div>
        </section>
    }
    .into_any()
}

fn card(notice: &Notice) -> AnyView {
    let words = notice.text.split('\n').filter(|line| !line.is_empty());
    let words: Vec<AnyView> = words
        .map(|line| view! { <p>{line.to_owned()}</p> }.into_any())
        .collect();
    view! {
        <div class="card">
            <p><b>{notice.title.clone()}</b></p>
            {words}
            <p class="muted small">{text::up_to(notice.to)}</p>
        </div>
    }
    .into_any()
}
