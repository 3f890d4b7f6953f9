//! Which station does a service: pure.

use model::division::DivisionCode;
use model::tier::Tier;

/// What choosing a station comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It does the service itself.
    Here(DivisionCode),
    /// A station above it does.
    Above(DivisionCode),
    /// Only stations of that tier below it do.
    Below(Tier),
}

/// Who does a service of `tiers` for the station `chosen`: itself, else the nearest one above,
/// else one further down. A service done nowhere is taken as done everywhere: the catalogue says
/// nothing about it, and the station can.
pub fn place(chosen: DivisionCode, tiers: &[Tier]) -> Place {
    if tiers.is_empty() || tiers.contains(&chosen.tier()) {
        return Place::Here(chosen);
    }
    let above = core::iter::successors(chosen.parent(), |code| code.parent());
    let mut above = above.filter(|code| tiers.contains(&code.tier()));
    match above.next() {
        Some(above) => Place::Above(above),
        None => Place::Below(tiers.iter().copied().min().unwrap_or(Tier::Village)),
    }
}

/// Brings a station chosen before in line with another service's tiers. One that stands in its
/// place is only proposed: the question where is asked.
pub fn settle_place(draft: &mut super::draft::Draft, tiers: &[Tier]) {
    let Some(chosen) = draft.station else { return };
    match place(chosen, tiers) {
        Place::Here(_) => return,
        Place::Above(above) => draft.choose_station(above),
        Place::Below(_) => draft.station = None,
    }
    draft.proposed = Some(chosen);
    draft.station_given = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).unwrap()
    }

    #[test]
    fn the_nearest_station_that_does_it() {
        let village = code("500112017005");
        let all = [Tier::District, Tier::Township, Tier::Village];
        assert_eq!(place(village, &all), Place::Here(village));
        assert_eq!(
            place(village, &[Tier::District, Tier::Township]),
            Place::Above(code("500112017"))
        );
        assert_eq!(
            place(village, &[Tier::District]),
            Place::Above(code("500112"))
        );
        assert_eq!(
            place(village, &[Tier::City]),
            Place::Above(DivisionCode::CHONGQING)
        );
        assert_eq!(
            place(code("500112"), &[Tier::Township]),
            Place::Below(Tier::Township)
        );
        assert_eq!(
            place(DivisionCode::CHONGQING, &[Tier::District, Tier::Village]),
            Place::Below(Tier::District),
            "the biggest first: one goes down level by level"
        );
        assert_eq!(place(village, &[]), Place::Here(village));
    }

    #[test]
    fn another_service_may_be_done_elsewhere() {
        let given = super::super::draft::Draft {
            station_given: true,
            ..super::super::draft::tests::full()
        };
        let mut draft = given.clone();
        settle_place(&mut draft, &[Tier::Village]);
        assert_eq!(draft, given);
        settle_place(&mut draft, &[Tier::Township]);
        assert_eq!(draft.station, Some(code("500112017")));
        assert!(draft.choices.is_empty(), "another station has other times");
        assert!(!draft.station_given, "nobody chose this one");
        assert_eq!(draft.proposed, given.station);
        settle_place(&mut draft, &[Tier::Village]);
        assert_eq!(draft.station, None);
        assert_eq!(draft.proposed, Some(code("500112017")));
        draft.choose_station(code("500112017005"));
        assert_eq!(draft.proposed, None, "chosen is no proposal");
    }
}
