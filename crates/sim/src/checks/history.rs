//! What became of each booking: told step by step, never rewritten, and each step rests on what
//! somebody did.

use client::outbox::What;
use client::record::EntityId;
use model::booking::Wish;
use model::id::{ActionId, BookingId};
use model::slot::SlotStart;
use server::store::StationAct;

use super::server::grants;
use crate::books::{Booked, Books, Event};
use crate::ledger::{Ledger, StaffAsked};
use crate::report::{Checked, Invariant, must};
use crate::world::World;

/// A booking's events explain how it stands, by what persons and staff did.
pub fn check(world: &World, ledger: &Ledger, books: &Books, id: BookingId) -> Checked {
    let booked = &books.bookings[&id];
    only_added_to(world, id, booked)?;
    let mut life = Life {
        name: &|| world.entity(EntityId::Booking(id)),
        events: &booked.events,
        next: 0,
        slot: None,
        state: String::new(),
        arrived: false,
        wish: None,
        mobile: "",
    };
    for action in &books.done {
        let about = EntityId::Booking(id);
        if let Some(asked) = ledger
            .asked
            .get(action)
            .filter(|a| a.what.entity() == about)
        {
            life.person(&asked.what, asked.base)?;
        } else if let Some(asked) = ledger.staff.get(action).filter(|a| a.booking == id) {
            life.staff(world, *action, asked)?;
        }
    }
    life.end(booked)
}

/// Nothing that was told is told otherwise later.
fn only_added_to(world: &World, id: BookingId, booked: &Booked) -> Checked {
    let mut told = world.told.borrow_mut();
    let before = told.entry(id).or_default();
    let kept = booked.events.starts_with(before);
    must(Invariant::HistoryStands, kept, || {
        format!(
            "{}: {before:?} has become {:?}",
            world.entity(EntityId::Booking(id)),
            booked.events
        )
    })?;
    before.clone_from(&booked.events);
    Ok(())
}

/// A booking as it becomes what it is, event by event.
struct Life<'a> {
    name: &'a dyn Fn() -> String,
    events: &'a [Event],
    next: usize,
    slot: Option<SlotStart>,
    state: String,
    arrived: bool,
    wish: Option<Wish>,
    mobile: &'a str,
}

