//! A small data set.

use bytes::Bytes;
use model::booking::ServiceSlug;
use model::civil::Date;
use model::division::DivisionCode;
use model::holiday::{HolidayCalendar, HolidayNotice, HolidayYear};
use model::slot::{SlotStart, Way};
use model::tier::Tier;
use model::volunteer::{CommunityRole, FreeTime, VolunteerForm};
use server::public::{Dataset, Service, Station};
use server::store::Published;

/// A village with one counter, where every fourth slot is kept for walk-ins.
pub const VILLAGE: &str = "500112017005";
/// Another village of the same township.
pub const OTHER_VILLAGE: &str = "500112017006";
/// The township, with two counters.
pub const TOWNSHIP: &str = "500112017";
/// The district.
pub const DISTRICT: &str = "500112";

/// Bookable everywhere in every way.
pub const CARD: &str = "card";
/// Never booked.
pub const TALK: &str = "talk";
/// Bookable at the counter of a district only.
pub const DISTRICT_ONLY: &str = "district-only";

/// A Tuesday morning.
pub const NOW: &str = "2026-11-24T08:00";

pub fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

pub fn slug(text: &str) -> ServiceSlug {
    ServiceSlug::parse(text).unwrap()
}

pub fn slot(text: &str) -> SlotStart {
    SlotStart::parse(text).unwrap()
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// What somebody tells who registers as a volunteer.
pub fn a_volunteer() -> VolunteerForm {
    VolunteerForm {
        division: code(VILLAGE),
        skills: vec![],
        roles: vec![CommunityRole::Mediator],
        free_times: vec![FreeTime::Weekend],
        name: "王建国".to_owned(),
        mobile: "13812345678".to_owned(),
        note: String::new(),
        consent: 1,
    }
}

fn service(duration: Option<u16>, ways: &[Way], tiers: &[Tier]) -> Service {
    let name = "优待证申领".to_owned();
    Service {
        name,
        duration,
        ways: ways.to_vec(),
        tiers: tiers.to_vec(),
    }
}

/// A few stations and services, and one holiday: Friday 2026-11-27.
pub fn dataset() -> Dataset {
    let ways = [Way::AtStation, Way::HomeVisit, Way::CallBack];
    let services = [
        (CARD, service(Some(30), &ways, &Tier::ALL)),
        (TALK, service(None, &[], &Tier::ALL)),
        (
            DISTRICT_ONLY,
            service(Some(20), &[Way::AtStation], &[Tier::District]),
        ),
    ];
    let station = |name: &str| Station {
        official_name: name.to_owned(),
        name: format!("{name}退役军人服务站"),
        details: None,
        published: Published::default(),
    };
    let stations = ["50", DISTRICT, TOWNSHIP, VILLAGE, OTHER_VILLAGE];
    let pack = |byte: u8| Bytes::from(vec![byte; 4_000]);
    Dataset {
        stations: stations.map(|text| (code(text), station(text))).into(),
        services: services.map(|(text, service)| (slug(text), service)).into(),
        holidays: HolidayCalendar {
            years: vec![HolidayYear {
                year: 2026,
                notice: Some(HolidayNotice {
                    source: "a test".to_owned(),
                    days_off: vec![(date("2026-11-27"), "测试节".to_owned())],
                    make_up_days: vec![date("2026-11-28")],
                }),
            }],
        },
        stations_pack: pack(1),
        district_packs: [(code(DISTRICT), pack(2))].into(),
        catalogue_pack: pack(3),
        catalogue_json: Bytes::from_static(b"{\"services\":[]}"),
    }
}
