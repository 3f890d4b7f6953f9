//! Runs a plan over a name.

use crate::search::plan::{By, CUT, Plan};
use crate::search::rank::Quality;

/// A name to look in, as places in a table of characters.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// What tells it from others. A match can begin anywhere in it.
    pub stem: &'a [u16],
    /// What is said after it (社区, 街道); a match can end here but not begin.
    pub suffix: &'a [u16],
    /// What can follow in writing (居民委员会, 退役军人服务站); likewise.
    pub tails: [&'a [u16]; 2],
}

/// Before any letter was consumed.
pub const START: u64 = 1;

/// How well the plan's word matches the name; `None` if it does not.
pub fn quality(plan: &Plan, text: Text<'_>) -> Option<Quality> {
    if !matches(plan, text) {
        return None;
    }
    Some(match from_front(plan, text, START, By::Syllables) {
        Some(Front { exact: true, .. }) => Quality::Exact,
        Some(_) => Quality::Prefix,
        None if anywhere(plan, text, By::Syllables) => Quality::Inside,
        None => match from_front(plan, text, START, By::Both) {
            Some(Front { exact: true, .. }) => Quality::InitialsExact,
            Some(_) => Quality::InitialsPrefix,
            None => Quality::InitialsInside,
        },
    })
}

/// Whether the plan's word matches the name at all.
pub fn matches(plan: &Plan, text: Text<'_>) -> bool {
    anywhere(plan, text, By::Both)
}

/// Whether the word is consumed by a run of characters that begins anywhere in the stem.
fn anywhere(plan: &Plan, text: Text<'_>, by: By) -> bool {
    let accept = plan.accept();
    let mut state = START;
    for id in text.stem {
        state = match plan.of(*id) {
            None => START,
            Some(consumed) => {
                let next = consumed.step(state, by);
                if next & accept != 0 {
                    return true;
                }
                next | START
            }
        };
    }
    state & !START != 0 && ending(plan, text, state & !START, by)
}

/// Whether the word is consumed by the endings, from the places reached before them.
fn ending(plan: &Plan, text: Text<'_>, state: u64, by: By) -> bool {
    let (after, done) = along(plan, text.suffix, state, by);
    done || text.tails.iter().any(|tail| along(plan, tail, after, by).1)
}

/// The places reached behind `ids`, and whether the word was consumed before that.
fn along(plan: &Plan, ids: &[u16], state: u64, by: By) -> (u64, bool) {
    let mut state = state;
    for id in ids {
        state = plan.of(*id).map_or(0, |consumed| consumed.step(state, by));
        if state & plan.accept() != 0 {
            return (state, true);
        }
        if state == 0 {
            break;
        }
    }
    (state, false)
}

/// A word consumed from the front of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Front {
    /// How many characters of stem and suffix it took, tails left out.
    pub characters: usize,
    /// Whether it ends where the stem, the suffix or a tail ends.
    pub exact: bool,
}

/// Consumes the word from the front of the name, from the places in `start`.
pub fn from_front(plan: &Plan, text: Text<'_>, start: u64, by: By) -> Option<Front> {
    let spoken = text.stem.len() + text.suffix.len();
    let mut state = start;
    for (at, id) in text.stem.iter().chain(text.suffix).enumerate() {
        state = plan.of(*id)?.step(state, by);
        if state & plan.accept() != 0 {
            let characters = at + 1;
            let whole = state & plan.whole() != 0;
            let end = characters == text.stem.len() || characters == spoken;
            return Some(Front {
                characters,
                exact: whole && end,
            });
        }
        if state == 0 {
            return None;
        }
    }
    let mut best = None;
    for tail in text.tails {
        let mut state = state;
        for (at, id) in tail.iter().enumerate() {
            state = plan.of(*id).map_or(0, |consumed| consumed.step(state, by));
            if state & plan.accept() != 0 {
                let exact = state & plan.whole() != 0 && at + 1 == tail.len();
                if exact || best.is_none() {
                    best = Some(Front {
                        characters: spoken,
                        exact,
                    });
                }
                break;
            }
        }
    }
    best
}

/// The places reached by consuming at least two characters, or the whole stem, from the front of
/// the name of a division: what is left of the word is then looked for in the names inside it.
///
/// Whole syllables or letters, not a mixture: with `shi` + `z` carried, `hu` would go on in any
/// name that begins with it.
pub fn carry(plan: &Plan, text: Text<'_>, start: u64) -> u64 {
    carry_by(plan, text, start, By::Syllables) | carry_by(plan, text, start, By::Letters)
}

fn carry_by(plan: &Plan, text: Text<'_>, start: u64, by: By) -> u64 {
    let mut state = start;
    let mut reached = 0;
    for (at, id) in text.stem.iter().chain(text.suffix).enumerate() {
        let Some(consumed) = plan.of(*id) else { break };
        state = consumed.step(state, by);
        if state == 0 {
            break;
        }
        if at >= 1 || text.stem.len() == 1 {
            reached |= state;
        }
    }
    reached & !plan.accept() & !CUT
}

/// Which characters of stem and suffix the word was found in: bit `i` for character `i`.
pub fn marks(plan: &Plan, text: Text<'_>, start: u64) -> u32 {
    for by in [By::Syllables, By::Both] {
        for skip in 0..text.stem.len() {
            let rest = Text {
                stem: &text.stem[skip..],
                ..text
            };
            // What was consumed of the names above counts at the front only.
            let state = if skip == 0 { start } else { START };
            if let Some(front) = from_front(plan, rest, state, by) {
                return span(skip, front.characters);
            }
        }
    }
    0
}

fn span(skip: usize, length: usize) -> u32 {
    let ones = if length >= 32 {
        u32::MAX
    } else {
        (1 << length) - 1
    };
    if skip >= 32 { 0 } else { ones << skip }
}
