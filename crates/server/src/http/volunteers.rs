//! Volunteers' registrations over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use model::error::{ApiError, Field};
use model::id::VolunteerId;
use model::sync::EntityId;
use model::volunteer::{
    ChangeVolunteer, RegisterVolunteer, ValidVolunteer, VolunteerForm, VolunteerView,
    WithdrawVolunteer,
};
use model::words::Problem;

use super::bookings::{Author, Private, action, learn, made, private, refused};
use super::errors::Failure;
use super::extract::{At, Client, Device, Told};
use crate::app::App;
use crate::store::Answered;

fn valid(app: &App, form: VolunteerForm) -> Result<ValidVolunteer, Failure> {
    let form = ValidVolunteer::try_from(form)?;
    if !app.dataset.stations.contains_key(&form.division) {
        return Err(Failure::invalid(Field::Division, Problem::UnknownStation));
    }
    Ok(form)
}

/// Register as a volunteer. The same action again is answered with the registration as it stands.
#[utoipa::path(
    post, path = "/api/v1/volunteers", tag = "volunteers", security(("device" = [])),
    request_body = RegisterVolunteer,
    responses(
        (status = 201, body = VolunteerView, description = "Registered."),
        (status = 200, body = VolunteerView, description = "Registered before by the same action."),
        (status = 409, body = ApiError, description = "`action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn register(
    State(app): State<App>,
    Client(client): Client,
    Device(device, signer): Device,
    Told(wire, told): Told<RegisterVolunteer>,
) -> Result<Private<VolunteerView>, Failure> {
    app.limits.create(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let entity = EntityId::Volunteer(wire.volunteer);
    let answered = registered(&app, author, wire, &told).await?;
    if let Answered::Again(_) = answered {
        learn(&app, entity, author).await;
    }
    Ok(made(answered))
}

/// Registers the author, whoever brings it.
pub async fn registered(
    app: &App,
    author: Author,
    wire: RegisterVolunteer,
    told: &[u8],
) -> Result<Answered<VolunteerView>, Failure> {
    let id = wire.volunteer;
    let action = action(app, wire.action, author, "register", id.as_bytes(), told);
    match valid(app, wire.form) {
        Ok(form) => Ok(app.store.register_volunteer(action, id, form).await?),
        Err(refusal) => {
            let view = app.store.volunteer(id, author.device);
            refused(app, action, refusal, view).await
        }
    }
}

/// Read a registration.
#[utoipa::path(
    get, path = "/api/v1/volunteers/{id}", tag = "volunteers", security(("device" = [])),
    params(("id" = VolunteerId, Path)),
    responses(
        (status = 200, body = VolunteerView),
        (status = 404, body = ApiError, description = "None, or not this device's."),
    )
)]
pub async fn read(
    State(app): State<App>,
    At(id): At<VolunteerId>,
    Device(device, signer): Device,
) -> Result<Private<VolunteerView>, Failure> {
    let view = app.store.volunteer(id, device).await?;
    let author = Author::of(device, &signer);
    learn(&app, EntityId::Volunteer(id), author).await;
    Ok(private(StatusCode::OK, view))
}

/// Change what was told.
#[utoipa::path(
    post, path = "/api/v1/volunteers/{id}/change", tag = "volunteers", security(("device" = [])),
    params(("id" = VolunteerId, Path)), request_body = ChangeVolunteer,
    responses(
        (status = 200, body = VolunteerView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError, description = "`not_changeable` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn change(
    State(app): State<App>,
    Client(client): Client,
    At(id): At<VolunteerId>,
    Device(device, signer): Device,
    Told(wire, told): Told<ChangeVolunteer>,
) -> Result<Private<VolunteerView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let answered = changed(&app, author, id, wire, &told).await?;
    learn(&app, EntityId::Volunteer(id), author).await;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// Replaces what the author told, whoever brings it.
pub async fn changed(
    app: &App,
    author: Author,
    id: VolunteerId,
    wire: ChangeVolunteer,
    told: &[u8],
) -> Result<Answered<VolunteerView>, Failure> {
    let action = action(app, wire.action, author, "change", id.as_bytes(), told);
    match valid(app, wire.form) {
        Ok(form) => Ok(app.store.change_volunteer(action, id, form).await?),
        Err(refusal) => {
            let view = app.store.volunteer(id, author.device);
            refused(app, action, refusal, view).await
        }
    }
}

/// Withdraw: the registration ends, name, number and note are erased.
#[utoipa::path(
    post, path = "/api/v1/volunteers/{id}/withdraw", tag = "volunteers",
    security(("device" = [])),
    params(("id" = VolunteerId, Path)), request_body = WithdrawVolunteer,
    responses(
        (status = 200, body = VolunteerView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError, description = "`action_reused`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn withdraw(
    State(app): State<App>,
    Client(client): Client,
    At(id): At<VolunteerId>,
    Device(device, signer): Device,
    Told(wire, told): Told<WithdrawVolunteer>,
) -> Result<Private<VolunteerView>, Failure> {
    app.limits.change(client, app.clock.now())?;
    let author = Author::of(device, &signer);
    let answered = withdrawn(&app, author, id, wire, &told).await?;
    learn(&app, EntityId::Volunteer(id), author).await;
    Ok(private(StatusCode::OK, answered.into_inner()))
}

/// Ends the author's registration, whoever brings it.
pub async fn withdrawn(
    app: &App,
    author: Author,
    id: VolunteerId,
    wire: WithdrawVolunteer,
    told: &[u8],
) -> Result<Answered<VolunteerView>, Failure> {
    let action = action(app, wire.action, author, "withdraw", id.as_bytes(), told);
    Ok(app.store.withdraw_volunteer(action, id).await?)
}
