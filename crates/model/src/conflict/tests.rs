//! The whole table: what stands when one acts after the other, having seen it or not.

use rstest::rstest;

use super::*;

const DONE: Ruling = Ruling::Done { crossed: false };
const CROSSED: Ruling = Ruling::Done { crossed: true };

/// What was done first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Nothing,
    PersonChanged,
    PersonCancelled,
    PersonErased,
    StationOpened,
    StationSaid,
    StationMoved,
    StationSawArrive,
    StationServed,
    StationMissed,
    StationDeclined,
}

impl First {
    const ALL: [Self; 11] = [
        Self::Nothing,
        Self::PersonChanged,
        Self::PersonCancelled,
        Self::PersonErased,
        Self::StationOpened,
        Self::StationSaid,
        Self::StationMoved,
        Self::StationSawArrive,
        Self::StationServed,
        Self::StationMissed,
        Self::StationDeclined,
    ];

    fn event(self) -> Option<Unseen> {
        let (by, kind) = match self {
            Self::Nothing => return None,
            Self::PersonChanged => (By::Person, EventKind::Changed),
            Self::PersonCancelled => (By::Person, EventKind::Cancelled),
            Self::PersonErased => (By::Person, EventKind::Erased),
            Self::StationOpened => (By::Station, EventKind::Opened),
            Self::StationSaid => (By::Station, EventKind::Message),
            Self::StationMoved => (By::Station, EventKind::Changed),
            Self::StationSawArrive => (By::Station, EventKind::Arrived),
            Self::StationServed => (By::Station, EventKind::Served),
            Self::StationMissed => (By::Station, EventKind::NoShow),
            Self::StationDeclined => (By::Station, EventKind::Declined),
        };
        Some(Unseen { by, kind })
    }

    /// How the booking stands then. Nobody is waited for in vain before the time has begun.
    fn standing(self, begun: bool) -> Standing<'static> {
        let (state, ended_by) = match self {
            Self::PersonCancelled | Self::PersonErased => {
                (BookingState::Cancelled, Some(By::Person))
            }
            Self::StationDeclined => (BookingState::Cancelled, Some(By::Station)),
            Self::StationServed => (BookingState::Served, Some(By::Station)),
            Self::StationMissed => (BookingState::NoShow, Some(By::Station)),
            _ => (BookingState::Confirmed, None),
        };
        Standing {
            state,
            ended_by,
            opened: self == Self::StationOpened,
            arrived: self == Self::StationSawArrive,
            erased: self == Self::PersonErased,
            begun: begun || self == Self::StationMissed,
            unseen: Some(&[]),
        }
    }
}

/// What becomes of `act` after `first`, seen and not seen, before the booking's time begins.
fn rulings(first: First, act: Act) -> [Ruling; 2] {
    let standing = first.standing(false);
    let event: Vec<Unseen> = first.event().into_iter().collect();
    [&[][..], &event].map(|unseen| {
        rule(
            act,
            &Standing {
                unseen: Some(unseen),
                ..standing
            },
        )
    })
}

fn barred(bar: Bar) -> Ruling {
    Ruling::Barred(bar)
}

const STALE: Ruling = Ruling::Stale;
const SO: Ruling = Ruling::AsItStands;

