//! Between the pages and the engine: times, submitting, and what is kept. Failures come
//! back as values; nothing here shows anything.

use client::act::{self, ActionError, submit_booking};
pub use client::availability::Asked;
use client::availability::{NoAvailability, Terms};
use client::mend::resend;
use client::mine::Mine;
use client::outbox::What;
use client::plan::Haste;
use client::ports::{Ports, StoreError};
use client::record::BookingRequest;
use client::{availability, drafts};
use model::civil::{Date, Timestamp};
use model::error::Field;
use model::id::{BookingId, VolunteerId};
use model::slot::{HORIZON_DAYS, Timetable, WeeklyHours};

use super::draft::Draft;
use super::facts::Facts;
use super::times::Times;
use crate::browser::ports::{BrowserPorts, Device};
use crate::browser::{clock, runner};
use crate::state::App;

/// Now, by the device's clock.
pub fn now() -> Timestamp {
    clock::now()
}

/// Today in Chongqing, by the device's clock.
pub fn today() -> Date {
    now().in_chongqing().0
}

/// The engine's ports, once they are open; `None` where they cannot be.
pub async fn ports() -> Option<BrowserPorts> {
    crate::engine::ports().await
}

/// What can be booked as far as this device knows: the last answer kept, or at the person's own
/// station what follows from the places held there; else what follows from the hours.
pub async fn times_here(app: App, asked: &Asked) -> Times {
    let facts = Facts::of(app);
    let duration = facts
        .service(&asked.service)
        .map_or(30, |service| service.duration);
    let hours = facts.hours(asked.station);
    let holidays = facts.holidays();
    let offer = model::offer::offer(asked.station.tier(), duration, asked.way);
    let terms = Terms {
        offer,
        hours: hours.as_ref(),
        holidays: &holidays,
    };
    if let Some(ports) = ports().await
        && let Ok(Some(answer)) = availability::known(ports.store(), asked, terms, now()).await
    {
        return Times::from_answer(&answer, false, now());
    }
    let published = hours.is_some();
    let table = Timetable {
        hours: &hours.unwrap_or_else(WeeklyHours::usual),
        holidays: &holidays,
        closures: &[],
        offer,
    };
    Times::guess(&table, published, now())
}

/// What can be booked as the server says. Errors: no answer came, or the server's words for why
/// there is nothing to book.
pub async fn times_there(asked: Asked) -> Result<Times, Option<String>> {
    let ports = ports().await.ok_or(None)?;
    match availability::fetch(&ports, &asked, today(), HORIZON_DAYS as u16).await {
        Ok(answer) => Ok(Times::from_answer(&answer, true, now())),
        Err(NoAvailability::Refused(error)) => Err(Some(error.message)),
        Err(NoAvailability::NoAnswer(_)) => Err(None),
    }
}

/// Why something was not submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// That field has to be put right; the words for it.
    Field(Field, String),
    /// It could not be kept on the device; nothing was submitted.
    Storage {
        /// There is no room left.
        full: bool,
    },
    /// What was to be mended or changed is not there any more: settled in another tab.
    Elsewhere,
    /// The form was submitted in another tab, with other answers.
    Taken,
}

impl From<ActionError> for Trouble {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::Invalid(field, problem) => Self::Field(field, problem.message()),
            ActionError::Unknown | ActionError::Over => Self::Elsewhere,
            ActionError::Taken => Self::Taken,
            ActionError::Store(error) => Self::Storage {
                full: error == StoreError::Full,
            },
        }
    }
}

/// Keeps the booking on the device and begins to send it. Errors: [`Trouble`].
pub async fn submit(app: App, draft: &Draft) -> Result<BookingId, Trouble> {
    let request = BookingRequest::try_from(draft).map_err(|(field, problem)| {
        Trouble::Field(
            field,
            problem.map(|problem| problem.message()).unwrap_or_default(),
        )
    })?;
    let ports = ports().await.ok_or(Trouble::Storage { full: false })?;
    let id = match draft.mending {
        None => {
            let id = draft.id.unwrap_or_else(new_booking);
            // What was put aside must outlive the draft: then its row is rewritten afterwards.
            let form = draft.aside.is_empty().then_some(drafts::Draft::Booking);
            submit_booking(&ports, id, request, form).await?
        }
        Some(mending) => {
            let what = What::CreateBooking(mending.booking, request);
            resend(&ports, mending.action, what).await?;
            mending.booking
        }
    };
    done(app);
    Ok(id)
}

/// A fresh id for the booking that a draft is to make.
pub fn new_booking() -> BookingId {
    act::new_booking(&Device)
}

/// A fresh id for the registration that a draft is to make.
pub fn new_volunteer() -> VolunteerId {
    act::new_volunteer(&Device)
}

/// After an action: pages draw again, and it is sent.
pub fn done(app: App) {
    app.records_changed();
    runner::kick(Haste::Now);
}

/// Everything of the person on this device.
pub async fn mine() -> Option<Mine> {
    Mine::load(ports().await?.store()).await.ok()
}
