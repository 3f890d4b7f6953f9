//! Typed routes: the one place that knows what a path means.

use model::division::DivisionCode;
use model::id::{ActionId, BookingId, DeliveryId, VolunteerId};

/// A page of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/`, with what was typed into the search (`?q=`).
    Home(String),
    /// `/services/...`
    Services(ServicesPage),
    /// `/stations`, with what was typed into the search (`?q=`).
    Stations(String),
    /// `/stations/{code}`
    Station(DivisionCode),
    /// `/book/...`
    Book(BookPage),
    /// `/my/...`, `/receive/...`
    My(MyPage),
    /// `/volunteer/...`
    Volunteer(VolunteerPage),
    /// `/privacy`, `/about`
    More(MorePage),
    /// Any other path.
    NotFound,
}

/// Pages about services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServicesPage {
    /// `/services`, with what was typed into the search (`?q=`).
    All(String),
    /// `/services/c/{category}`
    Category(String),
    /// `/services/{slug}`
    One(String),
    /// `/services/{slug}/print`: 一次性告知单.
    Print(String),
    /// `/brands/{slug}`
    Brand(String),
}

/// Pages of the booking wizard, in order, and what comes after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookPage {
    /// `/book`, possibly `?service=&station=`: begins or goes on.
    Start {
        /// A service chosen on another page.
        service: Option<String>,
        /// A station chosen on another page.
        station: Option<DivisionCode>,
    },
    /// `/book/service`
    Service,
    /// `/book/way`
    Way,
    /// `/book/station`
    Station,
    /// `/book/time`
    Time,
    /// `/book/who`
    Who,
    /// `/book/person`
    Person,
    /// `/book/check`
    Check,
    /// `/book/done/{id}`
    Done(BookingId),
}

/// Pages about what is mine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MyPage {
    /// `/my`
    Overview,
    /// `/my/bookings/{id}`
    Booking(BookingId),
    /// `/my/bookings/{id}/change`
    ChangeTime(BookingId),
    /// `/my/lookup`
    LookUp,
    /// `/my/outbox`
    Outbox,
    /// `/my/data`
    Data,
    /// `/my/settings`
    Settings,
    /// `/my/outbox/{action}`: an action as codes for somebody else's device.
    HandOver(ActionId),
    /// `/receive`: takes an action off somebody else's phone.
    Receive,
    /// `/receive/{id}`: what became of one that was taken.
    Received(DeliveryId),
}

/// Pages of volunteering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolunteerPage {
    /// `/volunteer`: what it is, and my registration.
    Overview,
    /// `/volunteer/join/{step}`: the questions, counted from 1.
    Join(u8),
    /// `/volunteer/done/{id}`
    Done(VolunteerId),
    /// `/volunteer/{id}`: see, change, withdraw.
    Mine(VolunteerId),
}

/// Pages that explain, and the way to the station's side: so the main module knows nothing of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MorePage {
    /// `/privacy`
    Privacy,
    /// `/about`: the network in numbers, brand services, where the facts come from.
    About,
    /// `/staff/...`: the station's side, which reads the address itself (`pages::staff::routes`).
    Staff,
}

/// The parts of the app that are drawn and loaded as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "one for each kind of route")]
pub enum Area {
    Home,
    Services,
    Stations,
    Station,
    Book,
    My,
    Volunteer,
    More,
    NotFound,
}

