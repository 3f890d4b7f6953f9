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
use model::sync::EntityId;

use super::errors::Failure;
use super::extract::{At, Client, Device, Signer, Told, Wire};
use crate::app::App;
use crate::store::{Action, Answer, Answered, LookUp, SecretHash, StoreError, VerifyingKey};

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

/// Whose action it is, whoever brings it.
#[derive(Clone, Copy)]
pub struct Author {
    /// The device.
    pub device: SecretHash,
    /// The key that it signs with.
    pub key: VerifyingKey,
}

impl Author {
    /// Whoever shows a secret.
    pub fn of(device: SecretHash, signer: &Signer) -> Self {
        let key = signer.key();
        Self { device, key }
    }
}

/// The action as it is remembered. The digest covers what is asked (`told`, in one form only), of
/// what, and by which device.
pub fn action(
    app: &App,
    id: ActionId,
    author: Author,
    kind: &str,
    entity: &[u8; 16],
    told: &[u8],
) -> Action {
    let Author { device, key } = author;
    Action {
        id,
        body_mac: app.key.mac(&[kind.as_bytes(), entity, &device.0, told]),
        secret: device,
        key: Some(key),
        at: app.clock.now(),
    }
}

/// Learns the key of a device that has just been answered about something of its own, should it not be
/// known. Failing in that fails nothing else: the next request will do.
pub async fn learn(app: &App, entity: EntityId, author: Author) {
    if let Err(error) = app.store.learn_key(entity, author.device, author.key).await {
        tracing::warn!(%error, "a key was not learnt");
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
) -> Result<Answered<T>, Failure> {
    match app.store.was_done(action).await {
        Ok(true) => Ok(Answered::Again(view.await?)),
        Ok(false) | Err(StoreError::ActionReused) => Err(refusal),
        Err(error) => Err(error.into()),
    }
}

/// Checks the form, and what the booking names against the catalogue.
pub fn valid(app: &App, wire: CreateBooking) -> Result<ValidBooking, Failure> {
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
    Device(device, signer): Device,
    Told(wire, told): Told<CreateBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.create(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let entity = EntityId::Booking(wire.booking);
    let answered = created(&app, author, wire, &told).await?;
    if let Answered::Again(_) = answered {
        learn(&app, entity, author).await;
    }
    Ok(made(answered))
}

/// Books for the author, whoever brings it.
pub async fn created(
    app: &App,
    author: Author,
    wire: CreateBooking,
    told: &[u8],
) -> Result<Answered<BookingView>, Failure> {
    let id = wire.booking;
    let action = action(app, wire.action, author, "create", id.as_bytes(), told);
    match valid(app, wire) {
        Ok(new) => Ok(app.store.create_booking(action, new).await?),
        Err(refusal) => refused(app, action, refusal, app.store.booking(id, author.device)).await,
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
    Device(device, signer): Device,
) -> Result<Private<BookingView>, Failure> {
    let view = app.store.booking(id, device).await?;
    let author = Author::of(device, &signer);
    learn(&app, EntityId::Booking(view.booking), author).await;
    Ok(private(StatusCode::OK, view))
}

/// Take other times; the reference stays. Without a place the booking stays as it was.
///
/// What the person asks for stands over another time that the station has given meanwhile; `base`,
/// the version that they looked at, tells whether they knew of it.
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
    Device(device, signer): Device,
    Told(wire, told): Told<ChangeBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let answered = changed(&app, author, id, wire, &told).await?;
    learn(&app, EntityId::Booking(id), author).await;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// Takes other times for the author, whoever brings it.
pub async fn changed(
    app: &App,
    author: Author,
    id: BookingId,
    wire: ChangeBooking,
    told: &[u8],
) -> Result<Answered<BookingView>, Failure> {
    let action = action(app, wire.action, author, "change", id.as_bytes(), told);
    let wish = Wish {
        choices: wire.choices,
        window: wire.window,
    };
    match wish.check() {
        Ok(()) => Ok(app
            .store
            .change_booking(action, id, wire.base, wish)
            .await?),
        Err(fault) => {
            let view = app.store.booking(id, author.device);
            refused(app, action, fault.into(), view).await
        }
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
    Device(device, signer): Device,
    Told(wire, told): Told<CancelBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let answered = cancelled(&app, author, id, wire, &told).await?;
    learn(&app, EntityId::Booking(id), author).await;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// Cancels for the author, whoever brings it.
pub async fn cancelled(
    app: &App,
    author: Author,
    id: BookingId,
    wire: CancelBooking,
    told: &[u8],
) -> Result<Answered<BookingView>, Failure> {
    let action = action(app, wire.action, author, "cancel", id.as_bytes(), told);
    Ok(app.store.cancel_booking(action, id, wire.base).await?)
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
    Device(device, signer): Device,
    Told(wire, told): Told<CancelBooking>,
) -> Result<Private<BookingView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let answered = erased(&app, author, id, wire, &told).await?;
    learn(&app, EntityId::Booking(id), author).await;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// Erases for the author, whoever brings it.
pub async fn erased(
    app: &App,
    author: Author,
    id: BookingId,
    wire: CancelBooking,
    told: &[u8],
) -> Result<Answered<BookingView>, Failure> {
    let action = action(app, wire.action, author, "erase", id.as_bytes(), told);
    Ok(app.store.erase_booking(action, id, wire.base).await?)
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
    Device(secret, signer): Device,
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
            key: signer.key(),
            at,
        })
        .await?;
    Ok(private(StatusCode::OK, found))
}
