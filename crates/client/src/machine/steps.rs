//! The steps, each from what is known to what is to be done.

use std::collections::VecDeque;

use model::civil::Timestamp;
use model::id::ActionId;

use super::{Effect, Heap, News, Round, State, SyncReport, Unstored};
use crate::absorb::absorb;
use crate::ask::{self, Asking};
use crate::follow::Standing;
use crate::mine::Rows;
use crate::outbox::What;
use crate::plan::{Plan, plan_next};
use crate::ports::{Answer, NetError, StoreError};
use crate::turn::{Turn, nothing_new, turn};
use crate::wire::{Reply, Verdict, answer_of, judge, judge_sync};

/// How often a page is asked for again in one round because another tab was faster.
const OVERTAKEN: u32 = 3;

pub(super) type Stepped = (State, Option<Effect>);

pub(super) fn choose(round: Round) -> Stepped {
    (State::Choosing(round), Some(Effect::Look))
}

pub(super) fn failed(error: StoreError) -> Stepped {
    (State::Resting, Some(Effect::Rest(Err(error))))
}

fn ended(mut report: SyncReport, next_try_at: Option<Timestamp>) -> Stepped {
    report.next_try_at = next_try_at;
    (State::Resting, Some(Effect::Rest(Ok(report))))
}

pub(super) fn chosen(mut round: Round, standing: &Standing, now: Timestamp) -> Stepped {
    if round.report.reached == Some(false) {
        // If the network is gone it is gone for all: they wait as long as those that found out.
        let last = round.tried.last();
        let last = last.and_then(|action| standing.rows.action(*action));
        return ended(round.report, last.map(|held| held.value.next_try_at));
    }
    let entries = standing.rows.entries();
    let plan = plan_next(&entries, &round.tried, round.haste, round.reach, now);
    let one_by_one = round.report.one_by_one;
    let ready = match &plan {
        Plan::Send(ready) => ready.as_slice(),
        Plan::Wait(_) | Plan::Idle => &[],
    };
    let question = standing.question();
    let curious = round.curious && !one_by_one && !question.is_empty();
    let asked = match ready.split_first() {
        Some((first, _)) if one_by_one => Some(ask::alone(&entries[*first])),
        None if !curious => None,
        _ => ask::together(question, ready.iter().map(|index| &entries[*index])),
    };
    match (asked, plan) {
        (Some((asking, request)), _) => {
            round.tried.extend(asking.actions.iter().map(|(id, _)| *id));
            (State::Asking(round, asking), Some(Effect::Send(request)))
        }
        (None, Plan::Wait(at)) => ended(round.report, Some(at)),
        (None, Plan::Idle) => ended(round.report, None),
        // A request could not be encoded, which never happens for these types.
        (None, Plan::Send(_)) => failed(StoreError::Failed),
    }
}

pub(super) fn answered(
    mut round: Round,
    asking: Asking,
    outcome: Result<Answer, NetError>,
    chance: u32,
) -> Stepped {
    round.report.reached = Some(outcome.is_ok());
    let Asking { actions, question } = asking;
    let Some(question) = question else {
        let verdicts = actions.into_iter().map(|(action, what)| Unstored {
            action,
            verdict: judge(action, &what, outcome.clone()),
        });
        return take(round, verdicts.collect(), None, chance);
    };
    match judge_sync(outcome, actions.len()) {
        Reply::Page(mut page) => {
            round.reach.answers += 1;
            let outcomes = std::mem::take(&mut page.outcomes);
            let verdicts = actions.into_iter().zip(outcomes);
            let verdicts = verdicts.map(|((action, what), outcome)| Unstored {
                action,
                verdict: judge(action, &what, Ok(answer_of(outcome))),
            });
            let news = News::Page(question, page);
            take(round, verdicts.collect(), Some(news), chance)
        }
        Reply::Unchanged => take(round, VecDeque::new(), Some(News::None(question)), chance),
        Reply::TooLarge if actions.len() > 1 => {
            round.reach.most = actions.len() / 2;
            untried(round, &actions)
        }
        // By itself it gets the answer that is meant for it.
        Reply::TooLarge | Reply::NotSpoken => {
            round.report.one_by_one = true;
            untried(round, &actions)
        }
        Reply::Later { problem, wait } => {
            round.curious = false;
            round.report.problem = Some(problem);
            let verdicts = actions.into_iter().map(|(action, _)| Unstored {
                action,
                verdict: Verdict::Later { problem, wait },
            });
            take(round, verdicts.collect(), None, chance)
        }
    }
}

