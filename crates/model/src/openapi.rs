//! Schemas of the types that travel as one string or number, for the server's OpenAPI document.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use crate::booking::ServiceSlug;
use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::id::{ActionId, BookingId, DeviceSecret, NoticeId, SessionId, StaffId, VolunteerId};
use crate::reference::Reference;
use crate::slot::SlotStart;
use crate::sync::{Cursor, EntityId};

fn text(description: &str, pattern: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .pattern(Some(pattern))
        .examples([example])
        .build()
        .into()
}

macro_rules! text_schema {
    ($($name:ident: $description:literal $pattern:literal $example:literal),* $(,)?) => {
        $(
            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    text($description, $pattern, $example)
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )*
    };
}

text_schema! {
    ActionId: "A UUIDv7 made by the device; the same again is answered the same."
        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "01932b5e-7a00-7000-8000-000000000001",
    BookingId: "A UUIDv7 made by the device."
        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "01932b5e-7a00-7000-8000-000000000002",
    VolunteerId: "A UUIDv7 made by the device."
        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "01932b5e-7a00-7000-8000-000000000003",
    StaffId: "A UUIDv7 made by whoever made the account."
        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "01932b5e-7a00-7000-8000-000000000004",
    NoticeId: "A UUIDv7 made by whoever puts the notice up."
        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "01932b5e-7a00-7000-8000-000000000006",
    SessionId: "A UUIDv7 made by the server; it opens nothing."
        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "01932b5e-7a00-7000-8000-000000000005",
    Date: "A civil date in Chongqing (UTC+8)." "^\\d{4}-\\d{2}-\\d{2}$" "2026-11-25",
    SlotStart: "The start of a slot in Chongqing (UTC+8)."
        "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$" "2026-11-25T09:30",
    DivisionCode: "A division code: city 2, district 6, township 9, village 12 digits."
        "^[1-9]\\d{1}(\\d{4}(\\d{3}(\\d{3})?)?)?$" "500112017005",
    ServiceSlug: "The catalogue's short name of a service." "^[a-z0-9-]{1,40}$" "youdai-card",
    DeviceSecret: "32 random bytes made by the device; the server keeps a digest."
        "^[0-9a-f]{64}$" "0707070707070707070707070707070707070707070707070707070707070707",
    Cursor: "How far a device has seen: the store and the number of the last change."
        "^[0-9a-f]{8}\\.\\d{1,20}$" "00c0ffee.1024",
    EntityId: "A booking (`b/`) or a registration (`v/`)."
        "^[bv]/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        "b/01932b5e-7a00-7000-8000-000000000002",
    Reference: "Eight digits and a check digit." "^\\d{9}$" "000005724",
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .description(Some("Milliseconds since 1970-01-01T00:00Z."))
            .build()
            .into()
    }
}

impl ToSchema for Timestamp {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Timestamp")
    }
}
