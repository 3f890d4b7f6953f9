//! The registration: the questions of a [`Draft`] in the frame that all wizards share.

use client::record::EntityId;

use super::draft::Draft;
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

    fn entity(&self) -> Option<EntityId> {
        self.id.map(EntityId::Volunteer)
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
