//! Way, day and time of a booking by telephone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::slot::{SlotStart, Way};

use super::add::{Entry, TIME, WAY};
use super::bench::today;
use super::{moving, service};
use crate::components::Tone;
use crate::live::follow;
use crate::pages::booking::times::Day;
use crate::text::dates;
use crate::text::staff::{enter as text, today as words};

const DAY: &str = "slot-day";

/// Way, day and time of a telephone booking: the nearest that is free stands there already.
pub(super) fn times(entry: Entry) -> AnyView {
    let days: RwSignal<Vec<Day>> = RwSignal::new(Vec::new());
    let asked = Memo::new(move |_| Some((entry.service.chosen.get()?, entry.way.get())));
    follow(move || {
        let Some((service, way)) = asked.get() else {
            return days.set(Vec::new());
        };
        let station = entry.bench.station.get_untracked();
        spawn_local(async move {
            let came = moving::free((station, service, way)).await;
            match came {
                Ok(came) => {
                    let first = came.first().and_then(first_of);
                    entry.slot.try_set(first);
                    days.try_set(came);
                }
                Err(trouble) => entry.form.say(Tone::Fail, trouble.words()),
            }
        });
    });
    view! {
        <div class="st-pair">{way_field(entry)}{day_field(entry, days)}{time_field(entry, days)}</div>
    }
    .into_any()
}

fn first_of(day: &Day) -> Option<SlotStart> {
    let slot = day.slots.iter().find(|slot| slot.left != Some(0))?;
    Some(SlotStart {
        date: day.date,
        minute: slot.minute,
    })
}

fn way_field(entry: Entry) -> AnyView {
    let options = move || {
        let chosen = entry.service.chosen.get();
        let ways = chosen.map_or_else(
            || vec![Way::AtStation],
            |slug| service::ways(entry.bench, &slug),
        );
        let option = |way: Way| {
            let on = move || entry.way.get() == way;
            view! { <option value=way.as_str() selected=on>{words::way(way)}</option> }
        };
        ways.into_iter().map(option).collect_view()
    };
    let pick = move |event| {
        if let Some(way) = Way::parse(&event_target_value(&event)) {
            entry.way.set(way);
        }
    };
    let input = view! { <select id=WAY on:change=pick>{options}</select> };
    entry.form.field(WAY, text::WAY, "", input.into_any())
}

fn day_field(entry: Entry, days: RwSignal<Vec<Day>>) -> AnyView {
    let options = move || {
        let option = |day: &Day| {
            let date = day.date;
            let on = move || entry.slot.get().is_some_and(|slot| slot.date == date);
            let (_, month, day) = date.ymd();
            let near = dates::near_day(date, today());
            let words = [near, " ", &month.to_string(), "/", &day.to_string()].concat();
            view! { <option value=date.to_iso() selected=on>{words}</option> }
        };
        days.read().iter().map(option).collect_view()
    };
    let pick = move |event| {
        let date = model::civil::Date::parse(&event_target_value(&event));
        let days = days.read_untracked();
        let day = days.iter().find(|day| Some(day.date) == date);
        entry.slot.set(day.and_then(first_of));
    };
    let input = view! { <select id=DAY on:change=pick>{options}</select> };
    entry.form.field(DAY, text::DAY, "", input.into_any())
}

fn time_field(entry: Entry, days: RwSignal<Vec<Day>>) -> AnyView {
    let date = Memo::new(move |_| entry.slot.get().map(|slot| slot.date));
    let options = move || {
        let days = days.read();
        let day = days.iter().find(|day| Some(day.date) == date.get());
        let slots = day.map_or(&[][..], |day| &day.slots);
        let free = slots.iter().filter(|slot| slot.left != Some(0));
        let option = |minute: u16| {
            let on = move || entry.slot.get().is_some_and(|slot| slot.minute == minute);
            view! { <option value=minute.to_string() selected=on>{dates::time(minute)}</option> }
        };
        free.map(|slot| option(slot.minute)).collect_view()
    };
    let pick = move |event| {
        if let (Some(date), Ok(minute)) = (date.get_untracked(), event_target_value(&event).parse())
        {
            entry.slot.set(Some(SlotStart { date, minute }));
        }
    };
    let input = view! { <select id=TIME on:change=pick>{options}</select> };
    entry.form.field(TIME, text::TIME, "", input.into_any())
}