impl<'a> Life<'a> {
    fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "confirmed" | "adjusted")
    }

    fn tells(&self, holds: bool, what: &str) -> Checked {
        must(Invariant::HistoryTells, holds, || {
            format!("{}: {what}, in {:?}", (self.name)(), self.events)
        })
    }

    /// The next event, which must be of this kind; what staff have only looked at comes in between.
    fn expect(&mut self, kind: &str, actor: &str) -> Result<&'a Event, crate::report::Broken> {
        self.looks()?;
        let event = self.events.get(self.next);
        let fits = event.is_some_and(|event| event.kind == kind && event.actor == actor);
        self.tells(
            fits,
            &format!("{actor} {kind} should be number {}", self.next + 1),
        )?;
        // It is there: that was just looked at.
        let event = &self.events[self.next];
        self.next += 1;
        let numbered = event.version as usize == self.next;
        self.tells(numbered, "each version has its event")?;
        self.tells(
            event.from.is_none() || event.from == self.slot,
            "from the time before",
        )?;
        if let Some(to) = event.to {
            self.slot = Some(to);
        }
        let state = match kind {
            "made" => event.state.as_str(),
            "changed" if actor == "station" => "adjusted",
            "changed" => event.state.as_str(),
            "cancelled" | "declined" => "cancelled",
            "served" => "served",
            "no_show" => "no_show",
            _ => self.state.as_str(),
        };
        self.tells(event.state == state, "the state that follows")?;
        self.state.clone_from(&event.state);
        Ok(event)
    }

    fn looks(&mut self) -> Checked {
        while let Some(event) = self.events.get(self.next)
            && event.kind == "opened"
        {
            self.tells(event.state == self.state, "looking changes no state")?;
            self.next += 1;
            self.tells(
                event.version as usize == self.next,
                "each version has its event",
            )?;
        }
        Ok(())
    }

    /// Whether the station gave another time after version `base`.
    fn crossed(&self, base: Option<u32>) -> bool {
        let moved = |event: &Event| event.actor == "station" && event.kind == "changed";
        base.is_some_and(|base| {
            let before = &self.events[..self.next];
            before
                .iter()
                .any(|event| event.version > base && moved(event))
        })
    }

    fn person(&mut self, what: &'a What, base: Option<u32>) -> Checked {
        match what {
            What::CreateBooking(_, request) => {
                self.wish = Some(request.wish());
                self.mobile = &request.mobile;
                self.expect("made", "person")?;
                self.won()
            }
            What::ChangeBooking(_, wish) => {
                self.looks()?;
                let fits = self.is_open() && !self.arrived;
                self.tells(fits, "only what is open is changed")?;
                let crossed = self.crossed(base);
                self.wish = Some(wish.clone());
                let event = self.expect("changed", "person")?;
                self.tells(event.crossed == crossed, "whether it crossed")?;
                self.won()
            }
            // Two may cancel; the second time changes nothing.
            What::CancelBooking(_) if self.state == "cancelled" => Ok(()),
            What::CancelBooking(_) => {
                self.looks()?;
                self.tells(self.is_open(), "only what is open is cancelled")?;
                let crossed = self.crossed(base);
                let event = self.expect("cancelled", "person")?;
                self.tells(event.crossed == crossed, "whether it crossed")
            }
            _ => self.tells(false, "nobody asks for anything else"),
        }
    }

    /// The time is one of those wished for last.
    fn won(&self) -> Checked {
        let wish = self.wish.as_ref();
        let granted = wish
            .zip(self.slot)
            .is_some_and(|(wish, slot)| grants(wish, slot));
        must(Invariant::DoneAsAsked, granted, || {
            format!("{}: {:?} for {wish:?}", (self.name)(), self.slot)
        })
    }

    fn staff(&mut self, world: &World, action: ActionId, asked: &StaffAsked) -> Checked {
        let so_already = match asked.act {
            StationAct::Arrived => self.arrived,
            StationAct::Served(_) => self.state == "served",
            StationAct::NoShow => self.state == "no_show",
            _ => false,
        };
        if so_already {
            return Ok(());
        }
        self.looks()?;
        let message = matches!(asked.act, StationAct::Message(_));
        let fits = message || self.is_open();
        self.tells(fits, "only what is open is worked on")?;
        let kind = match &asked.act {
            StationAct::Move(_) => "changed",
            StationAct::Arrived => "arrived",
            StationAct::Served(_) => "served",
            StationAct::NoShow => "no_show",
            StationAct::Decline(_) => "declined",
            StationAct::Message(_) => "message",
        };
        let event = self.expect(kind, "station")?;
        if let StationAct::Move(to) = asked.act {
            self.tells(event.to == Some(to), "the time that staff gave")?;
        }
        self.arrived |= matches!(asked.act, StationAct::Arrived);
        let clashes = |other: &&Event| {
            let later = other.version > asked.base && other.version < event.version;
            let touches = match other.kind.as_str() {
                "message" => message,
                "opened" => false,
                _ => !message,
            };
            later && touches
        };
        let unseen = self.events.iter().find(clashes);
        must(Invariant::NothingOverwritten, unseen.is_none(), || {
            format!("{} on {}: {unseen:?}", world.action(action), (self.name)())
        })
    }

    /// Everything has been told, and it comes to how the booking stands.
    fn end(mut self, booked: &Booked) -> Checked {
        self.looks()?;
        self.tells(self.next == self.events.len(), "somebody did each step")?;
        let version = booked.version as usize;
        must(Invariant::DoneOnce, version == self.next, || {
            format!("{} has version {version}, not {}", (self.name)(), self.next)
        })?;
        let stands = self.slot == Some(booked.slot)
            && self.state == booked.state
            && self.arrived == booked.arrived;
        self.tells(
            stands,
            &format!("it is {} at {:?}", booked.state, booked.slot),
        )?;
        must(
            Invariant::DoneAsAsked,
            self.mobile == booked.mobile,
            self.name,
        )
    }
}
