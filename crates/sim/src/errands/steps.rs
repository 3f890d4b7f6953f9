//! What is done in a race.

use std::rc::Rc;

use client::act::{cancel_booking, change_booking, new_booking, submit_booking};
use client::handover::{codes, new_delivery, receive, receive_spoken, shown, spoken};
use client::my_data;
use client::outbox::{Entry, Heard, What};
use client::plan::Haste;
use client::ports::Clock as _;
use client::record::BookingRequest;
use client::sync::sync_once;
use handover::{Collected, Collector, Spoken};
use model::booking::Wish;
use model::id::BookingId;
use model::person::OnBehalf;
use model::slot::Way;

use super::device::Device;
use super::race::{Paper, Race, device, mine};
use crate::clock::MINUTE;
use crate::front::Front;
use crate::places::{self, TIMES, VILLAGE};
use crate::tab::block_on;

#[derive(Clone, Copy, Debug)]
enum Step {
    Book,
    Change,
    Cancel,
    Show,
    ReadOut,
    Receive,
    Sync,
    Wipe,
    Offline,
    Fuse,
    Pass,
    Late,
}

const STEPS: [(usize, Step); 12] = [
    (4, Step::Book),
    (2, Step::Change),
    (2, Step::Cancel),
    (7, Step::Show),
    (4, Step::ReadOut),
    (9, Step::Receive),
    (9, Step::Sync),
    (1, Step::Wipe),
    (2, Step::Offline),
    (1, Step::Fuse),
    (2, Step::Pass),
    (3, Step::Late),
];

/// Takes a step with some device.
pub fn step(race: &Rc<Race>) {
    let on = device(race, race.dice.below(race.devices.len()));
    let step = race.dice.weighted(&STEPS);
    let came = match step {
        Step::Book => book(&on),
        Step::Change => change(&on),
        Step::Cancel => a_booking(&on).map(|id| format!("{:?}", block_on(cancel_booking(&on, id)))),
        Step::Show => show(&on),
        Step::ReadOut => read_out(&on),
        Step::Receive => take(&on),
        Step::Sync => Some(format!("{:?}", block_on(sync_once(&on, Haste::Now)))),
        Step::Wipe => wipe(&on),
        Step::Offline => {
            let offline = &race.devices[on.number].offline;
            offline.set(!offline.get());
            Some(offline.get().to_string())
        }
        Step::Fuse => {
            let writes = race.dice.below(4) as u32;
            race.devices[on.number].memory.fuse.set(Some(writes));
            Some(writes.to_string())
        }
        Step::Pass => {
            Front::of_thread()
                .time
                .pass(race.dice.between(1, 90) * MINUTE);
            None
        }
        Step::Late => late(race),
    };
    if let Some(came) = came {
        race.tell(format!("d{} {step:?}: {came}", on.number));
    }
    note(race);
    if race.dice.one_in(3) {
        race.devices[on.number].memory.fuse.set(None);
    }
}

/// What a held request comes to once it arrives after all.
pub fn late(race: &Rc<Race>) -> Option<String> {
    let mut held = race.late.borrow_mut();
    if held.is_empty() {
        return None;
    }
    let at = race.dice.below(held.len());
    let request = held.swap_remove(at);
    drop(held);
    Some(format!("{} {}", request.path, race.answer(&request).status))
}

fn wish(race: &Race) -> Wish {
    let mut times = TIMES.to_vec();
    let many = 1 + race.dice.below(2);
    let choices = (0..many).map(|_| times.swap_remove(race.dice.below(times.len())));
    Wish {
        choices: choices.map(places::time).collect(),
        window: None,
    }
}

fn book(on: &Device) -> Option<String> {
    let Wish { choices, window } = wish(&on.race);
    let asked = BookingRequest {
        station: places::code(VILLAGE),
        service: places::service(),
        way: if on.race.dice.one_in(2) {
            Way::CallBack
        } else {
            Way::AtStation
        },
        choices,
        window,
        on_behalf: OnBehalf::Myself,
        name: "王建国".to_owned(),
        mobile: format!("1380000000{}", on.number),
        note: String::new(),
        consent: BookingRequest::NOTICE,
    };
    let id = new_booking(on);
    Some(format!(
        "{:?}",
        block_on(submit_booking(on, id, asked, None))
    ))
}

