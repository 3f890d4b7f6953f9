//! The keyboard: what each key does on the day's page.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use model::id::BookingId;
use model::permissions::Deed;
use model::workbench::{Doing, Outcome};

use super::acts::{Ask, Stands};
use super::bench::{Bench, Open};
use super::routes::{Page, paths};
use super::{list, record};
use crate::browser::staff;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Move(isize),
    Open,
    Shut,
    Arrived,
    Served,
    Missed,
    Ask(Ask),
    Number,
    Outcome(usize),
    WalkIn,
    Telephone,
    Find,
    Print,
    Day(i32),
    Refresh,
}

fn command(key: &str) -> Option<Command> {
    Some(match key {
        "j" | "arrowdown" => Command::Move(1),
        "k" | "arrowup" => Command::Move(-1),
        "pagedown" => Command::Move(8),
        "pageup" => Command::Move(-8),
        "enter" | "o" => Command::Open,
        "escape" => Command::Shut,
        "a" => Command::Arrived,
        "s" => Command::Served,
        "w" => Command::Missed,
        "m" => Command::Ask(Ask::Move),
        "b" => Command::Ask(Ask::Decline),
        "l" => Command::Ask(Ask::Message),
        "x" => Command::Number,
        "1" => Command::Outcome(0),
        "2" => Command::Outcome(1),
        "3" => Command::Outcome(2),
        "4" => Command::Outcome(3),
        "n" => Command::WalkIn,
        "t" => Command::Telephone,
        "/" => Command::Find,
        "p" => Command::Print,
        "[" => Command::Day(-1),
        "]" => Command::Day(1),
        "r" => Command::Refresh,
        _ => return None,
    })
}

/// Listens for as long as the day's page stands.
pub(super) fn listen(bench: Bench) {
    let handle = window_event_listener(ev::keydown, move |event| pressed(bench, &event));
    on_cleanup(move || handle.remove());
}

fn pressed(bench: Bench, event: &KeyboardEvent) {
    let Some(key) = staff::command(event.as_ref()) else {
        return;
    };
    // A control does with Enter what it always does.
    if key == "enter" && staff::on_control(event.as_ref()) {
        return;
    }
    let Some(command) = command(&key) else {
        return;
    };
    event.prevent_default();
    // Somebody may have come to a row with Tab.
    let row = staff::place(event.as_ref()).and_then(|id| list::of_element(&id));
    if row.is_some() && row != bench.at.get_untracked() {
        bench.at.set(row);
    }
    run(bench, command);
}

fn run(bench: Bench, command: Command) {
    match command {
        Command::Move(by) => bench.move_by(by),
        Command::Shut => shut(bench),
        Command::WalkIn if bench.may(Deed::AddBooking) => bench.enter(paths::WALK_IN),
        Command::Telephone if bench.may(Deed::AddBooking) => bench.enter(paths::TELEPHONE),
        Command::Find => bench.app().go(paths::FIND),
        Command::Print if bench.may(Deed::PrintDay) => bench.app().go(paths::SHEET),
        Command::Day(days) => bench.day.update(|day| *day = day.plus_days(days)),
        Command::Refresh => bench.load(),
        Command::WalkIn | Command::Telephone | Command::Print => {}
        _ => {
            if let Some(id) = bench.at.get_untracked() {
                about(bench, id, command);
            }
        }
    }
}

/// What is about the booking that the keys act on.
fn about(bench: Bench, id: BookingId, command: Command) {
    let row = bench.row(id).or_else(|| record::open_row(bench, id));
    let stands = row.map(|row| untrack(|| bench.stands(&row)));
    let can = |what: fn(Stands) -> bool| stands.is_some_and(what);
    match command {
        Command::Open => bench.go_to(id),
        Command::Arrived if can(Stands::awaited) => bench.act(id, Doing::Arrived),
        Command::Served if can(|it| it.open) => bench.ask(id, Ask::Outcome),
        Command::Missed if can(Stands::missed) => bench.act(id, Doing::NoShow),
        Command::Ask(Ask::Message) => bench.ask(id, Ask::Message),
        Command::Ask(Ask::Move) if can(Stands::moves) => bench.ask(id, Ask::Move),
        Command::Ask(Ask::Decline) if can(|it| it.open) => bench.ask(id, Ask::Decline),
        Command::Number => bench.show_number(id),
        Command::Outcome(number) if bench.asking.get_untracked() == Some((id, Ask::Outcome)) => {
            if let Some(outcome) = Outcome::ALL.get(number) {
                bench.act(id, Doing::Served { outcome: *outcome });
            }
        }
        _ => {}
    }
}

/// One step back: the question, then what is beside the list.
fn shut(bench: Bench) {
    if bench.asking.get_untracked().is_some() {
        return bench.never_mind();
    }
    let beside = bench.desk.page.get_untracked() != Page::Today;
    if beside || *bench.open.read_untracked() != Open::Nothing {
        bench.shut();
    }
    if let Some(id) = bench.at.get_untracked() {
        bench.focus_row(id);
    }
}

impl Bench {
    /// Begins to enter somebody, in the place of whatever is beside the list.
    pub(super) fn enter(self, path: &'static str) {
        match self.desk.page.get_untracked() {
            Page::Today => self.app().go(path),
            _ => self.app().replace(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::staff::today::KEYS;

    #[test]
    fn every_key_that_is_shown_does_something() {
        for (shown, word) in KEYS {
            for key in shown.split(' ') {
                let key = match key {
                    "↑" => "arrowup".to_owned(),
                    "↓" => "arrowdown".to_owned(),
                    key => key.to_lowercase(),
                };
                assert!(command(&key).is_some(), "{word}");
            }
        }
        assert_eq!(command("q"), None);
    }
}
