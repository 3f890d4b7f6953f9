//! Sending what waits, and asking how things stand: thin, what to do is decided by pure code.
//!
//! Run by one tab at a time where the browser has locks. Where it has none two tabs may do the
//! same work twice; that does no harm, because the server knows an action by its id and every
//! commit here looks at whether its rows are still as read.

use model::booking::{BookingView, LookUpBooking};
use model::civil::Timestamp;
use model::error::{ApiError, ErrorCode};
use model::id::BookingId;
use model::volunteer::VolunteerView;
use model::{api, reference::Reference};

use crate::act::{RETRIES, new_secret, put_record};
use crate::follow::Standing;
use crate::machine::{Effect, Event, State, step};
use crate::mine::{Held, Place, Rows};
use crate::outbox::TryProblem;
use crate::plan::Haste;
use crate::ports::{Batch, LocalStore, Method, Ports, RemoteApi, Request, StoreError, Table};
use crate::record::{EntityId, MyBooking, Record};
use crate::state::{take_booking, take_volunteer};
use crate::wire::{Verdict, read};

pub use crate::machine::SyncReport;

/// Sends everything that may go now, each action at most once, asks what has changed, and stores what
/// comes back. Stops at the first silence: if the network is gone, it is gone for all. Errors: storage
/// failed; what was sent is sent again next time, under the same id.
pub async fn sync_once<P: Ports>(ports: &P, haste: Haste) -> Result<SyncReport, StoreError> {
    let mut report = round(ports, haste).await?;
    if haste == Haste::Look && report.one_by_one && report.reached == Some(true) {
        // A server gone back to an older version tells about each record by itself.
        report.reached = refresh(ports, Which::Open).await?.or(report.reached);
    }
    Ok(report)
}

async fn round<P: Ports>(ports: &P, haste: Haste) -> Result<SyncReport, StoreError> {
    let mut state = State::default();
    let mut event = Event::Wake(haste);
    loop {
        let (next, effect) = step(state, event, ports.now());
        state = next;
        event = match effect {
            Some(Effect::Read) => Event::Rows(Rows::load(ports.store()).await),
            Some(Effect::Look) => Event::Looked(Standing::load(ports.store()).await.map(Box::new)),
            Some(Effect::Send(request)) => {
                let outcome = ports.remote().send(request).await;
                let mut chance = [0; 4];
                ports.fill(&mut chance);
                Event::Answer(outcome, u32::from_le_bytes(chance))
            }
            Some(Effect::Commit(batch)) => Event::Committed(ports.store().commit(batch).await),
            Some(Effect::Rest(outcome)) => return outcome,
            // Each effect leads to the event that its state waits for.
            None => return Err(StoreError::Failed),
        };
    }
}

/// Which records to ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of which more can come.
    Open,
    /// One, whatever its state.
    One(EntityId),
}

/// Asks the server how the records stand. Returns whether it answered; `None` if there was nothing
/// to ask. Errors: storage failed.
pub async fn refresh<P: Ports>(ports: &P, which: Which) -> Result<Option<bool>, StoreError> {
    let rows = Rows::load(ports.store()).await?;
    let mut reached = None;
    for held in &rows.records {
        let wanted = match which {
            Which::Open => held.value.is_open(),
            Which::One(entity) => held.value.entity() == entity && held.value.has_view(),
        };
        if !wanted {
            continue;
        }
        let path = match held.value.entity() {
            EntityId::Booking(id) => api::booking(id),
            EntityId::Volunteer(id) => api::volunteer(id),
            EntityId::Delivery(_) => continue,
        };
        let request = Request {
            secret: Some(held.value.secret()),
            ..Request::get(path)
        };
        let outcome = ports.remote().send(request).await;
        reached = Some(outcome.is_ok());
        if reached == Some(false) {
            break;
        }
        let next = refreshed(&held.value, outcome, ports.now());
        if let Some(next) = next {
            keep(ports, held, &next).await?;
        }
    }
    Ok(reached)
}

