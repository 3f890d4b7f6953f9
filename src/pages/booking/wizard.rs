//! The booking wizard: the questions of a [`Draft`] in the frame that all wizards share.

use client::mine::Mine;
use leptos::prelude::*;
use model::slot::Way;

use super::desk;
use super::draft::{Draft, Mending};
use super::facts::{Facts, Service};
use super::flow::{self, Step};
use crate::pages::wizard::kept::Kept;
use crate::pages::wizard::{self, Questions};
use crate::state::App;

/// The wizard's state, for as long as its pages are shown.
pub type Wizard = wizard::Wizard<Draft>;

impl Questions for Draft {
    type Step = Step;

    const KEPT: Kept = Kept::Booking;

    fn is_spent(&self, mine: &Mine) -> bool {
        let made = self.id.is_some_and(|id| mine.booking(id).is_some());
        let settled = |mending: Mending| !mine.is_parked(mending.action);
        made || self.mending.is_some_and(settled)
    }

    fn give_name(&mut self) {
        self.id.get_or_insert_with(desk::new_booking);
    }

    fn is_checked(&self) -> bool {
        self.checking
    }

    fn path(step: Step) -> String {
        step.path().to_owned()
    }

    fn next(&self, step: Step, app: App) -> Step {
        flow::next(step, self, &ways(self, app))
    }

    fn prev(&self, step: Step, app: App) -> Option<Step> {
        flow::prev(step, self, &ways(self, app))
    }

    fn detour(&self, step: Step, app: App) -> Option<Step> {
        flow::detour(step, self, &ways(self, app))
    }

    fn progress(&self, step: Step, app: App) -> (usize, usize) {
        flow::progress(step, self, &ways(self, app))
    }
}

impl wizard::Wizard<Draft> {
    /// The service chosen, as the catalogue knows it.
    pub fn service(self) -> Option<Service> {
        service(&self.draft.read_untracked(), self.app)
    }

    /// The ways in which the service chosen is done; none while no service is chosen.
    pub fn ways(self) -> Vec<Way> {
        ways(&self.draft.read_untracked(), self.app)
    }
}

fn service(draft: &Draft, app: App) -> Option<Service> {
    Facts::of(app).service(draft.service.as_ref()?)
}

fn ways(draft: &Draft, app: App) -> Vec<Way> {
    service(draft, app)
        .map(|service| service.ways)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use client::mine::OutboxItem;
    use client::outbox::Parked;
    use model::civil::Timestamp;
    use model::error::{ApiError, ErrorCode};

    use super::super::draft::tests::full;
    use super::*;
    use crate::pages::my::fixtures::kept;

    #[test]
    fn a_draft_is_spent_once_its_booking_is_here_or_nothing_is_to_be_put_right() {
        let item = kept();
        let mut entry = item.pending.waiting[0].clone();
        let submitted = Draft {
            id: Some(item.record.id),
            ..full()
        };
        let mending = Draft {
            mending: Some(Mending {
                action: entry.action,
                booking: item.record.id,
            }),
            ..full()
        };
        let mut mine = Mine {
            bookings: vec![item],
            ..Mine::default()
        };
        assert!(submitted.is_spent(&mine) && !submitted.is_spent(&Mine::default()));
        assert!(!full().is_spent(&mine));
        assert!(mending.is_spent(&mine), "nothing came back");
        entry.parked = Some(Parked {
            error: ApiError::new(ErrorCode::NoPlace),
            at: Timestamp(1),
        });
        let blocked = false;
        mine.outbox.push(OutboxItem { entry, blocked });
        assert!(!mending.is_spent(&mine));
    }
}
