//! Everything that there is: phones, one server, true time, and what lies between.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use client::ports::{Answer, Request};
use client::record::EntityId;
use model::civil::Timestamp;
use model::id::{ActionId, BookingId};

use crate::books::Event;
use crate::clock::{PhoneClock, TEN_YEARS, TrueTime};
use crate::deeds::Deed;
use crate::dice::Dice;
use crate::front::Front;
use crate::ledger::Ledger;
use crate::log::Log;
use crate::medium::Medium;
use crate::report::Broken;
use crate::sabotage::Sabotage;
use crate::server::Server;
use crate::staff::Clerk;

/// How the network is where a phone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Hardly anything is lost.
    Fine,
    /// Everything may happen.
    Poor,
    /// Nothing gets through.
    Gone,
}

/// When another tab acts in the middle of what one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Rows have been read; what they are read for is still to come.
    RowsRead,
    /// A request is about to go.
    Sending,
    /// Its answer has come and is not looked at yet.
    Answered,
}

/// What another tab does in the middle.
#[derive(Clone, Copy, Debug)]
pub struct Meanwhile {
    /// When.
    pub point: Point,
    /// Which tab.
    pub tab: usize,
    /// What.
    pub deed: Deed,
}

/// A phone, shared by its tabs.
pub struct Phone {
    /// Its storage.
    pub medium: Medium,
    /// Its clock.
    pub clock: PhoneClock,
    /// Its source of randomness.
    pub random: Dice,
    /// How many tabs are open.
    pub tabs: usize,
    /// How the network is there.
    pub weather: Cell<Weather>,
    /// What another tab will do.
    pub meanwhile: Cell<Option<Meanwhile>>,
    /// The newest version of each thing that it has shown.
    pub shown: RefCell<BTreeMap<EntityId, u32>>,
    /// How things stood when it was last looked at.
    pub looked_at: Cell<Option<Mark>>,
}

/// Changes of a phone's medium, requests and deaths of the server, actions taken back: while none
/// of them grows, nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Changes of the medium.
    pub changes: u64,
    /// Requests handled.
    pub handled: u64,
    /// Deaths of the server.
    pub deaths: u64,
    /// Actions taken back.
    pub taken_back: usize,
}

/// A request that the network still holds.
pub struct Late {
    /// Whose.
    pub phone: usize,
    /// The request.
    pub request: Request,
}

/// The world.
pub struct World {
    /// What decides everything.
    pub dice: Dice,
    /// The fault put in on purpose.
    pub sabotage: Option<Sabotage>,
    /// The phones.
    pub phones: Vec<Phone>,
    /// The server.
    pub server: RefCell<Server>,
    /// What was asked and said.
    pub ledger: RefCell<Ledger>,
    /// Who works at the stations.
    pub clerks: RefCell<Vec<Clerk>>,
    /// What was told of each booking's life when it was last looked at.
    pub told: RefCell<BTreeMap<BookingId, Vec<Event>>>,
    /// What the network still holds.
    pub late: RefCell<Vec<Late>>,
    /// The last answer about each thing, for a phone that confuses them.
    pub answers: RefCell<BTreeMap<EntityId, Answer>>,
    /// The first page that each phone has got, for something on the way that keeps it.
    pub pages: RefCell<BTreeMap<usize, Answer>>,
    /// Whether the network is well.
    pub healed: Cell<bool>,
    /// The first thing that was seen not to hold in the middle of a step.
    pub broken: RefCell<Option<Broken>>,
    time: &'static TrueTime,
    log: RefCell<Log>,
}

impl World {
    /// The world of a seed.
    pub fn new(seed: u64, sabotage: Option<Sabotage>) -> Self {
        let dice = Dice::new(seed);
        let time: &'static TrueTime = &Front::of_thread().time;
        time.begin();
        let server = Server::new(sabotage, dice.fork());
        let phones = 2 + dice.below(2);
        let phones = (0..phones).map(|_| Phone::new(&dice, time.now())).collect();
        Self {
            dice,
            sabotage,
            phones,
            server: RefCell::new(server),
            ledger: RefCell::default(),
            clerks: RefCell::new(Clerk::all()),
            told: RefCell::default(),
            late: RefCell::default(),
            answers: RefCell::default(),
            pages: RefCell::default(),
            healed: Cell::new(false),
            broken: RefCell::new(None),
            time,
            log: RefCell::default(),
        }
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.time.now()
    }

    /// Lets time pass.
    pub fn pass(&self, millis: i64) {
        self.time.pass(millis);
    }

    /// Whether the fault put in is this one.
    pub fn is(&self, sabotage: Sabotage) -> bool {
        self.sabotage == Some(sabotage)
    }

    /// Writes a line into the log.
    pub fn tell(&self, line: impl Into<String>) {
        self.log.borrow_mut().lines.push(line.into());
    }

    /// Takes the last line back: nothing came of what it says.
    pub fn untell(&self) {
        self.log.borrow_mut().lines.pop();
    }

    /// The log so far.
    pub fn lines(&self) -> Vec<String> {
        self.log.borrow().lines.clone()
    }

    /// The short name of an action.
    pub fn action(&self, id: ActionId) -> String {
        self.log.borrow_mut().action(id)
    }

    /// The short name of a booking or registration.
    pub fn entity(&self, id: EntityId) -> String {
        self.log.borrow_mut().entity(id)
    }

    /// Something does not hold; the first such thing is reported.
    pub fn breaks(&self, broken: Broken) {
        self.broken.borrow_mut().get_or_insert(broken);
    }
}

impl Phone {
    fn new(dice: &Dice, now: Timestamp) -> Self {
        let phone = Self {
            medium: Medium::default(),
            clock: PhoneClock::default(),
            random: dice.fork(),
            tabs: 1 + dice.below(2),
            weather: Cell::new(Weather::Poor),
            meanwhile: Cell::new(None),
            shown: RefCell::default(),
            looked_at: Cell::new(None),
        };
        phone.set_clock(dice, now);
        phone
    }

    /// Sets its clock: right one time in three, wrong by up to ten years otherwise.
    pub fn set_clock(&self, dice: &Dice, now: Timestamp) {
        let skew = match dice.below(3) {
            0 => 0,
            _ => dice.between(-TEN_YEARS, TEN_YEARS),
        };
        self.clock.set(now, skew, dice.between(-50, 50));
    }
}
