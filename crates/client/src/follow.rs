//! Following: what is asked about in a round trip. What its answer does is [`crate::turn`]'s.
//!
//! A cursor says how far the device has seen, of the things for which it counts. It counts for a
//! record, or for the person's own station, that bears the `epoch` of the cursor's row ([`Seen`]); what
//! does not is asked for anew (`all`). A fresh epoch is drawn whenever the device starts over, so
//! nothing has to be rewritten then, not even rows that cannot be read for now.
//!
//! What keeps this true, with two tabs and a death at any moment:
//! * The cursor moves only in the transaction that stores the page which it comes with, and only if its
//!   row is the very one that the page was asked from. A page that was overtaken by another tab's is
//!   dropped, and asked for again.
//! * A record bears the epoch only once it has come in a page, or was said to be unknown. Whoever was
//!   not asked about when the cursor moves loses it in the same transaction.

use model::civil::Timestamp;
use model::division::DivisionCode;
use model::sync::{Cursor, Followed, MAX_FOLLOWED, PackTags, SyncRequest, Watch};
use serde::{Deserialize, Serialize};

use crate::mine::Rows;
use crate::near::Near;
use crate::packs::Stamps;
use crate::ports::{Check, LocalStore, StoreError, Table, Write};
use crate::record::Record;
use crate::settings;

/// Key of the cursor's row. It lies in a personal table, because only there a transaction can look
/// at whether a row is still as read; and it goes when everything of the person goes.
pub(crate) const SEEN: &str = "sync";
/// Key of the row that says when the server was last heard.
const HEARD: &str = "synced";

/// How far this device has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Up to there.
    pub cursor: Cursor,
    /// Drawn anew whenever the device starts over; never 0. The cursor counts for what bears it.
    pub epoch: u32,
}

impl Seen {
    /// The write that keeps it; `None` if it cannot be encoded.
    pub(crate) fn put(&self) -> Option<Write> {
        let value = serde_json::to_vec(self).ok()?;
        Some(Write::Put(Table::Draft, SEEN.to_owned(), value))
    }
}

/// When the server was last heard, and for which epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// When.
    pub at: Timestamp,
    /// What bears this epoch was as it is kept, then.
    pub epoch: u32,
}

impl Heard {
    /// Reads it. Errors: storage failed.
    pub async fn load<S: LocalStore>(store: &S) -> Result<Option<Self>, StoreError> {
        let row = store.get(Table::Meta, HEARD).await?;
        Ok(row.and_then(|row| {
            let text = String::from_utf8(row.value).ok()?;
            let (at, epoch) = text.split_once(' ')?;
            Some(Self {
                at: Timestamp(at.parse().ok()?),
                epoch: epoch.parse().ok()?,
            })
        }))
    }

    /// The write that keeps it.
    pub(crate) fn put(self) -> Write {
        let text = [&self.at.0.to_string(), " ", &self.epoch.to_string()].concat();
        Write::Put(Table::Meta, HEARD.to_owned(), text.into_bytes())
    }

    /// The write that forgets it.
    pub(crate) fn removal() -> Write {
        Write::Delete(Table::Meta, HEARD.to_owned())
    }

    /// The time up to which something that was said at `since` and bears `epoch` is known to be so.
    pub fn known(heard: Option<Self>, epoch: u32, since: Timestamp) -> Timestamp {
        let heard = heard.filter(|heard| epoch != 0 && heard.epoch == epoch);
        heard.map_or(since, |heard| since.max(heard.at))
    }
}

/// Everything that a round trip rests on.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// How far this device has seen.
    pub seen: Option<Seen>,
    /// The condition that this is still so; none if the row cannot be read.
    pub check: Option<Check>,
    /// Records and outbox.
    pub rows: Rows,
    /// What is kept of a station.
    pub near: Option<Near>,
    /// The person's own station.
    pub station: Option<DivisionCode>,
    /// The packs on the device.
    pub packs: Stamps,
}

impl Standing {
    /// Reads it. The cursor's row comes first: then its condition covers all that is read after it.
    /// Errors: [`StoreError`].
    pub async fn load<S: LocalStore>(store: &S) -> Result<Self, StoreError> {
        let (seen, check) = seen(store).await?;
        Ok(Self {
            seen,
            check,
            rows: Rows::load(store).await?,
            near: Near::kept(store).await?,
            station: settings::my_station(store).await?,
            packs: Stamps::load(store).await?,
        })
    }

    fn epoch(&self) -> u32 {
        self.seen.map_or(0, |seen| seen.epoch)
    }

    /// What to ask about.
    pub fn question(&self) -> Question {
        let near = self.near.as_ref();
        let watch = self.station.map(|station| Watch {
            station,
            all: !near.is_some_and(|near| near.station == station && self.counts(near.epoch)),
        });
        // Whoever is not followed yet comes first, so that with too many all have their turn.
        let open = self.rows.records.iter().map(|held| &held.value);
        let mut open: Vec<&Record> = open.filter(|record| record.is_open()).collect();
        open.sort_by_key(|record| self.counts(record.followed()));
        open.truncate(MAX_FOLLOWED);
        let mine = open.into_iter().map(|record| Followed {
            id: record.entity(),
            secret: record.secret(),
            all: !self.counts(record.followed()),
        });
        Question {
            seen: self.seen,
            packs: self.packs.tags(),
            watch,
            mine: mine.collect(),
        }
    }

    /// Whether the cursor counts for what bears that epoch.
    fn counts(&self, epoch: u32) -> bool {
        epoch != 0 && epoch == self.epoch()
    }
}

async fn seen<S: LocalStore>(store: &S) -> Result<(Option<Seen>, Option<Check>), StoreError> {
    let key = SEEN.to_owned();
    let check = |expect| Check {
        table: Table::Draft,
        key,
        expect,
    };
    if let Some(row) = store.get(Table::Draft, SEEN).await? {
        let seen = serde_json::from_slice(&row.value).ok();
        return Ok((seen, Some(check(Some(row.rev)))));
    }
    let drafts = store.list(&[Table::Draft]).await?.pop().unwrap_or_default();
    // It may have come in between; then the condition fails, and all is read again.
    let unreadable = drafts.unreadable.iter().any(|key| key == SEEN);
    Ok((None, (!unreadable).then(|| check(None))))
}

/// What is asked about in a round trip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// From where on.
    pub seen: Option<Seen>,
    /// The packs on the device.
    pub packs: PackTags,
    /// The person's own station.
    pub watch: Option<Watch>,
    /// Records of which more can come.
    pub mine: Vec<Followed>,
}

impl Question {
    /// Whether there is nothing that an answer could say.
    pub fn is_empty(&self) -> bool {
        self.watch.is_none() && self.mine.is_empty() && self.packs == PackTags::default()
    }

    /// As sent, without actions yet.
    pub fn request(&self) -> SyncRequest {
        SyncRequest {
            cursor: self.seen.map(|seen| seen.cursor),
            packs: self.packs.clone(),
            watch: self.watch,
            mine: self.mine.clone(),
            actions: Vec::new(),
        }
    }
}
