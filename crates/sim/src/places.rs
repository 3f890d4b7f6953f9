//! A city of two stations, and how many places there are.

use std::collections::BTreeMap;

use model::booking::ServiceSlug;
use model::division::DivisionCode;
use model::holiday::HolidayCalendar;
use model::slot::{Offer, SlotStart, Timetable, Way, WeeklyHours};
use model::tier::Tier;
use server::public::{Dataset, Service, Station};
use server::store::{LaneOffer, Published};

/// A village with one counter.
pub const VILLAGE: &str = "500112017005";
/// A township with two.
pub const TOWNSHIP: &str = "500112017";
/// The one service.
pub const SERVICE: &str = "card";
/// The times that everybody wants; the last one, a Sunday, nobody can have.
pub const TIMES: [&str; 3] = ["2026-11-27T09:00", "2026-11-27T09:30", "2026-11-29T09:00"];

/// A code.
pub fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

/// The service.
pub fn service() -> ServiceSlug {
    ServiceSlug::parse(SERVICE).unwrap()
}

/// A time.
pub fn time(text: &str) -> SlotStart {
    SlotStart::parse(text).unwrap()
}

/// The public data. With `more` the stations say that they have that many more counters.
pub fn dataset(more: u16) -> Dataset {
    let card = Service {
        name: "优待证申领".to_owned(),
        duration: Some(30),
        ways: vec![Way::AtStation, Way::CallBack],
        tiers: Tier::ALL.to_vec(),
    };
    let mut data = Dataset {
        services: [(service(), card)].into(),
        ..Dataset::default()
    };
    let stations: BTreeMap<_, _> = [VILLAGE, TOWNSHIP]
        .map(|text| (code(text), station(text, more)))
        .into();
    data.stations = stations;
    data
}

fn station(code: &str, more: u16) -> Station {
    let offers = [SERVICE, Way::CallBack.as_str()].map(|lane| {
        let mut offer = offer(code, lane);
        offer.capacity += more;
        LaneOffer {
            lane: lane.to_owned(),
            offer,
        }
    });
    let published = Published {
        offers: offers.into_iter().filter(|_| more > 0).collect(),
        ..Published::default()
    };
    Station {
        official_name: code.to_owned(),
        name: code.to_owned(),
        details: None,
        published,
    }
}

fn offer(station: &str, lane: &str) -> Offer {
    let way = Way::parse(lane).unwrap_or(Way::AtStation);
    model::offer::offer(code(station).tier(), 30, way)
}

/// How many places may be held in a slot.
pub fn places(station: &str, lane: &str, slot: SlotStart) -> u16 {
    let hours = WeeklyHours::usual();
    let holidays = HolidayCalendar::default();
    let table = Timetable {
        hours: &hours,
        holidays: &holidays,
        closures: &[],
        offer: offer(station, lane),
    };
    let day = table.day(slot.date);
    let planned = day.iter().find(|planned| planned.minute == slot.minute);
    planned.map_or(0, |planned| planned.places)
}
