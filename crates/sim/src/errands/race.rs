//! One race: what there is.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use client::mine::Mine;
use client::ports::{Answer, Ports as _, Request};
use client::record::BookingRequest;
use handover::Parcel;
use model::api;
use model::id::{ActionId, BookingId, DeliveryId};

use super::device::{Device, Own};
use crate::dice::Dice;
use crate::front::Front;
use crate::server::Server;
use crate::tab::block_on;

/// A mistake put in on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misdeed {
    /// To the server, what is handed over is another action than what the phone itself sends.
    DigestsDiffer,
    /// The server does not find what was read out when the phone's own comes.
    SpokenLinkIgnored,
    /// The server does not find the phone's own when it is read out.
    OwnNotFoundWhenSpoken,
    /// The receiver lets go of a delivery before it has the receipt.
    DeliveryRemovedBeforeSending,
}

impl Misdeed {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::DigestsDiffer,
        Self::SpokenLinkIgnored,
        Self::OwnNotFoundWhenSpoken,
        Self::DeliveryRemovedBeforeSending,
    ];
}

/// What lies about to be scanned or typed, once or often.
#[derive(Clone)]
pub enum Paper {
    /// Codes, put together.
    Codes(Box<Parcel>),
    /// The caller's action, its digits, and what the caller can tell besides.
    Digits(ActionId, String, BookingRequest),
}

/// Everything that there is.
pub struct Race {
    /// What decides everything.
    pub dice: Dice,
    /// The mistake put in.
    pub misdeed: Option<Misdeed>,
    /// The devices.
    pub devices: Vec<Own>,
    /// The server.
    pub server: RefCell<Server>,
    /// What the network still holds.
    pub late: RefCell<Vec<Request>>,
    /// Whether the network is well.
    pub healed: Cell<bool>,
    /// Bookings asked for: the action, and the ids that the booking may go by.
    pub asked: RefCell<BTreeMap<ActionId, BTreeSet<BookingId>>>,
    /// Deliveries ever kept, by device.
    pub taken: RefCell<BTreeMap<usize, BTreeSet<DeliveryId>>>,
    /// What can be scanned or typed.
    pub papers: RefCell<Vec<Paper>>,
    /// What happened, a line each.
    pub log: RefCell<Vec<String>>,
}

impl Race {
    /// The race of a seed: three devices, all of them phones and receivers.
    pub fn new(seed: u64, misdeed: Option<Misdeed>) -> Self {
        let dice = Dice::new(seed);
        Front::of_thread().time.begin();
        let server = Server::new(None, dice.fork());
        let devices = (0..3)
            .map(|_| Own {
                random: Some(dice.fork()),
                ..Own::default()
            })
            .collect();
        Self {
            dice,
            misdeed,
            devices,
            server: RefCell::new(server),
            late: RefCell::default(),
            healed: Cell::new(false),
            asked: RefCell::default(),
            taken: RefCell::default(),
            papers: RefCell::default(),
            log: RefCell::default(),
        }
    }

    /// What the server answers.
    pub fn answer(&self, request: &Request) -> Answer {
        let body = request.body.as_deref().unwrap_or_default();
        let told = |path: &str| request.path == path || body.contains(path);
        let execute = |sql: &'static str| self.server.borrow().execute(sql, None);
        match self.misdeed {
            Some(Misdeed::SpokenLinkIgnored) if told(api::BOOKINGS) => {
                execute("DELETE FROM spoken");
            }
            Some(Misdeed::OwnNotFoundWhenSpoken) if told(api::SPOKEN) => {
                execute("UPDATE action SET kind = 'unknown' WHERE kind = 'booking.create'");
            }
            _ => {}
        }
        let answer = self.server.borrow_mut().handle(request);
        if self.misdeed == Some(Misdeed::DigestsDiffer) && told(api::HANDOVERS) {
            execute("UPDATE action SET body_mac = zeroblob(32) WHERE kind = 'booking.create'");
        }
        answer.unwrap_or_default()
    }

    /// Writes a line into the log.
    pub fn tell(&self, line: String) {
        self.log.borrow_mut().push(line);
    }
}

/// A device of the race.
pub fn device(race: &Rc<Race>, number: usize) -> Device {
    Device {
        race: Rc::clone(race),
        number,
    }
}

/// What is on a device.
pub fn mine(of: &Device) -> Mine {
    block_on(Mine::load(of.store())).unwrap()
}
