//! Whatever is written, and whenever devices ask: one that follows ends as one that starts over.

use model::volunteer::{ValidVolunteer, VolunteerForm};
use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Book {
        village: bool,
        choice: usize,
    },
    Move {
        which: usize,
        choice: usize,
    },
    Cancel {
        which: usize,
    },
    Erase {
        which: usize,
    },
    Register,
    Tell {
        which: usize,
        note: bool,
    },
    Withdraw {
        which: usize,
    },
    Publish {
        scope: usize,
        closed: bool,
    },
    Import {
        closed: bool,
    },
    PutUp {
        id: usize,
        scope: usize,
        to: i32,
        long: bool,
    },
    TakeBack {
        id: usize,
    },
    Prune,
    DayPasses,
    Reopen,
    /// A device asks once, or until it knows all.
    Ask {
        phone: usize,
        once: bool,
    },
    /// A device follows another station.
    Turn {
        phone: usize,
        village: bool,
    },
    /// A device follows a record anew.
    Gain {
        phone: usize,
        which: usize,
    },
}

const TIMES: [&str; 6] = [
    "2026-11-25T09:00",
    "2026-11-25T09:30",
    "2026-11-26T09:00",
    "2026-12-01T10:00",
    "2026-12-02T10:00",
    "2026-12-03T10:00",
];
const SCOPES: [&str; 4] = ["50", TOWNSHIP, VILLAGE, OTHER_VILLAGE];
const PHONES: usize = 3;

fn step() -> impl Strategy<Value = Step> {
    let number = || any::<prop::sample::Index>().prop_map(|index| index.index(64));
    let choice = || 0..TIMES.len();
    prop_oneof![
        4 => (any::<bool>(), choice()).prop_map(|(village, choice)| Step::Book { village, choice }),
        3 => (number(), choice()).prop_map(|(which, choice)| Step::Move { which, choice }),
        2 => number().prop_map(|which| Step::Cancel { which }),
        1 => number().prop_map(|which| Step::Erase { which }),
        1 => Just(Step::Register),
        1 => (number(), any::<bool>()).prop_map(|(which, note)| Step::Tell { which, note }),
        1 => number().prop_map(|which| Step::Withdraw { which }),
        1 => (0..SCOPES.len(), any::<bool>())
            .prop_map(|(scope, closed)| Step::Publish { scope, closed }),
        1 => any::<bool>().prop_map(|closed| Step::Import { closed }),
        5 => (0..12usize, 0..SCOPES.len(), -1..20i32, any::<bool>())
            .prop_map(|(id, scope, to, long)| Step::PutUp { id, scope, to, long }),
        2 => (0..12usize).prop_map(|id| Step::TakeBack { id }),
        1 => Just(Step::Prune),
        1 => Just(Step::DayPasses),
        1 => Just(Step::Reopen),
        6 => (0..PHONES, any::<bool>()).prop_map(|(phone, once)| Step::Ask { phone, once }),
        1 => (0..PHONES, any::<bool>()).prop_map(|(phone, village)| Step::Turn { phone, village }),
        2 => (0..PHONES, number()).prop_map(|(phone, which)| Step::Gain { phone, which }),
    ]
}

fn form(note: bool) -> ValidVolunteer {
    let form = VolunteerForm {
        note: if note {
            "有车".to_owned()
        } else {
            String::new()
        },
        ..a_volunteer()
    };
    ValidVolunteer::try_from(form).unwrap()
}

struct World {
    store: Arc<dyn Store>,
    place: Place,
    at: Timestamp,
    records: Vec<EntityId>,
    phones: Vec<Phone>,
    imports: usize,
}

fn anew(station: &str) -> Option<Watch> {
    Some(Watch {
        station: code(station),
        all: true,
    })
}

impl World {
    fn new(tested: Tested) -> Self {
        Self {
            store: tested.store,
            place: tested.place,
            at: now(),
            records: Vec::new(),
            phones: (0..PHONES).map(|_| Phone::watching(VILLAGE)).collect(),
            imports: 1,
        }
    }

    fn action(&self) -> Action {
        Action {
            at: self.at,
            ..action(1)
        }
    }

