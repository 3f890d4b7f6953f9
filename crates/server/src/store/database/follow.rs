//! What has changed of what a device follows: read in one moment, cut to one page.

use std::collections::BTreeMap;

use model::booking::BookingView;
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::publishing::NoticeRow;
use model::sync::{Cursor, EntityId, LanePlaces, NoticeChange, PlacesChange, StationChange, Watch};
use model::volunteer::VolunteerView;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::notices::notice_row;
use super::rows;
use super::sequence::{HEAD, NOTICE_FLOOR, Recent, number, with_those_above};
use super::stations::published_row;
use crate::store::{Changes, ChangesAsked, StoreError, sql};

/// About how many bytes of JSON a page holds: eight seconds at the 2 KB a second of a bad line.
const PAGE: usize = 16 * 1_024;
/// The most rows of one table that are read for one page. More fit into none.
const MOST_ROWS: i64 = 1_024;
/// Before the number of anything, also of what was there before there were numbers.
const ANEW: i64 = -1;

/// Changes of one kind with their numbers, in the order of these.
struct Listed<T> {
    items: Vec<(i64, T)>,
    /// The list is whole up to this number; `None`: altogether.
    whole_to: Option<i64>,
}

impl<T> Listed<T> {
    /// A whole list, in any order.
    fn whole(mut items: Vec<(i64, T)>) -> Self {
        items.sort_by_key(|(seq, _)| *seq);
        Self {
            items,
            whole_to: None,
        }
    }

    /// What was read of a table with `limit`. `None`: not even the first number is there as a whole.
    fn limited(mut items: Vec<(i64, T)>, limit: i64) -> Option<Self> {
        let full = i64::try_from(items.len()).is_ok_and(|count| count >= limit);
        let last = items.last().map(|(seq, _)| *seq);
        let (true, Some(last)) = (full, last) else {
            return Some(Self {
                items,
                whole_to: None,
            });
        };
        items.retain(|(seq, _)| *seq < last);
        let whole_to = items.last().map(|(seq, _)| *seq);
        whole_to.is_some().then_some(Self { items, whole_to })
    }

    fn weigh(&self, weight: impl Fn(&T) -> usize, into: &mut Vec<(i64, usize)>) {
        let weights = self.items.iter().map(|(seq, item)| (*seq, weight(item)));
        into.extend(weights);
    }

    fn up_to(self, end: i64) -> impl Iterator<Item = T> {
        let within = move |(seq, _): &(i64, T)| *seq <= end;
        self.items
            .into_iter()
            .take_while(within)
            .map(|(_, item)| item)
    }
}

/// A slot whose count has changed.
struct Slot {
    lane: String,
    date: Date,
    minute: u16,
    taken: u16,
}

/// All that was found, before it is cut.
struct Found {
    bookings: Listed<BookingView>,
    volunteers: Listed<VolunteerView>,
    unknown: Vec<EntityId>,
    notices: Listed<NoticeChange>,
    stations: Listed<StationChange>,
    slots: Listed<Slot>,
}

/// One page of changes. Call it inside of a transaction. `None`: nothing has changed, and the next time
/// that can be seen without asking again.
pub(super) async fn changes(
    db: &mut AnyConnection,
    recent: &Recent,
    asked: &ChangesAsked,
) -> Result<Option<Changes>, StoreError> {
    let head = number(db, HEAD).await?;
    let floor = number(db, NOTICE_FLOOR).await?;
    let since = since(recent.store(), (head, floor), asked);
    let reset = asked.cursor.is_some() && since.is_none();
    let at_head = since.is_some_and(|since| u64::try_from(since) == Ok(head));
    if at_head && !asks_anew(asked) {
        return Ok(None);
    }
    let found = find(db, since, asked).await?;
    let anew = asked
        .watch
        .is_some_and(|watch| watch.all || since.is_none());
    let quiet = since.is_some_and(|since| i64::try_from(recent.floor()).is_ok_and(|f| since >= f));
    if quiet && !anew && found.is_nothing() {
        return Ok(None);
    }
    let end = found.end_of_page();
    let seq = match end {
        Some(end) => u64::try_from(end).unwrap_or(0),
        None => head,
    };
    // Who follows a station anew is given nothing forgotten, and who goes on has been told of it all.
    let clear = match asked.cursor.filter(|_| since.is_some()) {
        Some(cursor) if asked.watch.is_none() => cursor.floor,
        _ => floor,
    };
    let cursor = Cursor::new(recent.store(), seq, clear);
    let page = Page {
        cursor,
        reset,
        anew,
        end,
    };
    Ok(Some(page.of(found, asked.watch, asked.now)))
}

