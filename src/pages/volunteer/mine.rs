//! A registration: the result after submitting, then to see, change and withdraw.

use client::act::withdraw_volunteer;
use client::mend::delete_parked;
use client::mine::VolunteerItem;
use client::outbox::{Entry, What};
use client::state::LocalState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::id::{ActionId, VolunteerId};
use model::volunteer::VolunteerForm;

use super::check::{rows, step_of};
use super::draft::{Draft, Purpose};
use super::flow::Step;
use super::form::Form;
use crate::components::{
    Button, ConfirmBox, EmptyState, Icon, IconName, LinkButton, Look, Notice, ReferenceCard,
    StateBadge, SummaryList, Tone,
};
use crate::live::live;
use crate::pages::booking::desk::{self, Trouble};
use crate::pages::booking::problems::Problems;
use crate::pages::wizard::aside::Aside;
use crate::pages::wizard::call;
use crate::pages::wizard::sent::{self, line};
use crate::pages::{self, arrived};
use crate::routes::paths;
use crate::state::{App, Keeping};
use crate::text::{booking as words, common, handover, my, volunteer as text};

/// What a state means.
pub fn tone(state: LocalState) -> Tone {
    match state {
        LocalState::Kept => Tone::Wait,
        LocalState::Failed => Tone::Fail,
        LocalState::Withdrawn => Tone::Quiet,
        _ => Tone::Ok,
    }
}

