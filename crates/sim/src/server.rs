//! The server: the real store on a real file. A death leaves the files as they are at that moment,
//! the log not written back, and it is opened again on them.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use client::ports::{Answer, Method, Request};
use model::error::{ApiError, ErrorCode};
use model::id::BookingId;
use server::public::Dataset;
use server::store::database::{Database, SqlStore, StoreOptions};
use server::store::{Answer as StoreAnswer, Store as _, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::front::Front;
use crate::ledger::action_of;
use crate::places;
use crate::sabotage::Sabotage;
use crate::trip;

/// Where a death of the server strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fuse {
    /// After that many more requests.
    pub requests: usize,
    /// Whether the last of them is done, unanswered; of a round trip some first actions.
    pub done: bool,
    /// Whether the store then has another name, as one restored from a copy has.
    pub renamed: bool,
}

/// A running server and its files.
pub struct Server {
    front: &'static Front,
    folder: TempDir,
    generation: u32,
    sabotage: Option<Sabotage>,
    dice: Dice,
    /// Where the next death strikes.
    pub fuse: Option<Fuse>,
    /// Requests handled so far.
    pub handled: u64,
    /// How often it died.
    pub deaths: u64,
}

impl Server {
    /// A server that knows the stations and nobody else.
    pub fn new(sabotage: Option<Sabotage>, dice: Dice) -> Self {
        let server = Self {
            front: Front::of_thread(),
            folder: folder(),
            generation: 0,
            sabotage,
            dice,
            fuse: None,
            handled: 0,
            deaths: 0,
        };
        std::fs::write(server.file(0), template(server.front)).unwrap();
        server.open();
        server
    }

    /// The store, to be looked into.
    pub fn store(&self) -> Arc<SqlStore> {
        self.front.switch.open().unwrap()
    }

    /// Handles a request. `None`: it died before it could answer.
    pub fn handle(&mut self, request: &Request) -> Option<Answer> {
        self.unless_dead(|server, dies| {
            if dies {
                let begun = server.begun(request);
                server.answer(&begun)
            } else {
                server.answer(request)
            }
        })
    }

