//! A life: some steps, each looked at, and then the network is well.

use std::rc::Rc;

use client::mine::Mine;
use client::plan::Haste;
use client::record::EntityId;
use client::sync::{Which, refresh, sync_once};

use crate::books::Books;
use crate::checks;
use crate::clock::{MINUTE, YEAR};
use crate::deeds::{Deed, perform};
use crate::medium;
use crate::network::bring_late;
use crate::news;
use crate::report::{Broken, Checked, Failure, Invariant, Summary};
use crate::sabotage::Sabotage;
use crate::server;
use crate::staff;
use crate::tab::{Tab, block_on};
use crate::world::{Meanwhile, Point, Weather, World};

/// How often all phones try, twenty minutes apart, before they count as stuck.
const ROUNDS: usize = 60;

#[derive(Clone, Copy)]
enum Step {
    Do(Deed),
    Pass,
    SetClock,
    PhoneDies,
    ServerDies,
    News,
    Weather,
    Lull,
    Staff,
}

const STEPS: [(usize, Step); 23] = [
    (6, Step::Do(Deed::Book)),
    (1, Step::Do(Deed::BookTwice)),
    (6, Step::Do(Deed::Change)),
    (8, Step::Do(Deed::Cancel)),
    (2, Step::Do(Deed::Register)),
    (2, Step::Do(Deed::Tell)),
    (1, Step::Do(Deed::Withdraw)),
    (5, Step::Do(Deed::SyncDue)),
    (8, Step::Do(Deed::SyncNow)),
    (6, Step::Do(Deed::Look)),
    (2, Step::Do(Deed::Refresh)),
    (3, Step::Do(Deed::Choose)),
    (6, Step::Do(Deed::Resend)),
    (4, Step::Do(Deed::Delete)),
    (3, Step::Do(Deed::LookUp)),
    (5, Step::Pass),
    (1, Step::SetClock),
    (4, Step::PhoneDies),
    (3, Step::ServerDies),
    (6, Step::News),
    (3, Step::Weather),
    (4, Step::Lull),
    (12, Step::Staff),
];

/// What another tab does in the middle. It neither mends nor deletes: those are told apart from
/// what is lost by looking at the outbox before and after.
const MEANWHILE: [(usize, Deed); 9] = [
    (4, Deed::SyncNow),
    (4, Deed::Look),
    (1, Deed::Choose),
    (2, Deed::SyncDue),
    (3, Deed::Refresh),
    (2, Deed::Cancel),
    (2, Deed::Change),
    (1, Deed::Book),
    (1, Deed::Tell),
];

/// Lives the life of a seed.
pub fn live(seed: u64, sabotage: Option<Sabotage>) -> Result<Summary, Failure> {
    let world = Rc::new(World::new(seed, sabotage));
    let mut life = Life {
        world,
        books: None,
        step: 0,
    };
    match life.run() {
        Ok(books) => Ok(life.summary(seed, &books)),
        Err(Broken { invariant, detail }) => Err(Failure {
            seed,
            sabotage,
            step: life.step,
            invariant,
            detail,
            log: life.world.lines(),
        }),
    }
}

struct Life {
    world: Rc<World>,
    /// The server's books, with the requests handled and the deaths before they were read.
    books: Option<((u64, u64), Rc<Books>)>,
    step: usize,
}

impl Life {
    fn run(&mut self) -> Result<Rc<Books>, Broken> {
        for tab in self.first_tabs() {
            perform(&tab, Deed::Choose);
        }
        let steps = 20 + self.world.dice.below(21);
        for step in 1..=steps {
            self.step = step;
            self.world.tell(format!("step {step}"));
            self.take();
            self.check()?;
        }
        self.step += 1;
        self.heal()
    }

    fn take(&self) {
        let world = &self.world;
        for phone in &world.phones {
            phone.medium.dead.set(false);
        }
        bring_late(world, 16);
        while !self.step() {}
    }

    /// Takes some step; false if there was nothing to take it with.
    fn step(&self) -> bool {
        let world = &self.world;
        let number = world.dice.below(world.phones.len());
        let phone = &world.phones[number];
        let step = world.dice.weighted(&STEPS);
        match step {
            Step::Do(deed) => return self.deed(number, deed),
            Step::Pass => {
                let minutes = match world.dice.below(8) {
                    0 => world.dice.between(600, 2_000),
                    _ => world.dice.between(1, 90),
                };
                world.tell(format!("{minutes} minutes pass"));
                world.pass(minutes * MINUTE);
            }
            Step::SetClock => {
                phone.set_clock(&world.dice, world.now());
                let shown = phone.clock.shows(world.now());
                world.tell(format!("p{number}'s clock is set to {}", shown.0));
            }
            Step::PhoneDies => {
                let fuse = medium::Fuse {
                    writes: world.dice.below(4),
                    written: world.dice.one_in(2),
                    power: world.dice.one_in(2),
                };
                world.tell(format!("p{number} will die: {fuse:?}"));
                phone.medium.light(Some(fuse));
            }
            Step::ServerDies => {
                let fuse = server::Fuse {
                    requests: world.dice.below(4),
                    done: world.dice.one_in(2),
                    renamed: world.dice.one_in(3),
                };
                world.tell(format!("the server will die: {fuse:?}"));
                world.server.borrow_mut().fuse = Some(fuse);
            }
            Step::Weather => {
                let weathers = [Weather::Fine, Weather::Poor, Weather::Gone];
                let weather = *world.dice.pick(&weathers).unwrap();
                world.tell(format!("p{number}'s network is {weather:?}"));
                phone.weather.set(weather);
            }
            Step::News => news::come(world),
            Step::Lull => self.lull(),
            Step::Staff => return staff::work(world),
        }
        true
    }