impl Route {
    /// Reads a path with its query, as in `/stations?q=fml`. Anything unknown is `NotFound`.
    pub fn parse(url: &str) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let query = query.split('#').next().unwrap_or("");
        let path = path.split('#').next().unwrap_or("");
        let mut parts = [""; 4];
        let mut count = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if count == parts.len() {
                return Self::NotFound;
            }
            parts[count] = part;
            count += 1;
        }
        let q = || query_value(query, "q").unwrap_or_default();
        match &parts[..count] {
            [] => Self::Home(q()),
            ["services", rest @ ..] => services(rest, q),
            ["brands", slug] => Self::Services(ServicesPage::Brand((*slug).to_owned())),
            ["stations"] => Self::Stations(q()),
            ["stations", code] => match DivisionCode::parse(code) {
                Ok(code) => Self::Station(code),
                Err(_) => Self::NotFound,
            },
            ["book", rest @ ..] => book(rest, query),
            ["my", rest @ ..] => my(rest),
            ["volunteer", rest @ ..] => volunteer(rest),
            ["privacy"] => Self::More(MorePage::Privacy),
            ["about"] => Self::More(MorePage::About),
            ["receive", rest @ ..] => receive(rest),
            ["staff", ..] => Self::More(MorePage::Staff),
            _ => Self::NotFound,
        }
    }

    /// The part of the app that draws it.
    pub fn area(&self) -> Area {
        match self {
            Self::Home(_) => Area::Home,
            Self::Services(_) => Area::Services,
            Self::Stations(_) => Area::Stations,
            Self::Station(_) => Area::Station,
            Self::Book(_) => Area::Book,
            Self::My(_) => Area::My,
            Self::Volunteer(_) => Area::Volunteer,
            Self::More(_) => Area::More,
            Self::NotFound => Area::NotFound,
        }
    }

    /// Whether the bottom tabs make room: in a wizard there is one question and nothing else.
    pub fn is_wizard(&self) -> bool {
        match self {
            Self::Book(page) => !matches!(page, BookPage::Done(_)),
            Self::My(page) => matches!(page, MyPage::ChangeTime(_)),
            Self::Volunteer(page) => matches!(page, VolunteerPage::Join(_)),
            _ => false,
        }
    }
}

fn services(parts: &[&str], q: impl Fn() -> String) -> Route {
    Route::Services(match parts {
        [] => ServicesPage::All(q()),
        ["c", category] => ServicesPage::Category((*category).to_owned()),
        [slug] => ServicesPage::One((*slug).to_owned()),
        [slug, "print"] => ServicesPage::Print((*slug).to_owned()),
        _ => return Route::NotFound,
    })
}

fn book(parts: &[&str], query: &str) -> Route {
    Route::Book(match parts {
        [] => BookPage::Start {
            service: query_value(query, "service"),
            station: query_value(query, "station").and_then(|code| DivisionCode::parse(&code).ok()),
        },
        ["service"] => BookPage::Service,
        ["way"] => BookPage::Way,
        ["station"] => BookPage::Station,
        ["time"] => BookPage::Time,
        ["who"] => BookPage::Who,
        ["person"] => BookPage::Person,
        ["check"] => BookPage::Check,
        ["done", id] => match BookingId::parse(id) {
            Ok(id) => BookPage::Done(id),
            Err(_) => return Route::NotFound,
        },
        _ => return Route::NotFound,
    })
}

fn my(parts: &[&str]) -> Route {
    Route::My(match parts {
        [] => MyPage::Overview,
        ["lookup"] => MyPage::LookUp,
        ["outbox"] => MyPage::Outbox,
        ["outbox", id] => match ActionId::parse(id) {
            Ok(id) => MyPage::HandOver(id),
            Err(_) => return Route::NotFound,
        },
        ["data"] => MyPage::Data,
        ["settings"] => MyPage::Settings,
        ["bookings", id, rest @ ..] => match (BookingId::parse(id), rest) {
            (Ok(id), []) => MyPage::Booking(id),
            (Ok(id), ["change"]) => MyPage::ChangeTime(id),
            _ => return Route::NotFound,
        },
        _ => return Route::NotFound,
    })
}

fn receive(parts: &[&str]) -> Route {
    Route::My(match parts {
        [] => MyPage::Receive,
        [id] => match DeliveryId::parse(id) {
            Ok(id) => MyPage::Received(id),
            Err(_) => return Route::NotFound,
        },
        _ => return Route::NotFound,
    })
}

