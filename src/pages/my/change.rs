//! Other times for a booking. For one that was refused, the same picker sends it again with the new
//! times; the reference, where there is one, stays.

use client::mine::BookingItem;
use client::outbox::What;
use client::record::BookingRequest;
use client::state::LocalState;
use leptos::prelude::*;
use model::booking::{ServiceSlug, Wish};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::error::Field;
use model::id::{ActionId, BookingId};
use model::slot::{SlotStart, Way};

use super::order::is_over;
use super::{booking, calls, with_mine};
use crate::components::{Button, EmptyState, ErrorSummary, IconName, LinkButton, Look};
use crate::live::live;
use crate::pages::booking::draft::without;
use crate::pages::booking::problems::{Problems, field_id};
use crate::pages::booking::time::{TimePicker, problems, refusals};
use crate::pages::{arrived, call};
use crate::routes::paths;
use crate::state::App;
use crate::text::my as text;

/// What is to be changed, and how it is sent.
#[derive(Clone)]
struct Subject {
    station: DivisionCode,
    service: ServiceSlug,
    way: Way,
    held: Option<SlotStart>,
    /// The times wished for so far.
    wish: Wish,
    send: Send,
    /// Why the times sent before were all refused.
    refused: Problems,
}

#[derive(Clone)]
enum Send {
    /// A change of a booking that is with the server, or on its way there.
    Change,
    /// A refused change, again.
    ChangeAgain(ActionId),
    /// A refused booking, again.
    BookAgain(ActionId, Box<BookingRequest>),
}

impl Subject {
    /// What stays as it is, never more certain than it is.
    fn lead(&self) -> &'static str {
        match (&self.send, self.held) {
            (Send::BookAgain(..), _) if self.refused.is_empty() => text::CHOOSE_OTHER_LEAD,
            (Send::BookAgain(..), _) => text::CHOOSE_AGAIN_LEAD,
            (Send::ChangeAgain(_), Some(_)) => text::CHANGE_AGAIN_LEAD,
            (Send::Change, Some(_)) => text::CHANGE_LEAD,
            (Send::Change | Send::ChangeAgain(_), None) => text::CHANGE_UNSENT_LEAD,
        }
    }
}

pub(super) fn page(id: BookingId) -> AnyView {
    let app = App::get();
    arrived(text::CHANGE_TITLE);
    // Read once: what a person is choosing is not drawn anew when a message comes in.
    let found = RwSignal::new(None::<Found>);
    let waiting = with_mine(app, move |mine| {
        if found.with_untracked(Option::is_none) {
            found.set(Some(Found::of(mine.booking(id), super::now())));
        }
        ().into_any()
    });
    let view = move || match found.get() {
        None => ().into_any(),
        Some(Found::Here(subject)) => form(app, id, *subject),
        Some(Found::Over) => over(id),
        Some(Found::Nothing) => booking::unknown(),
    };
    view! { <div class="wrap flow">{super::back(app)}{super::keeping_notice(app)}{waiting}{live(view)}</div> }.into_any()
}

/// What is here of the booking.
#[derive(Clone)]
enum Found {
    /// It can be changed.
    Here(Box<Subject>),
    /// It cannot be changed any more.
    Over,
    /// It is not on this device.
    Nothing,
}

impl Found {
    fn of(item: Option<&BookingItem>, now: Timestamp) -> Self {
        match item.map(|item| subject(item, now)) {
            None => Self::Nothing,
            Some(None) => Self::Over,
            Some(Some(subject)) => Self::Here(Box::new(subject)),
        }
    }
}

fn subject(item: &BookingItem, now: Timestamp) -> Option<Subject> {
    let parked = item.pending.parked.iter().find_map(|entry| {
        let gone = &entry.parked.as_ref()?.error.choices;
        let refused = refusals(gone);
        match &entry.what {
            What::CreateBooking(_, asked) => {
                let wish = without(asked.wish(), gone);
                Some((
                    Send::BookAgain(entry.action, Box::new(asked.clone())),
                    wish,
                    refused,
                ))
            }
            What::ChangeBooking(_, wish) => Some((
                Send::ChangeAgain(entry.action),
                without(wish.clone(), gone),
                refused,
            )),
            _ => None,
        }
    });
    let record = &item.record;
    let over = item.state == LocalState::Failed || item.pending.is_ending() || is_over(item, now);
    if parked.is_none() && over {
        return None;
    }
    let (send, wish, refused) =
        parked.unwrap_or((Send::Change, Wish::default(), Problems::default()));
    let (station, service, way, held) = match (&record.view, &record.asked) {
        (Some(view), _) => (
            view.station,
            view.service.clone(),
            view.way,
            Some(view.slot),
        ),
        (None, Some(asked)) => (asked.station, asked.service.clone(), asked.way, None),
        (None, None) => return None,
    };
    Some(Subject {
        station,
        service,
        way,
        held,
        wish,
        send,
        refused,
    })
}

