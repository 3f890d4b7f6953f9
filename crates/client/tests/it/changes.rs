//! The other half of the server in memory: what has changed since a cursor, in pages.

use std::collections::BTreeMap;

use client::ports::{Answer, Method, Request};
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::error::ErrorCode;
use model::sync::{
    Cursor, EntityId, LanePlaces, MAX_ACTIONS, MAX_FOLLOWED, MAX_SYNC_BODY, Notice, NoticeChange,
    Outcome, PackTags, PlacesChange, StationChange, SyncAnswer, SyncRequest,
};

use crate::server::{Server, refuse};

/// The last state of everything public, and the numbers of all changes.
#[derive(Clone)]
pub struct Changes {
    /// Names the store.
    pub store: u32,
    /// The last number given out.
    pub seq: u64,
    /// How many changes an answer brings.
    pub page: usize,
    /// How many bytes a request may have.
    pub most_bytes: usize,
    /// Whether it knows of round trips at all.
    pub knows: bool,
    /// The newest packs.
    pub packs: PackTags,
    numbers: BTreeMap<EntityId, u64>,
    notices: BTreeMap<String, (u64, Option<Notice>)>,
    stations: BTreeMap<DivisionCode, (u64, StationChange)>,
    held: BTreeMap<(DivisionCode, String, Date, u16), (u64, u16)>,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            store: 7,
            seq: 0,
            page: usize::MAX,
            most_bytes: MAX_SYNC_BODY,
            knows: true,
            packs: PackTags::default(),
            numbers: BTreeMap::new(),
            notices: BTreeMap::new(),
            stations: BTreeMap::new(),
            held: BTreeMap::new(),
        }
    }
}

/// One change.
enum Change {
    Record(EntityId),
    Notice(NoticeChange),
    Station(StationChange),
    Place(String, Date, u16, u16),
}

impl Changes {
    fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// A record has changed.
    pub fn touch(&mut self, id: EntityId) {
        let seq = self.next();
        self.numbers.insert(id, seq);
    }

    /// A notice is put up or taken back.
    pub fn notice(&mut self, id: &str, notice: Option<Notice>) {
        let seq = self.next();
        self.notices.insert(id.to_owned(), (seq, notice));
    }

    /// A station says something of itself.
    pub fn station(&mut self, change: StationChange) {
        let seq = self.next();
        self.stations.insert(change.station, (seq, change));
    }

    /// So many places are held in a slot.
    pub fn hold(&mut self, at: (DivisionCode, &str, Date, u16), held: u16) {
        let seq = self.next();
        let (station, lane, date, minute) = at;
        self.held
            .insert((station, lane.to_owned(), date, minute), (seq, held));
    }

    /// The notices to those of `station` that are up.
    pub fn notices_of(&self, station: DivisionCode) -> Vec<Notice> {
        let notices = self.notices.values();
        let up = notices.filter_map(|(_, notice)| notice.clone());
        up.filter(|notice| notice.scope.contains(station)).collect()
    }

    /// The places held at `station`: lane, day, minute, how many.
    pub fn held_at(&self, station: DivisionCode) -> Vec<(String, Date, u16, u16)> {
        let there = self.held.iter().filter(|((code, ..), _)| *code == station);
        let there =
            there.map(|((_, lane, date, minute), (_, held))| (lane.clone(), *date, *minute, *held));
        there.filter(|(.., held)| *held > 0).collect()
    }

    /// What `asked` is to be told from the number `since` on, each with its own number.
    fn told(&self, asked: &SyncRequest, since: u64) -> Vec<(u64, Change)> {
        let mut told = Vec::new();
        for followed in &asked.mine {
            let since = if followed.all { 0 } else { since };
            if let Some(seq) = self.numbers.get(&followed.id).filter(|seq| **seq > since) {
                told.push((*seq, Change::Record(followed.id)));
            }
        }
        let Some(watch) = asked.watch else {
            return told;
        };
        let since = if watch.all { 0 } else { since };
        for (id, (seq, notice)) in &self.notices {
            let change = match notice {
                Some(notice) if notice.scope.contains(watch.station) => {
                    NoticeChange::Put(notice.clone())
                }
                Some(_) => continue,
                None if watch.all => continue,
                None => NoticeChange::Gone(id.clone()),
            };
            told.push((*seq, Change::Notice(change)));
        }
        for (code, (seq, change)) in &self.stations {
            if code.contains(watch.station) {
                told.push((*seq, Change::Station(change.clone())));
            }
        }
        for ((code, lane, date, minute), (seq, held)) in &self.held {
            if *code == watch.station && !(watch.all && *held == 0) {
                let place = Change::Place(lane.clone(), *date, *minute, *held);
                told.push((*seq, place));
            }
        }
        told.retain(|(seq, change)| matches!(change, Change::Record(_)) || *seq > since);
        told
    }
}

impl Server {
    /// One round trip.
    pub fn sync(&mut self, text: &str, now: Timestamp) -> Answer {
        if !self.changes.knows {
            return refuse(ErrorCode::UnknownPath);
        }
        if text.len() > self.changes.most_bytes {
            return refuse(ErrorCode::TooLarge);
        }
        let Ok(mut asked) = serde_json::from_str::<SyncRequest>(text) else {
            return refuse(ErrorCode::BadRequest);
        };
        if asked.actions.len() > MAX_ACTIONS || asked.mine.len() > MAX_FOLLOWED {
            return refuse(ErrorCode::TooLarge);
        }
        let actions = std::mem::take(&mut asked.actions);
        let outcomes: Vec<Outcome> = actions
            .into_iter()
            .map(|posted| {
                let request = Request {
                    method: Method::Post,
                    secret: Some(posted.secret),
                    body: Some(posted.body),
                    ..Request::get(posted.path)
                };
                let answer = self.handle(&request, now);
                Outcome {
                    status: answer.status,
                    retry_after: answer.retry_after,
                    body: String::from_utf8(answer.body).unwrap(),
                }
            })
            .collect();
        self.answer(asked, outcomes, now)
    }

