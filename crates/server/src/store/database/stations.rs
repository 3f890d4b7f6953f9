//! What stations have published, and how many places are held.

use futures_util::future::BoxFuture;
use model::audit::{Act, TargetKind};
use model::civil::Date;
use model::division::DivisionCode;
use model::slot::{SlotStart, WeeklyHours};
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::actions;
use super::identity::deeds::{Told, note_if_staff};
use super::sequence::{Followable, Writing};
use super::writer::Operation;
use crate::store::publishing::StationPut;
use crate::store::{Action, Import, ImportedStation, Published, StoreError, Taken, sql};

/// The name under which the hash of the imported data set is kept.
const DATASET_HASH: &str = "dataset";

fn json<T: DeserializeOwned>(
    row: &AnyRow,
    index: usize,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<&str> = row.try_get(index)?;
    text.map(|text| serde_json::from_str(text).map_err(|_| StoreError::Corrupt(column)))
        .transpose()
}

/// Errors: `NotFound` for a station that was never imported.
pub(super) async fn published(
    db: &mut AnyConnection,
    station: DivisionCode,
) -> Result<Published, StoreError> {
    let row = sqlx::query(sql::STATION)
        .bind(station.to_string())
        .fetch_optional(db)
        .await?;
    published_row(&row.ok_or(StoreError::NotFound)?)
}

/// What the station has published, and whether the action was done before, in one statement.
/// Errors: `NotFound` for a station that was never imported; `NoPlace`, `ActionReused`.
pub(super) async fn published_and_done(
    db: &mut AnyConnection,
    station: DivisionCode,
    action: &Action,
) -> Result<(Published, bool), StoreError> {
    let row = sqlx::query(sql::STATION_AND_ACTION)
        .bind(station.to_string())
        .bind(action.id.as_bytes().as_slice())
        .fetch_optional(db)
        .await?;
    let row = row.ok_or(StoreError::NotFound)?;
    let done = actions::is_known(action, &row, 3)?;
    Ok((published_row(&row)?, done))
}

pub(super) fn published_row(row: &AnyRow) -> Result<Published, StoreError> {
    Ok(Published {
        hours: json::<WeeklyHours>(row, 0, "station.hours")?,
        closures: json(row, 1, "station.closures")?.unwrap_or_default(),
        offers: json(row, 2, "station.offers")?.unwrap_or_default(),
    })
}

/// Errors: `NotFound` for a station that was never imported.
pub(super) async fn taken(
    db: &mut AnyConnection,
    station: DivisionCode,
    lane: &str,
    from: Date,
    to: Date,
) -> Result<Taken, StoreError> {
    let published = published(db, station).await?;
    let rows = sqlx::query(sql::SLOT_TAKEN)
        .bind(station.to_string())
        .bind(lane)
        .bind(from.to_iso())
        .bind(to.to_iso())
        .fetch_all(db)
        .await?;
    let slots = rows.iter().map(|row| taken_row(row, 0));
    let slots = slots.collect::<Result<_, _>>()?;
    Ok(Taken { published, slots })
}

/// Day, minute and places held, from column `at` on.
pub(super) fn taken_row(row: &AnyRow, at: usize) -> Result<(SlotStart, u16), StoreError> {
    let day: &str = row.try_get(at)?;
    let small = |index, column| -> Result<u16, StoreError> {
        u16::try_from(row.try_get::<i64, _>(index)?).map_err(|_| StoreError::Corrupt(column))
    };
    let date = Date::parse(day).ok_or(StoreError::Corrupt("slot.day"))?;
    Ok((
        SlotStart {
            date,
            minute: small(at + 1, "slot.minute")?,
        },
        small(at + 2, "slot.taken")?,
    ))
}

/// A slot as the store names it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) station: DivisionCode,
    pub(super) lane: &'a str,
    pub(super) slot: SlotStart,
}

