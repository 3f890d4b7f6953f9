//! Choices of the person that name nobody and are needed before the first paint of a page. They
//! lie in the open, so that the first screen needs no key.

use model::division::DivisionCode;

use crate::ports::{Batch, LocalStore, StoreError, Table, Write};

const MY_STATION: &str = "my_station";

/// The station chosen as "mine". Errors: [`StoreError`].
pub async fn my_station<S: LocalStore>(store: &S) -> Result<Option<DivisionCode>, StoreError> {
    let row = store.get(Table::Meta, MY_STATION).await?;
    Ok(row.and_then(|row| DivisionCode::parse(core::str::from_utf8(&row.value).ok()?).ok()))
}

/// Chooses it, or forgets the choice. Errors: [`StoreError`].
pub async fn set_my_station<S: LocalStore>(
    store: &S,
    station: Option<DivisionCode>,
) -> Result<(), StoreError> {
    store
        .commit(Batch::strict(vec![write_my_station(station)]))
        .await
}

/// Whether the row is a choice of the person, which nobody else has.
pub(crate) fn is_choice(table: Table, key: &str) -> bool {
    table == Table::Meta && key == MY_STATION
}

/// The write of that choice, for a wipe.
pub(crate) fn write_my_station(station: Option<DivisionCode>) -> Write {
    let key = MY_STATION.to_owned();
    match station {
        Some(code) => Write::Put(Table::Meta, key, code.to_string().into_bytes()),
        None => Write::Delete(Table::Meta, key),
    }
}
