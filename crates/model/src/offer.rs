//! What a station offers until it has published its own numbers: how long a visit takes and how
//! many people are served at once, by tier and way.

use crate::booking::ServiceSlug;
use crate::slot::{Offer, Way};
use crate::tier::Tier;

/// Minutes set aside for a home visit, the way included.
pub const HOME_VISIT_MINUTES: u16 = 60;
/// Minutes set aside for a call back.
pub const CALL_BACK_MINUTES: u16 = 15;

/// Parallel counters of a station of that tier: a village has one person, a township two, the
/// centres of districts and of the city four.
pub const fn counters(tier: Tier) -> u16 {
    match tier {
        Tier::City | Tier::District => 4,
        Tier::Township => 2,
        Tier::Village => 1,
    }
}

/// The default offer of a station of tier `tier` for a service whose visit takes `duration`
/// minutes. One person goes out to homes; calls are made by as many as stand at the counters.
pub const fn offer(tier: Tier, duration: u16, way: Way) -> Offer {
    match way {
        Way::AtStation => Offer {
            duration,
            capacity: counters(tier),
        },
        Way::HomeVisit => Offer {
            duration: HOME_VISIT_MINUTES,
            capacity: 1,
        },
        Way::CallBack => Offer {
            duration: CALL_BACK_MINUTES,
            capacity: counters(tier),
        },
    }
}

/// The queue that a booking stands in. At the counter each service has its own; the one person who
/// goes out, and those who telephone, serve all services. A slug has no underscore, so the names
/// cannot meet.
pub fn lane(service: &ServiceSlug, way: Way) -> &str {
    match way {
        Way::AtStation => service.as_str(),
        Way::HomeVisit | Way::CallBack => way.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_by_tier_and_way() {
        let at = |tier, way| {
            let offer = offer(tier, 30, way);
            (offer.duration, offer.capacity)
        };
        assert_eq!(at(Tier::Village, Way::AtStation), (30, 1));
        assert_eq!(at(Tier::Township, Way::AtStation), (30, 2));
        assert_eq!(at(Tier::District, Way::AtStation), (30, 4));
        assert_eq!(at(Tier::City, Way::HomeVisit), (60, 1));
        assert_eq!(at(Tier::Township, Way::CallBack), (15, 2));
    }

    #[test]
    fn lanes_never_meet() {
        let slug = ServiceSlug::parse("youdai-card").unwrap();
        assert_eq!(lane(&slug, Way::AtStation), "youdai-card");
        for way in [Way::HomeVisit, Way::CallBack] {
            assert!(ServiceSlug::parse(lane(&slug, way)).is_none());
        }
    }
}
