//! The station's day: who comes, one record, what became of it.

use axum::extract::State;
use model::api::staff::MAX_DAY_PAGE;
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode, Field};
use model::history::StaffWords;
use model::id::{ActionId, BookingId};
use model::permissions::permission::{OpenRecord, SeeBookings, SettleBooking, UnmaskNumber};
use model::permissions::{Actor, Granted};
use model::person::Note;
use model::slot::Way;
use model::words::Problem;
use model::workbench::entry::NOTHING_SAID;
use model::workbench::sought::Sought;
use model::workbench::{
    ActOnBooking, BookingRecord, DayList, Doing, FindBookings, FoundBookings, MAX_FOUND, Outcome,
    StaleBooking, WholeNumber,
};
use serde::Deserialize;

use super::gate::Staff;
use super::{cut, rows_up_to, shown};
use crate::app::App;
use crate::http::bookings::Private;
use crate::http::errors::Failure;
use crate::http::extract::{Asked, At, Told, Wire};
use crate::store::desk::{DayAsked, DayPlace};
use crate::store::{Action, SecretHash, StationAct, StationAction};

/// Which day, and which page of it.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DayPage {
    /// Which day.
    #[param(value_type = Date)]
    day: Date,
    /// Where the page begins: `next` of the page before; nothing for the first.
    #[serde(default)]
    after: Option<String>,
    /// How many rows; 50 if nothing is said, at most 500.
    #[serde(default)]
    limit: Option<u16>,
}

/// A station's day, by time, way and id. Numbers are masked; what a record says more is read by opening it.
#[utoipa::path(
    get, path = "/api/v1/staff/stations/{code}/bookings", tag = "staff",
    security(("staff" = [])), params(("code" = DivisionCode, Path), DayPage),
    responses(
        (status = 200, body = DayList),
        (status = 400, body = ApiError, description = "`bad_request`."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
    )
)]
pub async fn day(
    State(app): State<App>,
    staff: Staff<SeeBookings>,
    At(station): At<DivisionCode>,
    Asked(page): Asked<DayPage>,
) -> Result<Private<DayList>, Failure> {
    let granted = at_station(&app, &staff, station)?;
    let limit = rows_up_to(page.limit, MAX_DAY_PAGE)?;
    let after = page.after.as_deref().map(place).transpose()?;
    let asked = DayAsked {
        day: page.day,
        after,
        limit: limit + 1,
    };
    let as_of = app.clock.now();
    let mut rows = app.store.day(granted, asked).await?;
    let more = cut(&mut rows, limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| {
        let (minute, way) = (row.slot.minute, row.way.as_str());
        format!("{minute}.{way}.{}", row.booking)
    });
    Ok(shown(DayList {
        station,
        day: page.day,
        rows,
        as_of,
        next,
    }))
}

/// The right at a station that there is. Errors: there is none, or not in the scope: the same.
pub(super) fn at_station<P: model::permissions::Permission>(
    app: &App,
    staff: &Staff<P>,
    station: DivisionCode,
) -> Result<Granted<P>, Failure> {
    let granted = staff.within(station)?;
    if app.dataset.stations.contains_key(&station) {
        Ok(granted)
    } else {
        Err(Failure::new(ErrorCode::NotFound))
    }
}

/// Reads where a page begins.
fn place(text: &str) -> Result<DayPlace, Failure> {
    let mut parts = text.splitn(3, '.');
    let mut read = || {
        Some(DayPlace {
            minute: parts.next()?.parse().ok()?,
            way: Way::parse(parts.next()?)?,
            booking: BookingId::parse(parts.next()?).ok()?,
        })
    };
    read().ok_or_else(|| Failure::new(ErrorCode::BadRequest))
}

