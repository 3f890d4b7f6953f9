//! What a person does in a tab, and what the app does by itself.

use client::act::{
    ActionError, cancel_booking, change_booking, change_volunteer, new_booking, new_volunteer,
    register_volunteer, submit_booking, withdraw_volunteer,
};
use client::mend::{delete_parked, resend};
use client::mine::{Mine, OutboxItem};
use client::outbox::What;
use client::plan::Haste;
use client::record::EntityId;
use client::settings::set_my_station;
use client::sync::{Which, look_up, refresh, sync_once};
use model::id::{ActionId, BookingId, VolunteerId};

use crate::forms::{form, request, wish};
use crate::places::{self, TOWNSHIP, VILLAGE};
use crate::report::{Broken, Invariant};
use crate::tab::{Tab, block_on};

/// Something done in a tab.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// Book.
    Book,
    /// Submit the same form twice, in two tabs where there are two.
    BookTwice,
    /// Other times for a booking.
    Change,
    /// Cancel a booking.
    Cancel,
    /// Register as a volunteer.
    Register,
    /// Tell something else as a volunteer.
    Tell,
    /// Withdraw as a volunteer.
    Withdraw,
    /// Send what is due.
    SyncDue,
    /// Send everything.
    SyncNow,
    /// Send everything, and ask what has changed.
    Look,
    /// Ask of each thing by itself how it stands.
    Refresh,
    /// Choose a station, another one, or none.
    Choose,
    /// Mend a refused action and send it again.
    Resend,
    /// Delete a refused action.
    Delete,
    /// Look up a booking that another phone has.
    LookUp,
}

impl Deed {
    /// Whether it is an action of a person, which is then to be sent.
    pub fn is_an_action(self) -> bool {
        !matches!(
            self,
            Self::SyncDue
                | Self::SyncNow
                | Self::Look
                | Self::Refresh
                | Self::Choose
                | Self::Delete
                | Self::LookUp
        )
    }
}

/// Does it, if there is anything to do it with; what came of it goes into the log.
pub fn perform(tab: &Tab, deed: Deed) -> bool {
    let name = format!("{} {deed:?}", tab.name());
    tab.world.tell(format!("{name}:"));
    let outcome = match deed {
        Deed::Book => book(tab, false),
        Deed::BookTwice => book(tab, true),
        Deed::Change => change(tab),
        Deed::Cancel => cancel(tab),
        Deed::Register => register(tab),
        Deed::Tell => tell(tab),
        Deed::Withdraw => withdraw(tab),
        Deed::SyncDue => sync(tab, Haste::Due),
        Deed::SyncNow => sync(tab, Haste::Now),
        Deed::Look => sync(tab, Haste::Look),
        Deed::Choose => Some(choose(tab)),
        Deed::Refresh => Some(format!("{:?}", block_on(refresh(tab, Which::Open)))),
        Deed::Resend => mend(tab),
        Deed::Delete => delete(tab),
        Deed::LookUp => find(tab),
    };
    match &outcome {
        Some(told) => tab.world.tell(format!("{name}: {told}")),
        None => tab.world.untell(),
    }
    outcome.is_some()
}

/// What is on the phone, whether or not it lives.
fn mine(tab: &Tab) -> Mine {
    block_on(Mine::load(&tab.phone().medium)).unwrap()
}

/// What the person is told. If that is "kept", an action that `fits` must have come to the medium
/// since there were `before` of them.
fn told(
    tab: &Tab,
    before: usize,
    done: Result<(), ActionError>,
    fits: impl Fn(&What) -> bool,
) -> Option<String> {
    if let Err(error) = done {
        return Some(format!("{error:?}"));
    }
    let ledger = tab.world.ledger.borrow();
    let fresh = ledger.order[before..].iter().find(|id| {
        let asked = &ledger.asked[*id];
        asked.phone == tab.phone && fits(&asked.what)
    });
    match fresh {
        Some(id) => Some(format!("kept as {}", tab.world.action(*id))),
        None => {
            tab.world.breaks(Broken {
                invariant: Invariant::KeptMeansKept,
                detail: format!("{} was told that it is kept", tab.name()),
            });
            Some("said to be kept, but it is not".to_owned())
        }
    }
}

fn before(tab: &Tab) -> usize {
    tab.world.ledger.borrow().order.len()
}

fn book(tab: &Tab, twice: bool) -> Option<String> {
    let (id, asked) = (new_booking(tab), request(tab));
    let first = block_on(submit_booking(tab, id, asked.clone(), None));
    if let (true, Ok(first)) = (twice, first) {
        let other = Tab {
            number: tab.phone().tabs - 1,
            ..tab.clone()
        };
        let second = block_on(submit_booking(&other, id, asked, None));
        if second.is_ok_and(|second| second != first) {
            tab.world.breaks(Broken {
                invariant: Invariant::DoneOnce,
                detail: "one form has made two bookings".to_owned(),
            });
        }
    }
    let kept = *first.as_ref().unwrap_or(&id);
    let fits = |what: &What| what.is_create() && what.entity() == EntityId::Booking(kept);
    told(tab, 0, first.map(drop), fits)
}

fn a_booking(tab: &Tab) -> Option<BookingId> {
    let mine = mine(tab);
    let item = tab.world.dice.pick(&mine.bookings)?;
    Some(item.record.id)
}

