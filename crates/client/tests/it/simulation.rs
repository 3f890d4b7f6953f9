//! Random lives of a device: actions, syncs, faults, crashes, other tabs, a clock that jumps. After
//! every step: nothing lost, nothing doubled, nothing shown as more certain than the server said.
//! At the end the network heals and everything settles.

use std::collections::BTreeSet;

use client::act::{cancel_booking, change_booking, change_volunteer, withdraw_volunteer};
use client::mend::{delete_parked, resend};
use client::mine::{Mine, Rows};
use client::outbox::What;
use client::plan::Haste;
use client::ports::Ports;
use client::record::Record;
use client::settings::set_my_station;
use client::state::{LocalState, local_state};
use client::sync::{Which, refresh, sync_once};
use model::id::ActionId;
use proptest::prelude::*;

use crate::faults::{Fault, Meanwhile};
use crate::following::{MINE, at_home, code, day, is_level, never_ahead, notice};
use crate::world::{
    ALSO_FREE, FREE, FULL, Fuse, World, asked, block_on, book, form, register, wish,
};

#[derive(Clone, Debug)]
enum Step {
    Book {
        full: bool,
    },
    Change {
        pick: usize,
        full: bool,
    },
    Cancel {
        pick: usize,
    },
    Register,
    Tell {
        pick: usize,
    },
    Withdraw {
        pick: usize,
    },
    Sync {
        haste: Haste,
        faults: Vec<Fault>,
        meanwhile: Option<Meanwhile>,
    },
    Refresh {
        fault: Fault,
    },
    /// The server says something new.
    News {
        what: u8,
    },
    Resend {
        full: bool,
    },
    Delete,
    Serve {
        pick: usize,
    },
    Pass {
        minutes: i64,
    },
    Crash {
        commits: u32,
        written: bool,
    },
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        2 => Just(Fault::RequestLost),
        3 => Just(Fault::AnswerLost),
        1 => Just(Fault::Twice),
        1 => Just(Fault::Busy),
        1 => Just(Fault::Portal),
        1 => Just(Fault::BadGateway),
        1 => any::<u8>().prop_map(Fault::Cut),
    ]
}

fn haste() -> impl Strategy<Value = Haste> {
    prop_oneof![Just(Haste::Due), Just(Haste::Now), Just(Haste::Look)]
}

fn step() -> impl Strategy<Value = Step> {
    let pick = 0usize..8;
    let other_tab = prop_oneof![
        6 => Just(None),
        2 => Just(Some(Meanwhile::Sync)),
        1 => Just(Some(Meanwhile::Refresh)),
        2 => Just(Some(Meanwhile::Look)),
        1 => Just(Some(Meanwhile::Cancel)),
    ];
    prop_oneof![
        3 => any::<bool>().prop_map(|full| Step::Book { full }),
        3 => (pick.clone(), any::<bool>()).prop_map(|(pick, full)| Step::Change { pick, full }),
        2 => pick.clone().prop_map(|pick| Step::Cancel { pick }),
        1 => Just(Step::Register),
        1 => pick.clone().prop_map(|pick| Step::Tell { pick }),
        1 => pick.clone().prop_map(|pick| Step::Withdraw { pick }),
        8 => (haste(), prop::collection::vec(fault(), 0..4), other_tab)
            .prop_map(|(haste, faults, meanwhile)| Step::Sync { haste, faults, meanwhile }),
        2 => fault().prop_map(|fault| Step::Refresh { fault }),
        3 => (0u8..12).prop_map(|what| Step::News { what }),
        2 => any::<bool>().prop_map(|full| Step::Resend { full }),
        1 => Just(Step::Delete),
        1 => pick.prop_map(|pick| Step::Serve { pick }),
        3 => (-3_000_000i64..3_000_000).prop_map(|minutes| Step::Pass { minutes }),
        3 => (0u32..3, any::<bool>())
            .prop_map(|(commits, written)| Step::Crash { commits, written }),
    ]
}

struct Life {
    world: World,
    /// Those that their author deleted or replaced by a mended one.
    withdrawn: BTreeSet<ActionId>,
}

impl Life {
    fn new() -> Self {
        let world = at_home();
        world.0.server.borrow_mut().changes.page = 3;
        Self {
            world,
            withdrawn: BTreeSet::new(),
        }
    }

