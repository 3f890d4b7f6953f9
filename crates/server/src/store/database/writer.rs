//! The one task that writes. It drains what has come in, puts it into one transaction, commits
//! once, and only then answers: many bookings share the cost of one durable write.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::AnyConnection;
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::sequence::{Committed, Recent, Writing};
use crate::store::StoreError;

/// The most operations in one transaction.
const MAX_BATCH: usize = 512;

/// One writing operation.
pub(super) trait Operation: Send + 'static {
    /// What it answers.
    type Answer: Send + 'static;
    /// Does it inside the current transaction. On an error everything it wrote is undone, and it
    /// may be run once more. `NotFound`, `NotChangeable`, `Barred` and `Stale` are answered only
    /// while nothing has been written: there is nothing to undo then. `NoPlace` is answered when
    /// nothing but the refusal has been written, which is to be kept.
    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>>;
}

/// What is to become of an operation's writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// They are to be committed, or there are none.
    Keep,
    /// They are to be undone.
    Undo,
}

impl Writes {
    fn of<T>(result: &Result<T, StoreError>) -> Self {
        match result {
            Ok(_)
            | Err(
                StoreError::NotFound
                | StoreError::NotChangeable
                | StoreError::Barred(..)
                | StoreError::Stale(_)
                | StoreError::NoPlace(_),
            ) => Self::Keep,
            Err(_) => Self::Undo,
        }
    }
}

/// An operation in the queue, whatever it answers.
trait Job: Send {
    /// Runs it.
    fn run<'a>(&'a mut self, db: &'a mut Writing) -> BoxFuture<'a, Writes>;
    /// Sends the answer to whoever waits.
    fn answer(self: Box<Self>, committed: bool);
}

struct Pending<O: Operation> {
    operation: O,
    result: Option<Result<O::Answer, StoreError>>,
    waiting: oneshot::Sender<Result<O::Answer, StoreError>>,
}

impl<O: Operation> Job for Pending<O> {
    fn run<'a>(&'a mut self, db: &'a mut Writing) -> BoxFuture<'a, Writes> {
        Box::pin(async move {
            let result = self.operation.run(db).await;
            let writes = Writes::of(&result);
            self.result = Some(result);
            writes
        })
    }

    fn answer(self: Box<Self>, committed: bool) {
        let result = match self.result {
            Some(result) if committed => result,
            // A refusal may rest on what a neighbour wrote and what is now undone, so it falls with
            // the transaction too. Clients repeat what is answered so.
            _ => Err(StoreError::Unavailable),
        };
        // Whoever asked may have gone away; what is done is done and will be answered to a repeat.
        let _ = self.waiting.send(result);
    }
}

/// The queue in front of the writing task.
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    sender: mpsc::WeakSender<Box<dyn Job>>,
    task: Mutex<Option<JoinHandle<AnyConnection>>>,
    /// Closed by the end of the task, whatever ended it.
    running: watch::Receiver<()>,
}

impl Writer {
    /// Starts the task. `room` is how many operations may wait; `recent` is told what changes.
    pub(super) fn start(db: Writing, room: usize, recent: Arc<Recent>) -> Self {
        let (sender, receiver) = mpsc::channel(room.max(1));
        let weak = sender.downgrade();
        let (held, running) = watch::channel(());
        let task = tokio::spawn(async move {
            let _held = held;
            write(db, receiver, &recent).await
        });
        Self {
            queue: Mutex::new(Some(sender)),
            sender: weak,
            task: Mutex::new(Some(task)),
            running,
        }
    }

    /// Queues an operation and waits until it is durable.
    /// Errors: its own; `Unavailable` if the queue is full or closed.
    pub(super) async fn submit<O: Operation>(&self, operation: O) -> Result<O::Answer, StoreError> {
        let (waiting, answer) = oneshot::channel();
        let sender = self.sender.upgrade().ok_or(StoreError::Unavailable)?;
        let job = Box::new(Pending {
            operation,
            result: None,
            waiting,
        });
        sender.try_send(job).map_err(|_| StoreError::Unavailable)?;
        drop(sender);
        answer.await.unwrap_or(Err(StoreError::Unavailable))
    }

    /// Comes when the task has ended, be it in a panic.
    pub(super) async fn ended(&self) {
        let mut running = self.running.clone();
        while running.changed().await.is_ok() {}
    }

    /// Takes no more, finishes what waits, and hands back the connection (once).
    pub(super) async fn close(&self) -> Option<AnyConnection> {
        drop(self.queue.lock().await.take());
        let task = self.task.lock().await.take()?;
        task.await.ok()
    }
}

async fn write(
    mut db: Writing,
    mut queue: mpsc::Receiver<Box<dyn Job>>,
    recent: &Recent,
) -> AnyConnection {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let committed = match run_in_time(&mut db, &mut batch).await {
            Ok(changed) => {
                // Before anybody is answered: whoever was answered may ask what has changed.
                changed.into_iter().for_each(|what| recent.publish(what));
                true
            }
            Err(error) => {
                tracing::error!(%error, operations = batch.len(), "a transaction failed");
                db.abandon().await;
                false
            }
        };
        for job in batch.drain(..) {
            job.answer(committed);
        }
    }
    db.into_inner()
}

