//! Entering somebody who stands at the counter or telephones: service, name, number, Enter.

use client::workbench::Done;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::error::Field;
use model::id::{ActionId, BookingId};
use model::person::{Mobile, Note, OnBehalf, PersonName};
use model::slot::{SlotStart, Way};
use model::words::Problem;
use model::workbench::{AddBooking, Added, BookingRow, Channel, Doing};

use super::bench::{Bench, new_action, new_booking};
use super::form::{Form, Line, focus_soon};
use super::service::{self, Choice};
use super::{api, list, record, when};
use crate::browser::clock;
use crate::components::{Button, CheckCard, Icon, IconName, Look, Tone};
use crate::live::live;
use crate::text::dates;
use crate::text::staff::enter as text;

pub(super) const NAME: &str = "person-name";
const MOBILE: &str = "person-mobile";
const NOTE: &str = "person-note";
pub(super) const WAY: &str = "way";
pub(super) const TIME: &str = "slot-time";
/// The clocks of this desk and the server may differ by so much, milliseconds: nobody came later than
/// the server's now.
const SLACK: i64 = 120_000;

/// A form to enter somebody.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) bench: Bench,
    pub(super) channel: Channel,
    pub(super) form: Form,
    pub(super) service: Choice,
    pub(super) way: RwSignal<Way>,
    name: RwSignal<String>,
    mobile: RwSignal<String>,
    note: RwSignal<String>,
    behalf: RwSignal<bool>,
    /// When; a walk-in's is now.
    pub(super) slot: RwSignal<Option<SlotStart>>,
    /// What became of a paper line.
    pub(super) became: RwSignal<Option<Doing>>,
    /// What looks the same on that day.
    doubles: RwSignal<Vec<BookingRow>>,
    /// The ids under which just that content was sent, so that a repeat is one.
    sent: StoredValue<Option<(String, AddBooking)>>,
    /// What to do with a row that was made.
    then: Callback<BookingRow>,
}

impl Entry {
    pub(super) fn new(bench: Bench, channel: Channel, then: Callback<BookingRow>) -> Self {
        Self {
            bench,
            channel,
            form: Form::new(),
            service: Choice::new(),
            way: RwSignal::new(Way::AtStation),
            name: RwSignal::new(String::new()),
            mobile: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            behalf: RwSignal::new(false),
            slot: RwSignal::new(None),
            became: RwSignal::new(None),
            doubles: RwSignal::new(Vec::new()),
            sent: StoredValue::new(None),
            then,
        }
    }

    /// Empties what is about one person; the service of a paper day often stays the same, so that stays.
    pub(super) fn clear(self) {
        for value in [self.name, self.mobile, self.note] {
            value.set(String::new());
        }
        self.behalf.set(false);
        self.doubles.set(Vec::new());
        self.sent.set_value(None);
    }

    /// What is to be sent. Errors: the field at fault and the words.
    fn complete(self) -> Result<AddBooking, (&'static str, String)> {
        let service = self.service.chosen.get_untracked();
        let service = service.ok_or((service::FIELD, text::SERVICE_NEEDED.to_owned()))?;
        let (name, mobile) = (self.name.get_untracked(), self.mobile.get_untracked());
        PersonName::parse(&name).map_err(|error| (NAME, Problem::from(error).message()))?;
        if !mobile.trim().is_empty() || self.channel == Channel::Telephone {
            Mobile::parse(&mobile).map_err(|error| (MOBILE, Problem::from(error).message()))?;
        }
        let note = self.note.get_untracked();
        Note::parse(&note).map_err(|error| (NOTE, Problem::from(error).message()))?;
        let slot = match self.channel {
            Channel::WalkIn | Channel::App => Some(just_now()),
            Channel::Telephone | Channel::Paper => self.slot.get_untracked(),
        };
        let slot = slot.ok_or((TIME, text::TIME_NEEDED.to_owned()))?;
        if self.channel == Channel::Paper && slot.timestamp() > clock::now() {
            return Err((TIME, text::TIME_AHEAD.to_owned()));
        }
        Ok(AddBooking {
            action: new_action(),
            booking: new_booking(),
            channel: self.channel,
            service,
            way: self.way.get_untracked(),
            slot,
            on_behalf: match self.behalf.get_untracked() {
                true => OnBehalf::OtherWithConsent,
                false => OnBehalf::Myself,
            },
            name,
            mobile,
            note,
            became: self.became.get_untracked(),
            although_double: false,
        })
    }

    /// Sends it. The same content goes under the same ids, and at the same time, however often.
    pub(super) fn submit(self, although_double: bool) {
        if !self.form.begin() {
            return;
        }
        let wire = match self.complete() {
            Err((id, words)) => return self.form.fault(id, words),
            Ok(wire) => AddBooking {
                although_double,
                ..wire
            },
        };
        let wire = self.named(wire);
        self.form.busy.set(true);
        spawn_local(async move {
            let station = self.bench.station.get_untracked();
            let path = server::station_bookings(station);
            let answer = api::post::<Added>(&path, &wire).await;
            self.form.busy.try_set(false);
            match answer {
                Ok(Added::Booking { row }) => {
                    self.bench.insert(&row);
                    self.clear();
                    self.then.run(row);
                }
                Ok(Added::Double { rows }) => {
                    self.doubles.set(rows);
                    focus_soon("double");
                }
                Err(api::Trouble::Unreachable) => {
                    let name = wire.name.clone();
                    self.bench.later(Done::Add { station, add: wire }, name);
                    self.clear();
                    focus_soon(service::FIELD);
                }
                Err(trouble) => {
                    self.bench.desk.heard(&trouble);
                    self.form.trouble(&trouble, &FIELDS);
                }
            }
        });
    }