    fn rows(&self) -> Rows {
        self.world.0.store.dead.set(false);
        block_on(Rows::load(self.world.store())).unwrap()
    }

    fn mine(&self) -> Mine {
        self.world.0.store.dead.set(false);
        block_on(Mine::load(self.world.store())).unwrap()
    }

    fn take(&mut self, step: &Step) {
        let before = self.rows().entries();
        let kept = self.act(step);
        let now = self.rows().entries();
        let fresh = now
            .iter()
            .filter(|entry| !before.iter().any(|old| old.action == entry.action));
        let fresh: Vec<ActionId> = fresh.map(|entry| entry.action).collect();
        if kept == Some(true) {
            assert!(!fresh.is_empty(), "reported as kept, but it is not there");
        }
        if matches!(step, Step::Delete | Step::Resend { .. }) {
            let gone = before
                .iter()
                .filter(|old| !now.iter().any(|e| e.action == old.action));
            self.withdrawn.extend(gone.map(|entry| entry.action));
        }
    }

    /// Performs a step; for an action of the person, whether it was reported as kept.
    fn act(&mut self, step: &Step) -> Option<bool> {
        let world = &self.world;
        let choice = |full: &bool| if *full { [FULL] } else { [ALSO_FREE] };
        match step {
            Step::Book { full } => {
                let choices = if *full { [FULL] } else { [FREE] };
                Some(book(world, asked(&choices)).is_ok())
            }
            Step::Change { pick, full } => {
                let id = pick_of(&self.mine().bookings, *pick)?.record.id;
                Some(block_on(change_booking(world, id, wish(&choice(full)))).is_ok())
            }
            Step::Cancel { pick } => {
                let id = pick_of(&self.mine().bookings, *pick)?.record.id;
                Some(block_on(cancel_booking(world, id)).is_ok())
            }
            Step::Register => Some(register(world).is_ok()),
            Step::Tell { pick } => {
                let id = pick_of(&self.mine().volunteers, *pick)?.record.id;
                Some(block_on(change_volunteer(world, id, form())).is_ok())
            }
            Step::Withdraw { pick } => {
                let id = pick_of(&self.mine().volunteers, *pick)?.record.id;
                Some(block_on(withdraw_volunteer(world, id)).is_ok())
            }
            Step::Sync {
                haste,
                faults,
                meanwhile,
            } => {
                world.faults(faults);
                world.0.meanwhile.set(*meanwhile);
                // A crash in the middle is what this is about.
                let _ = block_on(sync_once(world, *haste));
                self.end_of_round();
                None
            }
            Step::Refresh { fault } => {
                world.faults(&[*fault]);
                let _ = block_on(refresh(world, Which::Open));
                self.end_of_round();
                None
            }
            Step::News { what } => {
                self.news(*what);
                None
            }
            Step::Resend { full } => {
                let mine = self.mine();
                let entry = &mine
                    .outbox
                    .iter()
                    .find(|item| item.entry.parked.is_some())?
                    .entry;
                let what = match entry.what.clone() {
                    What::CreateBooking(id, _) => What::CreateBooking(id, asked(&choice(full))),
                    What::ChangeBooking(id, _) => What::ChangeBooking(id, wish(&choice(full))),
                    other => other,
                };
                Some(block_on(resend(world, entry.action, what)).is_ok())
            }
            Step::Delete => {
                let mine = self.mine();
                let entry = &mine
                    .outbox
                    .iter()
                    .find(|item| item.entry.parked.is_some())?
                    .entry;
                let _ = block_on(delete_parked(world, entry.action));
                None
            }
            Step::Serve { pick } => {
                let id = pick_of(&self.mine().bookings, *pick)?.record.id;
                let now = client::ports::Clock::now(world);
                world.0.server.borrow_mut().serve(id, now);
                None
            }
            Step::Pass { minutes } => {
                world.pass(minutes * 60_000);
                None
            }
            Step::Crash { commits, written } => {
                world.0.store.fuse.set(Some(Fuse {
                    commits: *commits,
                    written: *written,
                }));
                None
            }
        }
    }

