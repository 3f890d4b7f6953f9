//! Goes through the codes of a list.

use crate::division::DivisionCode;
use crate::pack::PackError;
use crate::tier::Tier;

/// Goes from code to code in the order of the tree.
pub(super) struct Walker {
    /// The last code of each tier, of those that the next one may lie in.
    path: [Option<DivisionCode>; 4],
    /// The biggest tier allowed.
    top: Tier,
    /// The smallest.
    bottom: Tier,
}

impl Walker {
    /// For a list of the city and its districts.
    pub(super) fn at_top() -> Self {
        Self {
            path: [None; 4],
            top: Tier::City,
            bottom: Tier::District,
        }
    }

    /// For a list of what lies in a district.
    pub(super) fn within(district: DivisionCode) -> Self {
        let path = [district.parent(), Some(district), None, None];
        Self {
            path,
            top: Tier::Township,
            bottom: Tier::Village,
        }
    }

    /// The code of the next division of `tier` in the division above it, `skipped` ordinals on.
    pub(super) fn next(&mut self, tier: Tier, skipped: u32) -> Result<DivisionCode, PackError> {
        if tier < self.top || tier > self.bottom {
            return Err(PackError::Malformed);
        }
        let level = tier as usize;
        let before = self.path[level].map_or(0, DivisionCode::ordinal);
        let ordinal = before.saturating_add(1).saturating_add(skipped);
        let code = match tier.up() {
            // A list has one city, and begins with it.
            None if before > 0 => None,
            None => DivisionCode::from_number(ordinal.into())
                .ok()
                .filter(|c| c.tier() == tier),
            Some(above) => self.path[above as usize].and_then(|above| above.child(ordinal)),
        };
        self.path[level] = code;
        for below in &mut self.path[level + 1..] {
            *below = None;
        }
        code.ok_or(PackError::Malformed)
    }
}
