//! The desk's own outbox: what staff did while the server did not answer. Pure: the page keeps it,
//! encrypted, and performs what it says.
//!
//! * Nothing leaves but by the server's word, or by its author who has read why it was refused.
//! * An act goes under the one id that it was given when it was done, and once it has been tried its
//!   content never changes; so the server does it once, however often it is sent.
//! * What is about one booking goes in the order in which it was done. A refusal holds back what was done
//!   after it about the same booking, for that was done in the belief that the first would be.

use model::civil::Timestamp;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, StaffId};
use model::workbench::{ActOnBooking, AddBooking};
use serde::{Deserialize, Serialize};

/// Before the keys of all that the desk keeps among the drafts. It is the station's, not the person's:
/// no part of what somebody takes along as their own data.
pub const DESK: &str = "desk/";
/// The key of the day last seen.
pub const DAY: &str = "desk/day";

/// The key of who was signed in.
pub const ME: &str = "desk/me";

/// The key of what waits of an account.
pub fn queue_key(staff: StaffId) -> String {
    [DESK, &staff.to_string()].concat()
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Done {
    /// Something about a booking.
    Act {
        /// Which.
        booking: BookingId,
        /// What.
        act: ActOnBooking,
    },
    /// Somebody was entered.
    Add {
        /// Where.
        station: DivisionCode,
        /// Who and what for.
        add: AddBooking,
    },
}

impl Done {
    /// Its id, which never changes.
    pub fn action(&self) -> ActionId {
        match self {
            Self::Act { act, .. } => act.action,
            Self::Add { add, .. } => add.action,
        }
    }

    /// The booking that it is about.
    pub fn booking(&self) -> BookingId {
        match self {
            Self::Act { booking, .. } => *booking,
            Self::Add { add, .. } => add.booking,
        }
    }
}

/// A deed that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What was done.
    pub deed: Done,
    /// Whose booking it is, to be shown.
    pub name: String,
    /// When it was done.
    pub at: Timestamp,
    /// It may have arrived: its content stays as it is.
    #[serde(default)]
    pub tried: bool,
    /// Why the server refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done; the version that the booking has now.
    Done(u32),
    /// No answer, or one that says later.
    Later,
    /// Never; the words for why.
    Refused(String),
}

/// What waits, in the order in which it was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Queue {
    items: Vec<Item>,
}

impl Queue {
    /// All of it.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How many wait for the network.
    pub fn waiting(&self) -> usize {
        self.items
            .iter()
            .filter(|item| item.refused.is_none())
            .count()
    }

