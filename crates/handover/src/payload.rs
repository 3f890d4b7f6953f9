//! The packed form of an action's fields.
//!
//! Numbers in groups of seven bits, texts as their length and UTF-8. Days count from
//! [`FIRST_DAY`]; a mobile number in its right form is one number. Every field is kept as it was
//! typed, because the server compares what is handed over with what the phone itself sends.

use model::booking::{
    CancelBooking, ChangeBooking, CreateBooking, DayPart, MAX_CHOICES, ServiceSlug, Window,
};
use model::civil::Date;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, VolunteerId};
use model::pack::PackError;
use model::pack::reader::Reader;
use model::pack::writer::{push_number, push_text};
use model::person::{Mobile, OnBehalf};
use model::slot::{SlotStart, Way};
use model::volunteer::{
    ChangeVolunteer, CommunityRole, FreeTime, RegisterVolunteer, Skill, VolunteerForm,
    WithdrawVolunteer,
};

use crate::deed::Deed;

/// 2025-01-01, from which days are counted so that they take two bytes.
const FIRST_DAY: i32 = 20_089;

/// Appends what the deed says beyond its kind, its id and what it is about.
pub(crate) fn push(bytes: &mut Vec<u8>, deed: &Deed) {
    match deed {
        Deed::CreateBooking(asked) => push_booking(bytes, asked),
        Deed::ChangeBooking(_, asked) => {
            push_base(bytes, asked.base);
            push_wish(bytes, &asked.choices, asked.window);
        }
        Deed::RegisterVolunteer(asked) => push_form(bytes, &asked.form),
        Deed::ChangeVolunteer(_, asked) => push_form(bytes, &asked.form),
        Deed::CancelBooking(_, asked) | Deed::EraseBooking(_, asked) => {
            push_base(bytes, asked.base);
        }
        Deed::WithdrawVolunteer(..) => {}
    }
}

/// Reads a deed of that kind. Errors: it is none.
pub(crate) fn read(
    kind: u8,
    action: ActionId,
    entity: [u8; 16],
    reader: &mut Reader<'_>,
) -> Result<Deed, PackError> {
    let booking = || BookingId::from_bytes(entity).map_err(|_| PackError::Malformed);
    let volunteer = || VolunteerId::from_bytes(entity).map_err(|_| PackError::Malformed);
    Ok(match kind {
        1 => Deed::CreateBooking(read_booking(action, booking()?, reader)?),
        2 => {
            let base = read_base(reader)?;
            let (choices, window) = read_wish(reader)?;
            let asked = ChangeBooking {
                action,
                choices,
                window,
                base,
            };
            Deed::ChangeBooking(booking()?, asked)
        }
        3 | 4 => {
            let base = read_base(reader)?;
            let asked = CancelBooking { action, base };
            if kind == 3 {
                Deed::CancelBooking(booking()?, asked)
            } else {
                Deed::EraseBooking(booking()?, asked)
            }
        }
        5 => Deed::RegisterVolunteer(RegisterVolunteer {
            action,
            volunteer: volunteer()?,
            form: read_form(reader)?,
        }),
        6 => {
            let form = read_form(reader)?;
            Deed::ChangeVolunteer(volunteer()?, ChangeVolunteer { action, form })
        }
        7 => Deed::WithdrawVolunteer(volunteer()?, WithdrawVolunteer { action }),
        _ => return Err(PackError::Malformed),
    })
}

/// The version of the booking that the person looked at, plus one; 0: not said.
fn push_base(bytes: &mut Vec<u8>, base: Option<u32>) {
    push_number(bytes, base.map_or(0, |base| base.saturating_add(1)));
}

fn read_base(reader: &mut Reader<'_>) -> Result<Option<u32>, PackError> {
    Ok(reader.number()?.checked_sub(1))
}

fn push_booking(bytes: &mut Vec<u8>, asked: &CreateBooking) {
    push_division(bytes, asked.station);
    push_text(bytes, asked.service.as_str());
    let behalf = match asked.on_behalf {
        OnBehalf::Myself => 0,
        OnBehalf::OtherWithConsent => 1,
    };
    bytes.push(way_number(asked.way) * 2 + behalf);
    push_wish(bytes, &asked.choices, asked.window);
    push_text(bytes, &asked.name);
    push_mobile(bytes, &asked.mobile);
    push_text(bytes, &asked.note);
    push_number(bytes, asked.consent.into());
}

fn read_booking(
    action: ActionId,
    booking: BookingId,
    reader: &mut Reader<'_>,
) -> Result<CreateBooking, PackError> {
    let station = read_division(reader)?;
    let service = ServiceSlug::parse(reader.text()?).ok_or(PackError::Malformed)?;
    let flags = reader.byte()?;
    let way = way_of(flags / 2).ok_or(PackError::Malformed)?;
    let on_behalf = if flags % 2 == 0 {
        OnBehalf::Myself
    } else {
        OnBehalf::OtherWithConsent
    };
    let (choices, window) = read_wish(reader)?;
    Ok(CreateBooking {
        action,
        booking,
        station,
        service,
        way,
        choices,
        window,
        on_behalf,
        name: reader.text()?.to_owned(),
        mobile: read_mobile(reader)?,
        note: reader.text()?.to_owned(),
        consent: small(reader.number()?)?,
    })
}

pub(crate) fn way_number(way: Way) -> u8 {
    match way {
        Way::AtStation => 0,
        Way::HomeVisit => 1,
        Way::CallBack => 2,
    }
}

pub(crate) fn way_of(number: u8) -> Option<Way> {
    [Way::AtStation, Way::HomeVisit, Way::CallBack]
        .into_iter()
        .find(|way| way_number(*way) == number)
}

