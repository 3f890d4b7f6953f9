//! The workbench: the day at a station, the record that is open, and what is asked about it. Nothing is
//! shown that the server did not say, but for what waits on this desk, which is marked so.

use std::sync::Arc;

use client::workbench::Queue;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::civil::{Date, Timestamp};
use model::division::DivisionCode;
use model::id::{ActionId, BookingId};
use model::permissions::Deed;
use model::staff::MeView;
use model::workbench::{BookingRecord, BookingRow, OpenRecord};

use super::acts::Ask;
use super::routes::{Page, paths};
use super::{Desk, Me, api};
use crate::browser::{clock, random, staff, time};
use crate::components::Tone;
use crate::live::follow;
pub(super) use crate::pages::booking::desk::today;
use crate::state::App;

/// How often the day is asked for anew, milliseconds.
const EVERY: i32 = 45_000;

/// How the list shown came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// It is being asked for.
    Loading,
    /// From the server, then.
    Fresh(Timestamp),
    /// From this device, where it was put then; the server does not answer.
    Kept(Timestamp),
    /// Not at all.
    Failed(String),
}

/// The record beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// None.
    Nothing,
    /// It is being opened.
    Loading(BookingId),
    /// It.
    There(Arc<BookingRecord>),
    /// It could not be opened.
    Failed(BookingId, String),
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    All,
    Waiting,
    Arrived,
    Served,
    Missed,
}

impl Only {
    /// Whether the row is one of them.
    pub(super) fn takes(self, row: &BookingRow) -> bool {
        use model::booking::BookingState as State;
        match self {
            Self::All => true,
            Self::Waiting => row.state.is_open() && row.arrived_at.is_none(),
            Self::Arrived => row.state.is_open() && row.arrived_at.is_some(),
            Self::Served => row.state == State::Served,
            Self::Missed => row.state == State::NoShow,
        }
    }
}

/// The workbench.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    pub(super) desk: Desk,
    me: StoredValue<Arc<MeView>>,
    /// The station whose day is shown.
    pub(super) station: RwSignal<DivisionCode>,
    /// The day shown.
    pub(super) day: RwSignal<Date>,
    /// Its rows.
    pub(super) rows: RwSignal<Vec<BookingRow>>,
    /// How they came.
    pub(super) stand: RwSignal<Stand>,
    /// Which of them are shown.
    pub(super) only: RwSignal<Only>,
    /// The row that keys act on.
    pub(super) at: RwSignal<Option<BookingId>>,
    /// The record that is open.
    pub(super) open: RwSignal<Open>,
    /// A whole number that was asked for.
    pub(super) number: RwSignal<Option<(BookingId, String)>>,
    /// What is being asked before an act.
    pub(super) asking: RwSignal<Option<(BookingId, Ask)>>,
    /// What is being written to the person; it outlives the coming of the record.
    pub(super) words: RwSignal<String>,
    /// What became of the last act.
    pub(super) said: RwSignal<Option<(Tone, String)>>,
    /// An act is on its way.
    pub(super) busy: RwSignal<bool>,
    /// What waits on this device.
    pub(super) queue: RwSignal<Queue>,
    /// It is being sent.
    pub(super) flushing: StoredValue<bool>,
}

impl Bench {
    /// The workbench of whoever is signed in: the day of today at the own station.
    pub(super) fn new(desk: Desk, me: Arc<MeView>) -> Self {
        let bench = Self {
            desk,
            station: RwSignal::new(me.account.scope.0),
            me: StoredValue::new(me),
            day: RwSignal::new(today()),
            rows: RwSignal::new(Vec::new()),
            stand: RwSignal::new(Stand::Loading),
            only: RwSignal::new(Only::All),
            at: RwSignal::new(None),
            open: RwSignal::new(Open::Nothing),
            number: RwSignal::new(None),
            asking: RwSignal::new(None),
            words: RwSignal::new(String::new()),
            said: RwSignal::new(None),
            busy: RwSignal::new(false),
            queue: RwSignal::new(Queue::default()),
            flushing: StoredValue::new(false),
        };
        if bench.may(Deed::SeeBookings) {
            bench.read_queue();
            bench.keep_going();
        }
        bench
    }

    fn keep_going(self) {
        follow(move || {
            self.station.track();
            self.day.track();
            self.rows.set(Vec::new());
            self.stand.set(Stand::Loading);
            self.only.set(Only::All);
            self.at.set(None);
            self.load();
        });
        follow(move || self.follow_page(self.desk.page.get()));
        spawn_local(async move {
            let mut kept = false;
            loop {
                kept = kept || staff::keep_code().await;
                time::rest(EVERY).await;
                // The workbench has gone: somebody else sits there.
                if self.stand.try_get_untracked().is_none() {
                    return;
                }
                if time::is_seen() {
                    self.load();
                }
            }
        });
    }

