//! The path of a booking as steps with times. Pure: it says what the record and the outbox say, and
//! nothing more.

use client::mine::BookingItem;
use client::outbox::{Entry, What};
use client::record::MyBooking;
use client::state::{LocalState, Pending};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::slot::Way;

use crate::components::{PathStep, StepState};
use crate::state::Keeping;
use crate::text::{dates, my as text};

mod told;

/// The steps of a booking, the first first. `name` gives a station's short name; may be empty.
/// `keeping`: whether anything may be said to be kept.
pub(super) fn steps(
    item: &BookingItem,
    name: &dyn Fn(DivisionCode) -> String,
    now: Timestamp,
    keeping: Keeping,
) -> Vec<PathStep> {
    let BookingItem {
        record: mine,
        pending,
        ..
    } = item;
    let told = mine.view.as_ref().filter(|view| !view.history.is_empty());
    let mut steps = match told {
        Some(view) => {
            let here = before_receipt(mine).into_iter();
            let mut steps: Vec<PathStep> = here
                .map(|step| shown(step, false, mine, "", (now, keeping)))
                .collect();
            steps.extend(told::steps(view, &told::Reader { name, now }));
            steps
        }
        None => untold(item, name, now, keeping),
    };
    for entry in pending.waiting.iter().chain(&pending.parked) {
        if !entry.what.is_create() {
            steps.push(asked(entry, item, now, keeping));
        }
    }
    steps.extend(to_come(mine, pending, now));
    steps
}

/// What happened on this device before the server had it.
fn before_receipt(mine: &MyBooking) -> Vec<Reached> {
    let mut reached = past(mine);
    let received = |step: &Reached| step.kind == Kind::State(LocalState::Received);
    let here = reached.iter().position(received).unwrap_or(reached.len());
    reached.truncate(here);
    reached
}

/// The steps of a booking of which the server has told nothing, or an older one only how it stands.
fn untold(
    item: &BookingItem,
    name: &dyn Fn(DivisionCode) -> String,
    now: Timestamp,
    keeping: Keeping,
) -> Vec<PathStep> {
    let BookingItem {
        record: mine,
        state,
        ..
    } = item;
    let place = mine.view.as_ref().map(|view| name(view.station));
    let place = place.unwrap_or_default();
    let mut reached = past(mine);
    // Mended and on its way again after a refusal.
    let last = reached.last().map(|step| step.kind);
    if *state == LocalState::Kept && last != Some(Kind::State(LocalState::Kept)) {
        reached.push(Reached {
            kind: Kind::State(LocalState::Kept),
            at: None,
            again: last.is_some(),
        });
    }
    if let Some(at) = mine.view.as_ref().and_then(|view| view.opened_at) {
        let before = |step: &Reached| step.at.is_none_or(|other| other <= at);
        let place = reached.iter().take_while(|step| before(step)).count();
        reached.insert(
            place,
            Reached {
                kind: Kind::Seen,
                at: Some(at),
                again: false,
            },
        );
    }
    let last = reached.len().saturating_sub(1);
    reached
        .into_iter()
        .enumerate()
        .map(|(index, step)| shown(step, index == last, mine, &place, (now, keeping)))
        .collect()
}

/// Those that say something, in one line.
fn joined(parts: impl IntoIterator<Item = String>) -> String {
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    State(LocalState),
    Seen,
}

struct Reached {
    kind: Kind,
    at: Option<Timestamp>,
    /// Reached before: granted once more, because other times were asked for, or kept once more,
    /// because it was mended.
    again: bool,
}

/// What has happened. A record made before its first step was noted still was kept.
fn past(mine: &MyBooking) -> Vec<Reached> {
    let mut reached: Vec<Reached> = Vec::new();
    for (index, step) in mine.history.iter().enumerate() {
        let before = &mine.history[..index];
        reached.push(Reached {
            kind: Kind::State(step.state),
            at: Some(step.at),
            again: before.iter().any(|other| same(other.state, step.state)),
        });
    }
    let kept = mine
        .history
        .iter()
        .any(|step| step.state == LocalState::Kept);
    if !kept && mine.asked.is_some() {
        let kind = Kind::State(LocalState::Kept);
        reached.insert(
            0,
            Reached {
                kind,
                at: Some(mine.kept_at),
                again: false,
            },
        );
    }
    reached
}

