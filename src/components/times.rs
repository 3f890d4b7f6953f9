//! Days and times to choose from, and what was chosen.

use leptos::prelude::*;

use crate::text::{dates, ui};

/// A day one may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayChip {
    /// 今天, 周二.
    pub top: String,
    /// 11/25.
    pub date: String,
    /// 余 12, 已满, 休息, 国庆节.
    pub note: String,
    /// Whether anything can be had on it.
    pub open: bool,
}

/// Days in a line that can be pushed sideways.
#[component]
pub fn DayChips(
    /// The days, in order.
    #[prop(into)]
    days: Signal<Vec<DayChip>>,
    /// The number of the day shown below, from 0.
    #[prop(into)]
    shown: Signal<usize>,
    /// Called with the number of the day tapped.
    #[prop(into)]
    on_show: Callback<usize>,
) -> impl IntoView {
    let chip = move |(number, day): (usize, DayChip)| {
        let pressed = move || {
            if shown.get() == number {
                "true"
            } else {
                "false"
            }
        };
        view! {
            <button
                type="button"
                class="day"
                aria-pressed=pressed
                disabled=!day.open
                on:click=move |_| on_show.run(number)
            >
                <small>{day.top}</small>
                <b>{day.date}</b>
                <small>{day.note}</small>
            </button>
        }
    };
    let chips = move || days.get().into_iter().enumerate().map(chip).collect_view();
    view! { <div class="days" role="group" aria-label=ui::DAYS tabindex="0">{chips}</div> }
        .into_any()
}

/// A date and time that breaks only between its parts: 11月25日, （周二）, 上午9:30.
#[component]
pub fn TimeWords(
    /// The words: 11月25日（周二）上午9:30.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let parts = dates::parts(&words)
        .into_iter()
        .map(|part| view! { <wbr /><span class="part">{part.to_owned()}</span> });
    parts.collect_view().into_any()
}

/// A time one may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeCell {
    /// Minutes after midnight.
    pub minute: u16,
    /// Places left; `None`: not known.
    pub left: Option<u16>,
    /// 1 to 3 if chosen, else 0.
    pub rank: u8,
}

/// The times of a day, 上午 and 下午, with what is left and the rank of those chosen. A tap chooses or
/// takes back.
#[component]
pub fn TimeGrid(
    /// The times of the day shown, in order.
    #[prop(into)]
    times: Signal<Vec<TimeCell>>,
    /// Called with the minute of the time tapped.
    #[prop(into)]
    on_tap: Callback<u16>,
) -> impl IntoView {
    let half = move |afternoon: bool| {
        let cells = move || {
            let times = times.read();
            let half = times
                .iter()
                .filter(|cell| (cell.minute >= 720) == afternoon);
            half.map(|cell| time_button(*cell, on_tap)).collect_view()
        };
        let any = move || {
            times
                .read()
                .iter()
                .any(|cell| (cell.minute >= 720) == afternoon)
        };
        let words = dates::half(if afternoon { 720 } else { 0 });
        view! {
            <div role="group" aria-label=words hidden=move || !any()>
                <h2 class="half" aria-hidden="true">{words}</h2>
                <div class="slots">{cells}</div>
            </div>
        }
        .into_any()
    };
    view! {
        {half(false)}
        {half(true)}
    }
    .into_any()
}

fn time_button(cell: TimeCell, on_tap: Callback<u16>) -> AnyView {
    let chosen = cell.rank > 0;
    let rank = chosen.then(|| view! { <span class="rank">{cell.rank.to_string()}</span> });
    // As the time is said: 2:30 under 下午.
    let shown = if cell.minute >= 780 {
        cell.minute - 720
    } else {
        cell.minute
    };
    view! {
        <button
            type="button"
            class="slot"
            aria-pressed=if chosen { "true" } else { "false" }
            disabled=cell.left == Some(0) && !chosen
            on:click=move |_| on_tap.run(cell.minute)
        >
            <b>{dates::clock(shown)}</b>
            {cell.left.map(|left| view! { <small>{ui::left(left)}</small> })}
            {rank}
        </button>
    }
    .into_any()
}

/// The times chosen, in the order of the person's wish, each with 去掉; below them what may still be
/// added.
#[component]
pub fn Picks(
    /// The times chosen, as words, up to three.
    #[prop(into)]
    picks: Signal<Vec<String>>,
    /// Called with the number of the one to take away, from 0.
    #[prop(into)]
    on_remove: Callback<usize>,
) -> impl IntoView {
    let row = move |(number, words): (usize, String)| {
        view! {
            <li>
                <span class="rank">{(number + 1).to_string()}</span>
                <span class="t"><TimeWords words=words.clone() /></span>
                <button type="button" class="txt" on:click=move |_| on_remove.run(number)>
                    {ui::TAKE_AWAY}
                    <span class="vh">{words}</span>
                </button>
            </li>
        }
    };
    let rows = move || picks.get().into_iter().enumerate().map(row).collect_view();
    let rest = move || {
        let count = picks.read().len();
        (count < 3).then(|| {
            let words = if count == 0 {
                ui::PICK_FIRST
            } else {
                ui::PICK_MORE
            };
            view! {
                <li class="none">
                    <span class="rank" aria-hidden="true">{(count + 1).to_string()}</span>
                    <span class="t">{words}</span>
                </li>
            }
        })
    };
    view! { <ol class="card list picks" aria-live="polite">{rows}{rest}</ol> }.into_any()
}