#[rstest]
// A change by the person: settled on the places as they are, whatever the station has done to the
// time; too late once it has ended or the person is there.
#[case(First::Nothing, Act::Change, DONE, DONE)]
#[case(First::PersonChanged, Act::Change, DONE, DONE)]
#[case(
    First::PersonCancelled,
    Act::Change,
    barred(Bar::Cancelled),
    barred(Bar::Cancelled)
)]
#[case(
    First::PersonErased,
    Act::Change,
    barred(Bar::Cancelled),
    barred(Bar::Cancelled)
)]
#[case(First::StationOpened, Act::Change, DONE, DONE)]
#[case(First::StationSaid, Act::Change, DONE, DONE)]
#[case(First::StationMoved, Act::Change, DONE, CROSSED)]
#[case(
    First::StationSawArrive,
    Act::Change,
    barred(Bar::Arrived),
    barred(Bar::Arrived)
)]
#[case(
    First::StationServed,
    Act::Change,
    barred(Bar::Served),
    barred(Bar::Served)
)]
#[case(
    First::StationMissed,
    Act::Change,
    barred(Bar::NoShow),
    barred(Bar::NoShow)
)]
#[case(
    First::StationDeclined,
    Act::Change,
    barred(Bar::Declined),
    barred(Bar::Declined)
)]
// A cancellation by the person: stands over any move; what is given up already stays so.
#[case(First::Nothing, Act::Cancel, DONE, DONE)]
#[case(First::PersonChanged, Act::Cancel, DONE, DONE)]
#[case(First::PersonCancelled, Act::Cancel, SO, SO)]
#[case(First::PersonErased, Act::Cancel, SO, SO)]
#[case(First::StationOpened, Act::Cancel, DONE, DONE)]
#[case(First::StationSaid, Act::Cancel, DONE, DONE)]
#[case(First::StationMoved, Act::Cancel, DONE, CROSSED)]
#[case(First::StationSawArrive, Act::Cancel, DONE, barred(Bar::Arrived))]
#[case(
    First::StationServed,
    Act::Cancel,
    barred(Bar::Served),
    barred(Bar::Served)
)]
#[case(
    First::StationMissed,
    Act::Cancel,
    barred(Bar::NoShow),
    barred(Bar::NoShow)
)]
#[case(First::StationDeclined, Act::Cancel, SO, SO)]
// An erasure is a right: nothing bars it.
#[case(First::Nothing, Act::Erase, DONE, DONE)]
#[case(First::PersonChanged, Act::Erase, DONE, DONE)]
#[case(First::PersonCancelled, Act::Erase, DONE, DONE)]
#[case(First::PersonErased, Act::Erase, SO, SO)]
#[case(First::StationOpened, Act::Erase, DONE, DONE)]
#[case(First::StationSaid, Act::Erase, DONE, DONE)]
#[case(First::StationMoved, Act::Erase, DONE, CROSSED)]
#[case(First::StationSawArrive, Act::Erase, DONE, DONE)]
#[case(First::StationServed, Act::Erase, DONE, DONE)]
#[case(First::StationMissed, Act::Erase, DONE, DONE)]
#[case(First::StationDeclined, Act::Erase, DONE, DONE)]
// Opening and saying something touch what nobody else touches.
#[case(First::Nothing, Act::Open, DONE, DONE)]
#[case(First::PersonChanged, Act::Open, DONE, DONE)]
#[case(First::PersonCancelled, Act::Open, DONE, DONE)]
#[case(First::PersonErased, Act::Open, DONE, DONE)]
#[case(First::StationOpened, Act::Open, SO, SO)]
#[case(First::StationSaid, Act::Open, DONE, DONE)]
#[case(First::StationMoved, Act::Open, DONE, DONE)]
#[case(First::StationSawArrive, Act::Open, DONE, DONE)]
#[case(First::StationServed, Act::Open, DONE, DONE)]
#[case(First::StationMissed, Act::Open, DONE, DONE)]
#[case(First::StationDeclined, Act::Open, DONE, DONE)]
#[case(First::Nothing, Act::Message, DONE, DONE)]
#[case(First::PersonChanged, Act::Message, DONE, DONE)]
#[case(First::PersonCancelled, Act::Message, DONE, DONE)]
#[case(
    First::PersonErased,
    Act::Message,
    barred(Bar::Erased),
    barred(Bar::Erased)
)]
#[case(First::StationOpened, Act::Message, DONE, DONE)]
#[case(First::StationSaid, Act::Message, DONE, STALE)]
#[case(First::StationMoved, Act::Message, DONE, DONE)]
#[case(First::StationSawArrive, Act::Message, DONE, DONE)]
#[case(First::StationServed, Act::Message, DONE, DONE)]
#[case(First::StationMissed, Act::Message, DONE, DONE)]
#[case(First::StationDeclined, Act::Message, DONE, DONE)]
// Another time by the station: never over what staff have not seen, be it the person's doing or a
// colleague's.
#[case(First::Nothing, Act::Move, DONE, DONE)]
#[case(First::PersonChanged, Act::Move, DONE, STALE)]
#[case(First::PersonCancelled, Act::Move, barred(Bar::Cancelled), STALE)]
#[case(
    First::PersonErased,
    Act::Move,
    barred(Bar::Erased),
    barred(Bar::Erased)
)]
#[case(First::StationOpened, Act::Move, DONE, DONE)]
#[case(First::StationSaid, Act::Move, DONE, DONE)]
#[case(First::StationMoved, Act::Move, DONE, STALE)]
#[case(First::StationSawArrive, Act::Move, barred(Bar::Arrived), STALE)]
#[case(First::StationServed, Act::Move, barred(Bar::Served), STALE)]
#[case(First::StationMissed, Act::Move, barred(Bar::NoShow), STALE)]
#[case(First::StationDeclined, Act::Move, barred(Bar::Declined), STALE)]
// Arrived and served, twice: so already.
#[case(First::Nothing, Act::Arrived, DONE, DONE)]
#[case(First::PersonChanged, Act::Arrived, DONE, STALE)]
#[case(First::PersonCancelled, Act::Arrived, barred(Bar::Cancelled), STALE)]
#[case(
    First::PersonErased,
    Act::Arrived,
    barred(Bar::Erased),
    barred(Bar::Erased)
)]
#[case(First::StationOpened, Act::Arrived, DONE, DONE)]
#[case(First::StationSaid, Act::Arrived, DONE, DONE)]
#[case(First::StationMoved, Act::Arrived, DONE, STALE)]
#[case(First::StationSawArrive, Act::Arrived, SO, SO)]
#[case(First::StationServed, Act::Arrived, barred(Bar::Served), STALE)]
#[case(First::StationMissed, Act::Arrived, barred(Bar::NoShow), STALE)]
#[case(First::StationDeclined, Act::Arrived, barred(Bar::Declined), STALE)]
#[case(First::Nothing, Act::Served, DONE, DONE)]
#[case(First::PersonChanged, Act::Served, DONE, STALE)]
#[case(First::PersonCancelled, Act::Served, barred(Bar::Cancelled), STALE)]
#[case(
    First::PersonErased,
    Act::Served,
    barred(Bar::Erased),
    barred(Bar::Erased)
)]
#[case(First::StationOpened, Act::Served, DONE, DONE)]
#[case(First::StationSaid, Act::Served, DONE, DONE)]
#[case(First::StationMoved, Act::Served, DONE, STALE)]
#[case(First::StationSawArrive, Act::Served, DONE, STALE)]
#[case(First::StationServed, Act::Served, SO, SO)]
#[case(First::StationMissed, Act::Served, barred(Bar::NoShow), STALE)]
#[case(First::StationDeclined, Act::Served, barred(Bar::Declined), STALE)]
// Waiting in vain needs a time to wait from.
#[case(
    First::Nothing,
    Act::NoShow,
    barred(Bar::NotBegun),
    barred(Bar::NotBegun)
)]
#[case(First::PersonChanged, Act::NoShow, barred(Bar::NotBegun), STALE)]
#[case(First::PersonCancelled, Act::NoShow, barred(Bar::Cancelled), STALE)]
#[case(
    First::PersonErased,
    Act::NoShow,
    barred(Bar::Erased),
    barred(Bar::Erased)
)]
#[case(
    First::StationOpened,
    Act::NoShow,
    barred(Bar::NotBegun),
    barred(Bar::NotBegun)
)]
#[case(
    First::StationSaid,
    Act::NoShow,
    barred(Bar::NotBegun),
    barred(Bar::NotBegun)
)]
#[case(First::StationMoved, Act::NoShow, barred(Bar::NotBegun), STALE)]
#[case(First::StationSawArrive, Act::NoShow, barred(Bar::NotBegun), STALE)]
#[case(First::StationServed, Act::NoShow, barred(Bar::Served), STALE)]
#[case(First::StationMissed, Act::NoShow, SO, SO)]
#[case(First::StationDeclined, Act::NoShow, barred(Bar::Declined), STALE)]
// Two reasons are not one: a second refusal waits until the first is seen, and then comes too late.
#[case(First::Nothing, Act::Decline, DONE, DONE)]
#[case(First::PersonChanged, Act::Decline, DONE, STALE)]
#[case(First::PersonCancelled, Act::Decline, barred(Bar::Cancelled), STALE)]
#[case(
    First::PersonErased,
    Act::Decline,
    barred(Bar::Erased),
    barred(Bar::Erased)
)]
#[case(First::StationOpened, Act::Decline, DONE, DONE)]
#[case(First::StationSaid, Act::Decline, DONE, DONE)]
#[case(First::StationMoved, Act::Decline, DONE, STALE)]
#[case(First::StationSawArrive, Act::Decline, DONE, STALE)]
#[case(First::StationServed, Act::Decline, barred(Bar::Served), STALE)]
#[case(First::StationMissed, Act::Decline, barred(Bar::NoShow), STALE)]
#[case(First::StationDeclined, Act::Decline, barred(Bar::Declined), STALE)]
fn one_after_the_other(
    #[case] first: First,
    #[case] act: Act,
    #[case] seen: Ruling,
    #[case] unseen: Ruling,
) {
    assert_eq!(rulings(first, act), [seen, unseen]);
}

