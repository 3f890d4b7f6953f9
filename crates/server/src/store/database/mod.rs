//! The store in a database: one writer with group commit, connections that read, every commit durable
//! before it is answered. One implementation for SQLite and PostgreSQL; what differs between them is in
//! [`engine`].

mod actions;
mod bookings;
mod changes;
mod desk;
mod engine;
mod entries;
mod erased;
mod follow;
mod history;
mod identity;
mod keys;
mod notices;
mod publishing;
mod rows;
mod sequence;
mod spoken;
mod staff;
mod stations;
mod volunteers;
mod writer;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::booking::{BookingView, ValidBooking, Wish};
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::id::{BookingId, VolunteerId};
use model::sync::EntityId;
use model::volunteer::{ValidVolunteer, VolunteerView};
use sqlx::{Any, AnyConnection, AnyPool, Row as _, Transaction};

use super::{
    Action, Answer, Answered, Changes, ChangesAsked, Import, LookUp, Published, SecretHash, Store,
    StoreError, Taken, Terms, VerifyingKey, sql,
};
pub use engine::{Database, PostgresUrl};
use sequence::{HEAD, Recent, STORE_ID, Writing};
use writer::{Operation, Writer};

/// How many writing operations may wait unless said otherwise. A crowd of ten thousand that wants
/// the same morning fits in; each costs about a kilobyte while it waits.
pub const QUEUE: usize = 16_384;

/// How the store is opened.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// How many writing operations may wait before further ones are refused.
    pub queue: usize,
    /// Connections for reading.
    pub readers: u32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            queue: QUEUE,
            readers: 4,
        }
    }
}

/// The store in a database.
pub struct SqlStore {
    database: Database,
    writer: Writer,
    readers: AnyPool,
    recent: Arc<Recent>,
    terms: Arc<dyn Terms>,
}

impl SqlStore {
    /// Opens the database, makes a file if there is none, and brings its tables up to date.
    /// Errors: it cannot be opened or is of a newer version.
    pub async fn open(
        database: &Database,
        terms: Arc<dyn Terms>,
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        let mut db = database.connect().await?;
        database.migrate_on(&mut db).await?;
        let recent = Arc::new(recent(&mut db, database).await?);
        let readers = database.readers(options.readers).await?;
        let writing = Writing::new(db, database.clone());
        Ok(Self {
            writer: Writer::start(writing, options.queue, Arc::clone(&recent)),
            database: database.clone(),
            readers,
            recent,
            terms,
        })
    }

    /// Begins to read, all of one moment.
    async fn moment(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(self
            .readers
            .begin_with(self.database.begin_reading())
            .await?)
    }

    /// Lets the database belong to the server key of that fingerprint, if it belongs to none yet; answers
    /// whether it does now. What was written under another key would not be understood.
    pub fn claim(&self, fingerprint: String) -> Answer<'_, bool> {
        self.submit(keys::Claim(fingerprint))
    }

    /// For tests and tools that look at the tables themselves.
    pub fn reader(&self) -> &AnyPool {
        &self.readers
    }

    /// Lets the writing task panic.
    #[cfg(test)]
    pub(crate) async fn crash(&self) {
        let _ = self.writer.submit(writer::tests::Crash).await;
    }

    fn submit<O: Operation>(&self, operation: O) -> Answer<'_, O::Answer> {
        Box::pin(self.writer.submit(operation))
    }

    /// What has no right to the booking is refused by a reader and never waits for the writer.
    fn submit_for_booking<O: Operation>(
        &self,
        id: BookingId,
        secret: SecretHash,
        operation: O,
    ) -> Answer<'_, O::Answer> {
        Box::pin(async move {
            self.booking(id, secret).await?;
            self.writer.submit(operation).await
        })
    }

    /// The same for a registration.
    fn submit_for_volunteer<O: Operation>(
        &self,
        id: VolunteerId,
        secret: SecretHash,
        operation: O,
    ) -> Answer<'_, O::Answer> {
        Box::pin(async move {
            self.volunteer(id, secret).await?;
            self.writer.submit(operation).await
        })
    }
}

/// What is certain of a store just opened: nothing of what was before its last number.
async fn recent(db: &mut AnyConnection, database: &Database) -> Result<Recent, StoreError> {
    let row = sqlx::query(sql::META)
        .bind(STORE_ID)
        .fetch_one(&mut *db)
        .await?;
    let id: &str = row.try_get(0)?;
    let id = u32::from_str_radix(id, 16).map_err(|_| StoreError::Corrupt(STORE_ID))?;
    if database.is_shared() {
        return Ok(Recent::shared(id));
    }
    Ok(Recent::new(id, sequence::number(db, HEAD).await?))
}

