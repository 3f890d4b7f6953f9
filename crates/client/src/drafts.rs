//! Forms half filled and checklists half ticked: kept encrypted, so that a reload loses nothing.
//!
//! Keys are not encrypted. So all checklists share one row: what a person gets ready for is nobody
//! else's business.

use crate::ports::{Batch, Check, LocalStore, StoreError, Table, Write};

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

/// The row of all ticks: service and what is ticked, in turn.
const TICKS: &str = "ticks";
/// Before the slug in the keys of rows that held the ticks of one service each.
const OLD_TICKS: &str = "ticks/";
/// How often ticks are written again when another tab was faster.
const RETRIES: usize = 8;

impl Draft<'_> {
    /// The write that forgets it; for ticks: all of them.
    pub(crate) fn removal(self) -> Write {
        Write::Delete(Table::Draft, self.key().to_owned())
    }

    fn key(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Volunteer => "volunteer",
            Self::Ticks(_) => TICKS,
        }
    }
}

/// Keeps a draft, in whatever text form its page likes. Errors: [`StoreError`].
pub async fn save<S: LocalStore>(
    store: &S,
    draft: Draft<'_>,
    text: &str,
) -> Result<(), StoreError> {
    if let Draft::Ticks(slug) = draft {
        return keep_ticks(store, slug, Some(text)).await;
    }
    let write = Write::Put(
        Table::Draft,
        draft.key().to_owned(),
        text.as_bytes().to_vec(),
    );
    store.commit(Batch::relaxed(vec![write])).await
}

/// The draft, if there is one. Errors: [`StoreError`].
pub async fn load<S: LocalStore>(
    store: &S,
    draft: Draft<'_>,
) -> Result<Option<String>, StoreError> {
    if let Draft::Ticks(slug) = draft {
        let mut all = Ticks::load(store).await?;
        if !all.old.is_empty() {
            // They are read again the next time if they could not be moved.
            let _ = all.write(store).await;
        }
        return Ok(all.replace(slug, None));
    }
    let row = store.get(Table::Draft, draft.key()).await?;
    Ok(row.and_then(|row| String::from_utf8(row.value).ok()))
}

/// Forgets a draft. Errors: [`StoreError`].
pub async fn clear<S: LocalStore>(store: &S, draft: Draft<'_>) -> Result<(), StoreError> {
    match draft {
        Draft::Ticks(slug) => keep_ticks(store, slug, None).await,
        form => store.commit(Batch::relaxed(vec![form.removal()])).await,
    }
}

async fn keep_ticks<S: LocalStore>(
    store: &S,
    slug: &str,
    text: Option<&str>,
) -> Result<(), StoreError> {
    for _ in 0..RETRIES {
        let mut all = Ticks::load(store).await?;
        all.replace(slug, text);
        match all.write(store).await {
            Err(StoreError::Conflict) => {}
            done => return done,
        }
    }
    Err(StoreError::Conflict)
}

/// The ticks of all services.
#[derive(Default)]
struct Ticks {
    /// Service and what is ticked.
    list: Vec<(String, String)>,
    /// The condition that they are still as read.
    check: Option<Check>,
    /// Keys of the rows that held them one by one; they go with the next write.
    old: Vec<String>,
}

impl Ticks {
    async fn load<S: LocalStore>(store: &S) -> Result<Self, StoreError> {
        let listing = store.list(&[Table::Draft]).await?.pop().unwrap_or_default();
        let mut all = Self::default();
        let unreadable = listing.unreadable.iter();
        let old = unreadable.filter(|key| key.starts_with(OLD_TICKS));
        all.old.extend(old.cloned());
        if !listing.unreadable.iter().any(|key| key == TICKS) {
            all.check = Some(Check {
                table: Table::Draft,
                key: TICKS.to_owned(),
                expect: None,
            });
        }
        let mut moved = Vec::new();
        for row in listing.rows {
            if row.key == TICKS {
                all.list = serde_json::from_slice(&row.value).unwrap_or_default();
                all.check = Some(Check {
                    table: Table::Draft,
                    key: row.key,
                    expect: Some(row.rev),
                });
            } else if let Some(slug) = row.key.strip_prefix(OLD_TICKS) {
                if let Ok(text) = String::from_utf8(row.value) {
                    moved.push((slug.to_owned(), text));
                }
                all.old.push(row.key);
            }
        }
        moved.retain(|(slug, _)| !all.list.iter().any(|(other, _)| other == slug));
        all.list.append(&mut moved);
        Ok(all)
    }

    /// Puts `text` in the place of what is ticked for a service; gives back what was.
    fn replace(&mut self, slug: &str, text: Option<&str>) -> Option<String> {
        let at = self.list.iter().position(|(other, _)| other == slug);
        let before = at.map(|at| self.list.remove(at).1);
        let entry = text.map(|text| (slug.to_owned(), text.to_owned()));
        self.list.extend(entry);
        before
    }

    async fn write<S: LocalStore>(&self, store: &S) -> Result<(), StoreError> {
        let key = TICKS.to_owned();
        let mut writes = vec![if self.list.is_empty() {
            Write::Delete(Table::Draft, key)
        } else {
            let value = serde_json::to_vec(&self.list).map_err(|_| StoreError::Failed)?;
            Write::Put(Table::Draft, key, value)
        }];
        let old = self.old.iter().cloned();
        writes.extend(old.map(|key| Write::Delete(Table::Draft, key)));
        let mut batch = Batch::relaxed(writes);
        batch.checks.extend(self.check.clone());
        store.commit(batch).await
    }
}
