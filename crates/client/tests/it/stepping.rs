//! The machine that sends, event by event: what it asks for, and what it does with strange answers.

use client::follow::Standing;
use client::machine::{Effect, Event, State, SyncReport, step};
use client::mine::Rows;
use client::outbox::TryProblem;
use client::plan::Haste;
use client::ports::{Answer, Batch, Clock as _, LocalStore as _, NetError, Ports, StoreError};
use model::id::BookingId;

use crate::world::{FREE, World, asked, block_on, book};

/// The machine of one device, driven by hand.
struct Hand {
    world: World,
    state: State,
}

impl Hand {
    fn new() -> (Self, BookingId) {
        let world = World::new();
        let id = book(&world, asked(&[FREE])).unwrap();
        let state = State::default();
        (Self { world, state }, id)
    }

    fn feed(&mut self, event: Event) -> Option<Effect> {
        let (next, effect) = step(std::mem::take(&mut self.state), event, self.world.now());
        self.state = next;
        effect
    }

    fn rows(&self) -> Event {
        Event::Rows(block_on(Rows::load(self.world.store())))
    }

    fn standing(&self) -> Event {
        let standing = block_on(Standing::load(self.world.store()));
        Event::Looked(standing.map(Box::new))
    }

    /// The answer that the server gives to the request asked for.
    fn carried(&self, effect: Option<Effect>) -> Event {
        let Some(Effect::Send(request)) = effect else {
            panic!("a request was to be sent, not {effect:?}");
        };
        let now = self.world.now();
        Event::Answer(
            Ok(self.world.0.server.borrow_mut().handle(&request, now)),
            7,
        )
    }

    fn written(&self, batch: &Batch) -> Event {
        Event::Committed(block_on(self.world.store().commit(batch.clone())))
    }

    /// The next effect, which is a transaction.
    fn commit(&mut self, event: Event) -> Batch {
        match self.feed(event) {
            Some(Effect::Commit(batch)) => batch,
            other => panic!("something was to be stored, not {other:?}"),
        }
    }

    /// Up to the transaction that stores the answer to an action.
    fn up_to_the_commit(&mut self) -> Batch {
        assert_eq!(self.feed(Event::Wake(Haste::Due)), Some(Effect::Look));
        let sent = self.feed(self.standing());
        let answer = self.carried(sent);
        assert_eq!(self.feed(answer), Some(Effect::Read));
        self.commit(self.rows())
    }

    /// Up to the transaction that stores the page and the cursor.
    fn up_to_the_page(&mut self) -> Batch {
        let batch = self.up_to_the_commit();
        let done = self.written(&batch);
        assert_eq!(self.feed(done), Some(Effect::Look));
        self.commit(self.standing())
    }
}

fn rested(effect: Option<Effect>) -> SyncReport {
    match effect {
        Some(Effect::Rest(Ok(report))) => report,
        other => panic!("the round was to be over, not {other:?}"),
    }
}

#[test]
fn one_action_from_the_outbox_to_its_receipt() {
    let (mut hand, _) = Hand::new();
    let batch = hand.up_to_the_page();
    let done = hand.written(&batch);
    assert_eq!(hand.feed(done), Some(Effect::Look), "is there more?");
    let report = rested(hand.feed(hand.standing()));
    assert_eq!((report.delivered.len(), report.reached), (1, Some(true)));
    assert!(report.level && !report.one_by_one);
    assert_eq!(report.next_try_at, None);
    assert_eq!(hand.state, State::Resting);
}

#[test]
fn silence_ends_the_round_and_says_when_to_try_again() {
    let (mut hand, _) = Hand::new();
    book(&hand.world, asked(&[FREE])).unwrap();
    hand.feed(Event::Wake(Haste::Due));
    let sent = hand.feed(hand.standing());
    assert!(matches!(sent, Some(Effect::Send(_))));
    hand.feed(Event::Answer(Err(NetError::TimedOut), 0));
    for next in [Effect::Read, Effect::Look] {
        let batch = hand.commit(hand.rows());
        let done = hand.written(&batch);
        assert_eq!(hand.feed(done), Some(next), "each of both is put off");
    }
    let report = rested(hand.feed(hand.standing()));
    assert_eq!(report.reached, Some(false));
    assert_eq!(report.problem, Some(TryProblem::TimedOut));
    assert!(report.next_try_at.is_some_and(|at| at > hand.world.now()));
}

#[test]
fn a_conflict_is_thought_through_again_on_the_new_rows() {
    let (mut hand, _) = Hand::new();
    hand.up_to_the_commit();
    let again = hand.feed(Event::Committed(Err(StoreError::Conflict)));
    assert_eq!(again, Some(Effect::Read), "the answer is not forgotten");
    let batch = hand.commit(hand.rows());
    let done = hand.written(&batch);
    assert_eq!(hand.feed(done), Some(Effect::Look));
    hand.commit(hand.standing());
    let again = hand.feed(Event::Committed(Err(StoreError::Conflict)));
    assert_eq!(again, Some(Effect::Look), "nor is what has changed");
    let batch = hand.commit(hand.standing());
    assert!(matches!(hand.written(&batch), Event::Committed(Ok(()))));
}

#[test]
fn an_answer_about_an_action_that_is_gone_is_dropped() {
    let (mut hand, _) = Hand::new();
    hand.feed(Event::Wake(Haste::Due));
    let sent = hand.feed(hand.standing());
    let answer = hand.carried(sent);
    hand.feed(answer);
    let nothing = Event::Rows(Ok(Rows::default()));
    assert_eq!(
        hand.feed(nothing),
        Some(Effect::Look),
        "on to what has changed"
    );
}

#[test]
fn storage_that_fails_ends_the_round_and_nothing_is_said_to_be_done() {
    for error in [StoreError::Failed, StoreError::Full, StoreError::Outdated] {
        let (mut hand, _) = Hand::new();
        hand.up_to_the_commit();
        let ended = hand.feed(Event::Committed(Err(error)));
        assert_eq!(ended, Some(Effect::Rest(Err(error))));
        assert_eq!(hand.state, State::Resting);
        hand.feed(Event::Wake(Haste::Due));
        let unread = hand.feed(Event::Looked(Err(error)));
        assert_eq!(unread, Some(Effect::Rest(Err(error))));
        let (mut hand, _) = Hand::new();
        hand.up_to_the_page();
        let ended = hand.feed(Event::Committed(Err(error)));
        assert_eq!(ended, Some(Effect::Rest(Err(error))));
    }
}

#[test]
fn events_that_do_not_belong_change_nothing() {
    let (mut hand, _) = Hand::new();
    let strangers = || {
        [
            Event::Answer(Ok(Answer::default()), 0),
            Event::Committed(Ok(())),
            Event::Committed(Err(StoreError::Conflict)),
            Event::Rows(Ok(Rows::default())),
        ]
    };
    for event in strangers() {
        assert_eq!(hand.feed(event), None);
        assert_eq!(hand.state, State::Resting);
    }
    hand.feed(Event::Wake(Haste::Due));
    let choosing = hand.state.clone();
    for event in strangers().into_iter().chain([Event::Wake(Haste::Now)]) {
        assert_eq!(hand.feed(event), None);
        assert_eq!(hand.state, choosing);
    }
}