/// Takes a place, unless `capacity` places are taken. The invariant of the whole system: one
/// conditional statement decides.
pub(super) async fn take(
    db: &mut Writing,
    place: Place<'_>,
    capacity: u16,
) -> Result<bool, StoreError> {
    if capacity == 0 {
        return Ok(false);
    }
    let seq = db.touch(Followable::Places(place.station));
    let done = sqlx::query(sql::SLOT_TAKE)
        .bind(place.station.to_string())
        .bind(place.lane)
        .bind(place.slot.date.to_iso())
        .bind(i64::from(place.slot.minute))
        .bind(seq)
        .bind(i64::from(capacity))
        .execute(&mut **db)
        .await?;
    let taken = done.rows_affected() == 1;
    if !taken {
        db.untouch();
    }
    Ok(taken)
}

/// Frees a place held.
pub(super) async fn free(db: &mut Writing, place: Place<'_>) -> Result<(), StoreError> {
    let seq = db.touch(Followable::Places(place.station));
    sqlx::query(sql::SLOT_FREE)
        .bind(place.station.to_string())
        .bind(place.lane)
        .bind(place.slot.date.to_iso())
        .bind(i64::from(place.slot.minute))
        .bind(seq)
        .execute(&mut **db)
        .await?;
    Ok(())
}

/// Takes over the data set's stations.
pub(super) struct ImportAll(pub(super) Import);

impl Operation for ImportAll {
    type Answer = bool;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let Import { hash, stations } = &self.0;
            let known = sqlx::query(sql::META)
                .bind(DATASET_HASH)
                .fetch_optional(&mut **db)
                .await?;
            if let Some(row) = known
                && row.try_get::<&str, _>(0)? == hash
            {
                return Ok(false);
            }
            sqlx::query(sql::STATIONS_UNLIST).execute(&mut **db).await?;
            let seq = db.touch_everything();
            for station in stations {
                write(db, sql::STATION_IMPORT, station, seq).await?;
            }
            sqlx::query(sql::META_SET)
                .bind(DATASET_HASH)
                .bind(hash)
                .execute(&mut **db)
                .await?;
            Ok(true)
        })
    }
}

/// Answers whether a row was written.
async fn write(
    db: &mut Writing,
    statement: &'static str,
    station: &ImportedStation,
    seq: i64,
) -> Result<bool, StoreError> {
    let Published {
        hours,
        closures,
        offers,
    } = &station.published;
    let closures = (!closures.is_empty()).then_some(closures);
    let offers = (!offers.is_empty()).then_some(offers);
    let done = sqlx::query(statement)
        .bind(station.code.to_string())
        .bind(hours.as_ref().map(to_json).transpose()?)
        .bind(closures.map(to_json).transpose()?)
        .bind(offers.map(to_json).transpose()?)
        .bind(seq)
        .execute(&mut **db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes what a station has to say of itself.
pub(super) struct Publish(pub(super) StationPut);

impl Operation for Publish {
    type Answer = u64;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let put = &self.0;
            let (known, version) = settings(db, put.station).await?;
            if put.base.is_some_and(|base| base != version) {
                return Err(StoreError::NotChangeable);
            }
            if known == put.published {
                return Ok(version);
            }
            let told = Told {
                act: Act::ChangeStation,
                kind: TargetKind::Station,
                target: put.station.to_string(),
                why: &put.why,
                at: put.at,
            };
            note_if_staff(db, put.by, put.station, told).await?;
            let seq = db.touch(Followable::Division(put.station));
            let station = ImportedStation {
                code: put.station,
                published: put.published.clone(),
            };
            write(db, sql::STATION_PUBLISH, &station, seq).await?;
            u64::try_from(seq).map_err(|_| StoreError::Corrupt("station.seq"))
        })
    }
}

/// What a station has published, and the number of its last change. Errors: `NotFound`.
pub(super) async fn settings(
    db: &mut AnyConnection,
    station: DivisionCode,
) -> Result<(Published, u64), StoreError> {
    let row = sqlx::query(sql::STATION_SETTINGS)
        .bind(station.to_string())
        .fetch_optional(db)
        .await?;
    let row = row.ok_or(StoreError::NotFound)?;
    let version = u64::try_from(row.try_get::<i64, _>(3)?);
    let version = version.map_err(|_| StoreError::Corrupt("station.seq"))?;
    Ok((published_row(&row)?, version))
}

/// JSON for a column.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt("json"))
}
