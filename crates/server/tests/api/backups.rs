//! Copies taken while people book, put back; and which key a database belongs to.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use server::backup::key_beside;
use server::run::DATABASE;
use server::store::database::Database;
use sqlx::{AnyConnection, Connection as _};

use crate::kill::{burst, check_known};
use crate::process::{Program, places};
use crate::support::{MISCOUNTED, OPEN, Place, TAKEN};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_veterans-station"))
        .args(arguments)
        .arg("--data")
        .arg(folder)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap()
}

#[track_caller]
fn well(output: Output) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
}

#[track_caller]
fn refused(output: Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(words), "{said}");
}

/// Bookings that their events do not explain: one for each version, the last in the state in which
/// the booking is.
const UNEXPLAINED: &str = "SELECT count(*) FROM booking WHERE version <> \
    (SELECT count(*) FROM booking_event WHERE booking = booking.id) OR state <> \
    (SELECT event.state FROM booking_event AS event WHERE event.booking = booking.id \
     AND event.version = booking.version)";
/// Rows with a number that was not given out.
const OF_THE_FUTURE: &str = "SELECT count(*) FROM booking WHERE seq > \
    (SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'head')";

async fn open(file: &Path) -> AnyConnection {
    Database::Sqlite(file.to_owned()).connect().await.unwrap()
}

async fn number(db: &mut AnyConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db).await.unwrap()
}

async fn store_id(db: &mut AnyConnection) -> String {
    let sql = "SELECT value FROM meta WHERE name = 'store_id'";
    sqlx::query_scalar(sql).fetch_one(db).await.unwrap()
}

#[test]
fn a_copy_taken_while_people_book_is_whole() {
    let [folder, copies, elsewhere] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let program = Program::start(folder.path());
    let (address, places) = (program.address, places(program.address));
    let stop = AtomicBool::new(false);
    let (before, copied) = std::thread::scope(|scope| {
        // What was answered before the copy was asked for is in it.
        let (before, _) = burst(address, &places, 1, 0, &stop, 40);
        let (stop, places) = (&stop, &places);
        let clients: Vec<_> = (1..7)
            .map(|client| scope.spawn(move || burst(address, places, 2, client, stop, u64::MAX)))
            .collect();
        let copied: Vec<_> = (0..3)
            .map(|copy| {
                std::thread::sleep(Duration::from_millis(200));
                let file = copies.path().join(format!("copy-{copy}.db"));
                well(run(folder.path(), &["backup", file.to_str().unwrap()]));
                file
            })
            .collect();
        stop.store(true, Ordering::Relaxed);
        let booked: usize = clients
            .into_iter()
            .map(|client| client.join().unwrap().0.len())
            .sum();
        assert!(booked > 0, "nobody booked meanwhile");
        (before, copied)
    });
    let last = copied.last().unwrap().to_str().unwrap();
    refused(run(folder.path(), &["backup", last]), "there already");
    refused(run(folder.path(), &["restore", last]), "server is running");
    drop(program);
    refused(run(folder.path(), &["restore", last]), "there already");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let first = store_id(&mut open(&folder.path().join(DATABASE)).await).await;
        well(run(
            elsewhere.path(),
            &["restore", copied[0].to_str().unwrap()],
        ));
        for copy in &copied[1..] {
            let restore = ["restore", copy.to_str().unwrap(), "--force"];
            well(run(elsewhere.path(), &restore));
            let mut db = open(&elsewhere.path().join(DATABASE)).await;
            let whole: String = sqlx::query_scalar("PRAGMA integrity_check")
                .fetch_one(&mut db)
                .await
                .unwrap();
            assert_eq!(whole, "ok");
            for wrong in [MISCOUNTED, UNEXPLAINED, OF_THE_FUTURE] {
                assert_eq!(number(&mut db, wrong).await, 0, "{wrong}");
            }
            let open = number(&mut db, OPEN).await;
            assert_eq!(number(&mut db, TAKEN).await, open);
            assert!(open as usize >= before.len());
            assert_ne!(store_id(&mut db).await, first, "devices start over");
            db.close().await.unwrap();
        }
    });
    // It goes on, under the same key.
    let program = Program::start(elsewhere.path());
    check_known(program.address, &before);
    drop(program);
    let kept = std::fs::read_dir(elsewhere.path()).unwrap();
    let aside = kept.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().contains(".db.before-restore-")
    });
    assert_eq!(aside.count(), 2);
}

#[test]
fn half_a_copy_is_not_put_back() {
    let [folder, copies, elsewhere] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let copy = copies.path().join("copy.db");
    let name = copy.to_str().unwrap();
    refused(run(folder.path(), &["backup", name]), "is not there");
    well(run(folder.path(), &["migrate"]));
    drop(Program::start(folder.path()));
    well(run(folder.path(), &["backup", name]));
    // Of another server's key.
    let key = std::fs::read(key_beside(&copy)).unwrap();
    std::fs::write(key_beside(&copy), "07".repeat(32)).unwrap();
    refused(run(elsewhere.path(), &["restore", name]), "not the key");
    std::fs::write(key_beside(&copy), key).unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    std::fs::write(&copy, &bytes[..bytes.len() / 2]).unwrap();
    refused(run(elsewhere.path(), &["restore", name]), "");
    assert!(!elsewhere.path().join(DATABASE).exists());
    std::fs::write(&copy, &bytes).unwrap();
    well(run(elsewhere.path(), &["restore", name]));
    drop(Program::start(elsewhere.path()));
}

#[test]
fn a_database_without_its_key_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    drop(Program::start(folder.path()));
    std::fs::remove_file(folder.path().join("server.key")).unwrap();
    let listen = ["serve", "--listen", "127.0.0.1:0"];
    refused(run(folder.path(), &listen), "under another server key");
}

#[tokio::test]
async fn servers_on_one_database_share_a_key() {
    let place = Place::postgres().await;
    let Database::Postgres(url) = &place.database else {
        panic!("no PostgreSQL")
    };
    let [first, second] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let database = ["--database-url", url.secret()];
    let one = Program::start_with(first.path(), &database);
    let serve = [&["serve", "--listen", "127.0.0.1:0"][..], &database].concat();
    refused(run(second.path(), &serve), "under another server key");
    let key = first.path().join("server.key");
    let shared = [&database[..], &["--key", key.to_str().unwrap()]].concat();
    let two = Program::start_with(second.path(), &shared);
    drop((one, two));
    let mut db = place.database.connect().await.unwrap();
    let before = store_id(&mut db).await;
    well(run(second.path(), &[&["restored"][..], &database].concat()));
    assert_ne!(store_id(&mut db).await, before);
    let copy = second.path().join("copy").to_str().unwrap().to_owned();
    let backup = [&["backup", &copy][..], &database].concat();
    refused(run(second.path(), &backup), "pg_dump");
}