const ACTS: [Act; 10] = [
    Act::Change,
    Act::Cancel,
    Act::Erase,
    Act::Open,
    Act::Message,
    Act::Move,
    Act::Arrived,
    Act::Served,
    Act::NoShow,
    Act::Decline,
];

/// What the person asks for without saying what they looked at: an app of an older version.
#[test]
fn an_older_app_says_less_and_never_loses() {
    for first in First::ALL {
        for act in [Act::Change, Act::Cancel, Act::Erase] {
            let silent = Standing {
                unseen: None,
                ..first.standing(false)
            };
            let [seen, unseen] = rulings(first, act);
            let expected = if unseen == CROSSED { seen } else { unseen };
            assert_eq!(rule(act, &silent), expected, "{act:?} after {first:?}");
        }
    }
}

#[test]
fn staff_must_say_what_they_looked_at() {
    for act in [Act::Message, Act::Move, Act::Served, Act::Decline] {
        let silent = Standing {
            unseen: None,
            ..First::Nothing.standing(false)
        };
        assert_eq!(rule(act, &silent), STALE);
    }
}

#[test]
fn once_the_time_has_begun() {
    let begun = |act| rule(act, &First::Nothing.standing(true));
    for act in [Act::Change, Act::Cancel, Act::Move] {
        assert_eq!(begun(act), barred(Bar::Begun), "{act:?}");
    }
    for act in [
        Act::Erase,
        Act::Open,
        Act::Message,
        Act::Arrived,
        Act::Served,
        Act::NoShow,
        Act::Decline,
    ] {
        assert_eq!(begun(act), DONE, "{act:?}");
    }
}

