//! How well a statement is founded.

use serde::{Deserialize, Serialize};

/// The grade of the evidence for a statement, the better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Evidence {
    /// Read in the text of the law or regulation itself.
    A,
    /// A government page or a press report.
    B,
    /// Commonly known, not checked.
    C,
}

impl Evidence {
    /// All grades, the better first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// Whether whatever shows the statement must add that it is yet to be checked
    /// (待核实，请以服务站答复为准).
    pub fn needs_mark(self) -> bool {
        self != Self::A
    }
}