/// Whether the cursor does not count for something of what is asked.
fn asks_anew(asked: &ChangesAsked) -> bool {
    asked.watch.is_some_and(|watch| watch.all) || asked.records.iter().any(|record| record.all)
}

/// The number after which changes are wanted; `None`: everything, for the cursor is not understood.
fn since(store: u32, (head, floor): (u64, u64), asked: &ChangesAsked) -> Option<i64> {
    let cursor = asked.cursor?;
    if cursor.store != store || cursor.seq > head {
        return None;
    }
    // A notice forgotten since may be on the device still.
    if asked.watch.is_some_and(|watch| !watch.all) && cursor.clear_to() < floor {
        return None;
    }
    i64::try_from(cursor.seq).ok()
}

async fn find(
    db: &mut AnyConnection,
    since: Option<i64>,
    asked: &ChangesAsked,
) -> Result<Found, StoreError> {
    let (mut bookings, mut volunteers, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let after = |all: bool| since.filter(|_| !all).unwrap_or(ANEW);
    for record in &asked.records {
        let (after, secret) = (after(record.all), record.secret);
        let found = match record.id {
            EntityId::Booking(id) => {
                let news = rows::booking_news(db, id, secret, after).await?;
                let found = news.is_some();
                bookings.extend(news);
                found
            }
            EntityId::Volunteer(id) => {
                let news = rows::volunteer_news(db, id, secret, after).await?;
                let found = news.is_some();
                volunteers.extend(news);
                found
            }
            EntityId::Delivery(_) => false,
        };
        if !found && after == ANEW {
            unknown.push(record.id);
        }
    }
    let (mut notices, mut stations, mut slots) = Default::default();
    if let Some(Watch { station, all }) = asked.watch {
        let (after, today) = (after(all), asked.now.in_chongqing().0);
        notices = notice_news(db, station, after, today).await?;
        stations = station_news(db, station, after, today).await?;
        slots = slot_news(db, station, after, today).await?;
    }
    Ok(Found {
        bookings: Listed::whole(bookings),
        volunteers: Listed::whole(volunteers),
        unknown,
        notices,
        stations,
        slots,
    })
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self::whole(Vec::new())
    }
}

/// A division and those above it, four in all; a bigger one is named more than once.
fn four_scopes(station: DivisionCode) -> [String; 4] {
    let mut scopes = with_those_above(station);
    let mut last = station;
    std::array::from_fn(|_| {
        last = scopes.next().unwrap_or(last);
        last.to_string()
    })
}

/// Reads no more than fits, and all of the first number however much that is.
macro_rules! limited {
    ($limit:ident => $read:expr) => {{
        let $limit = MOST_ROWS;
        match Listed::limited($read, $limit) {
            Some(listed) => listed,
            None => {
                let $limit = i64::MAX;
                Listed::whole($read)
            }
        }
    }};
}

async fn notice_news(
    db: &mut AnyConnection,
    station: DivisionCode,
    after: i64,
    today: Date,
) -> Result<Listed<NoticeChange>, StoreError> {
    let mut listed = limited!(limit => {
        let [a, b, c, d] = four_scopes(station);
        let rows = sqlx::query(sql::NOTICE_NEWS)
            .bind(a).bind(b).bind(c).bind(d)
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *db)
            .await?;
        let read = |row: &AnyRow| Ok((row.try_get(0)?, notice_change(row, today)?));
        rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?
    });
    if after == ANEW {
        listed
            .items
            .retain(|(_, notice)| matches!(notice, NoticeChange::Put(_)));
    }
    Ok(listed)
}

fn notice_change(row: &AnyRow, today: Date) -> Result<NoticeChange, StoreError> {
    let NoticeRow { notice, gone_at } = notice_row(row, 1)?;
    Ok(if notice.to < today || gone_at.is_some() {
        NoticeChange::Gone(notice.id)
    } else {
        NoticeChange::Put(notice)
    })
}

async fn station_news(
    db: &mut AnyConnection,
    station: DivisionCode,
    after: i64,
    today: Date,
) -> Result<Listed<StationChange>, StoreError> {
    let [a, b, c, d] = four_scopes(station);
    let rows = sqlx::query(sql::STATION_NEWS)
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(after)
        .fetch_all(db)
        .await?;
    let read = |row: &AnyRow| {
        let mut published = published_row(row)?;
        published.closures.retain(|day| *day >= today);
        let code = DivisionCode::parse(row.try_get(3)?);
        let change = StationChange {
            station: code.map_err(|_| StoreError::Corrupt("station.code"))?,
            hours: published.hours,
            closures: published.closures,
        };
        Ok((row.try_get(4)?, change))
    };
    let mut items = rows
        .iter()
        .map(read)
        .collect::<Result<Vec<_>, StoreError>>()?;
    if after == ANEW {
        items.retain(|(_, change)| change.hours.is_some() || !change.closures.is_empty());
    }
    Ok(Listed::whole(items))
}

