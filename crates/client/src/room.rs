//! Room for what a person did: when the device is full, what can be fetched again gives way to it.
//! The one owner of that rule; everything personal is written through [`Roomy`].

use model::api;

use crate::ports::{Batch, Listing, LocalStore, Row, StorageKind, StoreError, Table, Write};
use crate::{availability, districts, follow, settings};

/// What is given up, one after the other, until there is room. Records, the outbox, half-filled
/// forms, ticks and choices are never among them.
const STEPS: [Step; 3] = [Step::Availability, Step::Catalogue, Step::OtherDistricts];

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Answers about free places.
    Availability,
    /// The service catalogue.
    Catalogue,
    /// The stations of all districts but the person's own; of all if none is chosen.
    OtherDistricts,
}

/// A store that makes room for what is personal.
#[derive(Clone, Debug)]
pub struct Roomy<S>(pub S);

impl<S: LocalStore> LocalStore for Roomy<S> {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
        self.0.get(table, key).await
    }

    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
        self.0.list(tables).await
    }

    /// As [`LocalStore::commit`]. Errors: [`StoreError::Full`] only after everything that can be
    /// fetched again is gone.
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if !batch.writes.iter().any(is_of_a_person) {
            return self.0.commit(batch).await;
        }
        for step in STEPS {
            match self.0.commit(batch.clone()).await {
                Err(StoreError::Full) => give_up(&self.0, step).await,
                done => return done,
            }
        }
        self.0.commit(batch).await
    }

    fn kind(&self) -> StorageKind {
        self.0.kind()
    }
}

/// Whether it writes something that only the person has.
fn is_of_a_person(write: &Write) -> bool {
    match write {
        Write::Put(table, key, _) => {
            let is_cursor = *table == Table::Draft && key == follow::SEEN;
            table.is_personal() && !availability::is_cached(*table, key) && !is_cursor
                || settings::is_choice(*table, key)
        }
        Write::Delete(..) | Write::Clear(_) => false,
    }
}

/// Gives up what the step names. Whatever fails here shows in the next try of what needs the room.
async fn give_up<S: LocalStore>(store: &S, step: Step) {
    let writes = match step {
        Step::Availability => cached_availability(store).await,
        Step::Catalogue => Ok(catalogue()),
        Step::OtherDistricts => districts::removal(store).await,
    };
    if let Ok(writes) = writes
        && !writes.is_empty()
    {
        let _ = store.commit(Batch::relaxed(writes)).await;
    }
}

async fn cached_availability<S: LocalStore>(store: &S) -> Result<Vec<Write>, StoreError> {
    let listing = store.list(&[Table::Draft]).await?.pop().unwrap_or_default();
    let keys = listing.rows.into_iter().map(|row| row.key);
    let keys = keys.chain(listing.unreadable);
    Ok(keys
        .filter(|key| availability::is_cached(Table::Draft, key))
        .map(|key| Write::Delete(Table::Draft, key))
        .collect())
}

