//! An action that waits, as codes for somebody else's device: to be scanned, or read out over the
//! telephone. The action stays where it is; what this page says about it holds until the server
//! itself has answered this phone.

use client::handover;
use client::mine::Mine;
use client::outbox::{Entry, What};
use leptos::prelude::*;
use model::booking::ServiceSlug;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId};

use crate::components::{
    EmptyState, IconName, LinkButton, Look, Notice, Row, Rows, Section, Steps, Tone,
};
use crate::pages::my::{self, names};
use crate::pages::{arrived, call};
use crate::routes::{MyPage, Route, paths};
use crate::state::App;
use crate::text::{handover as text, my as words};

mod codes;
mod digits;
pub(crate) mod qr;

/// What waits, as far as this page shows it: what is tried in vain meanwhile draws nothing anew.
#[derive(Clone, PartialEq)]
struct Waiting {
    /// The entry as it was made.
    entry: Entry,
    /// Whose it is; `None` where this phone does not know the name.
    name: Option<String>,
    /// What for and where, if it is about a booking.
    about: Option<(ServiceSlug, DivisionCode)>,
    parked: bool,
    blocked: bool,
}

impl Waiting {
    fn of(mine: &Mine, action: ActionId) -> Option<Self> {
        let item = mine.action(action)?;
        let kept = &item.entry;
        // Tries in vain, and that its codes were shown, are nothing to this page. All else is: what leaves
        // as codes must be, to the last field, what this phone itself will send.
        let entry = Entry {
            attempts: 0,
            next_try_at: kept.created_at,
            asked_to_wait: false,
            last: None,
            parked: None,
            handed_at: None,
            ..kept.clone()
        };
        let (name, about) = match &kept.what {
            What::CreateBooking(_, asked) => (
                Some(asked.name.clone()),
                Some((asked.service.clone(), asked.station)),
            ),
            What::ChangeBooking(id, _) | What::CancelBooking(id) | What::EraseBooking(id) => {
                known(mine, *id)
            }
            What::RegisterVolunteer(_, form) | What::ChangeVolunteer(_, form) => {
                (Some(form.name.clone()), None)
            }
            What::WithdrawVolunteer(_) => (None, None),
            What::Deliver(id, _) | What::DeliverSpoken(id, _) => {
                (mine.delivery(*id).map(|item| item.record.who.clone()), None)
            }
        };
        Some(Self {
            entry,
            name: name.filter(|name| !name.is_empty()),
            about,
            parked: item.entry.parked.is_some(),
            blocked: item.blocked,
        })
    }

    /// Whether the codes carry name and number.
    fn names_somebody(&self) -> bool {
        matches!(
            self.entry.what,
            What::CreateBooking(..)
                | What::RegisterVolunteer(..)
                | What::ChangeVolunteer(..)
                | What::Deliver(..)
        )
    }

    /// The page of what it is about.
    fn href(&self) -> String {
        match self.entry.what {
            What::CreateBooking(id, _)
            | What::ChangeBooking(id, _)
            | What::CancelBooking(id)
            | What::EraseBooking(id) => paths::booking(id),
            What::RegisterVolunteer(id, _)
            | What::ChangeVolunteer(id, _)
            | What::WithdrawVolunteer(id) => paths::volunteer(id),
            What::Deliver(id, _) | What::DeliverSpoken(id, _) => paths::received(id),
        }
    }
}

/// Name, service and place of a booking on this phone.
fn known(mine: &Mine, id: BookingId) -> (Option<String>, Option<(ServiceSlug, DivisionCode)>) {
    let Some(item) = mine.booking(id) else {
        return (None, None);
    };
    let record = &item.record;
    let name = match (&record.view, &record.asked) {
        (Some(view), _) => Some(view.name.clone()),
        (None, Some(asked)) => Some(asked.name.clone()),
        (None, None) => None,
    };
    let service = names::slug(record).cloned();
    (name, service.zip(names::station_code(record)))
}

/// The way to that page from wherever an action is seen to wait.
pub fn link(action: ActionId) -> AnyView {
    let href = paths::hand_over(action);
    view! {
        <Rows><Row href title=text::NO_NETWORK sub=text::NO_NETWORK_HINT icon=IconName::QR /></Rows>
    }
    .into_any()
}

