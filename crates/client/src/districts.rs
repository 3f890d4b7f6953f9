//! The stations by district: what the server has that is not here, one district fetched at a time,
//! what each costs, and what is taken off the device again.
//!
//! A district that comes is written together with those that are here into a pack of its own
//! (`model::station::StationIndex::with_district`), in one transaction. So what has come stays, a
//! cut costs the district under way and no other, and parts of two editions never stand side by
//! side under one head. Which districts are out of date is told by what they hold, not by a note
//! about it that could be wrong.

use model::api;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::hex;
use model::station::contents::DistrictLine;
use model::station::{Contents, StationIndex, pack};

use crate::packs::{self, Dated, HEAD, Stamp, write_stamp};
use crate::ports::{Answer, Batch, LocalStore, RemoteApi, Request, StoreError, Table, Write};
use crate::{room, settings};

/// Key of the note that the person wants, or the device has room for, no more than what is here.
const ONLY: &str = "stations/only";
/// The tag of a list that is no pack of the server, so that the server says there is a newer one.
const MERGED: &str = "merged";

/// What is to be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One district.
    District(DivisionCode),
    /// All stations in one pack, which is cheaper than most districts one by one.
    Whole,
}

/// What is to be fetched, in order, until the list is the server's: the person's own district
/// first; then district by district, or all at once where that is fewer bytes or the city itself has
/// changed. With `only`, nothing but the own district and those that are here.
pub fn plan(
    here: &StationIndex,
    contents: &Contents,
    own: Option<DivisionCode>,
    only: bool,
) -> Vec<Wanted> {
    let tags = here.tags();
    let tag = |code| tags.iter().find(|known| known.0 == code);
    if tags.first().is_none_or(|city| city.1 != contents.city) {
        return vec![Wanted::Whole];
    }
    let is_own = |district: DivisionCode| own.is_some_and(|own| district.contains(own));
    let behind = contents.districts.iter().filter(|line| {
        let known = tag(line.district);
        known.is_none_or(|known| known.1 != line.tag)
            && (!only || known.is_some() || is_own(line.district))
    });
    let (mine, others): (Vec<&DistrictLine>, Vec<&DistrictLine>) =
        behind.partition(|line| is_own(line.district));
    let cost = others
        .iter()
        .fold(0_u32, |sum, line| sum.saturating_add(line.bytes));
    let mut wanted: Vec<Wanted> = mine
        .iter()
        .map(|line| Wanted::District(line.district))
        .collect();
    if !only && cost > contents.stations {
        wanted.push(Wanted::Whole);
    } else {
        wanted.extend(others.iter().map(|line| Wanted::District(line.district)));
    }
    wanted
}

/// Whether no more is to be fetched by itself than what is here. Errors: [`StoreError`].
pub async fn only_these<S: LocalStore>(store: &S) -> Result<bool, StoreError> {
    Ok(store.get(Table::Meta, ONLY).await?.is_some())
}

/// The write that notes it, or that all are wanted again.
pub(crate) fn write_only(only: bool) -> Write {
    match only {
        true => Write::Put(Table::Meta, ONLY.to_owned(), Vec::new()),
        false => Write::Delete(Table::Meta, ONLY.to_owned()),
    }
}

/// What the server had to give when it was last asked; `None` before the first time. Errors:
/// [`StoreError`].
pub async fn known_contents<S: LocalStore>(store: &S) -> Result<Option<Contents>, StoreError> {
    let row = store.get(Table::Pack, api::PACKS).await?;
    Ok(row.and_then(|row| Contents::decode(&row.value).ok()))
}

/// Asks the server what it has to give, and keeps the answer. `None`: no sound answer came.
pub async fn ask_contents<S: LocalStore, R: RemoteApi>(
    store: &S,
    remote: &R,
    now: Timestamp,
) -> Option<Contents> {
    let known = known_contents(store).await.ok().flatten();
    let stamp = packs::stamp(store, api::PACKS).await.ok().flatten();
    let request = Request {
        etag: known
            .as_ref()
            .and(stamp.as_ref())
            .map(|stamp| stamp.etag.clone()),
        ..Request::get(api::PACKS)
    };
    let answer = remote.send(request).await.ok()?;
    let (contents, mut writes, etag) = match (answer, known, stamp) {
        (Answer { status: 304, .. }, Some(known), Some(stamp)) => (known, Vec::new(), stamp.etag),
        (
            Answer {
                status: 200,
                etag,
                body,
                ..
            },
            ..,
        ) => {
            let contents = Contents::decode(&body).ok()?;
            let write = Write::Put(Table::Pack, api::PACKS.to_owned(), body);
            (contents, vec![write], etag.unwrap_or_default())
        }
        _ => return None,
    };
    writes.push(write_stamp(api::PACKS, &Stamp { etag, as_of: now }));
    // Without it the server is asked in full the next time.
    let _ = store.commit(Batch::relaxed(writes)).await;
    Some(contents)
}