    /// What staff ask of the store. `None`: it died before it could answer.
    pub fn staff<T>(
        &mut self,
        ask: impl for<'a> Fn(&'a SqlStore) -> StoreAnswer<'a, T>,
    ) -> Option<Result<T, StoreError>> {
        self.unless_dead(|server, _| {
            server.handled += 1;
            server.ask(&ask)
        })
    }

    /// Asks the store itself.
    pub fn ask<T>(
        &self,
        ask: impl for<'a> Fn(&'a SqlStore) -> StoreAnswer<'a, T>,
    ) -> Result<T, StoreError> {
        let store = self.store();
        self.front.runtime.block_on(ask(&store))
    }

    /// Does it, if no death strikes before or in the middle; it is told whether one does.
    fn unless_dead<T>(&mut self, act: impl FnOnce(&mut Self, bool) -> T) -> Option<T> {
        match self.fuse.take() {
            Some(Fuse {
                requests: 0,
                done,
                renamed,
            }) => {
                if done {
                    act(self, true);
                }
                self.die(None);
                if renamed {
                    self.rename();
                }
                None
            }
            fuse => {
                self.fuse = fuse.map(|fuse| Fuse {
                    requests: fuse.requests - 1,
                    ..fuse
                });
                Some(act(self, false))
            }
        }
    }

    /// As much of a request as is done before a death.
    fn begun(&self, request: &Request) -> Request {
        let Some(mut trip) = trip::read(request) else {
            return request.clone();
        };
        trip.actions
            .truncate(self.dice.below(trip.actions.len() + 1));
        trip::request(&trip)
    }

    fn answer(&mut self, request: &Request) -> Answer {
        self.handled += 1;
        let post = request.method == Method::Post;
        let ends_with = |ending: &str| {
            let mut actions = trip::actions(request).into_iter();
            actions.any(|action| action.path.ends_with(ending))
        };
        match self.sabotage {
            Some(Sabotage::ServerForgets) if post && self.dice.one_in(6) => {
                let before = self.copy();
                let answer = self.front.answer(request);
                self.die(Some(before));
                answer
            }
            Some(Sabotage::RepeatsForgotten) => self.answer_as_new(request, ""),
            Some(Sabotage::ChangesForgotten) if ends_with("/change") => {
                self.answer_as_new(request, "/change")
            }
            Some(Sabotage::RefusalsForgotten) => {
                self.execute("DELETE FROM action WHERE passed_over IS NOT NULL", None);
                self.front.answer(request)
            }
            Some(Sabotage::HistoryNotWritten) if ends_with("/change") => {
                let answer = self.front.answer(request);
                let last = "DELETE FROM booking_event WHERE version > 1 AND version = \
                            (SELECT version FROM booking WHERE id = booking_event.booking)";
                self.execute(last, None);
                answer
            }
            Some(Sabotage::HistoryRewritten) if ends_with("/cancel") => {
                self.execute(
                    "UPDATE booking_event SET at = at + 1 WHERE version = 1",
                    None,
                );
                self.front.answer(request)
            }
            Some(Sabotage::PersonOverruled) => self.overrule(request),
            Some(Sabotage::PlaceKept) if ends_with("/cancel") => {
                self.answer_and_keep_place(request)
            }
            _ => self.front.answer(request),
        }
    }

    /// Answers as if the actions whose path has that `ending` had never been done; they are remembered
    /// again after that.
    fn answer_as_new(&self, request: &Request, ending: &str) -> Answer {
        let ids: Vec<Vec<u8>> = trip::actions(request)
            .iter()
            .filter(|action| action.path.ends_with(ending))
            .filter_map(action_of)
            .map(|action| action.as_bytes().to_vec())
            .collect();
        self.execute(
            "CREATE TABLE IF NOT EXISTS hidden AS SELECT * FROM action",
            None,
        );
        self.execute("DELETE FROM hidden", None);
        for id in ids {
            self.execute(
                "INSERT INTO hidden SELECT * FROM action WHERE id = $1",
                Some(id.clone()),
            );
            self.execute("DELETE FROM action WHERE id = $1", Some(id));
        }
        let answer = self.front.answer(request);
        self.execute("INSERT OR REPLACE INTO action SELECT * FROM hidden", None);
        answer
    }

    /// Whether it is a change of a booking to which the station has given another time last.
    fn crosses(&self, request: &Request) -> bool {
        let changes = request.path.strip_suffix("/change");
        let id = changes.and_then(|path| BookingId::parse(path.rsplit('/').next()?).ok());
        let Some(id) = id else { return false };
        let sql = "SELECT actor FROM booking_event WHERE booking = $1 AND kind = 'changed' \
                   ORDER BY version DESC LIMIT 1";
        let store = self.store();
        let last = sqlx::query_scalar::<_, String>(sql)
            .bind(id.as_bytes().as_slice())
            .fetch_optional(store.reader());
        let last = self.front.runtime.block_on(last).unwrap();
        last.is_some_and(|actor| actor == "station")
    }

    /// Answers those as too late that cross what the station has done.
    fn overrule(&self, request: &Request) -> Answer {
        let Some(mut trip) = trip::read(request) else {
            return if self.crosses(request) {
                refused()
            } else {
                self.front.answer(request)
            };
        };
        let crosses: Vec<bool> = trip
            .actions
            .iter()
            .map(|posted| self.crosses(&trip::alone(posted)))
            .collect();
        let mut left = crosses.iter();
        trip.actions.retain(|_| left.next() == Some(&false));
        let answer = self.front.answer(&trip::request(&trip));
        let Some(mut page) = trip::page(&answer) else {
            return answer;
        };
        for (index, _) in crosses.iter().enumerate().filter(|(_, crosses)| **crosses) {
            page.outcomes.insert(index, trip::outcome(refused()));
        }
        trip::answer(&page)
    }

    fn answer_and_keep_place(&self, request: &Request) -> Answer {
        self.execute(
            "CREATE TABLE IF NOT EXISTS hidden AS SELECT * FROM slot",
            None,
        );
        self.execute("DELETE FROM hidden", None);
        self.execute("INSERT INTO hidden SELECT * FROM slot", None);
        let answer = self.front.answer(request);
        self.execute("INSERT OR REPLACE INTO slot SELECT * FROM hidden", None);
        answer
    }

    /// Does what no honest server would.
    pub fn execute(&self, sql: &'static str, bound: Option<Vec<u8>>) {
        let options = SqliteConnectOptions::new().filename(self.file(self.generation));
        self.front.runtime.block_on(async {
            let mut db = SqliteConnection::connect_with(&options).await.unwrap();
            let query = match bound {
                Some(bytes) => sqlx::query(sql).bind(bytes),
                None => sqlx::query(sql),
            };
            query.execute(&mut db).await.unwrap();
            db.close().await.unwrap();
        });
    }

    /// Dies and is opened again: on the files as they are, or on an older copy of them.
    fn die(&mut self, copy: Option<u32>) {
        self.deaths += 1;
        let next = copy.unwrap_or_else(|| self.copy());
        self.close();
        self.generation = next;
        self.open();
    }

    /// Gives the store another name.
    fn rename(&mut self) {
        let mut name = [0; 4];
        self.dice.fill(&mut name);
        let name = format!("{:08x}", u32::from_le_bytes(name));
        self.close_only();
        self.execute(
            "UPDATE meta SET value = CAST($1 AS TEXT) WHERE name = 'store_id'",
            Some(name.into_bytes()),
        );
        self.open();
    }

    fn close_only(&self) {
        if let Some(store) = self.front.switch.set(None) {
            self.front.runtime.block_on(store.close());
        }
    }

    /// Copies the files as a death would leave them; the copy's number.
    fn copy(&self) -> u32 {
        let next = self.generation + 1;
        for suffix in ["", "-wal"] {
            let from = with_suffix(self.file(self.generation), suffix);
            if from.exists() {
                std::fs::copy(from, with_suffix(self.file(next), suffix)).unwrap();
            }
        }
        next
    }

    fn open(&self) {
        let more = u16::from(self.sabotage == Some(Sabotage::MorePlacesThanThere));
        let file = self.file(self.generation);
        let store = self.front.runtime.block_on(open(&file, more));
        self.front.switch.set(Some(Arc::new(store)));
    }

    /// Ends what is still running of the store that is open; nobody looks at its files any more.
    fn close(&self) {
        self.close_only();
        for suffix in ["", "-wal", "-shm"] {
            // The last two are gone if it ended in order.
            let _ = std::fs::remove_file(with_suffix(self.file(self.generation), suffix));
        }
    }

    fn file(&self, generation: u32) -> PathBuf {
        self.folder.path().join(format!("{generation}.db"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}

fn refused() -> Answer {
    let error = ApiError::new(ErrorCode::NotChangeable);
    Answer {
        status: error.code.status(),
        body: serde_json::to_vec(&error).unwrap(),
        ..Answer::default()
    }
}

async fn open(file: &std::path::Path, more: u16) -> SqlStore {
    let dataset: Arc<Dataset> = Arc::new(places::dataset(more));
    let options = StoreOptions {
        readers: 1,
        ..StoreOptions::default()
    };
    let import = dataset.import();
    let database = Database::Sqlite(file.to_owned());
    let store = SqlStore::open(&database, dataset, options).await.unwrap();
    store.import(import).await.unwrap();
    store
}

/// A database with the stations in it, made once.
fn template(front: &Front) -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = folder();
        let file = folder.path().join("template.db");
        front.runtime.block_on(async {
            let store = open(&file, 0).await;
            crate::staff::hire(&store).await;
            store.close().await;
        });
        std::fs::read(file).unwrap()
    })
}

/// In memory where the system has such a folder: what is proven here is not the disk.
fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let made = memory
        .is_dir()
        .then(|| TempDir::with_prefix_in("sim-", memory));
    made.and_then(Result::ok)
        .unwrap_or_else(|| TempDir::with_prefix("sim-").unwrap())
}

fn with_suffix(file: PathBuf, suffix: &str) -> PathBuf {
    let mut name = file.into_os_string();
    name.push(suffix);
    name.into()
}
