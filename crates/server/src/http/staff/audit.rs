//! What staff did, for the tier above.

use axum::extract::State;
use model::audit::AuditPage;
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode};
use model::id::StaffId;
use model::permissions::permission::ReadAudit;
use serde::Deserialize;

use super::gate::Staff;
use super::{cut, rows_of, shown};
use crate::app::App;
use crate::http::bookings::Private;
use crate::http::errors::Failure;
use crate::http::extract::Asked;
use crate::store::staff::AuditAsked;

/// Which entries.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Where the page begins: `next` of the page before; nothing for the newest.
    #[serde(default)]
    after: Option<String>,
    /// How many rows; 50 if nothing is said, at most 100.
    #[serde(default)]
    limit: Option<u16>,
    /// Only what touched that division or what lies in it.
    #[serde(default)]
    #[param(value_type = Option<DivisionCode>)]
    division: Option<DivisionCode>,
    /// Only what that member of staff did.
    #[serde(default)]
    #[param(value_type = Option<StaffId>)]
    staff: Option<StaffId>,
}

/// What the staff of the tiers below did, the newest first. The city, above which there is nobody, reads
/// its own too.
#[utoipa::path(
    get, path = "/api/v1/staff/audit", tag = "staff", security(("staff" = [])), params(Search),
    responses(
        (status = 200, body = AuditPage),
        (status = 400, body = ApiError, description = "`bad_request`."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`password_change_needed` or `forbidden`."),
    )
)]
pub async fn list(
    State(app): State<App>,
    staff: Staff<ReadAudit>,
    Asked(search): Asked<Search>,
) -> Result<Private<AuditPage>, Failure> {
    let limit = rows_of(search.limit)?;
    let before = match search.after.as_deref().map(str::parse) {
        None => i64::MAX,
        Some(Ok(number)) => number,
        Some(Err(_)) => return Err(Failure::new(ErrorCode::BadRequest)),
    };
    let asked = AuditAsked {
        before,
        division: search.division,
        staff: search.staff,
        limit: limit + 1,
    };
    let mut entries = app.store.audit(staff.in_scope(), asked).await?;
    let more = cut(&mut entries, limit);
    let last = entries.last().filter(|_| more);
    let next = last.map(|entry| entry.number.to_string());
    Ok(shown(AuditPage { entries, next }))
}