fn volunteer(parts: &[&str]) -> Route {
    Route::Volunteer(match parts {
        [] => VolunteerPage::Overview,
        ["join"] => VolunteerPage::Join(1),
        ["join", step] => match step.as_bytes() {
            [digit @ b'1'..=b'9'] => VolunteerPage::Join(digit - b'0'),
            _ => return Route::NotFound,
        },
        ["done", id] => match VolunteerId::parse(id) {
            Ok(id) => VolunteerPage::Done(id),
            Err(_) => return Route::NotFound,
        },
        [id] => match VolunteerId::parse(id) {
            Ok(id) => VolunteerPage::Mine(id),
            Err(_) => return Route::NotFound,
        },
        _ => return Route::NotFound,
    })
}

/// Paths, so that no page writes one.
#[allow(missing_docs, reason = "each is named after its page above")]
pub mod paths {
    use model::division::DivisionCode;
    use model::id::{ActionId, BookingId, DeliveryId, VolunteerId};

    pub const HOME: &str = "/";
    pub const SERVICES: &str = "/services";
    pub const STATIONS: &str = "/stations";
    pub const BOOK: &str = "/book";
    pub const BOOK_SERVICE: &str = "/book/service";
    pub const BOOK_WAY: &str = "/book/way";
    pub const BOOK_STATION: &str = "/book/station";
    pub const BOOK_TIME: &str = "/book/time";
    pub const BOOK_WHO: &str = "/book/who";
    pub const BOOK_PERSON: &str = "/book/person";
    pub const BOOK_CHECK: &str = "/book/check";
    pub const MY: &str = "/my";
    pub const MY_LOOKUP: &str = "/my/lookup";
    pub const MY_OUTBOX: &str = "/my/outbox";
    pub const MY_DATA: &str = "/my/data";
    pub const MY_SETTINGS: &str = "/my/settings";
    pub const VOLUNTEER: &str = "/volunteer";
    pub const PRIVACY: &str = "/privacy";
    pub const ABOUT: &str = "/about";
    pub const RECEIVE: &str = "/receive";

    pub fn category(slug: &str) -> String {
        ["/services/c/", slug].concat()
    }

    pub fn service(slug: &str) -> String {
        ["/services/", slug].concat()
    }

    pub fn service_print(slug: &str) -> String {
        ["/services/", slug, "/print"].concat()
    }

    pub fn brand(slug: &str) -> String {
        ["/brands/", slug].concat()
    }

    pub fn station(code: DivisionCode) -> String {
        ["/stations/", &code.to_string()].concat()
    }

    pub fn book_service(slug: &str) -> String {
        ["/book?service=", slug].concat()
    }

    pub fn book_station(code: DivisionCode) -> String {
        ["/book?station=", &code.to_string()].concat()
    }

    pub fn booked(id: BookingId) -> String {
        ["/book/done/", &id.to_string()].concat()
    }

    pub fn booking(id: BookingId) -> String {
        ["/my/bookings/", &id.to_string()].concat()
    }

    pub fn booking_change(id: BookingId) -> String {
        ["/my/bookings/", &id.to_string(), "/change"].concat()
    }

    pub fn hand_over(id: ActionId) -> String {
        ["/my/outbox/", &id.to_string()].concat()
    }

    pub fn received(id: DeliveryId) -> String {
        ["/receive/", &id.to_string()].concat()
    }

    pub fn volunteer_join(step: u8) -> String {
        ["/volunteer/join/", &step.to_string()].concat()
    }

    pub fn volunteer_done(id: VolunteerId) -> String {
        ["/volunteer/done/", &id.to_string()].concat()
    }

    pub fn volunteer(id: VolunteerId) -> String {
        ["/volunteer/", &id.to_string()].concat()
    }
}