    /// Something new is said at the server, about a station or to those of a division.
    fn news(&self, what: u8) {
        let changes = &mut self.world.0.server.borrow_mut().changes;
        let id = (what % 3).to_string();
        let stations = [MINE, "500112", "500113"];
        let station = stations[usize::from(what / 4)];
        match what % 4 {
            0 => changes.notice(&id, Some(notice(&id, station))),
            1 => changes.notice(&id, None),
            2 => changes.hold((code(station), "card", day("2390-11-25"), 540), what.into()),
            _ => changes.hold((code(station), "card", day("2390-11-25"), 540), 0),
        }
        let chosen = code(stations[usize::from(what % 2)]);
        if what > 9 {
            let _ = block_on(set_my_station(self.world.store(), Some(chosen)));
        }
    }

    /// Faults are for one round only.
    fn end_of_round(&self) {
        self.world.0.faults.borrow_mut().clear();
        self.world.0.meanwhile.set(None);
    }

    fn check(&self) {
        let rows = self.rows();
        never_ahead(&self.world);
        let entries = rows.entries();
        let server = self.world.0.server.borrow();
        let ledger = self.world.0.store.ledger.borrow();
        for action in ledger.iter() {
            let here = entries.iter().any(|entry| entry.action == *action);
            let there = server.done.contains_key(action);
            let taken_back = self.withdrawn.contains(action);
            assert!(here || there || taken_back, "an action was lost");
            assert!(
                !(there && taken_back),
                "an action was taken back that was done"
            );
        }
        for action in server.done.keys() {
            assert!(
                ledger.contains(action),
                "the server did what nobody asked for"
            );
        }
        for entry in &entries {
            assert!(
                rows.record(entry.what.entity()).is_some(),
                "an action without its entity"
            );
            assert_eq!(
                entry.parked.is_some(),
                entry.parked.is_some() && server.refused.contains(&entry.action),
                "parked although the server never refused it"
            );
        }
        for held in &rows.records {
            self.check_state(&held.value, &entries, &server);
        }
    }

    fn check_state(
        &self,
        record: &Record,
        entries: &[client::outbox::Entry],
        server: &crate::server::Server,
    ) {
        let (id, said) = match record {
            Record::Delivery(_) => return,
            Record::Booking(mine) => (
                mine.id.to_string(),
                mine.view
                    .as_ref()
                    .map(|view| (view.version, view.state.as_str())),
            ),
            Record::Volunteer(mine) => (
                mine.id.to_string(),
                mine.view
                    .as_ref()
                    .map(|view| (view.version, view.state.as_str())),
            ),
        };
        if let Some((version, state)) = said {
            let word = (id, version, state.to_owned());
            assert!(
                server.granted.contains(&word),
                "shown, but never granted: {word:?}"
            );
            return;
        }
        match local_state(record, entries) {
            LocalState::Kept => {}
            LocalState::Failed => assert!(
                entries.iter().any(|entry| {
                    entry.what.entity() == record.entity()
                        && entry.what.is_create()
                        && server.refused.contains(&entry.action)
                }),
                "shown as failed, but the server refused nothing"
            ),
            other => panic!("shown as {other:?} without a word of the server"),
        }
    }

    /// The network is well and time passes.
    fn heal(&mut self) {
        self.world.0.store.fuse.set(None);
        self.world.0.store.dead.set(false);
        for _ in 0..60 {
            let report = block_on(sync_once(&self.world, Haste::Due)).unwrap();
            self.check();
            if report.next_try_at.is_none() {
                break;
            }
            self.world.pass(20 * 60_000);
        }
        for _ in 0..2 {
            block_on(sync_once(&self.world, Haste::Look)).unwrap();
            self.check();
        }
        is_level(&self.world);
        let mine = self.mine();
        for item in &mine.outbox {
            assert!(
                item.entry.parked.is_some() || item.blocked,
                "still waiting: {item:?}"
            );
        }
        let server = self.world.0.server.borrow();
        for item in &mine.bookings {
            match &item.record.view {
                Some(view) if view.state.is_open() => {
                    assert_eq!(*view, server.bookings[&item.record.id].1, "out of step");
                }
                Some(_) => {}
                None => assert!(!server.bookings.contains_key(&item.record.id), "not told"),
            }
        }
    }
}

fn pick_of<T>(items: &[T], pick: usize) -> Option<&T> {
    (!items.is_empty()).then(|| &items[pick % items.len()])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_lost_never_doubled_never_more_certain(steps in prop::collection::vec(step(), 1..40)) {
        let mut life = Life::new();
        for step in &steps {
            life.take(step);
            life.check();
        }
        life.heal();
    }
}
