//! One round trip: what waits is done, and what has changed is told.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Router};
use model::api::SECRET_SCHEME;
use model::civil::Timestamp;
use model::error::{ApiError, ErrorCode};
use model::sync::{
    Cursor, MAX_ACTIONS, MAX_FOLLOWED, MAX_SYNC_BODY, Outcome, PackTags, Posted, SyncAnswer,
    SyncRequest,
};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use super::errors::{Failure, panicked, unknown_path, wrong_method};
use super::extract::{Asker, Client, Wire};
use super::headers::Lean;
use super::packs::{self, Pack, Packs};
use super::{api_doc, observe};
use crate::app::App;
use crate::store::{Changes, ChangesAsked, FollowedRecord, SecretHash};

/// Below this many bytes nothing is won by packing: the header that says so costs twenty.
const WORTH_PACKING: usize = 200;

/// The routes that take an action, as they are when each is sent by itself: the same checks, limits,
/// digests and answers.
#[derive(Clone)]
pub struct Actions(Router);

impl Actions {
    /// Those of this server.
    pub fn new(app: App) -> Self {
        Self::guarded(api_doc::actions().into(), app)
    }

    /// A fault in one of them ends in its own outcome.
    fn guarded<S: Clone + Send + Sync + 'static>(routes: Router<S>, state: S) -> Self {
        let routes = routes
            .method_not_allowed_fallback(wrong_method)
            .fallback(unknown_path)
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(observe::request));
        Self(routes.with_state(state))
    }

    /// Does one action in the name of who asks. Whatever becomes of it is its own outcome.
    async fn post(&self, asker: &Asker, posted: Posted) -> Outcome {
        match request(asker, posted) {
            Some(request) => {
                let Ok(response) = self.0.clone().oneshot(request).await;
                outcome(response).await
            }
            None => outcome(Failure::new(ErrorCode::UnknownPath).into_response()).await,
        }
    }
}

/// `None`: there can be no such path.
fn request(asker: &Asker, posted: Posted) -> Option<Request> {
    let path: Uri = posted.path.parse().ok()?;
    let device = [SECRET_SCHEME, &posted.secret.to_hex()].concat();
    let request = Request::post(path)
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, device)
        .body(Body::from(posted.body));
    let mut request = request.ok()?;
    asker.sign(&mut request);
    Some(request)
}

async fn outcome(response: Response) -> Outcome {
    let (head, body) = response.into_parts();
    let retry_after = head.headers.get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
    let body = axum::body::to_bytes(body, usize::MAX).await;
    let body = body.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Outcome {
        status: head.status.as_u16(),
        retry_after,
        body: body.unwrap_or_default(),
    }
}

/// Bring a device and the server level: what waits on the device is done, in its order; then what has
/// changed of what it follows is told, with what has just been done.
///
/// An action may be any `POST` of a booking or a registration but the look-up, or a hand-over, and is
/// answered in `outcomes` as it would be by itself; any other path gets `unknown_path`. One that fails holds up
/// none. With more than 16 actions or 64 records, nothing is done (`too_large`).
#[utoipa::path(
    post, path = "/api/v1/sync", tag = "sync",
    request_body = SyncRequest,
    responses(
        (status = 200, body = SyncAnswer),
        (status = 204, description = "Nothing was to be done, and nothing has changed."),
        (status = 413, body = ApiError, description = "`too_large`."),
        (status = 429, body = ApiError, description = "`rate_limited`."),
    )
)]
pub async fn sync(
    State(app): State<App>,
    Client(client): Client,
    Extension(actions): Extension<Actions>,
    asker: Asker,
    headers: HeaderMap,
    Wire(request): Wire<SyncRequest, MAX_SYNC_BODY>,
) -> Result<Response, Failure> {
    if request.actions.len() > MAX_ACTIONS || request.mine.len() > MAX_FOLLOWED {
        return Err(Failure::new(ErrorCode::TooLarge));
    }
    app.limits.sync(client, app.clock.now())?;
    let asked = asked(&request, app.clock.now());
    let packs = newer(&app.packs, &request.packs);
    let mut outcomes = Vec::with_capacity(request.actions.len());
    for posted in request.actions {
        outcomes.push(actions.post(&asker, posted).await);
    }
    let answer = match app.store.changes(asked.clone()).await {
        Ok(None) if packs.is_none() && outcomes.is_empty() => {
            let quiet = (StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]);
            return Ok((Extension(Lean), quiet).into_response());
        }
        Ok(None) => nothing_new(asked.cursor.unwrap_or(NOTHING_SEEN)),
        Ok(Some(changes)) => told(changes),
        Err(error) if outcomes.is_empty() => return Err(error.into()),
        Err(error) => {
            tracing::error!(%error, "changes could not be read");
            untold(&asked)
        }
    };
    let answer = SyncAnswer {
        outcomes,
        packs,
        ..answer
    };
    let json = serde_json::to_vec(&answer).map_err(|_| Failure::new(ErrorCode::Internal))?;
    Ok(sent(&headers, json))
}