    /// Who works here.
    pub(super) fn me(self) -> Arc<MeView> {
        match &*self.desk.me.read_untracked() {
            Me::In(me) => me.clone(),
            _ => self.me.get_value(),
        }
    }

    /// Whether the role does that.
    pub(super) fn may(self, deed: Deed) -> bool {
        self.me.with_value(|me| me.deeds.contains(&deed))
    }

    /// The app.
    pub(super) fn app(self) -> App {
        self.desk.app
    }

    /// Opens the record that the address names, and shuts another.
    fn follow_page(self, page: Page) {
        self.asking.set(None);
        // What was said is about another booking.
        if matches!(page, Page::Record(_) | Page::New(_)) {
            self.said.set(None);
        }
        match page {
            Page::Record(id) => {
                self.at.set(Some(id));
                self.open_record(id);
            }
            _ => self.open.set(Open::Nothing),
        }
    }

    /// Opens a record, or reads it anew. That is written into the audit, and its owner sees it.
    pub(super) fn open_record(self, id: BookingId) {
        let here =
            matches!(&*self.open.read_untracked(), Open::There(it) if it.booking.booking == id);
        if !here {
            self.open.set(Open::Loading(id));
        }
        spawn_local(async move {
            let why = OpenRecord::default();
            let answer = api::post::<BookingRecord>(&server::open_booking(id), &why).await;
            if self.desk.page.try_get_untracked() != Some(Page::Record(id)) {
                return;
            }
            match answer {
                Ok(record) => self.put(record),
                Err(trouble) => {
                    self.desk.heard(&trouble);
                    self.open.set(Open::Failed(id, trouble.words()));
                }
            }
        });
    }

    /// Shows a record as the server gave it: beside the list if it is open, and in its row.
    pub(super) fn put(self, record: BookingRecord) {
        let id = record.booking.booking;
        let at = self
            .rows
            .read_untracked()
            .iter()
            .position(|row| row.booking == id);
        if let Some(at) = at {
            let row = super::record::as_row(&record);
            if self.rows.read_untracked()[at] != row {
                self.rows.update(|rows| rows[at] = row);
                self.keep();
            }
        }
        if self.desk.page.get_untracked() == Page::Record(id) {
            self.open.set(Open::There(Arc::new(record)));
            self.focus_question();
        }
    }

    /// The row of that booking, if it is on the list.
    pub(super) fn row(self, id: BookingId) -> Option<BookingRow> {
        let rows = self.rows.read_untracked();
        rows.iter().find(|row| row.booking == id).cloned()
    }

    /// The rows shown, in order.
    pub(super) fn shown(self) -> Vec<BookingRow> {
        let only = self.only.get();
        let rows = self.rows.read();
        rows.iter().filter(|row| only.takes(row)).cloned().collect()
    }

    /// Goes to a record, in the place of another one that is open.
    pub(super) fn go_to(self, id: BookingId) {
        let path = paths::record(id);
        match self.desk.page.get_untracked() {
            Page::Record(_) | Page::New(_) => self.app().replace(&path),
            _ => self.app().go(&path),
        }
    }

    /// Shuts what is beside the list.
    pub(super) fn shut(self) {
        self.app().replace(paths::TODAY);
    }

    /// The title of the service, as far as it is known.
    pub(super) fn service(self, slug: &model::booking::ServiceSlug) -> String {
        let services = self.app().services.read();
        let known = services.ready();
        let line = known.and_then(|known| known.outline.service(slug.as_str()));
        line.map_or_else(|| slug.as_str().to_owned(), |line| line.title.clone())
    }

    /// The short name of a station, as far as it is known.
    pub(super) fn station_name(self, code: DivisionCode) -> String {
        let stations = self.app().stations.read();
        let known = stations
            .ready()
            .and_then(|index| Some(index.short_name(index.find(code)?)));
        known.unwrap_or_else(|| code.to_string())
    }
}

fn millis() -> u64 {
    clock::now().0.max(0) as u64
}

fn ten() -> [u8; 10] {
    let mut bytes = [0; 10];
    random::fill(&mut bytes);
    bytes
}

/// A fresh id for an act.
pub(super) fn new_action() -> ActionId {
    ActionId::new(millis(), &ten())
}

/// A fresh id for a booking.
pub(super) fn new_booking() -> BookingId {
    BookingId::new(millis(), &ten())
}

/// A fresh id for an account.
pub(super) fn new_staff() -> model::id::StaffId {
    model::id::StaffId::new(millis(), &ten())
}