/// Runs all in one transaction, but waits for no database that says nothing any more.
async fn run_in_time(
    db: &mut Writing,
    batch: &mut [Box<dyn Job>],
) -> Result<Option<Committed>, StoreError> {
    let patience = db.database().patience();
    let running = run_batch(db, batch);
    match patience {
        None => running.await,
        Some(limit) => tokio::time::timeout(limit, running)
            .await
            .unwrap_or(Err(StoreError::Unavailable)),
    }
}

/// Runs all in one transaction. Hardly ever has one to be undone, so they first run without
/// savepoints, which saves two statements in seven; if one must be undone after all, all are, and
/// run again, each in a savepoint of its own.
async fn run_batch(
    db: &mut Writing,
    batch: &mut [Box<dyn Job>],
) -> Result<Option<Committed>, StoreError> {
    db.begin().await?;
    let mut together = true;
    for job in batch.iter_mut() {
        if job.run(db).await == Writes::Undo {
            together = false;
            break;
        }
    }
    if !together {
        sqlx::query("ROLLBACK").execute(&mut **db).await?;
        db.begin().await?;
        run_apart(db, batch).await?;
    }
    db.commit().await
}

async fn run_apart(db: &mut Writing, batch: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
    for job in batch {
        let mark = db.mark();
        sqlx::query("SAVEPOINT operation")
            .execute(&mut **db)
            .await?;
        if job.run(db).await == Writes::Undo {
            sqlx::query("ROLLBACK TO operation")
                .execute(&mut **db)
                .await?;
            db.undo_to(mark);
        }
        sqlx::query("RELEASE operation").execute(&mut **db).await?;
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use sqlx::Connection as _;

    use super::*;
    use crate::store::database::Database;

    /// Panics.
    pub(in crate::store::database) struct Crash;

    impl Operation for Crash {
        type Answer = ();

        fn run<'a>(&'a self, _: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
            panic!("a test")
        }
    }

    /// Writes.
    struct Do(&'static str);

    impl Operation for Do {
        type Answer = ();

        fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
            Box::pin(async move {
                sqlx::query(self.0).execute(&mut **db).await?;
                Ok(())
            })
        }
    }

    /// Is refused because of what others wrote.
    struct Refuse;

    impl Operation for Refuse {
        type Answer = ();

        fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
            Box::pin(async move {
                let count: i64 = sqlx::query_scalar("SELECT count(*) FROM child")
                    .fetch_one(&mut **db)
                    .await?;
                match count {
                    0 => Ok(()),
                    _ => Err(StoreError::NoPlace(Vec::new())),
                }
            })
        }
    }

    /// Is undone at first, so that all run apart; then breaks the transaction.
    #[derive(Default)]
    struct Break(AtomicBool);

    impl Operation for Break {
        type Answer = ();

        fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<(), StoreError>> {
            Box::pin(async move {
                if !self.0.swap(true, Ordering::SeqCst) {
                    return Err(StoreError::ActionReused);
                }
                sqlx::query("ROLLBACK").execute(&mut **db).await?;
                Ok(())
            })
        }
    }

    async fn writer() -> Writer {
        sqlx::any::install_default_drivers();
        let mut db = AnyConnection::connect("sqlite::memory:").await.unwrap();
        for sql in [
            "PRAGMA foreign_keys = on",
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)",
            "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
            "CREATE TABLE child (parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        ] {
            sqlx::query(sql).execute(&mut db).await.unwrap();
        }
        let db = Writing::new(db, Database::Sqlite(":memory:".into()));
        Writer::start(db, 10, Arc::new(Recent::new(0, 0)))
    }

    const ORPHAN: &str = "INSERT INTO child VALUES (1)";
    const PARENT: &str = "INSERT INTO parent VALUES (1)";

    #[tokio::test]
    async fn a_refusal_falls_with_the_transaction_it_rests_on() {
        let writer = writer().await;
        // The orphan lets the commit fail; nobody may be refused because of it.
        let (orphan, refused) = tokio::join!(writer.submit(Do(ORPHAN)), writer.submit(Refuse));
        assert!(matches!(orphan, Err(StoreError::Unavailable)));
        assert!(
            matches!(refused, Err(StoreError::Unavailable)),
            "{refused:?}"
        );
        assert!(writer.submit(Refuse).await.is_ok());
    }

    #[tokio::test]
    async fn a_refusal_falls_with_the_second_run() {
        let writer = writer().await;
        let (first, refused, broken) = tokio::join!(
            writer.submit(Do(ORPHAN)),
            writer.submit(Refuse),
            writer.submit(Break::default()),
        );
        for answer in [first, refused, broken] {
            assert!(matches!(answer, Err(StoreError::Unavailable)), "{answer:?}");
        }
        assert!(writer.submit(Refuse).await.is_ok());
    }

    #[tokio::test]
    async fn a_refusal_stands_once_committed() {
        let writer = writer().await;
        let (parent, child, refused) = tokio::join!(
            writer.submit(Do(PARENT)),
            writer.submit(Do(ORPHAN)),
            writer.submit(Refuse),
        );
        assert!(parent.is_ok() && child.is_ok());
        assert!(matches!(refused, Err(StoreError::NoPlace(_))));
    }

    #[tokio::test]
    async fn the_end_of_the_task_is_told() {
        let writer = writer().await;
        let wait = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(wait, writer.ended()).await.is_err());
        for _ in 0..2 {
            let answer = writer.submit(Crash).await;
            assert!(matches!(answer, Err(StoreError::Unavailable)));
        }
        writer.ended().await;
    }
}
