//! A flow of questions, one a page: the draft, what is wrong on the page shown, the way on and the
//! way back. Used for bookings and for the registration of volunteers, which say in [`Questions`]
//! what they ask and in which order.

use client::mine::Mine;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::error::Field;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::browser::history;
use crate::browser::time::sleep;
use crate::live::follow;
use crate::pages::booking::desk;
use crate::pages::booking::problems::Problems;
use crate::pages::{self, arrived};
use crate::state::{App, Keeping};
use crate::text::booking as text;

pub mod aside;
pub mod kept;
mod parts;
pub mod sent;
pub mod ticked;

use aside::Aside;
use kept::{Kept, keep_form, load_form, without_spent};
pub use parts::{call, form, heading, keeping, not_kept, submit_hint, summary};

/// How long going back may take, milliseconds.
const BACK: i32 = 500;

/// A draft of which each part is a question, and their order.
pub trait Questions:
    Aside + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// A question.
    type Step: Copy + PartialEq + Send + Sync + 'static;

    /// Where the draft is kept.
    const KEPT: Kept;

    /// Whether nothing is left for it to do: what it was to make is here, or what it was to change
    /// or to put right is over.
    fn is_spent(&self, mine: &Mine) -> bool;

    /// Becomes something else where what it was to change is over, and what was typed into it is
    /// not to be lost. Asked before [`Self::is_spent`].
    fn outlive(&mut self, _mine: &Mine) {}

    /// Gives a name to what it is to make, unless it has one.
    fn give_name(&mut self);

    /// Whether all has been answered once: an answer changed after that leads back to the end.
    fn is_checked(&self) -> bool;

    /// The address of a question.
    fn path(step: Self::Step) -> String;

    /// Where the answer to `step` leads.
    fn next(&self, step: Self::Step, app: App) -> Self::Step;

    /// The question before `step`; `None` before the first.
    fn prev(&self, step: Self::Step, app: App) -> Option<Self::Step>;

    /// Where somebody who opens `step` too early has to go instead.
    fn detour(&self, step: Self::Step, app: App) -> Option<Self::Step>;

    /// Which question `step` is and of how many, counted from 1.
    fn progress(&self, step: Self::Step, app: App) -> (usize, usize);
}

/// The state of a flow, for as long as its pages are shown.
pub struct Wizard<Q: Questions> {
    /// The shared state.
    pub app: App,
    /// What has been answered so far.
    pub draft: RwSignal<Q>,
    /// Whether the draft kept on the device has been read.
    pub loaded: RwSignal<bool>,
    /// What is wrong on the page shown.
    wrong: RwSignal<Problems>,
    /// What is wrong on the page to be shown next.
    carried: StoredValue<Problems>,
    /// The questions seen, up to the one shown.
    trail: StoredValue<Vec<Q::Step>>,
}

impl<Q: Questions> Clone for Wizard<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: Questions> Copy for Wizard<Q> {}

impl<Q: Questions> Wizard<Q> {
    /// Begins to read the draft.
    pub fn open(app: App) -> Self {
        let wizard = Self {
            app,
            draft: RwSignal::new(Q::default()),
            loaded: RwSignal::new(false),
            wrong: RwSignal::new(Problems::default()),
            carried: StoredValue::new(Problems::default()),
            trail: StoredValue::new(Vec::new()),
        };
        spawn_local(async move {
            wizard.draft.try_set(load_form().await);
            wizard.loaded.try_set(true);
        });
        wizard
    }

    /// Drops what is spent whenever records change while no question is shown (`away`): a form that
    /// is on its page goes on, and submitting it says what has become of it.
    pub fn tidy(self, away: Memo<bool>) {
        follow(move || {
            self.app.records.track();
            if away.get() && self.loaded.get() {
                spawn_local(async move {
                    if let Some(mine) = desk::mine().await {
                        self.drop_spent(&mine);
                    }
                });
            }
        });
    }

    fn drop_spent(self, mine: &Mine) {
        let Some(mut before) = self.draft.try_with_untracked(Q::clone) else {
            return;
        };
        let mut left = without_spent(before.clone(), mine);
        // Written only where something was dropped: what merely became something else would be kept
        // anew after all has been deleted from this device, and it becomes the same when loaded.
        if left.count() != before.count() {
            keep_form(&left);
        }
        if left != before {
            self.draft.try_set(left);
        }
    }

