//! The order of the questions, as data. Pure, so that going on and going back are tested without
//! a browser.

use model::slot::Way;

use super::draft::Draft;
use crate::routes::{BookPage, paths};

/// A question of the wizard, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Step {
    Service,
    Way,
    Station,
    Time,
    Who,
    Person,
    Check,
}

/// All questions, in order.
const STEPS: [Step; 7] = [
    Step::Service,
    Step::Way,
    Step::Station,
    Step::Time,
    Step::Who,
    Step::Person,
    Step::Check,
];

impl Step {
    /// The question that a page asks; `None` for the beginning and the confirmation.
    pub fn of(page: &BookPage) -> Option<Self> {
        Some(match page {
            BookPage::Service => Self::Service,
            BookPage::Way => Self::Way,
            BookPage::Station => Self::Station,
            BookPage::Time => Self::Time,
            BookPage::Who => Self::Who,
            BookPage::Person => Self::Person,
            BookPage::Check => Self::Check,
            BookPage::Start { .. } | BookPage::Done(_) => return None,
        })
    }

    /// Its path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Service => paths::BOOK_SERVICE,
            Self::Way => paths::BOOK_WAY,
            Self::Station => paths::BOOK_STATION,
            Self::Time => paths::BOOK_TIME,
            Self::Who => paths::BOOK_WHO,
            Self::Person => paths::BOOK_PERSON,
            Self::Check => paths::BOOK_CHECK,
        }
    }

    /// Whether `draft` answers it.
    pub fn is_answered(self, draft: &Draft) -> bool {
        match self {
            Self::Service => draft.service.is_some(),
            Self::Way => draft.way.is_some(),
            Self::Station => draft.station.is_some() && draft.proposed.is_none(),
            Self::Time => draft.refused.is_empty() && draft.time_problems().is_empty(),
            Self::Who => draft.who_is_answered(),
            Self::Person => draft.person_problems().is_empty(),
            Self::Check => false,
        }
    }
}

/// The questions that make up a booking: a service done in one way only needs no question about it.
pub fn steps(ways: &[Way]) -> impl Iterator<Item = Step> {
    let asks_way = ways.len() > 1;
    STEPS
        .into_iter()
        .filter(move |step| asks_way || *step != Step::Way)
}

/// Those that are asked of this draft: whoever comes from a station's page has answered "where".
fn asked(draft: &Draft, ways: &[Way]) -> impl Iterator<Item = Step> {
    let given = draft.station_given && draft.station.is_some();
    steps(ways).filter(move |step| !given || *step != Step::Station)
}

/// The first question that `draft` leaves open; the check page when it leaves none.
pub fn first_open(draft: &Draft, ways: &[Way]) -> Step {
    let open = steps(ways).find(|step| !step.is_answered(draft));
    open.unwrap_or(Step::Check)
}

/// Where the answer to `step` leads: to the following question, or, when all had been answered
/// before and one was changed, to whatever that left open, in the end to the check page.
pub fn next(step: Step, draft: &Draft, ways: &[Way]) -> Step {
    if draft.checking {
        return first_open(draft, ways);
    }
    let mut later = asked(draft, ways).filter(|other| (*other as u8) > step as u8);
    later.next().unwrap_or(Step::Check)
}

/// The question before `step`; `None` before the first.
pub fn prev(step: Step, draft: &Draft, ways: &[Way]) -> Option<Step> {
    asked(draft, ways)
        .take_while(|other| (*other as u8) < step as u8)
        .last()
}

/// Which question `step` is and of how many, counted from 1.
pub fn progress(step: Step, draft: &Draft, ways: &[Way]) -> (usize, usize) {
    let before = asked(draft, ways)
        .filter(|other| (*other as u8) < step as u8)
        .count();
    (before + 1, asked(draft, ways).count())
}

/// Where somebody who opens `step` by its address has to go instead: nobody can answer a question
/// whose premises are missing. `None`: this page is fine.
pub fn detour(step: Step, draft: &Draft, ways: &[Way]) -> Option<Step> {
    let open = first_open(draft, ways);
    ((open as u8) < step as u8).then_some(open)
}