fn refreshed(
    record: &Record,
    outcome: Result<crate::ports::Answer, crate::ports::NetError>,
    now: Timestamp,
) -> Option<Record> {
    let mut next = record.clone();
    let refused = match &mut next {
        Record::Booking(mine) => match read::<BookingView>(outcome, |view| view.booking == mine.id)
        {
            Verdict::Granted(view) => {
                take_booking(mine, view, now);
                return Some(next);
            }
            Verdict::Refused(error) => error,
            Verdict::Later { .. } => return None,
        },
        Record::Volunteer(mine) => {
            match read::<VolunteerView>(outcome, |view| view.volunteer == mine.id) {
                Verdict::Granted(view) => {
                    take_volunteer(mine, view, now);
                    return Some(next);
                }
                Verdict::Refused(error) => error,
                Verdict::Later { .. } => return None,
            }
        }
        Record::Delivery(_) => return None,
    };
    (refused.code == ErrorCode::NotFound).then(|| {
        next.set_missing(true);
        next
    })
}

/// Stores a refreshed record, unless it has changed meanwhile: then what is there is newer.
async fn keep<P: Ports>(ports: &P, held: &Held<Record>, next: &Record) -> Result<(), StoreError> {
    let batch = Batch::relaxed(vec![put_record(next)?]).unless_changed(Table::Record, &held.row);
    match ports.store().commit(batch).await {
        Err(StoreError::Conflict) => Ok(()),
        done => done,
    }
}

/// Why a look-up gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUpError {
    /// The server refused, with its words: not found, too many tries.
    Refused(ApiError),
    /// No readable answer came. A look-up needs the network.
    NoAnswer(TryProblem),
    /// It was found but could not be kept on this device.
    Store(StoreError),
}

impl From<StoreError> for LookUpError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Finds a booking by its reference and the mobile number given, and keeps it on this device.
/// Errors: [`LookUpError`].
pub async fn look_up<P: Ports>(
    ports: &P,
    reference: Reference,
    mobile: &str,
) -> Result<BookingId, LookUpError> {
    let before = Rows::load(ports.store()).await?;
    let secret = new_secret(ports);
    let body = LookUpBooking {
        reference: reference.digits(),
        mobile: mobile.to_owned(),
    };
    let request = Request {
        method: Method::Post,
        secret: Some(secret),
        body: serde_json::to_string(&body).ok(),
        ..Request::get(api::BOOKING_LOOKUP)
    };
    let outcome = ports.remote().send(request).await;
    let view = match read::<BookingView>(outcome, |view| view.reference == reference) {
        Verdict::Granted(view) => view,
        Verdict::Refused(error) => return Err(LookUpError::Refused(error)),
        Verdict::Later {
            problem: TryProblem::Busy(code),
            wait,
        } => {
            return Err(LookUpError::Refused(ApiError {
                retry_after: wait,
                ..ApiError::new(code)
            }));
        }
        Verdict::Later { problem, .. } => return Err(LookUpError::NoAnswer(problem)),
    };
    keep_found(ports, secret, view, &before).await
}

/// Keeps what was found, on top of what is known by now. A booking deleted here while it was looked
/// for stays deleted.
async fn keep_found<P: Ports>(
    ports: &P,
    secret: model::id::DeviceSecret,
    view: BookingView,
    before: &Rows,
) -> Result<BookingId, LookUpError> {
    let (now, id) = (ports.now(), view.booking);
    let entity = EntityId::Booking(id);
    for _ in 0..RETRIES {
        let rows = Rows::load(ports.store()).await?;
        let place = rows.place(entity);
        let mut mine = match place {
            // The right that this device already has is as good as the new one.
            Place::Held(Held {
                value: Record::Booking(known),
                ..
            }) => known.clone(),
            Place::Missing if before.record(entity).is_some() => {
                return Err(LookUpError::Refused(ApiError::new(ErrorCode::NotFound)));
            }
            _ => MyBooking::found(id, secret, now),
        };
        take_booking(&mut mine, view.clone(), now);
        let mut batch = Batch::strict(vec![put_record(&Record::Booking(mine))?]);
        batch.checks.extend(place.check(&entity.key()));
        match ports.store().commit(batch).await {
            Err(StoreError::Conflict) => {}
            done => return Ok(done.map(|()| id)?),
        }
    }
    Err(LookUpError::Store(StoreError::Conflict))
}
