//! What every [`LocalStore`] must do: the same test for memory natively and for IndexedDB in a
//! browser.

use crate::ports::{Batch, Check, Durability, LocalStore, Rev, StoreError, Table, Write};

/// Runs the whole contract on an empty store. Errors: says which part is broken.
pub async fn run<S: LocalStore>(store: &S) -> Result<(), String> {
    rows(store).await?;
    listings(store).await?;
    all_or_nothing(store).await?;
    marks(store).await?;
    clearing(store).await
}

fn must(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn put(table: Table, key: &str, value: &[u8]) -> Write {
    Write::Put(table, key.to_owned(), value.to_vec())
}

async fn commit<S: LocalStore>(store: &S, batch: Batch) -> Result<(), String> {
    store
        .commit(batch)
        .await
        .map_err(|error| format!("commit failed: {error:?}"))
}

async fn value<S: LocalStore>(
    store: &S,
    table: Table,
    key: &str,
) -> Result<Option<Vec<u8>>, String> {
    let row = store
        .get(table, key)
        .await
        .map_err(|error| format!("get failed: {error:?}"))?;
    Ok(row.map(|row| row.value))
}

/// Rows come back byte for byte, in every table.
async fn rows<S: LocalStore>(store: &S) -> Result<(), String> {
    let every_byte: Vec<u8> = (0..=255).collect();
    for table in Table::ALL {
        must(
            value(store, table, "a").await?.is_none(),
            "an absent row is not there",
        )?;
        commit(store, Batch::strict(vec![put(table, "a", &every_byte)])).await?;
        must(
            value(store, table, "a").await? == Some(every_byte.clone()),
            "bytes come back",
        )?;
        commit(store, Batch::relaxed(vec![put(table, "a", b"")])).await?;
        must(
            value(store, table, "a").await? == Some(vec![]),
            "an empty value is a value",
        )?;
        commit(store, Batch::strict(vec![Write::Delete(table, "a".into())])).await?;
        must(
            value(store, table, "a").await?.is_none(),
            "a deleted row is gone",
        )?;
        commit(store, Batch::strict(vec![Write::Delete(table, "a".into())])).await?;
    }
    Ok(())
}

/// Listings are in order of the keys, for several tables at once, and of those tables only.
async fn listings<S: LocalStore>(store: &S) -> Result<(), String> {
    let writes = vec![
        put(Table::Record, "b/2", b"two"),
        put(Table::Record, "b/1", b"one"),
        put(Table::Outbox, "x", "村".as_bytes()),
        put(Table::Draft, "d", b"draft"),
    ];
    commit(store, Batch::strict(writes)).await?;
    let listed = store
        .list(&[Table::Outbox, Table::Record])
        .await
        .map_err(|error| format!("list failed: {error:?}"))?;
    must(listed.len() == 2, "a listing for each table asked")?;
    let keys: Vec<&str> = listed[1].rows.iter().map(|row| row.key.as_str()).collect();
    must(keys == ["b/1", "b/2"], "in order of the keys")?;
    must(listed[1].rows[1].value == b"two", "with the right values")?;
    must(
        listed[0].rows.len() == 1 && listed[0].rows[0].value == "村".as_bytes(),
        "and tables",
    )?;
    must(
        listed.iter().all(|listing| listing.unreadable.is_empty()),
        "all readable",
    )
}

/// A batch whose condition fails writes nothing at all.
async fn all_or_nothing<S: LocalStore>(store: &S) -> Result<(), String> {
    let refused = Batch {
        checks: vec![Check {
            table: Table::Record,
            key: "b/1".into(),
            expect: None,
        }],
        writes: vec![
            put(Table::Record, "b/3", b"three"),
            Write::Delete(Table::Outbox, "x".into()),
            Write::Clear(Table::Draft),
        ],
        durability: Durability::Strict,
    };
    must(
        store.commit(refused).await == Err(StoreError::Conflict),
        "a failed condition refuses",
    )?;
    must(
        value(store, Table::Record, "b/3").await?.is_none(),
        "and adds nothing",
    )?;
    must(
        value(store, Table::Outbox, "x").await?.is_some(),
        "and deletes nothing",
    )?;
    must(
        value(store, Table::Draft, "d").await?.is_some(),
        "and clears nothing",
    )
}

/// A row's mark changes with every writing, even of the same value.
async fn marks<S: LocalStore>(store: &S) -> Result<(), String> {
    let get = async || match store.get(Table::Record, "b/1").await {
        Ok(Some(row)) => Ok(row),
        other => Err(format!("get failed: {other:?}")),
    };
    let first = get().await?;
    must(first.rev != Rev([0; 12]), "personal rows have a mark")?;
    must(get().await? == first, "which reading does not change")?;
    let again = Batch::strict(vec![put(Table::Record, "b/1", &first.value)]);
    commit(store, again.clone().unless_changed(Table::Record, &first)).await?;
    let second = get().await?;
    must(
        second.rev != first.rev && second.value == first.value,
        "but writing does",
    )?;
    let stale = again.clone().unless_changed(Table::Record, &first);
    must(
        store.commit(stale).await == Err(StoreError::Conflict),
        "a stale mark refuses",
    )?;
    let absent = Check {
        table: Table::Record,
        key: "nobody".into(),
        expect: Some(first.rev),
    };
    let gone = Batch {
        checks: vec![absent],
        ..again
    };
    must(
        store.commit(gone).await == Err(StoreError::Conflict),
        "and so does an absent row",
    )
}

/// Clearing empties that table only, and writes after it in the same batch stay.
async fn clearing<S: LocalStore>(store: &S) -> Result<(), String> {
    let batch = Batch::strict(vec![
        Write::Clear(Table::Record),
        put(Table::Record, "b/9", b"nine"),
    ]);
    commit(store, batch).await?;
    must(
        value(store, Table::Record, "b/1").await?.is_none(),
        "cleared rows are gone",
    )?;
    must(
        value(store, Table::Record, "b/9").await?.is_some(),
        "what came after is there",
    )?;
    must(
        value(store, Table::Outbox, "x").await?.is_some(),
        "other tables are untouched",
    )?;
    let rest = Table::ALL.into_iter().map(Write::Clear).collect();
    commit(store, Batch::strict(rest)).await
}