async fn slot_news(
    db: &mut AnyConnection,
    station: DivisionCode,
    after: i64,
    today: Date,
) -> Result<Listed<Slot>, StoreError> {
    let mut listed = limited!(limit => {
        let rows = sqlx::query(sql::SLOT_NEWS)
            .bind(station.to_string())
            .bind(after)
            .bind(today.to_iso())
            .bind(limit)
            .fetch_all(&mut *db)
            .await?;
        let read = |row: &AnyRow| Ok((row.try_get(0)?, slot_row(row)?));
        rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?
    });
    if after == ANEW {
        listed.items.retain(|(_, slot)| slot.taken > 0);
    }
    Ok(listed)
}

fn slot_row(row: &AnyRow) -> Result<Slot, StoreError> {
    let (start, taken) = super::stations::taken_row(row, 1)?;
    Ok(Slot {
        lane: row.try_get(4)?,
        date: start.date,
        minute: start.minute,
        taken,
    })
}

impl Found {
    fn is_nothing(&self) -> bool {
        let Self {
            bookings,
            volunteers,
            unknown,
            notices,
            stations,
            slots,
        } = self;
        bookings.items.is_empty()
            && volunteers.items.is_empty()
            && unknown.is_empty()
            && notices.items.is_empty()
            && stations.items.is_empty()
            && slots.items.is_empty()
            && notices.whole_to.is_none()
            && slots.whole_to.is_none()
    }

    /// The last number that goes into the page; `None` if everything does. As many whole numbers as
    /// fit, and at least one, so that every page goes on.
    fn end_of_page(&self) -> Option<i64> {
        let read_to = [self.notices.whole_to, self.slots.whole_to];
        let read_to = read_to.into_iter().flatten().min();
        let mut weights = self.weights();
        weights.retain(|(seq, _)| read_to.is_none_or(|read_to| *seq <= read_to));
        weights.sort_unstable_by_key(|(seq, _)| *seq);
        let (mut end, mut sum) = (None, 0);
        for group in weights.chunk_by(|a, b| a.0 == b.0) {
            sum += group.iter().map(|(_, weight)| weight).sum::<usize>();
            if sum > PAGE && end.is_some() {
                return end;
            }
            end = group.first().map(|(seq, _)| *seq);
        }
        read_to
    }

    /// About how many bytes each change takes.
    fn weights(&self) -> Vec<(i64, usize)> {
        let mut all = Vec::new();
        let length = |json: Result<String, _>| json.map_or(PAGE, |json: String| json.len());
        self.bookings
            .weigh(|view| length(serde_json::to_string(view)), &mut all);
        self.volunteers
            .weigh(|view| length(serde_json::to_string(view)), &mut all);
        self.notices
            .weigh(|change| length(serde_json::to_string(change)), &mut all);
        self.stations
            .weigh(|change| length(serde_json::to_string(change)), &mut all);
        self.slots
            .weigh(|_| r#"["2026-11-25",540,1],"#.len(), &mut all);
        all
    }
}

/// What is said of a page as a whole.
struct Page {
    cursor: Cursor,
    reset: bool,
    /// The station is followed anew.
    anew: bool,
    end: Option<i64>,
}

impl Page {
    fn of(self, found: Found, watch: Option<Watch>, now: Timestamp) -> Changes {
        let last = self.end.unwrap_or(i64::MAX);
        let lanes = by_lane(found.slots.up_to(last));
        let places = watch.filter(|_| self.anew || !lanes.is_empty());
        Changes {
            cursor: self.cursor,
            reset: self.reset,
            more: self.end.is_some(),
            bookings: found.bookings.up_to(last).collect(),
            volunteers: found.volunteers.up_to(last).collect(),
            unknown: found.unknown,
            notices: found.notices.up_to(last).collect(),
            stations: found.stations.up_to(last).collect(),
            places: places.map(|watch| PlacesChange {
                station: watch.station,
                as_of: now,
                whole: self.anew,
                lanes,
            }),
        }
    }
}

fn by_lane(slots: impl Iterator<Item = Slot>) -> Vec<LanePlaces> {
    let mut lanes: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for slot in slots {
        let held = lanes.entry(slot.lane).or_default();
        held.push((slot.date, slot.minute, slot.taken));
    }
    let lanes = lanes.into_iter().map(|(lane, mut held)| {
        held.sort_unstable();
        LanePlaces { lane, held }
    });
    lanes.collect()
}
