//! The day's sheet on paper: for a day without power, or for whoever sits at the door.

use leptos::prelude::*;
use model::booking::BookingState;
use model::workbench::BookingRow;

use super::bench::Bench;
use super::{list, record};
use crate::browser::{clock, files};
use crate::components::{Button, Emblem, IconName, Look};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::today as text;

/// Blank lines for who comes without a booking.
const BLANK: usize = 6;

/// The page.
pub(super) fn page(bench: Bench) -> AnyView {
    let sheet = live(move || sheet(bench));
    view! {
        <div class="st-page">
            <div class="no-print st-sheet-h">
                {record::back(bench)}
                <Button label=text::PRINT icon=IconName::PRINT look=Look::Go on_press=move |()| files::print() />
            </div>
            {sheet}
        </div>
    }
    .into_any()
}

fn sheet(bench: Bench) -> AnyView {
    let day = dates::full(bench.day.get());
    let day = [&day, "（", dates::weekday(bench.day.get().weekday()), "）"].concat();
    let rows = bench.rows.read();
    let rows: Vec<&BookingRow> = rows
        .iter()
        .filter(|row| row.state != BookingState::Cancelled)
        .collect();
    let heads = text::SHEET_HEADS.map(|head| view! { <th scope="col">{head}</th> });
    let printed = text::printed(&dates::moment(clock::now(), model::civil::Timestamp(0)));
    let count = text::rows(rows.len());
    let lines: Vec<AnyView> = rows.iter().map(|row| line(bench, row)).collect();
    let blank: Vec<AnyView> = (0..BLANK)
        .map(|number| {
            let word = (number == 0).then_some(text::SHEET_BLANK);
            let cells = (0..text::SHEET_HEADS.len() - 1).map(|_| view! { <td></td> });
            view! { <tr class="blank">{cells.collect_view()}<td>{word}</td></tr> }.into_any()
        })
        .collect();
    view! {
        <article class="sheet st-sheet">
            <div class="sheet-h">
                <Emblem />
                <div><h1 id="title" tabindex="-1">{text::SHEET_TITLE}</h1><small>{bench.station_name(bench.station.get())}</small></div>
                <small class="r num">{day}<br />{count}</small>
            </div>
            <table>
                <thead><tr>{heads}</tr></thead>
                <tbody>{lines}{blank}</tbody>
            </table>
            <div class="sheet-f"><span>{text::SHEET_FOOT}</span><span class="num">{printed}</span></div>
        </article>
    }
    .into_any()
}

fn line(bench: Bench, row: &BookingRow) -> AnyView {
    let state = match row.state.is_open() && row.arrived_at.is_none() {
        true => "",
        false => text::state(row.state, row.declined, row.arrived_at.is_some()),
    };
    let note = row.has_note.then_some(text::HAS_NOTE);
    view! {
        <tr>
            <td class="num">{dates::clock(row.slot.minute)}</td>
            <td><b>{list::name(row)}</b></td>
            <td class="num">{row.mobile.clone()}</td>
            <td>{bench.service(&row.service)}</td>
            <td>{text::way(row.way)}</td>
            <td class="num">{row.reference.grouped()}</td>
            <td>{state}</td>
            <td>{note}</td>
        </tr>
    }
    .into_any()
}
