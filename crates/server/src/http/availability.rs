//! What can be booked.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use model::api::MAX_AVAILABILITY_DAYS;
use model::availability::{Availability, days};
use model::booking::ServiceSlug;
use model::civil::Date;
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode, Field};
use model::offer::lane;
use model::slot::{Offer, Way};
use model::words::Problem;
use serde::Deserialize;

use super::errors::Failure;
use super::extract::{Asked, At};
use crate::app::App;

/// The query, as it comes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AvailabilityQuery {
    /// What for: a service's slug.
    service: String,
    /// How: `at_station`, `home_visit` or `call_back`.
    way: String,
    /// First day, `YYYY-MM-DD`.
    from: String,
    /// How many days, 1 to 31.
    days: u16,
}

struct Query {
    service: ServiceSlug,
    way: Way,
    from: Date,
    days: u16,
}

fn parse(asked: &AvailabilityQuery) -> Result<Query, Failure> {
    let service = ServiceSlug::parse(&asked.service);
    let way = Way::parse(&asked.way);
    let malformed = || Failure::new(ErrorCode::BadRequest);
    if !(1..=MAX_AVAILABILITY_DAYS).contains(&asked.days) {
        return Err(malformed());
    }
    Ok(Query {
        service: service
            .ok_or_else(|| Failure::invalid(Field::Service, Problem::UnknownService))?,
        way: way.ok_or_else(|| Failure::invalid(Field::Way, Problem::WayNotOffered))?,
        from: Date::parse(&asked.from).ok_or_else(malformed)?,
        days: asked.days,
    })
}

/// The slots that can be booked in the app, day by day. A slot whose places are all taken is
/// listed with 0; one that is past, shut or kept for walk-ins is not listed.
#[utoipa::path(
    get, path = "/api/v1/stations/{code}/availability", tag = "public",
    params(("code" = DivisionCode, Path), AvailabilityQuery),
    responses(
        (status = 200, body = Availability),
        (status = 404, body = ApiError, description = "No such station."),
        (status = 422, body = ApiError, description = "`invalid_field`: not offered there."),
    )
)]
pub async fn read(
    State(app): State<App>,
    At(station): At<DivisionCode>,
    Asked(asked): Asked<AvailabilityQuery>,
) -> Result<([(HeaderName, &'static str); 1], Json<Availability>), Failure> {
    let query = parse(&asked)?;
    let default = offered(&app, station, &query)?;
    let lane = lane(&query.service, query.way);
    let to = query.from.plus_days(i32::from(query.days) - 1);
    let now = app.clock.now();
    let taken = app
        .store
        .taken(station, lane.to_owned(), query.from, to)
        .await?;
    let offer = taken.published.offer(lane, default);
    let table = taken.published.timetable(&app.dataset.holidays, offer);
    let availability = Availability {
        station,
        duration: offer.duration,
        as_of: now,
        hours_published: taken.published.hours.is_some(),
        days: days(&table, &taken.slots, (query.from, to), now),
        service: query.service,
        way: query.way,
    };
    Ok(([(CACHE_CONTROL, "no-cache")], Json(availability)))
}

fn offered(app: &App, station: DivisionCode, query: &Query) -> Result<Offer, Failure> {
    if !app.dataset.stations.contains_key(&station) {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    Ok(app.dataset.offered(station, &query.service, query.way)?)
}
