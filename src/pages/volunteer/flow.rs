//! The order of the questions, as data.

use super::draft::Draft;

/// A question of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Step {
    Division,
    Skills,
    Roles,
    FreeTimes,
    Person,
    Check,
}

/// All questions, in order.
pub const STEPS: [Step; 6] = [
    Step::Division,
    Step::Skills,
    Step::Roles,
    Step::FreeTimes,
    Step::Person,
    Step::Check,
];

impl Step {
    /// The question with that number, counted from 1, as in the address.
    pub fn of(number: u8) -> Option<Self> {
        STEPS.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Its number, counted from 1.
    pub fn number(self) -> u8 {
        STEPS
            .iter()
            .position(|other| *other == self)
            .map_or(1, |at| at as u8 + 1)
    }

    /// Whether `draft` answers it.
    pub fn is_answered(self, draft: &Draft) -> bool {
        match self {
            Self::Division => draft.division.is_some(),
            Self::Skills => draft.skills_seen,
            Self::Roles => !draft.roles.is_empty(),
            Self::FreeTimes => !draft.free_times.is_empty(),
            Self::Person => draft.person_problems().is_empty(),
            Self::Check => false,
        }
    }
}

/// The first question left open; the check page when none is.
pub fn first_open(draft: &Draft) -> Step {
    STEPS
        .into_iter()
        .find(|step| !step.is_answered(draft))
        .unwrap_or(Step::Check)
}

/// Where the answer to `step` leads.
pub fn next(step: Step, draft: &Draft) -> Step {
    if draft.checking {
        return first_open(draft);
    }
    Step::of(step.number() + 1).unwrap_or(Step::Check)
}

/// The question before `step`; `None` before the first.
pub fn prev(step: Step) -> Option<Step> {
    Step::of(step.number() - 1)
}

/// Where somebody who opens `step` by its address has to go instead; `None`: this page is fine.
pub fn detour(step: Step, draft: &Draft) -> Option<Step> {
    let open = first_open(draft);
    (open.number() < step.number()).then_some(open)
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::full;
    use super::*;

    #[test]
    fn forward_and_back_visit_the_same_pages() {
        let mut step = Step::Division;
        for (index, expected) in STEPS.into_iter().enumerate() {
            assert_eq!(step, expected);
            assert_eq!(Step::of(step.number()), Some(step));
            assert_eq!(prev(step), index.checked_sub(1).map(|before| STEPS[before]));
            step = next(step, &full());
        }
        assert_eq!(step, Step::Check);
        assert_eq!(Step::of(0), None);
        assert_eq!(Step::of(7), None);
    }

    #[test]
    fn a_change_comes_back_to_check() {
        let draft = Draft {
            checking: true,
            ..full()
        };
        assert_eq!(next(Step::Skills, &draft), Step::Check);
        let without = Draft {
            roles: vec![],
            ..draft
        };
        assert_eq!(next(Step::Skills, &without), Step::Roles);
    }

    #[test]
    fn nobody_lands_on_a_later_question() {
        assert_eq!(detour(Step::Check, &Draft::default()), Some(Step::Division));
        assert_eq!(detour(Step::Division, &Draft::default()), None);
        assert_eq!(detour(Step::Check, &full()), None);
    }
}
