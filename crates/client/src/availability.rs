//! What can be booked: the last answer known, with its age, and a fresh one when the network gives
//! it. What somebody looks at is nobody's business, so answers are kept encrypted.

use model::api::{self, MAX_AVAILABILITY_DAYS};
use model::availability::Availability;
use model::booking::ServiceSlug;
use model::civil::Date;
use model::division::DivisionCode;
use model::error::ApiError;
use model::slot::Way;

use crate::outbox::TryProblem;
use crate::ports::{Batch, LocalStore, Ports, RemoteApi, Request, StoreError, Table, Write};
use crate::wire::{Verdict, read};

/// How many answers are kept.
const KEPT: u64 = 16;

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
        ["availability/", &place.to_string()].concat()
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
