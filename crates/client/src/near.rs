//! What is kept of the person's own station: notices, its hours and closures, the places held there.
//! Public data, so that it is there before any key is. It lies in one row, which is written in the
//! transaction that moves the cursor.

use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::slot::SlotStart;
use model::sync::{Notice, NoticeChange, PlacesChange, StationChange, SyncAnswer};
use serde::{Deserialize, Serialize};

use crate::ports::{LocalStore, StoreError, Table, Write};

/// Key of its row.
const NEAR: &str = "near";

/// A station and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// The following for which the cursor counts for all this; see [`crate::follow::Seen::epoch`].
    pub epoch: u32,
    /// Which.
    pub station: DivisionCode,
    /// Notices to it and to those above it, in no order.
    pub notices: Vec<Notice>,
    /// What it, and those above it, have published about themselves.
    pub stations: Vec<StationChange>,
    /// The places held there; none while nothing has been said about them.
    pub places: Option<PlacesChange>,
    /// Of an answer about all places only a part has come: what is kept here would look free.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub coming: bool,
}

impl Near {
    /// A station of which nothing is known yet.
    pub fn new(epoch: u32, station: DivisionCode) -> Self {
        Self {
            epoch,
            station,
            notices: Vec::new(),
            stations: Vec::new(),
            places: None,
            coming: false,
        }
    }

    /// What is kept of `station`, if it is the one that is followed. Errors: storage failed.
    pub async fn load<S: LocalStore>(
        store: &S,
        station: DivisionCode,
    ) -> Result<Option<Self>, StoreError> {
        let kept = Self::kept(store).await?;
        Ok(kept.filter(|near| near.station == station))
    }

    /// What is kept, of whichever station.
    pub(crate) async fn kept<S: LocalStore>(store: &S) -> Result<Option<Self>, StoreError> {
        let row = store.get(Table::Pack, NEAR).await?;
        Ok(row.and_then(|row| serde_json::from_slice(&row.value).ok()))
    }

    /// The write that keeps it; `None` if it cannot be encoded.
    pub(crate) fn put(&self) -> Option<Write> {
        let value = serde_json::to_vec(self).ok()?;
        Some(Write::Put(Table::Pack, NEAR.to_owned(), value))
    }

    /// The write that forgets it.
    pub(crate) fn removal() -> Write {
        Write::Delete(Table::Pack, NEAR.to_owned())
    }

    /// The notices to be shown on `day`: the nearest division's first, then the newest.
    pub fn notices(&self, day: Date) -> Vec<&Notice> {
        let shown = |notice: &&Notice| {
            notice.scope.contains(self.station) && (notice.from..=notice.to).contains(&day)
        };
        let mut notices: Vec<&Notice> = self.notices.iter().filter(shown).collect();
        notices.sort_by(|one, other| {
            let order = |notice: &Notice| (notice.scope.tier(), notice.from);
            order(other).cmp(&order(one)).then(one.id.cmp(&other.id))
        });
        notices
    }

    /// What the station has published about itself.
    pub fn published(&self) -> Option<&StationChange> {
        let own = |change: &&StationChange| change.station == self.station;
        self.stations.iter().find(own)
    }

    /// The places held in one lane, in the order of their times, and when that was true; `None`
    /// while nothing has been said about places.
    pub fn held(&self, lane: &str) -> Option<(Timestamp, Vec<(SlotStart, u16)>)> {
        let places = self.places.as_ref().filter(|_| !self.coming)?;
        let lane = places.lanes.iter().find(|known| known.lane == lane);
        let held = lane.map_or(&[][..], |lane| &lane.held).iter();
        let held = held.map(|(date, minute, held)| {
            let (date, minute) = (*date, *minute);
            (SlotStart { date, minute }, *held)
        });
        let mut held: Vec<_> = held.collect();
        held.sort_unstable();
        Some((places.as_of, held))
    }

    /// Takes over what an answer says.
    pub(crate) fn take(&mut self, page: &SyncAnswer) {
        for change in &page.notices {
            let id = match change {
                NoticeChange::Put(notice) => &notice.id,
                NoticeChange::Gone(id) => id,
            };
            self.notices.retain(|known| known.id != *id);
            if let NoticeChange::Put(notice) = change {
                self.notices.push(notice.clone());
            }
        }
        for change in &page.stations {
            self.stations
                .retain(|known| known.station != change.station);
            self.stations.push(change.clone());
        }
        let changed = page.places.as_ref();
        let changed = changed.filter(|change| change.station == self.station);
        self.coming = page.more && (self.coming || changed.is_some_and(|change| change.whole));
        if let Some(change) = changed {
            let before = self.places.as_ref().map(|places| places.as_of);
            self.take_places(change);
            // What else has changed by then is still to come.
            if let (true, Some(before), Some(places)) = (page.more, before, &mut self.places) {
                places.as_of = before;
            }
        }
    }

    fn take_places(&mut self, change: &PlacesChange) {
        let known = self.places.take().filter(|_| !change.whole);
        let mut places = known.unwrap_or_else(|| PlacesChange {
            lanes: Vec::new(),
            ..change.clone()
        });
        places.as_of = change.as_of;
        places.whole = true;
        for lane in &change.lanes {
            let known = places
                .lanes
                .iter_mut()
                .find(|known| known.lane == lane.lane);
            let slots = match known {
                Some(known) => &mut known.held,
                None => {
                    places.lanes.push(model::sync::LanePlaces {
                        lane: lane.lane.clone(),
                        held: Vec::new(),
                    });
                    let last = places.lanes.len() - 1;
                    &mut places.lanes[last].held
                }
            };
            for (date, minute, held) in &lane.held {
                slots.retain(|(day, start, _)| (day, start) != (date, minute));
                if *held > 0 {
                    slots.push((*date, *minute, *held));
                }
            }
        }
        // What has gone by takes up room for nothing; the server tells it no more.
        let (today, _) = places.as_of.in_chongqing();
        for lane in &mut places.lanes {
            lane.held.retain(|(day, ..)| *day >= today);
            lane.held.sort_unstable();
        }
        places.lanes.retain(|lane| !lane.held.is_empty());
        places.lanes.sort_by(|one, other| one.lane.cmp(&other.lane));
        self.places = Some(places);
    }
}