/// What was refused stays refused, whatever happens next and however late the same comes again; but
/// that somebody is waited for in vain may be said again when the time has come.
#[test]
fn refusals_are_for_good() {
    for first in First::ALL {
        for act in ACTS {
            for (refused, unseen) in rulings(first, act).into_iter().zip([false, true]) {
                let bar = match refused {
                    Ruling::Barred(Bar::NotBegun) | Ruling::Done { .. } | Ruling::AsItStands => {
                        continue;
                    }
                    Ruling::Stale => None,
                    Ruling::Barred(bar) => Some(bar),
                };
                for then in First::ALL {
                    let name = format!("{act:?} after {first:?} and {then:?}");
                    let Some(standing) = both(first, then) else {
                        continue;
                    };
                    let mut events = Vec::new();
                    events.extend(first.event().filter(|_| unseen));
                    events.extend(then.event());
                    let again = rule(
                        act,
                        &Standing {
                            unseen: Some(&events),
                            ..standing
                        },
                    );
                    // That it is so by now, by somebody else's doing, undoes nothing.
                    let stays = matches!(
                        again,
                        Ruling::Barred(_) | Ruling::Stale | Ruling::AsItStands
                    );
                    assert!(stays, "{name}: {bar:?}, then {again:?}");
                }
            }
        }
    }
}

/// How a booking stands after both, if the second can follow the first.
fn both(first: First, then: First) -> Option<Standing<'static>> {
    let (before, after) = (first.standing(false), then.standing(false));
    let act = match then {
        First::Nothing => return Some(before),
        First::PersonChanged => Act::Change,
        First::PersonCancelled => Act::Cancel,
        First::PersonErased => Act::Erase,
        First::StationOpened => Act::Open,
        First::StationSaid => Act::Message,
        First::StationMoved => Act::Move,
        First::StationSawArrive => Act::Arrived,
        First::StationServed => Act::Served,
        First::StationMissed => Act::NoShow,
        First::StationDeclined => Act::Decline,
    };
    let begun = after.begun;
    let may = rule(act, &Standing { begun, ..before });
    let ends = !after.state.is_open() && before.state.is_open();
    matches!(may, Ruling::Done { .. }).then_some(Standing {
        state: if ends { after.state } else { before.state },
        ended_by: if ends {
            after.ended_by
        } else {
            before.ended_by
        },
        opened: before.opened || after.opened,
        arrived: before.arrived || after.arrived,
        erased: before.erased || after.erased,
        begun: before.begun || begun,
        unseen: Some(&[]),
    })
}

#[test]
fn a_refusal_says_why() {
    let words = Bar::Declined.message(Some("当天停电"));
    assert!(words.contains("原因：当天停电。"), "{words}");
    assert!(!Bar::Declined.message(None).contains("原因"));
}
