//! What staff enter for those who come, telephone, or were on a paper list.

use axum::extract::State;
use axum::http::StatusCode;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::error::ApiError;
use model::id::BookingId;
use model::permissions::Actor;
use model::permissions::permission::{AddBooking, SeeBookings};
use model::workbench::entry::ValidEntry;
use model::workbench::{AddBooking as Asked, Added};

use super::desk::{action, at_station};
use super::gate::Staff;
use super::shown;
use crate::app::App;
use crate::http::bookings::{Private, private};
use crate::http::errors::Failure;
use crate::http::extract::{At, Told};
use crate::store::desk::Entered;
use crate::store::{Action, Answered, StoreError};

/// Enter a walk-in, a telephone booking, or a line of a paper list.
///
/// Who came, or was on paper, takes no place; who telephones takes one, if need be one that is kept from
/// the app. Consent was given in person. The booking belongs to no device; one gains the right to it by
/// reference and mobile number. The same action again is answered with the booking (200), or with the
/// same `no_place`. What looks like a booking of the same person for the same service on that day makes
/// nothing unless `although_double` is said.
#[utoipa::path(
    post, path = "/api/v1/staff/stations/{code}/bookings", tag = "staff",
    security(("staff" = [])),
    params(
        ("code" = DivisionCode, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = Asked,
    responses(
        (status = 201, body = Added, description = "Made."),
        (status = 200, body = Added, description = "Made before, or nothing was made."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
        (status = 409, body = ApiError, description = "`no_place` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn add(
    State(app): State<App>,
    staff: Staff<AddBooking>,
    At(station): At<DivisionCode>,
    Told(wire, told): Told<Asked>,
) -> Result<Private<Added>, Failure> {
    let granted = at_station(&app, &staff, station)?;
    let (actor, at) = (granted.actor(), staff.signed_in.at);
    // The station too is part of what is asked.
    let told = [station.to_string().as_bytes(), &told].concat();
    let action = action(&app, wire.action, (actor, at), (wire.booking, &told));
    let booking = wire.booking;
    let entered = match valid(&app, station, wire, at) {
        Ok(entry) => app.store.enter(granted, action, entry).await?,
        Err(refusal) => made_before(&app, actor, action, booking, refusal).await?,
    };
    Ok(match entered {
        Entered::Booking(Answered::First(row)) => {
            private(StatusCode::CREATED, Added::Booking { row })
        }
        Entered::Booking(Answered::Again(row)) => shown(Added::Booking { row }),
        Entered::Double(rows) => shown(Added::Double { rows }),
    })
}

/// Checks the form, and what the booking names against the catalogue.
fn valid(
    app: &App,
    station: DivisionCode,
    wire: Asked,
    at: Timestamp,
) -> Result<ValidEntry, Failure> {
    app.dataset.offered(station, &wire.service, wire.way)?;
    Ok(ValidEntry::check(wire, at)?)
}

/// What was done stays done, even if nobody could do the same by now: a walk-in asked for again after
/// midnight.
async fn made_before(
    app: &App,
    actor: Actor,
    action: Action,
    booking: BookingId,
    refusal: Failure,
) -> Result<Entered, Failure> {
    match app.store.was_done(action).await {
        Ok(true) => {
            let granted = actor.granted_in_scope::<SeeBookings>().ok_or(refusal)?;
            let row = app.store.station_booking(granted, booking).await?;
            Ok(Entered::Booking(Answered::Again(row)))
        }
        Ok(false) | Err(StoreError::ActionReused) => Err(refusal),
        Err(error) => Err(error.into()),
    }
}
