//! Another time for a booking: the days and times that are free.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api;
use model::availability::Availability;
use model::booking::ServiceSlug;
use model::division::DivisionCode;
use model::id::BookingId;
use model::slot::{HORIZON_DAYS, SlotStart, Way};
use model::workbench::Doing;

use super::acts::question;
use super::api::{Trouble, get};
use super::bench::{Bench, today};
use crate::browser::clock;
use crate::components::{Button, DayChip, DayChips, Look, Notice, TimeCell, TimeGrid, Tone};
use crate::live::live;
use crate::pages::booking::times::{Day, Times};
use crate::text::dates;
use crate::text::staff::today as text;

/// A service at a station, in a way.
pub(super) type About = (DivisionCode, ServiceSlug, Way);

/// The days of the next month on which something is free. Errors: [`Trouble`].
pub(super) async fn free((station, service, way): About) -> Result<Vec<Day>, Trouble> {
    let days = HORIZON_DAYS as u16;
    let path = api::availability(station, &service, way, today(), days);
    let answer: Availability = get(&path).await?;
    let times = Times::from_answer(&answer, true, clock::now());
    Ok(times.days.into_iter().filter(Day::has_room).collect())
}

/// The question.
pub(super) fn view(bench: Bench, id: BookingId, about: About) -> AnyView {
    let days: RwSignal<Option<Result<Vec<Day>, String>>> = RwSignal::new(None);
    spawn_local(async move {
        let came = free(about).await;
        days.try_set(Some(came.map_err(|trouble| trouble.words())));
    });
    let body = live(move || match days.get() {
        None => view! { <p class="muted" role="status">{text::LOADING_TIMES}</p> }.into_any(),
        Some(Err(words)) => view! { <Notice tone=Tone::Fail>{words}</Notice> }.into_any(),
        Some(Ok(days)) if days.is_empty() => view! { <p>{text::NO_TIMES}</p> }.into_any(),
        Some(Ok(days)) => choose(bench, id, days),
    });
    let body = view! { <p class="hint">{text::MOVE_HINT}</p>{body} };
    question(bench, text::MOVE_TO, body.into_any())
}

fn choose(bench: Bench, id: BookingId, days: Vec<Day>) -> AnyView {
    let shown = RwSignal::new(0_usize);
    let chosen: RwSignal<Option<SlotStart>> = RwSignal::new(None);
    let now = today();
    let chips: Vec<DayChip> = days
        .iter()
        .map(|day| {
            let (_, month, number) = day.date.ymd();
            DayChip {
                top: dates::near_day(day.date, now).to_owned(),
                date: [&month.to_string(), "/", &number.to_string()].concat(),
                note: String::new(),
                open: true,
            }
        })
        .collect();
    let days = StoredValue::new(days);
    let date = move || days.with_value(|days| days.get(shown.get()).map(|day| day.date));
    let cells = Signal::derive(move || {
        let at = shown.get();
        let date = date();
        let picked = chosen.get().filter(|slot| Some(slot.date) == date);
        days.with_value(|days| {
            let slots = days.get(at).map_or(&[][..], |day| &day.slots);
            let cell = |slot: &crate::pages::booking::times::Slot| TimeCell {
                minute: slot.minute,
                left: slot.left,
                rank: u8::from(picked.is_some_and(|picked| picked.minute == slot.minute)),
            };
            slots.iter().map(cell).collect::<Vec<_>>()
        })
    });
    let tap = move |minute: u16| {
        let slot = date().map(|date| SlotStart { date, minute });
        chosen.set(slot);
    };
    let send = live(move || {
        let slot = chosen.get();
        slot.map(|slot| {
            let label = text::move_to(&dates::slot(slot));
            let press = move |()| bench.act(id, Doing::Move { slot });
            view! { <Button label look=Look::Go off=bench.busy on_press=press /> }
        })
        .into_any()
    });
    view! {
        <div id="act-first" tabindex="-1"><DayChips days=chips shown on_show=move |at| shown.set(at) /></div>
        <TimeGrid times=cells on_tap=tap />
        {send}
    }
    .into_any()
}
