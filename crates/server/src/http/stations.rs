//! One station as JSON.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use model::booking::ServiceSlug;
use model::catalogue::FeatureKind;
use model::catalogue::outline::FeatureLine;
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode};
use model::slot::Way;
use model::tier::Tier;
use serde::Serialize;

use super::errors::Failure;
use super::extract::At;
use crate::app::App;

/// A station for people and programs that do not read packs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StationView {
    /// Its division code.
    code: DivisionCode,
    /// What the station is called.
    name: String,
    /// The division's official name.
    official_name: String,
    /// `city`, `district`, `township` or `village`.
    #[schema(value_type = String)]
    tier: Tier,
    /// The stations above it, the nearest first.
    above: Vec<StationName>,
    /// Whether it has published its own hours.
    hours_published: bool,
    /// What else is known of it: address, telephone, facilities, honours, with their source.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    details: Option<serde_json::Value>,
    /// Its brand services (服务品牌) and stories; their texts are in the catalogue.
    features: Vec<StationFeature>,
    /// What it offers.
    services: Vec<OfferedService>,
}

/// A station's name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StationName {
    /// Its division code.
    code: DivisionCode,
    /// What the station is called.
    name: String,
}

/// A brand service or story of a station.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StationFeature {
    /// Its slug.
    feature: String,
    /// `brand` or `story`.
    #[schema(value_type = String)]
    kind: FeatureKind,
    /// Its title.
    title: String,
}

impl From<FeatureLine> for StationFeature {
    fn from(line: FeatureLine) -> Self {
        Self {
            feature: line.slug,
            kind: line.kind,
            title: line.title,
        }
    }
}

/// A service offered at a station.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OfferedService {
    /// Its slug.
    service: ServiceSlug,
    /// Its name.
    name: String,
    /// Whether it can be booked.
    bookable: bool,
    /// How one can be served.
    ways: Vec<Way>,
}

/// One station: its name, the stations above it, its brand services, what it offers.
#[utoipa::path(
    get, path = "/api/v1/stations/{code}", tag = "public",
    params(("code" = DivisionCode, Path)),
    responses(
        (status = 200, body = StationView),
        (status = 404, body = ApiError, description = "No such station."),
    )
)]
pub async fn read(
    State(app): State<App>,
    At(code): At<DivisionCode>,
) -> Result<([(HeaderName, &'static str); 1], Json<StationView>), Failure> {
    let dataset = &app.dataset;
    let known = dataset
        .stations
        .get(&code)
        .ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
    let published = app.store.published(code).await?;
    let above = std::iter::successors(code.parent(), |code| code.parent());
    let above = above.filter_map(|code| {
        dataset.stations.get(&code).map(|station| StationName {
            code,
            name: station.name.clone(),
        })
    });
    let services = dataset
        .offered_at(code.tier())
        .map(|(slug, service)| OfferedService {
            service: slug.clone(),
            name: service.name.clone(),
            bookable: service.duration.is_some(),
            ways: service.ways.clone(),
        });
    let features = dataset.features_of(code).into_iter();
    let view = StationView {
        code,
        name: known.name.clone(),
        official_name: known.official_name.clone(),
        tier: code.tier(),
        above: above.collect(),
        hours_published: published.hours.is_some(),
        details: known.details.clone(),
        features: features.map(Into::into).collect(),
        services: services.collect(),
    };
    Ok(([(CACHE_CONTROL, "no-cache")], Json(view)))
}