    fn booking(&self, which: usize) -> Option<BookingId> {
        match *self.records.get(which % self.records.len().max(1))? {
            EntityId::Booking(id) => Some(id),
            EntityId::Volunteer(_) | EntityId::Delivery(_) => None,
        }
    }

    fn volunteer(&self, which: usize) -> Option<VolunteerId> {
        match *self.records.get(which % self.records.len().max(1))? {
            EntityId::Volunteer(id) => Some(id),
            EntityId::Booking(_) | EntityId::Delivery(_) => None,
        }
    }

    /// Whether it could be done does not matter here.
    async fn take(&mut self, step: Step) {
        let (store, action) = (Arc::clone(&self.store), self.action());
        match step {
            Step::Book { village, choice } => {
                let new = ValidBooking {
                    station: code(if village { VILLAGE } else { TOWNSHIP }),
                    ..valid(&[TIMES[choice]])
                };
                let id = new.booking;
                if store.create_booking(action, new).await.is_ok() {
                    self.records.push(EntityId::Booking(id));
                }
            }
            Step::Move { which, choice } => {
                if let Some(id) = self.booking(which) {
                    let _ = store
                        .change_booking(action, id, None, wish(&[TIMES[choice]]))
                        .await;
                }
            }
            Step::Cancel { which } => {
                if let Some(id) = self.booking(which) {
                    let _ = store.cancel_booking(action, id, None).await;
                }
            }
            Step::Erase { which } => {
                if let Some(id) = self.booking(which) {
                    store.erase_booking(action, id, None).await.unwrap();
                }
            }
            Step::Register => {
                let id = volunteer_id();
                store
                    .register_volunteer(action, id, form(false))
                    .await
                    .unwrap();
                self.records.push(EntityId::Volunteer(id));
            }
            Step::Tell { which, note } => {
                if let Some(id) = self.volunteer(which) {
                    let _ = store.change_volunteer(action, id, form(note)).await;
                }
            }
            Step::Withdraw { which } => {
                if let Some(id) = self.volunteer(which) {
                    store.withdraw_volunteer(action, id).await.unwrap();
                }
            }
            other => self.take_public(other).await,
        }
    }

    async fn take_public(&mut self, step: Step) {
        let (store, closures) = (Arc::clone(&self.store), |closed| {
            let days = ["2026-11-24", "2026-11-27", "2026-12-31"].map(date);
            let closures = if closed { days.to_vec() } else { Vec::new() };
            Published {
                closures,
                ..Published::default()
            }
        });
        match step {
            Step::Publish { scope, closed } => {
                let _ = store
                    .publish_station(publishing(code(SCOPES[scope]), closures(closed)))
                    .await;
            }
            Step::Import { closed } => {
                self.imports += 1;
                let import = published(&self.imports.to_string(), closures(closed));
                store.import(import).await.unwrap();
            }
            Step::PutUp {
                id,
                scope,
                to,
                long,
            } => {
                let text = if long {
                    "长".repeat(2_000)
                } else {
                    String::new()
                };
                let put_up = Notice {
                    to: self.at.in_chongqing().0.plus_days(to),
                    text,
                    ..notice(&id.to_string(), SCOPES[scope])
                };
                let _ = store.put_notice(putting_up(put_up)).await;
            }
            Step::TakeBack { id } => {
                let _ = store
                    .take_back_notice(taken_back(id.to_string(), self.at))
                    .await;
            }
            // Soon, so that devices are left behind.
            Step::Prune => {
                let before = Timestamp(self.at.0 - 2 * 86_400_000);
                let today = self.at.in_chongqing().0;
                store.prune_changes(today, before).await.unwrap();
            }
            Step::DayPasses => self.at = Timestamp(self.at.0 + 86_400_000),
            Step::Reopen => {
                store.close().await;
                self.store = Arc::new(self.place.open().await);
            }
            other => self.take_on_phone(other).await,
        }
    }

