//! Public data: from the device first, then from the network if that answers with something
//! newer. In the main chunk of the app, so it stays lean: no JSON.

use model::api;
use model::catalogue::{CATALOGUE_MAGIC, Catalogue, OUTLINE_MAGIC, Outline};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::pack::{PackError, unframe};
use model::station::{StationIndex, pack};
use model::sync::PackTags;

use crate::ports::{Answer, Batch, LocalStore, RemoteApi, Request, StoreError, Table, Write};

/// Key of the stations' head among the shards; the sections have their district's digits.
pub(crate) const HEAD: &str = "head";

/// Which pack, and when it was last known to be the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The server's tag.
    pub etag: String,
    /// When the server last said that it is the newest: 数据截至.
    pub as_of: Timestamp,
}

/// The packs of the whole city that are on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// All stations.
    pub stations: Option<Stamp>,
    /// The service catalogue.
    pub catalogue: Option<Stamp>,
}

impl Stamps {
    /// Reads them. Errors: storage failed.
    pub async fn load<S: LocalStore>(store: &S) -> Result<Self, StoreError> {
        Ok(Self {
            stations: stamp(store, api::STATIONS_PACK).await?,
            catalogue: stamp(store, api::CATALOGUE_PACK).await?,
        })
    }

    /// Their tags, to be compared with the server's newest.
    pub fn tags(&self) -> PackTags {
        let tag = |stamp: &Option<Stamp>| {
            let tag = stamp.as_ref().map_or("", |stamp| &stamp.etag);
            tag.trim_start_matches("W/").trim_matches('"').to_owned()
        };
        PackTags {
            stations: tag(&self.stations),
            catalogue: tag(&self.catalogue),
        }
    }

    /// The writes that note that the packs with the tags `asked` about are still the newest. A pack that
    /// has come meanwhile has its own time.
    pub fn still_newest(&self, asked: &PackTags, now: Timestamp) -> Vec<Write> {
        let tags = self.tags();
        let packs = [
            (
                api::STATIONS_PACK,
                &self.stations,
                tags.stations == asked.stations,
            ),
            (
                api::CATALOGUE_PACK,
                &self.catalogue,
                tags.catalogue == asked.catalogue,
            ),
        ];
        let write = |(path, stamp, same): (_, &Option<Stamp>, bool)| {
            let mut stamp = stamp.clone().filter(|_| same)?;
            stamp.as_of = now;
            Some(write_stamp(path, &stamp))
        };
        packs.into_iter().filter_map(write).collect()
    }
}

/// Public data with its age.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    /// The data.
    pub value: T,
    /// Which, and of when.
    pub stamp: Stamp,
}

/// What asking for a newer pack gave.
#[derive(Clone, Debug)]
pub enum Refreshed<T> {
    /// A newer one. It is shown first, then [`keep`] stores what is to be stored of it.
    Newer {
        /// The data.
        data: Dated<T>,
        /// Not yet stored.
        unstored: Batch,
    },
    /// What is here is the newest.
    Same(Stamp),
    /// No answer, or one that is not a sound pack: what is here stays.
    NoNews,
}

/// Stores what was fetched. Says whether it could be: without it the next visit fetches it again.
pub async fn keep<S: LocalStore>(store: &S, unstored: Batch) -> bool {
    store.commit(unstored).await.is_ok()
}

/// The stations on this device, if they are there and sound. Errors: storage failed.
pub async fn stations_local<S: LocalStore>(
    store: &S,
) -> Result<Option<Dated<StationIndex>>, StoreError> {
    let Some(stamp) = stamp(store, api::STATIONS_PACK).await? else {
        return Ok(None);
    };
    let listing = store.list(&[Table::Shard]).await?.pop().unwrap_or_default();
    let mut head: &[u8] = &[];
    let mut sections = Vec::with_capacity(listing.rows.len());
    for row in &listing.rows {
        if row.key == HEAD {
            head = &row.value;
        } else if let Ok(district) = DivisionCode::parse(&row.key) {
            sections.push((district, row.value.as_slice()));
        }
    }
    let value = StationIndex::from_parts(head, &sections).ok();
    Ok(value.map(|value| Dated { value, stamp }))
}

/// Asks for newer stations, to be stored a district a row. `known` is what [`stations_local`]
/// gave.
pub async fn refresh_stations<S: LocalStore, R: RemoteApi>(
    store: &S,
    remote: &R,
    now: Timestamp,
    known: Option<&Stamp>,
) -> Refreshed<StationIndex> {
    refresh(store, remote, now, known, api::STATIONS_PACK, open_stations).await
}

fn open_stations(bytes: Vec<u8>) -> Result<(StationIndex, Vec<Write>), PackError> {
    let parts = pack::split(&bytes)?;
    let value = StationIndex::from_parts(parts.head, &parts.sections)?;
    Ok((value, write_parts(&parts)))
}

