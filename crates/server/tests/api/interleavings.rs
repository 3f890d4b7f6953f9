//! Whatever the order of bookings, changes and cancellations: a place is held once, by one
//! booking, and nothing is held by none.

use model::api;
use model::booking::{BookingState, BookingView, CancelBooking, ChangeBooking, DayPart, Window};
use model::id::DeviceSecret;
use proptest::prelude::*;
use tokio::task::JoinSet;

use crate::support::*;

#[derive(Clone, Debug)]
enum Step {
    Create {
        station: bool,
        choices: Vec<usize>,
        window: bool,
    },
    Change {
        which: usize,
        choices: Vec<usize>,
        window: bool,
    },
    Cancel {
        which: usize,
    },
    Erase {
        which: usize,
    },
    Again {
        which: usize,
    },
}

/// Few slots, so that many meet.
const SLOTS: [&str; 4] = [
    "2026-11-25T09:00",
    "2026-11-25T09:30",
    "2026-11-25T10:00",
    "2026-11-25T10:30",
];

fn step() -> impl Strategy<Value = Step> {
    let choices = || prop::collection::vec(0..SLOTS.len(), 1..3);
    prop_oneof![
        4 => (any::<bool>(), choices(), any::<bool>())
            .prop_map(|(station, choices, window)| Step::Create { station, choices, window }),
        3 => (any::<usize>(), choices(), any::<bool>())
            .prop_map(|(which, choices, window)| Step::Change { which, choices, window }),
        2 => any::<usize>().prop_map(|which| Step::Cancel { which }),
        1 => any::<usize>().prop_map(|which| Step::Erase { which }),
        1 => any::<usize>().prop_map(|which| Step::Again { which }),
    ]
}

fn chosen(choices: &[usize]) -> Vec<model::slot::SlotStart> {
    let mut slots: Vec<_> = choices.iter().map(|index| slot(SLOTS[*index])).collect();
    slots.dedup();
    slots
}

fn window(wanted: bool) -> Option<Window> {
    let day = date("2026-11-25");
    wanted.then_some(Window {
        from: day,
        to: day,
        part: DayPart::Morning,
    })
}

struct World {
    app: TestApp,
    known: Vec<(model::booking::CreateBooking, DeviceSecret)>,
    /// What the server answered last of each booking.
    last: Vec<BookingView>,
}

impl World {
    async fn take(&mut self, step: &Step) {
        match step {
            Step::Create {
                station,
                choices,
                window: wanted,
            } => {
                let mut wish = booking(&[]);
                wish.choices = chosen(choices);
                wish.window = window(*wanted);
                if *station {
                    wish.station = code(TOWNSHIP);
                }
                let device = secret();
                let answer = self.app.post(api::BOOKINGS, Some(&device), &wish).await;
                if answer.status == 201 {
                    self.last.push(answer.json());
                    self.known.push((wish, device));
                } else {
                    assert_eq!(answer.status, 409, "{}", answer.text());
                }
            }
            Step::Again { which } if !self.known.is_empty() => {
                let which = which % self.known.len();
                let (wish, device) = &self.known[which];
                let again = self
                    .app
                    .post(api::BOOKINGS, Some(device), wish)
                    .await
                    .booking(200);
                assert_eq!(again, self.last[which]);
            }
            Step::Change {
                which,
                choices,
                window: wanted,
            } if !self.known.is_empty() => {
                let body = ChangeBooking {
                    action: action_id(),
                    choices: chosen(choices),
                    window: window(*wanted),
                };
                self.act(*which, "change", &body).await;
            }
            Step::Cancel { which } if !self.known.is_empty() => {
                self.act(
                    *which,
                    "cancel",
                    &CancelBooking {
                        action: action_id(),
                    },
                )
                .await;
            }
            Step::Erase { which } if !self.known.is_empty() => {
                self.act(
                    *which,
                    "erase",
                    &CancelBooking {
                        action: action_id(),
                    },
                )
                .await;
            }
            _ => {}
        }
    }

    async fn act(&mut self, which: usize, verb: &str, body: &impl serde::Serialize) {
        let which = which % self.known.len();
        let (wish, device) = &self.known[which];
        let path = format!("{}/{verb}", api::booking(wish.booking));
        let answer = self.app.post(&path, Some(device), body).await;
        if answer.status == 200 {
            self.last[which] = answer.json();
        } else {
            assert_eq!(answer.status, 409, "{}", answer.text());
        }
    }

    /// The database agrees with what was answered.
    async fn check(&self) {
        self.app.check_invariants().await;
        for (view, (wish, device)) in self.last.iter().zip(&self.known) {
            let path = api::booking(wish.booking);
            assert_eq!(&self.app.get(&path, Some(device)).await.booking(200), view);
        }
        let open = self.last.iter().filter(|view| view.state.is_open()).count();
        assert_eq!(self.app.count(OPEN).await, open as i64);
        for station in [VILLAGE, TOWNSHIP] {
            for time in SLOTS {
                let here = |view: &&BookingView| {
                    view.station == code(station)
                        && view.slot == slot(time)
                        && view.state != BookingState::Cancelled
                };
                let held = self.last.iter().filter(here).count();
                // One counter, every fourth slot kept; two counters, one place kept of each second.
                let places = match (station, time) {
                    (VILLAGE, "2026-11-25T10:30") => 0,
                    (VILLAGE, _) => 1,
                    (_, "2026-11-25T09:30" | "2026-11-25T10:30") => 1,
                    _ => 2,
                };
                assert!(held <= places, "{station} {time}: {held} of {places}");
            }
        }
    }
}

fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_after_the_other(steps in prop::collection::vec(step(), 1..60)) {
        block_on(async {
            let app = TestApp::new().await;
            let mut world = World { app, known: Vec::new(), last: Vec::new() };
            for step in &steps {
                world.take(step).await;
            }
            world.check().await;
        });
    }

    #[test]
    fn all_at_once(steps in prop::collection::vec(step(), 20..80)) {
        block_on(async {
            let app = TestApp::new().await;
            let mut world = World { app, known: Vec::new(), last: Vec::new() };
            // Some bookings to begin with, then changes of the same ones side by side.
            for step in steps.iter().filter(|step| matches!(step, Step::Create { .. })) {
                world.take(step).await;
            }
            let mut tasks = JoinSet::new();
            for step in &steps {
                if world.known.is_empty() {
                    break;
                }
                let (verb, which, body) = match step {
                    Step::Change { which, choices, window: wanted } => ("change", *which,
                        serde_json::to_value(ChangeBooking {
                            action: action_id(), choices: chosen(choices), window: window(*wanted),
                        })),
                    Step::Cancel { which } => ("cancel", *which,
                        serde_json::to_value(CancelBooking { action: action_id() })),
                    _ => continue,
                };
                let (wish, device) = &world.known[which % world.known.len()];
                let path = format!("{}/{verb}", api::booking(wish.booking));
                tasks.spawn(send(world.app.router.clone(), post(&path, Some(device), &body.unwrap())));
            }
            while let Some(answer) = tasks.join_next().await {
                let answer = answer.unwrap();
                assert!([200, 409].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            world.last.clear();
            for (wish, device) in &world.known {
                let path = api::booking(wish.booking);
                world.last.push(world.app.get(&path, Some(device)).await.booking(200));
            }
            world.check().await;
        });
    }
}