/// Nothing has come of the request: its actions go in another one.
fn untried(mut round: Round, actions: &[(ActionId, What)]) -> Stepped {
    round
        .tried
        .retain(|id| !actions.iter().any(|(action, _)| action == id));
    choose(round)
}

fn take(mut round: Round, actions: VecDeque<Unstored>, news: Option<News>, chance: u32) -> Stepped {
    for Unstored { action, verdict } in &actions {
        match verdict {
            Verdict::Granted(_) => round.report.delivered.push(*action),
            Verdict::Refused(_) => round.report.parked.push(*action),
            Verdict::Later { problem, .. } => round.report.problem = Some(*problem),
        }
    }
    let heap = Heap {
        actions,
        news,
        chance,
    };
    go_on(round, heap)
}

/// To the next answer of the heap, and then to what has changed.
fn go_on(round: Round, heap: Heap) -> Stepped {
    if !heap.actions.is_empty() {
        return (State::Settling(round, heap), Some(Effect::Read));
    }
    match heap.news {
        Some(news) => (State::Turning(round, news, heap.chance), Some(Effect::Look)),
        None => choose(round),
    }
}

/// What the answer does to the rows as they are now. If the action is gone (settled by another tab,
/// or wiped by its author) its answer is dropped.
pub(super) fn settled(round: Round, mut heap: Heap, rows: &Rows, now: Timestamp) -> Stepped {
    while let Some(unstored) = heap.actions.front() {
        let held = rows.action(unstored.action);
        if let Some(entry) = held.filter(|held| held.value.parked.is_none()) {
            let record = rows.place(entry.value.what.entity());
            let verdict = unstored.verdict.clone();
            let [chance, ..] = heap.chance.to_le_bytes();
            return match absorb(entry, record, verdict, chance, now) {
                Some(batch) => (State::Storing(round, heap), Some(Effect::Commit(batch))),
                None => failed(StoreError::Failed),
            };
        }
        heap.actions.pop_front();
    }
    go_on(round, heap)
}

/// If another tab changed the rows meanwhile, it is thought through again on the new ones.
pub(super) fn stored(round: Round, mut heap: Heap, done: Result<(), StoreError>) -> Stepped {
    match done {
        Ok(()) => {
            heap.actions.pop_front();
            go_on(round, heap)
        }
        Err(StoreError::Conflict) => (State::Settling(round, heap), Some(Effect::Read)),
        Err(error) => failed(error),
    }
}

pub(super) fn turned(
    mut round: Round,
    news: News,
    chance: u32,
    standing: &Standing,
    now: Timestamp,
) -> Stepped {
    let turned = match &news {
        News::Page(asked, page) => turn(asked, page, standing, chance, now),
        News::None(asked) => Turn::Store(nothing_new(asked, standing, now)),
    };
    match turned {
        Turn::Store(batch) => (
            State::TurningPage(round, news, chance),
            Some(Effect::Commit(batch)),
        ),
        Turn::Overtaken => {
            round.overtaken += 1;
            round.curious = round.overtaken < OVERTAKEN;
            choose(round)
        }
        Turn::Failed => failed(StoreError::Failed),
    }
}

/// After a conflict it is thought through again: a record changed meanwhile is not overwritten by
/// something older, and a cursor that moved meanwhile is seen.
pub(super) fn page_stored(
    mut round: Round,
    news: News,
    chance: u32,
    done: Result<(), StoreError>,
) -> Stepped {
    match (done, news) {
        (Ok(()), News::Page(asked, page)) => {
            // A cursor that does not move on has nothing more to show for now.
            let moved = asked.seen.is_none_or(|seen| seen.cursor != page.cursor);
            round.report.level = !page.more;
            round.report.packs = page.packs;
            round.curious = page.more && moved;
            choose(round)
        }
        (Err(StoreError::Conflict), news) => {
            (State::Turning(round, news, chance), Some(Effect::Look))
        }
        // That nothing has changed is true whether or not its time could be noted.
        (Ok(()) | Err(StoreError::Full | StoreError::Failed), News::None(_)) => {
            round.report.level = true;
            round.curious = false;
            choose(round)
        }
        (Err(error), _) => failed(error),
    }
}