    async fn take_on_phone(&mut self, step: Step) {
        match step {
            Step::Ask { phone, once: true } => {
                let phone = &mut self.phones[phone];
                let page = self.store.changes(phone.asked(self.at)).await.unwrap();
                if let Some(page) = page {
                    phone.take(page);
                }
            }
            Step::Ask { phone, once: false } => self.check(phone).await,
            Step::Turn { phone, village } => {
                self.phones[phone].watch = anew(if village { VILLAGE } else { TOWNSHIP });
            }
            Step::Gain { phone, which } => {
                let phone = &mut self.phones[phone];
                let Some(id) = self.records.get(which % self.records.len().max(1)) else {
                    return;
                };
                phone.records.retain(|known| known.id != *id);
                phone.records.push(record(*id, 1, true));
            }
            other => panic!("{other:?}"),
        }
    }

    /// Lets a device follow to the end; it must know what one that starts over is told.
    async fn check(&mut self, phone: usize) {
        let phone = &mut self.phones[phone];
        phone.follow_at(&*self.store, self.at).await;
        let mut fresh = phone.starting_over(&*self.store, self.at).await.kept;
        let today = self.at.in_chongqing().0;
        for kept in [&mut phone.kept, &mut fresh] {
            for change in kept.stations.values_mut() {
                change.closures.retain(|day| *day >= today);
            }
            kept.stations
                .retain(|_, change| !change.closures.is_empty());
        }
        assert_eq!(phone.kept, fresh);
        assert_eq!(phone.unknown, [], "all of its records are there");
        // And that is what the store itself says of the records.
        for view in phone.kept.bookings.values() {
            let stored = self.store.booking(view.booking, device(1)).await.unwrap();
            assert_eq!(*view, stored);
        }
        let settled = self.store.changes(phone.asked(self.at)).await.unwrap();
        assert_eq!(settled, None);
    }
}

/// Books and cancels, over and over.
async fn keep_writing(store: Arc<dyn Store>, rounds: usize, choice: usize) {
    for _ in 0..rounds {
        let new = valid(&[TIMES[choice]]);
        let id = new.booking;
        if store.create_booking(action(1), new).await.is_ok() {
            store.cancel_booking(action(1), id, None).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_others_write() {
    for tested in imported().await {
        let other = Arc::clone(&tested.store);
        while_both_write(tested, other).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_two_servers_write() {
    let tested = Place::postgres().await.tested().await;
    let import = published("1", Published::default());
    tested.store.import(import).await.unwrap();
    let other = Arc::new(tested.place.open().await);
    while_both_write(tested, other).await;
}

/// What one server has answered, the other tells.
async fn while_both_write(tested: Tested, other: Arc<dyn Store>) {
    let stores = [Arc::clone(&tested.store), other];
    let view = tested.book(9, &["2026-12-04T10:00"]).await;
    let writers: Vec<_> = (0..TIMES.len())
        .map(|choice| tokio::spawn(keep_writing(Arc::clone(&stores[choice % 2]), 60, choice)))
        .collect();
    let mut phones: Vec<_> = (0..2).map(|_| Phone::watching(VILLAGE)).collect();
    let (mut asked, mut moves) = (0, 0);
    while writers.iter().any(|writer| !writer.is_finished()) {
        for phone in &mut phones {
            phone.records = vec![record(EntityId::Booking(view.booking), 9, false)];
            phone.follow(&*stores[asked % 2]).await;
            asked += 1;
        }
        let times = [TIMES[0], "2026-12-04T10:00"][moves % 2];
        let moved = stores[moves / 2 % 2]
            .change_booking(action(9), view.booking, None, wish(&[times]))
            .await;
        moves += usize::from(moved.is_ok());
        // Whoever was answered is told of it at once.
        let stored = stores[1].booking(view.booking, device(9)).await.unwrap();
        phones[0].follow(&*stores[1]).await;
        assert_eq!(phones[0].kept.bookings[&view.booking], stored);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(asked > 10, "{asked}");
    for mut phone in phones {
        phone.follow(&*stores[1]).await;
        let fresh = phone.starting_over(&*tested.store, now()).await;
        assert_eq!((phone.kept, phone.resets), (fresh.kept, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn who_follows_ends_as_who_starts_over(steps in prop::collection::vec(step(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for tested in imported().await {
                let mut world = World::new(tested);
                for step in steps.clone() {
                    world.take(step).await;
                }
                for phone in 0..PHONES {
                    world.check(phone).await;
                }
                world.store.close().await;
            }
        });
    }
}