fn form(app: App, id: BookingId, subject: Subject) -> AnyView {
    let lead = subject.lead();
    let Subject {
        station,
        service,
        way,
        held,
        wish,
        send,
        refused,
    } = subject;
    let wish = RwSignal::new(wish);
    let known = RwSignal::new(None);
    let wrong = RwSignal::new(refused);
    let said = RwSignal::new(String::new());
    let error = Signal::derive(move || wrong.read().of(Field::Choices));
    let summary = Signal::derive(move || {
        let entry = |(field, words): (Field, &str)| (field_id(field).to_owned(), words.to_owned());
        wrong.read().iter().map(entry).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = wish.get_untracked();
        let found = problems(&chosen, known.read_untracked().as_ref());
        let fine = found.is_empty();
        wrong.set(found);
        if !fine {
            return;
        }
        let then = move |outcome: Result<(), _>| {
            if outcome.is_ok() {
                app.replace(&paths::booking(id));
            } else {
                calls::say(said)(outcome);
            }
        };
        match send.clone() {
            Send::Change => calls::change(app, id, chosen, then),
            Send::ChangeAgain(action) => {
                calls::resend(app, action, What::ChangeBooking(id, chosen), then);
            }
            Send::BookAgain(action, asked) => {
                let Wish { choices, window } = chosen;
                let asked = BookingRequest {
                    choices,
                    window,
                    ..*asked
                };
                calls::resend(app, action, What::CreateBooking(id, asked), then);
            }
        }
    };
    view! {
        <ErrorSummary errors=summary />
        <h1 id="title" tabindex="-1">{text::CHANGE_TITLE}</h1>
        <p class="lead">{lead}</p>
        <form novalidate=true on:submit=submit>
            {match held {
                Some(held) => view! { <TimePicker station service way wish known held error /> }.into_any(),
                None => view! { <TimePicker station service way wish known error /> }.into_any(),
            }}
            {calls::said(said)}
            <div class="sec"><Button label=text::CHANGE_GO look=Look::Go submit=true /></div>
        </form>
        {call()}
    }
    .into_any()
}

fn over(id: BookingId) -> AnyView {
    let href = paths::booking(id);
    view! {
        <h1 id="title" tabindex="-1">{text::CHANGE_NO}</h1>
        <div class="sec">
            <EmptyState icon=IconName::CALENDAR title=text::CHANGE_NO text=text::CHANGE_NO_HINT>
                <LinkButton href label=text::SEE_BOOKING look=Look::Go />
                <Button label=text::TO_MINE on_press=|()| App::get().go(paths::MY) />
            </EmptyState>
        </div>
        {call()}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use client::outbox::{Entry, Parked};
    use model::booking::BookingState;
    use model::error::{ApiError, ErrorCode, PassedOver};
    use model::slot::Refusal;

    use super::super::steps::tests::{at, kept, settled};
    use super::*;

    fn lead(item: &BookingItem) -> Option<&'static str> {
        subject(item, at("2026-11-24T08:00")).map(|subject| subject.lead())
    }

    /// The booking with `entry` sent back; `full`: because no time was free.
    fn sent_back(mut item: BookingItem, mut entry: Entry, full: bool) -> BookingItem {
        let mut error = ApiError::new(ErrorCode::NoPlace);
        if full {
            let reason = Refusal::Full;
            error.choices = vec![PassedOver { rank: 1, reason }];
        }
        let at = at("2026-11-23T10:00");
        entry.parked = Some(Parked { error, at });
        item.pending.waiting.clear();
        item.pending.parked = vec![entry];
        item
    }

    #[test]
    fn a_booking_that_is_not_here_is_not_called_over() {
        let now = at("2026-11-24T08:00");
        assert!(matches!(Found::of(None, now), Found::Nothing));
        let cancelled = settled(BookingState::Cancelled, 1);
        assert!(matches!(Found::of(Some(&cancelled), now), Found::Over));
        assert!(matches!(Found::of(Some(&kept()), now), Found::Here(_)));
    }

    #[test]
    fn each_lead_says_how_the_booking_stands() {
        assert_eq!(lead(&kept()), Some(text::CHANGE_UNSENT_LEAD));
        let settled = settled(BookingState::Confirmed, 1);
        assert_eq!(lead(&settled), Some(text::CHANGE_LEAD));

        let create = kept().pending.waiting[0].clone();
        let change = Entry {
            what: What::ChangeBooking(settled.record.id, Wish::default()),
            ..create.clone()
        };
        let again = lead(&sent_back(settled, change, true));
        assert_eq!(again, Some(text::CHANGE_AGAIN_LEAD));

        let mut failed = kept();
        failed.state = LocalState::Failed;
        let full = sent_back(failed.clone(), create.clone(), true);
        assert_eq!(lead(&full), Some(text::CHOOSE_AGAIN_LEAD));
        let otherwise = sent_back(failed.clone(), create, false);
        assert_eq!(lead(&otherwise), Some(text::CHOOSE_OTHER_LEAD));
        failed.pending.waiting.clear();
        assert_eq!(lead(&failed), None, "there is nothing left to send again");
    }
}