    /// Under the ids and the time of the try before, if that had the same content.
    fn named(self, wire: AddBooking) -> AddBooking {
        let content = content(&wire);
        let before = self.sent.with_value(|sent| {
            let sent = sent.as_ref().filter(|(known, _)| *known == content);
            sent.map(|(_, wire)| wire.clone())
        });
        let wire = before.unwrap_or(wire);
        self.sent.set_value(Some((content, wire.clone())));
        wire
    }
}

/// What makes a try another one: all but ids, and the time of a walk-in.
fn content(wire: &AddBooking) -> String {
    let mut same = wire.clone();
    same.action = ActionId::new(0, &[0; 10]);
    same.booking = BookingId::new(0, &[0; 10]);
    if wire.channel == Channel::WalkIn {
        same.slot.minute = 0;
    }
    serde_json::to_string(&same).unwrap_or_default()
}

/// The time at which somebody stands at the counter.
fn just_now() -> SlotStart {
    let now = clock::now();
    let (date, minute) = model::civil::Timestamp(now.0 - SLACK).in_chongqing();
    SlotStart { date, minute }
}

const FIELDS: [(Field, &str); 6] = [
    (Field::Service, service::FIELD),
    (Field::Name, NAME),
    (Field::Mobile, MOBILE),
    (Field::Note, NOTE),
    (Field::Way, WAY),
    (Field::Choices, TIME),
];

/// The form beside the list.
pub(super) fn panel(bench: Bench, channel: Channel) -> AnyView {
    let then = Callback::new(move |row: BookingRow| {
        let words = text::added(&list::name(&row), &row.reference.grouped());
        bench.said.set(Some((Tone::Ok, words)));
        bench.shut();
        bench.focus_row(row.booking);
    });
    let entry = Entry::new(bench, channel, then);
    focus_soon(service::FIELD);
    let when = (channel == Channel::Telephone).then(|| when::times(entry));
    view! {
        {record::back(bench)}
        <div class="card st-rec">
            <h2>{text::title(channel)}</h2>
            <form class="st-form" on:submit=move |_| entry.submit(false)>
                {service::field(bench, entry.form, entry.service, NAME)}
                {when}
                {person(entry)}
                {foot(entry)}
            </form>
        </div>
    }
    .into_any()
}

/// Name and number; what is seldom needed is behind them.
pub(super) fn person(entry: Entry) -> AnyView {
    let form = entry.form;
    let name = Line {
        id: NAME,
        label: text::NAME,
        ..Line::default()
    };
    let mobile = Line {
        id: MOBILE,
        label: match entry.channel {
            Channel::Telephone => text::MOBILE,
            _ => text::MOBILE_IF_ANY,
        },
        kind: "tel",
        keys: "tel",
        ..Line::default()
    };
    let note = Line {
        id: NOTE,
        label: text::NOTE,
        ..Line::default()
    };
    let address = Line {
        label: text::ADDRESS,
        ..note
    };
    let visits = Memo::new(move |_| entry.way.get() == Way::HomeVisit);
    let note = live(move || {
        let line = if visits.get() { address } else { note };
        form.line(line, entry.note)
    });
    view! {
        <div class="st-pair">{form.line(name, entry.name)}{form.line(mobile, entry.mobile)}</div>
        {note}
        <CheckCard id="behalf" label=text::BEHALF on=entry.behalf on_toggle=move |on| entry.behalf.set(on) />
    }
    .into_any()
}

/// What looks the same, what is wrong, and the button.
pub(super) fn foot(entry: Entry) -> AnyView {
    let doubles = live(move || {
        let rows = entry.doubles.get();
        (!rows.is_empty()).then(|| double(entry, rows)).into_any()
    });
    view! {
        {doubles}
        {entry.form.notice()}
        {entry.form.send([text::ADD, " ", text::ADD_KEY].concat())}
    }
    .into_any()
}

fn double(entry: Entry, rows: Vec<BookingRow>) -> AnyView {
    let bench = entry.bench;
    let row = move |row: BookingRow| {
        let id = row.booking;
        let words = [
            &dates::clock(row.slot.minute),
            " ",
            &list::name(&row),
            " ",
            &row.mobile,
        ]
        .concat();
        view! {
            <li>
                <span class="num">{words}</span>
                {list::badge(&row)}
                <button type="button" class="txt" on:click=move |_| bench.go_to(id)>{text::OPEN_IT}</button>
            </li>
        }
    };
    view! {
        <div class="notice" data-s="wait" id="double" tabindex="-1" role="alert">
            <Icon name=IconName::WARN />
            <div>
                <b>{text::DOUBLE}</b>
                {text::DOUBLE_HINT}
                <ul class="st-doubles">{rows.into_iter().map(row).collect_view()}</ul>
                <Button label=text::ALTHOUGH look=Look::Plain on_press=move |()| entry.submit(true) />
            </div>
        </div>
    }
    .into_any()
}

impl Bench {
    /// Puts a row that was just made into the list, if it belongs there.
    pub(super) fn insert(self, row: &BookingRow) {
        let shown = (self.station.get_untracked(), self.day.get_untracked());
        if shown != (row.station, row.slot.date) {
            return;
        }
        self.rows.update(|rows| {
            rows.retain(|other| other.booking != row.booking);
            let order = |row: &BookingRow| (row.slot, row.booking);
            let at = rows.partition_point(|other| order(other) < order(row));
            rows.insert(at, row.clone());
        });
        self.keep();
    }
}
