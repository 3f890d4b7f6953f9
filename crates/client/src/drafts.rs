//! Forms half filled and checklists half ticked: kept encrypted, so that a reload loses nothing.

use crate::ports::{Batch, LocalStore, StoreError, Table, Write};

/// What is kept under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft<'a> {
    /// The booking wizard.
    Booking,
    /// The volunteer's form.
    Volunteer,
    /// The ticks on the checklist of a service, by its slug.
    Ticks(&'a str),
}

impl Draft<'_> {
    /// The write that forgets it.
    pub(crate) fn removal(self) -> Write {
        Write::Delete(Table::Draft, self.key())
    }

    fn key(self) -> String {
        match self {
            Self::Booking => String::from("booking"),
            Self::Volunteer => String::from("volunteer"),
            Self::Ticks(slug) => ["ticks/", slug].concat(),
        }
    }
}

/// Keeps a draft, in whatever text form its page likes. Errors: [`StoreError`].
pub async fn save<S: LocalStore>(
    store: &S,
    draft: Draft<'_>,
    text: &str,
) -> Result<(), StoreError> {
    let write = Write::Put(Table::Draft, draft.key(), text.as_bytes().to_vec());
    store.commit(Batch::relaxed(vec![write])).await
}

/// The draft, if there is one. Errors: [`StoreError`].
pub async fn load<S: LocalStore>(
    store: &S,
    draft: Draft<'_>,
) -> Result<Option<String>, StoreError> {
    let row = store.get(Table::Draft, &draft.key()).await?;
    Ok(row.and_then(|row| String::from_utf8(row.value).ok()))
}

/// Forgets a draft. Errors: [`StoreError`].
pub async fn clear<S: LocalStore>(store: &S, draft: Draft<'_>) -> Result<(), StoreError> {
    store.commit(Batch::relaxed(vec![draft.removal()])).await
}
