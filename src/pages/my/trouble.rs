//! Something about a booking came back: why, and what to do next. Nothing is dropped silently.

use client::mine::BookingItem;
use client::outbox::{Entry, What};
use leptos::prelude::*;
use model::booking::BookingView;
use model::error::{ApiError, ErrorCode, Field};
use model::id::ActionId;

use super::calls;
use super::edit::{self, Refused, Typed};
use crate::components::{Button, ConfirmBox, IconName, LinkButton, Look, Notice, Tone};
use crate::live::live;
use crate::routes::paths;
use crate::state::App;
use crate::text::{handover, my as text};

/// The reason and the next steps for each action that came back.
pub(super) fn panel(app: App, item: &BookingItem, typed: Typed) -> AnyView {
    let panels: Vec<AnyView> = item
        .pending
        .parked
        .iter()
        .map(|entry| one(app, item, entry, typed))
        .collect();
    if panels.is_empty()
        && let Some(view) = item.record.view.as_ref().filter(|view| view.is_declined())
    {
        return declined(view);
    }
    if panels.is_empty() {
        // Failed, and what was asked is gone from the outbox: only booking anew is left.
        return view! { <div class="sec"><Notice tone=Tone::Fail>{text::FAILED_NO_REASON}</Notice></div> }
            .into_any();
    }
    view! { <div class="sec stack">{panels}</div> }.into_any()
}

/// The station does not take it: why, and what to do.
fn declined(view: &BookingView) -> AnyView {
    let reason = (!view.reason.is_empty()).then(|| {
        view! { <p>{text::reason(&view.reason)}</p> }
    });
    let station = paths::station(view.station);
    let again = paths::book_service(view.service.as_str());
    view! {
        <div class="sec stack">
            <Notice tone=Tone::Fail>
                <b>{text::DECLINED}</b>
                {reason}
                <p>{text::DECLINED_HINT}</p>
            </Notice>
            <LinkButton href=again label=text::AGAIN look=Look::Go icon=IconName::CALENDAR wide=true />
            <LinkButton href=station label=text::SEE_STATION icon=IconName::PHONE wide=true />
        </div>
    }
    .into_any()
}

fn one(app: App, item: &BookingItem, entry: &Entry, typed: Typed) -> AnyView {
    let Some(parked) = &entry.parked else {
        return ().into_any();
    };
    let id = item.record.id;
    let action = entry.action;
    let title = match entry.what {
        What::CreateBooking(..) => text::CREATE_FAILED,
        What::ChangeBooking(..) => text::CHANGE_FAILED,
        What::CancelBooking(_) => text::CANCEL_FAILED,
        _ => text::ERASE_FAILED_PATH,
    };
    // What has ended gets no other time.
    let view = item.record.view.as_ref();
    let times = view.is_none_or(|view| view.state.is_open())
        && matches!(
            entry.what,
            What::CreateBooking(..) | What::ChangeBooking(..)
        );
    let other_time = times.then(|| {
        let look = if is_about_person(&parked.error) { Look::Plain } else { Look::Go };
        view! { <LinkButton href=paths::booking_change(id) label=text::CHOOSE_AGAIN look icon=IconName::CLOCK wide=true /> }
    });
    let mend = match &entry.what {
        What::CreateBooking(booking, asked) => {
            let refused = Refused {
                action,
                booking: *booking,
                asked,
                error: &parked.error,
            };
            Some(edit::form(
                app,
                typed,
                &refused,
                is_about_person(&parked.error),
            ))
        }
        What::CancelBooking(_) => Some(again(app, action, entry.what.clone())),
        _ => None,
    };
    let about = item.pending.waiting.iter().chain(&item.pending.parked);
    let follow = about.filter(|other| other.after == Some(action)).count();
    let (message, reasons) = (parked.error.message.clone(), reasons(&parked.error));
    view! {
        <Notice tone=Tone::Fail>
            <b>{title}</b>
            <p>{message}</p>
            {reasons}
        </Notice>
        {handed(entry)}
        {other_time}
        {mend}
        {drop(app, action, &entry.what, follow)}
    }
    .into_any()
}

/// Somebody else may have submitted it since: to be known before it is changed or given up.
fn handed(entry: &Entry) -> Option<AnyView> {
    let handed = entry.handed_at.is_some();
    handed.then(|| view! { <Notice tone=Tone::Wait>{handover::HANDED}</Notice> }.into_any())
}

/// Why each time could not be had.
fn reasons(error: &ApiError) -> Option<AnyView> {
    let lines = error.choices.iter().map(|over| {
        view! { <li>{text::passed_over(over.rank, over.reason)}</li> }
    });
    (!error.choices.is_empty()).then(|| view! { <ul>{lines.collect_view()}</ul> }.into_any())
}

/// Whether what was told about the person is at fault, and not the times.
fn is_about_person(error: &ApiError) -> bool {
    error.code != ErrorCode::NoPlace
        && matches!(
            error.field,
            Some(Field::Name | Field::Mobile | Field::Note | Field::Consent)
        )
}

/// Sends the same once more.
fn again(app: App, action: ActionId, what: What) -> AnyView {
    let said = RwSignal::new(String::new());
    let press = move |()| calls::resend(app, action, what.clone(), calls::say(said));
    view! {
        <Button label=text::SEND_AGAIN icon=IconName::SEND wide=true on_press=press />
        {calls::said(said)}
    }
    .into_any()
}

/// Gives the action up, after a question.
fn drop(app: App, action: ActionId, what: &What, follow: usize) -> AnyView {
    let creates = what.is_create();
    let asking = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let (label, hint) = match what {
        What::CreateBooking(..) if follow > 0 => (text::GIVE_UP, text::GIVE_UP_ALL_HINT),
        What::CreateBooking(..) => (text::GIVE_UP, text::GIVE_UP_HINT),
        _ => (text::LET_BE, text::LET_BE_HINT),
    };
    let view = move || {
        if asking.get() {
            let yes = move |()| {
                calls::delete_parked(app, action, move |outcome| {
                    if outcome.is_ok() && creates {
                        app.replace(paths::MY);
                    } else {
                        calls::say(said)(outcome);
                    }
                });
            };
            view! {
                <ConfirmBox question=text::DELETE_ASK text=hint yes=label no=text::DELETE_NO
                    on_yes=yes on_no=move |()| asking.set(false) />
            }
            .into_any()
        } else {
            view! { <Button label look=Look::Quiet icon=IconName::TRASH wide=true on_press=move |()| asking.set(true) /> }
                .into_any()
        }
    };
    view! { {live(view)}{calls::said(said)} }.into_any()
}
