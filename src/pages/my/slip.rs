//! The booking on paper. On screen it is hidden; the style shows it when printing.

use client::mine::BookingItem;
use leptos::prelude::*;
use model::civil::Timestamp;

use super::order::time;
use crate::components::Emblem;
use crate::pages::booking::take_away::Subject;
use crate::state::Keeping;
use crate::text::{dates, my as text, services};

pub(super) fn view(
    item: &BookingItem,
    subject: &Subject,
    now: Timestamp,
    keeping: Keeping,
) -> AnyView {
    let number = item.record.view.as_ref().map(|view| {
        view! { <div class="ref"><small>{text::REFERENCE}</small><b>{view.reference.grouped()}</b></div> }
    });
    let way = subject.way.map(|way| view! { <p>{services::way(way)}</p> });
    let bring = (!subject.materials.is_empty()).then(|| {
        let boxes = subject.materials.iter().map(|(name, note)| {
            let note = (!note.is_empty()).then(|| ["（", note, "）"].concat());
            view! { <li><span>{name.clone()}{note}</span></li> }
        });
        view! { <h2>{text::BRING}</h2><ul class="boxes">{boxes.collect_view()}</ul> }
    });
    let printed = [&dates::full(now.in_chongqing().0), text::PRINTED].concat();
    view! {
        <article class="sheet paper" aria-hidden="true">
            <div class="sheet-h">
                <Emblem />
                <div><b>{text::SLIP}</b><small>{text::SLIP_BY}</small></div>
                <small class="r num">{printed}</small>
            </div>
            {number}
            <p class="when">{time(item)}</p>
            <p>{text::state_word(item.state, keeping)}</p>
            <h2>{text::WHAT}</h2>
            <p>{subject.service.clone()}</p>
            <h2>{text::WHERE}</h2>
            <p>{subject.station.clone()}</p>
            {way}
            {bring}
            <div class="sheet-f"><span>{text::call_if(keeping)}</span></div>
        </article>
    }
    .into_any()
}
