//! The meaning of a state: its colour, and the symbol that says the same without colour.

use super::icon::IconName;

/// What a state, a notice or a panel means. Never shown by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Something to know; on its way.
    #[default]
    Info,
    /// Not there yet: kept here, waiting, offline.
    Wait,
    /// It worked; confirmed.
    Ok,
    /// It did not work; needs the person.
    Fail,
    /// Past or neutral: done, cancelled.
    Quiet,
}

impl Tone {
    /// The value of `data-s` on which the style depends.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Wait => "wait",
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Quiet => "none",
        }
    }

    /// The symbol used where none is given.
    pub fn icon(self) -> IconName {
        match self {
            Self::Info => IconName::INFO,
            Self::Wait => IconName::WAIT,
            Self::Ok => IconName::OK,
            Self::Fail => IconName::WARN,
            Self::Quiet => IconName::CHECK,
        }
    }
}