/// The cursor of a device that has seen nothing: no store's, so it starts over.
const NOTHING_SEEN: Cursor = Cursor {
    store: 0,
    seq: 0,
    floor: 0,
};

fn asked(request: &SyncRequest, now: Timestamp) -> ChangesAsked {
    let records = request.mine.iter().map(|followed| FollowedRecord {
        id: followed.id,
        secret: SecretHash(Sha256::digest(followed.secret.as_bytes()).into()),
        all: followed.all,
    });
    ChangesAsked {
        cursor: request.cursor,
        watch: request.watch,
        records: records.collect(),
        now,
    }
}

/// The tags of the packs, if the device holds another than one of them.
fn newer(packs: &Packs, held: &PackTags) -> Option<PackTags> {
    let (stations, catalogue) = (&packs.stations, &packs.catalogue);
    let pairs = [(stations, &held.stations), (catalogue, &held.catalogue)];
    let other = |(pack, tag): &(&Pack, &String)| !tag.is_empty() && !pack.has_tag(tag);
    pairs.iter().any(other).then(|| PackTags {
        stations: stations.tag().to_owned(),
        catalogue: catalogue.tag().to_owned(),
    })
}

fn nothing_new(cursor: Cursor) -> SyncAnswer {
    SyncAnswer {
        cursor,
        reset: false,
        more: false,
        outcomes: Vec::new(),
        packs: None,
        bookings: Vec::new(),
        volunteers: Vec::new(),
        unknown: Vec::new(),
        notices: Vec::new(),
        stations: Vec::new(),
        places: None,
    }
}

fn told(changes: Changes) -> SyncAnswer {
    let Changes {
        cursor,
        reset,
        more,
        bookings,
        volunteers,
        unknown,
        notices,
        stations,
        places,
    } = changes;
    SyncAnswer {
        reset,
        more,
        bookings,
        volunteers,
        unknown,
        notices,
        stations,
        places,
        ..nothing_new(cursor)
    }
}

/// Where changes could not be read, but actions were done, whose outcomes must not be lost. The device
/// asks again; if it followed something anew, which it will not say twice, it starts over.
fn untold(asked: &ChangesAsked) -> SyncAnswer {
    let anew =
        asked.watch.is_some_and(|watch| watch.all) || asked.records.iter().any(|record| record.all);
    let cursor = asked.cursor.filter(|_| !anew).unwrap_or(NOTHING_SEEN);
    SyncAnswer {
        more: true,
        ..nothing_new(cursor)
    }
}

/// Packed, if the asker can unpack it and that wins anything.
fn sent(asked: &HeaderMap, json: Vec<u8>) -> Response {
    let small = json.len() < WORTH_PACKING || !packs::accepts_brotli(asked);
    let packed = if small {
        None
    } else {
        packs::brotli_quickly(&json)
    };
    let coding = packed.as_ref().map(|_| [(CONTENT_ENCODING, "br")]);
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    let body = packed.unwrap_or(json);
    match coding {
        Some(coding) => (Extension(Lean), headers, coding, body).into_response(),
        None => (Extension(Lean), headers, body).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::post;
    use model::division::DivisionCode;
    use model::id::DeviceSecret;
    use model::sync::Watch;

    use super::*;

    async fn boom() -> &'static str {
        panic!("a test")
    }

    #[tokio::test]
    async fn a_panic_is_the_outcome_of_its_action_alone() {
        let routes = Router::new()
            .route("/boom", post(boom))
            .route("/well", post(|body: String| async { body }));
        let actions = Actions::guarded(routes, ());
        let asker = Asker::of(&Request::new(Body::empty()).into_parts().0);
        let mut outcomes = Vec::new();
        for path in ["/boom", "/well", "/nowhere", "no path", ""] {
            let posted = Posted {
                path: path.to_owned(),
                secret: DeviceSecret::new([1; 32]),
                body: "done".to_owned(),
            };
            outcomes.push(actions.post(&asker, posted).await);
        }
        let statuses: Vec<_> = outcomes.iter().map(|outcome| outcome.status).collect();
        assert_eq!(statuses, [500, 200, 404, 404, 404]);
        assert_eq!(outcomes[1].body, "done");
        let error: ApiError = serde_json::from_str(&outcomes[0].body).unwrap();
        assert_eq!(error.code, ErrorCode::Internal);
    }

    #[test]
    fn what_was_to_be_told_anew_is_not_lost_with_a_fault() {
        let cursor = Some(Cursor {
            store: 7,
            seq: 9,
            floor: 0,
        });
        let asked = |all| ChangesAsked {
            cursor,
            watch: Some(Watch {
                station: DivisionCode::CHONGQING,
                all,
            }),
            records: Vec::new(),
            now: Timestamp(0),
        };
        assert_eq!(Some(untold(&asked(false)).cursor), cursor);
        assert_eq!(untold(&asked(true)).cursor, NOTHING_SEEN);
        assert!(untold(&asked(true)).more);
    }
}