fn push_division(bytes: &mut Vec<u8>, code: DivisionCode) {
    let number = code.number();
    // A code has twelve digits at most: below 2^40.
    bytes.extend_from_slice(&number.to_be_bytes()[3..]);
}

fn read_division(reader: &mut Reader<'_>) -> Result<DivisionCode, PackError> {
    let number = five(reader)?;
    DivisionCode::from_number(number).map_err(|_| PackError::Malformed)
}

fn five(reader: &mut Reader<'_>) -> Result<u64, PackError> {
    let bytes = reader.bytes(5)?;
    Ok(bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// The eleven digits as five bytes; zero, and then the text, for whatever is not in its right form.
fn push_mobile(bytes: &mut Vec<u8>, text: &str) {
    let right = Mobile::parse(text).is_ok_and(|mobile| mobile.digits() == text);
    let number = text.parse::<u64>().ok().filter(|_| right);
    bytes.extend_from_slice(&number.unwrap_or(0).to_be_bytes()[3..]);
    if number.is_none() {
        push_text(bytes, text);
    }
}

fn read_mobile(reader: &mut Reader<'_>) -> Result<String, PackError> {
    match five(reader)? {
        0 => Ok(reader.text()?.to_owned()),
        number => {
            let digits = number.to_string();
            let right = Mobile::parse(&digits).is_ok_and(|mobile| mobile.digits() == digits);
            right.then_some(digits).ok_or(PackError::Malformed)
        }
    }
}

fn push_wish(bytes: &mut Vec<u8>, choices: &[SlotStart], window: Option<Window>) {
    push_number(bytes, choices.len() as u32);
    for slot in choices {
        push_day(bytes, slot.date);
        push_number(bytes, slot.minute.into());
    }
    let Some(Window { from, to, part }) = window else {
        bytes.push(0);
        return;
    };
    bytes.push(match part {
        DayPart::Any => 1,
        DayPart::Morning => 2,
        DayPart::Afternoon => 3,
    });
    push_day(bytes, from);
    push_day(bytes, to);
}

type Times = (Vec<SlotStart>, Option<Window>);

fn read_wish(reader: &mut Reader<'_>) -> Result<Times, PackError> {
    let count = reader.count(2)?;
    if count > MAX_CHOICES {
        return Err(PackError::Malformed);
    }
    let mut choices = Vec::with_capacity(count);
    for _ in 0..count {
        let date = read_day(reader)?;
        let minute = small(reader.number()?)?;
        if minute >= 1_440 {
            return Err(PackError::Malformed);
        }
        choices.push(SlotStart { date, minute });
    }
    let part = match reader.byte()? {
        0 => return Ok((choices, None)),
        1 => DayPart::Any,
        2 => DayPart::Morning,
        3 => DayPart::Afternoon,
        _ => return Err(PackError::Malformed),
    };
    let (from, to) = (read_day(reader)?, read_day(reader)?);
    Ok((choices, Some(Window { from, to, part })))
}

/// Days before the first are counted backwards: a clock may be wrong by years.
fn push_day(bytes: &mut Vec<u8>, date: Date) {
    let days = date.days() - FIRST_DAY;
    push_number(bytes, (days << 1 ^ days >> 31) as u32);
}

fn read_day(reader: &mut Reader<'_>) -> Result<Date, PackError> {
    let folded = reader.number()?;
    let days = (folded >> 1) as i32 ^ -((folded & 1) as i32);
    let days = days.checked_add(FIRST_DAY).ok_or(PackError::Malformed)?;
    Date::from_days(days).ok_or(PackError::Malformed)
}

fn push_form(bytes: &mut Vec<u8>, form: &VolunteerForm) {
    push_division(bytes, form.division);
    push_ticks(bytes, Skill::ALL, &form.skills);
    push_ticks(bytes, CommunityRole::ALL, &form.roles);
    push_ticks(bytes, FreeTime::ALL, &form.free_times);
    push_text(bytes, &form.name);
    push_mobile(bytes, &form.mobile);
    push_text(bytes, &form.note);
    push_number(bytes, form.consent.into());
}

fn read_form(reader: &mut Reader<'_>) -> Result<VolunteerForm, PackError> {
    Ok(VolunteerForm {
        division: read_division(reader)?,
        skills: read_ticks(reader, Skill::ALL)?,
        roles: read_ticks(reader, CommunityRole::ALL)?,
        free_times: read_ticks(reader, FreeTime::ALL)?,
        name: reader.text()?.to_owned(),
        mobile: read_mobile(reader)?,
        note: reader.text()?.to_owned(),
        consent: small(reader.number()?)?,
    })
}

/// In the order in which they are, each by its place among all: what is added to those later comes
/// at the end, and so the places never change.
fn push_ticks<T: PartialEq>(bytes: &mut Vec<u8>, all: &[T], ticked: &[T]) {
    push_number(bytes, ticked.len() as u32);
    for tick in ticked {
        let place = all.iter().position(|known| known == tick);
        push_number(bytes, place.map_or(u32::MAX, |place| place as u32));
    }
}

fn read_ticks<T: Copy>(reader: &mut Reader<'_>, all: &[T]) -> Result<Vec<T>, PackError> {
    let count = reader.count(1)?;
    let mut ticked = Vec::with_capacity(count);
    for _ in 0..count {
        let place = reader.number()? as usize;
        ticked.push(*all.get(place).ok_or(PackError::Malformed)?);
    }
    Ok(ticked)
}

fn small(number: u32) -> Result<u16, PackError> {
    u16::try_from(number).map_err(|_| PackError::Malformed)
}