    /// For a moment nothing is lost, and all send.
    fn lull(&self) {
        self.world.tell("a lull");
        self.world.healed.set(true);
        for tab in self.first_tabs() {
            perform(&tab, Deed::SyncNow);
        }
        self.world.healed.set(false);
    }

    fn deed(&self, number: usize, deed: Deed) -> bool {
        let world = &self.world;
        let phone = &world.phones[number];
        let tab = Tab {
            world: Rc::clone(world),
            phone: number,
            number: world.dice.below(phone.tabs),
        };
        if phone.tabs > 1 && world.dice.one_in(3) {
            let points = [Point::RowsRead, Point::Sending, Point::Answered];
            phone.meanwhile.set(Some(Meanwhile {
                point: *world.dice.pick(&points).unwrap(),
                tab: 1 - tab.number,
                deed: world.dice.weighted(&MEANWHILE),
            }));
        }
        let did = perform(&tab, deed);
        phone.meanwhile.set(None);
        // After an action the app sends by itself, if it still runs.
        if did && deed.is_an_action() && !world.dice.one_in(3) {
            perform(&tab, Deed::SyncDue);
        }
        did
    }

    /// The books as they are; read only if something may have been written.
    fn books(&mut self) -> Rc<Books> {
        let server = self.world.server.borrow();
        let mark = (server.handled, server.deaths);
        drop(server);
        match &self.books {
            Some((read_at, books)) if *read_at == mark => Rc::clone(books),
            _ => {
                let books = Rc::new(Books::read(&self.world));
                self.books = Some((mark, Rc::clone(&books)));
                books
            }
        }
    }

    fn check(&mut self) -> Checked {
        let books = self.books();
        checks::always(&self.world, &books)
    }

    /// The network is well, nobody dies any more, and time passes.
    fn heal(&mut self) -> Result<Rc<Books>, Broken> {
        let world = Rc::clone(&self.world);
        if world.dice.one_in(6) {
            world.tell("a year passes");
            world.pass(YEAR);
            news::prune(&world);
            self.check()?;
        }
        world.tell("the network is well");
        world.healed.set(true);
        world.server.borrow_mut().fuse = None;
        for phone in &world.phones {
            phone.medium.light(None);
            phone.medium.dead.set(false);
        }
        for _ in 0..ROUNDS {
            let mut waits = !world.late.borrow().is_empty();
            for tab in self.first_tabs() {
                let report = block_on(sync_once(&tab, Haste::Due)).map_err(stuck)?;
                waits |= report.next_try_at.is_some();
                self.check()?;
            }
            bring_late(&world, 2);
            if !waits {
                break;
            }
            world.pass(20 * MINUTE);
        }
        // The first time may be overtaken by what it has done itself.
        for _ in 0..2 {
            for tab in self.first_tabs() {
                block_on(sync_once(&tab, Haste::Look)).map_err(stuck)?;
                self.check()?;
            }
        }
        for tab in self.first_tabs() {
            // What is over is asked about when its page is opened: staff may still say something.
            for item in block_on(Mine::load(&tab)).map_err(stuck)?.bookings {
                let entity = EntityId::Booking(item.record.id);
                block_on(refresh(&tab, Which::One(entity))).map_err(stuck)?;
            }
            self.check()?;
        }
        let books = self.books();
        checks::in_the_end(&self.world, &books)?;
        Ok(books)
    }

    fn first_tabs(&self) -> Vec<Tab> {
        let phones = 0..self.world.phones.len();
        let tab = |phone| Tab {
            world: Rc::clone(&self.world),
            phone,
            number: 0,
        };
        phones.map(tab).collect()
    }

    fn summary(&self, seed: u64, books: &Books) -> Summary {
        let world = &self.world;
        let ledger = world.ledger.borrow();
        let server = world.server.borrow();
        let phones = world.phones.iter().map(|phone| phone.medium.deaths.get());
        let log = world.lines();
        Summary {
            seed,
            hash: model::pack::hash(log.join("\n").as_bytes()),
            log,
            requests: server.handled,
            asked: ledger.asked.len(),
            done: books.done.len(),
            refused: ledger.refused.len(),
            deaths: phones.sum::<u64>() + server.deaths,
        }
    }
}

fn stuck(error: client::ports::StoreError) -> Broken {
    Broken {
        invariant: Invariant::Settles,
        detail: format!("a phone's storage says {error:?}"),
    }
}
