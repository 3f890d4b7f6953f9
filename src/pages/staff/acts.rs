//! What staff do about a booking. The page shows what the server said and nothing before that; where
//! somebody else was faster, it shows how things stand.

use client::workbench::Done;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::error::ErrorCode;
use model::history::StaffWords;
use model::id::BookingId;
use model::permissions::Deed;
use model::workbench::{ActOnBooking, BookingRecord, BookingRow, Doing, Outcome};

use super::bench::{Bench, Open, new_action};
use super::form::{Form, Line, focus_soon};
use super::list;
use super::routes::Page;
use super::{api, moving};
use crate::browser::clock;
use crate::components::{Button, Look, Tone};
use crate::live::live;
use crate::text::staff::today as text;

/// What is asked before an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// What did serving lead to?
    Outcome,
    /// When?
    Move,
    /// Why not?
    Decline,
    /// What is to be said?
    Message,
}

const WORDS: &str = "act-words";
/// The id of the first answer.
const FIRST: &str = "act-first";

/// How a booking stands for what can be done next, with what waits on this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stands {
    /// Something can be done about it.
    pub(super) open: bool,
    /// The person has come.
    pub(super) here: bool,
    /// Its time has begun.
    begun: bool,
}

impl Stands {
    /// It can be said that the person has come.
    pub(super) fn awaited(self) -> bool {
        self.open && !self.here
    }

    /// It can be said that nobody came.
    pub(super) fn missed(self) -> bool {
        self.awaited() && self.begun
    }

    /// Another time can be given.
    pub(super) fn moves(self) -> bool {
        self.awaited() && !self.begun
    }
}

impl Bench {
    /// How the booking stands.
    pub(super) fn stands(self, row: &BookingRow) -> Stands {
        let mut stands = Stands {
            open: row.state.is_open(),
            here: row.arrived_at.is_some(),
            begun: row.slot.timestamp() <= clock::now(),
        };
        for item in self.queue.read().about(row.booking) {
            match &item.deed {
                Done::Act { act, .. } => match act.act {
                    Doing::Arrived => stands.here = true,
                    Doing::Served { .. } | Doing::NoShow | Doing::Decline { .. } => {
                        stands.open = false;
                    }
                    Doing::Move { .. } | Doing::Message { .. } => {}
                },
                Done::Add { .. } => {}
            }
        }
        stands
    }

    /// Asks what an act needs. It is asked beside the list, so the record is opened first.
    pub(super) fn ask(self, id: BookingId, ask: Ask) {
        if !self.may(Deed::SettleBooking) {
            return;
        }
        if self.desk.page.get_untracked() != Page::Record(id) {
            self.go_to(id);
        }
        // After the page has followed the address, which forgets what was asked before.
        spawn_local(async move {
            leptos::task::tick().await;
            self.words.try_set(String::new());
            self.asking.try_set(Some((id, ask)));
            self.focus_question();
        });
    }

    /// Puts the focus into the question, if one is asked: also when the record comes after it was.
    pub(super) fn focus_question(self) {
        let asking = self.asking.try_get_untracked().flatten();
        if let Some((_, ask)) = asking {
            focus_soon(match ask {
                Ask::Decline | Ask::Message => WORDS,
                Ask::Outcome | Ask::Move => FIRST,
            });
        }
    }

    /// Forgets what was asked.
    pub(super) fn never_mind(self) {
        self.asking.set(None);
    }

    /// The version of a booking that is looked at, and whose it is.
    fn looked_at(self, id: BookingId) -> Option<(u32, String)> {
        if let Open::There(record) = &*self.open.read_untracked()
            && record.booking.booking == id
        {
            return Some((record.booking.version, record.booking.name.clone()));
        }
        self.row(id).map(|row| (row.version, list::name(&row)))
    }

    /// Does it.
    pub(super) fn act(self, id: BookingId, act: Doing) {
        let Some((base, name)) = self.looked_at(id) else {
            return;
        };
        if self.busy.get_untracked() || !self.may(Deed::SettleBooking) {
            return;
        }
        self.busy.set(true);
        self.said.set(None);
        let wire = ActOnBooking {
            action: new_action(),
            base,
            act,
        };
        spawn_local(async move {
            let answer = api::post::<BookingRecord>(&server::act_on_booking(id), &wire).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(record) => {
                    let words = text::done(&wire.act, &name);
                    self.asking.set(None);
                    self.put(record);
                    self.said.set(Some((Tone::Ok, words)));
                    self.refocus(id);
                }
                Err(api::Trouble::Unreachable) => {
                    self.asking.set(None);
                    self.later(
                        Done::Act {
                            booking: id,
                            act: wire,
                        },
                        name,
                    );
                }
                Err(trouble) => self.not_done(id, &trouble),
            }
        });
    }

    fn not_done(self, id: BookingId, trouble: &api::Trouble) {
        self.desk.heard(trouble);
        match trouble.code() {
            Some(ErrorCode::Stale) => {
                self.said.set(Some((Tone::Wait, text::STALE.to_owned())));
                self.asking.set(None);
                // Shown as it stands in the list, and in the record if that is open: opening it is a
                // look that its owner hears of, and not what was asked for.
                if self.desk.page.get_untracked() == Page::Record(id) {
                    self.open_record(id);
                }
                self.load();
            }
            Some(ErrorCode::NotChangeable) => {
                self.said.set(Some((Tone::Fail, trouble.words())));
                self.asking.set(None);
                self.load();
            }
            _ => self.said.set(Some((Tone::Fail, trouble.words()))),
        }
    }

    /// The row was drawn anew: the keys go on from it.
    fn refocus(self, id: BookingId) {
        if self.at.get_untracked() == Some(id) {
            self.focus_row(id);
        }
    }
}

