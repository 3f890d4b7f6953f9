//! The registration: the questions of a [`Draft`] in the frame that all wizards share.

use client::mine::Mine;
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
            Purpose::Change(id) => !stands(mine, id),
            Purpose::Mend(action, _) => !mine.is_parked(action),
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

/// Whether that registration is here and can be changed.
pub fn stands(mine: &Mine, id: VolunteerId) -> bool {
    mine.volunteer(id).is_some_and(|item| !item.is_over())
}

#[cfg(test)]
mod tests {
    use client::mine::{OutboxItem, VolunteerItem};
    use client::outbox::{Entry, Parked, What};
    use client::record::MyVolunteer;
    use client::state::{LocalState, Pending};
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
            missing: false,
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

    #[test]
    fn a_change_is_spent_once_the_registration_is_over() {
        let change = draft(Purpose::Change(id()));
        assert!(!change.is_spent(&registered(LocalState::Registered)));
        assert!(!change.is_spent(&registered(LocalState::Kept)));
        assert!(change.is_spent(&registered(LocalState::Withdrawn)));
        assert!(change.is_spent(&Mine::default()));
        let mut ending = registered(LocalState::Registered);
        let secret = DeviceSecret::new([1; 32]);
        let what = What::WithdrawVolunteer(id());
        let entry = Entry::new(action(), secret, what, Timestamp(1));
        ending.volunteers[0].pending.waiting.push(entry);
        assert!(change.is_spent(&ending), "its end is on its way");
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
        form.take_up(draft(Purpose::Change(id())));
        let withdrawn = registered(LocalState::Withdrawn);
        assert_eq!(without_spent(form.clone(), &withdrawn), full());
        let open = registered(LocalState::Registered);
        assert_eq!(without_spent(form.clone(), &open), form);

        let mut behind = draft(Purpose::Change(id()));
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
