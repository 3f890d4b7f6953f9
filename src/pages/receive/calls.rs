//! Between the pages and the engine.

use client::act::ActionError;
use client::handover::{self, Received};
use client::mend::{delete_parked, resend};
use client::outbox::{Heard, What};
use client::record::BookingRequest;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::booking::ServiceSlug;
use model::error::Field;
use model::id::{ActionId, DeliveryId};
use model::words::Problem;

use super::{Desk, Offer};
use crate::browser::ports::Device;
use crate::pages::booking::desk::{done, ports};
use crate::pages::booking::draft::Draft;
use crate::state::App;

/// Why nothing was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// It could not be kept on the device.
    Storage,
    /// That field of the form has to be put right first.
    Field(Field, Problem),
    /// The form is not complete.
    Incomplete,
}

/// The service that was read out; `None` if the catalogue here does not know it.
pub(super) fn service_of(app: App, heard: &::handover::Spoken) -> Option<ServiceSlug> {
    let services = app.services.read_untracked();
    let line = handover::spoken_service(heard, &services.ready()?.outline)?;
    Some(line.slug.clone())
}

/// Keeps what is offered on this device and begins to send it. Errors: [`NotTaken`].
pub(super) async fn take(desk: Desk, offer: &Offer) -> Result<Received, NotTaken> {
    let ports = ports().await.ok_or(NotTaken::Storage)?;
    let taken = match offer {
        Offer::Scanned(parcel) => handover::receive(&ports, parcel).await,
        Offer::Heard(spoken) => {
            let asked = complete(&desk.form.get_untracked())?;
            let heard = Heard {
                fingerprint: spoken.fingerprint,
                asked,
            };
            let id = name(desk);
            match desk.mends.get_value() {
                None => handover::receive_spoken(&ports, id, heard).await,
                Some(refused) => resend(&ports, refused, What::DeliverSpoken(id, heard))
                    .await
                    .map(|_| Received::New(id)),
            }
        }
    };
    done(desk.app);
    taken.map_err(|error| match error {
        ActionError::Invalid(field, problem) => NotTaken::Field(field, problem),
        _ => NotTaken::Storage,
    })
}

fn complete(form: &Draft) -> Result<BookingRequest, NotTaken> {
    BookingRequest::try_from(form).map_err(|(field, problem)| match problem {
        Some(problem) => NotTaken::Field(field, problem),
        None => NotTaken::Incomplete,
    })
}

/// One form is one delivery, however often it is submitted.
fn name(desk: Desk) -> DeliveryId {
    let known = desk.heard.get_value();
    let id = known.unwrap_or_else(|| handover::new_delivery(&Device));
    desk.heard.set_value(Some(id));
    id
}

/// Forgets what is settled; `then` hears whether that could be kept.
pub(super) fn clear(app: App, then: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let cleared = match ports().await {
            Some(ports) => handover::clear(&ports).await.is_ok(),
            None => false,
        };
        app.records_changed();
        then(cleared);
    });
}

/// Lets go of what was refused; `then` hears whether it is gone.
pub(super) fn let_go(app: App, action: ActionId, then: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let gone = match ports().await {
            Some(ports) => delete_parked(&ports, action).await.is_ok(),
            None => false,
        };
        app.records_changed();
        then(gone);
    });
}
