//! What the server tells of a booking's life as steps: who did what, when, from what to what.

use client::state::LocalState;
use model::booking::{BookingState, BookingView};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::history::{BookingEvent, By, EventKind};
use model::slot::SlotStart;

use super::joined;
use crate::components::{PathStep, StepState};
use crate::text::{dates, my as text};

/// Who shows a step, when.
pub(super) struct Reader<'a> {
    /// The short name of a station; may be empty.
    pub(super) name: &'a dyn Fn(DivisionCode) -> String,
    /// Now, by the device's clock.
    pub(super) now: Timestamp,
}

/// The steps from its arrival at the server on.
pub(super) fn steps(view: &BookingView, reader: &Reader<'_>) -> Vec<PathStep> {
    let moment = dates::moment(view.received_at, reader.now);
    let mut steps = vec![PathStep {
        state: StepState::Done,
        label: LocalState::Received.label().to_owned(),
        detail: joined([moment, (reader.name)(view.station)]),
    }];
    let mut version = 0;
    for (index, event) in view.history.iter().enumerate() {
        if event.version != version + 1 {
            steps.push(PathStep {
                state: StepState::Done,
                label: text::EARLIER.to_owned(),
                detail: String::new(),
            });
        }
        version = event.version;
        steps.push(step(view, &view.history[..index], event, reader));
    }
    if let Some(last) = steps.last_mut()
        && last.state == StepState::Done
    {
        last.state = StepState::Now;
    }
    steps
}

fn step(
    view: &BookingView,
    before: &[BookingEvent],
    event: &BookingEvent,
    reader: &Reader<'_>,
) -> PathStep {
    let by_station = event.by == By::Station;
    let staff = event
        .station
        .filter(|_| by_station)
        .map(|code| (reader.name)(code))
        .unwrap_or_default();
    let handled = || match &staff[..] {
        "" => String::new(),
        name => text::handled_by(name),
    };
    let won = || event.rank.map(text::won).unwrap_or_default();
    let crossed = || crossed(before, event);
    let label = match event.kind {
        EventKind::Made if event.to.is_none() => text::MADE,
        kind => text::event(kind, by_station, event.state),
    };
    let more = match event.kind {
        EventKind::Made => vec![time(event.to), text::SETTLED.to_owned(), won()],
        EventKind::Changed if by_station => vec![text::from_to(event.from, event.to), handled()],
        EventKind::Changed => vec![
            text::from_to(event.from, event.to),
            text::SETTLED.to_owned(),
            crossed(),
        ],
        EventKind::Opened | EventKind::Message => vec![staff],
        EventKind::Declined if !view.reason.is_empty() => {
            vec![handled(), text::reason(&view.reason)]
        }
        EventKind::Arrived | EventKind::Served | EventKind::NoShow | EventKind::Declined => {
            vec![handled()]
        }
        EventKind::Cancelled => vec![text::YOU_CANCELLED.to_owned(), crossed()],
        EventKind::Erased if ended_with(before, event) => {
            vec![LocalState::Cancelled.label().to_owned(), crossed()]
        }
        EventKind::Erased | EventKind::Unknown => vec![],
    };
    let moment = dates::moment(event.at, reader.now);
    PathStep {
        state: if event.kind == EventKind::Declined {
            StepState::Failed
        } else {
            StepState::Done
        },
        label: label.to_owned(),
        detail: joined(core::iter::once(moment).chain(more)),
    }
}

fn time(slot: Option<SlotStart>) -> String {
    slot.map(dates::slot).unwrap_or_default()
}

/// The sentence that the station had given another time first, if it is true.
fn crossed(before: &[BookingEvent], event: &BookingEvent) -> String {
    if !event.crossed {
        return String::new();
    }
    let move_of_station =
        |other: &&BookingEvent| other.by == By::Station && other.kind == EventKind::Changed;
    let moved = before.iter().rev().find(move_of_station);
    let cancelled = event.state == BookingState::Cancelled;
    text::crossed(moved.and_then(|event| event.to), cancelled)
}

/// Whether the booking ended with this step.
fn ended_with(before: &[BookingEvent], event: &BookingEvent) -> bool {
    !event.state.is_open() && before.last().is_some_and(|before| before.state.is_open())
}
