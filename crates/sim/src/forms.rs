//! What persons fill in.

use client::record::BookingRequest;
use model::booking::{DayPart, Window, Wish};
use model::person::OnBehalf;
use model::slot::Way;
use model::volunteer::{CommunityRole, FreeTime, VolunteerForm};

use crate::places::{self, TIMES, TOWNSHIP, VILLAGE};
use crate::tab::Tab;

/// Some of the times that everybody wants.
pub fn wish(tab: &Tab) -> Wish {
    let dice = &tab.world.dice;
    let mut times = TIMES.to_vec();
    let many = *dice.pick(&[1, 1, 1, 2, 3]).unwrap();
    let choices = (0..many).map(|_| times.swap_remove(dice.below(times.len())));
    let choices = choices.map(places::time).collect();
    let window = dice.one_in(12).then(|| Window {
        from: places::time(TIMES[0]).date,
        to: places::time(TIMES[2]).date,
        part: DayPart::Morning,
    });
    Wish { choices, window }
}

/// A booking to ask for.
pub fn request(tab: &Tab) -> BookingRequest {
    let dice = &tab.world.dice;
    let station = if dice.one_in(6) { TOWNSHIP } else { VILLAGE };
    let way = if dice.one_in(5) {
        Way::CallBack
    } else {
        Way::AtStation
    };
    let Wish { choices, window } = wish(tab);
    BookingRequest {
        station: places::code(station),
        service: places::service(),
        way,
        choices,
        window,
        on_behalf: OnBehalf::Myself,
        name: "王建国".to_owned(),
        mobile: format!("1380000000{}", tab.phone),
        note: String::new(),
        consent: BookingRequest::NOTICE,
    }
}

/// What a volunteer tells.
pub fn form(tab: &Tab) -> VolunteerForm {
    let dice = &tab.world.dice;
    VolunteerForm {
        division: places::code(VILLAGE),
        skills: Vec::new(),
        roles: vec![*dice.pick(CommunityRole::ALL).unwrap()],
        free_times: vec![*dice.pick(FreeTime::ALL).unwrap()],
        name: "王建国".to_owned(),
        mobile: format!("1380000000{}", tab.phone),
        note: String::new(),
        consent: 1,
    }
}
