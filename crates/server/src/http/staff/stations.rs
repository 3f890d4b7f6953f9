//! What a station publishes of itself, as its staff set it.

use axum::extract::State;
use model::division::DivisionCode;
use model::error::{ApiError, Field};
use model::permissions::permission::{ChangeStation, SeeBookings};
use model::publishing::{LaneCapacity, PublishError, SetStation, StationSettings};

use super::gate::Staff;
use super::shown;
use crate::app::App;
use crate::http::bookings::Private;
use crate::http::errors::Failure;
use crate::http::extract::{At, Wire};
use crate::store::publishing::{Authority, StationPut};
use crate::store::{LaneOffer, Published};

/// What the station has published, and the version of that.
#[utoipa::path(
    get, path = "/api/v1/staff/stations/{code}", tag = "staff", security(("staff" = [])),
    params(("code" = DivisionCode, Path)),
    responses(
        (status = 200, body = StationSettings),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError),
    )
)]
pub async fn settings(
    State(app): State<App>,
    staff: Staff<SeeBookings>,
    At(code): At<DivisionCode>,
) -> Result<Private<StationSettings>, Failure> {
    staff.within(code)?;
    let (published, version) = app.store.station_settings(code).await?;
    Ok(shown(view(code, published, version)))
}

fn view(station: DivisionCode, published: Published, version: u64) -> StationSettings {
    let lane = |known: LaneOffer| LaneCapacity {
        lane: known.lane,
        duration: known.offer.duration,
        capacity: known.offer.capacity,
    };
    StationSettings {
        station,
        version,
        hours: published.hours,
        closures: published.closures,
        lanes: published.offers.into_iter().map(lane).collect(),
    }
}

/// Set what the station publishes from now on. Bookings on a day that is shut now stay as they are: staff
/// see them in the list of that day and give each another time.
#[utoipa::path(
    post, path = "/api/v1/staff/stations/{code}", tag = "staff", security(("staff" = [])),
    params(
        ("code" = DivisionCode, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = SetStation,
    responses(
        (status = 200, body = StationSettings),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError,
         description = "`not_changeable`: somebody has changed it since it was looked at."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn set(
    State(app): State<App>,
    staff: Staff<ChangeStation>,
    At(code): At<DivisionCode>,
    Wire(wire): Wire<SetStation>,
) -> Result<Private<StationSettings>, Failure> {
    let by = staff.within(code)?;
    let at = staff.signed_in.at;
    let valid = wire.check(at.in_chongqing().0)?;
    if !valid.lanes.iter().all(|lane| is_known(&app, lane)) {
        return Err((Field::Capacity, PublishError::Lane.message()).into());
    }
    let offer = |lane: &LaneCapacity| LaneOffer {
        lane: lane.lane.clone(),
        offer: lane.offer(),
    };
    let published = Published {
        hours: valid.hours,
        closures: valid.closures,
        offers: valid.lanes.iter().map(offer).collect(),
    };
    let put = StationPut {
        by: Authority::Staff(by),
        station: code,
        base: Some(valid.base),
        published: published.clone(),
        why: valid.why.as_str().to_owned(),
        at,
    };
    let version = app.store.publish_station(put).await?;
    Ok(shown(view(code, published, version)))
}

/// Whether a lane is a way of being served, or a service that can be booked.
fn is_known(app: &App, lane: &LaneCapacity) -> bool {
    let service = || app.dataset.services.get(&lane.service()?);
    lane.is_of_a_way() || service().is_some_and(|service| service.duration.is_some())
}
