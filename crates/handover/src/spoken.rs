//! A booking as digits to be read out over the telephone.
//!
//! Twenty-four digits, in six groups of four. Twenty would not do: the station alone takes nine of
//! them (its own digits, because a place in a list would change with the list), service, way, day
//! and time eight more, and too little were left to tell one person's bookings apart.
//!
//! | what | how many values |
//! |---|---|
//! | station: the digits of district (below 400), township, village; 000: not so deep | 400,000,000 |
//! | service: [`service_code`] | 2,500 |
//! | way, and for whom | 6 |
//! | day of the first choice, counted from 1970 | modulo 64 |
//! | its time in steps of five minutes; 288: there is no first choice, or not in such steps | 289 |
//! | [`fingerprint`] of the action | 65,536 |
//!
//! Together below [`LIMIT`], which 22 digits hold with room for a later form. The last two digits
//! make the whole number 1 modulo 97 (ISO 7064), which no single wrong digit and no swap of
//! neighbours does: 97 is a prime, and divides no difference of the two.

use model::booking::{CreateBooking, ServiceSlug};
use model::civil::Date;
use model::division::DivisionCode;
use model::id::ActionId;
use model::person::OnBehalf;
use model::slot::{SlotStart, Way};

use crate::payload::{way_number, way_of};

/// Digits of a code.
pub const SPOKEN_DIGITS: usize = 24;
/// Digits that are read as one group.
const GROUP: usize = 4;
/// Districts have the codes 500101 and on, counties 500201 and on.
const DISTRICTS: u64 = 400;
const STATIONS: u128 = DISTRICTS as u128 * 1_000_000;
const SERVICES: u128 = 2_500;
const WAYS: u128 = 6;
const DAYS: u128 = 64;
/// Five-minute steps of a day, and one more for no first choice.
const TIMES: u128 = 289;
const STEP: u16 = 5;
const PRINTS: u128 = 65_536;
/// What the values make together; numbers from here on are of a later form.
const LIMIT: u128 = STATIONS * SERVICES * WAYS * DAYS * TIMES * PRINTS;
/// How far back a day is looked for. A code is read out within days, for a slot at most thirty days
/// off, and the rest of the sixty-four is for whoever comes late.
const DAYS_BACK: i32 = 33;

/// What the digits carry of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Where.
    pub station: DivisionCode,
    /// [`service_code`] of what for; which service it is, the catalogue tells.
    pub service: u16,
    /// How.
    pub way: Way,
    /// For whom.
    pub on_behalf: OnBehalf,
    /// The first choice; `None` if there is none, or not in steps of five minutes: to be asked for.
    pub first: Option<SlotStart>,
    /// [`fingerprint`] of the action.
    pub fingerprint: u16,
}

/// Why typed digits are no booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpokenError {
    /// Not as many digits as there should be; carries how many.
    Length(usize),
    /// A letter or a symbol is among them.
    Symbols,
    /// A digit is wrong, or two are swapped.
    CheckDigits,
    /// Of a later version of the app: this one is to be updated.
    Newer,
}

/// A short name of a service: no two services that can be booked have the same, which a test of the
/// data makes sure of.
pub fn service_code(slug: &ServiceSlug) -> u16 {
    (model::pack::hash(slug.as_str().as_bytes()) % SERVICES as u64) as u16
}

/// What a code says of an action's id: its last two bytes, which are drawn at random.
pub fn fingerprint(action: ActionId) -> u16 {
    let [.., high, low] = *action.as_bytes();
    u16::from_be_bytes([high, low])
}

/// The digits of a station after the `500` that all share; `None` if it is not in Chongqing.
fn station_number(code: DivisionCode) -> Option<u64> {
    let mut digits = code.to_string();
    while digits.len() < 12 {
        digits.push('0');
    }
    let number = digits.strip_prefix("500")?.parse().ok()?;
    (number / 1_000_000 < DISTRICTS && station_of(number) == Some(code)).then_some(number)
}