/// The deletion of the service catalogue.
pub(crate) fn catalogue() -> Vec<Write> {
    vec![
        Write::Delete(Table::Pack, api::CATALOGUE_PACK.to_owned()),
        Write::Delete(Table::Meta, api::CATALOGUE_PACK.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use model::division::DivisionCode;

    use crate::packs::HEAD;
    use crate::ports::MemoryStore;

    use super::*;

    /// Holds so many bytes of values and no more.
    struct Small(MemoryStore, usize);

    impl Small {
        fn used(&self) -> usize {
            let rows = Table::ALL.map(|table| self.0.list_now(table).rows);
            rows.iter().flatten().map(|row| row.value.len()).sum()
        }

        fn freed(&self, write: &Write) -> usize {
            match write {
                Write::Put(table, key, _) | Write::Delete(table, key) => {
                    let row = self.0.get_now(*table, key);
                    row.map_or(0, |row| row.value.len())
                }
                Write::Clear(table) => {
                    let rows = self.0.list_now(*table).rows;
                    rows.iter().map(|row| row.value.len()).sum()
                }
            }
        }
    }

    impl LocalStore for Small {
        async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError> {
            self.0.get(table, key).await
        }

        async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError> {
            self.0.list(tables).await
        }

        async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
            let more: usize = batch.writes.iter().map(put).sum();
            let freed: usize = batch.writes.iter().map(|write| self.freed(write)).sum();
            if more > 0 && self.used() + more > self.1 + freed {
                return Err(StoreError::Full);
            }
            self.0.commit(batch).await
        }

        fn kind(&self) -> StorageKind {
            StorageKind::OnDevice
        }
    }

    fn put(write: &Write) -> usize {
        match write {
            Write::Put(_, _, value) => value.len(),
            Write::Delete(..) | Write::Clear(_) => 0,
        }
    }

    fn wait<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("a store in memory never waits"),
        }
    }

    const OWN: &str = "500112";

    /// A device on which everything takes ten bytes and nothing more has room.
    fn full() -> Roomy<Small> {
        let memory = MemoryStore::new();
        let rows = [
            (Table::Shard, HEAD),
            (Table::Shard, OWN),
            (Table::Shard, "500101"),
            (Table::Shard, "500233"),
            (Table::Pack, api::CATALOGUE_PACK),
            (Table::Meta, api::CATALOGUE_PACK),
            (Table::Meta, api::STATIONS_PACK),
            (Table::Draft, "availability/3"),
            (Table::Draft, "booking"),
            (Table::Draft, "ticks"),
            (Table::Record, "booking/1"),
            (Table::Outbox, "action 1"),
        ];
        let bytes = |(table, key): (Table, &str)| Write::Put(table, key.to_owned(), vec![7; 10]);
        memory.apply(rows.map(bytes).into());
        let mine = Some(DivisionCode::parse("500112006").unwrap());
        memory.apply(vec![settings::write_my_station(mine)]);
        let used = Small(memory, usize::MAX);
        let room = used.used();
        Roomy(Small(used.0, room))
    }

    fn keys(store: &Roomy<Small>, table: Table) -> Vec<String> {
        let rows = store.0.0.list_now(table).rows;
        rows.into_iter().map(|row| row.key).collect()
    }

    fn write(store: &Roomy<Small>, table: Table, bytes: usize) -> Result<(), StoreError> {
        let new = Write::Put(table, "new".to_owned(), vec![1; bytes]);
        wait(store.commit(Batch::strict(vec![new])))
    }

    #[test]
    fn no_more_is_given_up_than_needed() {
        let store = full();
        write(&store, Table::Outbox, 10).unwrap();
        assert_eq!(keys(&store, Table::Draft), ["booking", "ticks"]);
        assert_eq!(keys(&store, Table::Pack), [api::CATALOGUE_PACK]);

        let store = full();
        write(&store, Table::Outbox, 30).unwrap();
        assert!(keys(&store, Table::Pack).is_empty());
        assert!(!keys(&store, Table::Meta).contains(&api::CATALOGUE_PACK.to_owned()));
        assert_eq!(keys(&store, Table::Shard).len(), 4);

        let store = full();
        write(&store, Table::Record, 50).unwrap();
        assert_eq!(keys(&store, Table::Shard), [OWN, HEAD]);
    }

    #[test]
    fn what_only_the_person_has_is_never_given_up() {
        let store = full();
        assert_eq!(write(&store, Table::Outbox, 51), Err(StoreError::Full));
        assert_eq!(keys(&store, Table::Shard), [OWN, HEAD]);
        assert_eq!(keys(&store, Table::Draft), ["booking", "ticks"]);
        assert_eq!(keys(&store, Table::Record), ["booking/1"]);
        assert_eq!(keys(&store, Table::Outbox), ["action 1"]);
        assert_eq!(
            keys(&store, Table::Meta),
            [api::STATIONS_PACK, "my_station", "stations/only"]
        );
        // Nothing of it was written by halves, and what fits goes on being written.
        write(&store, Table::Draft, 50).unwrap();
    }

    #[test]
    fn what_can_be_fetched_again_makes_nothing_give_way() {
        for (table, key) in [
            (Table::Pack, "pack"),
            (Table::Shard, "500103"),
            (Table::Draft, "availability/9"),
            (Table::Draft, follow::SEEN),
        ] {
            let store = full();
            let new = Write::Put(table, key.to_owned(), vec![1; 10]);
            let written = wait(store.commit(Batch::relaxed(vec![new])));
            assert_eq!(written, Err(StoreError::Full), "{key}");
            assert_eq!(keys(&store, Table::Shard).len(), 4);
            assert_eq!(keys(&store, Table::Draft).len(), 3);
        }
    }

    #[test]
    fn other_failures_pass_as_they_are() {
        let store = full();
        let row = store.0.0.get_now(Table::Outbox, "action 1").unwrap();
        store
            .0
            .0
            .apply(vec![Write::Put(Table::Outbox, row.key.clone(), vec![8])]);
        let batch = Batch::strict(vec![Write::Delete(Table::Outbox, row.key.clone())]);
        let put = Write::Put(Table::Outbox, "new".to_owned(), vec![1]);
        let mut batch = batch.unless_changed(Table::Outbox, &row);
        batch.writes.push(put);
        assert_eq!(wait(store.commit(batch)), Err(StoreError::Conflict));
        assert_eq!(keys(&store, Table::Shard).len(), 4);
    }
}
