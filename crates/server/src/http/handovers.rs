//! Actions that somebody else's device brings: signed by their authors, or read out by them.

use axum::extract::State;
use handover::{Deed, OpenError, Parcel};
use model::booking::BookingView;
use model::error::{ApiError, ErrorCode};
use model::handover::{Delivery, HandOver, SpokenBooking};
use model::sync::EntityId;
use model::volunteer::VolunteerView;

use super::bookings::{self, Author, Private, made, refused};
use super::errors::Failure;
use super::extract::{Client, Device, Told, Wire, told};
use super::volunteers;
use crate::app::App;
use crate::store::{Answered, SecretHash, StoreError, VerifyingKey};

/// Submit what somebody else's device has signed, as if that device had sent it itself: it and the
/// device's own upload are one action, whichever comes first.
///
/// No right is needed: the signature is the author's. For what is to bring something into being, the
/// key in it is taken with it; for anything else it must be the key of a device that has the right.
#[utoipa::path(
    post, path = "/api/v1/handovers", tag = "handovers",
    request_body = HandOver,
    responses(
        (status = 201, body = Delivery, description = "Done."),
        (status = 200, body = Delivery, description = "Done before by the same action."),
        (status = 400, body = ApiError, description = "`bad_request`: no parcel, or its signature is wrong."),
        (status = 404, body = ApiError,
         description = "Nothing that the signer has a right to. `unknown_path`: the parcel is of a newer app."),
        (status = 409, body = ApiError, description = "`no_place`, `not_changeable` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn hand_over(
    State(app): State<App>,
    Client(client): Client,
    Wire(wire): Wire<HandOver>,
) -> Result<Private<Delivery>, Failure> {
    app.limits.create(client, app.clock.now())?;
    let parcel = Parcel::read(&wire.parcel).map_err(|error| {
        Failure::new(match error {
            // A newer version of this server may take it: it is not refused for good.
            OpenError::Newer => ErrorCode::UnknownPath,
            OpenError::Malformed | OpenError::Forged => ErrorCode::BadRequest,
        })
    })?;
    let author = Author {
        device: SecretHash(parcel.secret_hash()),
        key: VerifyingKey(parcel.key()),
    };
    Ok(made(delivered(&app, author, &parcel).await?))
}

async fn delivered(
    app: &App,
    author: Author,
    parcel: &Parcel,
) -> Result<Answered<Delivery>, Failure> {
    let booked = |answered| of_booking(parcel, answered);
    let enrolled = |answered| of_volunteer(parcel, answered);
    Ok(match parcel.deed() {
        Deed::CreateBooking(asked) => {
            booked(bookings::created(app, author, asked.clone(), &told(asked)?).await?)
        }
        Deed::ChangeBooking(id, asked) => {
            may(app, author, EntityId::Booking(*id)).await?;
            booked(bookings::changed(app, author, *id, asked.clone(), &told(asked)?).await?)
        }
        Deed::CancelBooking(id, asked) => {
            may(app, author, EntityId::Booking(*id)).await?;
            booked(bookings::cancelled(app, author, *id, asked.clone(), &told(asked)?).await?)
        }
        Deed::EraseBooking(id, asked) => {
            may(app, author, EntityId::Booking(*id)).await?;
            booked(bookings::erased(app, author, *id, asked.clone(), &told(asked)?).await?)
        }
        Deed::RegisterVolunteer(asked) => {
            enrolled(volunteers::registered(app, author, asked.clone(), &told(asked)?).await?)
        }
        Deed::ChangeVolunteer(id, asked) => {
            may(app, author, EntityId::Volunteer(*id)).await?;
            enrolled(volunteers::changed(app, author, *id, asked.clone(), &told(asked)?).await?)
        }
        Deed::WithdrawVolunteer(id, asked) => {
            may(app, author, EntityId::Volunteer(*id)).await?;
            enrolled(volunteers::withdrawn(app, author, *id, asked.clone(), &told(asked)?).await?)
        }
    })
}

/// Whether the key is that of a device with the right. Errors: `not_found`, as for everything that
/// somebody has no right to.
async fn may(app: &App, author: Author, entity: EntityId) -> Result<(), Failure> {
    if app.store.key_of(entity, author.device).await? == Some(author.key) {
        Ok(())
    } else {
        Err(StoreError::NotFound.into())
    }
}

fn of_booking(parcel: &Parcel, answered: Answered<BookingView>) -> Answered<Delivery> {
    let action = parcel.action();
    match answered {
        Answered::First(view) => Answered::First(Delivery::of_booking(action, false, view)),
        Answered::Again(view) => Answered::Again(Delivery::of_booking(action, true, view)),
    }
}

fn of_volunteer(parcel: &Parcel, answered: Answered<VolunteerView>) -> Answered<Delivery> {
    let action = parcel.action();
    match answered {
        Answered::First(view) => Answered::First(Delivery::of_volunteer(action, false, &view)),
        Answered::Again(view) => Answered::Again(Delivery::of_volunteer(action, true, &view)),
    }
}

/// Submit a booking that was read out over the telephone. It and the one that the caller's own phone
/// sends are one, whichever comes first: they are known by what was read out, the mobile number, the
/// station and the service.
///
/// The receiver makes the ids and the secret. The same again is answered the same.
#[utoipa::path(
    post, path = "/api/v1/handovers/spoken", tag = "handovers", security(("device" = [])),
    request_body = SpokenBooking,
    responses(
        (status = 201, body = Delivery, description = "Booked."),
        (status = 200, body = Delivery, description = "Booked before."),
        (status = 409, body = ApiError, description = "`no_place` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn hear(
    State(app): State<App>,
    Client(client): Client,
    Device(device, signer): Device,
    Told(wire, told): Told<SpokenBooking>,
) -> Result<Private<Delivery>, Failure> {
    // As strictly as looking up: it tells whether somebody has booked.
    app.limits.look_up(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let SpokenBooking {
        fingerprint,
        booking,
    } = wire;
    let (id, named) = (booking.booking, booking.action);
    let action = bookings::action(&app, named, author, "spoken", id.as_bytes(), &told);
    let answered = match bookings::valid(&app, booking) {
        Ok(new) => app.store.hear_booking(action, fingerprint, new).await?,
        Err(refusal) => refused(&app, action, refusal, app.store.booking(id, device)).await?,
    };
    Ok(made(match answered {
        Answered::First(view) => Answered::First(Delivery::of_booking(named, false, view)),
        Answered::Again(view) => Answered::Again(Delivery::of_booking(named, true, view)),
    }))
}
