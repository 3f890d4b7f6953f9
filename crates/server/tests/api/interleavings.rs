//! Whatever the order of bookings, changes and cancellations: a place is held once, by one
//! booking, and nothing is held by none.

use model::api;
use model::booking::{BookingState, BookingView, ChangeBooking, CreateBooking, DayPart, Window};
use model::error::ErrorCode;
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

/// What a step of creating asks for.
fn created(step: &Step) -> CreateBooking {
    let Step::Create {
        station,
        choices,
        window: wanted,
    } = step
    else {
        panic!("{step:?}")
    };
    CreateBooking {
        station: code(if *station { TOWNSHIP } else { VILLAGE }),
        choices: chosen(choices),
        window: window(*wanted),
        ..booking(&[])
    }
}

/// What another step asks for: the verb, which booking, and the body.
fn asked(step: &Step) -> Option<(&'static str, usize, serde_json::Value)> {
    let action = action_id();
    let end = serde_json::json!({ "action": action });
    match step {
        Step::Change {
            which,
            choices,
            window: wanted,
        } => {
            let change = ChangeBooking {
                action,
                choices: chosen(choices),
                window: window(*wanted),
                base: None,
            };
            Some(("change", *which, serde_json::to_value(change).unwrap()))
        }
        Step::Cancel { which } => Some(("cancel", *which, end)),
        Step::Erase { which } => Some(("erase", *which, end)),
        Step::Create { .. } | Step::Again { .. } => None,
    }
}

struct World {
    app: TestApp,
    known: Vec<(CreateBooking, DeviceSecret)>,
    /// What the server answered last of each booking.
    last: Vec<BookingView>,
    /// Bookings for which there was no place.
    refused: Vec<(CreateBooking, DeviceSecret)>,
}

impl World {
    fn new(app: TestApp) -> Self {
        Self {
            app,
            known: Vec::new(),
            last: Vec::new(),
            refused: Vec::new(),
        }
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Create { .. } => {
                let (wish, device) = (created(step), secret());
                let answer = self.app.post(api::BOOKINGS, Some(&device), &wish).await;
                if answer.status == 201 {
                    self.last.push(answer.json());
                    self.known.push((wish, device));
                } else {
                    answer.refused(ErrorCode::NoPlace);
                    self.refused.push((wish, device));
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
                // Whatever has become free meanwhile.
                if let Some((wish, device)) = self.refused.get(which) {
                    let again = self.app.post(api::BOOKINGS, Some(device), wish).await;
                    again.refused(ErrorCode::NoPlace);
                }
            }
            other if !self.known.is_empty() => {
                if let Some((verb, which, body)) = asked(other) {
                    self.act(which, verb, &body).await;
                }
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
            let mut world = World::new(TestApp::new().await);
            for step in &steps {
                world.take(step).await;
            }
            world.check().await;
        });
    }

    #[test]
    fn all_at_once(steps in prop::collection::vec(step(), 20..80)) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(side_by_side(&steps));
    }
}

/// Takes all steps in tasks of their own: bookings are made while they are changed, cancelled and
/// wiped, and each is asked for twice. A few were there before, so that not all come too early.
async fn side_by_side(steps: &[Step]) {
    let mut world = World::new(TestApp::new().await);
    let (creates, others): (Vec<_>, Vec<_>) = steps
        .iter()
        .partition(|step| matches!(step, Step::Create { .. }));
    let wishes: Vec<_> = creates
        .into_iter()
        .map(|step| (created(step), secret()))
        .collect();
    let mut tasks = JoinSet::new();
    let router = world.app.router.clone();
    for (wish, device) in &wishes[..wishes.len() / 3] {
        let answer = send(router.clone(), post(api::BOOKINGS, Some(device), wish)).await;
        assert!([201, 409].contains(&answer.status.as_u16()));
    }
    let mut requests = Vec::new();
    for (wish, device) in wishes.iter().chain(&wishes) {
        requests.push(post(api::BOOKINGS, Some(device), wish));
    }
    for (verb, which, body) in others.into_iter().filter_map(asked) {
        let Some((wish, device)) = wishes.get(which % wishes.len().max(1)) else {
            continue;
        };
        let path = format!("{}/{verb}", api::booking(wish.booking));
        // Among the others, not after them.
        requests.insert(which % requests.len(), post(&path, Some(device), &body));
    }
    for request in requests {
        tasks.spawn(send(router.clone(), request));
    }
    while let Some(answer) = tasks.join_next().await {
        let answer = answer.unwrap();
        // 404: changed before it was there.
        let status = answer.status.as_u16();
        assert!([200, 201, 404, 409].contains(&status), "{}", answer.text());
    }
    for (wish, device) in wishes {
        let path = api::booking(wish.booking);
        let answer = world.app.get(&path, Some(&device)).await;
        if answer.status == 200 {
            world.last.push(answer.booking(200));
            world.known.push((wish, device));
        } else {
            answer.refused(ErrorCode::NotFound);
            let again = world.app.post(api::BOOKINGS, Some(&device), &wish).await;
            // For want of a place, or because its author's erasure came before it.
            let code = again.error().code;
            let expected = [ErrorCode::NoPlace, ErrorCode::NotChangeable];
            assert!(expected.contains(&code), "{}", again.text());
        }
    }
    world.check().await;
}