fn a_booking(on: &Device) -> Option<BookingId> {
    let mine = mine(on);
    on.race.dice.pick(&mine.bookings).map(|item| item.record.id)
}

fn change(on: &Device) -> Option<String> {
    let id = a_booking(on)?;
    Some(format!(
        "{:?}",
        block_on(change_booking(on, id, wish(&on.race)))
    ))
}

/// An action of the device's own that waits.
fn waiting(on: &Device, fits: impl Fn(&What) -> bool) -> Option<Entry> {
    let entries = mine(on).outbox.into_iter().map(|item| item.entry);
    let fit = entries.filter(|entry| entry.parked.is_none() && fits(&entry.what));
    let fit: Vec<Entry> = fit.collect();
    on.race.dice.pick(&fit).cloned()
}

/// Its codes are scanned in any order, some more than once.
fn show(on: &Device) -> Option<String> {
    let entry = waiting(on, |what| !matches!(what, What::DeliverSpoken(..)))?;
    // Its author may be told so or not; it is handed over all the same.
    let _ = block_on(shown(on, entry.action));
    let texts = codes(&entry);
    let mut collector = Collector::new();
    let mut left: Vec<&String> = texts.iter().chain(&texts).collect();
    let parcel = loop {
        let at = on.race.dice.below(left.len());
        if let Collected::Whole(parcel) = collector.add(left.swap_remove(at)) {
            break parcel;
        }
    };
    let name = parcel.action().to_string();
    on.race.papers.borrow_mut().push(Paper::Codes(parcel));
    Some(name)
}

fn read_out(on: &Device) -> Option<String> {
    let entry = waiting(on, |what| matches!(what, What::CreateBooking(..)))?;
    let digits = spoken(&entry)?;
    let What::CreateBooking(_, asked) = entry.what else {
        return None;
    };
    let said = digits.clone();
    let paper = Paper::Digits(entry.action, digits, asked);
    on.race.papers.borrow_mut().push(paper);
    Some(said)
}

fn take(on: &Device) -> Option<String> {
    let paper = on.race.dice.pick(&on.race.papers.borrow()).cloned()?;
    match paper {
        Paper::Codes(parcel) => {
            let came = block_on(receive(on, &parcel));
            Some(format!("{} {came:?}", parcel.action()))
        }
        Paper::Digits(action, digits, told) => {
            let today = on.now().in_chongqing().0;
            let heard = Spoken::decode(&digits, today).unwrap();
            // What was told besides, and sometimes another time that the caller takes instead.
            let first = heard.first.filter(|_| !on.race.dice.one_in(4));
            let choices = first.map_or_else(|| wish(&on.race).choices, |slot| vec![slot]);
            let asked = BookingRequest {
                station: heard.station,
                way: heard.way,
                choices,
                window: None,
                ..told
            };
            let id = new_delivery(on);
            let named = BookingId::from_bytes(*id.as_bytes()).unwrap();
            let mut ledger = on.race.asked.borrow_mut();
            ledger.entry(action).or_default().insert(named);
            drop(ledger);
            let heard = Heard {
                fingerprint: heard.fingerprint,
                asked,
            };
            let came = block_on(receive_spoken(on, id, heard));
            Some(format!("{action} {came:?}"))
        }
    }
}

fn wipe(on: &Device) -> Option<String> {
    let done = block_on(my_data::delete(on, false));
    let left = mine(on);
    if left.deliveries.is_empty() {
        on.race.taken.borrow_mut().remove(&on.number);
    }
    Some(format!("{done:?}"))
}

/// What has come to the devices by now.
fn note(race: &Rc<Race>) {
    for number in 0..race.devices.len() {
        let mine = mine(&device(race, number));
        for item in &mine.outbox {
            if let What::CreateBooking(id, _) = &item.entry.what {
                let mut asked = race.asked.borrow_mut();
                asked.entry(item.entry.action).or_default().insert(*id);
            }
        }
        let ids = mine.deliveries.iter().map(|item| item.record.id);
        let mut taken = race.taken.borrow_mut();
        taken.entry(number).or_default().extend(ids);
    }
}
