//! A consent ticked in a form that is kept: it is given to one version of the privacy notice, and
//! the form may come back after the notice has changed.

use model::booking::NOTICE_VERSION;
use serde::{Deserialize, Serialize};

/// The version of the notice under which a consent was ticked; 0: it was not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticked(u16);

impl Ticked {
    /// Ticked or unticked just now.
    pub fn now(on: bool) -> Self {
        Self(if on { NOTICE_VERSION } else { 0 })
    }

    /// Whether it is given to the notice as it stands.
    pub fn is_on(self) -> bool {
        self.0 == NOTICE_VERSION
    }

    /// The version to be sent; 0 unless it is the one that stands.
    pub fn version(self) -> u16 {
        if self.is_on() { self.0 } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_notice_as_it_stands_is_agreed_to() {
        assert!(Ticked::now(true).is_on());
        assert_eq!(Ticked::now(true).version(), NOTICE_VERSION);
        assert_eq!(Ticked::now(false), Ticked::default());
        for version in [0, NOTICE_VERSION - 1, NOTICE_VERSION + 1] {
            let kept: Ticked = serde_json::from_str(&version.to_string()).unwrap();
            assert!(!kept.is_on());
            assert_eq!(kept.version(), 0);
        }
    }
}