/// The page; `fresh`: right after submitting.
pub fn page(form: Form, id: VolunteerId, fresh: bool) -> AnyView {
    arrived(text::TITLE);
    let waited = sent::patience(fresh);
    let page = OnPage {
        form,
        asking: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    let draw = move |item: &VolunteerItem| {
        view! {
            <div class="wrap">
                <div aria-live="polite">
                    {if fresh { outcome(form, item, waited) } else { head(form, item) }}
                </div>
                <div class="stack sec">{details(page, item, fresh)}</div>
            </div>
        }
        .into_any()
    };
    sent::follow(
        form.app,
        move |mine| mine.volunteer(id).map(undated),
        gone,
        draw,
    )
}

/// What belongs to the page and outlives a drawing anew.
#[derive(Clone, Copy)]
struct OnPage {
    form: Form,
    /// Before what the question stands.
    asking: RwSignal<Option<Do>>,
    /// What could not be done, and why.
    failed: RwSignal<Option<(Do, &'static str)>>,
}

/// The registration without the moment at which the server last spoke about it: hearing the same
/// once more is no reason to draw anew.
fn undated(item: &VolunteerItem) -> VolunteerItem {
    let mut item = item.clone();
    item.record.as_of = None;
    item
}

fn gone() -> AnyView {
    view! {
        <div class="wrap">
            <h1 id="title" class="vh" tabindex="-1">{text::UNKNOWN}</h1>
            <EmptyState icon=IconName::HEART title=text::UNKNOWN text=text::UNKNOWN_HINT>
                <LinkButton href=paths::VOLUNTEER label=text::TITLE look=Look::Go />
                <LinkButton href="tel:12345" label=common::CALL_12345 wide=true />
            </EmptyState>
        </div>
    }
    .into_any()
}

fn head(form: Form, item: &VolunteerItem) -> AnyView {
    let state = item.state;
    let app = form.app;
    view! {
        <button type="button" class="back" on:click=move |_| app.back()>
            <Icon name=IconName::BACK />
            {common::BACK}
        </button>
        <h1 id="title" tabindex="-1">{text::MINE}</h1>
        <p><StateBadge tone=tone(state) label=my::state_word(state, app.keeping.get_untracked()) /></p>
    }
    .into_any()
}

/// The big line after submitting.
fn outcome(form: Form, item: &VolunteerItem, waited: RwSignal<bool>) -> AnyView {
    let changing = item.pending.is_changing();
    match item.state {
        LocalState::Kept => {}
        LocalState::Failed => return line(Tone::Fail, text::FAILED, reason(item)),
        LocalState::Withdrawn => {
            return line(Tone::Quiet, text::WITHDRAWN, text::WITHDRAWN_HINT);
        }
        _ if !changing => return line(Tone::Ok, text::DONE, text::DONE_HINT),
        _ => {}
    }
    let (kept, lost) = if changing {
        (text::CHANGE_WAITING, text::CHANGE_WAITING_MEMORY)
    } else {
        (text::KEPT_HINT, text::KEPT_MEMORY_HINT)
    };
    sent::on_its_way(form.app, waited, kept, lost)
}

fn reason(item: &VolunteerItem) -> String {
    let parked = item
        .pending
        .parked
        .first()
        .and_then(|entry| entry.parked.as_ref());
    parked
        .map(|parked| parked.error.message.clone())
        .unwrap_or_default()
}

fn details(page: OnPage, item: &VolunteerItem, fresh: bool) -> AnyView {
    let form = page.form;
    let number = item.record.view.as_ref().map(|view| {
        let digits = view.reference.grouped();
        view! { <ReferenceCard label=text::REFERENCE digits hint=text::REFERENCE_HINT /> }
    });
    let received = item.record.view.as_ref().map(|view| {
        let (date, _) = view.received_at.in_chongqing();
        view! { <p class="fresh">{text::received(date)}</p> }
    });
    let over = item.state == LocalState::Withdrawn;
    let told = told(item);
    let told_division = told.division;
    let list = (!over).then(|| {
        let draft = Draft::of(&told, Purpose::Join);
        let app = form.app;
        view! { <SummaryList rows=Signal::derive(move || rows(app, &draft, false)) /> }
    });
    let waits = waiting(form.app, item);
    let back: Vec<AnyView> = item
        .pending
        .parked
        .iter()
        .map(|entry| came_back(page, entry))
        .collect();
    let act = if fresh && !over && item.state != LocalState::Failed {
        let href = paths::volunteer(item.record.id);
        view! {
            <LinkButton href label=text::TO_MINE look=Look::Go />
            <LinkButton href=paths::HOME label=words::TO_HOME wide=true />
        }
        .into_any()
    } else if over {
        let href = paths::volunteer_join(1);
        view! { <LinkButton href label=text::JOIN_AGAIN wide=true /> }.into_any()
    } else {
        changes(page, item, told)
    };
    let ring = call(form.app, Some(told_division));
    // Said even where nothing is left to be withdrawn.
    let failed = page.failed(Do::Withdraw(item.record.id));
    let first = item.pending.waiting.first();
    let hand_over = first.map(|entry| pages::handover::link(entry.action));
    view! { {number} {waits} {back} {hand_over} {list} {received} {ring} {act} {failed} }.into_any()
}

/// What was told last: what is on its way, else what the server has, else what was asked.
fn told(item: &VolunteerItem) -> VolunteerForm {
    let on_its_way = item
        .pending
        .waiting
        .iter()
        .rev()
        .find_map(|entry| match &entry.what {
            What::ChangeVolunteer(_, form) => Some(form.clone()),
            _ => None,
        });
    let known = item.record.view.as_ref().map(|view| view.form.clone());
    on_its_way
        .or(known)
        .unwrap_or_else(|| item.record.asked.clone())
}

fn waiting(app: App, item: &VolunteerItem) -> Option<AnyView> {
    let (kept, lost) = match (item.pending.is_ending(), item.pending.is_changing()) {
        (true, _) => (text::WITHDRAW_WAITING, text::WITHDRAW_WAITING_MEMORY),
        (false, true) => (text::CHANGE_WAITING, text::CHANGE_WAITING_MEMORY),
        (false, false) => return None,
    };
    let words = if my::lasts(app.keeping.get()) {
        kept
    } else {
        lost
    };
    Some(view! { <Notice tone=Tone::Wait>{words}</Notice> }.into_any())
}

/// An action that came back: why, and what to do.
fn came_back(page: OnPage, entry: &Entry) -> AnyView {
    let form = page.form;
    let Some(parked) = &entry.parked else {
        return ().into_any();
    };
    let title = match entry.what {
        What::WithdrawVolunteer(_) => text::WITHDRAW_FAILED,
        What::ChangeVolunteer(..) => text::CHANGE_FAILED,
        _ => text::FAILED,
    };
    let message = parked.error.message.clone();
    let field = parked.error.field;
    let action = entry.action;
    let mend = match &entry.what {
        What::RegisterVolunteer(id, told) | What::ChangeVolunteer(id, told) => {
            let draft = Draft::of(told, Purpose::Mend(action, *id));
            let message = message.clone();
            let again = move |()| {
                form.answer(|kept| kept.take_up(draft.clone()));
                match field {
                    Some(field) => {
                        form.go_mend(step_of(field), Problems::one(field, message.clone()));
                    }
                    None => form.go_mend(Step::Check, Problems::default()),
                }
            };
            Some(view! { <Button label=text::MEND look=Look::Go on_press=Callback::new(again) /> })
        }
        _ => None,
    };
    let creates = entry.what.is_create();
    let hint = if creates {
        text::DELETE_JOIN_HINT
    } else {
        text::DELETE_HINT
    };
    let handed = (entry.handed_at.is_some())
        .then(|| view! { <Notice tone=Tone::Wait>{handover::HANDED}</Notice> });
    let delete = Asked {
        label: text::DELETE,
        question: my::DELETE_ASK,
        hint,
        no: my::DELETE_NO,
        what: Do::Delete { action, creates },
    };
    view! {
        <Notice tone=Tone::Fail><b>{title}</b>{message}</Notice>
        {handed}
        {mend}
        {delete.view(page)}
        {page.failed(delete.what)}
    }
    .into_any()
}

/// Change and withdraw.
fn changes(page: OnPage, item: &VolunteerItem, told: VolunteerForm) -> AnyView {
    let form = page.form;
    let id = item.record.id;
    if item.is_over() {
        return ().into_any();
    }
    let change = move |()| {
        form.answer(|kept| kept.take_up(Draft::of(&told, Purpose::Change(id))));
        form.app.go(&paths::volunteer_join(Step::Check.number()));
    };
    let withdraw = Asked {
        label: text::WITHDRAW,
        question: text::WITHDRAW_ASK,
        hint: text::WITHDRAW_HINT,
        no: text::WITHDRAW_NO,
        what: Do::Withdraw(id),
    };
    view! {
        <Button label=text::CHANGE icon=IconName::EDIT wide=true on_press=Callback::new(change) />
        {withdraw.view(page)}
    }
    .into_any()
}

/// What takes something away.
#[derive(Clone, Copy, PartialEq)]
enum Do {
    /// Ends the registration.
    Withdraw(VolunteerId),
    /// Deletes an action that came back; one that was to make the registration takes it along.
    Delete { action: ActionId, creates: bool },
}

/// A button that asks before it does something; the question stands in the page itself.
#[derive(Clone, Copy)]
struct Asked {
    label: &'static str,
    question: &'static str,
    hint: &'static str,
    no: &'static str,
    what: Do,
}

impl Asked {
    fn view(self, page: OnPage) -> AnyView {
        let OnPage { asking, .. } = page;
        live(move || {
            if asking.get() == Some(self.what) {
                let yes = move |()| {
                    asking.set(None);
                    perform(page, self.what);
                };
                view! {
                    <ConfirmBox
                        question=self.question
                        text=self.hint
                        yes=self.label
                        no=self.no
                        on_yes=yes
                        on_no=move |()| asking.set(None)
                    />
                }
                .into_any()
            } else {
                let ask = move |()| asking.set(Some(self.what));
                view! { <Button label=self.label look=Look::Bad wide=true on_press=ask /> }
                    .into_any()
            }
        })
    }
}

impl OnPage {
    /// Why `what` could not be done, if it could not.
    fn failed(self, what: Do) -> AnyView {
        live(move || match self.failed.get() {
            Some((other, words)) if other == what => {
                view! { <Notice tone=Tone::Fail>{words}</Notice> }.into_any()
            }
            _ => ().into_any(),
        })
    }
}

/// Does it, and notes it if that fails.
fn perform(page: OnPage, what: Do) {
    let form = page.form;
    let app = form.app;
    page.failed.set(None);
    let failed = move |words| {
        page.failed.try_set(Some((what, words)));
    };
    spawn_local(async move {
        let outcome = match (desk::ports().await, what) {
            (None, _) => Err(Trouble::Storage { full: false }),
            (Some(ports), Do::Withdraw(id)) => {
                withdraw_volunteer(&ports, id).await.map_err(Trouble::from)
            }
            (Some(ports), Do::Delete { action, .. }) => {
                delete_parked(&ports, action).await.map_err(Trouble::from)
            }
        };
        match outcome {
            Ok(()) => {
                desk::done(app);
                let gone = matches!(what, Do::Delete { creates: true, .. });
                if gone && form.is_shown() {
                    app.replace(paths::VOLUNTEER);
                }
            }
            Err(Trouble::Storage { full: true }) => {
                failed(my::NOT_KEPT);
            }
            Err(Trouble::Elsewhere) => {
                failed(text::ELSEWHERE);
                app.records_changed();
            }
            Err(Trouble::Storage { .. } | Trouble::Field(..) | Trouble::Taken) => {
                let outdated = app.keeping.get_untracked() == Keeping::NeedsReload;
                failed(if outdated {
                    my::NEEDS_RELOAD
                } else {
                    my::STORE_FAILED
                });
            }
        }
    });
}