/// The writes of a list of stations in the place of another.
pub(crate) fn write_parts(parts: &pack::Parts<'_>) -> Vec<Write> {
    let mut writes = vec![
        Write::Clear(Table::Shard),
        Write::Put(Table::Shard, HEAD.to_owned(), parts.head.to_vec()),
    ];
    for (district, section) in &parts.sections {
        writes.push(Write::Put(
            Table::Shard,
            district.to_string(),
            section.to_vec(),
        ));
    }
    writes
}

/// The service catalogue: its outline decoded, its texts at hand.
#[derive(Clone, Debug)]
pub struct CataloguePack {
    /// Titles, search, details of named stations, holidays.
    pub outline: Outline,
    bytes: Vec<u8>,
}

impl CataloguePack {
    /// Checks the whole pack and decodes its outline. Errors: [`PackError`].
    pub fn open(bytes: Vec<u8>) -> Result<Self, PackError> {
        let (_, _, texts) = unframe(OUTLINE_MAGIC, &bytes)?;
        unframe(CATALOGUE_MAGIC, texts)?;
        Ok(Self {
            outline: Outline::decode(&bytes)?,
            bytes,
        })
    }

    /// Decodes the full texts, for pages about services. Errors: [`PackError`].
    pub fn texts(&self) -> Result<Catalogue, PackError> {
        Catalogue::decode(&self.bytes)
    }
}

/// The service catalogue on this device, if it is there and sound. Errors: storage failed.
pub async fn catalogue_local<S: LocalStore>(
    store: &S,
) -> Result<Option<Dated<CataloguePack>>, StoreError> {
    let Some(stamp) = stamp(store, api::CATALOGUE_PACK).await? else {
        return Ok(None);
    };
    let row = store.get(Table::Pack, api::CATALOGUE_PACK).await?;
    let value = row.and_then(|row| CataloguePack::open(row.value).ok());
    Ok(value.map(|value| Dated { value, stamp }))
}

/// Asks for a newer catalogue. `known` is what [`catalogue_local`] gave.
pub async fn refresh_catalogue<S: LocalStore, R: RemoteApi>(
    store: &S,
    remote: &R,
    now: Timestamp,
    known: Option<&Stamp>,
) -> Refreshed<CataloguePack> {
    refresh(store, remote, now, known, api::CATALOGUE_PACK, |bytes| {
        let value = CataloguePack::open(bytes)?;
        let key = api::CATALOGUE_PACK.to_owned();
        let writes = vec![Write::Put(Table::Pack, key, value.bytes.clone())];
        Ok((value, writes))
    })
    .await
}

async fn refresh<S: LocalStore, R: RemoteApi, T>(
    store: &S,
    remote: &R,
    now: Timestamp,
    known: Option<&Stamp>,
    path: &str,
    open: impl FnOnce(Vec<u8>) -> Result<(T, Vec<Write>), PackError>,
) -> Refreshed<T> {
    let request = Request {
        etag: known.map(|stamp| stamp.etag.clone()),
        ..Request::get(path)
    };
    match (remote.send(request).await, known) {
        (Ok(Answer { status: 304, .. }), Some(stamp)) => {
            let stamp = Stamp {
                as_of: now,
                ..stamp.clone()
            };
            // If the new date cannot be stored, the old one is shown next time: no harm.
            let _ = store
                .commit(Batch::relaxed(vec![write_stamp(path, &stamp)]))
                .await;
            Refreshed::Same(stamp)
        }
        (
            Ok(Answer {
                status: 200,
                etag,
                body,
                ..
            }),
            _,
        ) => {
            let Ok((value, mut writes)) = open(body) else {
                return Refreshed::NoNews;
            };
            let stamp = Stamp {
                etag: etag.unwrap_or_default(),
                as_of: now,
            };
            writes.push(write_stamp(path, &stamp));
            Refreshed::Newer {
                data: Dated { value, stamp },
                unstored: Batch::relaxed(writes),
            }
        }
        _ => Refreshed::NoNews,
    }
}

pub(crate) async fn stamp<S: LocalStore>(
    store: &S,
    path: &str,
) -> Result<Option<Stamp>, StoreError> {
    let row = store.get(Table::Meta, path).await?;
    Ok(row.and_then(|row| {
        let text = String::from_utf8(row.value).ok()?;
        let (millis, etag) = text.split_once(' ')?;
        Some(Stamp {
            etag: etag.to_owned(),
            as_of: Timestamp(millis.parse().ok()?),
        })
    }))
}

pub(crate) fn write_stamp(path: &str, stamp: &Stamp) -> Write {
    let text = [&stamp.as_of.0.to_string(), " ", &stamp.etag].concat();
    Write::Put(Table::Meta, path.to_owned(), text.into_bytes())
}