/// The page of the action in the address.
pub fn page() -> AnyView {
    let app = App::get();
    let Route::My(MyPage::HandOver(action)) = app.route.get_untracked() else {
        return ().into_any();
    };
    arrived(text::TITLE);
    // Where to look once it has gone.
    let href = StoredValue::new(paths::MY_OUTBOX.to_owned());
    let draw = move |waiting: &Option<Waiting>| match waiting {
        Some(waiting) => {
            href.set_value(waiting.href());
            one(app, waiting)
        }
        None => settled(href.get_value()),
    };
    let body = my::with_part(app, move |mine| Waiting::of(mine, action), draw);
    view! { <div class="wrap">{my::back(app)}{my::keeping_notice(app)}{body}</div> }.into_any()
}

fn one(app: App, waiting: &Waiting) -> AnyView {
    let obstacle = match (&waiting.entry.what, waiting.parked, waiting.blocked) {
        (_, true, _) => Some(text::PARKED_TEXT),
        (_, _, true) => Some(text::BLOCKED_TEXT),
        (What::DeliverSpoken(..), ..) => Some(text::HEARD_TEXT),
        _ => None,
    };
    let body = match obstacle {
        Some(words) => view! {
            <div class="sec stack">
                <Notice tone=Tone::Wait>{words}</Notice>
                <LinkButton href=waiting.href() label=text::TO_ACTION look=Look::Go />
            </div>
            {call()}
        }
        .into_any(),
        None => ways(app, waiting),
    };
    view! {
        <h1 id="title" tabindex="-1">{text::TITLE}</h1>
        <p class="muted">{subject(app, waiting)}</p>
        {body}
    }
    .into_any()
}

/// The codes, what is in them, what holds afterwards, and the digits.
fn ways(app: App, waiting: &Waiting) -> AnyView {
    let steps: Vec<(String, String)> = text::HOW
        .iter()
        .map(|(name, more)| ((*name).to_owned(), (*more).to_owned()))
        .collect();
    let inside = if waiting.names_somebody() {
        text::INSIDE_TEXT
    } else {
        text::INSIDE_NAMELESS
    };
    let stays = if words::lasts(app.keeping.get()) {
        text::STAYS_TEXT
    } else {
        text::STAYS_MEMORY
    };
    let station = waiting.about.as_ref().map(|(_, station)| *station);
    let digits = handover::spoken(&waiting.entry);
    let by_telephone = digits.is_some();
    let digits = digits.map(|digits| digits::section(app, &digits, station));
    view! {
        {codes::section(&waiting.entry)}
        <div class="sec stack">
            <Notice tone=Tone::Wait><b>{text::STAYS}</b>{stays}</Notice>
            <Notice><b>{text::INSIDE}</b>{inside}</Notice>
        </div>
        <Section title=text::HOW_TITLE>
            <p>{text::LEAD}</p>
            <Steps steps />
        </Section>
        {digits}
        {(!by_telephone).then(call)}
    }
    .into_any()
}

/// Whose matter it is, which, and where: in one line, so that the code is in sight at once.
fn subject(app: App, waiting: &Waiting) -> String {
    let kind = match waiting.entry.what {
        What::CreateBooking(..) => words::DO_BOOK,
        What::ChangeBooking(..) => words::DO_CHANGE,
        What::CancelBooking(_) => words::DO_CANCEL,
        What::EraseBooking(_) => words::DO_ERASE,
        What::RegisterVolunteer(..) => words::DO_REGISTER,
        What::ChangeVolunteer(..) => words::DO_CHANGE_FORM,
        What::WithdrawVolunteer(_) => words::DO_WITHDRAW,
        What::Deliver(..) | What::DeliverSpoken(..) => words::DO_DELIVER,
    };
    let (matter, station) = match &waiting.about {
        Some((service, station)) => (
            [kind, "：", &names::service(app, service)].concat(),
            Some(names::station(app, *station)),
        ),
        None => (kind.to_owned(), None),
    };
    let parts = [waiting.name.clone(), Some(matter), station];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// It is not in the outbox (any more).
fn settled(href: String) -> AnyView {
    view! {
        <h1 id="title" tabindex="-1">{text::TITLE}</h1>
        <EmptyState icon=IconName::OK title=text::SETTLED text=text::SETTLED_TEXT>
            <LinkButton href label=text::TO_ACTION look=Look::Go />
        </EmptyState>
        {call()}
    }
    .into_any()
}
