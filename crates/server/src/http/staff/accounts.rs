//! Accounts of others.

use axum::extract::State;
use axum::http::StatusCode;
use model::civil::Timestamp;
use model::credentials::CredentialError;
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode, Field};
use model::id::StaffId;
use model::permissions::Granted;
use model::permissions::permission::ManageAccounts;
use model::staff::{
    Accounts, Because, CreateStaff, NewAccount, ONE_TIME, StaffView, ValidStaff, fault,
};

use super::gate::Staff;
use super::{Page, cut, rows_of, shown};
use crate::app::App;
use crate::http::bookings::{Private, private};
use crate::http::errors::Failure;
use crate::http::extract::{Asked, At, Named, Wire};
use crate::staff::tokens::draw_one_time_password;
use crate::store::Answered;
use crate::store::staff::{About, Made, NewStaff};

impl Named for StaffId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// A one-time password, its hash, and until when it is good.
async fn one_time(app: &App, at: Timestamp) -> Result<(String, String, Timestamp), Failure> {
    let password = draw_one_time_password()?;
    let typed = model::credentials::Password::typed(&password);
    let typed = typed.map_err(|error| fault(Field::Password, error))?;
    let hash = app.desk.passwords.hash(typed).await?;
    Ok((password, hash, Timestamp(at.0.saturating_add(ONE_TIME))))
}

/// Make an account. Its owner signs in with the one-time password and changes it.
///
/// Nobody gives a role that does more than his own, nor a scope outside of his own. The same again is
/// answered with the account (200), without a password.
#[utoipa::path(
    post, path = "/api/v1/staff/accounts", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = CreateStaff,
    responses(
        (status = 201, body = NewAccount, description = "Made."),
        (status = 200, body = NewAccount, description = "Made before."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 409, body = ApiError, description = "`action_reused`."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn create(
    State(app): State<App>,
    staff: Staff<ManageAccounts>,
    Wire(wire): Wire<CreateStaff>,
) -> Result<Private<NewAccount>, Failure> {
    let valid = ValidStaff::try_from(wire)?;
    let outside = || fault(Field::Division, CredentialError::ScopeOutside);
    let granted = staff.within(valid.scope.0).map_err(|_| outside())?;
    if !app.dataset.stations.contains_key(&valid.scope.0) {
        return Err(outside().into());
    }
    if !granted.actor().role.may_give(valid.role) {
        return Err(fault(Field::Role, CredentialError::RoleTooHigh).into());
    }
    let at = staff.signed_in.at;
    let (password, password_hash, until) = one_time(&app, at).await?;
    let new = NewStaff {
        valid,
        password_hash,
        password_until: Some(until),
        at,
    };
    match app.store.create_staff(granted, new).await? {
        Made::NameTaken => Err(fault(Field::UserName, CredentialError::UserNameTaken).into()),
        Made::Account(Answered::First(account)) => {
            let one_time_password = Some(password);
            Ok(private(
                StatusCode::CREATED,
                NewAccount {
                    account,
                    one_time_password,
                },
            ))
        }
        Made::Account(Answered::Again(account)) => Ok(shown(NewAccount {
            account,
            one_time_password: None,
        })),
    }
}

/// The accounts in one's scope, by scope.
#[utoipa::path(
    get, path = "/api/v1/staff/accounts", tag = "staff", security(("staff" = [])), params(Page),
    responses(
        (status = 200, body = Accounts),
        (status = 400, body = ApiError, description = "`bad_request`."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`password_change_needed` or `forbidden`."),
    )
)]
pub async fn list(
    State(app): State<App>,
    staff: Staff<ManageAccounts>,
    Asked(page): Asked<Page>,
) -> Result<Private<Accounts>, Failure> {
    let limit = rows_of(page.limit)?;
    let after = page.after.as_deref().map(cursor).transpose()?;
    let mut accounts = app
        .store
        .accounts(staff.in_scope(), after, limit + 1)
        .await?;
    let more = cut(&mut accounts, limit);
    let last = accounts.last().filter(|_| more);
    let next = last.map(|account| format!("{}.{}", account.scope.0, account.staff));
    Ok(shown(Accounts { accounts, next }))
}

/// Reads where a page begins.
fn cursor(text: &str) -> Result<(DivisionCode, StaffId), Failure> {
    let parts = text
        .split_once('.')
        .and_then(|(scope, id)| Some((DivisionCode::parse(scope).ok()?, StaffId::parse(id).ok()?)));
    parts.ok_or_else(|| Failure::new(ErrorCode::BadRequest))
}

/// The right to manage that account. Errors: none such, or foreign: the same; one's own; a role that one
/// could not give.
async fn managed(
    app: &App,
    staff: &Staff<ManageAccounts>,
    id: StaffId,
) -> Result<Granted<ManageAccounts>, Failure> {
    let view: StaffView = app.store.staff(id).await?;
    let granted = staff.within(view.scope.0)?;
    if id == granted.actor().staff {
        // Somebody must be left to undo it.
        return Err(Failure::new(ErrorCode::NotChangeable));
    }
    if !granted.actor().role.may_give(view.role) {
        return Err(Failure::new(ErrorCode::Forbidden));
    }
    Ok(granted)
}

/// Shut an account. Its sessions end at once.
#[utoipa::path(
    post, path = "/api/v1/staff/accounts/{id}/disable", tag = "staff", security(("staff" = [])),
    params(
        ("id" = StaffId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = Because,
    responses(
        (status = 200, body = StaffView),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
        (status = 409, body = ApiError, description = "`not_changeable`: one's own, or shut."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn disable(
    State(app): State<App>,
    staff: Staff<ManageAccounts>,
    At(id): At<StaffId>,
    Wire(because): Wire<Because>,
) -> Result<Private<StaffView>, Failure> {
    let granted = managed(&app, &staff, id).await?;
    let about = About {
        staff: id,
        why: because.reason()?,
        at: staff.signed_in.at,
    };
    Ok(shown(app.store.disable_staff(granted, about).await?))
}

/// Give an account a new one-time password, for somebody who has forgotten his or lost his phone. The
/// second factor is taken away, and all sessions end.
#[utoipa::path(
    post, path = "/api/v1/staff/accounts/{id}/reset", tag = "staff", security(("staff" = [])),
    params(
        ("id" = StaffId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = Because,
    responses(
        (status = 200, body = NewAccount),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "None, or not in one's scope."),
        (status = 409, body = ApiError, description = "`not_changeable`: one's own, or shut."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn reset(
    State(app): State<App>,
    staff: Staff<ManageAccounts>,
    At(id): At<StaffId>,
    Wire(because): Wire<Because>,
) -> Result<Private<NewAccount>, Failure> {
    let granted = managed(&app, &staff, id).await?;
    let at = staff.signed_in.at;
    let about = About {
        staff: id,
        why: because.reason()?,
        at,
    };
    let (password, hash, until) = one_time(&app, at).await?;
    let account = app.store.reset_staff(granted, about, hash, until).await?;
    Ok(shown(NewAccount {
        account,
        one_time_password: Some(password),
    }))
}
