//! Actions to hand over.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(dead_code, reason = "each test file uses a part")]

use handover::Deed;
use model::booking::{CancelBooking, ChangeBooking, CreateBooking, DayPart, ServiceSlug, Window};
use model::civil::Date;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};
use model::person::OnBehalf;
use model::slot::{SlotStart, Way};
use model::volunteer::{
    ChangeVolunteer, CommunityRole, FreeTime, RegisterVolunteer, Skill, VolunteerForm,
    WithdrawVolunteer,
};
use proptest::prelude::*;

/// A secret for tests.
pub fn secret(seed: u8) -> DeviceSecret {
    DeviceSecret::new([seed; 32])
}

/// An id of an action.
pub fn action(seed: u8) -> ActionId {
    ActionId::new(1_795_000_000_000 + u64::from(seed), &[seed; 10])
}

/// A slot.
pub fn slot(text: &str) -> SlotStart {
    SlotStart::parse(text).unwrap()
}

/// An ordinary booking.
pub fn booking() -> CreateBooking {
    CreateBooking {
        action: action(1),
        booking: BookingId::new(1_795_000_000_000, &[2; 10]),
        station: DivisionCode::parse("500112017005").unwrap(),
        service: ServiceSlug::parse("youdaizheng-shenling").unwrap(),
        way: Way::AtStation,
        choices: vec![slot("2026-11-27T09:30"), slot("2026-11-30T14:00")],
        window: Some(Window {
            from: Date::parse("2026-11-27").unwrap(),
            to: Date::parse("2026-12-04").unwrap(),
            part: DayPart::Morning,
        }),
        on_behalf: OnBehalf::OtherWithConsent,
        name: "王建国".to_owned(),
        mobile: "13812345678".to_owned(),
        note: "腿脚不便".to_owned(),
        consent: 2,
    }
}

/// A form.
pub fn form() -> VolunteerForm {
    VolunteerForm {
        division: DivisionCode::parse("500112017").unwrap(),
        skills: vec![Skill::FirstAid, Skill::OtherSkill],
        roles: vec![CommunityRole::Patroller],
        free_times: vec![FreeTime::Weekend, FreeTime::Emergency],
        name: "李卫东".to_owned(),
        mobile: "13900001111".to_owned(),
        note: String::new(),
        consent: 2,
    }
}

/// One of each kind.
pub fn deeds() -> Vec<Deed> {
    let (id, volunteer) = (
        booking().booking,
        VolunteerId::new(1_795_000_000_000, &[3; 10]),
    );
    let action = action(9);
    vec![
        Deed::CreateBooking(booking()),
        Deed::ChangeBooking(
            id,
            ChangeBooking {
                action,
                base: Some(2),
                choices: vec![slot("2026-12-01T10:00")],
                window: None,
            },
        ),
        Deed::CancelBooking(
            id,
            CancelBooking {
                action,
                base: Some(3),
            },
        ),
        Deed::EraseBooking(id, CancelBooking { action, base: None }),
        Deed::RegisterVolunteer(RegisterVolunteer {
            action,
            volunteer,
            form: form(),
        }),
        Deed::ChangeVolunteer(
            volunteer,
            ChangeVolunteer {
                action,
                form: form(),
            },
        ),
        Deed::WithdrawVolunteer(volunteer, WithdrawVolunteer { action }),
    ]
}

fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![19_000i32..24_000, -719_162i32..=2_932_896]
        .prop_map(|days| Date::from_days(days).unwrap())
}

fn any_slot() -> impl Strategy<Value = SlotStart> {
    (any_date(), 0u16..1_440).prop_map(|(date, minute)| SlotStart { date, minute })
}

fn any_window() -> impl Strategy<Value = Option<Window>> {
    let part = prop::sample::select(vec![DayPart::Any, DayPart::Morning, DayPart::Afternoon]);
    prop::option::of((any_date(), any_date(), part))
        .prop_map(|window| window.map(|(from, to, part)| Window { from, to, part }))
}

fn any_division() -> impl Strategy<Value = DivisionCode> {
    prop_oneof![
        10u64..100,
        100_000u64..1_000_000,
        100_000_000u64..1_000_000_000,
        100_000_000_000u64..1_000_000_000_000
    ]
    .prop_map(|number| DivisionCode::from_number(number).unwrap())
}

fn any_mobile() -> impl Strategy<Value = String> {
    prop_oneof![
        "1[3-9][0-9]{9}",
        "\\+86 1[3-9][0-9]{9}",
        "\\PC{0,20}",
        "0*[0-9]{0,12}"
    ]
}

fn any_form() -> impl Strategy<Value = VolunteerForm> {
    (
        any_division(),
        prop::collection::vec(prop::sample::select(Skill::ALL), 0..5),
        prop::collection::vec(prop::sample::select(CommunityRole::ALL), 0..5),
        prop::collection::vec(prop::sample::select(FreeTime::ALL), 0..5),
        "\\PC{0,12}",
        any_mobile(),
        "\\PC{0,60}",
        any::<u16>(),
    )
        .prop_map(
            |(division, skills, roles, free_times, name, mobile, note, consent)| VolunteerForm {
                division,
                skills,
                roles,
                free_times,
                name,
                mobile,
                note,
                consent,
            },
        )
}

/// Any booking, its fields right or not.
pub fn any_booking() -> impl Strategy<Value = CreateBooking> {
    (
        (any::<[u8; 10]>(), any::<[u8; 10]>(), 0u64..1 << 48),
        any_division(),
        "[a-z0-9-]{1,40}",
        prop::sample::select(vec![Way::AtStation, Way::HomeVisit, Way::CallBack]),
        (prop::collection::vec(any_slot(), 0..=3), any_window()),
        any::<bool>(),
        ("\\PC{0,12}", any_mobile(), "\\PC{0,200}"),
        any::<u16>(),
    )
        .prop_map(
            |(ids, station, slug, way, (choices, window), other, told, consent)| CreateBooking {
                action: ActionId::new(ids.2, &ids.0),
                booking: BookingId::new(ids.2, &ids.1),
                station,
                service: ServiceSlug::parse(&slug).unwrap(),
                way,
                choices,
                window,
                on_behalf: if other {
                    OnBehalf::OtherWithConsent
                } else {
                    OnBehalf::Myself
                },
                name: told.0,
                mobile: told.1,
                note: told.2,
                consent,
            },
        )
}

/// Any action.
pub fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        any_booking().prop_map(Deed::CreateBooking),
        (any_booking(), proptest::option::of(0..u32::MAX)).prop_map(|(asked, base)| {
            let CreateBooking {
                action,
                booking,
                choices,
                window,
                ..
            } = asked;
            Deed::ChangeBooking(
                booking,
                ChangeBooking {
                    action,
                    base,
                    choices,
                    window,
                },
            )
        }),
        any_form().prop_map(|form| Deed::RegisterVolunteer(RegisterVolunteer {
            action: action(4),
            volunteer: VolunteerId::new(1, &[5; 10]),
            form,
        })),
        any_form().prop_map(|form| {
            let id = VolunteerId::new(1, &[5; 10]);
            Deed::ChangeVolunteer(
                id,
                ChangeVolunteer {
                    action: action(6),
                    form,
                },
            )
        }),
        prop::sample::select(deeds()),
    ]
}