/// Notes that the stations here are those of the server's newest pack. Errors: [`StoreError`].
pub async fn confirm<S: LocalStore>(
    store: &S,
    now: Timestamp,
    contents: &Contents,
) -> Result<(), StoreError> {
    let stamp = Stamp {
        etag: hex::encode(&contents.edition),
        as_of: now,
    };
    let write = write_stamp(api::STATIONS_PACK, &stamp);
    store.commit(Batch::relaxed(vec![write])).await
}

/// A list with a district that has just come.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The list.
    pub list: Dated<StationIndex>,
    /// Whether the device had room for it; else it is as before there.
    pub kept: bool,
}

/// Fetches one district and puts it in its place among those that are here. `None`: no sound answer
/// came, and everything is as before.
pub async fn fetch<S: LocalStore, R: RemoteApi>(
    store: &S,
    remote: &R,
    now: Timestamp,
    here: &Dated<StationIndex>,
    district: DivisionCode,
) -> Option<Fetched> {
    let path = api::district_pack(district);
    let answer = remote.send(Request::get(path.as_str())).await.ok()?;
    let Answer {
        status: 200,
        etag,
        body,
        ..
    } = answer
    else {
        return None;
    };
    let newer = StationIndex::decode(&body).ok()?;
    // A server that has gone on in the middle may send another district's place; then nothing fits.
    newer.loaded_districts().contains(&district).then_some(())?;
    let (merged, whole) = here.value.with_district(&newer, district).ok()?;
    let mut parts = pack::split(&merged).ok()?;
    parts.sections.retain(|(code, _)| whole.contains(code));
    let value = StationIndex::from_parts(parts.head, &parts.sections).ok()?;
    let mut writes = packs::write_parts(&parts);
    // No pack of the server is this list: it must never be taken for one.
    let stamp = Stamp {
        etag: MERGED.to_owned(),
        as_of: here.stamp.as_of,
    };
    writes.push(write_stamp(api::STATIONS_PACK, &stamp));
    let own = Stamp {
        etag: etag.unwrap_or_default(),
        as_of: now,
    };
    writes.push(write_stamp(&path, &own));
    let kept = packs::keep(store, Batch::relaxed(writes)).await;
    let list = Dated { value, stamp };
    Some(Fetched { list, kept })
}

/// Since when a district that is here is known to be the newest (数据截至). Errors: [`StoreError`].
pub async fn as_of<S: LocalStore>(
    store: &S,
    district: DivisionCode,
) -> Result<Option<Timestamp>, StoreError> {
    let all = packs::stamp(store, api::STATIONS_PACK).await?;
    let own = packs::stamp(store, &api::district_pack(district)).await?;
    let times = all.into_iter().chain(own).map(|stamp| stamp.as_of);
    Ok(times.max_by_key(|time| time.0))
}

/// Takes the stations of all districts but the person's own off the device; they are not fetched
/// again by themselves. Errors: [`StoreError`].
pub async fn clear_others<S: LocalStore>(store: &S) -> Result<(), StoreError> {
    let writes = removal(store).await?;
    store.commit(Batch::relaxed(writes)).await
}

/// Takes the service catalogue off the device. Errors: [`StoreError`].
pub async fn clear_catalogue<S: LocalStore>(store: &S) -> Result<(), StoreError> {
    store.commit(Batch::relaxed(room::catalogue())).await
}

/// All stations are wanted on the device again. Errors: [`StoreError`].
pub async fn want_all<S: LocalStore>(store: &S) -> Result<(), StoreError> {
    store.commit(Batch::relaxed(vec![write_only(false)])).await
}

/// The deletions of all districts' stations but those of the person's own, and the note that they
/// are to stay away.
pub(crate) async fn removal<S: LocalStore>(store: &S) -> Result<Vec<Write>, StoreError> {
    let own = settings::my_station(store).await?;
    let rows = store.list(&[Table::Shard]).await?.pop().unwrap_or_default();
    let is_own = |key: &str| {
        let district = DivisionCode::parse(key).ok();
        own.zip(district)
            .is_some_and(|(own, district)| district.contains(own))
    };
    let gone = rows
        .rows
        .into_iter()
        .filter(|row| row.key != HEAD && !is_own(&row.key));
    let mut writes: Vec<Write> = gone
        .map(|row| Write::Delete(Table::Shard, row.key))
        .collect();
    if !writes.is_empty() {
        writes.push(write_only(true));
    }
    Ok(writes)
}
