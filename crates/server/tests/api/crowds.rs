//! Many at once.

use model::api;
use model::error::ErrorCode;
use tokio::task::JoinSet;

use crate::support::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_want_one_place() {
    const CROWD: usize = 10_000;
    let app = TestApp::new().await;
    let mut tasks = JoinSet::new();
    for _ in 0..CROWD {
        let router = app.router.clone();
        let request = post(
            api::BOOKINGS,
            Some(&secret()),
            &booking(&["2026-11-25T09:00"]),
        );
        tasks.spawn(send(router, request));
    }
    let (won, lost) = won_and_lost(tasks).await;
    assert_eq!((won, lost), (1, CROWD as i64 - 1));
    assert_eq!(app.count(TAKEN).await, 1);
    assert_eq!(app.count("SELECT count(*) FROM booking").await, 1);
    let (done, refused) = (
        "SELECT count(*) FROM action WHERE passed_over IS NULL",
        "SELECT count(*) FROM action WHERE passed_over IS NOT NULL",
    );
    assert_eq!(app.count(done).await, 1);
    assert_eq!(app.count(refused).await, lost);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_action_from_many_sides_is_done_once() {
    let app = TestApp::new().await;
    let (device, wish) = (secret(), booking(&["2026-11-25T09:00"]));
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        tasks.spawn(send(
            app.router.clone(),
            post(api::BOOKINGS, Some(&device), &wish),
        ));
    }
    let mut statuses = [0, 0];
    while let Some(answer) = tasks.join_next().await {
        match answer.unwrap().status.as_u16() {
            201 => statuses[0] += 1,
            200 => statuses[1] += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(statuses, [1, 199]);
    app.check_invariants().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_says_so() {
    let app = TestApp::with(Setup {
        queue: 1,
        ..Setup::default()
    })
    .await;
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let request = post(
            api::BOOKINGS,
            Some(&secret()),
            &booking(&["2026-11-25T09:00"]),
        );
        tasks.spawn(send(app.router.clone(), request));
    }
    let mut busy = 0;
    while let Some(answer) = tasks.join_next().await {
        let answer = answer.unwrap();
        if answer.status == 503 {
            answer.refused(ErrorCode::Unavailable);
            assert_eq!(answer.header("retry-after"), "2");
            busy += 1;
        }
    }
    assert!(busy > 0);
    app.check_invariants().await;
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let app = TestApp::new().await;
    server::store::Store::close(&*app.store).await;
    let answer = app
        .post(
            api::BOOKINGS,
            Some(&secret()),
            &booking(&["2026-11-25T09:00"]),
        )
        .await;
    answer.refused(ErrorCode::Unavailable);
    app.get("/readyz", None)
        .await
        .refused(ErrorCode::Unavailable);
    assert_eq!(app.get("/healthz", None).await.status, 200);
}