    /// Whether the pages of the flow are still shown. What runs on after they have gone must leave
    /// the person where he or she is.
    pub fn is_shown(self) -> bool {
        !self.draft.is_disposed()
    }

    /// Whether what is typed is kept on the device, for the words under the button that goes on.
    pub fn saved(self) -> Signal<bool> {
        let app = self.app;
        Signal::derive(move || app.keeping.get() == Keeping::OnDevice)
    }

    /// Changes the draft and keeps it on the device.
    pub fn answer(self, change: impl FnOnce(&mut Q)) {
        self.draft.update(|draft| {
            change(draft);
            draft.give_name();
        });
        keep_form(&*self.draft.read_untracked());
    }

    /// Forgets the draft; one that was put aside for it comes back.
    pub fn forget(self) {
        let left = self.draft.try_update(|draft| {
            *draft = core::mem::take(draft).rest();
            draft.clone()
        });
        if let Some(left) = left {
            keep_form(&left);
        }
    }

    /// Forgets what was submitted as `sent`, shown or not. Says whether the pages are still shown.
    pub async fn forget_sent(self, sent: &Q) -> bool {
        if self.is_shown() {
            self.forget();
            return true;
        }
        let kept: Q = load_form().await;
        if kept == *sent {
            keep_form(&kept.rest());
        }
        false
    }

    /// From the question `step` to the following one.
    pub fn go_on(self, step: Q::Step) {
        let next = self.draft.read_untracked().next(step, self.app);
        self.app.go(&Q::path(next));
    }

    /// Goes to the question that has to be put right, and says there what is wrong.
    pub fn go_mend(self, step: Q::Step, problems: Problems) {
        self.carried.set_value(problems);
        self.app.go(&Q::path(step));
    }

    /// Shows what is wrong; says whether nothing is.
    pub fn accept(self, problems: Problems) -> bool {
        let fine = problems.is_empty();
        self.wrong.set(problems);
        fine
    }

    /// What is wrong with `field`, for its component.
    pub fn error(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || self.wrong.read().of(field))
    }

    /// Takes the complaint about a page back, as it is being mended.
    pub fn forgive(self) {
        if !self.wrong.read_untracked().is_empty() {
            self.wrong.set(Problems::default());
        }
    }

    /// The word on the button that goes on.
    pub fn go_on_word(self) -> &'static str {
        if self.draft.read_untracked().is_checked() {
            text::GO_CHECK
        } else {
            text::GO_ON
        }
    }

    /// A page of the wizard: head, what is wrong, the question with its heading `<h1 id="title">`.
    pub fn page(self, step: Q::Step, title: &str, body: AnyView) -> AnyView {
        let carried = self.carried.try_update_value(core::mem::take);
        self.wrong.set(carried.unwrap_or_default());
        self.note(step);
        arrived(title);
        let progress = self.draft.read_untracked().progress(step, self.app);
        let others_wait = self.draft.with_untracked(Aside::has_aside);
        let back = Callback::new(move |()| self.back(step));
        parts::frame(progress, back, self.wrong, others_wait, body)
    }

    /// Where somebody has to go who opened `step` too early, while going there. Whoever comes back from
    /// what was submitted wants none of its questions again, and goes on back to where they began.
    pub fn detour(self, step: Q::Step) -> Option<AnyView> {
        let draft = self.draft.read_untracked();
        let other = draft.detour(step, self.app)?;
        let begun_anew = history::went_back() && *draft == Q::default();
        let app = self.app;
        spawn_local(async move {
            let here = history::current_path_and_query();
            if begun_anew {
                app.back();
                // Nothing comes of it where this page was the first.
                sleep(BACK).await;
            }
            if history::current_path_and_query() == here {
                app.replace(&Q::path(other));
            }
        });
        Some(pages::loading())
    }

    /// Back to the question seen before; where none was, to the one before in order.
    fn back(self, step: Q::Step) {
        let seen_before = self.trail.with_value(|trail| trail.len() > 1);
        match self.draft.read_untracked().prev(step, self.app) {
            Some(prev) if !seen_before => self.app.replace(&Q::path(prev)),
            _ => self.app.back(),
        }
    }

    fn note(self, step: Q::Step) {
        self.trail.update_value(|trail| {
            let went_back = trail.len() > 1 && trail[trail.len() - 2] == step;
            if went_back {
                trail.pop();
            } else if trail.last() != Some(&step) {
                trail.push(step);
            }
        });
    }
}
