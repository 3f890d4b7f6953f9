//! When station staff and the person act on the same booking without knowing of each other.
//!
//! A booking has fields: its time, its outcome (arrived, served, missed, declined, cancelled), what
//! the station says to the person, and whether staff have opened it. Whoever acts names the version
//! that they looked at; what has happened since is what they had not seen.
//!
//! * What touches different fields both stands.
//! * On the time, the person who must come has the last word. What they ask for stands over a move by
//!   the station that they had not seen; both see that the two crossed.
//! * What the station does about a time or an outcome that it has not seen is refused, and staff
//!   decide anew on how things stand.
//! * What has ended stays ended. Whoever comes too late is told who ended it and why.
//!
//! Each refusal is for good: what has ended never opens again, who has arrived has arrived, a time that
//! has begun is not moved, and what was not seen stays so. Otherwise a repeat of a refused action,
//! delayed on its way, could be done after its author was told that it was not.

use crate::booking::BookingState;
use crate::history::{By, EventKind};

/// What is to be done to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The person wants another time.
    Change,
    /// The person does not come.
    Cancel,
    /// The person wants name, number and note wiped.
    Erase,
    /// Staff look at it.
    Open,
    /// Staff leave a message.
    Message,
    /// Staff give another time.
    Move,
    /// Staff see the person come.
    Arrived,
    /// Staff have served the person.
    Served,
    /// Staff have waited in vain.
    NoShow,
    /// The station does not take it.
    Decline,
}

/// What has happened to a booking since somebody looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Who did it.
    pub by: By,
    /// What.
    pub kind: EventKind,
}

/// How a booking stands when somebody acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its state.
    pub state: BookingState,
    /// Who ended it, if it is cancelled.
    pub ended_by: Option<By>,
    /// Staff have opened it.
    pub opened: bool,
    /// Staff have seen the person come.
    pub arrived: bool,
    /// What it says about the person is wiped.
    pub erased: bool,
    /// Its time has begun.
    pub begun: bool,
    /// What its author had not seen; `None` if they did not say what they looked at.
    pub unseen: Option<&'a [Unseen]>,
}

/// Why something is not done, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// The person has cancelled it.
    Cancelled,
    /// The station does not take it.
    Declined,
    /// It is done.
    Served,
    /// The person did not come.
    NoShow,
    /// The person has come.
    Arrived,
    /// Its time has begun.
    Begun,
    /// Its time has not begun.
    NotBegun,
    /// What it says about the person is wiped.
    Erased,
}

impl Bar {
    /// What a person reads: what happened and what to do. `reason`: the station's, if it gave one.
    pub fn message(self, reason: Option<&str>) -> String {
        let words = match self {
            Self::Cancelled => "这次预约已经取消，不能再改。需要时可以重新预约。",
            Self::Declined => {
                let why = reason.map(|words| ["原因：", words, "。"].concat());
                return [
                    "服务站没有受理这次预约，不能再改。",
                    why.as_deref().unwrap_or_default(),
                    "可以给服务站打电话问一问，或另约时间。",
                ]
                .concat();
            }
            Self::Served => "服务站已登记办完，不能再改。需要时可以重新预约。",
            Self::NoShow => "服务站已登记没有到站，不能再改。可以重新预约，或给服务站打电话。",
            Self::Arrived => "服务站已登记您到站，没有再改。请当面跟工作人员说。",
            Self::Begun => "约定的时间已经到了，不能再改。请直接到站，或给服务站打电话。",
            Self::NotBegun => "还没有到约定的时间，不能登记没有到站。",
            Self::Erased => "本人已要求删除这件事的个人信息，不能再办理。",
        };
        words.to_owned()
    }
}

/// What becomes of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It is done.
    Done {
        /// The person did not know that the station had given another time; what they asked for
        /// stands, and both are told.
        crossed: bool,
    },
    /// It is so already: nothing is done, and that is no error.
    AsItStands,
    /// The station has not seen how things stand: staff are shown, and decide anew.
    Stale,
    /// It cannot be done any more.
    Barred(Bar),
}

/// The rule.
pub fn rule(act: Act, standing: &Standing<'_>) -> Ruling {
    match act {
        Act::Change | Act::Cancel => person(act, standing),
        Act::Erase if standing.erased => Ruling::AsItStands,
        Act::Erase => done(standing),
        Act::Open if standing.opened => Ruling::AsItStands,
        Act::Open => Ruling::Done { crossed: false },
        _ if standing.erased => Ruling::Barred(Bar::Erased),
        _ => station(act, standing),
    }
}

fn done(standing: &Standing<'_>) -> Ruling {
    Ruling::Done {
        crossed: standing
            .saw_not(|unseen| (unseen.by, unseen.kind) == (By::Station, EventKind::Changed)),
    }
}

fn person(act: Act, standing: &Standing<'_>) -> Ruling {
    if let Some(bar) = standing.ended() {
        // What was to be given up is given up already, by whomever.
        let given_up = act == Act::Cancel && matches!(bar, Bar::Cancelled | Bar::Declined);
        return if given_up {
            Ruling::AsItStands
        } else {
            Ruling::Barred(bar)
        };
    }
    if standing.begun {
        return Ruling::Barred(Bar::Begun);
    }
    // Asked for before the person came, it must not take the place away from somebody who is there.
    // Who is there and has seen it may still give up.
    let came_since = standing.unseen.is_none_or(|events| {
        events
            .iter()
            .any(|unseen| unseen.kind == EventKind::Arrived)
    });
    if standing.arrived && (act == Act::Change || came_since) {
        return Ruling::Barred(Bar::Arrived);
    }
    done(standing)
}

fn station(act: Act, standing: &Standing<'_>) -> Ruling {
    let so_already = match act {
        Act::Arrived => standing.arrived && standing.state.is_open(),
        Act::Served => standing.state == BookingState::Served,
        Act::NoShow => standing.state == BookingState::NoShow,
        _ => false,
    };
    if so_already {
        return Ruling::AsItStands;
    }
    let clashes = |unseen: &Unseen| match act {
        Act::Message => unseen.kind == EventKind::Message,
        _ => !matches!(unseen.kind, EventKind::Message | EventKind::Opened),
    };
    if standing
        .unseen
        .is_none_or(|events| events.iter().any(clashes))
    {
        return Ruling::Stale;
    }
    let bar = match act {
        Act::Message => None,
        Act::Move if standing.ended().is_none() && standing.begun => Some(Bar::Begun),
        Act::Move if standing.ended().is_none() && standing.arrived => Some(Bar::Arrived),
        Act::NoShow if standing.ended().is_none() && !standing.begun => Some(Bar::NotBegun),
        _ => standing.ended(),
    };
    bar.map_or(Ruling::Done { crossed: false }, Ruling::Barred)
}

impl Standing<'_> {
    fn ended(&self) -> Option<Bar> {
        match self.state {
            BookingState::Cancelled if self.ended_by == Some(By::Station) => Some(Bar::Declined),
            // Of a state that is not known nothing is changed.
            BookingState::Cancelled | BookingState::Unknown => Some(Bar::Cancelled),
            BookingState::Served => Some(Bar::Served),
            BookingState::NoShow => Some(Bar::NoShow),
            BookingState::Confirmed | BookingState::Adjusted => None,
        }
    }

    /// Whether the author is known not to have seen such a thing.
    fn saw_not(&self, such: impl Fn(&Unseen) -> bool) -> bool {
        self.unseen.is_some_and(|events| events.iter().any(such))
    }
}

#[cfg(test)]
mod tests;
