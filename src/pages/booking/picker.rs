//! Days and times to tap. Used by the wizard, and where the time of a booking is changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::booking::{DayPart, ServiceSlug, Wish};
use model::civil::Date;
use model::division::DivisionCode;
use model::error::Field;
use model::slot::{SlotStart, Way};

use super::desk;
use super::draft::toggle;
use super::problems::field_id;
use super::times::{self, Day, Known, Times};
use crate::browser::time::{Race, race};
use crate::components::{
    Button, CheckCard, Choice, DayChip, DayChips, Freshness, Icon, IconName, LinkButton,
    LoadingState, Notice, Picks, RadioCards, TimeCell, TimeGrid, TimeWords, Tone,
};
use crate::state::{App, Link};
use crate::text::{booking as text, common, dates};

/// Days and times to choose from, and what was chosen. It fetches what can be had by itself.
#[component]
pub fn TimePicker(
    /// Where.
    station: DivisionCode,
    /// What for.
    service: ServiceSlug,
    /// How.
    way: Way,
    /// What is chosen; the picker changes it at every tap.
    wish: RwSignal<Wish>,
    /// Filled with what can be had once that is known, for [`problems`].
    #[prop(optional)]
    known: Option<RwSignal<Option<Times>>>,
    /// The slot held now, on a page that changes it.
    #[prop(optional)]
    held: Option<SlotStart>,
    /// What is wrong with the times.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let picker = Picker {
        app: App::get(),
        wish,
        known: known.unwrap_or_else(|| RwSignal::new(None)),
        shown: RwSignal::new(None),
        full: RwSignal::new(false),
        asking: RwSignal::new(true),
        refused: RwSignal::new(None),
    };
    let asked = StoredValue::new(desk::Asked {
        station,
        service,
        way,
    });
    picker.fetch(asked);
    let held = held.map(|slot| {
        view! { <p class="muted">{text::HELD}" "<b><TimeWords words=text::unbroken(slot) /></b></p> }
    });
    let there = Memo::new(move |_| picker.known.read().is_some());
    view! {
        <div id=field_id(Field::Choices) tabindex="-1">
            {held}
            {move || {
                error.get().map(|words| {
                    view! { <p class="err"><Icon name=IconName::WARN /><span>{words}</span></p> }
                })
            }}
            {move || {
                if there.get() {
                    picker.view(asked)
                } else {
                    view! { <p class="vh" role="status">{text::TIME_LOADING}</p><LoadingState /> }.into_any()
                }
            }}
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Picker {
    app: App,
    wish: RwSignal<Wish>,
    known: RwSignal<Option<Times>>,
    /// The day whose times are shown, once one was tapped.
    shown: RwSignal<Option<Date>>,
    /// A fourth time was tapped.
    full: RwSignal<bool>,
    /// The server has been asked and has not answered yet.
    asking: RwSignal<bool>,
    /// What the server says if it has no times for this at all.
    refused: RwSignal<Option<String>>,
}

/// How long the server's answer is waited for before what is known here is shown, milliseconds.
const PATIENCE: i32 = 1_500;

impl Picker {
    /// What is kept on the device first, then the server's answer.
    fn fetch(self, asked: StoredValue<desk::Asked>) {
        let app = self.app;
        self.asking.set(true);
        spawn_local(async move {
            let Some(asked) = asked.try_get_value() else {
                return;
            };
            let here = desk::times_here(app, &asked).await;
            let patience = if app.link.get_untracked() == Link::Offline {
                0
            } else {
                PATIENCE
            };
            let there = match race(desk::times_there(asked), patience).await {
                Race::Done(there) => there,
                Race::Late(work) => {
                    self.known.try_set(Some(here.clone()));
                    work.await
                }
            };
            let (known, refused) = match there {
                Ok(times) => (times, None),
                Err(refused) => (here, refused),
            };
            self.refused.try_set(refused);
            self.known.try_set(Some(known));
            self.asking.try_set(false);
        });
    }

    fn day(self) -> Option<Day> {
        let known = self.known.read();
        let known = known.as_ref()?;
        let tapped = self.shown.get();
        let date = tapped.or_else(|| known.first_day(&self.wish.read_untracked()))?;
        known.day(date).cloned()
    }

    fn view(self, asked: StoredValue<desk::Asked>) -> AnyView {
        let days =
            Signal::derive(move || self.known.read().as_ref().map(chips).unwrap_or_default());
        let shown = Signal::derive(move || {
            let date = self.day().map(|day| day.date);
            let known = self.known.read();
            let days = known
                .as_ref()
                .map(|known| known.days.as_slice())
                .unwrap_or_default();
            days.iter()
                .position(|day| Some(day.date) == date)
                .unwrap_or(usize::MAX)
        });
        let show = move |number: usize| {
            let known = self.known.read_untracked();
            let day = known.as_ref().and_then(|known| known.days.get(number));
            self.shown.set(day.map(|day| day.date));
        };
        view! {
            {move || self.known.read().as_ref().map(|known| state(known, self, asked))}
            <DayChips days shown on_show=show />
            {self.grid()}
            {self.picks()}
            {self.any_time()}
        }
        .into_any()
    }

    fn grid(self) -> AnyView {
        let cells = Signal::derive(move || {
            let Some(day) = self.day() else {
                return Vec::new();
            };
            let wish = self.wish.read();
            day.slots
                .iter()
                .map(|slot| {
                    let start = SlotStart {
                        date: day.date,
                        minute: slot.minute,
                    };
                    let rank = wish.choices.iter().position(|chosen| *chosen == start);
                    TimeCell {
                        minute: slot.minute,
                        left: slot.left,
                        rank: rank.map_or(0, |rank| rank as u8 + 1),
                    }
                })
                .collect::<Vec<_>>()
        });
        let tap = move |minute: u16| {
            if let Some(day) = self.day_untracked() {
                let mut room = true;
                self.wish.update(|wish| {
                    room = toggle(&mut wish.choices, SlotStart { date: day, minute })
                });
                self.full.set(!room);
            }
        };
        let none = move || {
            let empty = cells.read().is_empty();
            let day = self.day().is_some();
            let words = if day {
                text::NO_TIMES_DAY
            } else {
                text::NO_TIMES
            };
            empty.then(|| view! { <Notice tone=Tone::Wait>{words}</Notice> })
        };
        view! {
            {move || self.day().map(|day| view! { <h2 class="half"><span><TimeWords words=dates::day(day.date) /></span></h2> })}
            <TimeGrid times=cells on_tap=tap />
            {none}
        }
        .into_any()
    }

    fn day_untracked(self) -> Option<Date> {
        untrack(|| self.day()).map(|day| day.date)
    }

    fn picks(self) -> AnyView {
        let picks = Signal::derive(move || {
            self.wish
                .read()
                .choices
                .iter()
                .map(|slot| text::unbroken(*slot))
                .collect::<Vec<_>>()
        });
        let remove = move |number: usize| {
            self.full.set(false);
            self.wish.update(|wish| {
                if number < wish.choices.len() {
                    wish.choices.remove(number);
                }
            });
        };
        view! {
            <section class="sec">
                <h2>{text::PICKS}</h2>
                <p class="err" role="status" hidden=move || !self.full.get()>
                    {move || self.full.get().then_some(text::THREE_ONLY)}
                </p>
                <Picks picks on_remove=remove />
            </section>
        }
        .into_any()
    }

    fn any_time(self) -> AnyView {
        let on = Memo::new(move |_| self.wish.read().window.is_some());
        let today = desk::today();
        let set = move |days: i32, part: DayPart| {
            self.wish
                .update(|wish| wish.window = Some(times::window(today, days, part)));
        };
        let toggle = move |on: bool| {
            if on {
                set(times::WINDOWS[0], DayPart::Any);
            } else {
                self.wish.update(|wish| wish.window = None);
            }
        };
        let days = Memo::new(move |_| self.wish.read().window.map(times::window_days));
        let part = Memo::new(move |_| self.wish.read().window.map(|window| window.part));
        let spans = move || {
            let chosen = Signal::derive(move || {
                times::WINDOWS
                    .iter()
                    .position(|span| Some(*span) == days.get())
            });
            let parts =
                Signal::derive(move || PARTS.iter().position(|other| Some(*other) == part.get()));
            view! {
                <div class="field">
                    <RadioCards
                        id="f-span"
                        legend=text::ANY_TIME_SPAN
                        choices=choices(&text::SPANS)
                        chosen
                        on_choose=move |number: usize| {
                            set(times::WINDOWS[number.min(2)], part.get_untracked().unwrap_or_default());
                        }
                    />
                </div>
                <div class="field">
                    <RadioCards
                        id="f-part"
                        legend=text::ANY_TIME_PART
                        choices=choices(&text::PARTS)
                        chosen=parts
                        on_choose=move |number: usize| {
                            set(days.get_untracked().unwrap_or(times::WINDOWS[0]), PARTS[number.min(2)]);
                        }
                    />
                </div>
            }
        };
        view! {
            <section class="sec">
                <CheckCard
                    id=field_id(Field::Window)
                    label=text::ANY_TIME
                    hint=text::ANY_TIME_HINT
                    on
                    on_toggle=toggle
                />
                {move || on.get().then(spans)}
            </section>
        }
        .into_any()
    }
}

/// The parts of the day, in the order of [`text::PARTS`].
const PARTS: [DayPart; 3] = [DayPart::Any, DayPart::Morning, DayPart::Afternoon];

/// The words of a window: 7 天内任意时间，只要上午.
pub fn window_words(window: model::booking::Window) -> String {
    let part = PARTS
        .iter()
        .position(|part| *part == window.part)
        .unwrap_or(0);
    text::any_time(times::window_days(window), text::PARTS[part])
}

fn choices(words: &[&str]) -> Vec<Choice> {
    let choice = |label: &&str| Choice {
        label: (*label).to_owned(),
        hint: String::new(),
        icon: None,
    };
    words.iter().map(choice).collect()
}

/// How old and how sure what is shown is.
fn state(known: &Times, picker: Picker, asked: StoredValue<desk::Asked>) -> AnyView {
    let moment = |at| dates::moment(at, desk::now());
    let again = move |()| picker.fetch(asked);
    let offline = |words: &'static str| {
        let view = move || {
            if picker.asking.get() {
                return view! { <Notice tone=Tone::Info icon=IconName::WAIT>{text::TIME_ASKING}</Notice> }
                    .into_any();
            }
            view! {
                <Notice tone=Tone::Wait icon=IconName::OFF>
                    {words}
                    <div><Button label=text::TIME_AGAIN icon=IconName::AGAIN on_press=again /></div>
                </Notice>
            }
            .into_any()
        };
        view.into_any()
    };
    if let Some(words) = picker.refused.get() {
        return view! {
            <Notice tone=Tone::Fail>
                {words}
                <div>
                    <LinkButton href="tel:12345" label=common::CALL_12345 icon=IconName::PHONE />
                </div>
            </Notice>
        }
        .into_any();
    }
    let (fresh, notice) = match known.known {
        Known::Fresh(at) => (Some(moment(at)), None),
        Known::Kept(at) => (Some(moment(at)), Some(offline(text::TIME_KEPT))),
        Known::Guessed => (None, Some(offline(text::TIME_GUESSED))),
    };
    let hours =
        (!known.hours_published).then(|| view! { <p class="fresh">{text::HOURS_UNPUBLISHED}</p> });
    let year = known
        .year_unpublished
        .map(|year| view! { <p class="fresh">{text::year_unpublished(year)}</p> });
    view! {
        <div class="stack">
            {notice}
            <div>
                {fresh.map(|at| view! { <Freshness at /> })}
                {hours}
                {year}
            </div>
        </div>
    }
    .into_any()
}

fn chips(known: &Times) -> Vec<DayChip> {
    let today = desk::today();
    let chip = |day: &Day| {
        let (_, month, date) = day.date.ymd();
        let room = day.has_room();
        let note = match (&day.holiday, room) {
            (Some(name), _) => name.clone(),
            (None, true) => text::DAY_OPEN.to_owned(),
            (None, false) if day.slots.is_empty() => text::DAY_CLOSED.to_owned(),
            (None, false) => text::DAY_FULL.to_owned(),
        };
        DayChip {
            top: dates::near_day(day.date, today).to_owned(),
            date: [&month.to_string(), "/", &date.to_string()].concat(),
            note,
            open: room,
        }
    };
    known.days.iter().map(chip).collect()
}