impl Store for SqlStore {
    fn create_booking(
        &self,
        action: Action,
        new: ValidBooking,
    ) -> Answer<'_, Answered<BookingView>> {
        self.submit(bookings::Create {
            action,
            new,
            terms: Arc::clone(&self.terms),
        })
    }

    fn booking(&self, id: BookingId, secret: SecretHash) -> Answer<'_, BookingView> {
        Box::pin(async move {
            // Of one moment: the booking and what became of it.
            let mut db = self.moment().await?;
            let found = rows::booking_of_device(&mut db, id, secret).await;
            db.rollback().await?;
            Ok(found?.view)
        })
    }

    fn change_booking(
        &self,
        action: Action,
        id: BookingId,
        base: Option<u32>,
        wish: Wish,
    ) -> Answer<'_, Answered<BookingView>> {
        let change = changes::Change {
            action,
            id,
            base,
            wish,
            terms: Arc::clone(&self.terms),
        };
        self.submit_for_booking(id, action.secret, change)
    }

    fn cancel_booking(
        &self,
        action: Action,
        id: BookingId,
        base: Option<u32>,
    ) -> Answer<'_, Answered<BookingView>> {
        self.submit_for_booking(id, action.secret, changes::Cancel { action, id, base })
    }

    fn erase_booking(
        &self,
        action: Action,
        id: BookingId,
        base: Option<u32>,
    ) -> Answer<'_, Answered<BookingView>> {
        Box::pin(async move {
            let erase = changes::Erase { action, id, base };
            self.writer.submit(erase).await?.ok_or(StoreError::NotFound)
        })
    }

    fn hear_booking(
        &self,
        action: Action,
        fingerprint: u16,
        new: ValidBooking,
    ) -> Answer<'_, Answered<BookingView>> {
        self.submit(spoken::Hear {
            action,
            fingerprint,
            new,
            terms: Arc::clone(&self.terms),
        })
    }

    fn key_of(&self, entity: EntityId, secret: SecretHash) -> Answer<'_, Option<VerifyingKey>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            keys::of_device(&mut db, entity, secret).await
        })
    }

    fn learn_key(&self, entity: EntityId, secret: SecretHash, key: VerifyingKey) -> Answer<'_, ()> {
        Box::pin(async move {
            if self.key_of(entity, secret).await? == Some(key) {
                return Ok(());
            }
            let learn = keys::Learn {
                entity,
                secret,
                key,
            };
            self.writer.submit(learn).await
        })
    }

    fn look_up_booking(&self, asked: LookUp) -> Answer<'_, BookingView> {
        Box::pin(async move {
            let mut db = self.moment().await?;
            let found = bookings::look_up(&mut db, &asked).await;
            db.rollback().await?;
            let found = found?;
            let id = found.booking;
            self.writer.submit(bookings::Grant { id, asked }).await?;
            Ok(found)
        })
    }

    fn register_volunteer(
        &self,
        action: Action,
        id: VolunteerId,
        form: ValidVolunteer,
    ) -> Answer<'_, Answered<VolunteerView>> {
        self.submit(volunteers::Register { action, id, form })
    }

    fn volunteer(&self, id: VolunteerId, secret: SecretHash) -> Answer<'_, VolunteerView> {
        Box::pin(async move {
            // Of one moment: a change between two statements would mix the old with the new.
            let mut db = self.moment().await?;
            let found = rows::volunteer_of_device(&mut db, id, secret).await;
            db.rollback().await?;
            found
        })
    }

    fn change_volunteer(
        &self,
        action: Action,
        id: VolunteerId,
        form: ValidVolunteer,
    ) -> Answer<'_, Answered<VolunteerView>> {
        let change = volunteers::Change { action, id, form };
        self.submit_for_volunteer(id, action.secret, change)
    }

    fn withdraw_volunteer(
        &self,
        action: Action,
        id: VolunteerId,
    ) -> Answer<'_, Answered<VolunteerView>> {
        Box::pin(async move {
            let withdraw = volunteers::Withdraw { action, id };
            self.writer
                .submit(withdraw)
                .await?
                .ok_or(StoreError::NotFound)
        })
    }

    fn taken(
        &self,
        station: DivisionCode,
        lane: String,
        from: Date,
        to: Date,
    ) -> Answer<'_, Taken> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            stations::taken(&mut db, station, &lane, from, to).await
        })
    }

    fn published(&self, station: DivisionCode) -> Answer<'_, Published> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            stations::published(&mut db, station).await
        })
    }

    fn import(&self, import: Import) -> Answer<'_, bool> {
        self.submit(stations::ImportAll(import))
    }

    fn changes(&self, asked: ChangesAsked) -> Answer<'_, Option<Changes>> {
        if self.recent.is_unchanged(&asked) {
            return Box::pin(std::future::ready(Ok(None)));
        }
        Box::pin(async move {
            // Of one moment, or the cursor would say more than the page holds.
            let mut db = self.moment().await?;
            let found = follow::changes(&mut db, &self.recent, &asked).await;
            db.rollback().await?;
            found
        })
    }

    fn prune_changes(&self, today: Date, before: Timestamp) -> Answer<'_, u64> {
        self.submit(notices::Prune { today, before })
    }

    fn was_done(&self, action: Action) -> Answer<'_, bool> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            actions::was_done(&mut db, &action).await
        })
    }

    fn prune_actions(&self, before: Timestamp) -> Answer<'_, u64> {
        self.submit(actions::Prune(before))
    }

    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            self.writer.submit(actions::Probe).await?;
            let mut db = self.readers.acquire().await?;
            sqlx::query("SELECT 1").execute(&mut *db).await?;
            Ok(())
        })
    }

    fn ended(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.writer.ended())
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let writer = self.writer.close().await;
            self.readers.close().await;
            if let Some(db) = writer {
                self.database.close(db).await;
            }
        })
    }
}
