//! What can be booked: the last answer known, with its age, and a fresh one when the network gives
//! it. What somebody looks at is nobody's business, so answers are kept encrypted. For the person's own
//! station the places held come down with everything else that has changed; so the answer for any
//! service there is counted on the device, by the rule that the server counts by.

use model::api::{self, MAX_AVAILABILITY_DAYS};
use model::availability::{Availability, days};
use model::booking::ServiceSlug;
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::error::ApiError;
use model::holiday::HolidayCalendar;
use model::offer::lane;
use model::slot::{HORIZON_DAYS, Offer, Timetable, Way, WeeklyHours};

use crate::follow::Heard;
use crate::near::Near;
use crate::outbox::TryProblem;
use crate::ports::{Batch, LocalStore, Ports, RemoteApi, Request, StoreError, Table, Write};
use crate::wire::{Verdict, read};

/// How many answers are kept.
const KEPT: u64 = 16;
/// Before its place in the key of an answer.
const KEY: &str = "availability/";

/// Whether the row is a kept answer, which can be asked for again.
pub(crate) fn is_cached(table: Table, key: &str) -> bool {
    table == Table::Draft && key.starts_with(KEY)
}

/// Of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
}

impl Asked {
    /// Each question has its place among [`KEPT`]; another one may take it.
    fn key(&self) -> String {
        let mut text = self.station.to_string();
        text.push_str(self.service.as_str());
        text.push_str(self.way.as_str());
        let place = model::pack::hash(text.as_bytes()) % KEPT;
        [KEY, &place.to_string()].concat()
    }

    fn fits(&self, answer: &Availability) -> bool {
        self.station == answer.station && self.service == answer.service && self.way == answer.way
    }
}

/// Why there is no fresh answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAvailability {
    /// The server refused, with its words.
    Refused(ApiError),
    /// No readable answer came; the one kept, if any, with its age, is all there is.
    NoAnswer(TryProblem),
}

/// The last answer kept, whatever its age (`as_of`). Errors: storage failed.
pub async fn kept<S: LocalStore>(
    store: &S,
    asked: &Asked,
) -> Result<Option<Availability>, StoreError> {
    let row = store.get(Table::Draft, &asked.key()).await?;
    let answer = row.and_then(|row| serde_json::from_slice(&row.value).ok());
    Ok(answer.filter(|answer| asked.fits(answer)))
}

/// What counts at a station apart from what it has published itself.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Its offer for the service in that way.
    pub offer: Offer,
    /// Its hours as the catalogue has them; none: the usual ones are assumed.
    pub hours: Option<&'a WeeklyHours>,
    /// Public holidays.
    pub holidays: &'a HolidayCalendar,
}

/// The newest of what this device knows: the last answer kept, or, for the person's own station, the
/// one that follows from the places held there. Errors: storage failed.
pub async fn known<S: LocalStore>(
    store: &S,
    asked: &Asked,
    terms: Terms<'_>,
    now: Timestamp,
) -> Result<Option<Availability>, StoreError> {
    let kept = kept(store, asked).await?;
    let Some(near) = Near::load(store, asked.station).await? else {
        return Ok(kept);
    };
    let mut counted = count(&near, asked, terms, now);
    if let Some(counted) = &mut counted {
        let heard = Heard::load(store).await?;
        counted.as_of = Heard::known(heard, near.epoch, counted.as_of);
    }
    Ok(kept
        .into_iter()
        .chain(counted)
        .max_by_key(|answer| answer.as_of))
}

/// The answer for the days that can be booked, from the places held; `None` while nothing has been said
/// about them. Pure.
pub fn count(near: &Near, asked: &Asked, terms: Terms<'_>, now: Timestamp) -> Option<Availability> {
    let (as_of, held) = near.held(lane(&asked.service, asked.way))?;
    let published = near.published();
    let own = published.and_then(|published| published.hours.as_ref());
    let usual = WeeklyHours::usual();
    let table = Timetable {
        hours: own.or(terms.hours).unwrap_or(&usual),
        holidays: terms.holidays,
        closures: published.map_or(&[], |published| &published.closures),
        offer: terms.offer,
    };
    let (today, _) = now.in_chongqing();
    let until = today.plus_days(HORIZON_DAYS - 1);
    Some(Availability {
        station: asked.station,
        service: asked.service.clone(),
        way: asked.way,
        duration: terms.offer.duration,
        as_of,
        hours_published: own.or(terms.hours).is_some(),
        days: days(&table, &held, (today, until), now),
    })
}

/// Asks the server for `days` days from `from` on, and keeps the answer. Errors:
/// [`NoAvailability`].
pub async fn fetch<P: Ports>(
    ports: &P,
    asked: &Asked,
    from: Date,
    days: u16,
) -> Result<Availability, NoAvailability> {
    let days = days.min(MAX_AVAILABILITY_DAYS);
    let path = api::availability(asked.station, &asked.service, asked.way, from, days);
    let outcome = ports.remote().send(Request::get(path)).await;
    match read::<Availability>(outcome, |answer| asked.fits(answer)) {
        Verdict::Granted(answer) => {
            if let Ok(value) = serde_json::to_vec(&answer) {
                let write = Write::Put(Table::Draft, asked.key(), value);
                // Not being able to keep it takes nothing from the answer.
                let _ = ports.store().commit(Batch::relaxed(vec![write])).await;
            }
            Ok(answer)
        }
        Verdict::Refused(error) => Err(NoAvailability::Refused(error)),
        Verdict::Later { problem, .. } => Err(NoAvailability::NoAnswer(problem)),
    }
}