/// The value of `key` in a query, percent-decoded; `None` if it is absent or empty.
fn query_value(query: &str, key: &str) -> Option<String> {
    let raw = query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == key))?
        .1;
    let decoded = percent_decode(raw);
    (!decoded.is_empty()).then_some(decoded)
}

/// Decodes `%XX` and `+`; bytes that are no UTF-8 are replaced.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(model::hex::decode::<1>);
        match (bytes[at], escaped) {
            (_, Some([byte])) => {
                decoded.push(byte);
                at += 2;
            }
            (b'+', None) => decoded.push(b' '),
            (byte, None) => decoded.push(byte),
        }
        at += 1;
    }
    match String::from_utf8(decoded) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

/// Encodes what may not stand in a query value.
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(byte as char);
        } else {
            encoded.push('%');
            encoded.push_str(&model::hex::encode(&[byte]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_that_is_written_is_read() {
        let village = DivisionCode::parse("500112001001").unwrap();
        let booking = BookingId::new(1, &[1; 10]);
        let volunteer = VolunteerId::new(1, &[1; 10]);
        let action = ActionId::new(1, &[1; 10]);
        let delivery = DeliveryId::new(1, &[1; 10]);
        let table = [
            (paths::HOME.to_owned(), Route::Home(String::new())),
            (
                paths::category("youdaizheng"),
                Route::Services(ServicesPage::Category("youdaizheng".into())),
            ),
            (
                paths::service("card"),
                Route::Services(ServicesPage::One("card".into())),
            ),
            (
                paths::service_print("card"),
                Route::Services(ServicesPage::Print("card".into())),
            ),
            (
                paths::brand("x"),
                Route::Services(ServicesPage::Brand("x".into())),
            ),
            (paths::station(village), Route::Station(village)),
            (
                paths::book_station(village),
                Route::Book(BookPage::Start {
                    service: None,
                    station: Some(village),
                }),
            ),
            (
                paths::book_service("card"),
                Route::Book(BookPage::Start {
                    service: Some("card".into()),
                    station: None,
                }),
            ),
            (paths::booked(booking), Route::Book(BookPage::Done(booking))),
            (paths::booking(booking), Route::My(MyPage::Booking(booking))),
            (
                paths::booking_change(booking),
                Route::My(MyPage::ChangeTime(booking)),
            ),
            (
                paths::volunteer_join(3),
                Route::Volunteer(VolunteerPage::Join(3)),
            ),
            (
                paths::volunteer_done(volunteer),
                Route::Volunteer(VolunteerPage::Done(volunteer)),
            ),
            (
                paths::volunteer(volunteer),
                Route::Volunteer(VolunteerPage::Mine(volunteer)),
            ),
            (paths::MY_OUTBOX.to_owned(), Route::My(MyPage::Outbox)),
            (
                paths::hand_over(action),
                Route::My(MyPage::HandOver(action)),
            ),
            (paths::PRIVACY.to_owned(), Route::More(MorePage::Privacy)),
            (paths::RECEIVE.to_owned(), Route::My(MyPage::Receive)),
            (
                paths::received(delivery),
                Route::My(MyPage::Received(delivery)),
            ),
        ];
        for (path, route) in table {
            assert_eq!(Route::parse(&path), route, "{path}");
        }
    }

    #[test]
    fn queries_are_decoded() {
        let url = ["/stations?q=", &percent_encode("凤鸣 路&x=1")].concat();
        assert_eq!(Route::parse(&url), Route::Stations("凤鸣 路&x=1".into()));
        assert_eq!(
            Route::parse("/?q=%E5%87%a4+%zz%"),
            Route::Home("凤 %zz%".into())
        );
    }

    #[test]
    fn nonsense_is_not_found() {
        for path in [
            "/x",
            "/stations/1",
            "/a/b/c/d/e",
            "/my/bookings/1",
            "/book/done/x",
            "/volunteer/join/0",
            "/my/outbox/1",
            "/receive/x",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
