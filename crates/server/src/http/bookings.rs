//! Bookings over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, StatusCode};
use model::booking::{
    BookingView, CancelBooking, ChangeBooking, CreateBooking, LookUpBooking, ValidBooking, Wish,
};
use model::error::{ApiError, Field};
use model::id::{ActionId, BookingId};
use model::person::Mobile;
use model::reference::Reference;

use super::errors::Failure;
use super::extract::{At, Client, Device, Told, Wire};
use crate::app::App;
use crate::store::{Action, Answer, Answered, LookUp, SecretHash, StoreError};

/// An answer that only its owner may keep.
pub type Private<T> = (StatusCode, [(HeaderName, &'static str); 1], Json<T>);

/// 201 when done just now, 200 when it was done before.
pub fn private<T>(status: StatusCode, body: T) -> Private<T> {
    (status, [(CACHE_CONTROL, "no-store")], Json(body))
}

/// The first time it is made, later it is only shown.
pub fn made<T>(answered: Answered<T>) -> Private<T> {
    match answered {
        Answered::First(view) => private(StatusCode::CREATED, view),
        Answered::Again(view) => private(StatusCode::OK, view),
    }
}

/// The action as it is remembered. The digest covers what is asked (`told`, in one form only), of
/// what, and by which device.
pub fn action(
    app: &App,
    id: ActionId,
    device: SecretHash,
    kind: &str,
    entity: &[u8; 16],
    told: &[u8],
) -> Action {
    Action {
        id,
        body_mac: app.key.mac(&[kind.as_bytes(), entity, &device.0, told]),
        secret: device,
        at: app.clock.now(),
    }
}

/// The answer where a form is refused: what was done stays done, so a device that missed the
/// answer still gets it (`view`), even if nobody could do the same today. What found no place is
/// refused so again.
pub async fn refused<T>(
    app: &App,
    action: Action,
    refusal: Failure,
    view: Answer<'_, T>,
) -> Result<Private<T>, Failure> {
    match app.store.was_done(action).await {
        Ok(true) => Ok(private(StatusCode::OK, view.await?)),
        Ok(false) | Err(StoreError::ActionReused) => Err(refusal),
        Err(error) => Err(error.into()),
    }
}

/// Checks the form, and what the booking names against the catalogue.
fn valid(app: &App, wire: CreateBooking) -> Result<ValidBooking, Failure> {
    let new = ValidBooking::try_from(wire)?;
    app.dataset.offered(new.station, &new.service, new.way)?;
    Ok(new)
}

/// Book: the best of the wishes that can be had is taken, in one step.
///
/// The device makes the ids and the secret. The same action again is answered with the booking as
/// it stands (200), or with the same `no_place`; with another content, with `action_reused`.
#[utoipa::path(
    post, path = "/api/v1/bookings", tag = "bookings", security(("device" = [])),
    request_body = CreateBooking,
    responses(
        (status = 201, body = BookingView, description = "Booked."),
        (status = 200, body = BookingView, description = "Booked before by the same action."),
        (status = 409, body = ApiError, description = "`no_place` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn create(
    State(app): State<App>,
    Client(client): Client,
    Device(device): Device,
    Told(wire, told): Told<CreateBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.create(client, app.clock.now())?;
    let id = wire.booking;
    let action = action(&app, wire.action, device, "create", id.as_bytes(), &told);
    match valid(&app, wire) {
        Ok(new) => Ok(made(app.store.create_booking(action, new).await?)),
        Err(refusal) => refused(&app, action, refusal, app.store.booking(id, device)).await,
    }
}

/// Read a booking.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}", tag = "bookings", security(("device" = [])),
    params(("id" = BookingId, Path)),
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = ApiError, description = "None, or not this device's."),
    )
)]
pub async fn read(
    State(app): State<App>,
    At(id): At<BookingId>,
    Device(device): Device,
) -> Result<Private<BookingView>, Failure> {
    Ok(private(
        StatusCode::OK,
        app.store.booking(id, device).await?,
    ))
}

/// Take other times; the reference stays. Without a place the booking stays as it was.
///
/// The same action again is answered with the booking as it stands, or with the same `no_place`.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/change", tag = "bookings", security(("device" = [])),
    params(("id" = BookingId, Path)), request_body = ChangeBooking,
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError,
         description = "`no_place`, `not_changeable` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn change(
    State(app): State<App>,
    Client(client): Client,
    At(id): At<BookingId>,
    Device(device): Device,
    Told(wire, told): Told<ChangeBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let action = action(&app, wire.action, device, "change", id.as_bytes(), &told);
    let wish = Wish {
        choices: wire.choices,
        window: wire.window,
    };
    match wish.check() {
        Ok(()) => {
            let answered = app.store.change_booking(action, id, wish).await?;
            Ok(private(StatusCode::OK, answered.into_inner()))
        }
        Err(fault) => refused(&app, action, fault.into(), app.store.booking(id, device)).await,
    }
}

/// Cancel: the place is free at once. Cancelling again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/cancel", tag = "bookings", security(("device" = [])),
    params(("id" = BookingId, Path)), request_body = CancelBooking,
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError, description = "`not_changeable` or `action_reused`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn cancel(
    State(app): State<App>,
    Client(client): Client,
    At(id): At<BookingId>,
    Device(device): Device,
    Told(wire, told): Told<CancelBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let action = action(&app, wire.action, device, "cancel", id.as_bytes(), &told);
    let answered = app.store.cancel_booking(action, id).await?;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// Erase name, number and note; a booking still to come is cancelled first.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/erase", tag = "bookings", security(("device" = [])),
    params(("id" = BookingId, Path)), request_body = CancelBooking,
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError, description = "`action_reused`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn erase(
    State(app): State<App>,
    Client(client): Client,
    At(id): At<BookingId>,
    Device(device): Device,
    Told(wire, told): Told<CancelBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let action = action(&app, wire.action, device, "erase", id.as_bytes(), &told);
    let answered = app.store.erase_booking(action, id).await?;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// See a booking on another device, which gains the right to it.
#[utoipa::path(
    post, path = "/api/v1/bookings/lookup", tag = "bookings", security(("device" = [])),
    request_body = LookUpBooking,
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = ApiError,
         description = "No such reference, or not with this mobile number."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn look_up(
    State(app): State<App>,
    Client(client): Client,
    Device(secret): Device,
    Wire(wire): Wire<LookUpBooking>,
) -> Result<Private<BookingView>, Failure> {
    let at = app.clock.now();
    let reference = Reference::parse(&wire.reference)
        .map_err(|error| Failure::invalid(Field::Reference, error.into()))?;
    let mobile = Mobile::parse(&wire.mobile)
        .map_err(|error| Failure::invalid(Field::Mobile, error.into()))?;
    app.limits.look_up(client, at)?;
    app.limits.reference(reference, at)?;
    let found = app
        .store
        .look_up_booking(LookUp {
            reference,
            mobile,
            secret,
            at,
        })
        .await?;
    Ok(private(StatusCode::OK, found))
}