fn station_of(number: u64) -> Option<DivisionCode> {
    let (district, township, village) =
        (number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    let code = match (district, township, village) {
        (0, 0, 0) => 50,
        (_, 0, 0) => 500_000 + district,
        (_, _, 0) => (500_000 + district) * 1_000 + township,
        _ => ((500_000 + district) * 1_000 + township) * 1_000 + village,
    };
    DivisionCode::from_number(code).ok()
}

fn time_number(first: Option<SlotStart>) -> (u128, u128) {
    match first.filter(|slot| slot.minute % STEP == 0) {
        Some(slot) => (
            u128::from(slot.date.days().rem_euclid(DAYS as i32).unsigned_abs()),
            u128::from(slot.minute / STEP),
        ),
        None => (0, TIMES - 1),
    }
}

/// The day that lies nearest, from [`DAYS_BACK`] days before `today` on.
fn time_of(day: u128, time: u128, today: Date) -> Option<SlotStart> {
    let minute = u16::try_from(time).ok().filter(|_| time < TIMES - 1)? * STEP;
    let from = today.days() - DAYS_BACK;
    let ahead = (day as i32 - from).rem_euclid(DAYS as i32);
    let date = Date::from_days(from + ahead)?;
    Some(SlotStart { date, minute })
}

impl Spoken {
    /// What can be read out of a booking; `None` if its station is not in Chongqing.
    pub fn of(asked: &CreateBooking) -> Option<Self> {
        station_number(asked.station)?;
        let first = asked.choices.first().copied();
        Some(Self {
            station: asked.station,
            service: service_code(&asked.service),
            way: asked.way,
            on_behalf: asked.on_behalf,
            first: first.filter(|slot| slot.minute % STEP == 0),
            fingerprint: fingerprint(asked.action),
        })
    }

    /// The digits, without spaces; `None` if the station is not in Chongqing.
    pub fn encode(&self) -> Option<String> {
        Some(format!("{:0SPOKEN_DIGITS$}", self.number()?))
    }

    /// The digits as a number.
    fn number(&self) -> Option<u128> {
        let behalf = u8::from(self.on_behalf == OnBehalf::OtherWithConsent);
        let (day, time) = time_number(self.first);
        let values = [
            (u128::from(self.service), SERVICES),
            (u128::from(way_number(self.way) * 2 + behalf), WAYS),
            (day, DAYS),
            (time, TIMES),
            (u128::from(self.fingerprint), PRINTS),
        ];
        let mut number = u128::from(station_number(self.station)?);
        for (value, count) in values {
            number = number * count + value % count;
        }
        Some(number * 100 + check_digits(number))
    }

    /// Reads typed digits; spaces and dashes among them and full-width digits are allowed. `today`
    /// tells which of the days it can be is meant. Errors: [`SpokenError`].
    pub fn decode(text: &str, today: Date) -> Result<Self, SpokenError> {
        let number = number(text)?;
        let mut rest = number / 100;
        if number % 100 != check_digits(rest) {
            return Err(SpokenError::CheckDigits);
        }
        if rest >= LIMIT {
            return Err(SpokenError::Newer);
        }
        let mut take = |count: u128| {
            let value = rest % count;
            rest /= count;
            value
        };
        let fingerprint = take(PRINTS);
        let (time, day) = (take(TIMES), take(DAYS));
        let (way, service) = (take(WAYS), take(SERVICES));
        let spoken = Self {
            station: station_of(rest as u64).ok_or(SpokenError::Newer)?,
            service: service as u16,
            way: way_of(way as u8 / 2).ok_or(SpokenError::Newer)?,
            on_behalf: if way % 2 == 1 {
                OnBehalf::OtherWithConsent
            } else {
                OnBehalf::Myself
            },
            first: time_of(day, time, today),
            fingerprint: fingerprint as u16,
        };
        // A booking has one code; any other number was written by a later app.
        if spoken.number() != Some(number) {
            return Err(SpokenError::Newer);
        }
        Ok(spoken)
    }
}

/// The two digits behind `number` that make the whole 1 modulo 97. 97 to 99 would do so as well as
/// 0 to 2, but a code has one spelling, so they are never written and never read.
const fn check_digits(number: u128) -> u128 {
    (98 - number * 100 % 97) % 97
}

/// Errors: [`SpokenError::Length`], [`SpokenError::Symbols`].
fn number(text: &str) -> Result<u128, SpokenError> {
    let (mut number, mut count) = (0u128, 0);
    for symbol in text.chars() {
        let digit = match symbol {
            '0'..='9' => symbol as u32 - '0' as u32,
            '０'..='９' => symbol as u32 - '０' as u32,
            _ if model::person::is_separator(symbol) => continue,
            _ => return Err(SpokenError::Symbols),
        };
        count += 1;
        if count <= SPOKEN_DIGITS {
            number = number * 10 + u128::from(digit);
        }
    }
    if count == SPOKEN_DIGITS {
        Ok(number)
    } else {
        Err(SpokenError::Length(count))
    }
}

/// The digits in groups of four, as they are read aloud.
pub fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / GROUP);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % GROUP == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
