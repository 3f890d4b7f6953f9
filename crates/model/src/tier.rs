//! The four tiers of the network.

use serde::{Deserialize, Serialize};

/// A tier of administrative division, the bigger first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Tier {
    /// 市: the city itself.
    City,
    /// 区县: districts, counties and autonomous counties.
    District,
    /// 街道、镇、乡.
    Township,
    /// 社区、村.
    Village,
}

impl Tier {
    /// All four, the bigger first.
    pub const ALL: [Self; 4] = [Self::City, Self::District, Self::Township, Self::Village];

    /// How many digits a division code of this tier has: 2, 6, 9 or 12.
    pub const fn digits(self) -> usize {
        match self {
            Self::City => 2,
            Self::District => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }

    /// What the veterans' service point of this tier is called.
    pub const fn station_suffix(self) -> &'static str {
        match self {
            Self::City | Self::District => "退役军人服务中心",
            Self::Township | Self::Village => "退役军人服务站",
        }
    }

    /// The next tier up; `None` for the city.
    pub const fn up(self) -> Option<Self> {
        match self {
            Self::City => None,
            Self::District => Some(Self::City),
            Self::Township => Some(Self::District),
            Self::Village => Some(Self::Township),
        }
    }
}
