//! What happened, in lines that are the same in every run of a seed: things have the number of
//! their first appearance for a name, and nothing that the server draws by lot is in it.

use std::collections::BTreeMap;

use client::record::EntityId;
use model::id::ActionId;

/// The events so far.
#[derive(Default)]
pub struct Log {
    /// A line each.
    pub lines: Vec<String>,
    names: BTreeMap<String, usize>,
}

impl Log {
    /// The short name of an action.
    pub fn action(&mut self, id: ActionId) -> String {
        self.name("a", id.to_string())
    }

    /// The short name of a booking or registration.
    pub fn entity(&mut self, id: EntityId) -> String {
        let kind = match id {
            EntityId::Booking(_) => "b",
            EntityId::Volunteer(_) => "v",
            EntityId::Delivery(_) => "d",
        };
        self.name(kind, id.key())
    }

    fn name(&mut self, kind: &str, key: String) -> String {
        let next = self.names.len() + 1;
        let number = self.names.entry(key).or_insert(next);
        format!("{kind}{number}")
    }
}
