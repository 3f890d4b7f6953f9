//! The API's routes and the OpenAPI document that is made of them.

use model::error::{ApiError, ErrorCode};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, OpenApi as Document};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::packs::Pack;
use super::{availability, bookings, handovers, health, packs, staff, stations, sync, volunteers};
use crate::app::App;

/// Where the document is.
pub const PATH: &str = "/api/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "老兵驿站",
        description = "Veterans' stations of Chongqing: public data, bookings, volunteers.",
        license(name = "MIT", identifier = "MIT"),
    ),
    components(schemas(ApiError)),
    modifiers(&Additions),
)]
struct ApiDoc;

struct Additions;

impl Modify for Additions {
    fn modify(&self, document: &mut Document) {
        let description = "`Device ` and 64 hexadecimal digits: 32 random bytes made by the \
                           device, which alone keeps them. The server keeps a digest.";
        let key = ApiKeyValue::with_description("Authorization", description);
        let components = document
            .components
            .get_or_insert_with(|| ComponentsBuilder::new().build());
        components.add_security_scheme("device", SecurityScheme::ApiKey(ApiKey::Header(key)));
        let description = "A session of staff. Its name is that of a server behind TLS; without \
                           TLS it is `station-staff`.";
        let cookie = ApiKeyValue::with_description("__Host-station-staff", description);
        components.add_security_scheme("staff", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let mut text = document.info.description.take().unwrap_or_default();
        text.push_str("\n\nEvery other answer than the one asked for is an `ApiError`:\n");
        for code in ErrorCode::ALL {
            let name = serde_json::to_string(&code).unwrap_or_default();
            let name = name.trim_matches('"');
            let retry = if code.is_permanent() {
                ""
            } else {
                "; the same may be sent again"
            };
            text.push_str(&format!("\n* {} `{name}`{retry}", code.status()));
        }
        document.info.description = Some(text);
    }
}

/// The API's routes with their description.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(ApiDoc::openapi())
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(packs::all))
        .routes(routes!(packs::stations))
        .routes(routes!(packs::district))
        .routes(routes!(packs::catalogue))
        .routes(routes!(packs::catalogue_json))
        .routes(routes!(stations::read))
        .routes(routes!(availability::read))
        .routes(routes!(bookings::look_up))
        .routes(routes!(bookings::read))
        .routes(routes!(volunteers::read))
        .merge(actions())
        .merge(staff::routes())
}

/// Those that take an action: what a device keeps until it is done. They can also be sent several at
/// once to [`sync()`].
pub fn actions() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(bookings::create))
        .routes(routes!(bookings::change))
        .routes(routes!(bookings::cancel))
        .routes(routes!(bookings::erase))
        .routes(routes!(volunteers::register))
        .routes(routes!(volunteers::change))
        .routes(routes!(volunteers::withdraw))
        .routes(routes!(handovers::hand_over))
        .routes(routes!(handovers::hear))
}

/// The round trip that does several actions and tells what has changed.
pub fn sync() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sync::sync))
}

/// The document, written and compressed once.
pub fn pack(document: &Document) -> Pack {
    let text = document.to_pretty_json().unwrap_or_default();
    Pack::compressed(&text.into(), "application/json")
}
