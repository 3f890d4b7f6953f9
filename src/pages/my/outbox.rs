//! What waits to be sent, and what came back: each in plain words.

use client::mine::{BookingItem, Mine, OutboxItem};
use client::outbox::{Entry, TryProblem, What};
use leptos::prelude::*;

use super::{calls, names, with_mine};
use crate::browser::files;
use crate::components::{
    Button, EmptyState, Icon, IconName, LinkButton, Look, Rows, Section, StateBadge, Tone,
};
use crate::pages::call;
use crate::routes::paths;
use crate::state::{App, Link};
use crate::text::{common, dates, handover, my as text};

pub(super) fn page() -> AnyView {
    let app = App::get();
    let tried = RwSignal::new(false);
    let list = with_mine(app, move |mine| list(app, mine, tried));
    let body = view! { {super::keeping_notice(app)} {list} };
    crate::pages::page(text::OUTBOX_TITLE.to_owned(), true, body)
}

fn list(app: App, mine: &Mine, tried: RwSignal<bool>) -> AnyView {
    if mine.outbox.is_empty() {
        return view! {
            <EmptyState icon=IconName::OK title=text::OUTBOX_EMPTY text=text::OUTBOX_EMPTY_HINT>
                <LinkButton href=paths::MY label=text::TO_MINE />
            </EmptyState>
            {call()}
        }
        .into_any();
    }
    let (parked, waiting): (Vec<&OutboxItem>, Vec<&OutboxItem>) = mine
        .outbox
        .iter()
        .partition(|item| item.entry.parked.is_some());
    let rows = |items: &[&OutboxItem]| -> Vec<AnyView> {
        items.iter().map(|item| row(app, mine, item)).collect()
    };
    let (waiting, parked) = (rows(&waiting), rows(&parked));
    let lead = if text::lasts(app.keeping.get()) {
        text::OUTBOX_LEAD
    } else {
        text::OUTBOX_LEAD_MEMORY
    };
    let waits = (!waiting.is_empty()).then(|| {
        view! {
            <p class="lead">{lead}</p>
            <Section title=text::OUTBOX_WAITING><Rows>{waiting}</Rows></Section>
            {try_now(app, tried)}
        }
    });
    let back = (!parked.is_empty()).then(|| {
        view! { <Section title=text::NEEDS_YOU><Rows>{parked}</Rows></Section> }
    });
    view! { {back} {waits} {export()} }.into_any()
}

fn row(app: App, mine: &Mine, item: &OutboxItem) -> AnyView {
    let entry = &item.entry;
    let title = title(app, mine, &entry.what);
    let now = super::now();
    let kept = text::kept_at(&dates::moment(entry.created_at, now), app.keeping.get());
    let (tone, icon, label) = mark(app, item);
    let reason = match (&entry.parked, &entry.last) {
        (Some(parked), _) => parked.error.message.clone(),
        (None, Some(last)) => [&dates::moment(last.at, now), " ", problem(last.problem)].concat(),
        (None, None) => String::new(),
    };
    let reason = (!reason.is_empty()).then(|| view! { <small>{reason}</small> });
    let inside = view! {
        <span class="row-t">
            <b>{title}</b>
            <small>{kept}</small>
            {reason}
            <StateBadge tone label icon />
        </span>
    };
    let hand_over = hand_over(item);
    match href(mine, &entry.what) {
        Some(href) => view! {
            <li><a class="row" href=href>{inside}<svg class="i go-i" aria-hidden="true"><use href="#i-next"></use></svg></a>{hand_over}</li>
        }
        .into_any(),
        None => view! { <li><div class="row">{inside}</div>{drop(app, entry)}</li> }.into_any(),
    }
}

/// The way out of the phone without a network, for what waits for nothing else.
fn hand_over(item: &OutboxItem) -> Option<AnyView> {
    let entry = &item.entry;
    let waits = entry.parked.is_none() && !item.blocked;
    (waits && !matches!(entry.what, What::DeliverSpoken(..))).then(|| {
        let href = paths::hand_over(entry.action);
        view! { <a class="txt below" href=href><Icon name=IconName::QR />{handover::NO_NETWORK}</a> }
            .into_any()
    })
}