/// The buttons for a booking, by how it stands.
pub(super) fn buttons(bench: Bench, row: BookingRow) -> AnyView {
    live(move || buttons_now(bench, &row))
}

fn buttons_now(bench: Bench, row: &BookingRow) -> AnyView {
    if !bench.may(Deed::SettleBooking) {
        return ().into_any();
    }
    let id = row.booking;
    let stands = bench.stands(row);
    let Stands { open, here, .. } = stands;
    let does = move |doing: Doing| Callback::new(move |()| bench.act(id, doing.clone()));
    let asks = move |ask: Ask| Callback::new(move |()| bench.ask(id, ask));
    let all = [
        (
            stands.awaited(),
            text::ACT_ARRIVED,
            "A",
            does(Doing::Arrived),
            true,
        ),
        (open, text::ACT_SERVED, "S", asks(Ask::Outcome), here),
        (
            stands.missed(),
            text::ACT_NO_SHOW,
            "W",
            does(Doing::NoShow),
            false,
        ),
        (stands.moves(), text::ACT_MOVE, "M", asks(Ask::Move), false),
        (open, text::ACT_DECLINE, "B", asks(Ask::Decline), false),
        (true, text::ACT_MESSAGE, "L", asks(Ask::Message), false),
    ];
    let buttons = all
        .into_iter()
        .filter(|it| it.0)
        .map(|(_, word, key, press, first)| {
            let class = if first { "btn go" } else { "btn" };
            let off = move || bench.busy.get().then_some("true");
            view! {
                <button type="button" class=class aria-disabled=off on:click=move |_| press.run(())>
                    {word}<kbd>{key}</kbd>
                </button>
            }
        });
    view! { <div class="st-acts" role="group" aria-label=text::ACTS>{buttons.collect_view()}</div> }
        .into_any()
}

/// What is asked before an act, under the buttons.
pub(super) fn asked(bench: Bench, row: &BookingRow) -> AnyView {
    let id = row.booking;
    let about = (row.station, row.service.clone(), row.way);
    let ask = Memo::new(move |_| {
        let asking = bench.asking.get();
        asking.filter(|(other, _)| *other == id).map(|(_, ask)| ask)
    });
    live(move || match ask.get() {
        None => ().into_any(),
        Some(Ask::Outcome) => outcomes(bench, id),
        Some(Ask::Move) => moving::view(bench, id, about.clone()),
        Some(Ask::Decline) => words(bench, id, true),
        Some(Ask::Message) => words(bench, id, false),
    })
}

/// A question in its box, with a way out.
pub(super) fn question(bench: Bench, title: &'static str, body: AnyView) -> AnyView {
    let body = view! { <h3>{title}</h3>{body} };
    asked_by(bench, title, body.into_any())
}

/// The same where the body asks the question itself.
fn asked_by(bench: Bench, title: &'static str, body: AnyView) -> AnyView {
    view! {
        <div class="st-ask" role="group" aria-label=title>
            {body}
            <button type="button" class="txt" on:click=move |_| bench.never_mind()>{text::NEVER_MIND}<kbd>"Esc"</kbd></button>
        </div>
    }
    .into_any()
}

fn outcomes(bench: Bench, id: BookingId) -> AnyView {
    let button = move |(number, outcome): (usize, Outcome)| {
        let place = (number == 0).then_some(FIRST);
        view! {
            <button type="button" class="btn" id=place on:click=move |_| bench.act(id, Doing::Served { outcome })>
                {outcome.title()}<kbd>{text::outcome_key(number)}</kbd>
            </button>
        }
    };
    let buttons = Outcome::ALL.into_iter().enumerate().map(button);
    let body = view! { <div class="st-acts">{buttons.collect_view()}</div> };
    question(bench, text::WHICH_OUTCOME, body.into_any())
}

/// A reason or a message, which the person reads.
fn words(bench: Bench, id: BookingId, declines: bool) -> AnyView {
    let form = Form::new();
    let value = bench.words;
    let (title, hint, send) = match declines {
        true => (text::WHY_DECLINE, text::WHY_HINT, text::SEND_DECLINE),
        false => (text::WHAT_MESSAGE, text::MESSAGE_HINT, text::SEND_MESSAGE),
    };
    let submit = move || {
        if !form.begin() {
            return;
        }
        let typed = value.get_untracked();
        match StaffWords::parse(&typed) {
            Err(error) => form.fault(WORDS, fault(error)),
            Ok(_) if declines => bench.act(id, Doing::Decline { reason: typed }),
            Ok(_) => bench.act(id, Doing::Message { text: typed }),
        }
    };
    let ready = declines.then(|| {
        let chips = text::REASONS.into_iter().map(|reason| {
            let take = move |_| {
                value.set(reason.to_owned());
                focus_soon(WORDS);
            };
            view! { <button type="button" class="tag st-ready" on:click=take>{reason}</button> }
        });
        view! { <div class="st-readies">{chips.collect_view()}</div> }
    });
    let line = Line {
        id: WORDS,
        label: title,
        hint,
        ..Line::default()
    };
    let body = view! {
        <form class="stack" on:submit=move |_| submit()>
            {form.text(line, value)}
            {ready}
            <Button label=send look=if declines { Look::Bad } else { Look::Go } submit=true off=bench.busy />
        </form>
    };
    asked_by(bench, title, body.into_any())
}

/// What is wrong with words that the person is to read.
fn fault(error: Option<model::person::NoteError>) -> String {
    match error {
        None => model::credentials::CredentialError::NoReason.message(),
        Some(error) => model::words::Problem::from(error).message(),
    }
}