/// Find bookings in one's scope: by reference, whole mobile number, or the beginning of a name. What was
/// typed is written down nowhere.
#[utoipa::path(
    post, path = "/api/v1/staff/bookings/find", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = FindBookings,
    responses(
        (status = 200, body = FoundBookings),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "`within` is not in one's scope."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn find(
    State(app): State<App>,
    staff: Staff<SeeBookings>,
    Wire(wire): Wire<FindBookings>,
) -> Result<Private<FoundBookings>, Failure> {
    let granted = match wire.within {
        Some(division) => staff.within(division)?,
        None => staff.in_scope(),
    };
    let sought = Sought::parse(&wire.text)?;
    let mut rows = app.store.find(granted, sought, MAX_FOUND + 1).await?;
    let more = cut(&mut rows, MAX_FOUND);
    Ok(shown(FoundBookings { rows, more }))
}

/// Open a record. It is written into the audit every time, and the person is shown when staff first did.
#[utoipa::path(
    post, path = "/api/v1/staff/bookings/{id}/open", tag = "staff", security(("staff" = [])),
    params(
        ("id" = BookingId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = model::workbench::OpenRecord,
    responses(
        (status = 200, body = BookingRecord),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn open(
    State(app): State<App>,
    staff: Staff<OpenRecord>,
    At(id): At<BookingId>,
    Wire(wire): Wire<model::workbench::OpenRecord>,
) -> Result<Private<BookingRecord>, Failure> {
    let why =
        Note::parse(&wire.why).map_err(|error| Failure::invalid(Field::Note, error.into()))?;
    let at = staff.signed_in.at;
    let record = app.store.mark_opened(staff.in_scope(), id, why, at).await?;
    Ok(shown(record))
}

/// Show a whole mobile number. It is written into the audit every time.
#[utoipa::path(
    post, path = "/api/v1/staff/bookings/{id}/number", tag = "staff", security(("staff" = [])),
    params(
        ("id" = BookingId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    responses(
        (status = 200, body = WholeNumber),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
    )
)]
pub async fn number(
    State(app): State<App>,
    staff: Staff<UnmaskNumber>,
    At(id): At<BookingId>,
) -> Result<Private<WholeNumber>, Failure> {
    let at = staff.signed_in.at;
    let mobile = app.store.whole_number(staff.in_scope(), id, at).await?;
    Ok(shown(WholeNumber { mobile }))
}

/// Say what became of a booking, or say something to the person.
///
/// The same action again is answered with the booking as it stands, or with the same `no_place`. What has
/// happened since the version that was looked at makes it `stale`: nothing is done, and the answer says
/// in `stands` how the booking stands.
#[utoipa::path(
    post, path = "/api/v1/staff/bookings/{id}/act", tag = "staff", security(("staff" = [])),
    params(
        ("id" = BookingId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = ActOnBooking,
    responses(
        (status = 200, body = BookingRecord),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
        (status = 409, body = StaleBooking,
         description = "`stale`; without `stands`: `not_changeable`, `no_place` or `action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn act(
    State(app): State<App>,
    staff: Staff<SettleBooking>,
    At(id): At<BookingId>,
    Told(wire, told): Told<ActOnBooking>,
) -> Result<Private<BookingRecord>, Failure> {
    let by = staff.in_scope();
    let at = staff.signed_in.at;
    let change = StationAction {
        action: action(&app, wire.action, (by.actor(), at), (id, &told)),
        by,
        booking: id,
        base: wire.base,
        act: station_act(wire.act)?,
    };
    let answered = app.store.station_change(change).await?;
    Ok(shown(answered.into_inner()))
}

/// An action of staff as it is remembered. The digest covers whose it is and what is asked, of what.
pub(super) fn action(
    app: &App,
    id: ActionId,
    (actor, at): (Actor, Timestamp),
    (booking, told): (BookingId, &[u8]),
) -> Action {
    let who = actor.staff.as_bytes();
    Action {
        id,
        body_mac: app.key.mac(&[b"staff", booking.as_bytes(), who, told]),
        // No device counts for it.
        secret: SecretHash([0; 32]),
        key: None,
        at,
    }
}

/// What was asked for, checked. Errors: what is said says nothing or too much; an outcome that this
/// server has no name for.
fn station_act(doing: Doing) -> Result<StationAct, Failure> {
    Ok(match doing {
        Doing::Arrived => StationAct::Arrived,
        Doing::Served {
            outcome: Outcome::Unknown,
        } => {
            return Err(Failure::new(ErrorCode::BadRequest));
        }
        Doing::Served { outcome } => StationAct::Served(outcome),
        Doing::NoShow => StationAct::NoShow,
        Doing::Move { slot } => StationAct::Move(slot),
        Doing::Decline { reason } => StationAct::Decline(words(&reason)?),
        Doing::Message { text } => StationAct::Message(words(&text)?),
    })
}

fn words(text: &str) -> Result<StaffWords, Failure> {
    StaffWords::parse(text).map_err(|error| match error {
        Some(error) => Failure::invalid(Field::Note, Problem::from(error)),
        None => (Field::Note, NOTHING_SAID.to_owned()).into(),
    })
}