    fn answer(&mut self, mut asked: SyncRequest, outcomes: Vec<Outcome>, now: Timestamp) -> Answer {
        let store = self.changes.store;
        let known = asked.cursor.filter(|cursor| cursor.store == store);
        let reset = known.is_none() && asked.cursor.is_some();
        if known.is_none() {
            asked
                .mine
                .iter_mut()
                .for_each(|followed| followed.all = true);
            asked.watch.iter_mut().for_each(|watch| watch.all = true);
        }
        let since = known.map_or(0, |cursor| cursor.seq);
        let mut told = self.changes.told(&asked, since);
        told.sort_by_key(|(seq, _)| *seq);
        let more = told.len() > self.changes.page;
        told.truncate(self.changes.page);
        let seq = match told.last() {
            Some((seq, _)) if more => *seq,
            _ => self.changes.seq,
        };
        let mut answer = SyncAnswer {
            cursor: Cursor {
                store,
                seq,
                floor: 0,
            },
            reset,
            more,
            outcomes,
            packs: (asked.packs != self.changes.packs && asked.packs != PackTags::default())
                .then(|| self.changes.packs.clone()),
            bookings: vec![],
            volunteers: vec![],
            unknown: vec![],
            notices: vec![],
            stations: vec![],
            places: asked
                .watch
                .filter(|watch| watch.all)
                .map(|watch| PlacesChange {
                    station: watch.station,
                    as_of: now,
                    whole: true,
                    lanes: vec![],
                }),
        };
        for followed in asked.mine.iter().filter(|followed| followed.all) {
            let has = match followed.id {
                EntityId::Booking(id) => self
                    .bookings
                    .get(&id)
                    .is_some_and(|(secrets, _)| secrets.contains(&followed.secret)),
                EntityId::Volunteer(id) => self
                    .volunteers
                    .get(&id)
                    .is_some_and(|(secret, _)| *secret == followed.secret),
                EntityId::Delivery(id) => panic!("a device follows its delivery {id}"),
            };
            if !has {
                answer.unknown.push(followed.id);
            }
        }
        for (_, change) in told {
            self.tell(&mut answer, change, &asked, now);
        }
        let quiet = Some(answer.cursor) == asked.cursor
            && answer.outcomes.is_empty()
            && answer.packs.is_none()
            && answer.bookings.is_empty()
            && answer.volunteers.is_empty()
            && answer.unknown.is_empty()
            && answer.places.is_none();
        if quiet {
            return Answer {
                status: 204,
                ..Answer::default()
            };
        }
        Answer {
            status: 200,
            body: serde_json::to_vec(&answer).unwrap(),
            ..Answer::default()
        }
    }

    fn tell(
        &mut self,
        answer: &mut SyncAnswer,
        change: Change,
        asked: &SyncRequest,
        now: Timestamp,
    ) {
        match change {
            Change::Record(EntityId::Booking(id)) => {
                if !answer.unknown.contains(&EntityId::Booking(id)) {
                    self.log_booking(id);
                    answer.bookings.push(self.bookings[&id].1.clone());
                }
            }
            Change::Record(EntityId::Volunteer(id)) => {
                if !answer.unknown.contains(&EntityId::Volunteer(id)) {
                    self.log_volunteer(id);
                    answer.volunteers.push(self.volunteers[&id].1.clone());
                }
            }
            Change::Record(EntityId::Delivery(_)) => {}
            Change::Notice(change) => answer.notices.push(change),
            Change::Station(change) => answer.stations.push(change),
            Change::Place(lane, date, minute, held) => {
                let watch = asked.watch.unwrap();
                let places = answer.places.get_or_insert_with(|| PlacesChange {
                    station: watch.station,
                    as_of: now,
                    whole: false,
                    lanes: vec![],
                });
                let held = vec![(date, minute, held)];
                places.lanes.push(LanePlaces { lane, held });
            }
        }
    }
}

impl Changes {
    /// The number of the last change of a record.
    pub fn number(&self, id: EntityId) -> u64 {
        self.numbers.get(&id).copied().unwrap_or_default()
    }

    /// Whatever changed last up to `seq` must be as `near` has it.
    pub fn compare(&self, near: &client::near::Near, seq: u64) {
        for (id, (number, notice)) in &self.notices {
            let here = near.notices.iter().find(|notice| notice.id == *id);
            let there = notice.as_ref();
            let there = there.filter(|notice| notice.scope.contains(near.station));
            assert!(
                *number > seq || here == there,
                "notice {id}: {here:?}, {there:?}"
            );
        }
        for ((code, lane, date, minute), (number, held)) in &self.held {
            if *code != near.station || *number > seq {
                continue;
            }
            let places = near.places.iter().flat_map(|places| &places.lanes);
            let mut lanes = places.filter(|known| known.lane == *lane);
            let slots = lanes.next().map_or(&[][..], |lane| &lane.held);
            let mut here = slots
                .iter()
                .filter(|(day, start, _)| (day, start) == (date, minute));
            let here = here.next().map_or(0, |(.., held)| *held);
            assert_eq!(here, *held, "places {lane} {}", date.to_iso());
        }
    }
}
