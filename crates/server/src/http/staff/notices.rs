//! Notices, as staff put them up.

use axum::extract::State;
use axum::http::StatusCode;
use model::error::{ApiError, ErrorCode};
use model::id::NoticeId;
use model::permissions::permission::PublishNotice;
use model::publishing::{NoticeList, NoticeRow, PutNotice};
use model::staff::Because;
use model::sync::Notice;

use super::gate::Staff;
use super::{Page, cut, rows_of, shown};
use crate::app::App;
use crate::http::bookings::{Private, private};
use crate::http::errors::Failure;
use crate::http::extract::{Asked, At, Named, Wire};
use crate::store::publishing::{Authority, NoticeMark, NoticePut, NoticeTaken};

impl Named for NoticeId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// Put up a notice for a division and all below it, or change one. The same again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/staff/notices", tag = "staff", security(("staff" = [])),
    params(("x-station-staff" = String, Header, description = "`1`.")),
    request_body = PutNotice,
    responses(
        (status = 200, body = Notice),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError, description = "Not in the scope."),
        (status = 409, body = ApiError,
         description = "`not_changeable`: taken back, or meant for others until now."),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn put(
    State(app): State<App>,
    staff: Staff<PublishNotice>,
    Wire(wire): Wire<PutNotice>,
) -> Result<Private<Notice>, Failure> {
    let at = staff.signed_in.at;
    let by = staff.within(wire.scope)?;
    let notice = wire.check(at.in_chongqing().0)?;
    if !app.dataset.stations.contains_key(&notice.scope) {
        return Err(Failure::new(ErrorCode::NotFound));
    }
    let put = NoticePut {
        by: Authority::Staff(by),
        notice: notice.clone(),
        at,
    };
    app.store.put_notice(put).await?;
    Ok(private(StatusCode::OK, notice))
}

/// Take a notice back. Its words are wiped, here and on the devices that have it. Again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/staff/notices/{id}/take-back", tag = "staff", security(("staff" = [])),
    params(
        ("id" = NoticeId, Path),
        ("x-station-staff" = String, Header, description = "`1`."),
    ),
    request_body = Because,
    responses(
        (status = 200, body = NoticeList, description = "Empty."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError,
         description = "`foreign_page`, `password_change_needed` or `forbidden`."),
        (status = 404, body = ApiError),
        (status = 422, body = ApiError, description = "`invalid_field`."),
    )
)]
pub async fn take_back(
    State(app): State<App>,
    staff: Staff<PublishNotice>,
    At(id): At<NoticeId>,
    Wire(because): Wire<Because>,
) -> Result<Private<NoticeList>, Failure> {
    let why = because.reason()?;
    let scope = app.store.notice_scope(id.to_string()).await?;
    let by = staff.within(scope)?;
    let taken = NoticeTaken {
        by: Authority::Staff(by),
        id: id.to_string(),
        why: why.as_str().to_owned(),
        at: staff.signed_in.at,
    };
    app.store.take_back_notice(taken).await?;
    Ok(shown(NoticeList {
        notices: Vec::new(),
        next: None,
    }))
}

/// The notices of one's scope, those that changed last first; also those taken back, without their words.
#[utoipa::path(
    get, path = "/api/v1/staff/notices", tag = "staff", security(("staff" = [])), params(Page),
    responses(
        (status = 200, body = NoticeList),
        (status = 400, body = ApiError, description = "`bad_request`."),
        (status = 401, body = ApiError, description = "`sign_in_needed`."),
        (status = 403, body = ApiError, description = "`password_change_needed` or `forbidden`."),
    )
)]
pub async fn list(
    State(app): State<App>,
    staff: Staff<PublishNotice>,
    Asked(page): Asked<Page>,
) -> Result<Private<NoticeList>, Failure> {
    let limit = rows_of(page.limit)?;
    let after = page.after.as_deref().map(mark).transpose()?;
    let mut rows = app
        .store
        .notices(staff.in_scope(), after, limit + 1)
        .await?;
    let more = cut(&mut rows, limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|(_, mark)| format!("{}.{}", mark.seq, mark.id));
    let notices: Vec<NoticeRow> = rows.into_iter().map(|(row, _)| row).collect();
    Ok(shown(NoticeList { notices, next }))
}

/// Reads where a page begins.
fn mark(text: &str) -> Result<NoticeMark, Failure> {
    let parts = text.split_once('.').and_then(|(seq, id)| {
        Some(NoticeMark {
            seq: seq.parse().ok()?,
            id: id.to_owned(),
        })
    });
    parts.ok_or_else(|| Failure::new(ErrorCode::BadRequest))
}
