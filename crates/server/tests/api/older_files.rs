//! A database of an older version, opened by this one.

use std::sync::Arc;

use model::history::{By, EventKind};
use model::person::Note;
use server::store::Store as _;
use server::store::database::{Database, SqlStore, StoreOptions};
use server::store::desk::DeskStore as _;
use sqlx::migrate::Migrator;
use sqlx::{Connection as _, SqliteConnection};

use crate::support::*;

/// The tables as they were first, with a booking that holds its place and one that was changed and
/// cancelled.
const OLD_ROWS: &str = "
    INSERT INTO station (code) VALUES ('500112017005');
    INSERT INTO slot VALUES ('500112017005', 'card', '2026-11-25', 540, 1);
    INSERT INTO booking VALUES
        (x'00000000000070008000000000000001', '000005724', '500112017005', 'card', 'at_station',
         'card', '2026-11-25', 540, 30, 2, '[{\"rank\":1,\"reason\":\"full\"}]', 'adjusted', 'myself',
         '王建国', '13812345678', '', 1, 1, 1000, 1000, NULL, NULL),
        (x'00000000000070008000000000000002', '000000013', '500112017005', 'card', 'at_station',
         'card', '2026-11-26', 570, 30, 1, '[]', 'cancelled', 'myself', '王建国', '13812345678', '',
         1, 3, 1000, 3000, NULL, NULL);
    INSERT INTO booking_secret
        SELECT id, x'0101010101010101010101010101010101010101010101010101010101010101', 1000
        FROM booking;";

async fn old_file(folder: &std::path::Path) -> std::path::PathBuf {
    let (file, old) = (folder.join("old.db"), folder.join("migrations"));
    std::fs::create_dir(&old).unwrap();
    let first = "0001_first.sql";
    std::fs::copy(format!("migrations/sqlite/{first}"), old.join(first)).unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    let migrator = Migrator::new(old).await.unwrap();
    migrator.run(&mut db).await.unwrap();
    sqlx::raw_sql(OLD_ROWS).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    file
}

#[tokio::test]
async fn what_was_booked_before_has_a_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let file = old_file(folder.path()).await;
    let database = Database::Sqlite(file);
    let store = SqlStore::open(&database, Arc::new(dataset()), StoreOptions::default())
        .await
        .unwrap();
    let id = |last: u8| {
        let mut bytes = [0; 16];
        (bytes[6], bytes[8], bytes[15]) = (0x70, 0x80, last);
        model::id::BookingId::from_bytes(bytes).unwrap()
    };
    let secret = server::store::SecretHash([1; 32]);
    let open = store.booking(id(1), secret).await.unwrap();
    assert_eq!((open.ended_by, open.version), (None, 1));
    let [made] = &open.history[..] else {
        panic!("{:?}", open.history)
    };
    let begun = (made.kind, made.to, made.rank, made.state);
    assert_eq!(
        begun,
        (EventKind::Made, Some(open.slot), Some(2), open.state)
    );

    let ended = store.booking(id(2), secret).await.unwrap();
    assert_eq!(ended.ended_by, Some(By::Person));
    let [made] = &ended.history[..] else {
        panic!("{:?}", ended.history)
    };
    assert_eq!(
        (made.version, made.to),
        (1, None),
        "which time is not known"
    );

    // Its life goes on.
    hire(&store, &[VILLAGE]).await;
    let (why, at) = (Note::default(), slot(NOW).timestamp());
    let seen = store.mark_opened(right(VILLAGE), id(1), why, at).await;
    let seen = seen.unwrap().booking;
    assert_eq!((seen.version, seen.history.len()), (2, 2));
}
