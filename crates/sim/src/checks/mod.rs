//! What must hold.

mod cursor;
mod end;
mod history;
mod phone;
mod server;

use crate::books::Books;
use crate::report::Checked;
use crate::world::{Mark, World};

/// What must hold at any time.
pub fn always(world: &World, books: &Books) -> Checked {
    if let Some(broken) = world.broken.borrow_mut().take() {
        return Err(broken);
    }
    server::check(world, books)?;
    (0..world.phones.len()).try_for_each(|phone| look_at(world, books, phone))
}

/// Looks at a phone, if anything has changed there or on the server since it was looked at.
fn look_at(world: &World, books: &Books, number: usize) -> Checked {
    let phone = &world.phones[number];
    let server = world.server.borrow();
    let ledger = world.ledger.borrow();
    let mark = Mark {
        changes: phone.medium.changes.get(),
        handled: server.handled,
        deaths: server.deaths,
        taken_back: ledger.taken_back.len(),
    };
    if phone.looked_at.replace(Some(mark)) == Some(mark) {
        return Ok(());
    }
    drop((server, ledger));
    phone::check(world, books, number)?;
    cursor::never_ahead(world, books, number)
}

/// What must hold besides when the network is well and all have sent and asked.
pub fn in_the_end(world: &World, books: &Books) -> Checked {
    (0..world.phones.len()).try_for_each(|phone| {
        end::check(world, books, phone)?;
        cursor::level(world, books, phone)
    })
}