/// What the action is, and about what.
fn title(app: App, mine: &Mine, what: &What) -> String {
    let about = |item: Option<&BookingItem>| {
        item.map(|item| names::service_of(app, &item.record))
            .unwrap_or_default()
    };
    let (kind, about) = match what {
        What::CreateBooking(_, asked) => (text::DO_BOOK, names::service(app, &asked.service)),
        What::ChangeBooking(id, _) => (text::DO_CHANGE, about(mine.booking(*id))),
        What::CancelBooking(id) => (text::DO_CANCEL, about(mine.booking(*id))),
        What::EraseBooking(_) => (text::DO_ERASE, String::new()),
        What::RegisterVolunteer(..) => (text::DO_REGISTER, String::new()),
        What::ChangeVolunteer(..) => (text::DO_CHANGE_FORM, String::new()),
        What::WithdrawVolunteer(_) => (text::DO_WITHDRAW, String::new()),
        What::Deliver(id, _) | What::DeliverSpoken(id, _) => {
            let who = mine.delivery(*id).map(|item| item.record.who.clone());
            (text::DO_DELIVER, who.unwrap_or_default())
        }
    };
    if about.is_empty() {
        kind.to_owned()
    } else {
        [kind, "：", &about].concat()
    }
}

/// The page of what it is about, if that is still on this device.
fn href(mine: &Mine, what: &What) -> Option<String> {
    match what {
        What::CreateBooking(id, _)
        | What::ChangeBooking(id, _)
        | What::CancelBooking(id)
        | What::EraseBooking(id) => mine.booking(*id).map(|_| paths::booking(*id)),
        What::RegisterVolunteer(id, _)
        | What::ChangeVolunteer(id, _)
        | What::WithdrawVolunteer(id) => mine.volunteer(*id).map(|_| paths::volunteer(*id)),
        What::Deliver(id, _) | What::DeliverSpoken(id, _) => {
            mine.delivery(*id).map(|_| paths::received(*id))
        }
    }
}

fn mark(app: App, item: &OutboxItem) -> (Tone, IconName, &'static str) {
    if item.entry.parked.is_some() {
        (Tone::Fail, IconName::WARN, text::MARK_PARKED)
    } else if item.blocked {
        (Tone::Wait, IconName::WAIT, text::MARK_BLOCKED)
    } else if app.link.get() == Link::Sending {
        (Tone::Info, IconName::SEND, text::MARK_SENDING)
    } else {
        (Tone::Wait, IconName::WAIT, text::MARK_WAITING)
    }
}

fn problem(problem: TryProblem) -> &'static str {
    match problem {
        TryProblem::Unreachable => text::TRY_UNREACHABLE,
        TryProblem::TimedOut => text::TRY_TIMED_OUT,
        // Our own gateway answers so too, while the server is started anew.
        TryProblem::Busy(_) | TryProblem::Unreadable(500..) => text::TRY_BUSY,
        TryProblem::Unreadable(_) => text::TRY_UNREADABLE,
    }
}

/// A refused action whose record is gone: there is nothing left to do but to let it go.
fn drop(app: App, entry: &Entry) -> Option<AnyView> {
    let action = entry.action;
    entry.parked.is_some().then(|| {
        let press = move |()| calls::delete_parked(app, action, |_| ());
        view! { <Button label=text::LET_GO look=Look::Text icon=IconName::TRASH on_press=press /> }
            .into_any()
    })
}

fn try_now(app: App, tried: RwSignal<bool>) -> AnyView {
    // What a try came to is said by the chip above and by the rows; here only that it goes on.
    let press = move |()| {
        tried.set(true);
        calls::send_now();
    };
    let words = move || match (tried.get(), app.link.get()) {
        (false, _) => "",
        (true, Link::Sending) => text::TRYING,
        (true, Link::Offline) => text::TRY_FAILED,
        (true, _) => "",
    };
    view! {
        <div class="sec">
            <Button label=text::TRY_NOW icon=IconName::AGAIN look=Look::Go on_press=press />
            <p class="small" role="status">{words}</p>
        </div>
    }
    .into_any()
}

fn export() -> AnyView {
    let said = RwSignal::new("");
    let press = move |()| {
        calls::export(move |file| {
            let saved = file.is_some_and(|file| files::save(text::FILE_NAME, files::JSON, &file));
            said.try_set(if saved {
                text::EXPORTED
            } else {
                text::EXPORT_FAILED
            });
        });
    };
    view! {
        <Section title=text::STUCK>
            <p>{text::EXPORT_OUTBOX_HINT}</p>
            <div class="btns">
                <Button label=text::EXPORT_OUTBOX icon=IconName::SAVE on_press=press />
                <LinkButton href="tel:12345" label=common::CALL_12345 icon=IconName::PHONE />
            </div>
            <p class="small" role="status">{move || said.get()}</p>
        </Section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_in_trouble_is_not_taken_for_a_foreign_network() {
        assert_eq!(problem(TryProblem::Unreadable(502)), text::TRY_BUSY);
        assert_eq!(problem(TryProblem::Unreadable(200)), text::TRY_UNREADABLE);
    }
}