/// Answers that follow from others: the only way in which a service is done.
pub fn settle_way(draft: &mut Draft, ways: &[Way]) {
    if draft.way.is_some_and(|way| !ways.contains(&way)) {
        draft.way = None;
    }
    if let (None, [only]) = (draft.way, ways) {
        draft.way = Some(*only);
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::full;
    use super::super::place::settle_place;
    use super::*;
    use model::person::OnBehalf;
    use model::tier::Tier;

    const ONE: &[Way] = &[Way::AtStation];
    const ALL: &[Way] = &[Way::AtStation, Way::HomeVisit, Way::CallBack];

    #[test]
    fn forward_and_back_visit_the_same_pages() {
        for (ways, count) in [(ONE, 6), (ALL, 7)] {
            let draft = full();
            let mut step = Step::Service;
            let mut seen = vec![step];
            while step != Step::Check {
                step = next(step, &draft, ways);
                seen.push(step);
            }
            assert_eq!(seen.len(), count);
            for (index, step) in seen.iter().enumerate() {
                assert_eq!(progress(*step, &draft, ways), (index + 1, count));
            }
            while let Some(before) = prev(step, &draft, ways) {
                assert_eq!(seen.pop(), Some(step));
                step = before;
            }
            assert_eq!(step, Step::Service);
        }
    }

    #[test]
    fn whoever_comes_from_a_station_is_not_asked_where() {
        let draft = Draft {
            station_given: true,
            ..full()
        };
        assert_eq!(next(Step::Way, &draft, ALL), Step::Time);
        assert_eq!(prev(Step::Time, &draft, ALL), Some(Step::Way));
        assert_eq!(progress(Step::Time, &draft, ALL), (3, 6));
        let lost = Draft {
            station: None,
            ..draft
        };
        assert_eq!(
            next(Step::Way, &lost, ALL),
            Step::Station,
            "another service, done elsewhere"
        );
    }

    #[test]
    fn a_station_that_nobody_said_yes_to_is_asked_about() {
        let mut draft = Draft {
            station_given: true,
            checking: true,
            ..full()
        };
        settle_place(&mut draft, &[Tier::Township]);
        assert_eq!(next(Step::Service, &draft, ALL), Step::Station);
        assert_eq!(detour(Step::Time, &draft, ALL), Some(Step::Station));
        assert_eq!(
            next(
                Step::Way,
                &Draft {
                    checking: false,
                    ..draft.clone()
                },
                ALL
            ),
            Step::Station
        );
        draft.proposed = None;
        assert_eq!(next(Step::Station, &draft, ALL), Step::Time);
    }

    #[test]
    fn a_change_comes_back_to_check_unless_it_leaves_something_open() {
        let draft = Draft {
            checking: true,
            ..full()
        };
        assert_eq!(next(Step::Person, &draft, ALL), Step::Check);
        assert_eq!(next(Step::Station, &draft, ALL), Step::Check);
        let moved = Draft {
            choices: vec![],
            ..draft.clone()
        };
        assert_eq!(next(Step::Station, &moved, ALL), Step::Time);
        let other = Draft {
            way: None,
            choices: vec![],
            ..draft
        };
        assert_eq!(next(Step::Service, &other, ALL), Step::Way);
    }

    #[test]
    fn nobody_lands_on_a_question_without_its_premises() {
        assert_eq!(
            detour(Step::Time, &Draft::default(), ALL),
            Some(Step::Service)
        );
        assert_eq!(detour(Step::Service, &Draft::default(), ALL), None);
        assert_eq!(detour(Step::Check, &full(), ALL), None);
        assert_eq!(detour(Step::Time, &full(), ALL), None);
        let unsaid = Draft {
            who: Some(OnBehalf::OtherWithConsent),
            ..full()
        };
        assert_eq!(detour(Step::Check, &unsaid, ALL), Some(Step::Who));
    }

    #[test]
    fn refused_times_have_to_be_chosen_anew() {
        let reason = model::slot::Refusal::Full;
        let mut draft = Draft {
            checking: true,
            ..full()
        };
        draft.refused = vec![model::error::PassedOver { rank: 1, reason }];
        assert_eq!(first_open(&draft, ONE), Step::Time);
        let mut wish = draft.wish();
        wish.choices[0].minute += 30;
        draft.choose_times(wish);
        assert_eq!(next(Step::Time, &draft, ONE), Step::Check);
    }

    #[test]
    fn a_single_way_is_no_question() {
        let mut draft = Draft {
            way: None,
            ..full()
        };
        settle_way(&mut draft, ONE);
        assert_eq!(draft.way, Some(Way::AtStation));
        draft.way = Some(Way::HomeVisit);
        settle_way(&mut draft, ONE);
        assert_eq!(draft.way, Some(Way::AtStation));
        draft.way = None;
        settle_way(&mut draft, ALL);
        assert_eq!(draft.way, None);
    }
}