fn a_registration(tab: &Tab) -> Option<VolunteerId> {
    let mine = mine(tab);
    let item = tab.world.dice.pick(&mine.volunteers)?;
    Some(item.record.id)
}

fn change(tab: &Tab) -> Option<String> {
    let (id, wish, before) = (a_booking(tab)?, wish(tab), before(tab));
    let what = What::ChangeBooking(id, wish.clone());
    let done = block_on(change_booking(tab, id, wish));
    told(tab, before, done, |asked| *asked == what)
}

fn cancel(tab: &Tab) -> Option<String> {
    let (id, before) = (a_booking(tab)?, before(tab));
    let done = block_on(cancel_booking(tab, id));
    told(tab, before, done, |what| *what == What::CancelBooking(id))
}

fn register(tab: &Tab) -> Option<String> {
    let (id, before) = (new_volunteer(tab), before(tab));
    let done = block_on(register_volunteer(tab, id, form(tab), None));
    told(tab, before, done.map(drop), |what| {
        what.is_create() && what.entity() == EntityId::Volunteer(id)
    })
}

fn tell(tab: &Tab) -> Option<String> {
    let (id, form, before) = (a_registration(tab)?, form(tab), before(tab));
    let what = What::ChangeVolunteer(id, form.clone());
    let done = block_on(change_volunteer(tab, id, form));
    told(tab, before, done, |asked| *asked == what)
}

fn withdraw(tab: &Tab) -> Option<String> {
    let (id, before) = (a_registration(tab)?, before(tab));
    let done = block_on(withdraw_volunteer(tab, id));
    told(tab, before, done, |what| {
        *what == What::WithdrawVolunteer(id)
    })
}

fn sync(tab: &Tab, haste: Haste) -> Option<String> {
    let report = match block_on(sync_once(tab, haste)) {
        Ok(report) => report,
        Err(error) => return Some(format!("{error:?}")),
    };
    let names = |ids: &[ActionId]| {
        let names: Vec<String> = ids.iter().map(|id| tab.world.action(*id)).collect();
        names.join(" ")
    };
    let (delivered, parked) = (names(&report.delivered), names(&report.parked));
    let (reached, waits) = (report.reached, report.next_try_at.is_some());
    let level = report.level;
    Some(format!(
        "delivered [{delivered}], parked [{parked}], reached {reached:?}, level {level}, waits {waits}"
    ))
}

fn choose(tab: &Tab) -> String {
    let stations = [Some(VILLAGE), Some(VILLAGE), Some(TOWNSHIP), None];
    let station = *tab.world.dice.pick(&stations).unwrap();
    let done = block_on(set_my_station(tab, station.map(places::code)));
    format!("{station:?}, {done:?}")
}

fn a_parked(tab: &Tab) -> Option<(Vec<OutboxItem>, OutboxItem)> {
    let all = mine(tab).outbox;
    let parked = all.iter().filter(|item| item.entry.parked.is_some());
    let parked: Vec<OutboxItem> = parked.cloned().collect();
    let one = tab.world.dice.pick(&parked)?.clone();
    Some((all, one))
}

fn mend(tab: &Tab) -> Option<String> {
    let (all, OutboxItem { entry, .. }) = a_parked(tab)?;
    let what = match entry.what.clone() {
        What::CreateBooking(id, _) => What::CreateBooking(id, request(tab)),
        What::ChangeBooking(id, _) => What::ChangeBooking(id, wish(tab)),
        other => other,
    };
    let before = before(tab);
    let done = block_on(resend(tab, entry.action, what.clone()));
    take_back(tab, &all, |item| item.entry.action == entry.action);
    told(tab, before, done.map(drop), |asked| *asked == what)
}

fn delete(tab: &Tab) -> Option<String> {
    let (all, OutboxItem { entry, .. }) = a_parked(tab)?;
    let done = block_on(delete_parked(tab, entry.action));
    take_back(tab, &all, |item| {
        let waited = entry.what.is_create() && item.entry.what.entity() == entry.what.entity();
        waited || item.entry.action == entry.action
    });
    Some(format!("{}, {done:?}", tab.world.action(entry.action)))
}

/// Those of `before` that went by their author's hand. Whether he was told does not matter: the
/// phone may have died on it.
fn take_back(tab: &Tab, before: &[OutboxItem], meant: impl Fn(&OutboxItem) -> bool) {
    let now = mine(tab);
    let gone = before
        .iter()
        .filter(|item| meant(item) && now.action(item.entry.action).is_none());
    let mut ledger = tab.world.ledger.borrow_mut();
    ledger.taken_back.extend(gone.map(|item| item.entry.action));
}

fn find(tab: &Tab) -> Option<String> {
    let world = &tab.world;
    let other = world.dice.below(world.phones.len());
    let there = block_on(Mine::load(&world.phones[other].medium)).unwrap();
    let item = world.dice.pick(&there.bookings)?;
    let view = item.record.view.as_ref()?;
    let found = block_on(look_up(tab, view.reference, &view.mobile));
    Some(match found {
        Ok(id) => world.entity(EntityId::Booking(id)),
        Err(error) => format!("{error:?}"),
    })
}
