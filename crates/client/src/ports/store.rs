//! Storage on the device: a few tables of keys and bytes, and one atomic commit.

/// The tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Table {
    /// The stations, a district a row, as they came from the server.
    Shard,
    /// Other public data and answers, as they came from the server.
    Pack,
    /// Small public facts: versions, tags, the station chosen.
    Meta,
    /// The person's own bookings and registrations. Personal.
    Record,
    /// Actions on their way to the server. Personal.
    Outbox,
    /// Forms half filled, ticks on checklists. Personal.
    Draft,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 6] = [
        Self::Shard,
        Self::Pack,
        Self::Meta,
        Self::Record,
        Self::Outbox,
        Self::Draft,
    ];

    /// The name under which it is stored; never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shard => "shard",
            Self::Pack => "pack",
            Self::Meta => "meta",
            Self::Record => "record",
            Self::Outbox => "outbox",
            Self::Draft => "draft",
        }
    }

    /// Whether its values belong to a person and so are encrypted by the adapter.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Record | Self::Outbox | Self::Draft)
    }
}

/// Marks one writing of one row of a personal table; another writing has another mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rev(pub [u8; 12]);

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: Vec<u8>,
    /// Its mark; all zeros in public tables.
    pub rev: Rev,
}

/// All rows of one table at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The rows, in order of their keys.
    pub rows: Vec<Row>,
    /// Keys of rows that are there but cannot be decrypted. Never dropped silently.
    pub unreadable: Vec<String>,
}

/// One change of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Adds or replaces a row.
    Put(Table, String, Vec<u8>),
    /// Removes a row, if it is there.
    Delete(Table, String),
    /// Removes all rows.
    Clear(Table),
}

/// What must still be true for a [`Batch`] to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// A personal table.
    pub table: Table,
    /// Key of the row.
    pub key: String,
    /// The mark that the row was read with; `None`: there must be no such row.
    pub expect: Option<Rev>,
}

/// How safe a commit must be before it is reported done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// On the medium: for whatever a person did.
    #[default]
    Strict,
    /// Handed to the system: for what can be fetched or typed again.
    Relaxed,
}

/// Changes that happen together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Conditions, all looked at within the same transaction.
    pub checks: Vec<Check>,
    /// Changes, made in this order.
    pub writes: Vec<Write>,
    /// How safe.
    pub durability: Durability,
}

impl Batch {
    /// A strict batch without conditions.
    pub fn strict(writes: Vec<Write>) -> Self {
        Self {
            checks: Vec::new(),
            writes,
            durability: Durability::Strict,
        }
    }

    /// A relaxed batch without conditions.
    pub fn relaxed(writes: Vec<Write>) -> Self {
        Self {
            checks: Vec::new(),
            writes,
            durability: Durability::Relaxed,
        }
    }

    /// Adds the condition that the row is still as read.
    pub fn unless_changed(mut self, table: Table, row: &Row) -> Self {
        self.checks.push(Check {
            table,
            key: row.key.clone(),
            expect: Some(row.rev),
        });
        self
    }
}

/// Why storage failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A condition of the batch does not hold; nothing was written. Read again and think again.
    Conflict,
    /// The device has no room left; nothing was written.
    Full,
    /// A newer version of the app has taken over the storage: load the page anew.
    Outdated,
    /// The browser failed to read or write; nothing was written.
    Failed,
}

/// How lasting the storage is. The pages say so plainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    /// Everything is kept on the device, personal data encrypted.
    OnDevice,
    /// Public data is kept; personal data only until the page is closed, because this browser
    /// cannot encrypt here (an insecure address).
    PersonalInMemory,
    /// Nothing outlives the page (private mode, storage switched off).
    InMemory,
}

/// Storage on the device.
///
/// Contract, tested by [`crate::contract`]: a commit happens as a whole or not at all; a listing
/// of several tables is of one moment; a row read back is byte for byte what was written; checks
/// are looked at inside the transaction. A batch that mixes public and personal tables is atomic
/// only where the kind is [`StorageKind::OnDevice`] or [`StorageKind::InMemory`].
#[allow(async_fn_in_trait, reason = "one thread: no future needs to be Send")]
pub trait LocalStore {
    /// The row, if it is there and can be read.
    async fn get(&self, table: Table, key: &str) -> Result<Option<Row>, StoreError>;

    /// All rows of these tables at one moment, a listing for each table in the order asked.
    async fn list(&self, tables: &[Table]) -> Result<Vec<Listing>, StoreError>;

    /// Makes all changes in one transaction. Errors: [`StoreError`], and then nothing is changed.
    async fn commit(&self, batch: Batch) -> Result<(), StoreError>;

    /// How lasting it is.
    fn kind(&self) -> StorageKind;
}
