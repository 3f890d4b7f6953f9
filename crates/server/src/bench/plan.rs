//! What the clients book: every booking has a place of its own as its last choice, and one in
//! eight first wishes for one of a few places that others want too.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use model::api;
use model::booking::{CancelBooking, CreateBooking, NOTICE_VERSION, ServiceSlug};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, DeviceSecret};
use model::person::OnBehalf;
use model::slot::{HORIZON_DAYS, SlotStart, Timetable, Way, WeeklyHours};
use model::sync::{Cursor, EntityId, Followed, SyncRequest, Watch};
use model::tier::Tier;

use super::client::request;
use crate::public::Dataset;
use crate::store::Terms as _;

/// One booking in this many wants a place that others want too.
const CONTENDED: usize = 8;
/// At how many villages such places are.
const BUSY: usize = 64;

/// All places that can be booked, and how many have been given out.
pub(super) struct Plan {
    service: ServiceSlug,
    villages: Vec<DivisionCode>,
    slots: Vec<SlotStart>,
    next: AtomicUsize,
    now: Timestamp,
}

impl Plan {
    /// Villages that have published nothing of their own, so that they share one timetable; `None`
    /// if no service can be booked there.
    pub(super) fn new(dataset: &Dataset, now: Timestamp) -> Option<Self> {
        let bookable = dataset.offered_at(Tier::Village).find(|(_, service)| {
            service.duration.is_some() && service.ways.contains(&Way::AtStation)
        });
        let service = bookable?.0.clone();
        let plain = |code: &DivisionCode| {
            let published = &dataset.stations[code].published;
            code.tier() == Tier::Village
                && published.hours.is_none()
                && published.closures.is_empty()
                && published.offers.is_empty()
        };
        let villages: Vec<_> = dataset.stations.keys().copied().filter(plain).collect();
        let offer = dataset.offer(*villages.first()?, &service, Way::AtStation)?;
        let hours = WeeklyHours::usual();
        let holidays = &dataset.holidays;
        let table = Timetable {
            hours: &hours,
            holidays,
            closures: &[],
            offer,
        };
        // Not the days at either end of the horizon, which may be over before the run is.
        let days = (1..HORIZON_DAYS - 1).map(|days| now.in_chongqing().0.plus_days(days));
        let slots = days.flat_map(|date| {
            let planned = table.day(date).into_iter().filter(|slot| slot.places > 0);
            planned.map(move |slot| SlotStart {
                date,
                minute: slot.minute,
            })
        });
        let slots: Vec<_> = slots.collect();
        (slots.len() > 1).then_some(Self {
            service,
            villages,
            slots,
            next: AtomicUsize::new(0),
            now,
        })
    }

    /// What is booked.
    pub(super) fn service(&self) -> &ServiceSlug {
        &self.service
    }

    /// Where and when booking `number` is to be: nobody else has the same last choice.
    fn place(&self, number: usize) -> Option<(DivisionCode, Vec<SlotStart>)> {
        let (wanted, own) = self.slots.split_first()?;
        let (busy, calm) = self.villages.split_at_checked(BUSY)?;
        let turn = number / CONTENDED;
        if number.is_multiple_of(CONTENDED) {
            return Some((busy[turn % BUSY], vec![*wanted, *own.get(turn / BUSY)?]));
        }
        let turn = number - turn - 1;
        let station = calm.get(turn % calm.len().max(1))?;
        Some((*station, vec![*own.get(turn / calm.len())?]))
    }

    /// The next request, whole; `None` when all places are given out.
    pub(super) fn next(&self, address: SocketAddr) -> Option<Vec<u8>> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (station, choices) = self.place(number)?;
        let (millis, random) = self.name(number)?;
        let body = serde_json::to_vec(&CreateBooking {
            action: ActionId::new(millis, &random),
            booking: BookingId::new(millis, &random),
            station,
            service: self.service.clone(),
            way: Way::AtStation,
            choices,
            window: None,
            on_behalf: OnBehalf::Myself,
            name: "王建国".to_owned(),
            mobile: "13812345678".to_owned(),
            note: String::new(),
            consent: NOTICE_VERSION,
        });
        Some(post(address, api::BOOKINGS, Some(number), &body.ok()?))
    }

    /// Follows booking `number` and its station.
    pub(super) fn follow(&self, number: usize, cursor: Option<Cursor>) -> Option<SyncRequest> {
        let (station, _) = self.place(number)?;
        let (millis, random) = self.name(number)?;
        Some(SyncRequest {
            cursor,
            watch: Some(Watch {
                station,
                all: false,
            }),
            mine: vec![Followed {
                id: EntityId::Booking(BookingId::new(millis, &random)),
                secret: secret(number),
                all: false,
            }],
            ..SyncRequest::default()
        })
    }

    /// Cancels booking `number`.
    pub(super) fn cancel(&self, number: usize, address: SocketAddr) -> Option<Vec<u8>> {
        let (millis, mut random) = self.name(number)?;
        let path = api::booking_cancel(BookingId::new(millis, &random));
        random[0] = 1;
        let action = ActionId::new(millis, &random);
        let body = serde_json::to_vec(&CancelBooking { action, base: None }).ok()?;
        Some(post(address, &path, Some(number), &body))
    }

    /// What the ids of booking `number` are made of.
    fn name(&self, number: usize) -> Option<(u64, [u8; 10])> {
        let mut random = [0; 10];
        random[2..].copy_from_slice(&(number as u64).to_be_bytes());
        Some((u64::try_from(self.now.0).ok()?, random))
    }
}

fn secret(number: usize) -> DeviceSecret {
    let mut secret = [7; 32];
    secret[..8].copy_from_slice(&(number as u64).to_be_bytes());
    DeviceSecret::new(secret)
}

/// A whole request; with the right to booking `owner`, if one is named.
pub(super) fn post(address: SocketAddr, path: &str, owner: Option<usize>, body: &[u8]) -> Vec<u8> {
    let right = owner.map_or_else(String::new, |number| {
        let (scheme, secret) = (api::SECRET_SCHEME, secret(number).to_hex());
        format!("authorization: {scheme}{secret}\r\n")
    });
    request(address, &format!("POST {path}"), &right, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_booking_has_a_place_of_its_own() {
        let date = model::civil::Date::from_days(20_000).unwrap();
        let plan = Plan {
            service: ServiceSlug::parse("card").unwrap(),
            villages: (0..100)
                .map(|n| DivisionCode::parse(&format!("500112001{n:03}")).unwrap())
                .collect(),
            slots: (0..10)
                .map(|n| SlotStart {
                    date,
                    minute: 540 + n * 30,
                })
                .collect(),
            next: AtomicUsize::new(0),
            now: Timestamp(0),
        };
        let mut own = std::collections::BTreeSet::new();
        for number in 0..300 {
            let (station, choices) = plan.place(number).unwrap();
            assert!(own.insert((station, *choices.last().unwrap())), "{number}");
            assert_eq!(choices.len() == 2, number % CONTENDED == 0);
        }
    }
}
