//! The registration: the questions of a [`Draft`] in the frame that all wizards share.

use client::mine::Mine;
use client::state::LocalState;
use model::id::VolunteerId;

use super::draft::{Draft, Purpose};
use super::flow::{self, STEPS, Step};
use crate::pages::booking::desk;
use crate::pages::wizard::kept::Kept;
use crate::pages::wizard::{Questions, Wizard};
use crate::routes::paths;
use crate::state::App;

/// The form's state, for as long as its pages are shown.
pub type Form = Wizard<Draft>;

impl Questions for Draft {
    type Step = Step;

    const KEPT: Kept = Kept::Volunteer;

    fn is_spent(&self, mine: &Mine) -> bool {
        match self.purpose {
            Purpose::Join => self.id.is_some_and(|id| mine.volunteer(id).is_some()),
            // What was typed into it outlives the registration.
            Purpose::Change(id) => has_ended(mine, id) && !self.is_touched(),
            Purpose::Mend(action, _) => !mine.is_parked(action),
        }
    }

    fn outlive(&mut self, mine: &Mine) {
        if let Purpose::Change(id) = self.purpose
            && has_ended(mine, id)
            && self.is_touched()
        {
            // Its name has made nothing yet; kept, so that all tabs make the same of it.
            let name = self.id;
            self.join_again();
            self.id = name;
        }
    }

    fn give_name(&mut self) {
        self.id.get_or_insert_with(desk::new_volunteer);
    }

    fn is_checked(&self) -> bool {
        self.checking
    }

    fn path(step: Step) -> String {
        paths::volunteer_join(step.number())
    }

    fn next(&self, step: Step, _: App) -> Step {
        flow::next(step, self)
    }

    fn prev(&self, step: Step, _: App) -> Option<Step> {
        flow::prev(step)
    }

    fn detour(&self, step: Step, _: App) -> Option<Step> {
        flow::detour(step, self)
    }

    fn progress(&self, step: Step, _: App) -> (usize, usize) {
        (usize::from(step.number()), STEPS.len())
    }
}

/// Whether that registration is over for good. One that failed may still be put right, and a
/// withdrawal on its way may come back.
fn has_ended(mine: &Mine, id: VolunteerId) -> bool {
    match mine.volunteer(id) {
        Some(item) => item.state == LocalState::Withdrawn,
        None => mine.unreadable == 0,
    }
}

/// Whether that registration is here and can be changed.
pub fn stands(mine: &Mine, id: VolunteerId) -> bool {
    mine.volunteer(id).is_some_and(|item| !item.is_over())
}

#[cfg(test)]
mod tests {
    use client::mine::{OutboxItem, VolunteerItem};
    use client::outbox::{Entry, Parked, What};
    use client::record::MyVolunteer;
    use client::state::Pending;
    use model::civil::Timestamp;
    use model::error::{ApiError, ErrorCode};
    use model::id::{ActionId, DeviceSecret};
    use model::volunteer::VolunteerForm;

    use super::super::draft::tests::full;
    use super::*;
    use crate::pages::wizard::aside::Aside;
    use crate::pages::wizard::kept::without_spent;

    fn id() -> VolunteerId {
        VolunteerId::new(1, &[1; 10])
    }

    fn action() -> ActionId {
        ActionId::new(1, &[2; 10])
    }

    fn registered(state: LocalState) -> Mine {
        let record = MyVolunteer {
            id: id(),
            secret: DeviceSecret::new([1; 32]),
            kept_at: Timestamp(1),
            asked: VolunteerForm::try_from(&full()).unwrap(),
            view: None,
            as_of: None,
            form: 0,
            missing: false,
            followed: 0,
            told_by: None,
            history: vec![],
        };
        let pending = Pending::default();
        Mine {
            volunteers: vec![VolunteerItem {
                record,
                state,
                pending,
            }],
            ..Mine::default()
        }
    }

    fn draft(purpose: Purpose) -> Draft {
        Draft { purpose, ..full() }
    }