    /// Those that were refused.
    pub fn refused(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.refused.is_some())
    }

    /// What waits about a booking.
    pub fn about(&self, booking: BookingId) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(move |item| item.deed.booking() == booking)
    }

    /// Adds what was just done; the same again is there already.
    pub fn push(&mut self, item: Item) {
        if self.find(item.deed.action()).is_none() {
            self.items.push(item);
        }
    }

    /// The oldest that may go now: not refused, and behind nothing else about its booking.
    pub fn next(&self) -> Option<&Item> {
        self.items.iter().enumerate().find_map(|(at, item)| {
            let booking = item.deed.booking();
            let first = self.items[..at]
                .iter()
                .all(|before| before.deed.booking() != booking);
            (item.refused.is_none() && first).then_some(item)
        })
    }

    /// It is about to be sent. To be kept before that is done.
    pub fn begin(&mut self, action: ActionId) {
        if let Some(at) = self.find(action) {
            self.items[at].tried = true;
        }
    }

    /// What became of it.
    pub fn settle(&mut self, action: ActionId, verdict: Verdict) {
        let Some(at) = self.find(action) else { return };
        match verdict {
            Verdict::Later => {}
            Verdict::Refused(why) => self.items[at].refused = Some(why),
            Verdict::Done(version) => {
                let done = self.items.remove(at).deed;
                self.follow_up(&done, version);
            }
        }
    }

    /// Its author has read why it was refused and lets it go. What is not refused stays.
    pub fn let_go(&mut self, action: ActionId) {
        if let Some(at) = self.find(action)
            && self.items[at].refused.is_some()
        {
            self.items.remove(at);
        }
    }

    fn find(&self, action: ActionId) -> Option<usize> {
        self.items
            .iter()
            .position(|item| item.deed.action() == action)
    }

    /// What was done next about the same booking looked at what this deed made of it: that version is its
    /// base. But only if nobody else came in between, whose doing it has not seen.
    fn follow_up(&mut self, done: &Done, version: u32) {
        let before = match done {
            Done::Act { act, .. } => Some(act.base),
            Done::Add { .. } => None,
        };
        for item in &mut self.items {
            if item.tried || item.deed.booking() != done.booking() {
                continue;
            }
            if let Done::Act { act, .. } = &mut item.deed {
                match before {
                    Some(base) if act.base == base && version == base + 1 => act.base = version,
                    None => act.base = version,
                    Some(_) => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::workbench::{Doing, Outcome};
    use proptest::prelude::*;

    fn booking(number: u8) -> BookingId {
        BookingId::new(1, &[number; 10])
    }

    fn action(number: u8) -> ActionId {
        ActionId::new(2, &[number; 10])
    }

    fn act(number: u8, about: u8, base: u32) -> Item {
        Item {
            deed: Done::Act {
                booking: booking(about),
                act: ActOnBooking {
                    action: action(number),
                    base,
                    act: Doing::Served {
                        outcome: Outcome::Done,
                    },
                },
            },
            name: "王建国".into(),
            at: Timestamp(0),
            tried: false,
            refused: None,
        }
    }

    fn base(queue: &Queue, number: u8) -> u32 {
        let item = queue
            .items()
            .iter()
            .find(|item| item.deed.action() == action(number));
        match &item.unwrap().deed {
            Done::Act { act, .. } => act.base,
            Done::Add { .. } => panic!("an act"),
        }
    }

    #[test]
    fn one_booking_in_order_and_others_beside_it() {
        let mut queue = Queue::default();
        queue.push(act(1, 1, 3));
        queue.push(act(2, 1, 3));
        queue.push(act(3, 2, 7));
        queue.push(act(1, 1, 3));
        assert_eq!(queue.waiting(), 3, "the same act is there once");
        assert_eq!(queue.next().unwrap().deed.action(), action(1));
        queue.begin(action(1));
        queue.settle(action(1), Verdict::Later);
        assert_eq!(queue.next().unwrap().deed.action(), action(1), "not lost");
        queue.settle(action(1), Verdict::Refused("已取消".into()));
        assert_eq!(
            queue.next().unwrap().deed.action(),
            action(3),
            "what followed the refused one waits for its author"
        );
        queue.let_go(action(2));
        assert_eq!(queue.waiting(), 2, "only what was refused is let go");
        queue.let_go(action(1));
        assert_eq!(queue.next().unwrap().deed.action(), action(2));
    }

    #[test]
    fn the_next_act_rests_on_what_the_first_made_of_it() {
        let mut queue = Queue::default();
        queue.push(act(1, 1, 3));
        queue.push(act(2, 1, 3));
        queue.settle(action(1), Verdict::Done(4));
        assert_eq!(base(&queue, 2), 4);
        let mut queue = Queue::default();
        queue.push(act(1, 1, 3));
        queue.push(act(2, 1, 3));
        queue.settle(action(1), Verdict::Done(6));
        assert_eq!(base(&queue, 2), 3, "somebody else came in between");
        let mut queue = Queue::default();
        queue.push(act(1, 1, 3));
        queue.push(act(2, 1, 3));
        queue.begin(action(2));
        queue.settle(action(1), Verdict::Done(4));
        assert_eq!(base(&queue, 2), 3, "what was tried never changes");
    }

    #[derive(Clone, Debug)]
    enum Step {
        Push(u8),
        Send(u8),
        LetGo(u8),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0..20_u8).prop_map(Step::Push),
            (0..3_u8).prop_map(Step::Send),
            (0..20_u8).prop_map(Step::LetGo),
        ];
        proptest::collection::vec(step, 0..60)
    }

    proptest! {
        /// Whatever happens: each act is waiting, refused, done, or was let go after it was refused; what
        /// was sent under an id is the same each time.
        #[test]
        fn nothing_is_lost_or_changed(steps in steps()) {
            let mut queue = Queue::default();
            let mut pushed = std::collections::BTreeSet::new();
            let mut gone = std::collections::BTreeSet::new();
            let mut sent = std::collections::BTreeMap::new();
            for step in steps {
                match step {
                    Step::Push(number) if !gone.contains(&number) => {
                        queue.push(act(number, number % 4, 1));
                        pushed.insert(number);
                    }
                    Step::Push(_) => {}
                    Step::Send(answer) => {
                        let Some(item) = queue.next().cloned() else { continue };
                        let id = item.deed.action();
                        queue.begin(id);
                        let known = sent.entry(id).or_insert_with(|| item.deed.clone());
                        prop_assert_eq!(&*known, &item.deed);
                        let verdict = match answer {
                            0 => Verdict::Later,
                            1 => Verdict::Refused("不能改".into()),
                            _ => Verdict::Done(2),
                        };
                        if verdict == Verdict::Done(2) {
                            let number = (0..20).find(|number| action(*number) == id).unwrap();
                            gone.insert(number);
                        }
                        queue.settle(id, verdict);
                    }
                    Step::LetGo(number) => {
                        let refused = queue.refused().any(|item| item.deed.action() == action(number));
                        queue.let_go(action(number));
                        if refused {
                            gone.insert(number);
                        }
                    }
                }
                for number in &pushed {
                    let there = queue.items().iter().any(|item| item.deed.action() == action(*number));
                    prop_assert_eq!(there, !gone.contains(number));
                }
                let text = serde_json::to_string(&queue).unwrap();
                prop_assert_eq!(serde_json::from_str::<Queue>(&text).unwrap(), queue.clone());
            }
        }
    }
}