/// Whether two steps come to the same for the person: either grant gives a time.
fn same(one: LocalState, other: LocalState) -> bool {
    let granted = |state| matches!(state, LocalState::Confirmed | LocalState::Adjusted);
    one == other || granted(one) && granted(other)
}

fn shown(
    step: Reached,
    last: bool,
    mine: &MyBooking,
    place: &str,
    (now, keeping): (Timestamp, Keeping),
) -> PathStep {
    let mut details = vec![step.at.map(|at| dates::moment(at, now)).unwrap_or_default()];
    let mut add = |more: &str| details.push(more.to_owned());
    let label = match step.kind {
        Kind::Seen => text::SEEN.to_owned(),
        Kind::State(LocalState::Kept) if step.again => text::MENDED.to_owned(),
        // Not 已确认 a second time: what was won is said behind it.
        Kind::State(LocalState::Confirmed | LocalState::Adjusted) if step.again => {
            text::CHANGED.to_owned()
        }
        Kind::State(LocalState::Kept) if !last && !text::lasts(keeping) => {
            text::SUBMITTED.to_owned()
        }
        Kind::State(state) => text::state_word(state, keeping).to_owned(),
    };
    let mut state = if last {
        StepState::Now
    } else {
        StepState::Done
    };
    match step.kind {
        Kind::State(LocalState::Kept) if last => {
            state = StepState::Waiting;
            if step.again {
                add(text::state_word(LocalState::Kept, keeping));
            }
        }
        Kind::State(LocalState::Received) => add(place),
        Kind::State(LocalState::Failed) if last => state = StepState::Failed,
        Kind::State(LocalState::Confirmed | LocalState::Adjusted) if last => {
            if let Some(view) = &mine.view {
                add(&text::won(view.rank));
            }
        }
        _ => {}
    }
    PathStep {
        state,
        label,
        detail: joined(details),
    }
}

/// An action about the booking that waits or came back.
fn asked(entry: &Entry, item: &BookingItem, now: Timestamp, keeping: Keeping) -> PathStep {
    let (kept, waits, failed) = match entry.what {
        What::CancelBooking(_) => (
            text::CANCEL_WAITING,
            text::CANCEL_WAITING_MEMORY,
            text::CANCEL_FAILED,
        ),
        What::EraseBooking(_) => (
            text::ERASE_WAITING_PATH,
            text::ERASE_WAITING_PATH_MEMORY,
            text::ERASE_FAILED_PATH,
        ),
        _ => (
            text::CHANGE_WAITING,
            text::CHANGE_WAITING_MEMORY,
            text::CHANGE_FAILED,
        ),
    };
    let label = if text::lasts(keeping) { kept } else { waits };
    // What the server has not granted does not hold, and never did.
    let mine = &item.record;
    let meanwhile = match &mine.view {
        None => (item.state == LocalState::Kept).then_some(text::ALONG),
        Some(view) => (view.state.is_open() && !mine.missing).then_some(text::UNTIL_THEN),
    };
    match &entry.parked {
        None => PathStep {
            state: StepState::Waiting,
            label: label.to_owned(),
            detail: match meanwhile {
                Some(words) => [&dates::moment(entry.created_at, now), " · ", words].concat(),
                None => dates::moment(entry.created_at, now),
            },
        },
        Some(parked) => PathStep {
            state: StepState::Failed,
            label: failed.to_owned(),
            detail: [&dates::moment(parked.at, now), " · ", &parked.error.message].concat(),
        },
    }
}

fn to_come(mine: &MyBooking, pending: &Pending, now: Timestamp) -> Vec<PathStep> {
    let step = |label: &str, detail: String| PathStep {
        state: StepState::ToCome,
        label: label.to_owned(),
        detail,
    };
    let Some(view) = &mine.view else {
        let mut steps = Vec::new();
        if pending.waiting.iter().any(|entry| entry.what.is_create()) {
            steps.push(step(text::TO_SEND, String::new()));
            // Cancelled together with it, nothing is left to confirm.
            if !pending.is_ending() {
                steps.push(step(text::TO_CONFIRM, String::new()));
            }
        }
        return steps;
    };
    if !view.state.is_open() || view.slot.timestamp().0 < now.0 {
        return Vec::new();
    }
    let label = match view.way {
        Way::AtStation => text::VISIT,
        Way::HomeVisit => text::HOME_VISIT,
        Way::CallBack => text::CALL_BACK,
    };
    vec![step(label, dates::slot(view.slot))]
}

#[cfg(test)]
pub(crate) mod tests;