    /// A change taken up, with nothing answered since.
    fn looked_at() -> Draft {
        let told = VolunteerForm::try_from(&full()).unwrap();
        Draft::of(&told, Purpose::Change(id()))
    }

    /// A change half typed, with the name that every draft has from the first answer on.
    fn half_typed() -> Draft {
        Draft {
            note: "周末有空".into(),
            id: Some(VolunteerId::new(1, &[3; 10])),
            ..looked_at()
        }
    }

    /// A registration whose withdrawal is on its way.
    fn ending() -> Mine {
        let mut mine = registered(LocalState::Registered);
        let secret = DeviceSecret::new([1; 32]);
        let what = What::WithdrawVolunteer(id());
        let entry = Entry::new(action(), secret, what, Timestamp(1));
        mine.volunteers[0].pending.waiting.push(entry);
        mine
    }

    /// As long as something can still become of the registration.
    fn not_ended() -> [Mine; 5] {
        let unreadable = Mine {
            unreadable: 1,
            ..Mine::default()
        };
        [
            registered(LocalState::Kept),
            registered(LocalState::Registered),
            registered(LocalState::Failed),
            ending(),
            unreadable,
        ]
    }

    #[test]
    fn a_change_half_typed_becomes_a_registration_once_the_old_one_has_ended() {
        for mine in not_ended() {
            assert_eq!(without_spent(half_typed(), &mine), half_typed());
        }
        for mine in [registered(LocalState::Withdrawn), Mine::default()] {
            let left = without_spent(half_typed(), &mine);
            assert_eq!(left.purpose, Purpose::Join, "it can be submitted");
            assert_eq!((&left.note, left.id), (&half_typed().note, half_typed().id));
            assert!(!left.consent.is_on() && !left.sensitive.is_on());
            assert_eq!(without_spent(left.clone(), &mine), left);

            let mut form = full();
            form.take_up(half_typed());
            form.take_up(draft(Purpose::Mend(action(), id())));
            let form = without_spent(form, &mine);
            assert_eq!(
                form,
                Draft {
                    aside: vec![full()],
                    ..left
                },
                "put aside, too"
            );
        }
    }

    #[test]
    fn a_change_only_looked_at_is_spent_once_the_registration_has_ended() {
        for mine in not_ended() {
            assert_eq!(without_spent(looked_at(), &mine), looked_at());
        }
        for mine in [registered(LocalState::Withdrawn), Mine::default()] {
            assert_eq!(without_spent(looked_at(), &mine), Draft::default());
        }
    }

    #[test]
    fn what_puts_an_action_right_is_spent_once_that_is_gone() {
        let mend = draft(Purpose::Mend(action(), id()));
        let told = VolunteerForm::try_from(&full()).unwrap();
        let what = What::RegisterVolunteer(id(), told);
        let mut entry = Entry::new(action(), DeviceSecret::new([1; 32]), what, Timestamp(1));
        let mut mine = registered(LocalState::Failed);
        assert!(mend.is_spent(&mine));
        entry.parked = Some(Parked {
            error: ApiError::new(ErrorCode::InvalidField),
            at: Timestamp(2),
        });
        mine.outbox.push(OutboxItem {
            entry,
            blocked: false,
        });
        assert!(!mend.is_spent(&mine));
    }

    #[test]
    fn what_is_spent_gives_way_to_what_was_begun_before() {
        let mut form = full();
        form.take_up(looked_at());
        let withdrawn = registered(LocalState::Withdrawn);
        assert_eq!(without_spent(form.clone(), &withdrawn), full());
        let open = registered(LocalState::Registered);
        assert_eq!(without_spent(form.clone(), &open), form);

        let mut behind = looked_at();
        behind.take_up(draft(Purpose::Mend(action(), id())));
        assert_eq!(without_spent(behind, &withdrawn), Draft::default());
        let join = Draft {
            id: Some(id()),
            ..full()
        };
        assert!(join.is_spent(&withdrawn), "that one was submitted");
        assert!(!full().is_spent(&withdrawn), "another one was not");
    }
}
