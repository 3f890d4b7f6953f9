//! What can be booked, as the server knew it at one moment.

use serde::{Deserialize, Serialize};

use crate::booking::ServiceSlug;
use crate::civil::{Date, Timestamp};
use crate::division::DivisionCode;
use crate::slot::Way;

/// `GET /api/v1/stations/{code}/availability?service=&way=&from=&days=`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// Where.
    pub station: DivisionCode,
    /// What for.
    pub service: ServiceSlug,
    /// How.
    pub way: Way,
    /// Minutes a slot lasts.
    pub duration: u16,
    /// When this was true.
    pub as_of: Timestamp,
    /// Whether the station has published its own hours; otherwise the usual ones are assumed.
    pub hours_published: bool,
    /// The days asked for, in order.
    pub days: Vec<AvailableDay>,
}

/// One day of an [`Availability`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailableDay {
    /// The day.
    pub date: Date,
    /// The holiday's name, if the station is shut for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday: Option<String>,
    /// Whether the public holidays of that year are known.
    pub holidays_published: bool,
    /// Slots that app users may book, in order: minutes after midnight, places left.
    pub slots: Vec<(u16, u16)>,
}
