//! What can be done about a booking: other time, calendar, paper, share, cancel; and asking the
//! server how it stands.

use client::mine::BookingItem;
use client::state::LocalState;
use leptos::prelude::*;
use model::civil::Timestamp;
use model::id::BookingId;

use super::order::is_over;
use super::{calls, names};
use crate::components::{Button, ConfirmBox, IconName, LinkButton, Look};
use crate::live::live;
use crate::pages::booking::take_away::{self, Subject};
use crate::routes::paths;
use crate::state::App;
use crate::text::{handover, my as text};

/// How asking the server goes.
#[derive(Clone, Copy)]
pub(super) struct Asking(RwSignal<Step>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Nothing to say.
    Quiet,
    /// On its way.
    Asking,
    /// No answer to what was asked at that moment.
    Silent(Timestamp),
}

impl Step {
    /// What to say, if the server last spoke about the booking at `heard`. An answer that came
    /// since, to this question or with the receipt of an action, ends the silence.
    fn words(self, heard: Option<Timestamp>) -> &'static str {
        match self {
            Self::Asking => text::REFRESHING,
            Self::Silent(asked) if heard.is_none_or(|heard| heard < asked) => text::NOT_REFRESHED,
            Self::Silent(_) | Self::Quiet => "",
        }
    }
}

/// Asks the server about a booking as its page opens.
pub(super) fn refresh(app: App, id: BookingId) -> Asking {
    let asking = Asking(RwSignal::new(Step::Quiet));
    asking.ask(app, id, true);
    asking
}

impl Asking {
    fn ask(self, app: App, id: BookingId, quietly: bool) {
        let asked = super::now();
        self.0.set(if quietly { Step::Quiet } else { Step::Asking });
        calls::refresh(app, id, move |answered| {
            self.0.try_set(if answered == Some(false) {
                Step::Silent(asked)
            } else {
                Step::Quiet
            });
        });
    }
}

/// What belongs to the page and outlives a drawing anew.
#[derive(Clone, Copy)]
pub(super) struct OnPage {
    /// How asking the server goes.
    pub(super) asking: Asking,
    /// When the server last spoke about the booking.
    pub(super) heard: Memo<Option<Timestamp>>,
    /// Whether the question before cancelling stands.
    pub(super) cancelling: RwSignal<bool>,
}

impl OnPage {
    /// What to say about asking the server.
    pub(super) fn news(self) -> AnyView {
        let words = move || self.asking.0.get().words(self.heard.get());
        view! { <p class="fresh" role="status">{words}</p> }.into_any()
    }

    /// The buttons.
    pub(super) fn panel(
        self,
        app: App,
        item: &BookingItem,
        subject: &Subject,
        now: Timestamp,
    ) -> AnyView {
        let record = &item.record;
        let id = record.id;
        let ended = item.pending.is_ending() || item.state == LocalState::Failed;
        let open = record.view.as_ref().is_none_or(|view| view.state.is_open());
        let changeable = open && !ended && !is_over(item, now);
        let change = changeable.then(|| {
            view! { <LinkButton href=paths::booking_change(id) label=text::CHANGE icon=IconName::EDIT /> }
        });
        let ask = record.view.is_some().then(|| {
            let press = move |()| self.asking.ask(app, id, false);
            view! { <Button label=text::REFRESH icon=IconName::AGAIN on_press=press /> }
        });
        let again = (!changeable && !ended).then(|| {
            let slug = names::slug(record).map(|slug| paths::book_service(slug.as_str()));
            let href = slug.unwrap_or_else(|| paths::BOOK.to_owned());
            view! { <LinkButton href label=text::AGAIN icon=IconName::CALENDAR /> }
        });
        let sent = record.view.is_some();
        let about = &item.pending.waiting;
        let handed = about.iter().any(|entry| entry.handed_at.is_some());
        view! {
            <div class="btns sec">{change}{ask}{again}</div>
            {take_away::tools(item, subject)}
            {changeable.then(|| cancel(app, id, (sent, handed), self.cancelling))}
        }
        .into_any()
    }
}

/// Cancelling, after a question in the page; `asked`: whether that stands. `sent`: the server has
/// granted something; `handed`: somebody else may have submitted it.
fn cancel(app: App, id: BookingId, (sent, handed): (bool, bool), asked: RwSignal<bool>) -> AnyView {
    let said = RwSignal::new(String::new());
    let hint = match (sent, handed) {
        (_, true) => handover::HANDED_CANCEL,
        (true, false) => text::CANCEL_HINT,
        (false, false) => text::CANCEL_UNSENT_HINT,
    };
    let yes = move |()| {
        asked.set(false);
        calls::cancel(app, id, calls::say(said));
    };
    let view = move || {
        if asked.get() {
            view! {
                <ConfirmBox question=text::CANCEL_ASK text=hint yes=text::CANCEL no=text::CANCEL_NO
                    on_yes=yes on_no=move |()| asked.set(false) />
            }
            .into_any()
        } else {
            let ask = move |()| asked.set(true);
            view! {
                <div class="sec"><Button label=text::CANCEL look=Look::Bad wide=true on_press=ask /></div>
            }
            .into_any()
        }
    };
    view! { {live(view)}{calls::said(said)} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_came_later_ends_the_silence() {
        let silent = Step::Silent(Timestamp(1_000));
        assert_eq!(silent.words(None), text::NOT_REFRESHED);
        assert_eq!(silent.words(Some(Timestamp(999))), text::NOT_REFRESHED);
        assert_eq!(silent.words(Some(Timestamp(1_000))), "");
        assert_eq!(Step::Asking.words(Some(Timestamp(2_000))), text::REFRESHING);
    }
}
